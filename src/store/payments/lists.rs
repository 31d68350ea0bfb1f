//! Lists of batches, how far the bank has answered them, and the payments that wait for it.

use std::collections::BTreeMap;

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use serde::{Deserialize, Serialize};

use super::{Batch, Payment, PaymentState, Row, TABLE};
use crate::agreement::codes::DealerCode;
use crate::calendar::Period;
use crate::money::Money;
use crate::store::connection::MultiBackend;
use crate::store::order::{First, behind, order_by};
use crate::store::schema::{payment_batches, payments};
use crate::store::{Db, Error, stored};

/// As the index of those that wait has it.
const SENT: &str = "payments.state = 'sent'";

/// How far the bank has answered a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Some payments have no answer.
    Open,
    /// Every payment has one.
    Answered,
    /// The bank refused some, whatever became of the others.
    Refused,
}

/// What batches are ordered by first; what is alike in it, by when they were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BatchOrder {
    /// When they were made, which their identifiers begin with.
    #[default]
    Made,
    /// How many payments they have.
    Payments,
    /// What these come to.
    Total,
}

impl BatchOrder {
    const fn first(self) -> First {
        match self {
            Self::Made => First::text("payment_batches.id"),
            Self::Payments => First::number("payment_batches.payment_count"),
            Self::Total => First::number("payment_batches.total_fen"),
        }
    }

    /// The place of a batch in this order, behind which a list goes on.
    pub fn place(self, batch: &Batch) -> [String; 2] {
        let first = match self {
            Self::Made => batch.id.clone(),
            Self::Payments => batch.payment_count.to_string(),
            Self::Total => batch.total_fen.to_string(),
        };
        [first, batch.id.clone()]
    }
}

/// Which batches, in which order.
#[derive(Clone, Debug, Default)]
pub struct BatchFilter {
    /// That the bank has answered so far.
    pub state: Option<BatchState>,
    /// With a payment to one dealer.
    pub dealer: Option<DealerCode>,
    /// By what they are ordered.
    pub order: BatchOrder,
    /// The other way round: the first made, the smallest first.
    pub is_up: bool,
}

/// Batches, the latest first where nothing else is asked for, behind a place in their order.
pub fn batches_where(
    c: &mut Db,
    filter: &BatchFilter,
    after: Option<[String; 2]>,
    count_max: i64,
) -> Result<Vec<Batch>, Error> {
    let mut found = payment_batches::table.into_boxed::<MultiBackend>();
    let of_batch = || payments::table.filter(payments::batch.eq(payment_batches::id));
    match filter.state {
        None => {}
        Some(BatchState::Open) => found = found.filter(exists(of_batch().filter(sql::<Bool>(SENT)))),
        Some(BatchState::Answered) => found = found.filter(not(exists(of_batch().filter(sql::<Bool>(SENT))))),
        Some(BatchState::Refused) => found = found.filter(exists(of_batch().filter(payments::state.eq("refused")))),
    }
    if let Some(dealer) = &filter.dealer {
        found = found.filter(exists(of_batch().filter(payments::dealer.eq(dealer.to_string()))));
    }
    let first = filter.order.first();
    // What an index has, where nothing else is asked for.
    let columns = match filter.order {
        BatchOrder::Made => first.column.to_owned(),
        _ => format!("{}, payment_batches.id", first.column),
    };
    if let Some([value, id]) = after.filter(|[value, _]| first.fits(value)) {
        let row = behind(&columns, !filter.is_up);
        if filter.order == BatchOrder::Made {
            found = found.filter(row.bind::<Text, _>(id).sql(")"));
        } else {
            let (before, behind_it) = first.around();
            let row = row.sql(before).bind::<Text, _>(value).sql(behind_it);
            found = found.filter(row.bind::<Text, _>(id).sql(")"));
        }
    }
    Ok(found.order(order_by(&columns, !filter.is_up)).limit(count_max).load(c)?)
}

/// How many payments of a batch are in a state, and what they come to.
pub type Answers = Vec<(PaymentState, i64, Money)>;

/// How the bank answered some batches, by batch.
pub fn answers(c: &mut Db, batches: &[String]) -> Result<BTreeMap<String, Answers>, Error> {
    let sums = sql::<(Text, Text, BigInt, BigInt)>("batch, state, COUNT(*), CAST(SUM(amount_fen) AS BIGINT)");
    let rows: Vec<(String, String, i64, i64)> = payments::table
        .filter(payments::batch.eq_any(batches))
        .group_by((payments::batch, payments::state))
        .order((payments::batch, payments::state))
        .select(sums)
        .load(c)?;
    let mut found: BTreeMap<String, Answers> = BTreeMap::new();
    for (batch, state, count, fen) in rows {
        found.entry(batch).or_default().push((stored::word(TABLE, &state)?, count, Money::from_fen(fen)));
    }
    Ok(found)
}

