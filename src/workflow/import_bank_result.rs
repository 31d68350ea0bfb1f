//! What the bank made of payments (agreement 7.4): a sheet of its answers, its notification (camt.054), or one answer. Paid,
//! a statement is done; refused, it stays released without a payment, and another batch can take it. What the bank takes
//! back after it paid is recorded with the statement, which stays paid: it is frozen, and the dealer's next one pays the amount
//! again, by an adjustment.
//!
//! Recording that the bank paid is the step `Pay`, so that whoever released the payment does not record it. The same answer
//! twice changes nothing.

use std::collections::BTreeSet;
use std::io::Write as _;

use serde_json::json;

use super::steps::{Beside, Met};
use super::{Error, Office, StatementRefusal, said, scratch};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::{Adjustment, State, Step, StepRefused};
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Moment, Period};
use crate::money::Money;
use crate::sheets::{BankResult, BankWord, Fault, Limits, ReadError};
use crate::store::adjustments::{self, Source};
use crate::store::payments::{self, Payment, PaymentState};
use crate::store::statement_steps::{self, StepKind, TakenStep};
use crate::store::{Db, books, files};

/// The bank's answer to a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BankAnswer {
    /// The money went out.
    Paid {
        /// When; the day on which it is recorded, where the bank does not say.
        on: Option<Day>,
    },
    /// It came back.
    Refused {
        /// Why.
        reason: String,
    },
}

/// What a row of the bank's sheet came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOutcome {
    /// The statement is paid.
    Paid,
    /// The payment is refused, and the statement waits for another batch.
    Refused,
    /// The bank took back what it had paid. The statement stays paid, and the dealer's next one pays the amount again.
    Returned,
    /// The same was known before.
    AlreadyKnown,
    /// No payment has this reference.
    UnknownReference,
    /// The payment is of another amount.
    AmountDiffers {
        /// What was sent to the bank.
        sent: Money,
    },
    /// The bank said something else before.
    AnsweredBefore {
        /// What.
        state: PaymentState,
    },
    /// The bank has not booked it yet.
    Pending,
    /// This person may not record it.
    Step(StepRefused),
}

/// A row of the bank's sheet, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredRow {
    /// As the spreadsheet numbers it.
    pub row: u32,
    /// The payment's reference.
    pub reference: String,
    /// What the row says.
    pub amount: Money,
    /// What it came to.
    pub outcome: RowOutcome,
}

/// What a sheet of the bank came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankImport {
    /// What cannot be read; then no row was taken.
    pub faults: Vec<Fault>,
    /// Every row.
    pub rows: Vec<AnsweredRow>,
    /// The payments of the same batches that the bank has not answered: neither here nor before.
    pub unanswered: Vec<Payment>,
}

/// Takes a sheet of the bank's answers, all that can be taken in one transaction.
pub fn import_bank_result(office: &Office, actor: &Actor, content: &[u8]) -> Result<BankImport, Error> {
    if actor.role != Role::Finance {
        return Err(Error::NotAllowed);
    }
    let mut came = Vec::new();
    let faults = read(office, content, &mut came)?;
    if !faults.is_empty() {
        return Ok(BankImport { faults, ..BankImport::default() });
    }
    let now = office.clock.now();
    office.store.write(|c| {
        files::put(c, content, now)?;
        let mut found = Vec::with_capacity(came.len());
        for (row, result) in came {
            let payment = payments::of_reference(c, &result.reference)?;
            found.push((row, result, payment));
        }
        // Everybody locks months in the order of dealers and periods. Money that went out and came back came back.
        found.sort_by_key(|(row, result, payment)| {
            let statement = payment.as_ref().map(|payment| (payment.dealer.clone(), payment.period));
            (statement, result.word == BankWord::Paid, *row)
        });
        let mut returning = BTreeSet::new();
        for (_, result, payment) in &found {
            let is_back = |payment: &&Payment| payment.state == PaymentState::Paid && result.word == BankWord::Refused;
            if let Some(payment) = payment.as_ref().filter(is_back)
                && !is_known_back(c, payment)?
            {
                returning.insert(payment.dealer.clone());
            }
        }
        // Whoever changes books and months locks the books first.
        if !returning.is_empty() {
            books::lock_several(c)?;
            returning.iter().try_for_each(|dealer| books::touch(c, dealer, now))?;
        }
        let mut import = BankImport::default();
        let mut answered = Vec::new();
        let mut batches = BTreeSet::new();
        for (row, result, payment) in found {
            let (reference, amount) = (result.reference.clone(), result.amount);
            let (outcome, taken) = match &payment {
                None => (RowOutcome::UnknownReference, None),
                Some(payment) => {
                    batches.insert(payment.batch.clone());
                    answer_row(c, actor, payment, result, now)?
                }
            };
            answered.extend(payment.zip(taken));
            import.rows.push(AnsweredRow { row, reference, amount, outcome });
        }
        for (payment, (met, answer)) in &answered {
            record(c, actor, met, payment, answer, now)?;
        }
        import.rows.sort_by_key(|row| row.row);
        for batch in batches {
            let sent = payments::of_batch(c, &batch)?.into_iter();
            import.unanswered.extend(sent.filter(|payment| payment.state == PaymentState::Sent));
        }
        Ok(import)
    })
}

