//! Releasing payments (agreement 7.4): finance puts approved statements into one payment batch, each with the account that
//! stands at that moment. A statement that pays nothing is released without a payment.
//!
//! A batch is made whole or not at all, and every fault is told at once. A payment that the bank refused can go into another
//! batch; its statement stays released meanwhile.

use std::collections::BTreeSet;

use serde_json::json;

use super::steps::{Beside, Met};
use super::{Error, Office, StatementRefusal};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::{State, Step, StepRefused};
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Moment, Period};
use crate::exports::{PaymentRow, payments_csv};
use crate::money::Money;
use crate::store::audit::{self, Entry};
use crate::store::files::sha256;
use crate::store::payments::{self, Batch, Payment, PaymentState};
use crate::store::statement_steps::StepKind;
use crate::store::{Db, new_id, registers};

/// Which statements go into a batch.
#[derive(Clone, Debug)]
pub enum Chosen {
    /// All that can be paid.
    Ready {
        /// Only what is due by this day.
        due_by: Option<Day>,
        /// Not these.
        except: Vec<(DealerCode, Period)>,
    },
    /// These.
    Listed(Vec<(DealerCode, Period)>),
}

/// What was released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// The batch; none where nothing is to be wired.
    pub batch: Option<Batch>,
    /// Its payments.
    pub payments: Vec<Payment>,
    /// Statements that pay nothing.
    pub without_payment: Vec<(DealerCode, Period)>,
}

/// A statement that cannot go into the batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentFault {
    /// Whose.
    pub dealer: DealerCode,
    /// Of which period.
    pub period: Period,
    /// Why.
    pub problem: PaymentProblem,
}

/// Why a statement cannot go into a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentProblem {
    /// There is no such statement.
    Unknown,
    /// It is named twice.
    Doubled,
    /// It is not approved, or this person took an earlier step.
    Step(StepRefused),
    /// Another batch pays it.
    UnderWay {
        /// Which.
        batch: String,
    },
    /// The dealer has no approved account.
    AccountMissing,
    /// Another account waits for a second person; the old one may be wrong.
    AccountUnderChange,
}

/// Makes a batch of the chosen statements, and releases them.
pub fn release_payments(office: &Office, actor: &Actor, chosen: &Chosen) -> Result<Released, Error> {
    if actor.role != Role::Finance {
        return Err(Error::NotAllowed);
    }
    let now = office.clock.now();
    office.store.write(|c| {
        let (statements, mut faults) = named_once(c, chosen)?;
        let mut ready = Vec::with_capacity(statements.len());
        for (dealer, period) in &statements {
            match examine(c, actor, dealer, *period)? {
                Ok(statement) => ready.push(statement),
                Err(problem) => faults.push(PaymentFault { dealer: dealer.clone(), period: *period, problem }),
            }
        }
        if !faults.is_empty() {
            return Err(StatementRefusal::Payments(faults).into());
        }
        if ready.is_empty() {
            return Err(StatementRefusal::NothingToRelease.into());
        }
        release(c, actor, ready, now)
    })
}

/// The chosen statements in the order in which every verb locks them, and those that are named twice.
#[expect(clippy::type_complexity, reason = "two lists, each said once")]
fn named_once(c: &mut Db, chosen: &Chosen) -> Result<(BTreeSet<(DealerCode, Period)>, Vec<PaymentFault>), Error> {
    match chosen {
        Chosen::Ready { due_by, except } => {
            let mut statements: BTreeSet<_> = payments::ready(c, *due_by)?.into_iter().collect();
            statements.retain(|statement| !except.contains(statement));
            Ok((statements, Vec::new()))
        }
        Chosen::Listed(listed) => {
            let mut statements = BTreeSet::new();
            let mut faults = Vec::new();
            for (dealer, period) in listed {
                if !statements.insert((dealer.clone(), *period)) {
                    let problem = PaymentProblem::Doubled;
                    faults.push(PaymentFault { dealer: dealer.clone(), period: *period, problem });
                }
            }
            Ok((statements, faults))
        }
    }
}

/// A statement that can be released, and its payment where it pays anything; the batch has no name yet.
struct Ready {
    met: Met,
    payment: Option<Payment>,
}

