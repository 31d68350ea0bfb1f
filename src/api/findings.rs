//! Findings about slips that frozen statements pay (agreement 7.4).

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::etag::{IfMatch, tagged};
use super::listing::{Cell, Filter, Item, Page, Paging};
use super::place::utc;
use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::calendar::Day;
use crate::store::findings::{self, Finding, FindingKind, FindingState};
use crate::workflow::Error;
use crate::workflow::answer_finding::answer_finding;
use crate::workflow::settle_finding::settle_finding;

/// A finding.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FindingView {
    /// Whose slip.
    pub dealer: String,
    /// Its identifier.
    pub id: String,
    /// YYYY-MM, of the frozen statement.
    pub period: String,
    /// 维修单号
    pub slip_no: String,
    /// What was found.
    pub kind: FindingKind,
    /// Where it stands.
    pub state: FindingState,
    /// When it was found.
    #[schema(value_type = String, format = Date)]
    pub found_on: Day,
    /// The last day on which the dealer can answer.
    #[schema(value_type = String, format = Date)]
    pub answer_until: Day,
    /// The dealer's answer.
    pub answer: String,
    /// When it came, UTC.
    pub answered_at: Option<String>,
    /// When it was settled, UTC.
    pub decided_at: Option<String>,
    /// Why it was settled so.
    pub decision_reason: String,
}

impl From<Finding> for FindingView {
    fn from(finding: Finding) -> Self {
        Self {
            dealer: finding.dealer.to_string(),
            id: finding.id,
            period: finding.period.to_string(),
            slip_no: finding.slip.to_string(),
            kind: finding.kind,
            state: finding.state,
            found_on: finding.found_on,
            answer_until: finding.answer_until,
            answer: finding.answer,
            answered_at: finding.answered_at.map(utc),
            decided_at: finding.decided_at.map(utc),
            decision_reason: finding.decision_reason,
        }
    }
}

impl Item for FindingView {
    const COLUMNS: &'static [&'static str] =
        &["dealer_code", "period", "slip_no", "found_on", "answer_until", "answer", "decision_reason"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.dealer),
            Cell::text(&self.period),
            Cell::text(&self.slip_no),
            Cell::text(self.found_on.to_string()),
            Cell::text(self.answer_until.to_string()),
            Cell::text(&self.answer),
            Cell::text(&self.decision_reason),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// Which findings.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct FindingsQuery {
    /// Of one dealer.
    pub dealer: Option<String>,
    /// In one state.
    #[param(value_type = Option<String>)]
    pub state: Option<FindingState>,
}

/// The findings in the order of their making.
#[utoipa::path(get, path = "/findings", tag = "findings", params(FindingsQuery, Paging),
    responses((status = 200, body = Page<FindingView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<FindingsQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let dealer = place::listed_dealer(&who, query.0.dealer.as_deref());
    let dealer = dealer.map_err(|error| Problem::of(&error, who.lang))?;
    let (after, limit) = (paging.after::<1>(who.lang)?, paging.fetch());
    let rows = on_block(&desk, who.lang, move |office| {
        let after = after.as_ref().map(|[id]| id.as_str());
        Ok(office.store.read(|c| findings::list(c, dealer.as_ref(), query.0.state, after, limit))?)
    });
    paging.answer(rows.await?.into_iter().map(FindingView::from).collect(), who.lang).await
}

/// A finding. Settling it rests on the `ETag`.
#[utoipa::path(get, path = "/dealers/{dealer}/findings/{id}", tag = "findings",
    params(("dealer" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = FindingView, headers(("ETag" = String, description = "its version"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn one(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let found = on_block(&desk, who.lang, move |office| {
        let dealer = place::dealer(&path.0)?;
        office.store.read(|c| findings::load(c, &dealer, &path.1))?.ok_or(Error::NotFound)
    });
    let finding = found.await?;
    Ok(tagged(finding.changed_at(), FindingView::from(finding)))
}

/// A dealer's answer.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerBody {
    /// What the dealer says.
    #[validate(length(min = 1, max = 4000))]
    pub answer: String,
}

/// The dealer answers a finding of fabrication, within its five working days.
#[utoipa::path(post, path = "/dealers/{dealer}/findings/{id}/answer", tag = "findings",
    params(("dealer" = String, Path), ("id" = String, Path)), request_body = AnswerBody,
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn answer(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    body: Checked<AnswerBody>,
) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    on_block(&desk, who.lang, move |office| {
        answer_finding(office, &actor, &place::dealer(&path.0)?, &path.1, &body.0.answer)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What a second person makes of a finding.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleBody {
    /// Whether it stands.
    pub upheld: bool,
    /// Why.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
}

/// A second person settles a finding after the dealer's time to answer. Upheld, the next statement has the correction.
#[utoipa::path(post, path = "/dealers/{dealer}/findings/{id}/settlement", tag = "findings",
    params(("dealer" = String, Path), ("id" = String, Path),
        ("If-Match" = String, Header, description = "the `ETag` of the finding that was seen")), request_body = SettleBody,
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn settle(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    seen: IfMatch,
    body: Checked<SettleBody>,
) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    on_block(&desk, who.lang, move |office| {
        let (dealer, SettleBody { upheld, reason }) = (place::dealer(&path.0)?, body.0);
        settle_finding(office, &actor, &dealer, &path.1, upheld, &reason, Some(seen.0))
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