/// What payments are ordered by first; what is alike in it, by batch, dealer and period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaymentOrder {
    /// The batch: the longest sent first.
    #[default]
    Batch,
    /// The dealer.
    Dealer,
    /// The amount.
    Amount,
    /// What the bank knows it by.
    Reference,
}

impl PaymentOrder {
    const fn first(self) -> First {
        match self {
            Self::Batch => First::text("payments.batch"),
            Self::Dealer => First::text("payments.dealer"),
            Self::Amount => First::number("payments.amount_fen"),
            Self::Reference => First::text("payments.reference"),
        }
    }

    /// The place of a payment in this order, behind which a list goes on.
    pub fn place(self, payment: &Payment) -> [String; 4] {
        let first = match self {
            Self::Batch => payment.batch.clone(),
            Self::Dealer => payment.dealer.to_string(),
            Self::Amount => payment.amount.fen().to_string(),
            Self::Reference => payment.reference.clone(),
        };
        [first, payment.batch.clone(), payment.dealer.to_string(), payment.period.to_string()]
    }
}

/// Which payments, in which order.
#[derive(Clone, Debug, Default)]
pub struct PaymentFilter {
    /// That the bank answered so.
    pub state: Option<PaymentState>,
    /// To one dealer.
    pub dealer: Option<DealerCode>,
    /// For statements of one period.
    pub period: Option<Period>,
    /// In one batch.
    pub batch: Option<String>,
    /// By what they are ordered.
    pub order: PaymentOrder,
    /// The other way round.
    pub is_down: bool,
}

/// The query of what a filter says.
macro_rules! of_filter {
    ($filter:expr) => {{
        let mut query = payments::table.into_boxed::<MultiBackend>();
        match $filter.state {
            None => {}
            Some(PaymentState::Sent) => query = query.filter(sql::<Bool>(SENT)),
            Some(state) => query = query.filter(payments::state.eq(stored::word_of(TABLE, &state)?)),
        }
        if let Some(dealer) = &$filter.dealer {
            query = query.filter(payments::dealer.eq(dealer.to_string()));
        }
        if let Some(period) = $filter.period {
            query = query.filter(payments::period.eq(period.to_string()));
        }
        if let Some(batch) = &$filter.batch {
            query = query.filter(payments::batch.eq(batch.clone()));
        }
        query
    }};
}

/// The payments behind a place in their order.
pub fn list(
    c: &mut Db,
    filter: &PaymentFilter,
    after: Option<[String; 4]>,
    count_max: i64,
) -> Result<Vec<Payment>, Error> {
    const KEY: &str = "payments.batch, payments.dealer, payments.period";
    let mut found = of_filter!(filter);
    let first = filter.order.first();
    // What an index has, where nothing else is asked for.
    let columns = if filter.order == PaymentOrder::Batch { KEY.to_owned() } else { format!("{}, {KEY}", first.column) };
    if let Some([value, batch, dealer, period]) = after.filter(|[value, ..]| first.fits(value)) {
        let row = behind(&columns, filter.is_down);
        if filter.order == PaymentOrder::Batch {
            let row = row.bind::<Text, _>(batch).sql(", ").bind::<Text, _>(dealer).sql(", ");
            found = found.filter(row.bind::<Text, _>(period).sql(")"));
        } else {
            let (before, behind_it) = first.around();
            let row = row.sql(before).bind::<Text, _>(value).sql(behind_it).bind::<Text, _>(batch).sql(", ");
            found = found.filter(row.bind::<Text, _>(dealer).sql(", ").bind::<Text, _>(period).sql(")"));
        }
    }
    let rows: Vec<Row> = found.order(order_by(&columns, filter.is_down)).limit(count_max).load(c)?;
    rows.into_iter().map(Row::into_payment).collect()
}

/// How many payments fit a filter, and what they come to.
pub fn sum(c: &mut Db, filter: &PaymentFilter) -> Result<(i64, Money), Error> {
    let sums = sql::<(BigInt, BigInt)>("COUNT(*), CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT)");
    let (count, fen): (i64, i64) = of_filter!(filter).select(sums).first(c)?;
    Ok((count, Money::from_fen(fen)))
}

/// The payments of a period's statements that are under way or made, by dealer: the references that the bank knows them by.
pub fn references(c: &mut Db, period: Period) -> Result<BTreeMap<DealerCode, String>, Error> {
    let rows: Vec<(String, String)> = payments::table
        .filter(payments::period.eq(period.to_string()))
        // As the index says it: SQLite does not know what will be bound.
        .filter(sql::<Bool>("payments.state <> 'refused'"))
        .select((payments::dealer, payments::reference))
        .load(c)?;
    rows.into_iter().map(|(dealer, reference)| Ok((stored::dealer(TABLE, &dealer)?, reference))).collect()
}
