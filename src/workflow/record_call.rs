//! Records calls to customers (agreement 6.4). What a call finds of a slip that a frozen statement pays becomes a finding
//! (agreement 7.4).

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::json;

use super::keep_wish::put_on_list;
use super::know_number::note;
use super::pick_call::close_done;
use super::settle_finding::take_back;
use super::take_call::PAUSE_HOURS;
use super::{Error, Office, Refusal};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::Verdict;
use crate::agreement::penalties::answer_until;
use crate::agreement::registers::{Call, Outcome};
use crate::agreement::terms::Terms;
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Moment, Period};
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::audit::{self, Entry};
use crate::store::findings::{FindingKind, FindingState, NewFinding};
use crate::store::slips::Standing;
use crate::store::{self, Db, agreements, appointments, books, calls, findings, months, settings, slips};

/// What a call agent says of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCall {
    /// The slip.
    pub slip: SlipNo,
    /// When the customer was called.
    pub called_on: Day,
    /// What came of it.
    pub outcome: Outcome,
    /// How satisfied the customer was, 1–5.
    pub satisfaction: Option<u8>,
    /// What else was said.
    pub note: Option<String>,
}

/// Records a call about a filed slip, and answers the number of the attempt.
pub fn record_call(office: &Office, actor: &Actor, dealer: &DealerCode, made: NewCall) -> Result<u32, Error> {
    record_one(office, actor, dealer, made, false)
}

/// The same of a customer who refused and asks not to be called again.
pub fn record_last_call(office: &Office, actor: &Actor, dealer: &DealerCode, made: NewCall) -> Result<u32, Error> {
    if made.outcome != Outcome::Refused {
        return Err(Refusal::WishWithoutRefusal.into());
    }
    record_one(office, actor, dealer, made, true)
}

fn record_one(office: &Office, actor: &Actor, dealer: &DealerCode, made: NewCall, is_last: bool) -> Result<u32, Error> {
    may_call(actor)?;
    office.store.write(|c| {
        books::touch(c, dealer, office.clock.now())?;
        let period = slips::first_period(c, dealer, &made.slip)?.ok_or(Error::NotFound)?;
        let before = calls::of_slip(c, dealer, &made.slip)?;
        let attempt = before.iter().map(|recorded| recorded.call.attempt).max().unwrap_or_default() + 1;
        let call = Call {
            dealer: dealer.clone(),
            slip: made.slip,
            called_on: made.called_on,
            attempt,
            outcome: made.outcome,
            satisfaction: made.satisfaction,
            note: made.note,
        };
        let is_answered = call.outcome.is_answered();
        let no = call.slip.clone();
        record(c, office, actor, dealer, &[call])?;
        if is_last {
            put_on_list(c, office, actor, dealer, &no)?;
        }
        if !is_answered && appointments::of_slip(c, dealer, period, &no)?.is_some() {
            // Who did not answer is left alone for a while, and nobody has the call any more.
            let pause = office.clock.now() + TimeDelta::hours(PAUSE_HOURS);
            appointments::leave(c, dealer, &no, Some(pause), false)?;
        }
        Ok(attempt)
    })
}

/// Records a dealer's calls as a sheet has them, with their attempts, in their order. A call about a number that is not
/// filed yet counts once it is.
pub fn record_calls(office: &Office, actor: &Actor, dealer: &DealerCode, made: &[Call]) -> Result<(), Error> {
    may_call(actor)?;
    if made.iter().any(|call| call.dealer != *dealer) {
        return Err(Error::NotFound);
    }
    office.store.write(|c| {
        books::touch(c, dealer, office.clock.now())?;
        record(c, office, actor, dealer, made)
    })
}

fn may_call(actor: &Actor) -> Result<(), Error> {
    super::only(actor, &[Role::CallAgent, Role::Reviewer])
}

/// Records a dealer's calls, with everything that follows from them.
pub(super) fn record(
    c: &mut Db,
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    made: &[Call],
) -> Result<(), Error> {
    let now = office.clock.now();
    let ids = calls::record(c, made, &actor.login, now)?;
    note(c, &office.seal, made, &ids)?;
    close_done(c, dealer)?;
    appointments::catch_up(c, dealer)?;
    let opened = find_in(c, office, actor, dealer, made)?;
    let about: BTreeSet<&str> = made.iter().map(|call| call.slip.as_str()).collect();
    let entry = Entry {
        at: now,
        person: &actor.login,
        action: "calls.record",
        dealer: dealer.as_str(),
        object: &format!("calls {dealer}"),
        facts: json!({ "calls": made.len(), "slips": about, "findings": opened }),
    };
    Ok(audit::append(c, &entry)?)
}

