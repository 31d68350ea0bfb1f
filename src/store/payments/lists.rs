//! Lists of batches, how far the bank has answered them, and the payments that wait for it.

use std::collections::BTreeMap;

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use serde::{Deserialize, Serialize};

use super::{Batch, Payment, PaymentState, Row, TABLE};
use crate::agreement::codes::DealerCode;
use crate::money::Money;
use crate::store::connection::MultiBackend;
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

/// Which batches.
#[derive(Clone, Debug, Default)]
pub struct BatchFilter {
    /// That the bank has answered so far.
    pub state: Option<BatchState>,
    /// With a payment to one dealer.
    pub dealer: Option<DealerCode>,
}

/// Batches, the latest first; those made before `before`, where it is given.
pub fn batches_where(
    c: &mut Db,
    filter: &BatchFilter,
    before: Option<&str>,
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
    if let Some(before) = before {
        found = found.filter(payment_batches::id.lt(before.to_owned()));
    }
    Ok(found.order(payment_batches::id.desc()).limit(count_max).load(c)?)
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

/// The payments that the bank has not answered behind a batch, dealer and period, in that order: the longest sent first.
pub fn unanswered(c: &mut Db, after: Option<[String; 3]>, count_max: i64) -> Result<Vec<Payment>, Error> {
    let mut found = payments::table.filter(sql::<Bool>(SENT)).into_boxed::<MultiBackend>();
    if let Some([batch, dealer, period]) = after {
        let behind = sql::<Bool>("(payments.batch, payments.dealer, payments.period) > (").bind::<Text, _>(batch);
        found = found.filter(behind.sql(", ").bind::<Text, _>(dealer).sql(", ").bind::<Text, _>(period).sql(")"));
    }
    let order = (payments::batch, payments::dealer, payments::period);
    let rows: Vec<Row> = found.order(order).limit(count_max).load(c)?;
    rows.into_iter().map(Row::into_payment).collect()
}

/// How many payments the bank has not answered, and what they come to.
pub fn unanswered_sum(c: &mut Db) -> Result<(i64, Money), Error> {
    let sums = sql::<(BigInt, BigInt)>("COUNT(*), CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT)");
    let (count, fen): (i64, i64) = payments::table.filter(sql::<Bool>(SENT)).select(sums).first(c)?;
    Ok((count, Money::from_fen(fen)))
}
