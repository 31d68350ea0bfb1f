//! Payment batches and the payments in them (agreement 7.4): each to the account that stood when the batch was made.

mod lists;

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::connection::MultiBackend;
use super::dialect::insert_many;
use super::schema::{bank_accounts, months, payment_batches, payments};
use super::{Db, Error, stored};
use crate::agreement::codes::DealerCode;
use crate::calendar::{Day, Moment, Period};
use crate::money::Money;

pub use lists::{
    Answers, BatchFilter, BatchOrder, BatchState, PaymentFilter, PaymentOrder, answers, batches_where, list,
    references, sum,
};

const TABLE: &str = "payments";

/// What became of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// In a batch; the bank has not answered.
    Sent,
    /// The bank paid.
    Paid,
    /// The bank refused; another batch can pay.
    Refused,
}

/// A payment of one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// To whom.
    pub dealer: DealerCode,
    /// For which statement.
    pub period: Period,
    /// In which batch.
    pub batch: String,
    /// How much.
    pub amount: Money,
    /// The account's name, as it stood.
    pub account_name: String,
    /// The bank's name.
    pub bank_name: String,
    /// The account.
    pub bank_account: String,
    /// The bank's code; may be empty.
    pub bank_code: String,
    /// What the bank gives back with its answer; no two payments have the same.
    pub reference: String,
    /// By when.
    pub due_on: Option<Day>,
    /// What became of it.
    pub state: PaymentState,
    /// The bank's word where it refused.
    pub result: String,
    /// When the answer was recorded, UTC.
    pub result_at: Option<Moment>,
    /// The dealer's name, as it stood.
    pub dealer_name: String,
    /// Its region; may be empty.
    pub region: String,
    /// The dealer's invoice; may be empty.
    pub invoice_no: String,
    /// The invoice's day.
    pub invoiced_on: Option<Day>,
}

/// A batch of payments.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = payment_batches)]
pub struct Batch {
    /// Its identifier.
    pub id: String,
    /// Who made it: a login.
    pub made_by: String,
    /// When, UTC.
    pub made_at: Moment,
    /// How many payments.
    pub payment_count: i64,
    /// What they come to, in fen.
    pub total_fen: i64,
    /// Of all that its documents say.
    pub sha256: String,
    /// Who paid, as it stood: JSON.
    pub payer: String,
    /// For whom a deputy made it: a login, else empty.
    pub on_behalf_of: String,
}

#[derive(Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = payments, treat_none_as_default_value = false)]
struct Row {
    dealer: String,
    period: String,
    batch: String,
    amount_fen: i64,
    account_name: String,
    bank_name: String,
    bank_account: String,
    bank_code: String,
    reference: String,
    due_on: Option<Day>,
    state: String,
    result: String,
    result_at: Option<Moment>,
    dealer_name: String,
    region: String,
    invoice_no: String,
    invoiced_on: Option<Day>,
}

impl Row {
    fn of(payment: &Payment) -> Result<Self, Error> {
        Ok(Self {
            dealer: payment.dealer.to_string(),
            period: payment.period.to_string(),
            batch: payment.batch.clone(),
            amount_fen: payment.amount.fen(),
            account_name: payment.account_name.clone(),
            bank_name: payment.bank_name.clone(),
            bank_account: payment.bank_account.clone(),
            bank_code: payment.bank_code.clone(),
            reference: payment.reference.clone(),
            due_on: payment.due_on,
            state: stored::word_of(TABLE, &payment.state)?,
            result: payment.result.clone(),
            result_at: payment.result_at,
            dealer_name: payment.dealer_name.clone(),
            region: payment.region.clone(),
            invoice_no: payment.invoice_no.clone(),
            invoiced_on: payment.invoiced_on,
        })
    }