/// What a row comes to; with the statement as it was before and the answer, where it was taken.
fn answer_row(
    c: &mut Db,
    actor: &Actor,
    payment: &Payment,
    result: BankResult,
    now: Moment,
) -> Result<(RowOutcome, Option<(Met, BankAnswer)>), Error> {
    if payment.amount != result.amount {
        return Ok((RowOutcome::AmountDiffers { sent: payment.amount }, None));
    }
    let answer = match result.word {
        BankWord::Paid => BankAnswer::Paid { on: result.paid_on },
        BankWord::Refused => BankAnswer::Refused { reason: result.reason.unwrap_or_default() },
        BankWord::Pending => return Ok((RowOutcome::Pending, None)),
    };
    // An earlier row of the same file may have answered it.
    let Some(payment) = payments::of_dealers_reference(c, &payment.dealer, &payment.reference)? else {
        return Ok((RowOutcome::UnknownReference, None));
    };
    let (outcome, taken) = answer_payment(c, actor, &payment, &answer, now)?;
    Ok((outcome, taken.map(|met| (met, answer))))
}

/// Takes one answer of the bank.
pub fn record_bank_result(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    answer: &BankAnswer,
) -> Result<RowOutcome, Error> {
    if actor.role != Role::Finance {
        return Err(Error::NotAllowed);
    }
    if let BankAnswer::Refused { reason } = answer {
        said(reason)?;
    }
    let now = office.clock.now();
    office.store.write(|c| {
        let mut tried = payments::of_statement(c, dealer, period)?;
        let payment = tried.pop().ok_or(Error::NotFound)?;
        let (outcome, taken) = answer_payment(c, actor, &payment, answer, now)?;
        match outcome {
            RowOutcome::Paid | RowOutcome::Refused | RowOutcome::Returned | RowOutcome::AlreadyKnown => {}
            RowOutcome::Step(refused) => return Err(Error::Step(refused)),
            other => return Err(StatementRefusal::BankAnswer(other).into()),
        }
        if let Some(met) = taken {
            record(c, actor, &met, &payment, answer, now)?;
        }
        Ok(outcome)
    })
}

/// Reads the sheet in a child process, which needs it as a file.
fn read(office: &Office, content: &[u8], came: &mut Vec<(u32, BankResult)>) -> Result<Vec<Fault>, Error> {
    let failed = |source| Error::Read(ReadError::Worker(source));
    let mut file = scratch::file().map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    file.flush().map_err(failed)?;
    let answer =
        office.reader.read::<BankResult>(file.path(), Limits::DEALER, &mut |row, result| came.push((row, result)))?;
    Ok(answer.faults)
}