/// How many calls there are before a customer counts as unreachable, by the version of the slip's period.
pub(super) fn attempts_max(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<u32, store::Error> {
    let agreements = agreements::standing(c)?;
    let version = agreements.of(dealer).for_period(period);
    Ok(version.map_or_else(|| Terms::default().callback_attempts, |version| version.terms.callback_attempts))
}

/// Opens the findings that a dealer's calls bring, once they are recorded; answers which.
pub fn find_in(
    c: &mut Db,
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    made: &[Call],
) -> Result<Vec<String>, Error> {
    let numbers: BTreeSet<&SlipNo> =
        made.iter().filter(|call| found_by(call.outcome).is_some()).map(|call| &call.slip).collect();
    let mut opened = Vec::new();
    if !numbers.is_empty() {
        let all = calls::of_dealer(c, dealer)?;
        for (no, filed) in slips::first_filings(c, dealer, &numbers)? {
            // Only the call that governs finds anything.
            let kind = all.answered(&no).and_then(|call| found_by(call.outcome));
            if let Some(kind) = kind {
                opened.extend(find(c, office, actor, (dealer, &no), &filed, kind)?);
            }
        }
    }
    Ok(opened)
}

/// What an outcome finds against the dealer.
pub fn found_by(outcome: Outcome) -> Option<FindingKind> {
    match outcome {
        Outcome::Fabricated => Some(FindingKind::Fabricated),
        Outcome::Mismatch => Some(FindingKind::Mismatch),
        Outcome::WrongNumber => Some(FindingKind::WrongNumber),
        Outcome::Confirmed | Outcome::NoAnswer | Outcome::Refused => None,
    }
}

/// Opens a finding about a slip that a frozen statement pays. What the customer's account or number shows is taken back
/// at once; a fabrication waits for the dealer's answer and a second person.
fn find(
    c: &mut Db,
    office: &Office,
    actor: &Actor,
    (dealer, no): (&DealerCode, &SlipNo),
    filed: &Standing,
    kind: FindingKind,
) -> Result<Option<String>, Error> {
    let frozen = months::load(c, dealer, filed.period)?.is_some_and(|month| month.is_frozen());
    let pays = filed.verdict.is_some_and(Verdict::is_payable);
    let before = findings::of_slip(c, dealer, filed.period, no)?;
    let known = before.iter().any(|finding| {
        let takes_back_the_same = finding.state == FindingState::Upheld && kind != FindingKind::Fabricated;
        finding.state == FindingState::Open || takes_back_the_same || finding.kind == kind
    });
    if !frozen || !pays || known {
        return Ok(None);
    }
    let (now, found_on) = (office.clock.now(), office.clock.today());
    let found = NewFinding {
        dealer,
        period: filed.period,
        slip: no,
        kind,
        found_by: &actor.login,
        found_on,
        answer_until: answer_until(found_on, &days(c, "holidays")?, &days(c, "working_weekends")?),
    };
    let answer_until = found.answer_until;
    let id = findings::open(c, found)?;
    let (period, slip, finding) = (filed.period, no.clone(), id.clone());
    let event = if kind == FindingKind::Fabricated {
        Event::FindingOpened { period, slip, finding, answer_until }
    } else {
        uphold_at_once(c, actor, (dealer, no), filed, &id, now)?;
        Event::FindingSettled { period, slip, finding, upheld: true, is_fabrication: false }
    };
    outbox::tell(c, dealer, event, &id, now)?;
    Ok(Some(id))
}

fn uphold_at_once(
    c: &mut Db,
    actor: &Actor,
    (dealer, no): (&DealerCode, &SlipNo),
    filed: &Standing,
    id: &str,
    now: Moment,
) -> Result<(), Error> {
    findings::decided(c, dealer, id, FindingState::Upheld, (&actor.login, ""), now)?;
    take_back(c, dealer, no, filed, id, (&actor.login, ""), now)?;
    Ok(())
}

/// Days that the administrator has set, separated by blanks: the yearly notice of holidays (agreement 7.4).
pub(super) fn days(c: &mut Db, name: &str) -> Result<Vec<Day>, store::Error> {
    let text = settings::get(c, name)?.unwrap_or_default();
    Ok(text.split_whitespace().filter_map(|day| day.parse().ok()).collect())
}
