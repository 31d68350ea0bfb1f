//! Lists of months.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::{Month, MonthRow, TABLE};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::State;
use crate::calendar::Period;
use crate::money::Money;
use crate::store::connection::MultiBackend;
use crate::store::schema::months;
use crate::store::{Db, Error, stored};

/// Which months.
#[derive(Clone, Debug, Default)]
pub struct MonthFilter {
    /// Of one period.
    pub period: Option<Period>,
    /// Of one dealer.
    pub dealer: Option<DealerCode>,
    /// In one state.
    pub state: Option<State>,
}

/// The months behind a period and dealer, in that order.
pub fn list(c: &mut Db, filter: &MonthFilter, after: Option<[String; 2]>, rows_max: i64) -> Result<Vec<Month>, Error> {
    let mut query = months::table.into_boxed::<MultiBackend>();
    if let Some(period) = filter.period {
        query = query.filter(months::period.eq(period.to_string()));
    }
    if let Some(dealer) = &filter.dealer {
        query = query.filter(months::dealer.eq(dealer.to_string()));
    }
    if let Some(state) = filter.state {
        query = query.filter(months::state.eq(stored::word_of(TABLE, &state)?));
    }
    if let Some([period, dealer]) = after {
        let behind = sql::<Bool>("(months.period, months.dealer) > (").bind::<Text, _>(period);
        query = query.filter(behind.sql(", ").bind::<Text, _>(dealer).sql(")"));
    }
    let rows: Vec<MonthRow> = query.order((months::period, months::dealer)).limit(rows_max).load(c)?;
    rows.into_iter().map(MonthRow::into_month).collect()
}

/// What the statements of a period pay, by dealer.
pub fn payables(c: &mut Db, period: Period) -> Result<BTreeMap<DealerCode, Money>, Error> {
    let of_period = months::table.filter(months::period.eq(period.to_string()));
    let rows: Vec<(String, i64)> = of_period.select((months::dealer, months::payable_fen)).load(c)?;
    rows.into_iter().map(|(dealer, fen)| Ok((stored::dealer(TABLE, &dealer)?, Money::from_fen(fen)))).collect()
}

/// The periods that have months, of one dealer where it is given: the last ones, in order.
pub fn periods(c: &mut Db, dealer: Option<&DealerCode>, count_max: i64) -> Result<Vec<Period>, Error> {
    let mut query = months::table.select(months::period).distinct().into_boxed::<MultiBackend>();
    if let Some(dealer) = dealer {
        query = query.filter(months::dealer.eq(dealer.to_string()));
    }
    let mut found: Vec<String> = query.order(months::period.desc()).limit(count_max).load(c)?;
    found.reverse();
    found.iter().map(|period| stored::period(TABLE, period)).collect()
}
