//! `/outbox`: the mails: what waits and why, what was sent, what one looks like; sending again and cancelling.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, ContentType};
use actix_web::web::Path;
use askama::Template;

use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, List, ROWS_FETCHED, cut};
use crate::pages::{Answer, Failure, Flash, Page, html};
use crate::store::outbox::{self, MailState, OutboxFilter, OutboxRow};
use crate::web::Desk;
use crate::workflow::Error;
use crate::workflow::compose_mail::preview_mail;
use crate::workflow::handle_mail::{cancel_mail, outbox_depth, resend_mail};

/// A mail brings its own looks, and can do nothing: it is shown in a frame of our own page.
const LETTER_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; sandbox";

/// What mails tell of, with the key of its words.
static EVENTS: &[(&str, &str)] = &[
    ("sheet_refused", "mail-event-sheet-refused"),
    ("sheet_filed", "mail-event-sheet-filed"),
    ("statement_confirmed", "mail-event-statement-confirmed"),
    ("statement_approved", "mail-event-statement-approved"),
    ("statement_released", "mail-event-statement-released"),
    ("statement_paid", "mail-event-statement-paid"),
    ("payment_refused", "mail-event-payment-refused"),
    ("payment_returned", "mail-event-payment-returned"),
    ("finding_opened", "mail-event-finding-opened"),
    ("finding_settled", "mail-event-finding-settled"),
    ("dispute_settled", "mail-event-dispute-settled"),
    ("account_proposed", "mail-event-account-proposed"),
    ("account_decided", "mail-event-account-decided"),
    ("approval_waits", "mail-event-approval-waits"),
    ("release_waits", "mail-event-release-waits"),
    ("payment_failed", "mail-event-payment-failed"),
    ("payment_taken_back", "mail-event-payment-taken-back"),
    ("dispute_raised", "mail-event-dispute-raised"),
    ("finding_answered", "mail-event-finding-answered"),
    ("safety_reported", "mail-event-safety-reported"),
    ("account_waits", "mail-event-account-waits"),
    ("sheet_due", "mail-event-sheet-due"),
    ("forfeiture_near", "mail-event-forfeiture-near"),
    ("feedback_run", "mail-event-feedback-run"),
    ("dispute_ends", "mail-event-dispute-ends"),
    ("answer_due", "mail-event-answer-due"),
    ("answer_lapsed", "mail-event-answer-lapsed"),
    ("payment_due", "mail-event-payment-due"),
];

#[derive(Template)]
#[template(path = "administration/outbox.html")]
struct Outbox {
    page: Page,
    depth: Vec<(Chip, String, String)>,
    waits: String,
    filter: Vec<Field>,
    mails: Vec<MailLine>,
    foot: Foot,
    empty: Empty,
}

/// A mail in the list.
struct MailLine {
    id: String,
    at: String,
    event: String,
    dealer: String,
    to: String,
    chip: Chip,
    note: String,
}

#[derive(Template)]
#[template(path = "administration/mail.html")]
struct MailPage {
    page: Page,
    mail: MailLine,
    subject: String,
    text: String,
    enclosures: Vec<String>,
    attempts: String,
    due: String,
    ended: String,
    error: String,
    can_resend: bool,
    can_cancel: bool,
}

/// Where a mail stands.
pub fn chip(page: &Page, state: MailState) -> Chip {
    let (tone, key) = match state {
        MailState::Queued => ("wait", "mail-queued"),
        MailState::Sending => ("info", "mail-sending"),
        MailState::Sent => ("ok", "mail-sent"),
        MailState::Failed => ("bad", "mail-failed"),
        MailState::Cancelled => ("quiet", "mail-cancelled"),
    };
    page.chip(tone, key)
}

/// The list.
pub async fn list(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("outbox-title");
    let set = |name: &str| Some(list.get(name).trim().to_owned()).filter(|value| !value.is_empty());
    let filter = OutboxFilter {
        state: MailState::ALL.into_iter().find(|state| state.as_str() == list.get("state")),
        dealer: set("dealer"),
        recipient: set("recipient"),
        event: set("event"),
    };
    let before = list.after::<1>().map(|[id]| id);
    let found = page.ask(&desk, move |office| {
        let rows = office.store.read(|c| outbox::list(c, &filter, before.as_deref(), ROWS_FETCHED))?;
        Ok((rows, outbox_depth(office)?))
    });
    let (mut rows, depth) = found.await?;
    let next = cut(&mut rows, |row| vec![row.id.clone()]);
    let waits = depth.oldest.map(|at| page.t_with("outbox-waits", &[&page.moment(at)])).unwrap_or_default();
    let mails: Result<Vec<MailLine>, Failure> = rows.iter().map(|row| line(&page, row)).collect();
    let is_filtered = list.is_filtered();
    let empty = Empty {
        title: page.t(if is_filtered { "outbox-none" } else { "outbox-empty" }),
        what_to_do: page.t(if is_filtered { "outbox-none-do" } else { "outbox-empty-do" }),
        href: if is_filtered { "/outbox".to_owned() } else { String::new() },
        label: page.t("outbox-all"),
    };
    let counted = depth.counts.into_iter();
    html(&Outbox {
        depth: counted
            .map(|(state, count)| (chip(&page, state), page.count(count), list.with("state", state.as_str())))
            .collect(),
        waits,
        filter: filter_fields(&page, &list),
        mails: mails?,
        foot: list.foot(&page, next.as_deref(), "/api/v1/outbox"),
        empty,
        page,
    })
}

