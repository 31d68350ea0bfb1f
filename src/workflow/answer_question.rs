//! The dealer answers what a reviewer asked about a held slip: the slip waits for a reviewer again.

use serde_json::json;

use super::ask_dealer::{open_question, record};
use super::{Error, Office, said};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::questions;
use crate::store::slips::{self, waiting};

/// Keeps the answer to the open question about a slip, until its last day.
pub fn answer_question(
    office: &Office,
    actor: &Actor,
    (dealer, period, no): (&DealerCode, Period, &SlipNo),
    answer: &str,
) -> Result<(), Error> {
    super::only(actor, &[Role::DealerClerk])?;
    if !actor.sees(dealer) {
        return Err(Error::NotFound);
    }
    let answer = said(answer)?;
    let now = office.clock.now();
    office.store.write(|c| {
        super::open_month(c, dealer, period, now)?;
        if slips::standing(c, dealer, period, no)?.is_none() {
            return Err(Error::NotFound);
        }
        let question = open_question(c, dealer, period, no)?;
        if office.clock.today() > question.answer_until {
            return Err(Error::OutOfTime { last_day: question.answer_until });
        }
        if !questions::answered(c, &question, (answer, &actor.login), now)? {
            return Err(Error::Changed);
        }
        waiting::no_longer_asked(c, dealer, period, no)?;
        let event = Event::QuestionAnswered { period, slip: no.clone() };
        outbox::tell(c, dealer, event, &question.id, now)?;
        let facts = json!({ "asked_by": question.asked_by });
        record(c, (&actor.login, "slip.answer"), (dealer, period, no), facts, now)
    })
}
