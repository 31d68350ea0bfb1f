//! Settling a dispute (agreement 9.2): the after-sales centre upholds it by an amount, which becomes a line of the dealer's
//! next statement, or rejects it; either way with a reason.

use serde_json::json;

use super::{Error, Office, StatementRefusal, said};
use crate::agreement::codes::DealerCode;
use crate::agreement::disputes::{self as rules, Outcome};
use crate::agreement::statement::LineKind;
use crate::auth::{Actor, Role};
use crate::money::Money;
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::adjustments::{self, Source};
use crate::store::audit::{self, Entry};
use crate::store::behalf::behalf;
use crate::store::disputes::{self, Dispute, DisputeState};
use crate::store::{Db, books, months, statements};

/// Upholds a dispute by an amount, which the dealer gets. `expected` is its `disputes::change_count`, where the person says
/// which they saw.
pub fn uphold_dispute(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
    amount: Money,
    reason: &str,
    expected: Option<i64>,
) -> Result<(), Error> {
    if amount <= Money::ZERO || amount > Money::ENTRY_MAX {
        return Err(StatementRefusal::AmountOutOfRange.into());
    }
    settle(office, actor, (dealer, id), Outcome::Upheld(amount), reason, expected)
}

/// Rejects a dispute; `expected` as in [`uphold_dispute`].
pub fn reject_dispute(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
    reason: &str,
    expected: Option<i64>,
) -> Result<(), Error> {
    settle(office, actor, (dealer, id), Outcome::Rejected, reason, expected)
}

fn settle(
    office: &Office,
    actor: &Actor,
    (dealer, id): (&DealerCode, &str),
    outcome: Outcome,
    reason: &str,
    expected: Option<i64>,
) -> Result<(), Error> {
    if actor.role != Role::Reviewer {
        return Err(Error::NotAllowed);
    }
    let reason = said(reason)?;
    let now = office.clock.now();
    office.store.write(|c| {
        if outcome != Outcome::Rejected {
            books::touch(c, dealer, now)?;
        }
        let mut dispute = disputes::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        if expected.is_some() && expected != Some(disputes::change_count(c, &dispute)?) {
            return Err(Error::Changed);
        }
        (dispute.state, dispute.amount) = match outcome {
            Outcome::Upheld(amount) => (DisputeState::Upheld, amount),
            Outcome::Rejected => (DisputeState::Rejected, Money::ZERO),
        };
        reason.clone_into(&mut dispute.outcome_reason);
        dispute.settled_by.clone_from(&actor.login);
        dispute.settled_on_behalf_of = behalf();
        dispute.settled_at = Some(now);
        if !disputes::settle(c, &dispute)? {
            return Err(StatementRefusal::DisputeSettled.into());
        }
        let line = line_of(c, &dispute)?;
        let reference = dispute.slip.as_ref().map(ToString::to_string);
        if let Some(adjustment) = rules::settle(dispute.period, line, reference, outcome) {
            adjustments::add(c, dealer, &adjustment, Source::Dispute(id), (&actor.login, reason), now)?;
        }
        let event = Event::DisputeSettled {
            period: dispute.period,
            dispute: id.to_owned(),
            upheld: Some(dispute.amount).filter(|_| outcome != Outcome::Rejected),
        };
        outbox::tell(c, dealer, event, id, now)?;
        let entry = Entry {
            at: now,
            person: &actor.login,
            action: "dispute.settle",
            dealer: dealer.as_str(),
            object: &format!("dispute {dealer} {id}"),
            facts: json!({
                "state": dispute.state,
                "amount_fen": dispute.amount.fen(),
                "line": line,
                "reason": reason,
            }),
        };
        Ok(audit::append(c, &entry)?)
    })
}

/// The line that an upheld dispute corrects: the one that it names; for a slip the fees that it is among, for a rejected
/// slip or the whole statement the first fees; the first line where there are no fees. 0 of a statement without lines.
fn line_of(c: &mut Db, dispute: &Dispute) -> Result<u32, Error> {
    if let Some(line) = dispute.line {
        return Ok(line);
    }
    let (dealer, period) = (&dispute.dealer, dispute.period);
    let month = months::load(c, dealer, period)?.ok_or(Error::NotFound)?;
    let statement = statements::load(c, dealer, period, month.statement_revision)?.ok_or(Error::NotFound)?;
    if let Some(line) = dispute.slip.as_ref().and_then(|slip| statement.fees_line_of(slip)) {
        return Ok(line);
    }
    let fees = (1..).zip(&statement.lines).find(|(_, line)| line.kind == LineKind::Fees).map(|(number, _)| number);
    Ok(fees.unwrap_or(u32::from(!statement.lines.is_empty())))
}
