//! What reviewers ask dealers about held slips, and what became of each question. A slip with an open one waits for its
//! dealer (`slips::waiting`).

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::connection::MultiBackend;
use super::schema::questions;
use super::slips::{ListedSlip, NUMBERS_AT_ONCE};
use super::{Db, Error, new_id, stored};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::{Day, Moment, Period};

const TABLE: &str = "questions";
const OPEN: &str = "open";

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionState {
    /// The dealer can answer.
    Open,
    /// The dealer has answered.
    Answered,
    /// The dealer filed the slip again (agreement 3.4).
    Refiled,
    /// The last day is over without an answer.
    Lapsed,
    /// The slip was decided before the dealer answered, by a person or by the rules.
    Settled,
    /// It was taken back.
    Withdrawn,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Whose slip.
    pub dealer: DealerCode,
    /// Its identifier.
    pub id: String,
    /// The period of the slip.
    pub period: Period,
    /// The slip.
    pub slip: SlipNo,
    /// Where it stands.
    pub state: QuestionState,
    /// What is asked.
    pub question: String,
    /// By whom: a login.
    pub asked_by: String,
    /// When.
    pub asked_at: Moment,
    /// The last day on which the dealer can answer.
    pub answer_until: Day,
    /// The dealer's answer.
    pub answer: String,
    /// Who gave it: a login.
    pub answered_by: String,
    /// When it ceased to be open.
    pub closed_at: Option<Moment>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = questions, treat_none_as_default_value = false)]
struct QuestionRow {
    dealer: String,
    id: String,
    period: String,
    slip_no: String,
    state: String,
    question: String,
    asked_by: String,
    asked_at: Moment,
    answer_until: Day,
    answer: String,
    answered_by: String,
    closed_at: Option<Moment>,
}

impl QuestionRow {
    fn into_question(self) -> Result<Question, Error> {
        Ok(Question {
            dealer: stored::dealer(TABLE, &self.dealer)?,
            id: self.id,
            period: stored::period(TABLE, &self.period)?,
            slip: stored::slip_no(TABLE, &self.slip_no)?,
            state: stored::word(TABLE, &self.state)?,
            question: self.question,
            asked_by: self.asked_by,
            asked_at: self.asked_at,
            answer_until: self.answer_until,
            answer: self.answer,
            answered_by: self.answered_by,
            closed_at: self.closed_at,
        })
    }
}

/// A question that is to be asked.
#[derive(Clone, Copy, Debug)]
pub struct NewQuestion<'a> {
    /// Whose slip.
    pub dealer: &'a DealerCode,
    /// The period of the slip.
    pub period: Period,
    /// The slip.
    pub slip: &'a SlipNo,
    /// What is asked.
    pub question: &'a str,
    /// By whom.
    pub asked_by: &'a str,
    /// When.
    pub asked_at: Moment,
    /// The last day on which the dealer can answer.
    pub answer_until: Day,
}

/// Asks, and answers the question's identifier.
pub fn ask(c: &mut Db, new: NewQuestion) -> Result<String, Error> {
    let row = QuestionRow {
        dealer: new.dealer.to_string(),
        id: new_id(),
        period: new.period.to_string(),
        slip_no: new.slip.to_string(),
        state: OPEN.to_owned(),
        question: new.question.to_owned(),
        asked_by: new.asked_by.to_owned(),
        asked_at: new.asked_at,
        answer_until: new.answer_until,
        answer: String::new(),
        answered_by: String::new(),
        closed_at: None,
    };
    let id = row.id.clone();
    diesel::insert_into(questions::table).values(row).execute(c)?;
    Ok(id)
}

