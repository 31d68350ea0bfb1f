//! Deputies: who named whom, for which days.

use std::cmp::Ordering;

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::listing::{Cell, Item, Page, Paging};
use super::{Checked, Desk, Problem, Who, on_block};
use crate::auth::Caller;
use crate::calendar::Day;
use crate::store::delegations::{self, DelegationRow};
use crate::workflow::end_delegation::end_delegation;
use crate::workflow::name_deputy::{NewDelegation, name_deputy};

/// Who is to be your deputy, and when.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewDelegationBody {
    /// The deputy's login: of the house, and no administrator.
    #[validate(length(min = 1, max = 200))]
    deputy: String,
    /// The first day, business time: today or later.
    #[schema(value_type = String, format = Date)]
    first_day: Day,
    /// The last day, itself among them; at most 366 days.
    #[schema(value_type = String, format = Date)]
    last_day: Day,
}

/// That somebody may act for another person for some days.
#[derive(Serialize, ToSchema)]
pub struct DelegationView {
    /// Its key.
    id: String,
    /// Whose reach it is: a login.
    principal: String,
    /// Of which role.
    role: String,
    /// Who may act for them: a login.
    deputy: String,
    /// The first day, business time.
    #[schema(value_type = String, format = Date)]
    first_day: Day,
    /// The last day, itself among them.
    #[schema(value_type = String, format = Date)]
    last_day: Day,
    /// When the deputy was named, UTC.
    made_at: String,
    /// When it was ended early.
    ended_at: Option<String>,
    /// By whom; empty where it was not.
    ended_by: String,
}

impl From<DelegationRow> for DelegationView {
    fn from(row: DelegationRow) -> Self {
        Self {
            id: row.id,
            principal: row.principal,
            role: row.role,
            deputy: row.deputy,
            first_day: row.first_day,
            last_day: row.last_day,
            made_at: row.made_at.and_utc().to_rfc3339(),
            ended_at: row.ended_at.map(|at| at.and_utc().to_rfc3339()),
            ended_by: row.ended_by,
        }
    }
}

impl Item for DelegationView {
    const COLUMNS: &'static [&'static str] =
        &["id", "principal", "role", "deputy", "first_day", "last_day", "made_at", "ended_at", "ended_by"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.id),
            Cell::text(&self.principal),
            Cell::text(&self.role),
            Cell::text(&self.deputy),
            Cell::text(self.first_day.to_string()),
            Cell::text(self.last_day.to_string()),
            Cell::text(&self.made_at),
            Cell::text(self.ended_at.clone().unwrap_or_default()),
            Cell::text(&self.ended_by),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// The delegations that you gave or were given, the newest first.
#[utoipa::path(get, path = "/delegations", tag = "delegations", params(Paging),
    responses((status = 200, body = Page<DelegationView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, paging: Paging) -> Result<HttpResponse, Problem> {
    let login = who.actor.login.clone();
    let rows = on_block(&desk, who.lang, move |office| Ok(office.store.read(|c| delegations::of_person(c, &login))?));
    paging.answer_all(rows.await?.into_iter().map(DelegationView::from).collect(), Ordering::Less, who.lang).await
}

/// Names a deputy. Whoever moves money has shown their second factor just before.
#[utoipa::path(post, path = "/delegations", tag = "delegations", request_body = NewDelegationBody,
    responses((status = 201, body = DelegationView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn name(desk: Desk, who: Who, body: Checked<NewDelegationBody>) -> Result<HttpResponse, Problem> {
    let caller = Caller::clone(&who.caller);
    let Checked(NewDelegationBody { deputy, first_day, last_day }) = body;
    let named = on_block(&desk, who.lang, move |office| {
        name_deputy(office, &caller, &NewDelegation { deputy, first_day, last_day })
    });
    Ok(HttpResponse::Created().json(DelegationView::from(named.await?)))
}

/// Ends a delegation that you gave or were given.
#[utoipa::path(post, path = "/delegations/{id}/end", tag = "delegations", params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn end(desk: Desk, who: Who, id: Path<String>) -> Result<HttpResponse, Problem> {
    let caller = Caller::clone(&who.caller);
    on_block(&desk, who.lang, move |office| end_delegation(office, &caller, &id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