    fn into_payment(self) -> Result<Payment, Error> {
        Ok(Payment {
            dealer: stored::dealer(TABLE, &self.dealer)?,
            period: stored::period(TABLE, &self.period)?,
            batch: self.batch,
            amount: Money::from_fen(self.amount_fen),
            account_name: self.account_name,
            bank_name: self.bank_name,
            bank_account: self.bank_account,
            bank_code: self.bank_code,
            reference: self.reference,
            due_on: self.due_on,
            state: stored::word(TABLE, &self.state)?,
            result: self.result,
            result_at: self.result_at,
            dealer_name: self.dealer_name,
            region: self.region,
            invoice_no: self.invoice_no,
            invoiced_on: self.invoiced_on,
        })
    }
}

/// The statements that a batch can take, by dealer and period: the approved ones, and the released ones whose payment the
/// bank refused; of these only what is due by a day, where one is given.
pub fn ready(c: &mut Db, due_by: Option<Day>) -> Result<Vec<(DealerCode, Period)>, Error> {
    let live = payments::table
        .filter(payments::dealer.eq(months::dealer))
        .filter(payments::period.eq(months::period))
        .filter(payments::state.ne("refused"));
    let refused = months::state.eq("released").and(months::payable_fen.gt(0));
    let mut ready = months::table
        .filter(months::state.eq("approved").or(refused.and(diesel::dsl::not(diesel::dsl::exists(live)))))
        .into_boxed::<MultiBackend>();
    if let Some(day) = due_by {
        ready = ready.filter(months::payment_due_on.is_null().or(months::payment_due_on.le(day)));
    }
    let rows: Vec<(String, String)> =
        ready.order((months::dealer, months::period)).select((months::dealer, months::period)).load(c)?;
    keys(&rows)
}

/// The statements in a state, by dealer and period; of one period, where it is given.
pub fn in_state(c: &mut Db, state: &str, period: Option<Period>) -> Result<Vec<(DealerCode, Period)>, Error> {
    let mut found = months::table.filter(months::state.eq(state.to_owned())).into_boxed::<MultiBackend>();
    if let Some(period) = period {
        found = found.filter(months::period.eq(period.to_string()));
    }
    let rows: Vec<(String, String)> =
        found.order((months::dealer, months::period)).select((months::dealer, months::period)).load(c)?;
    keys(&rows)
}

/// The released statements that pay nothing, which no bank answers.
pub fn released_without_payment(c: &mut Db) -> Result<Vec<(DealerCode, Period)>, Error> {
    let rows: Vec<(String, String)> = months::table
        .filter(months::state.eq("released"))
        .filter(months::payable_fen.le(0))
        .select((months::dealer, months::period))
        .load(c)?;
    keys(&rows)
}

/// In the order of the codes' bytes, in which every verb takes its locks, whatever order the database has for texts.
fn keys(rows: &[(String, String)]) -> Result<Vec<(DealerCode, Period)>, Error> {
    let key = |(dealer, period): &(String, String)| {
        Ok((stored::dealer("months", dealer)?, stored::period("months", period)?))
    };
    let mut keys = rows.iter().map(key).collect::<Result<Vec<_>, Error>>()?;
    keys.sort_unstable();
    Ok(keys)
}

/// The dealers of whom another account waits for a second person.
pub fn accounts_under_change(c: &mut Db) -> Result<BTreeSet<DealerCode>, Error> {
    let proposed = bank_accounts::table.filter(bank_accounts::state.eq("proposed"));
    let codes: Vec<String> = proposed.select(bank_accounts::dealer).distinct().load(c)?;
    codes.iter().map(|code| stored::dealer("bank_accounts", code)).collect()
}

/// Keeps a batch with its payments.
pub fn add_batch(c: &mut Db, batch: &Batch, paid: &[Payment]) -> Result<(), Error> {
    diesel::insert_into(payment_batches::table).values(batch.clone()).execute(c)?;
    let rows = paid.iter().map(Row::of).collect::<Result<Vec<Row>, Error>>()?;
    insert_many!(c, payments::table, &rows)?;
    Ok(())
}

