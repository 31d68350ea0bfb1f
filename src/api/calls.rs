//! Calls to customers.

use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::agreement::registers::Outcome;
use crate::calendar::Day;
use crate::workflow::record_call::{NewCall, record_call, record_last_call};

/// What a call agent says of a call.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallBody {
    /// The slip's number.
    #[validate(length(min = 1, max = 200))]
    pub slip_no: String,
    /// When; today where absent.
    #[schema(value_type = Option<String>, format = Date)]
    pub called_on: Option<Day>,
    /// confirmed, mismatch, wrong_number, fabricated, no_answer, refused
    #[schema(value_type = String)]
    pub outcome: Outcome,
    /// How satisfied the customer was, 1–5.
    #[validate(range(min = 1, max = 5))]
    pub satisfaction: Option<u8>,
    /// What else was said.
    #[validate(length(max = 2000))]
    pub note: Option<String>,
    /// Whether the customer asks not to be called again; only with `refused`.
    #[serde(default)]
    pub do_not_call: bool,
}

/// A recorded call.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RecordedView {
    /// Which attempt it was.
    pub attempt: u32,
}

/// Records a call about a filed slip. Every call is kept; the latest answered one governs.
#[utoipa::path(post, path = "/dealers/{dealer}/calls", tag = "calls", params(("dealer" = String, Path)),
    request_body = CallBody,
    responses((status = 200, body = RecordedView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn record(
    desk: Desk,
    who: Who,
    path: Path<String>,
    body: Checked<CallBody>,
) -> Result<Json<RecordedView>, Problem> {
    let (actor, body) = (who.actor.clone(), body.0);
    let attempt = on_block(&desk, who.lang, move |office| {
        let made = NewCall {
            slip: place::slip_no(&body.slip_no)?,
            called_on: body.called_on.unwrap_or_else(|| office.clock.today()),
            outcome: body.outcome,
            satisfaction: body.satisfaction,
            note: body.note.filter(|note| !note.is_empty()),
        };
        let record = if body.do_not_call { record_last_call } else { record_call };
        record(office, &actor, &place::dealer(&path)?, made)
    });
    Ok(Json(RecordedView { attempt: attempt.await? }))
}
