//! What the bank made of payments (agreement 7.4): a sheet of its answers, or one answer. Paid, a statement is done; refused,
//! it stays released without a payment, and another batch can take it.
//!
//! Recording that the bank paid is the step `Pay`, so that whoever released the payment does not record it. The same answer
//! twice changes nothing.

use std::io::Write as _;

use serde_json::json;

use super::steps::{Beside, Met};
use super::{Error, Office, StatementRefusal, said, scratch};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::{State, Step, StepRefused};
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Moment, Period};
use crate::money::Money;
use crate::sheets::{BankResult, Fault, Limits, ReadError};
use crate::store::payments::{self, Payment, PaymentState};
use crate::store::statement_steps::StepKind;
use crate::store::{Db, files};

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
}

/// Takes a sheet of the bank's answers, all that can be taken in one transaction.
pub fn import_bank_result(office: &Office, actor: &Actor, content: &[u8]) -> Result<BankImport, Error> {
    if actor.role != Role::Finance {
        return Err(Error::NotAllowed);
    }
    let mut came = Vec::new();
    let faults = read(office, content, &mut came)?;
    if !faults.is_empty() {
        return Ok(BankImport { faults, rows: Vec::new() });
    }
    let now = office.clock.now();
    office.store.write(|c| {
        files::put(c, content, now)?;
        // Everybody locks months in the order of dealers and periods.
        came.sort_by_cached_key(|(row, result)| (payment_of(&result.reference), *row));
        let mut rows = Vec::with_capacity(came.len());
        let mut answered = Vec::new();
        for (row, result) in came {
            let amount = result.amount;
            let reference = result.reference.clone();
            let outcome = match find(c, &reference)? {
                None => RowOutcome::UnknownReference,
                Some(payment) if payment.amount != amount => RowOutcome::AmountDiffers { sent: payment.amount },
                Some(payment) => {
                    let reason = result.reason.unwrap_or_default();
                    let answer = if result.is_paid {
                        BankAnswer::Paid { on: result.paid_on }
                    } else {
                        BankAnswer::Refused { reason }
                    };
                    let (outcome, taken) = answer_payment(c, actor, &payment, &answer, now)?;
                    answered.extend(taken.map(|met| (met, payment, answer)));
                    outcome
                }
            };
            rows.push(AnsweredRow { row, reference, amount, outcome });
        }
        for (met, payment, answer) in &answered {
            record(c, actor, met, payment, answer, now)?;
        }
        rows.sort_by_key(|row| row.row);
        Ok(BankImport { faults: Vec::new(), rows })
    })
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
            RowOutcome::Paid | RowOutcome::Refused | RowOutcome::AlreadyKnown => {}
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

/// The statement that a reference names: the dealer's code, the period and, from the second try on, which try it is.
fn payment_of(reference: &str) -> Option<(DealerCode, Period)> {
    let split = |text: &str| {
        let at = text.len().checked_sub("-YYYY-MM".len())?;
        let (dealer, period) = text.split_at_checked(at)?;
        Some((DealerCode::new(dealer)?, period.strip_prefix('-')?.parse().ok()?))
    };
    split(reference).or_else(|| split(reference.rsplit_once('-')?.0))
}

fn find(c: &mut Db, reference: &str) -> Result<Option<Payment>, Error> {
    let Some((dealer, period)) = payment_of(reference) else { return Ok(None) };
    let tried = payments::of_statement(c, &dealer, period)?;
    Ok(tried.into_iter().find(|payment| payment.reference == reference))
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
    if payment.state != PaymentState::Sent {
        return Ok((RowOutcome::AnsweredBefore { state: payment.state }, None));
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
            ("statement.refuse", json!({ "batch": batch, "amount_fen": amount, "reason": reason.trim() }))
        }
    };
    met.record(c, action, actor, facts, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_names_its_statement() {
        for (reference, expected) in [
            ("D001-2026-03", Some(("D001", "2026-03"))),
            ("D001-2026-03-2", Some(("D001", "2026-03"))),
            ("D-1-2026-03-12", Some(("D-1", "2026-03"))),
            ("2026-03", None),
            ("-2026-03", None),
            ("D001-2026-13", None),
            ("经销商-2026-03", Some(("经销商", "2026-03"))),
            ("", None),
        ] {
            let found = payment_of(reference).map(|(dealer, period)| (dealer.to_string(), period.to_string()));
            assert_eq!(found, expected.map(|(dealer, period)| (dealer.to_owned(), period.to_owned())), "{reference}");
        }
    }
}
