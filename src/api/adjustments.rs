//! Adjustments (agreement 7.4): what later statements correct of earlier ones.

use std::cmp::Ordering;

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::disputes::amount_of;
use super::listing::{Cell, Item, Page, Paging};
use super::steps::statement_of;
use super::{Checked, Desk, Problem, Who, on_block};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::Adjustment;
use crate::store::adjustments::{self, KeptAdjustment};
use crate::workflow::Error;
use crate::workflow::correct_statement::correct_statement;

/// An adjustment.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AdjustmentView {
    /// Its identifier.
    pub id: String,
    /// The statement that it corrects.
    pub period: String,
    /// The number of its line.
    pub line: u32,
    /// What the line is about.
    pub reference: Option<String>,
    /// Signed, as it enters the statement.
    pub amount: String,
    /// `dispute`, `finding`, `penalty`, `correction` or `return`.
    pub source: String,
    /// Which of them.
    pub source_id: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub made_by: String,
    /// When, UTC.
    pub made_at: String,
    /// The confirmed statement that it entered; none while it waits for one.
    pub entered_period: Option<String>,
}

impl From<KeptAdjustment> for AdjustmentView {
    fn from(kept: KeptAdjustment) -> Self {
        let Adjustment { period, line, reference, amount } = kept.adjustment;
        Self {
            id: kept.id,
            period: period.to_string(),
            line,
            reference,
            amount: amount.to_string(),
            source: kept.source,
            source_id: kept.source_id,
            reason: kept.reason,
            made_by: kept.made_by,
            made_at: kept.made_at.and_utc().to_rfc3339(),
            entered_period: kept.entered_period.map(|period| period.to_string()),
        }
    }
}

impl Item for AdjustmentView {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "period",
        "line",
        "reference",
        "amount",
        "source",
        "source_id",
        "reason",
        "made_by",
        "made_at",
        "entered_period",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.id),
            Cell::text(&self.period),
            Cell::Count(self.line.into()),
            Cell::text(self.reference.clone().unwrap_or_default()),
            Cell::Amount(self.amount.parse().unwrap_or_default()),
            Cell::text(&self.source),
            Cell::text(&self.source_id),
            Cell::text(&self.reason),
            Cell::text(&self.made_by),
            Cell::text(&self.made_at),
            Cell::text(self.entered_period.clone().unwrap_or_default()),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// The adjustments of a dealer, the latest first.
#[utoipa::path(get, path = "/dealers/{dealer}/adjustments", tag = "statements", params(("dealer" = String, Path), Paging),
    responses((status = 200, body = Page<AdjustmentView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, path: Path<String>, paging: Paging) -> Result<HttpResponse, Problem> {
    let found = on_block(&desk, who.lang, move |office| {
        let dealer = DealerCode::new(&path).ok_or(Error::NotFound)?;
        Ok(office.store.read(|c| adjustments::of_dealer(c, &dealer))?)
    });
    paging.answer_all(found.await?.into_iter().map(AdjustmentView::from).collect(), Ordering::Less, who.lang).await
}

/// A correction of a confirmed statement.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCorrection {
    /// The line that it corrects.
    pub line: u32,
    /// What it is about, such as a slip.
    #[serde(default)]
    #[validate(length(min = 1, max = 200))]
    pub reference: Option<String>,
    /// Signed, such as `-30.00`.
    #[validate(length(max = 20))]
    pub amount: String,
    /// Why.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
}

/// The correction that was entered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Entered {
    /// Its identifier.
    pub id: String,
}

/// Corrects a confirmed statement on the dealer's next one.
#[utoipa::path(post, path = "/dealers/{dealer}/statements/{period}/corrections", tag = "statements",
    params(("dealer" = String, Path), ("period" = String, Path)), request_body = NewCorrection,
    responses((status = 201, body = Entered), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn correct(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    body: Checked<NewCorrection>,
) -> Result<HttpResponse, Problem> {
    let amount = amount_of(&body.0.amount, &who)?;
    let actor = who.actor.clone();
    let id = on_block(&desk, who.lang, move |office| {
        let (dealer, period) = statement_of(&path.0, &path.1)?;
        let NewCorrection { line, reference, reason, .. } = body.0;
        correct_statement(office, &actor, &dealer, &Adjustment { period, line, reference, amount }, &reason)
    });
    Ok(HttpResponse::Created().json(Entered { id: id.await? }))
}
