//! Customers who asked not to be called again.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::listing::{Cell, Item, Page, Paging};
use super::place::utc;
use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::store::do_not_call::{self, Wish};
use crate::workflow::keep_wish::{keep_wish, take_off_list};

/// A number on the list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WishView {
    /// Its identifier.
    pub id: String,
    /// The number, masked.
    pub number: String,
    /// Whose slip the customer was called about.
    pub dealer: String,
    /// 维修单号
    pub slip_no: String,
    /// To whom it was said: a login.
    pub said_to: String,
    /// When, UTC.
    pub said_at: String,
}

impl From<Wish> for WishView {
    fn from(wish: Wish) -> Self {
        Self {
            id: wish.id,
            number: wish.masked,
            dealer: wish.dealer.to_string(),
            slip_no: wish.no.to_string(),
            said_to: wish.said_to,
            said_at: utc(wish.said_at),
        }
    }
}

impl Item for WishView {
    const COLUMNS: &'static [&'static str] = &["number", "dealer_code", "slip_no", "said_to", "said_at"];

    fn cells(&self) -> Vec<Cell> {
        [&self.number, &self.dealer, &self.slip_no, &self.said_to, &self.said_at].map(Cell::text).into()
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// The numbers whose customers asked not to be called again, the latest first, masked.
#[utoipa::path(get, path = "/do-not-call", tag = "calls", params(Paging),
    responses((status = 200, body = Page<WishView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, paging: Paging) -> Result<HttpResponse, Problem> {
    let before = paging.after::<1>(who.lang)?.map(|[id]| id);
    let limit = paging.fetch();
    let rows = on_block(&desk, who.lang, move |office| {
        Ok(office.store.read(|c| do_not_call::list(c, before.as_deref(), limit))?)
    });
    paging.answer(rows.await?.into_iter().map(WishView::from).collect(), who.lang).await
}

/// Why a number is taken off the list.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovalBody {
    /// Kept in the audit trail.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
}

/// Takes a number off the list.
#[utoipa::path(post, path = "/do-not-call/{id}/removal", tag = "calls", params(("id" = String, Path)),
    request_body = RemovalBody,
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn remove(
    desk: Desk,
    who: Who,
    id: Path<String>,
    body: Checked<RemovalBody>,
) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    on_block(&desk, who.lang, move |office| take_off_list(office, &actor, &id, &body.0.reason)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What was recorded.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct KeptView {
    /// How many refusals: the attempts that were left.
    pub refusals: usize,
}

/// Records `refused` for all attempts that are left of a slip whose customer asked not to be called again, so that the next
/// one is called in its place.
#[utoipa::path(post, path = "/dealers/{dealer}/months/{period}/slips/{slip_no}/kept-wish", tag = "calls",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"), ("slip_no" = String, Path)),
    responses((status = 200, body = KeptView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn keep(desk: Desk, who: Who, path: Path<(String, String, String)>) -> Result<Json<KeptView>, Problem> {
    let ((dealer, period, slip_no), actor, lang) = (path.into_inner(), who.actor.clone(), who.lang);
    let refusals = on_block(&desk, lang, move |office| {
        let (dealer, period, no) = (place::dealer(&dealer)?, place::period(&period)?, place::slip_no(&slip_no)?);
        keep_wish(office, &actor, (&dealer, period, &no), lang)
    });
    Ok(Json(KeptView { refusals: refusals.await? }))
}
