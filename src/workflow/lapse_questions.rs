//! Ends the questions whose last day is over: their slips wait for a reviewer again. Whoever serves asks for it on every day.

use serde_json::json;

use super::ask_dealer::record;
use super::{Error, Office};
use crate::store::questions::{self, QuestionState};
use crate::store::slips::waiting;
use crate::store::{Db, books};

/// So many are read at once.
const AT_ONCE: i64 = 500;

/// Ends what is overdue today, each question in a transaction of its own; answers how many.
pub fn lapse_questions(office: &Office) -> Result<usize, Error> {
    let mut count = 0;
    loop {
        let overdue = office.store.read(|c| questions::overdue(c, office.clock.today(), AT_ONCE))?;
        if overdue.is_empty() {
            return Ok(count);
        }
        let now = office.clock.now();
        for question in &overdue {
            let (dealer, period, no) = (&question.dealer, question.period, &question.slip);
            let lapse = |c: &mut Db| {
                books::touch(c, dealer, now)?;
                // Answered, or ended by another process, meanwhile.
                if !questions::close(c, question, QuestionState::Lapsed, now)? {
                    return Ok(false);
                }
                waiting::no_longer_asked(c, dealer, period, no)?;
                let facts = json!({ "answer_until": question.answer_until });
                record(c, ("system", "slip.ask.lapse"), (dealer, period, no), facts, now)?;
                Ok::<_, Error>(true)
            };
            count += usize::from(office.store.write(lapse)?);
        }
    }
}
