//! The codes that hit the slips that stand, one a row: what lists by code go by.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::NUMBERS_AT_ONCE;
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::Hit;
use crate::calendar::Period;
use crate::store::decisions::Decision;
use crate::store::dialect::insert_many;
use crate::store::schema::slip_codes;
use crate::store::{Db, Error};

#[derive(Insertable)]
#[diesel(table_name = slip_codes, treat_none_as_default_value = false)]
struct CodeRow<'a> {
    dealer: &'a str,
    period: &'a str,
    slip_no: &'a str,
    code: &'a str,
    verdict: &'static str,
}

/// Says by which codes decided slips are hit from now on.
pub fn decided(c: &mut Db, dealer: &DealerCode, period: Period, made: &[Decision]) -> Result<(), Error> {
    let numbers: Vec<&str> = made.iter().map(|made| made.no.as_str()).collect();
    forget(c, dealer, period, &numbers)?;
    let month = period.to_string();
    let mut rows = Vec::new();
    for made in made {
        let codes: BTreeSet<&str> = made.hits.iter().map(Hit::name).collect();
        let row = |code| CodeRow {
            dealer: dealer.as_str(),
            period: &month,
            slip_no: made.no.as_str(),
            code,
            verdict: made.verdict.as_str(),
        };
        rows.extend(codes.into_iter().map(row));
    }
    insert_many!(c, slip_codes::table, &rows)?;
    Ok(())
}

/// Says that these numbers wait for their decision.
pub fn forget(c: &mut Db, dealer: &DealerCode, period: Period, numbers: &[&str]) -> Result<(), Error> {
    let of_month = slip_codes::dealer.eq(dealer.as_str()).and(slip_codes::period.eq(period.to_string()));
    for some in numbers.chunks(NUMBERS_AT_ONCE) {
        let of_some = slip_codes::table.filter(of_month.clone()).filter(slip_codes::slip_no.eq_any(some));
        diesel::delete(of_some).execute(c)?;
    }
    Ok(())
}
