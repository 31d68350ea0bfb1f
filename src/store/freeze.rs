//! What stands against confirming a dealer's month (agreement 7.4): earlier drafts, held slips, a lot not drawn.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::schema::{months, slips};
use super::{Db, Error, settings, stored};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::Period;

/// The first month before each statement's whose statement is still a draft, from the installation's first period on; none
/// where all are confirmed.
pub fn earlier_drafts(
    c: &mut Db,
    statements: &BTreeSet<(DealerCode, Period)>,
) -> Result<BTreeMap<(DealerCode, Period), Period>, Error> {
    let first_period = settings::get(c, settings::FIRST_PERIOD)?.unwrap_or_default();
    let mut found = BTreeMap::new();
    for (before, dealers) in stored::by_period(statements) {
        let drafts: Vec<(String, Option<String>)> = months::table
            .filter(months::dealer.eq_any(dealers))
            .filter(months::period.ge(&first_period))
            .filter(months::period.lt(&before))
            .filter(months::state.eq("draft"))
            .group_by(months::dealer)
            .select((months::dealer, diesel::dsl::min(months::period)))
            .load(c)?;
        let before = stored::period("months", &before)?;
        for (dealer, period) in drafts {
            let Some(period) = period else { continue };
            found.insert((stored::dealer("months", &dealer)?, before), stored::period("months", &period)?);
        }
    }
    Ok(found)
}

/// The slips that wait for a person or a call, in the order of their numbers, at most `count_max`; and how many there are.
pub fn held_slips(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    count_max: i64,
) -> Result<(Vec<SlipNo>, i64), Error> {
    let held: Vec<(String, i64)> = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::is_current)
        .filter(slips::verdict.eq("held"))
        .order(slips::slip_no)
        .limit(count_max)
        .select((slips::slip_no, sql::<BigInt>("count(*) OVER ()")))
        .load(c)?;
    let count = held.first().map_or(0, |(_, count)| *count);
    let numbers = held.iter().map(|(number, _)| stored::slip_no("slips", number));
    Ok((numbers.collect::<Result<_, _>>()?, count))
}

/// Whether any slip of the month is paid, so that there is a lot to draw (agreement 6.1).
pub fn any_payable_slip(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<bool, Error> {
    let payable = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::is_current)
        .filter(slips::verdict.eq_any(["accepted", "adjusted"]));
    Ok(payable.limit(1).select(slips::slip_no).first::<String>(c).optional()?.is_some())
}
