//! Closing statements that pay nothing (agreement 7.4): there is no bank to answer, so a second person in finance records
//! the last step, for one statement or for all that wait.

use super::steps::{Beside, Met, StepsTaken, take_each};
use super::{Error, Office, StatementRefusal};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::Step;
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::money::Money;
use crate::store::payments;
use crate::store::statement_steps::StepKind;

/// Closes a released statement that pays nothing.
pub fn close_statement(office: &Office, actor: &Actor, dealer: &DealerCode, period: Period) -> Result<(), Error> {
    actor.role.party().ok_or(Error::NotAllowed)?;
    let now = office.clock.now();
    office.store.write(|c| {
        let met = Met::load(c, dealer, period, None)?;
        let to = met.after(Step::Pay, actor)?;
        if met.month.sums.payable > Money::ZERO {
            return Err(StatementRefusal::HasPayment.into());
        }
        met.take(c, StepKind::Pay, to, actor, Beside::default(), now)?;
        met.record(c, "statement.pay", actor, met.facts(), now)
    })
}

/// Closes all released statements that pay nothing.
pub fn close_statements(office: &Office, actor: &Actor) -> Result<StepsTaken, Error> {
    if actor.role != Role::Finance {
        return Err(Error::NotAllowed);
    }
    let statements = office.store.read(|c| payments::released_without_payment(c))?;
    take_each(statements, |dealer, period| close_statement(office, actor, dealer, period))
}
