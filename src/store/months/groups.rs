//! Months added up by the database: by period and state.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable};

use super::{MonthSums, TABLE, UNBOUND};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::State;
use crate::calendar::{Day, Period};
use crate::money::Money;
use crate::store::connection::MultiBackend;
use crate::store::month_pack::HeapSums;
use crate::store::schema::months;
use crate::store::{Db, Error, stored};

/// The months of a period that stand in one state, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthGroup {
    /// The period.
    pub period: Period,
    /// Where their statements stand; none where no agreement binds the dealers.
    pub state: Option<State>,
    /// How many they are.
    pub count: i64,
    /// What they come to together; the earliest day of payment.
    pub sums: MonthSums,
}

impl MonthGroup {
    /// Whether they are never recomputed again (agreement 7.4).
    pub fn is_frozen(&self) -> bool {
        self.state.is_some_and(State::is_frozen)
    }
}

type Columns = (String, String, i64, i64, i64, Option<Day>, i64, i64, i64, i64, i64, i64, i64, i64);

/// All months, or one dealer's, by period and state.
pub fn by_state(c: &mut Db, dealer: Option<&DealerCode>) -> Result<Vec<MonthGroup>, Error> {
    let mut query = months::table
        .group_by((months::period, months::state))
        .select((
            months::period,
            months::state,
            sql::<BigInt>("count(*)"),
            sql::<BigInt>("CAST(sum(net_fen) AS BIGINT)"),
            sql::<BigInt>("CAST(sum(payable_fen) AS BIGINT)"),
            sql::<Nullable<Date>>("min(payment_due_on)"),
            sql::<BigInt>("CAST(sum(slip_count) AS BIGINT)"),
            sql::<BigInt>("CAST(sum(held_count) AS BIGINT)"),
            sql::<BigInt>("CAST(sum(claimed_fen) AS BIGINT)"),
            sql::<BigInt>("CAST(sum(accepted_fen) AS BIGINT)"),
            sql::<BigInt>("CAST(sum(allowance_fen) AS BIGINT)"),
            sql::<BigInt>("CAST(sum(parts_fen) AS BIGINT)"),
            sql::<BigInt>("CAST(sum(fines_fen) AS BIGINT)"),
            sql::<BigInt>("CAST(sum(corrections_fen) AS BIGINT)"),
        ))
        .order((months::period, months::state))
        .into_boxed::<MultiBackend>();
    if let Some(dealer) = dealer {
        query = query.filter(months::dealer.eq(dealer.to_string()));
    }
    let rows: Vec<Columns> = query.load(c)?;
    rows.into_iter().map(group).collect()
}

fn group(columns: Columns) -> Result<MonthGroup, Error> {
    let (period, state, count, net, payable, payment_due_on, slip_count, held_count, claimed, accepted, ..) = columns;
    let (.., allowance, parts, fines, corrections) = columns;
    Ok(MonthGroup {
        period: stored::period(TABLE, &period)?,
        state: if state == UNBOUND { None } else { Some(stored::word(TABLE, &state)?) },
        count,
        sums: MonthSums {
            net: Money::from_fen(net),
            payable: Money::from_fen(payable),
            payment_due_on,
            slip_count,
            held_count,
            claimed: Money::from_fen(claimed),
            accepted: Money::from_fen(accepted),
            heaps: HeapSums {
                allowance: Money::from_fen(allowance),
                parts: Money::from_fen(parts),
                fines: Money::from_fen(fines),
                corrections: Money::from_fen(corrections),
            },
        },
    })
}
