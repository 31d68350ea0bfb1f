//! What reviewers ask dealers about held slips.

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::etag::IfMatch;
use super::findings::AnswerBody;
use super::listing::{Cell, Filter, Item, Page, Paging};
use super::place::utc;
use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::{Day, Period};
use crate::store::questions::{self, Question, QuestionState};
use crate::workflow::Error;
use crate::workflow::answer_question::answer_question;
use crate::workflow::ask_dealer::{Asking, Seen, ask_dealer, withdraw_question};

/// A question about a held slip.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct QuestionView {
    /// Whose slip.
    pub dealer: String,
    /// Its identifier.
    pub id: String,
    /// YYYY-MM
    pub period: String,
    /// 维修单号
    pub slip_no: String,
    /// Where it stands.
    pub state: QuestionState,
    /// What is asked.
    pub question: String,
    /// Who asked.
    pub asked_by: String,
    /// When, UTC.
    pub asked_at: String,
    /// The last day on which the dealer can answer.
    #[schema(value_type = String, format = Date)]
    pub answer_until: Day,
    /// The dealer's answer.
    pub answer: String,
    /// When it ceased to be open, UTC.
    pub closed_at: Option<String>,
}

impl From<Question> for QuestionView {
    fn from(asked: Question) -> Self {
        Self {
            dealer: asked.dealer.to_string(),
            id: asked.id,
            period: asked.period.to_string(),
            slip_no: asked.slip.to_string(),
            state: asked.state,
            question: asked.question,
            asked_by: asked.asked_by,
            asked_at: utc(asked.asked_at),
            answer_until: asked.answer_until,
            answer: asked.answer,
            closed_at: asked.closed_at.map(utc),
        }
    }
}

impl Item for QuestionView {
    const COLUMNS: &'static [&'static str] =
        &["dealer_code", "period", "slip_no", "asked_at", "question", "answer_until", "answer", "closed_at"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.dealer),
            Cell::text(&self.period),
            Cell::text(&self.slip_no),
            Cell::text(&self.asked_at),
            Cell::text(&self.question),
            Cell::text(self.answer_until.to_string()),
            Cell::text(&self.answer),
            Cell::text(self.closed_at.as_deref().unwrap_or_default()),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// Which questions.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct QuestionsQuery {
    /// Of one dealer.
    pub dealer: Option<String>,
    /// In one state.
    #[param(value_type = Option<String>)]
    pub state: Option<QuestionState>,
}

/// The questions in the order of their making.
#[utoipa::path(get, path = "/questions", tag = "questions", params(QuestionsQuery, Paging),
    responses((status = 200, body = Page<QuestionView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    desk: Desk,
    who: Who,
    query: Filter<QuestionsQuery>,
    paging: Paging,
) -> Result<HttpResponse, Problem> {
    let dealer = place::listed_dealer(&who, query.0.dealer.as_deref());
    let dealer = dealer.map_err(|error| Problem::of(&error, who.lang))?;
    let (after, limit) = (paging.after::<1>(who.lang)?, paging.fetch());
    let rows = on_block(&desk, who.lang, move |office| {
        let after = after.as_ref().map(|[id]| id.as_str());
        Ok(office.store.read(|c| questions::list(c, dealer.as_ref(), query.0.state, after, limit))?)
    });
    paging.answer(rows.await?.into_iter().map(QuestionView::from).collect(), who.lang).await
}

/// The path of a slip.
type Slip = Path<(String, String, String)>;

fn slip_of((dealer, period, slip_no): &(String, String, String)) -> Result<(DealerCode, Period, SlipNo), Error> {
    Ok((place::dealer(dealer)?, place::period(period)?, place::slip_no(slip_no)?))
}

/// What a dealer is asked.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionBody {
    /// The question; the dealer sees it.
    #[validate(length(min = 1, max = 2000))]
    pub question: String,
    /// The last day of the answer; none for the usual one.
    #[schema(value_type = Option<String>, format = Date)]
    pub answer_until: Option<Day>,
}

/// Asks the dealer about a held slip, which leaves the worklist until the dealer answers, files it again, or the last day is
/// over.
#[utoipa::path(post, path = "/dealers/{dealer}/months/{period}/slips/{slip_no}/question", tag = "questions",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"), ("slip_no" = String, Path),
        ("If-Match" = String, Header, description = "the `ETag` of the slip that was seen")),
    request_body = QuestionBody,
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn ask(
    desk: Desk,
    who: Who,
    path: Slip,
    seen: IfMatch,
    body: Checked<QuestionBody>,
) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    on_block(&desk, who.lang, move |office| {
        let (dealer, period, no) = slip_of(&path)?;
        let asking = Asking { question: &body.0.question, until: body.0.answer_until };
        ask_dealer(office, &actor, (&dealer, period, &no), Seen::Changes(seen.0), asking)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes the open question about a slip back.
#[utoipa::path(delete, path = "/dealers/{dealer}/months/{period}/slips/{slip_no}/question", tag = "questions",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"), ("slip_no" = String, Path),
        ("If-Match" = String, Header, description = "the `ETag` of the slip that was seen")),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn withdraw(desk: Desk, who: Who, path: Slip, seen: IfMatch) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    on_block(&desk, who.lang, move |office| {
        let (dealer, period, no) = slip_of(&path)?;
        withdraw_question(office, &actor, (&dealer, period, &no), Some(seen.0))
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The dealer answers the open question about a slip, until its last day.
#[utoipa::path(post, path = "/dealers/{dealer}/months/{period}/slips/{slip_no}/question/answer", tag = "questions",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"), ("slip_no" = String, Path)),
    request_body = AnswerBody,
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn answer(desk: Desk, who: Who, path: Slip, body: Checked<AnswerBody>) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    on_block(&desk, who.lang, move |office| {
        let (dealer, period, no) = slip_of(&path)?;
        answer_question(office, &actor, (&dealer, period, &no), &body.0.answer)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
