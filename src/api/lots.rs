//! Lots: what is drawn for the manufacturer's callbacks (agreement 6).

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};

use super::listing::{Cell, Filter, Item, Page, Paging};
use super::place::utc;
use super::{Desk, Problem, Who, on_block, place};
use crate::store::months::{self, Month, MonthFilter};
use crate::store::seeds;
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

/// A dealer's lot in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ListedLot {
    /// Whose.
    pub dealer: String,
    /// YYYY-MM
    pub period: String,
    /// When it was drawn, UTC; none before.
    pub drawn_at: Option<String>,
    /// How many slips it holds; none before the draw, as all that follows.
    pub lot_size: Option<u64>,
    /// n
    pub sample_size: Option<u64>,
    /// Ac
    pub accept_number: Option<u64>,
    /// The slips that were drawn, those in another's place among them.
    pub drawn: Option<u64>,
    /// The drawn slips that failed.
    pub failed: Option<u64>,
}

impl From<Month> for ListedLot {
    fn from(month: Month) -> Self {
        let lot = month.lot.as_ref().filter(|_| month.lot_drawn_at.is_some());
        Self {
            drawn_at: month.lot_drawn_at.map(utc),
            lot_size: lot.map(|lot| lot.size),
            sample_size: lot.map(|lot| lot.plan.sample_size),
            accept_number: lot.map(|lot| lot.plan.accept_number),
            drawn: lot.map(|lot| u64::try_from(lot.drawn.len()).unwrap_or(u64::MAX)),
            failed: lot.map(|lot| lot.failed),
            dealer: month.dealer.to_string(),
            period: month.period.to_string(),
        }
    }
}

impl Item for ListedLot {
    const COLUMNS: &'static [&'static str] =
        &["period", "dealer_code", "drawn_at", "lot_size", "sample_size", "accept_number", "drawn", "failed"];

    fn cells(&self) -> Vec<Cell> {
        let count = |count: Option<u64>| {
            count.map_or_else(|| Cell::text(""), |count| Cell::Count(i64::try_from(count).unwrap_or(i64::MAX)))
        };
        vec![
            Cell::text(&self.period),
            Cell::text(&self.dealer),
            Cell::text(self.drawn_at.clone().unwrap_or_default()),
            count(self.lot_size),
            count(self.sample_size),
            count(self.accept_number),
            count(self.drawn),
            count(self.failed),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.period.clone(), self.dealer.clone()]
    }
}

/// Which lots.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct LotsQuery {
    /// Of one period, YYYY-MM.
    pub period: Option<String>,
}

/// The lots, by period and dealer.
#[utoipa::path(get, path = "/lots", tag = "lots", params(LotsQuery, Paging),
    responses((status = 200, body = Page<ListedLot>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<LotsQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let (after, limit) = (paging.after::<2>(who.lang)?, paging.fetch());
    let found = on_block(&desk, who.lang, move |office| {
        let period = query.0.period.as_deref().map(place::period).transpose()?;
        let filter = MonthFilter { period, ..MonthFilter::default() };
        Ok(office.store.read(|c| months::list(c, &filter, after, limit))?)
    });
    paging.answer(found.await?.into_iter().map(ListedLot::from).collect(), who.lang).await
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