fn examine(
    c: &mut Db,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
) -> Result<Result<Ready, PaymentProblem>, Error> {
    let met = match Met::load(c, dealer, period, None) {
        Ok(met) => met,
        Err(Error::NotFound) => return Ok(Err(PaymentProblem::Unknown)),
        Err(error) => return Err(error),
    };
    let tried = payments::of_statement(c, dealer, period)?;
    if let Some(live) = tried.iter().find(|payment| payment.state != PaymentState::Refused) {
        return Ok(Err(PaymentProblem::UnderWay { batch: live.batch.clone() }));
    }
    if let Err(refused) = may_release(&met, actor, !tried.is_empty()) {
        return Ok(Err(PaymentProblem::Step(refused)));
    }
    let amount = met.month.sums.payable;
    if amount <= Money::ZERO {
        return Ok(Ok(Ready { met, payment: None }));
    }
    if payments::is_account_under_change(c, dealer)? {
        return Ok(Err(PaymentProblem::AccountUnderChange));
    }
    let account = registers::dealer(c, dealer)?.and_then(|dealer| {
        Some((dealer.account_name?, dealer.bank_name?, dealer.bank_account?, dealer.bank_code.unwrap_or_default()))
    });
    let Some((account_name, bank_name, bank_account, bank_code)) = account else {
        return Ok(Err(PaymentProblem::AccountMissing));
    };
    let payment = Payment {
        dealer: dealer.clone(),
        period,
        batch: String::new(),
        amount,
        account_name,
        bank_name,
        bank_account,
        bank_code,
        reference: reference(dealer, period, tried.len()),
        due_on: met.month.sums.payment_due_on,
        state: PaymentState::Sent,
        result: String::new(),
        result_at: None,
    };
    Ok(Ok(Ready { met, payment: Some(payment) }))
}

/// Whether the person may release the statement; once more, where the bank refused the payment before. Who released it
/// before may do so again, because that is still one step.
fn may_release(met: &Met, actor: &Actor, bank_refused: bool) -> Result<(), StepRefused> {
    let role = actor.role.party().unwrap_or(crate::agreement::statement::Role::Finance);
    let state = if bank_refused && met.state == State::Released { State::Approved } else { met.state };
    let others = met.steps.iter().filter(|taken| taken.kind.step().is_some_and(|step| step != Step::Release));
    let persons: Vec<&str> = others.map(|taken| taken.person.as_str()).collect();
    Step::Release.take(state, &actor.login.as_str(), role, &persons).map(drop)
}

/// What the bank gives back with its answer. A payment that is tried again has another, so that no answer is taken for
/// that of an earlier try.
fn reference(dealer: &DealerCode, period: Period, tries_before: usize) -> String {
    if tries_before == 0 { format!("{dealer}-{period}") } else { format!("{dealer}-{period}-{}", tries_before + 1) }
}

fn release(c: &mut Db, actor: &Actor, ready: Vec<Ready>, now: Moment) -> Result<Released, Error> {
    let id = new_id();
    let mut released = Released { batch: None, payments: Vec::new(), without_payment: Vec::new() };
    for statement in &ready {
        let batch = if statement.payment.is_some() { id.as_str() } else { "" };
        let beside = Beside { batch, ..Beside::default() };
        statement.met.take(c, StepKind::Release, State::Released, actor, beside, now)?;
        match &statement.payment {
            Some(payment) => released.payments.push(Payment { batch: id.clone(), ..payment.clone() }),
            None => {
                released.without_payment.push((statement.met.month.dealer.clone(), statement.met.month.period));
            }
        }
    }
    if !released.payments.is_empty() {
        let batch = batch_of(id, actor, &released.payments, now);
        payments::add_batch(c, &batch, &released.payments).map_err(|error| match error {
            // Another batch has taken one of them meanwhile.
            error if error.is_unique_violation() => Error::Changed,
            error => Error::Store(error),
        })?;
        released.batch = Some(batch);
    }
    for statement in &ready {
        statement.met.record(c, "statement.release", actor, statement.met.facts(), now)?;
    }
    if let Some(batch) = &released.batch {
        let facts = json!({ "payments": batch.payment_count, "total_fen": batch.total_fen, "sha256": batch.sha256 });
        let object = format!("batch {}", batch.id);
        let (person, action) = (actor.login.as_str(), "batch.release");
        audit::append(c, &Entry { at: now, person, action, dealer: "", object: &object, facts })?;
    }
    Ok(released)
}

fn batch_of(id: String, actor: &Actor, paid: &[Payment], now: Moment) -> Batch {
    Batch {
        id,
        made_by: actor.login.clone(),
        made_at: now,
        payment_count: i64::try_from(paid.len()).unwrap_or(i64::MAX),
        total_fen: paid.iter().map(|payment| payment.amount).sum::<Money>().fen(),
        sha256: sha256(&batch_csv(paid)),
    }
}

/// The payments of a batch as CSV; the same payments give the same bytes.
pub fn batch_csv(paid: &[Payment]) -> Vec<u8> {
    payments_csv(&paid.iter().map(row).collect::<Vec<PaymentRow>>())
}

/// A payment as its row of an export.
pub fn row(payment: &Payment) -> PaymentRow<'_> {
    PaymentRow {
        period: payment.period,
        dealer: &payment.dealer,
        account_name: &payment.account_name,
        bank_name: &payment.bank_name,
        bank_account: &payment.bank_account,
        amount: payment.amount,
        reference: &payment.reference,
        due_on: payment.due_on,
    }
}
