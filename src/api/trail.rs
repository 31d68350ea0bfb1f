//! The audit trail.

use actix_web::web::Json;
use actix_web::{HttpResponse, Responder};
use serde::Serialize;

use super::listing::{Cell, Filter, Item, Page, Paging};
use super::{Desk, Problem, Who, on_block};
use crate::calendar::Day;
use crate::store::audit::{self, AuditRow, Verified};
use crate::workflow::read_trail::{Wanted, read_trail};

/// An entry of the audit trail.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EntryView {
    /// 1, 2, …
    pub seq: i64,
    /// When, UTC.
    pub at: String,
    /// Who: a login, or `system`.
    pub person: String,
    /// What was done.
    pub action: String,
    /// Whose books are concerned; empty where nobody's.
    pub dealer: String,
    /// To what.
    pub object: String,
    /// The facts as JSON.
    pub facts: String,
    /// The entry's hash, which the next one holds.
    pub sha256: String,
}

impl From<AuditRow> for EntryView {
    fn from(row: AuditRow) -> Self {
        Self {
            seq: row.seq,
            at: row.at.and_utc().to_rfc3339(),
            person: row.person,
            action: row.action,
            dealer: row.dealer,
            object: row.object,
            facts: row.facts,
            sha256: row.sha256,
        }
    }
}

impl Item for EntryView {
    const COLUMNS: &'static [&'static str] = &["seq", "at", "person", "action", "dealer", "object", "facts", "sha256"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Count(self.seq),
            Cell::text(&self.at),
            Cell::text(&self.person),
            Cell::text(&self.action),
            Cell::text(&self.dealer),
            Cell::text(&self.object),
            Cell::text(&self.facts),
            Cell::text(&self.sha256),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.seq.to_string()]
    }
}

/// Which entries.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct TrailQuery {
    /// Entries about this dealer alone.
    pub dealer: Option<String>,
    /// Entries about this object alone.
    pub object: Option<String>,
    /// What this person did alone.
    pub person: Option<String>,
    /// What was done so alone, such as `agreements.publish`.
    pub action: Option<String>,
    /// From this day on.
    #[param(value_type = Option<String>, format = Date)]
    pub from: Option<Day>,
    /// Until this day, itself among them.
    #[param(value_type = Option<String>, format = Date)]
    pub until: Option<Day>,
}

/// The audit trail, the latest entry first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(TrailQuery, Paging),
    responses((status = 200, body = Page<EntryView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<TrailQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let before = match paging.after::<1>(who.lang)? {
        Some([seq]) => Some(seq.parse().map_err(|_| Problem::cursor(who.lang))?),
        None => None,
    };
    let limit = paging.fetch();
    let rows = on_block(&desk, who.lang, move |office| {
        let TrailQuery { dealer, object, person, action, from, until } = query.0;
        read_trail(office, &Wanted { dealer, object, person, action, from, until, before }, limit)
    });
    paging.answer(rows.await?.into_iter().map(EntryView::from).collect(), who.lang).await
}

/// What checking the audit trail found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum VerifiedView {
    /// Every entry is as it was written.
    Whole {
        /// How many there are.
        entries: i64,
    },
    /// The first entry that is not.
    Broken {
        /// Its number.
        seq: i64,
    },
}

/// Checks every hash of the audit trail.
#[utoipa::path(get, path = "/audit/verified", tag = "audit",
    responses((status = 200, body = VerifiedView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn verify(desk: Desk, who: Who) -> Result<impl Responder, Problem> {
    let verified = on_block(&desk, who.lang, |office| Ok(office.store.read(audit::verify)?)).await?;
    Ok(Json(match verified {
        Verified::Whole { entries } => VerifiedView::Whole { entries },
        Verified::Broken { seq, .. } => VerifiedView::Broken { seq },
    }))
}
