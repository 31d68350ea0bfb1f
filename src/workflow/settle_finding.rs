//! A second person settles a finding of fabrication, after the dealer's time to answer (agreement 7.4).

use serde_json::json;

use super::{Error, Office, Refusal};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::penalties;
use crate::agreement::statement::Adjustment;
use crate::auth::{Actor, Role};
use crate::calendar::Moment;
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::adjustments::{self, Source};
use crate::store::audit::{self, Entry};
use crate::store::findings::{self, Finding, FindingState};
use crate::store::slips::Standing;
use crate::store::{Db, agreements, books, months, slips, statements};

/// Upholds or dismisses a finding, with a reason. Upheld, the next statement takes back what was paid, and has the penalty.
/// `expected` is the finding's `changed_at`, where the person says which answer they saw.
pub fn settle_finding(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    id: &str,
    upheld: bool,
    reason: &str,
    expected: Option<i64>,
) -> Result<(), Error> {
    super::only(actor, &[Role::Reviewer, Role::SalesManager])?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::Refused(Refusal::ReasonMissing));
    }
    let (now, today) = (office.clock.now(), office.clock.today());
    office.store.write(|c| {
        books::touch(c, dealer, now)?;
        let finding = findings::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        if expected.is_some_and(|seen| seen != finding.changed_at()) {
            return Err(Error::Changed);
        }
        let found = penalties::Finding { found_by: finding.found_by.clone(), found_on: finding.found_on };
        found.settle(&actor.login, today, finding.answer_until).map_err(Refusal::Finding)?;
        let state = if upheld { FindingState::Upheld } else { FindingState::Dismissed };
        if !findings::decided(c, dealer, id, state, (&actor.login, reason), now)? {
            return Err(Error::Refused(Refusal::FindingSettled));
        }
        if upheld {
            punish(c, dealer, &finding, (&actor.login, reason), now)?;
        }
        let event = Event::FindingSettled {
            period: finding.period,
            slip: finding.slip.clone(),
            finding: id.to_owned(),
            upheld,
            is_fabrication: true,
        };
        outbox::tell(c, dealer, event, id, now)?;
        let entry = Entry {
            at: now,
            person: &actor.login,
            action: "finding.settle",
            dealer: dealer.as_str(),
            object: &format!("finding {dealer} {id}"),
            facts: json!({ "slip": finding.slip, "upheld": upheld, "reason": reason }),
        };
        Ok(audit::append(c, &entry)?)
    })
}

/// Takes back what was paid, unless an earlier finding did, and adds the penalty by the terms of the slip's period.
fn punish(c: &mut Db, dealer: &DealerCode, finding: &Finding, by: (&str, &str), now: Moment) -> Result<(), Error> {
    let filed = slips::standing(c, dealer, finding.period, &finding.slip)?.ok_or(Error::NotFound)?;
    let others = findings::of_slip(c, dealer, finding.period, &finding.slip)?;
    let taken_back = others.iter().any(|other| other.id != finding.id && other.state == FindingState::Upheld);
    let line = if taken_back {
        line_of(c, dealer, &finding.slip, &filed)?
    } else {
        take_back(c, dealer, &finding.slip, &filed, &finding.id, by, now)?
    };
    let agreements = agreements::standing(c)?;
    let Some(version) = agreements.of(dealer).for_period(finding.period) else { return Ok(()) };
    let penalty = Adjustment::penalty(finding.period, line, &finding.slip, filed.claim_value, &version.terms);
    if !penalty.amount.is_zero() {
        adjustments::add(c, dealer, &penalty, Source::Penalty(&finding.id), by, now)?;
    }
    Ok(())
}

/// Takes back what a frozen statement paid for a slip; answers the line that paid it.
pub fn take_back(
    c: &mut Db,
    dealer: &DealerCode,
    no: &SlipNo,
    filed: &Standing,
    finding: &str,
    by: (&str, &str),
    now: Moment,
) -> Result<u32, Error> {
    let line = line_of(c, dealer, no, filed)?;
    let adjustment = Adjustment::taking_back(filed.period, line, no, filed.claim_value);
    if !adjustment.amount.is_zero() {
        adjustments::add(c, dealer, &adjustment, Source::Finding(finding), by, now)?;
    }
    Ok(line)
}

/// The line of the frozen statement that paid a slip; 0, the whole statement, where none did.
fn line_of(c: &mut Db, dealer: &DealerCode, no: &SlipNo, filed: &Standing) -> Result<u32, Error> {
    let revision = months::load(c, dealer, filed.period)?.map_or(0, |month| month.statement_revision);
    let statement = statements::load(c, dealer, filed.period, revision)?;
    Ok(statement.and_then(|statement| statement.fees_line_of(no)).unwrap_or_default())
}