fn filter_fields(page: &Page, list: &List) -> Vec<Field> {
    let none = Faults::none();
    let all = || std::iter::once((String::new(), page.t("list-all")));
    let states = MailState::ALL.map(|state| (state.as_str().to_owned(), chip(page, state).text));
    let events = EVENTS.iter().map(|(name, words)| ((*name).to_owned(), page.t(words)));
    let field = |name: &'static str, label: &str| Field::new(page, name, label, &none).value(list.get(name)).optional();
    vec![
        field("state", "state").options(all().chain(states)),
        field("event", "mail-event").options(all().chain(events)),
        field("recipient", "mail-recipient"),
        field("dealer", "person-dealer"),
    ]
}

/// What a mail tells of, in words; by its name where there are none yet.
fn event(page: &Page, name: &str) -> String {
    let words = EVENTS.iter().find(|(event, _)| *event == name);
    words.map_or_else(|| name.to_owned(), |(_, words)| page.t(words))
}

fn line(page: &Page, row: &OutboxRow) -> Result<MailLine, Failure> {
    let state = row.mail_state().map_err(|error| page.failure(&Error::Store(error)))?;
    let note = match state {
        MailState::Queued if row.in_digest => page.t_with("mail-in-digest", &[&page.moment(row.due_at)]),
        MailState::Queued if row.attempts > 0 => {
            page.t_with("mail-again-at", &[&page.moment(row.due_at), &row.last_error])
        }
        MailState::Failed => row.last_error.clone(),
        _ => String::new(),
    };
    Ok(MailLine {
        id: row.id.clone(),
        at: page.moment(row.created_at),
        event: event(page, &row.event),
        dealer: row.dealer.clone(),
        to: if row.person.is_empty() { row.recipient.clone() } else { format!("{} ({})", row.recipient, row.person) },
        chip: chip(page, state),
        note,
    })
}

/// A mail as its reader gets it.
pub async fn one(desk: Desk, page: Page, id: Path<String>) -> Answer {
    let (row, composed) = page.ask(&desk, move |office| preview_mail(office, &id)).await?;
    let text = composed.letter.text().map_err(|error| page.internal(&error.to_string()))?;
    let state = row.mail_state().map_err(|error| page.failure(&Error::Store(error)))?;
    let page = page.named(composed.letter.subject.clone()).below("outbox-title", "/outbox");
    html(&MailPage {
        mail: line(&page, &row)?,
        subject: composed.letter.subject,
        text,
        enclosures: composed.enclosures.into_iter().map(|enclosure| enclosure.name).collect(),
        attempts: page.count(row.attempts),
        due: page.moment(row.due_at),
        ended: row.ended_at.map(|at| page.moment(at)).unwrap_or_default(),
        error: row.last_error.clone(),
        can_resend: state != MailState::Sending,
        can_cancel: state == MailState::Queued,
        page,
    })
}

/// The page of a mail alone, for the frame in which it is shown.
pub async fn letter(desk: Desk, page: Page, id: Path<String>) -> Answer {
    let (_, composed) = page.ask(&desk, move |office| preview_mail(office, &id)).await?;
    let drawn = composed.letter.html().map_err(|error| page.internal(&error.to_string()))?;
    let mut response = HttpResponse::Ok();
    response.content_type(ContentType::html()).insert_header((CONTENT_SECURITY_POLICY, LETTER_POLICY));
    Ok(response.body(drawn))
}

/// Has a mail sent again.
pub async fn resend(desk: Desk, page: Page, id: Path<String>) -> Result<HttpResponse, Failure> {
    handled(&desk, &page, &id, true).await
}

/// Keeps a waiting mail from being sent.
pub async fn cancel(desk: Desk, page: Page, id: Path<String>) -> Result<HttpResponse, Failure> {
    handled(&desk, &page, &id, false).await
}

async fn handled(desk: &Desk, page: &Page, id: &str, again: bool) -> Result<HttpResponse, Failure> {
    let (actor, mail) = (page.caller()?.actor, id.to_owned());
    let handled = crate::web::on_block(desk, move |office| {
        if again { resend_mail(office, &actor, &mail) } else { cancel_mail(office, &actor, &mail) }
    });
    let back = format!("/outbox/{id}");
    match handled.await {
        Ok(row) => {
            let done = page.t(if again { "mail-resent" } else { "mail-now-cancelled" });
            Ok(page.see(&format!("/outbox/{}", row.id), Flash::done(done)))
        }
        Err(error @ Error::Refused(_)) => Ok(page.see(&back, Flash::failed(page.why(&error)))),
        Err(error) => Err(page.failure(&error)),
    }
}
