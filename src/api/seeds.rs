//! The seeds of the draws (agreement 6.2): their hashes before, their values after.

use std::cmp::Ordering;

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::listing::{Cell, Item, Page, Paging};
use super::{Checked, Desk, Problem, Who, on_block};
use crate::calendar::Period;
use crate::store::seeds::Seed;
use crate::workflow::Error;
use crate::workflow::read_seeds::read_seeds;
use crate::workflow::set_seed::set_seed;

/// The seed of a month.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SeedView {
    /// The month.
    pub period: String,
    /// The hexadecimal SHA-256 of the value.
    pub sha256: String,
    /// Since when the hash can be seen, UTC.
    pub published_at: String,
    /// The value; none before every statement of the month is confirmed.
    pub seed: Option<String>,
}

impl SeedView {
    fn of((period, seed): (Period, Seed)) -> Self {
        Self {
            period: period.to_string(),
            sha256: seed.sha256,
            published_at: seed.published_at.and_utc().to_rfc3339(),
            seed: (!seed.seed.is_empty()).then_some(seed.seed),
        }
    }
}

impl Item for SeedView {
    const COLUMNS: &'static [&'static str] = &["period", "sha256", "published_at", "seed"];

    fn cells(&self) -> Vec<Cell> {
        let seed = self.seed.clone().unwrap_or_default();
        vec![Cell::text(&self.period), Cell::text(&self.sha256), Cell::text(&self.published_at), Cell::text(seed)]
    }

    fn key(&self) -> Vec<String> {
        vec![self.period.clone()]
    }
}

/// Every seed by month.
#[utoipa::path(get, path = "/seeds", tag = "seeds", params(Paging),
    responses((status = 200, body = Page<SeedView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, paging: Paging) -> Result<HttpResponse, Problem> {
    let all = on_block(&desk, who.lang, read_seeds).await?;
    paging.answer_all(all.into_iter().map(SeedView::of).collect(), Ordering::Greater, who.lang).await
}

/// A seed that was fixed elsewhere.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSeed {
    /// The value.
    #[validate(length(min = 1, max = 200))]
    pub seed: String,
}

/// Brings in the seed of a month that has none.
#[utoipa::path(put, path = "/seeds/{period}", tag = "seeds", params(("period" = String, Path)), request_body = NewSeed,
    responses((status = 200, body = SeedView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn set(desk: Desk, who: Who, path: Path<String>, body: Checked<NewSeed>) -> Result<Json<SeedView>, Problem> {
    let actor = who.actor.clone();
    let set = on_block(&desk, who.lang, move |office| {
        let period: Period = path.parse().map_err(|_| Error::NotFound)?;
        let seed = set_seed(office, &actor, period, &body.0.seed)?;
        // Its value stays as secret as any other.
        Ok((period, Seed { seed: String::new(), ..seed }))
    });
    Ok(Json(SeedView::of(set.await?)))
}
