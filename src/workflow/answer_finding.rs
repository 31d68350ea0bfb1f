//! The dealer answers a finding of fabrication, within its time (agreement 7.4).

use serde_json::json;

use super::{Error, Office, Refusal};
use crate::agreement::codes::DealerCode;
use crate::auth::{Actor, Role};
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::audit::{self, Entry};
use crate::store::findings::{self, FindingState};

/// Keeps the dealer's answer; until its time is over, another answer takes its place.
pub fn answer_finding(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
    answer: &str,
) -> Result<(), Error> {
    super::only(actor, &[Role::DealerClerk])?;
    if !actor.sees(dealer) {
        return Err(Error::NotFound);
    }
    let answer = answer.trim();
    if answer.is_empty() {
        return Err(Error::Refused(Refusal::ReasonMissing));
    }
    let now = office.clock.now();
    office.store.write(|c| {
        let finding = findings::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        if finding.state != FindingState::Open {
            return Err(Error::Refused(Refusal::FindingSettled));
        }
        if office.clock.today() > finding.answer_until {
            return Err(Error::OutOfTime { last_day: finding.answer_until });
        }
        findings::answered(c, dealer, id, answer, now)?;
        let event =
            Event::FindingAnswered { period: finding.period, slip: finding.slip.clone(), finding: id.to_owned() };
        // Another answer takes the place of the first; that one was told of, and nobody decides before the time is over.
        outbox::tell(c, dealer, event, id, now)?;
        let entry = Entry {
            at: now,
            person: &actor.login,
            action: "finding.answer",
            dealer: dealer.as_str(),
            object: &format!("finding {dealer} {id}"),
            facts: json!({ "slip": finding.slip }),
        };
        Ok(audit::append(c, &entry)?)
    })
}
