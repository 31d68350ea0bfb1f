//! The outbox, for administrators: what was told to whom, what waits and why, and what it looks like.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};

use super::listing::{Cell, Filter, Item, Page, Paging};
use super::place::utc;
use super::{Desk, Problem, Who, on_block};
use crate::store::outbox::{self, MailState, OutboxFilter, OutboxRow};
use crate::workflow::compose_mail::{Composed, preview_mail};
use crate::workflow::handle_mail::{cancel_mail, resend_mail};

/// A mail, or the part of a digest.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MailView {
    /// Its identifier.
    id: String,
    /// Whom it is about.
    dealer: String,
    /// What kind of event it tells of.
    event: String,
    /// Who gets it: a login; none where the address is that of the dealers register.
    person: Option<String>,
    /// The address.
    recipient: String,
    /// `zh-CN` or `en`.
    locale: String,
    /// Whether it waits to be one mail with the others of its day.
    in_digest: bool,
    /// queued, sending, sent, failed or cancelled.
    #[schema(value_type = MailState)]
    state: String,
    /// How often it was tried.
    attempts: i64,
    /// When it is tried next, UTC, where it waits.
    due_at: String,
    /// Why the last attempt failed.
    last_error: String,
    /// The same with every attempt; none before the first.
    message_id: Option<String>,
    /// When it was written, UTC.
    created_at: String,
    /// When it was sent, given up or cancelled, UTC.
    ended_at: Option<String>,
}

impl From<OutboxRow> for MailView {
    fn from(row: OutboxRow) -> Self {
        Self {
            id: row.id,
            dealer: row.dealer,
            event: row.event,
            person: Some(row.person).filter(|person| !person.is_empty()),
            recipient: row.recipient,
            locale: row.locale,
            in_digest: row.in_digest,
            state: row.state,
            attempts: row.attempts,
            due_at: utc(row.due_at),
            last_error: row.last_error,
            message_id: Some(row.message_id).filter(|id| !id.is_empty()),
            created_at: utc(row.created_at),
            ended_at: row.ended_at.map(utc),
        }
    }
}

impl Item for MailView {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "created_at",
        "dealer_code",
        "event",
        "person",
        "recipient",
        "locale",
        "in_digest",
        "state",
        "attempts",
        "due_at",
        "ended_at",
        "last_error",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.id),
            Cell::text(&self.created_at),
            Cell::text(&self.dealer),
            Cell::text(&self.event),
            Cell::text(self.person.as_deref().unwrap_or_default()),
            Cell::text(&self.recipient),
            Cell::text(&self.locale),
            Cell::text(if self.in_digest { "yes" } else { "no" }),
            Cell::text(&self.state),
            Cell::Count(self.attempts),
            Cell::text(&self.due_at),
            Cell::text(self.ended_at.as_deref().unwrap_or_default()),
            Cell::text(&self.last_error),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// Which mails.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct OutboxQuery {
    /// In one state.
    #[param(value_type = Option<MailState>)]
    pub state: Option<MailState>,
    /// About one dealer.
    pub dealer: Option<String>,
    /// To one address.
    pub recipient: Option<String>,
    /// Of one kind of event.
    pub event: Option<String>,
}

/// The mails, the latest first.
#[utoipa::path(get, path = "/outbox", tag = "outbox", params(OutboxQuery, Paging),
    responses((status = 200, body = Page<MailView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<OutboxQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let OutboxQuery { state, dealer, recipient, event } = query.0;
    let filter = OutboxFilter { state, dealer, recipient, event };
    let (before, limit) = (paging.after::<1>(who.lang)?, paging.fetch());
    let rows = on_block(&desk, who.lang, move |office| {
        let before = before.as_ref().map(|[id]| id.as_str());
        Ok(office.store.read(|c| outbox::list(c, &filter, before, limit))?)
    });
    paging.answer(rows.await?.into_iter().map(MailView::from).collect(), who.lang).await
}

/// A mail as its reader gets it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PreviewView {
    /// Where it stands.
    mail: MailView,
    /// Its subject.
    subject: String,
    /// As text.
    text: String,
    /// As a page.
    html: String,
    /// The names of the files that go with it.
    enclosures: Vec<String>,
}

/// What a mail looks like; that of a digest has all of its parts.
#[utoipa::path(get, path = "/outbox/{id}", tag = "outbox", params(("id" = String, Path)),
    responses((status = 200, body = PreviewView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn preview(desk: Desk, who: Who, id: Path<String>) -> Result<Json<PreviewView>, Problem> {
    let (row, composed) = on_block(&desk, who.lang, move |office| preview_mail(office, &id)).await?;
    let Composed { letter, enclosures } = composed;
    let (Ok(text), Ok(html)) = (letter.text(), letter.html()) else {
        return Err(Problem::internal("a letter cannot be drawn", who.lang));
    };
    let enclosures = enclosures.into_iter().map(|enclosure| enclosure.name).collect();
    Ok(Json(PreviewView { mail: row.into(), subject: letter.subject, text, html, enclosures }))
}

/// Has a mail sent again, at once and as one of its own.
#[utoipa::path(post, path = "/outbox/{id}/resend", tag = "outbox", params(("id" = String, Path)),
    responses((status = 200, body = MailView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn resend(desk: Desk, who: Who, id: Path<String>) -> Result<Json<MailView>, Problem> {
    let actor = who.actor.clone();
    Ok(Json(on_block(&desk, who.lang, move |office| resend_mail(office, &actor, &id)).await?.into()))
}

/// Keeps a waiting mail from being sent.
#[utoipa::path(post, path = "/outbox/{id}/cancel", tag = "outbox", params(("id" = String, Path)),
    responses((status = 200, body = MailView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn cancel(desk: Desk, who: Who, id: Path<String>) -> Result<Json<MailView>, Problem> {
    let actor = who.actor.clone();
    Ok(Json(on_block(&desk, who.lang, move |office| cancel_mail(office, &actor, &id)).await?.into()))
}
