//! Lists of what is recorded against dealers, with the statements that stand.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Text};

use super::{MonthFilter, TABLE, UNBOUND};
use crate::agreement::codes::DealerCode;
use crate::agreement::violations::{Violation, ViolationKind};
use crate::calendar::{Day, Period};
use crate::store::connection::MultiBackend;
use crate::store::order::{behind, order_by};
use crate::store::schema::{months, violations};
use crate::store::{Backend, Db, Error, of_json, stored};

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

/// What violations are ordered by first; what is alike in it, by period, dealer and place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViolationOrder {
    /// The month.
    #[default]
    Month,
    /// The dealer.
    Dealer,
    /// The day.
    Day,
}

impl ViolationOrder {
    /// The columns of the order.
    const fn columns(self) -> &'static str {
        match self {
            Self::Month => "months.period, months.dealer, violations.seq",
            Self::Dealer => "months.dealer, months.period, violations.seq",
            Self::Day => "violations.violated_on, months.period, months.dealer, violations.seq",
        }
    }
}

/// Which violations, in which order.
#[derive(Clone, Debug, Default)]
pub struct ViolationFilter {
    /// Of which months.
    pub month: MonthFilter,
    /// Of one kind.
    pub kind: Option<ViolationKind>,
    /// By what they are ordered.
    pub order: ViolationOrder,
    /// The other way round: the latest, or the last dealer, first.
    pub is_down: bool,
}

/// Where a list of violations goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViolationPlace {
    /// The period.
    pub period: String,
    /// The dealer.
    pub dealer: String,
    /// The place among the month's.
    pub seq: i64,
    /// The day, where that is what they are ordered by.
    pub day: Option<Day>,
}

/// From a month to what is recorded with its statement. For SQLite the columns are joined as expressions, so that it begins
/// with the months, in their order, and not with all violations; PostgreSQL would read all of them for that.
const fn of_month(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => {
            "violations.dealer = months.dealer || '' AND violations.period = months.period || '' \
             AND violations.revision = months.statement_revision"
        }
        Backend::Postgres => {
            "violations.dealer = months.dealer AND violations.period = months.period \
             AND violations.revision = months.statement_revision"
        }
    }
}

/// What an index of the months can begin at.
const FROM_UP: &str = "(months.period, months.dealer) >= (";
/// The same the other way round.
const FROM_DOWN: &str = "(months.period, months.dealer) <= (";

/// The query of what a filter says.
macro_rules! of_filter {
    ($backend:expr, $filter:expr, $today:expr) => {{
        let mut query = months::table
            .inner_join(violations::table.on(sql::<Bool>(of_month($backend))))
            .filter(months::state.ne(UNBOUND))
            .filter(violations::violated_on.le($today))
            .into_boxed::<MultiBackend>();
        if let Some(period) = $filter.month.period {
            query = query.filter(months::period.eq(period.to_string()));
        }
        if let Some(dealer) = &$filter.month.dealer {
            query = query.filter(months::dealer.eq(dealer.to_string()));
        }
        if let Some(state) = $filter.month.state {
            query = query.filter(months::state.eq(stored::word_of(TABLE, &state)?));
        }
        if let Some(kind) = $filter.kind {
            query = query.filter(violations::code.eq(kind.code()));
        }
        query
    }};
}

/// The violations of the statements that stand, up to a day, behind a place in their order.
pub fn violations(
    c: &mut Db,
    filter: &ViolationFilter,
    today: Day,
    after: Option<ViolationPlace>,
    rows_max: i64,
) -> Result<Vec<RecordedViolation>, Error> {
    let mut query = of_filter!(c.backend(), filter, today);
    let columns = filter.order.columns();
    if let Some(ViolationPlace { period, dealer, seq, day }) = after {
        let row = behind(columns, filter.is_down);
        query = match (filter.order, day) {
            (ViolationOrder::Month, _) => {
                let from = if filter.is_down { FROM_DOWN } else { FROM_UP };
                let from = sql::<Bool>(from).bind::<Text, _>(period.clone()).sql(", ");
                let from = from.bind::<Text, _>(dealer.clone()).sql(")");
                let row = row.bind::<Text, _>(period).sql(", ").bind::<Text, _>(dealer).sql(", ");
                query.filter(from).filter(row.bind::<BigInt, _>(seq).sql(")"))
            }
            (ViolationOrder::Dealer, _) => {
                let row = row.bind::<Text, _>(dealer).sql(", ").bind::<Text, _>(period).sql(", ");
                query.filter(row.bind::<BigInt, _>(seq).sql(")"))
            }
            (ViolationOrder::Day, Some(day)) => {
                let row = row.bind::<Date, _>(day).sql(", ").bind::<Text, _>(period).sql(", ");
                query.filter(row.bind::<Text, _>(dealer).sql(", ").bind::<BigInt, _>(seq).sql(")"))
            }
            (ViolationOrder::Day, None) => query,
        };
    }
    let rows: Vec<(String, String, i64, String)> = query
        .order(order_by(columns, filter.is_down))
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
