//! What the after-sales centre asks dealers about held slips: `/questions` lists them, a slip's page shows those about it
//! and takes the clerk's answer.

use actix_web::web::Path;
use askama::Template;
use askama::filters::HtmlSafe;
use serde::Deserialize;

use super::objections::{Asked as AskedFor, Cell, Kind, Row};
use super::places;
use crate::auth::Role;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::listing::{List, ROWS_FETCHED, cut};
use crate::pages::{Answer, Flash, Page};
use crate::store::questions::{self, Question, QuestionState};
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::answer_question::answer_question;

static QUESTIONS: Kind<QuestionState> = Kind {
    title: "questions-title",
    first: "slip-no",
    columns: &["month", "question-asked", "question-asked-on", "question-until", "question-answer", "state"],
    amount: None,
    states: &[
        (QuestionState::Open, "open", "question-open"),
        (QuestionState::Answered, "answered", "question-answered"),
        (QuestionState::Refiled, "refiled", "question-refiled"),
        (QuestionState::Lapsed, "lapsed", "question-lapsed"),
        (QuestionState::Settled, "settled", "question-settled"),
        (QuestionState::Withdrawn, "withdrawn", "question-withdrawn"),
    ],
    none: ["questions-none", "questions-none-do", "questions-none-do-own"],
    export: "/api/v1/questions",
};

/// The list.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled(QUESTIONS.title);
    let AskedFor { dealer, state, behind } = QUESTIONS.asked(&page, &list)?;
    let found = page.look(&desk, move |c| questions::list(c, dealer.as_ref(), state, behind.as_deref(), ROWS_FETCHED));
    let mut rows = found.await?;
    let next = cut(&mut rows, |asked| vec![asked.id.clone()]);
    let rows = rows.iter().map(|asked| row(&page, asked)).collect();
    QUESTIONS.draw(page, &list, next.as_deref(), rows)
}

fn row(page: &Page, asked: &Question) -> Row {
    let dealer = asked.dealer.as_str();
    Row {
        first: (asked.slip.to_string(), address(asked)),
        dealer: dealer.to_owned(),
        cells: vec![
            Cell::Short(page.period(asked.period)),
            Cell::Text(page.shortened(&asked.question)),
            Cell::Short(page.moment(asked.asked_at)),
            Cell::Short(until(page, asked)),
            Cell::Text(page.shortened(&asked.answer)),
            Cell::State(page.question_chip(asked.state)),
        ],
    }
}

/// Where a question is answered: on its slip's page.
pub fn address(asked: &Question) -> String {
    format!("{}#asked", places::slip(asked.dealer.as_str(), asked.period, asked.slip.as_str()))
}

/// The last day; how far off it is while it matters.
fn until(page: &Page, asked: &Question) -> String {
    let day = page.day(asked.answer_until);
    if asked.state == QuestionState::Open { format!("{day} · {}", page.due(asked.answer_until)) } else { day }
}

/// Who had a part in a question.
pub fn people(asked: &Question) -> [&str; 2] {
    [asked.asked_by.as_str(), asked.answered_by.as_str()]
}

/// The questions about a slip: `{{ asked }}` draws them, the last one first, and the clerk's answer to an open one.
#[derive(Clone, Debug, Template)]
#[template(path = "months/asked.html")]
pub struct Asked {
    page: Page,
    lines: Vec<Line>,
    /// Where the clerk answers; empty where nothing is to be answered, or not by whoever looks.
    answer_to: String,
    field: Option<Field>,
    /// Where the clerk files the slip again.
    upload: String,
}

impl HtmlSafe for Asked {}

#[derive(Clone, Debug)]
struct Line {
    chip: Chip,
    question: String,
    asked: String,
    until: String,
    answer: String,
    answered: String,
}

impl Asked {
    /// The questions about a slip; `name` knows people by their logins.
    pub fn of(page: &Page, questions: &[Question], name: &dyn Fn(&str) -> String) -> Self {
        let line = |asked: &Question| Line {
            chip: page.question_chip(asked.state),
            question: asked.question.clone(),
            asked: format!("{} · {}", name(&asked.asked_by), page.moment(asked.asked_at)),
            until: until(page, asked),
            answer: asked.answer.clone(),
            answered: match asked.closed_at {
                Some(at) if !asked.answer.is_empty() => format!("{} · {}", name(&asked.answered_by), page.moment(at)),
                Some(at) => page.moment(at),
                None => String::new(),
            },
        };
        let in_time = |asked: &&Question| asked.state == QuestionState::Open && page.today <= asked.answer_until;
        let open = questions.iter().rfind(in_time).filter(|_| page.is(Role::DealerClerk));
        let slip = |asked: &Question| places::slip(asked.dealer.as_str(), asked.period, asked.slip.as_str());
        let upload = |asked: &Question| {
            let dealer = places::segment(asked.dealer.as_str());
            format!("/dealers/{dealer}/uploads/new?period={}&sheet=slips", asked.period)
        };
        Self {
            lines: questions.iter().rev().map(line).collect(),
            answer_to: open.map(|asked| format!("{}/answer", slip(asked))).unwrap_or_default(),
            field: open.map(|_| Field::new(page, "answer", "question-answer-own", &Faults::none()).kind("textarea")),
            upload: open.map(upload).unwrap_or_default(),
            page: page.clone(),
        }
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// What the clerk answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerForm {
    answer: String,
}

/// Takes the clerk's answer.
pub async fn answer(desk: Desk, page: Page, path: Path<(String, String, String)>, form: Posted<AnswerForm>) -> Answer {
    let (dealer, period, no) = places::slip_of(&path).map_err(|error| page.failure(&error))?;
    let place = format!("{}#asked", places::slip(dealer.as_str(), period, no.as_str()));
    let (actor, answer) = (page.caller()?.actor, form.0.answer);
    if answer.trim().is_empty() {
        return Ok(page.see(&place, Flash::failed(page.t("question-answer-missing"))));
    }
    let answered = on_block(&desk, move |office| answer_question(office, &actor, (&dealer, period, &no), &answer));
    match answered.await {
        Ok(()) => Ok(page.see(&place, Flash::done(page.t("question-was-answered")))),
        Err(error @ (Error::Refused(_) | Error::Changed | Error::OutOfTime { .. })) => {
            Ok(page.see(&place, Flash::failed(page.why(&error))))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

impl Page {
    /// Where a question stands.
    pub fn question_chip(&self, state: QuestionState) -> Chip {
        match state {
            QuestionState::Open => self.chip("wait", "question-open"),
            QuestionState::Answered => self.chip("ok", "question-answered"),
            QuestionState::Refiled => self.chip("info", "question-refiled"),
            QuestionState::Lapsed => self.chip("bad", "question-lapsed"),
            QuestionState::Settled => self.chip("quiet", "question-settled"),
            QuestionState::Withdrawn => self.chip("quiet", "question-withdrawn"),
        }
    }
}
