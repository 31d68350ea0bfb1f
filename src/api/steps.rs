//! The steps of statements (agreement 7.4): one statement, or a whole period at once.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::etag::{IfMatch, tagged};
use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::agreement::codes::DealerCode;
use crate::auth::Actor;
use crate::calendar::Period;
use crate::store::months;
use crate::texts::Lang;
use crate::web::status::status_of;
use crate::workflow::approve_statement::{Approved, approve_statement, approve_statements, hold_statement};
use crate::workflow::close_statement::close_statements;
use crate::workflow::confirm_statement::{confirm_statement, confirm_statements, hindrances};
use crate::workflow::{Error, Office, StepsTaken};

/// Where a statement stands after a step.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StandView {
    /// `draft`, `confirmed`, `approved`, `released` or `paid`.
    #[schema(value_type = String)]
    pub state: crate::agreement::statement::State,
    /// As the `ETag`: what the next step rests on.
    pub state_version: i64,
}

/// A statement, by the words of a path.
pub(super) fn statement_of(dealer: &str, period: &str) -> Result<(DealerCode, Period), Error> {
    let dealer = DealerCode::new(dealer).ok_or(Error::NotFound)?;
    Ok((dealer, period.parse().map_err(|_| Error::NotFound)?))
}

fn stand(office: &Office, dealer: &DealerCode, period: Period) -> Result<StandView, Error> {
    let month = office.store.read(|c| months::load(c, dealer, period))?.ok_or(Error::NotFound)?;
    Ok(StandView { state: month.state.ok_or(Error::NotFound)?, state_version: month.state_version })
}

/// Takes a step of the statement that a path names, where it is still the version that the caller saw.
async fn step(
    (desk, who): (Desk, Who),
    (dealer, period): (String, String),
    seen: IfMatch,
    take: impl FnOnce(&Office, &Actor, &DealerCode, Period, Option<i64>) -> Result<(), Error> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    let taken = on_block(&desk, who.lang, move |office| {
        let (dealer, period) = statement_of(&dealer, &period)?;
        take(office, &actor, &dealer, period, Some(seen.0))?;
        stand(office, &dealer, period)
    });
    let stands = taken.await?;
    Ok(tagged(stands.state_version, stands))
}