/// The payments that were tried for a statement, in the order of their batches.
pub fn of_statement(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Vec<Payment>, Error> {
    let rows: Vec<Row> = payments::table
        .filter(payments::dealer.eq(dealer.as_str()))
        .filter(payments::period.eq(period.to_string()))
        .order(payments::batch)
        .load(c)?;
    rows.into_iter().map(Row::into_payment).collect()
}

/// The payments that were tried for some statements, by statement and in the order of their batches.
pub fn of_statements(
    c: &mut Db,
    statements: &BTreeSet<(DealerCode, Period)>,
) -> Result<BTreeMap<(DealerCode, Period), Vec<Payment>>, Error> {
    let mut found: BTreeMap<(DealerCode, Period), Vec<Payment>> = BTreeMap::new();
    for (period, dealers) in stored::by_period(statements) {
        let some = payments::table.filter(payments::period.eq(period)).filter(payments::dealer.eq_any(dealers));
        for row in some.order((payments::dealer, payments::batch)).load::<Row>(c)? {
            let payment = row.into_payment()?;
            found.entry((payment.dealer.clone(), payment.period)).or_default().push(payment);
        }
    }
    Ok(found)
}

/// The payment that the bank knows by a reference. A reference names its dealer, and is a dealer's once.
pub fn of_reference(c: &mut Db, reference: &str) -> Result<Option<Payment>, Error> {
    let mut rows: Vec<Row> = payments::table.filter(payments::reference.eq(reference)).limit(2).load(c)?;
    let row = rows.pop();
    if !rows.is_empty() {
        return Err(Error::Stored { table: TABLE, reason: format!("{reference} is the reference of two payments") });
    }
    row.map(Row::into_payment).transpose()
}

/// A dealer's payment by its reference.
pub fn of_dealers_reference(c: &mut Db, dealer: &DealerCode, reference: &str) -> Result<Option<Payment>, Error> {
    let of_dealer = payments::table.filter(payments::dealer.eq(dealer.as_str()));
    let row: Option<Row> = of_dealer.filter(payments::reference.eq(reference)).first(c).optional()?;
    row.map(Row::into_payment).transpose()
}

/// All payments that were tried for a dealer, by period and in the order of their batches.
pub fn of_dealer(c: &mut Db, dealer: &DealerCode) -> Result<Vec<Payment>, Error> {
    let of_dealer = payments::table.filter(payments::dealer.eq(dealer.as_str()));
    let rows: Vec<Row> = of_dealer.order((payments::period, payments::batch)).load(c)?;
    rows.into_iter().map(Row::into_payment).collect()
}

/// A batch.
pub fn batch(c: &mut Db, id: &str) -> Result<Option<Batch>, Error> {
    Ok(payment_batches::table.find(id).first(c).optional()?)
}

/// Batches, the latest first; those made before `before`, where it is given.
pub fn batches(c: &mut Db, before: Option<&str>, count_max: i64) -> Result<Vec<Batch>, Error> {
    let after = before.map(|id| [id.to_owned(), id.to_owned()]);
    batches_where(c, &BatchFilter::default(), after, count_max)
}

/// The payments of a batch, by dealer and period.
pub fn of_batch(c: &mut Db, id: &str) -> Result<Vec<Payment>, Error> {
    let rows: Vec<Row> = payments::table.filter(payments::batch.eq(id)).load(c)?;
    let mut found = rows.into_iter().map(Row::into_payment).collect::<Result<Vec<Payment>, Error>>()?;
    found.sort_by(|a, b| (&a.dealer, a.period).cmp(&(&b.dealer, b.period)));
    Ok(found)
}

/// Keeps the bank's answer to a payment; answers false where it had one already.
pub fn answer(c: &mut Db, payment: &Payment, state: PaymentState, result: &str, now: Moment) -> Result<bool, Error> {
    let sent = payments::table
        .find((payment.dealer.as_str(), payment.period.to_string(), payment.batch.as_str()))
        .filter(payments::state.eq("sent"));
    let columns =
        (payments::state.eq(stored::word_of(TABLE, &state)?), payments::result.eq(result), payments::result_at.eq(now));
    Ok(diesel::update(sent).set(columns).execute(c)? == 1)
}
