//! One's own API tokens.

use std::cmp::Ordering;

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::listing::{Cell, Item, Page, Paging};
use super::{Checked, Desk, Problem, Who, on_block};
use crate::auth::{Caller, Scope, Scopes};
use crate::store::api_tokens::{self, ApiTokenRow};
use crate::workflow::make_token::{NewToken, make_token};
use crate::workflow::revoke_token::revoke_token;

/// What a token is to be.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewTokenBody {
    /// What you call it.
    #[validate(length(min = 1, max = 100))]
    name: String,
    /// What it may be used for, as far as your role goes.
    #[validate(length(min = 1, max = 7))]
    scopes: Vec<Scope>,
    /// For how many days.
    #[validate(range(min = 1, max = 366))]
    days: i64,
}

/// A token, without its secret.
#[derive(Serialize, ToSchema)]
pub struct TokenView {
    /// Its key.
    id: String,
    /// What you call it.
    name: String,
    /// What it may be used for.
    scopes: Vec<Scope>,
    /// When it was made, UTC.
    created_at: String,
    /// From when on it is worth nothing.
    expires_at: String,
    /// The last request, to the minute.
    used_at: Option<String>,
    /// When it was revoked.
    revoked_at: Option<String>,
}

impl From<ApiTokenRow> for TokenView {
    fn from(row: ApiTokenRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: Scopes::of(&row.scopes).iter().collect(),
            created_at: row.created_at.and_utc().to_rfc3339(),
            expires_at: row.expires_at.and_utc().to_rfc3339(),
            used_at: row.used_at.map(|at| at.and_utc().to_rfc3339()),
            revoked_at: row.revoked_at.map(|at| at.and_utc().to_rfc3339()),
        }
    }
}

impl Item for TokenView {
    const COLUMNS: &'static [&'static str] =
        &["id", "name", "scopes", "created_at", "expires_at", "used_at", "revoked_at"];

    fn cells(&self) -> Vec<Cell> {
        let scopes: Vec<&str> = self.scopes.iter().map(|scope| scope.as_str()).collect();
        vec![
            Cell::text(&self.id),
            Cell::text(&self.name),
            Cell::text(scopes.join(";")),
            Cell::text(&self.created_at),
            Cell::text(&self.expires_at),
            Cell::text(self.used_at.clone().unwrap_or_default()),
            Cell::text(self.revoked_at.clone().unwrap_or_default()),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// A new token.
#[derive(Serialize, ToSchema)]
pub struct NewTokenView {
    /// What programs send in `Authorization: Bearer …`; shown this once.
    secret: String,
    /// The token.
    token: TokenView,
}

/// One's own tokens, the newest first.
#[utoipa::path(get, path = "/tokens", tag = "tokens", params(Paging),
    responses((status = 200, body = Page<TokenView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, paging: Paging) -> Result<HttpResponse, Problem> {
    let person = who.person.clone();
    let rows = on_block(&desk, who.lang, move |office| Ok(office.store.read(|c| api_tokens::of_person(c, &person))?));
    paging.answer_all(rows.await?.into_iter().map(TokenView::from).collect(), Ordering::Less, who.lang).await
}

/// Makes a token. One that approves, pays or administers needs the second factor shown just before.
#[utoipa::path(post, path = "/tokens", tag = "tokens", request_body = NewTokenBody,
    responses((status = 201, body = NewTokenView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn make(desk: Desk, who: Who, body: Checked<NewTokenBody>) -> Result<HttpResponse, Problem> {
    let caller = Caller::clone(&who.caller);
    let Checked(NewTokenBody { name, scopes, days }) = body;
    let made = on_block(&desk, who.lang, move |office| {
        make_token(office, &caller, &NewToken { name, scopes: scopes.into_iter().collect(), days })
    });
    let (secret, row) = made.await?;
    Ok(HttpResponse::Created().json(NewTokenView { secret: secret.as_str().to_owned(), token: row.into() }))
}

/// Revokes a token: one's own, or anybody's by an administrator.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "tokens", params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn revoke(desk: Desk, who: Who, id: Path<String>) -> Result<HttpResponse, Problem> {
    let caller = Caller::clone(&who.caller);
    on_block(&desk, who.lang, move |office| revoke_token(office, &caller, &id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
