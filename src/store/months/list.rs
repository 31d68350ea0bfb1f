//! Lists of months and of what is recorded against dealers.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::{Month, MonthRow, TABLE};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::State;
use crate::agreement::violations::Violation;
use crate::calendar::{Day, Period};
use crate::store::connection::MultiBackend;
use crate::store::schema::{months, violations};
use crate::store::{Db, Error, of_json, stored};

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

/// What stands against a dealer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedViolation {
    /// Whom.
    pub dealer: DealerCode,
    /// Of which month.
    pub period: Period,
    /// Its place among the month's.
    pub seq: i64,
    /// What.
    pub violation: Violation,
}

/// From a month to what is recorded with its statement. The columns are joined as expressions, so that SQLite begins with
/// the months, in their order, and not with all violations.
const OF_MONTH: &str = "violations.dealer = months.dealer || '' AND violations.period = months.period || '' \
    AND violations.revision = months.statement_revision";

/// The violations of the statements that stand, up to a day, behind a period, dealer and place.
pub fn violations(
    c: &mut Db,
    filter: &MonthFilter,
    today: Day,
    after: Option<(String, String, i64)>,
    rows_max: i64,
) -> Result<Vec<RecordedViolation>, Error> {
    recorded(c, filter, today, (after, false), rows_max)
}

/// The same, the latest first.
pub fn latest_violations(
    c: &mut Db,
    filter: &MonthFilter,
    today: Day,
    before: Option<(String, String, i64)>,
    rows_max: i64,
) -> Result<Vec<RecordedViolation>, Error> {
    recorded(c, filter, today, (before, true), rows_max)
}

fn recorded(
    c: &mut Db,
    filter: &MonthFilter,
    today: Day,
    (after, is_latest_first): (Option<(String, String, i64)>, bool),
    rows_max: i64,
) -> Result<Vec<RecordedViolation>, Error> {
    let mut query = months::table
        .inner_join(violations::table.on(sql::<Bool>(OF_MONTH)))
        .filter(months::state.ne(super::UNBOUND))
        .filter(violations::violated_on.le(today))
        .into_boxed::<MultiBackend>();
    if let Some(period) = filter.period {
        query = query.filter(months::period.eq(period.to_string()));
    }
    if let Some(dealer) = &filter.dealer {
        query = query.filter(months::dealer.eq(dealer.to_string()));
    }
    if let Some(state) = filter.state {
        query = query.filter(months::state.eq(stored::word_of(TABLE, &state)?));
    }
    if let Some((period, dealer, seq)) = after {
        // What an index of the months can begin at.
        let from =
            if is_latest_first { "(months.period, months.dealer) <= (" } else { "(months.period, months.dealer) >= (" };
        let from = sql::<Bool>(from).bind::<Text, _>(period.clone());
        query = query.filter(from.sql(", ").bind::<Text, _>(dealer.clone()).sql(")"));
        let behind = if is_latest_first {
            "(months.period, months.dealer, violations.seq) < ("
        } else {
            "(months.period, months.dealer, violations.seq) > ("
        };
        let behind = sql::<Bool>(behind).bind::<Text, _>(period);
        query = query.filter(behind.sql(", ").bind::<Text, _>(dealer).sql(", ").bind::<BigInt, _>(seq).sql(")"));
    }
    query = if is_latest_first {
        query.order((months::period.desc(), months::dealer.desc(), violations::seq.desc()))
    } else {
        query.order((months::period, months::dealer, violations::seq))
    };
    let rows: Vec<(String, String, i64, String)> = query
        .limit(rows_max)
        .select((violations::dealer, violations::period, violations::seq, violations::body))
        .load(c)?;
    let violation = |(dealer, period, seq, body): (String, String, i64, String)| {
        Ok(RecordedViolation {
            dealer: stored::dealer(TABLE, &dealer)?,
            period: stored::period(TABLE, &period)?,
            seq,
            violation: of_json(TABLE, &body)?,
        })
    };
    rows.into_iter().map(violation).collect()
}
