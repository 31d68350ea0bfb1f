//! A reviewer asks the dealer about a held slip and sets it aside until the dealer answers, files it again, or the last day
//! is over; and takes the question back. The rules decide nothing otherwise for it: the slip stays held.

use chrono::TimeDelta;
use serde_json::json;

use super::record_call::days;
use super::{Error, Office, Refusal, said};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::Verdict;
use crate::auth::{Actor, Role};
use crate::calendar::{Day, Moment, Period, working_days_after};
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::audit::{self, Entry};
use crate::store::questions::{self, NewQuestion, Question, QuestionState};
use crate::store::slips::{self, waiting};
use crate::store::{self, Db};

/// The dealer has so many working days to answer, unless the reviewer says otherwise.
const WORKING_DAYS: u32 = 5;
/// The last day of an answer is no further off.
pub const ANSWER_DAYS_MAX: i64 = 60;

/// A slip as a reviewer saw it: by its last decision, or by everything that happened to it (`slips::change_count`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The number of the decision.
    Decision(i64),
    /// The count of changes.
    Changes(i64),
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The question.
    pub question: &'a str,
    /// The last day of the answer; none for the usual one.
    pub until: Option<Day>,
}

/// The last day of an answer to what is asked today, unless the reviewer says otherwise.
pub fn usual_answer_day(c: &mut Db, today: Day) -> Result<Day, store::Error> {
    Ok(working_days_after(today, WORKING_DAYS, &days(c, "holidays")?, &days(c, "working_weekends")?))
}

/// Asks the dealer about a slip that waits for a reviewer, and answers the question's identifier.
pub fn ask_dealer(
    office: &Office,
    actor: &Actor,
    (dealer, period, no): (&DealerCode, Period, &SlipNo),
    seen: Seen,
    asking: Asking,
) -> Result<String, Error> {
    super::only(actor, &[Role::Reviewer])?;
    let question = said(asking.question)?;
    let (now, today) = (office.clock.now(), office.clock.today());
    if asking.until.is_some_and(|day| day <= today || day > today + TimeDelta::days(ANSWER_DAYS_MAX)) {
        return Err(Refusal::AnswerDayUnfit { days_max: ANSWER_DAYS_MAX }.into());
    }
    office.store.write(|c| {
        super::open_month(c, dealer, period, now)?;
        let slip = slips::standing(c, dealer, period, no)?.ok_or(Error::NotFound)?;
        let is_as_seen = match seen {
            Seen::Decision(decision) => slip.decision == decision,
            Seen::Changes(count) => slips::change_count(c, dealer, period, no)? == Some(count),
        };
        if !is_as_seen {
            return Err(Error::Changed);
        }
        if slip.verdict != Some(Verdict::Held) {
            return Err(Refusal::SlipNotHeld.into());
        }
        if !waiting::asked(c, dealer, period, no)? {
            return Err(Refusal::NotWaitingForReview.into());
        }
        let answer_until = match asking.until {
            Some(day) => day,
            None => usual_answer_day(c, today)?,
        };
        let new =
            NewQuestion { dealer, period, slip: no, question, asked_by: &actor.login, asked_at: now, answer_until };
        let id = questions::ask(c, new)?;
        let event = Event::QuestionAsked { period, slip: no.clone(), answer_until };
        outbox::tell(c, dealer, event, &id, now)?;
        let facts = json!({ "question": question, "answer_until": answer_until, "decision": slip.decision });
        record(c, (&actor.login, "slip.ask"), (dealer, period, no), facts, now)?;
        Ok(id)
    })
}

/// Takes the open question about a slip back, whoever asked it: the slip waits for a reviewer again. `expected` is the slip's
/// `slips::change_count`, where the person says which they saw.
pub fn withdraw_question(
    office: &Office,
    actor: &Actor,
    (dealer, period, no): (&DealerCode, Period, &SlipNo),
    expected: Option<i64>,
) -> Result<(), Error> {
    super::only(actor, &[Role::Reviewer])?;
    let now = office.clock.now();
    office.store.write(|c| {
        super::open_month(c, dealer, period, now)?;
        if slips::standing(c, dealer, period, no)?.is_none() {
            return Err(Error::NotFound);
        }
        if expected.is_some() && slips::change_count(c, dealer, period, no)? != expected {
            return Err(Error::Changed);
        }
        let question = open_question(c, dealer, period, no)?;
        if !questions::close(c, &question, QuestionState::Withdrawn, now)? {
            return Err(Error::Changed);
        }
        waiting::no_longer_asked(c, dealer, period, no)?;
        let event = Event::QuestionWithdrawn { period, slip: no.clone() };
        outbox::tell(c, dealer, event, &question.id, now)?;
        let facts = json!({ "asked_by": question.asked_by });
        record(c, (&actor.login, "slip.ask.withdraw"), (dealer, period, no), facts, now)
    })
}

/// The question about a slip that nobody has answered yet.
pub(super) fn open_question(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<Question, Error> {
    let asked = questions::of_slip(c, dealer, period, no)?;
    let open = asked.into_iter().rfind(|question| question.state == QuestionState::Open);
    open.ok_or(Error::Refused(Refusal::NoOpenQuestion))
}

/// Records what was asked or answered about a slip.
pub(super) fn record(
    c: &mut Db,
    (person, action): (&str, &str),
    (dealer, period, no): (&DealerCode, Period, &SlipNo),
    facts: serde_json::Value,
    now: Moment,
) -> Result<(), Error> {
    let object = format!("slip {dealer} {period} {no}");
    let entry = Entry { at: now, person, action, dealer: dealer.as_str(), object: &object, facts };
    Ok(audit::append(c, &entry)?)
}
