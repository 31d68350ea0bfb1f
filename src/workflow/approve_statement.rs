//! Approving statements (agreement 7.4): the sales manager approves what the centre confirmed, one by one or a whole period.
//!
//! A confirmed statement never becomes a draft again: what is wrong with it is corrected on the next one. Whoever doubts a
//! statement keeps it back with a note; it stays confirmed, a whole period is approved without it, and approving it alone
//! ends the keeping back.

use serde_json::json;

use super::steps::{Beside, Met, StepsTaken, take_each};
use super::{Error, Office, StatementRefusal, said};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::{State, Step, StepRefused};
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::store::statement_steps::StepKind;
use crate::store::{Db, adjustments, payments};

/// Approves a dealer's statement, also one that was kept back.
pub fn approve_statement(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    expected: Option<i64>,
) -> Result<(), Error> {
    approve(office, actor, dealer, period, expected, true)
}

/// Which statements of a period are approved together.
#[derive(Clone, Debug, Default)]
pub struct Approved {
    /// Only these dealers'; all that are confirmed, where none are named.
    pub only: Option<Vec<DealerCode>>,
    /// Not these.
    pub except: Vec<DealerCode>,
}

/// Approves the statements of a period but those that are kept back.
pub fn approve_statements(
    office: &Office,
    actor: &Actor,
    period: Period,
    which: Approved,
) -> Result<StepsTaken, Error> {
    if actor.role != Role::SalesManager {
        return Err(Error::NotAllowed);
    }
    let mut statements: Vec<(DealerCode, Period)> = match which.only {
        Some(dealers) => dealers.into_iter().map(|dealer| (dealer, period)).collect(),
        None => office.store.read(|c| payments::in_state(c, "confirmed", Some(period)))?,
    };
    statements.retain(|(dealer, _)| !which.except.contains(dealer));
    take_each(statements, |dealer, period| approve(office, actor, dealer, period, None, false))
}

/// Keeps a confirmed statement back, with a note that says why.
pub fn hold_statement(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    note: &str,
    expected: Option<i64>,
) -> Result<(), Error> {
    if actor.role != Role::SalesManager {
        return Err(Error::NotAllowed);
    }
    let note = said(note)?;
    let now = office.clock.now();
    office.store.write(|c| {
        let met = Met::load(c, dealer, period, expected)?;
        if met.state != State::Confirmed {
            return Err(Error::Step(StepRefused::WrongState { state: met.state, needed: State::Confirmed }));
        }
        met.take(c, StepKind::Hold, State::Confirmed, actor, Beside { note, ..Beside::default() }, now)?;
        met.record(c, "statement.hold", actor, json!({ "note": note }), now)
    })
}

fn approve(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    period: Period,
    expected: Option<i64>,
    also_kept_back: bool,
) -> Result<(), Error> {
    actor.role.party().ok_or(Error::NotAllowed)?;
    let now = office.clock.now();
    office.store.write(|c| {
        let met = Met::load(c, dealer, period, expected)?;
        let to = met.after(Step::Approve, actor)?;
        if let Some(last) = met.steps.last().filter(|last| last.kind == StepKind::Hold && !also_kept_back) {
            let (by, note) = (last.person.clone(), last.note.clone());
            return Err(StatementRefusal::KeptBack { by, note }.into());
        }
        refuse_own_correction(c, actor, dealer, period)?;
        met.take(c, StepKind::Approve, to, actor, Beside::default(), now)?;
        met.record(c, "statement.approve", actor, met.facts(), now)
    })
}

/// A correction has its second person in whoever approves the statement that it entered.
fn refuse_own_correction(c: &mut Db, actor: &Actor, dealer: &DealerCode, period: Period) -> Result<(), Error> {
    let entered = adjustments::of_statement(c, dealer, period)?;
    let is_own = entered.iter().any(|kept| kept.source == "correction" && kept.made_by == actor.login);
    if is_own { Err(StatementRefusal::OwnCorrection.into()) } else { Ok(()) }
}
