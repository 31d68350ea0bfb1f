//! Slips that reviewers add to the calls (agreement 6.6).

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::listing::{Cell, Item, Page, Paging};
use super::place::utc;
use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::store::call_picks::{self, Pick};
use crate::workflow::pick_call::{drop_pick, pick_call};

/// A slip that was added and is still to be called.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PickView {
    /// Whose.
    pub dealer: String,
    /// For which period it is filed, YYYY-MM.
    pub period: String,
    /// 维修单号
    pub slip_no: String,
    /// Why it is to be called.
    pub reason: String,
    /// Who added it: a login.
    pub picked_by: String,
    /// For whom a deputy added it: a login; empty where the reviewer did it for themselves.
    pub on_behalf_of: String,
    /// When, UTC.
    pub picked_at: String,
}

impl From<Pick> for PickView {
    fn from(pick: Pick) -> Self {
        Self {
            dealer: pick.dealer.to_string(),
            period: pick.period.to_string(),
            slip_no: pick.no.to_string(),
            reason: pick.reason,
            picked_by: pick.picked_by,
            on_behalf_of: pick.on_behalf_of,
            picked_at: utc(pick.picked_at),
        }
    }
}

impl Item for PickView {
    const COLUMNS: &'static [&'static str] =
        &["period", "dealer_code", "slip_no", "reason", "picked_by", "on_behalf_of", "picked_at"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.period),
            Cell::text(&self.dealer),
            Cell::text(&self.slip_no),
            Cell::text(&self.reason),
            Cell::text(&self.picked_by),
            Cell::text(&self.on_behalf_of),
            Cell::text(&self.picked_at),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.dealer.clone(), self.slip_no.clone()]
    }
}

/// Why a slip is to be called.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PickBody {
    /// Kept, and shown to whoever calls.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
}

/// The slips that reviewers added and that are still to be called, by dealer and number.
#[utoipa::path(get, path = "/call-picks", tag = "calls", params(Paging),
    responses((status = 200, body = Page<PickView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, paging: Paging) -> Result<HttpResponse, Problem> {
    let (after, limit) = (paging.after::<2>(who.lang)?, paging.fetch());
    let rows = on_block(&desk, who.lang, move |office| Ok(office.store.read(|c| call_picks::open(c, after, limit))?));
    paging.answer(rows.await?.into_iter().map(PickView::from).collect(), who.lang).await
}

/// Adds a filed slip to the calls, whatever was decided of it. Its decision stays until a call is recorded, which counts
/// outside the draw unless the slip is drawn.
#[utoipa::path(post, path = "/dealers/{dealer}/months/{period}/slips/{slip_no}/call-pick", tag = "calls",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"), ("slip_no" = String, Path)),
    request_body = PickBody,
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn add(
    desk: Desk,
    who: Who,
    path: Path<(String, String, String)>,
    body: Checked<PickBody>,
) -> Result<HttpResponse, Problem> {
    let ((dealer, period, slip_no), actor) = (path.into_inner(), who.actor.clone());
    on_block(&desk, who.lang, move |office| {
        let (dealer, period, no) = (place::dealer(&dealer)?, place::period(&period)?, place::slip_no(&slip_no)?);
        pick_call(office, &actor, (&dealer, period, &no), &body.0.reason)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes a slip off the calls again, while nobody has called for it.
#[utoipa::path(delete, path = "/dealers/{dealer}/months/{period}/slips/{slip_no}/call-pick", tag = "calls",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"), ("slip_no" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn remove(desk: Desk, who: Who, path: Path<(String, String, String)>) -> Result<HttpResponse, Problem> {
    let ((dealer, period, slip_no), actor) = (path.into_inner(), who.actor.clone());
    on_block(&desk, who.lang, move |office| {
        let (dealer, period, no) = (place::dealer(&dealer)?, place::period(&period)?, place::slip_no(&slip_no)?);
        drop_pick(office, &actor, (&dealer, period, &no))
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