/// Takes an answer where it is new and this person may; gives the statement as it was before, where it changed.
fn answer_payment(
    c: &mut Db,
    actor: &Actor,
    payment: &Payment,
    answer: &BankAnswer,
    now: Moment,
) -> Result<(RowOutcome, Option<Met>), Error> {
    let (state, kind, outcome) = match answer {
        BankAnswer::Paid { .. } => (PaymentState::Paid, StepKind::Pay, RowOutcome::Paid),
        BankAnswer::Refused { .. } => (PaymentState::Refused, StepKind::Refuse, RowOutcome::Refused),
    };
    if payment.state == state {
        return Ok((RowOutcome::AlreadyKnown, None));
    }
    match (payment.state, answer) {
        (PaymentState::Sent, _) => {}
        (PaymentState::Paid, BankAnswer::Refused { reason }) => return take_back(c, actor, payment, reason, now),
        (state, _) => return Ok((RowOutcome::AnsweredBefore { state }, None)),
    }
    let met = Met::load(c, &payment.dealer, payment.period, None)?;
    let to = match answer {
        BankAnswer::Paid { .. } => match met.after(Step::Pay, actor) {
            Ok(to) => to,
            Err(Error::Step(refused)) => return Ok((RowOutcome::Step(refused), None)),
            Err(error) => return Err(error),
        },
        BankAnswer::Refused { .. } => State::Released,
    };
    let note = match answer {
        BankAnswer::Paid { on } => on.map(|day| day.to_string()).unwrap_or_default(),
        BankAnswer::Refused { reason } => reason.trim().to_owned(),
    };
    met.take(c, kind, to, actor, Beside { batch: &payment.batch, note: &note }, now)?;
    let result = if state == PaymentState::Refused { note.as_str() } else { "" };
    if !payments::answer(c, payment, state, result, now)? {
        return Err(Error::Changed);
    }
    Ok((outcome, Some(met)))
}

/// Whether a payment's steps say that it came back.
fn came_back(steps: &[TakenStep], payment: &Payment) -> bool {
    steps.iter().any(|step| step.kind == StepKind::Return && step.batch == payment.batch)
}

fn is_known_back(c: &mut Db, payment: &Payment) -> Result<bool, Error> {
    Ok(came_back(&statement_steps::of(c, &payment.dealer, payment.period)?, payment))
}

/// Keeps that the bank took back what it had paid, once for a payment, and has the next statement pay it again.
fn take_back(
    c: &mut Db,
    actor: &Actor,
    payment: &Payment,
    reason: &str,
    now: Moment,
) -> Result<(RowOutcome, Option<Met>), Error> {
    if is_known_back(c, payment)? {
        return Ok((RowOutcome::AlreadyKnown, None));
    }
    let (dealer, reference, reason) = (&payment.dealer, payment.reference.as_str(), reason.trim());
    books::touch(c, dealer, now)?;
    let met = Met::load(c, dealer, payment.period, None)?;
    // Somebody else may have recorded it meanwhile.
    if came_back(&met.steps, payment) {
        return Ok((RowOutcome::AlreadyKnown, None));
    }
    met.take(c, StepKind::Return, met.state, actor, Beside { batch: &payment.batch, note: reason }, now)?;
    let again = Adjustment::paying_again(payment.period, reference, payment.amount);
    adjustments::add(c, dealer, &again, Source::Return(reference), (&actor.login, reason), now)?;
    Ok((RowOutcome::Returned, Some(met)))
}

fn record(
    c: &mut Db,
    actor: &Actor,
    met: &Met,
    payment: &Payment,
    answer: &BankAnswer,
    now: Moment,
) -> Result<(), Error> {
    let (batch, amount) = (&payment.batch, payment.amount.fen());
    let (action, facts) = match answer {
        BankAnswer::Paid { on } => ("statement.pay", json!({ "batch": batch, "amount_fen": amount, "paid_on": on })),
        BankAnswer::Refused { reason } => {
            let action = if met.state == State::Paid { "statement.return" } else { "statement.refuse" };
            (action, json!({ "batch": batch, "amount_fen": amount, "reason": reason.trim() }))
        }
    };
    met.record(c, action, actor, facts, now)
}