/// Confirms a statement: from then on it is frozen.
#[utoipa::path(post, path = "/dealers/{dealer}/statements/{period}/confirm", tag = "statements",
    params(("dealer" = String, Path), ("period" = String, Path), ("If-Match" = String, Header, description = "the `ETag` of the statement that was seen")),
    responses((status = 200, body = StandView, headers(("ETag" = String, description = "its version now"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn confirm(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    seen: IfMatch,
) -> Result<HttpResponse, Problem> {
    step((desk, who), path.into_inner(), seen, confirm_statement).await
}

/// Approves a statement, also one that was kept back.
#[utoipa::path(post, path = "/dealers/{dealer}/statements/{period}/approve", tag = "statements",
    params(("dealer" = String, Path), ("period" = String, Path), ("If-Match" = String, Header, description = "the `ETag` of the statement that was seen")),
    responses((status = 200, body = StandView, headers(("ETag" = String, description = "its version now"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn approve(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    seen: IfMatch,
) -> Result<HttpResponse, Problem> {
    step((desk, who), path.into_inner(), seen, approve_statement).await
}

/// Why a statement is kept back.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// For whoever looks at it later.
    #[validate(length(min = 1, max = 2000))]
    pub note: String,
}

/// Keeps a confirmed statement back.
#[utoipa::path(post, path = "/dealers/{dealer}/statements/{period}/hold", tag = "statements", request_body = Note,
    params(("dealer" = String, Path), ("period" = String, Path), ("If-Match" = String, Header, description = "the `ETag` of the statement that was seen")),
    responses((status = 200, body = StandView, headers(("ETag" = String, description = "its version now"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn hold(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    seen: IfMatch,
    body: Checked<Note>,
) -> Result<HttpResponse, Problem> {
    let held = move |office: &Office, actor: &Actor, dealer: &DealerCode, period, expected| {
        hold_statement(office, actor, dealer, period, &body.0.note, expected)
    };
    step((desk, who), path.into_inner(), seen, held).await
}

/// What stands against confirming a statement, in words; nothing where it can be confirmed.
#[utoipa::path(get, path = "/dealers/{dealer}/statements/{period}/hindrances", tag = "statements",
    params(("dealer" = String, Path), ("period" = String, Path)),
    responses((status = 200, body = Vec<String>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn hindering(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<Json<Vec<String>>, Problem> {
    let found = on_block(&desk, who.lang, move |office| {
        let (dealer, period) = statement_of(&path.0, &path.1)?;
        hindrances(office, &dealer, period)
    });
    Ok(Json(found.await?.iter().map(|hindrance| who.lang.hindrance(hindrance)).collect()))
}

/// Which statements of a period.
#[derive(Debug, Default, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Which {
    /// Only these dealers'; all that wait for the step, where it is not there.
    #[validate(length(max = 10_000))]
    pub dealers: Option<Vec<String>>,
    /// Not these dealers'.
    #[validate(length(max = 10_000))]
    pub except: Vec<String>,
}

/// Dealers; one that cannot be stops the step, for a statement might be meant that is to be left out.
fn codes(texts: &[String]) -> Result<Vec<DealerCode>, Error> {
    texts.iter().map(|text| place::dealer(text)).collect()
}

/// What became of a step on several statements.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StepsView {
    /// Statements that took the step.
    pub taken: Vec<StatementKey>,
    /// Statements that did not, and why.
    pub refused: Vec<RefusedView>,
}

/// A statement.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementKey {
    /// The dealer's code.
    #[validate(length(min = 1, max = 200))]
    pub dealer: String,
    /// The month.
    #[validate(length(min = 1, max = 20))]
    pub period: String,
}

impl StatementKey {
    pub(super) fn of((dealer, period): &(DealerCode, Period)) -> Self {
        Self { dealer: dealer.to_string(), period: period.to_string() }
    }
}

/// A statement that did not take the step.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RefusedView {
    /// The dealer's code.
    pub dealer: String,
    /// The month.
    pub period: String,
    /// For programs.
    pub code: &'static str,
    /// What is wrong, and the way out.
    pub detail: String,
}

impl StepsView {
    fn of(came: &StepsTaken, lang: Lang) -> Self {
        let refused = |(dealer, period, error): &(DealerCode, Period, Error)| RefusedView {
            dealer: dealer.to_string(),
            period: period.to_string(),
            code: status_of(error).1,
            detail: lang.verb_error(error),
        };
        Self {
            taken: came.taken.iter().map(StatementKey::of).collect(),
            refused: came.refused.iter().map(refused).collect(),
        }
    }
}

/// Confirms statements of a period; those that can be confirmed are, and the others say why not. It rests on the state of
/// each, not on a version: whoever wants to confirm what was seen and nothing else confirms one by one.
#[utoipa::path(post, path = "/periods/{period}/confirm", tag = "statements", request_body = Which,
    params(("period" = String, Path)),
    responses((status = 200, body = StepsView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn confirm_period(
    desk: Desk,
    who: Who,
    path: Path<String>,
    body: Checked<Which>,
) -> Result<Json<StepsView>, Problem> {
    let actor = who.actor.clone();
    let came = on_block(&desk, who.lang, move |office| {
        let period = path.parse().map_err(|_| Error::NotFound)?;
        let except = codes(&body.0.except)?;
        let named = body.0.dealers.as_deref().map(codes).transpose()?;
        let named = named.map(|named| named.into_iter().filter(|dealer| !except.contains(dealer)).collect());
        confirm_statements(office, &actor, period, named)
    });
    Ok(Json(StepsView::of(&came.await?, who.lang)))
}

/// Approves statements of a period, but those that are kept back. What is confirmed never changes, so that it rests on the
/// state of each, and on no version.
#[utoipa::path(post, path = "/periods/{period}/approve", tag = "statements", request_body = Which,
    params(("period" = String, Path)),
    responses((status = 200, body = StepsView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn approve_period(
    desk: Desk,
    who: Who,
    path: Path<String>,
    body: Checked<Which>,
) -> Result<Json<StepsView>, Problem> {
    let actor = who.actor.clone();
    let came = on_block(&desk, who.lang, move |office| {
        let period = path.parse().map_err(|_| Error::NotFound)?;
        let which =
            Approved { only: body.0.dealers.as_deref().map(codes).transpose()?, except: codes(&body.0.except)? };
        approve_statements(office, &actor, period, which)
    });
    Ok(Json(StepsView::of(&came.await?, who.lang)))
}

/// Closes every released statement that pays nothing. It rests on the state of each.
#[utoipa::path(post, path = "/statements/close", tag = "statements",
    responses((status = 200, body = StepsView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn close(desk: Desk, who: Who) -> Result<Json<StepsView>, Problem> {
    let actor = who.actor.clone();
    let came = on_block(&desk, who.lang, move |office| close_statements(office, &actor));
    Ok(Json(StepsView::of(&came.await?, who.lang)))
}