/// The questions about a slip, the first one first.
pub fn of_slip(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<Vec<Question>, Error> {
    let rows: Vec<QuestionRow> = questions::table
        .filter(questions::dealer.eq(dealer.as_str()))
        .filter(questions::period.eq(period.to_string()))
        .filter(questions::slip_no.eq(no.as_str()))
        .order(questions::id)
        .load(c)?;
    rows.into_iter().map(QuestionRow::into_question).collect()
}

/// The questions about the slips of a page, the first one first; some about others may be among them.
pub fn of_listed(c: &mut Db, slips: &[ListedSlip]) -> Result<Vec<Question>, Error> {
    let dealers: Vec<&str> = slips.iter().map(|slip| slip.dealer.as_str()).collect();
    let periods: Vec<&str> = slips.iter().map(|slip| slip.period.as_str()).collect();
    let numbers: Vec<&str> = slips.iter().map(|slip| slip.slip_no.as_str()).collect();
    let of_dealers = questions::table.filter(questions::dealer.eq_any(dealers));
    let of_slips = of_dealers.filter(questions::period.eq_any(periods)).filter(questions::slip_no.eq_any(numbers));
    let rows: Vec<QuestionRow> = of_slips.order(questions::id).load(c)?;
    rows.into_iter().map(QuestionRow::into_question).collect()
}

/// Questions in the order of their making, after one; only a dealer's, or only those in a state, where asked.
pub fn list(
    c: &mut Db,
    dealer: Option<&DealerCode>,
    state: Option<QuestionState>,
    after: Option<&str>,
    rows_max: i64,
) -> Result<Vec<Question>, Error> {
    let mut query = questions::table.into_boxed::<MultiBackend>();
    if let Some(dealer) = dealer {
        query = query.filter(questions::dealer.eq(dealer.to_string()));
    }
    if let Some(state) = state {
        query = query.filter(questions::state.eq(stored::word_of(TABLE, &state)?));
    }
    if let Some(after) = after {
        query = query.filter(questions::id.gt(after.to_owned()));
    }
    let rows: Vec<QuestionRow> = query.order(questions::id).limit(rows_max).load(c)?;
    rows.into_iter().map(QuestionRow::into_question).collect()
}

/// What somebody asked last and nobody answered, newest first: what can be taken back.
pub fn last_of(c: &mut Db, asked_by: &str, rows_max: i64) -> Result<Vec<Question>, Error> {
    let rows: Vec<QuestionRow> = questions::table
        .filter(questions::asked_by.eq(asked_by))
        .filter(questions::state.eq(OPEN))
        .order(questions::asked_at.desc())
        .limit(rows_max)
        .load(c)?;
    rows.into_iter().map(QuestionRow::into_question).collect()
}

/// The open questions whose last day is before a day, the oldest first.
pub fn overdue(c: &mut Db, today: Day, rows_max: i64) -> Result<Vec<Question>, Error> {
    let rows: Vec<QuestionRow> = questions::table
        .filter(questions::state.eq(OPEN))
        .filter(questions::answer_until.lt(today))
        .order((questions::answer_until, questions::dealer, questions::id))
        .limit(rows_max)
        .load(c)?;
    rows.into_iter().map(QuestionRow::into_question).collect()
}

/// How often something was asked about a slip, and how often that ceased to be open.
pub(super) fn change_count(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<i64, Error> {
    let of_slip = || {
        questions::table
            .filter(questions::dealer.eq(dealer.as_str()))
            .filter(questions::period.eq(period.to_string()))
            .filter(questions::slip_no.eq(no.as_str()))
    };
    let asked: i64 = of_slip().count().get_result(c)?;
    let closed: i64 = of_slip().filter(questions::state.ne(OPEN)).count().get_result(c)?;
    Ok(asked + closed)
}

/// Ends an open question; answers whether it still was.
pub fn close(c: &mut Db, question: &Question, state: QuestionState, now: Moment) -> Result<bool, Error> {
    let open = questions::table.find((question.dealer.as_str(), &question.id)).filter(questions::state.eq(OPEN));
    let columns = (questions::state.eq(stored::word_of(TABLE, &state)?), questions::closed_at.eq(now));
    Ok(diesel::update(open).set(columns).execute(c)? == 1)
}

/// The dealer answers; answers whether the question was still open.
pub fn answered(c: &mut Db, question: &Question, (answer, by): (&str, &str), now: Moment) -> Result<bool, Error> {
    let open = questions::table.find((question.dealer.as_str(), &question.id)).filter(questions::state.eq(OPEN));
    let columns = (
        questions::state.eq(stored::word_of(TABLE, &QuestionState::Answered)?),
        questions::answer.eq(answer),
        questions::answered_by.eq(by),
        questions::closed_at.eq(now),
    );
    Ok(diesel::update(open).set(columns).execute(c)? == 1)
}

/// Numbers were filed again: what was asked about them is over.
pub(super) fn filed_again(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    numbers: &[&str],
    now: Moment,
) -> Result<(), Error> {
    let state = stored::word_of(TABLE, &QuestionState::Refiled)?;
    for some in numbers.chunks(NUMBERS_AT_ONCE) {
        let open = questions::table
            .filter(questions::dealer.eq(dealer.as_str()))
            .filter(questions::period.eq(period.to_string()))
            .filter(questions::slip_no.eq_any(some))
            .filter(questions::state.eq(OPEN));
        diesel::update(open).set((questions::state.eq(&state), questions::closed_at.eq(now))).execute(c)?;
    }
    Ok(())
}

/// A reviewer decided a slip before its dealer answered.
pub(super) fn reviewed(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo, now: Moment) -> Result<(), Error> {
    let open = questions::table
        .filter(questions::dealer.eq(dealer.as_str()))
        .filter(questions::period.eq(period.to_string()))
        .filter(questions::slip_no.eq(no.as_str()))
        .filter(questions::state.eq(OPEN));
    let state = stored::word_of(TABLE, &QuestionState::Settled)?;
    diesel::update(open).set((questions::state.eq(state), questions::closed_at.eq(now))).execute(c)?;
    Ok(())
}

/// The rules decided: what was asked about slips that they no longer hold is over.
pub fn overtaken(c: &mut Db, dealer: &DealerCode, now: Moment) -> Result<(), Error> {
    let is_held = sql::<Bool>(
        "EXISTS (SELECT 1 FROM slips WHERE slips.dealer = questions.dealer AND slips.period = questions.period \
         AND slips.slip_no = questions.slip_no AND slips.is_current AND slips.verdict = ",
    );
    let open = questions::table.filter(questions::dealer.eq(dealer.as_str())).filter(questions::state.eq(OPEN));
    let over = open.filter(diesel::dsl::not(is_held.bind::<Text, _>("held").sql(")")));
    let state = stored::word_of(TABLE, &QuestionState::Settled)?;
    diesel::update(over).set((questions::state.eq(state), questions::closed_at.eq(now))).execute(c)?;
    Ok(())
}
