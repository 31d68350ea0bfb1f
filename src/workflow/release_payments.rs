//! Releasing payments (agreement 7.4): finance puts approved statements into one payment batch, each with the account that
//! stands at that moment. A statement that pays nothing is released without a payment.
//!
//! A batch is made whole or not at all, and every fault is told at once. A payment that the bank refused can go into another
//! batch; its statement stays released meanwhile.

mod examine;

use serde_json::json;

pub use self::examine::{AccountField, PaymentFault, PaymentNote, PaymentProblem, is_cnaps_code, unfit};
use self::examine::{Examined, Ready, examine, notes, of_documents};
use super::batch_documents::content_sha256;
use super::steps::{Beside, Met};
use super::{Error, Office, StatementRefusal};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::State;
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Moment, Period};
use crate::money::Money;
use crate::store::audit::{self, Entry};
use crate::store::behalf::behalf;
use crate::store::payment_terms::Payer;
use crate::store::payments::{self, Batch, Payment};
use crate::store::statement_steps::StepKind;
use crate::store::{Db, new_id};

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

/// What a batch would be, and everything that stands against it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preflight {
    /// How many statements would be released.
    pub statement_count: usize,
    /// Of these, the payments; they have no batch yet.
    pub payments: Vec<Payment>,
    /// Of these, those that pay nothing.
    pub without_payment: Vec<(DealerCode, Period)>,
    /// What keeps the batch from being made; it is made once nothing does.
    pub faults: Vec<PaymentFault>,
    /// What finance should know.
    pub notes: Vec<(DealerCode, Period, PaymentNote)>,
}

/// Looks what a batch of the chosen statements would be, and changes nothing.
pub fn preflight_payments(office: &Office, actor: &Actor, chosen: &Chosen) -> Result<Preflight, Error> {
    if actor.role != Role::Finance {
        return Err(Error::NotAllowed);
    }
    let (now, today) = (office.clock.now(), office.clock.today());
    let mut examined = office.store.read(|c| examine(c, actor, chosen, Met::look))?;
    let statement_count = examined.ready.len();
    let (mut payments, mut without_payment) = (Vec::new(), Vec::new());
    for ready in examined.ready {
        match ready.payment {
            Some(payment) => payments.push(payment),
            None => without_payment.push((ready.met.month.dealer, ready.met.month.period)),
        }
    }
    let notes_of = |payment: &Payment| {
        let found = notes(payment, today).into_iter();
        found.map(|note| (payment.dealer.clone(), payment.period, note)).collect::<Vec<_>>()
    };
    let notes = payments.iter().flat_map(notes_of).collect();
    if examined.faults.is_empty() && !payments.is_empty() {
        let batch = batch_of(new_id(), actor, &examined.payer, &payments, now)?;
        examined.faults = of_documents(&batch, &examined.payer, &payments)?;
    }
    Ok(Preflight { statement_count, payments, without_payment, faults: examined.faults, notes })
}

/// Makes a batch of the chosen statements, and releases them.
pub fn release_payments(office: &Office, actor: &Actor, chosen: &Chosen) -> Result<Released, Error> {
    if actor.role != Role::Finance {
        return Err(Error::NotAllowed);
    }
    let now = office.clock.now();
    office.store.write(|c| {
        let Examined { ready, faults, payer } = examine(c, actor, chosen, Met::load_all)?;
        if !faults.is_empty() {
            return Err(StatementRefusal::Payments(faults).into());
        }
        if ready.is_empty() {
            return Err(StatementRefusal::NothingToRelease.into());
        }
        release(c, actor, &ready, &payer, now)
    })
}

fn release(c: &mut Db, actor: &Actor, ready: &[Ready], payer: &Payer, now: Moment) -> Result<Released, Error> {
    let id = new_id();
    let mut released = Released { batch: None, payments: Vec::new(), without_payment: Vec::new() };
    for statement in ready {
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
        let batch = batch_of(id, actor, payer, &released.payments, now)?;
        let faults = of_documents(&batch, payer, &released.payments)?;
        if !faults.is_empty() {
            return Err(StatementRefusal::Payments(faults).into());
        }
        payments::add_batch(c, &batch, &released.payments).map_err(|error| match error {
            // Another batch has taken one of them meanwhile.
            error if error.is_unique_violation() => Error::Changed,
            error => Error::Store(error),
        })?;
        released.batch = Some(batch);
    }
    for statement in ready {
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

fn batch_of(id: String, actor: &Actor, payer: &Payer, paid: &[Payment], now: Moment) -> Result<Batch, Error> {
    let batch = Batch {
        id,
        made_by: actor.login.clone(),
        made_at: now,
        payment_count: i64::try_from(paid.len()).unwrap_or(i64::MAX),
        total_fen: paid.iter().map(|payment| payment.amount).sum::<Money>().fen(),
        sha256: String::new(),
        payer: payer.as_json()?,
        on_behalf_of: behalf(),
    };
    // Of everything but itself.
    let sha256 = content_sha256(&batch, payer, paid);
    Ok(Batch { sha256, ..batch })
}
