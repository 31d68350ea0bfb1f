//! The agreements as they were published.

use std::cmp::Ordering;

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Json, Path};
use serde::Serialize;

use super::listing::{Cell, Item, Page, Paging};
use super::{Desk, Problem, Who, on_block};
use crate::store::agreements::{self, PublishedAgreement};
use crate::workflow::Error;
use crate::workflow::publish_agreement::publish_agreement;

/// An agreement's text.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AgreementView {
    /// Its identifier.
    pub id: String,
    /// What the parties call it.
    pub code: String,
    /// The first day in force.
    pub effective_from: String,
    /// The TOML text; in lists empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// Who published it.
    pub published_by: String,
    /// When, UTC.
    pub published_at: String,
    /// Since when another text stands in its place, UTC.
    pub replaced_at: Option<String>,
}

impl From<PublishedAgreement> for AgreementView {
    fn from(text: PublishedAgreement) -> Self {
        Self {
            id: text.id,
            code: text.code,
            effective_from: text.effective_from.to_string(),
            body: text.body,
            published_by: text.published_by,
            published_at: text.published_at.and_utc().to_rfc3339(),
            replaced_at: text.replaced_at.map(|at| at.and_utc().to_rfc3339()),
        }
    }
}

impl Item for AgreementView {
    const COLUMNS: &'static [&'static str] =
        &["id", "code", "effective_from", "published_by", "published_at", "replaced_at"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.id),
            Cell::text(&self.code),
            Cell::text(&self.effective_from),
            Cell::text(&self.published_by),
            Cell::text(&self.published_at),
            Cell::text(self.replaced_at.clone().unwrap_or_default()),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// Every text that was ever published, the last first.
#[utoipa::path(get, path = "/agreements", tag = "agreements", params(Paging),
    responses((status = 200, body = Page<AgreementView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, paging: Paging) -> Result<HttpResponse, Problem> {
    let all = on_block(&desk, who.lang, |office| Ok(office.store.read(agreements::all)?)).await?;
    let view = |text: PublishedAgreement| AgreementView { body: String::new(), ..text.into() };
    paging.answer_all(all.into_iter().map(view).collect(), Ordering::Less, who.lang).await
}

/// One text.
#[utoipa::path(get, path = "/agreements/{id}", tag = "agreements", params(("id" = String, Path)),
    responses((status = 200, body = AgreementView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn one(desk: Desk, who: Who, path: Path<String>) -> Result<Json<AgreementView>, Problem> {
    let text = on_block(&desk, who.lang, move |office| {
        office.store.read(|c| agreements::one(c, &path))?.ok_or(Error::NotFound)
    });
    Ok(Json(text.await?.into()))
}

/// Publishes a text; the same text again answers as it stands.
#[utoipa::path(post, path = "/agreements", tag = "agreements", request_body(content = String, content_type = "application/toml"),
    responses((status = 200, body = AgreementView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn publish(desk: Desk, who: Who, body: Bytes) -> Result<Json<AgreementView>, Problem> {
    let actor = who.actor.clone();
    let published = on_block(&desk, who.lang, move |office| publish_agreement(office, &actor, &body));
    Ok(Json(published.await?.into()))
}
