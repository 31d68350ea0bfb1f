//! Lots: what is drawn for the manufacturer's callbacks (agreement 6).

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::Serialize;

use super::place::utc;
use super::{Desk, Problem, Who, on_block, place};
use crate::store::{months, seeds};
use crate::workflow::Error;
use crate::workflow::draw_lot::draw_lot;

/// A month's lot.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LotView {
    /// When it was drawn, UTC.
    pub drawn_at: Option<String>,
    /// By whom.
    pub drawn_by: String,
    /// How many slips it holds.
    pub lot_size: u64,
    /// n
    pub sample_size: u64,
    /// Ac
    pub accept_number: u64,
    /// The drawn slips that failed.
    pub failed: u64,
    /// The drawn slips in draw order.
    pub drawn: Vec<String>,
    /// The hash of the seed, published before the period closed.
    pub seed_sha256: String,
    /// The seed, once the statement is confirmed.
    pub seed: Option<String>,
}

/// A month's lot as it stands; none before the draw.
#[utoipa::path(get, path = "/dealers/{dealer}/months/{period}/lot", tag = "lots",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM")),
    responses((status = 200, body = LotView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn show(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<Json<LotView>, Problem> {
    let view = on_block(&desk, who.lang, move |office| {
        let (dealer, period) = (place::dealer(&path.0)?, place::period(&path.1)?);
        let read = |c: &mut _| Ok::<_, Error>((months::load(c, &dealer, period)?, seeds::of(c, period)?));
        let (month, seed) = office.store.read(read)?;
        let month = month.ok_or(Error::NotFound)?;
        let lot = month.lot.clone().ok_or(Error::NotFound)?;
        let seed = seed.ok_or(Error::NotFound)?;
        Ok(LotView {
            drawn_at: month.lot_drawn_at.map(utc),
            drawn_by: month.lot_drawn_by.clone(),
            lot_size: lot.size,
            sample_size: lot.plan.sample_size,
            accept_number: lot.plan.accept_number,
            failed: lot.failed,
            drawn: lot.drawn.iter().map(ToString::to_string).collect(),
            seed_sha256: seed.sha256,
            seed: month.is_frozen().then_some(seed.seed),
        })
    });
    Ok(Json(view.await?))
}

/// Draws the lot of a month that is over and filed.
#[utoipa::path(post, path = "/dealers/{dealer}/months/{period}/lot", tag = "lots",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM")),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn draw(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    on_block(&desk, who.lang, move |office| {
        draw_lot(office, &actor, &place::dealer(&path.0)?, place::period(&path.1)?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
