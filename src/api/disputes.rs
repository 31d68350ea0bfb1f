//! Disputes (agreement 9.2) and what is attached to them.

use actix_multipart::Multipart;
use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, X_CONTENT_TYPE_OPTIONS};
use actix_web::web::{self, Path};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::etag::{IfMatch, tagged};
use super::listing::{Cell, Filter, Item, Page, Paging};
use super::received::receive;
use super::steps::statement_of;
use super::{Checked, Desk, Problem, Who, on_block};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::money::Money;
use crate::store::disputes::{self, Attachment, Dispute, DisputeState};
use crate::store::files;
use crate::texts::bodies::{Takes, Wrong};
use crate::workflow::attach_file::attach_file;
use crate::workflow::raise_dispute::{ATTACHMENT_BYTES_MAX, About, NewAttachment, content_type, raise_dispute};
use crate::workflow::settle_dispute::{reject_dispute, uphold_dispute};
use crate::workflow::{Error, Office};

/// A dispute.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DisputeView {
    /// Whose.
    pub dealer: String,
    /// Its identifier.
    pub id: String,
    /// The statement.
    pub period: String,
    /// The line; none for the whole statement or a slip.
    pub line: Option<u32>,
    /// The slip, where it is about one.
    pub slip: Option<String>,
    /// The dealer's reason.
    pub reason: String,
    /// Who raised it.
    pub raised_by: String,
    /// When, UTC.
    pub raised_at: String,
    /// What became of it.
    pub state: DisputeState,
    /// What the dealer gets, where upheld.
    pub amount: String,
    /// The centre's reason.
    pub outcome_reason: String,
    /// Who settled it.
    pub settled_by: String,
    /// When, UTC.
    pub settled_at: Option<String>,
}

impl From<Dispute> for DisputeView {
    fn from(dispute: Dispute) -> Self {
        Self {
            dealer: dispute.dealer.to_string(),
            id: dispute.id,
            period: dispute.period.to_string(),
            line: dispute.line,
            slip: dispute.slip.map(|slip| slip.to_string()),
            reason: dispute.reason,
            raised_by: dispute.raised_by,
            raised_at: dispute.raised_at.and_utc().to_rfc3339(),
            state: dispute.state,
            amount: dispute.amount.to_string(),
            outcome_reason: dispute.outcome_reason,
            settled_by: dispute.settled_by,
            settled_at: dispute.settled_at.map(|at| at.and_utc().to_rfc3339()),
        }
    }
}

impl Item for DisputeView {
    const COLUMNS: &'static [&'static str] = &[
        "dealer_code",
        "id",
        "period",
        "line",
        "slip_no",
        "reason",
        "raised_by",
        "raised_at",
        "state",
        "amount",
        "outcome_reason",
        "settled_by",
        "settled_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        let state = match self.state {
            DisputeState::Open => "open",
            DisputeState::Upheld => "upheld",
            DisputeState::Rejected => "rejected",
        };
        vec![
            Cell::text(&self.dealer),
            Cell::text(&self.id),
            Cell::text(&self.period),
            Cell::text(self.line.map(|line| line.to_string()).unwrap_or_default()),
            Cell::text(self.slip.clone().unwrap_or_default()),
            Cell::text(&self.reason),
            Cell::text(&self.raised_by),
            Cell::text(&self.raised_at),
            Cell::text(state),
            Cell::Amount(self.amount.parse().unwrap_or_default()),
            Cell::text(&self.outcome_reason),
            Cell::text(&self.settled_by),
            Cell::text(self.settled_at.clone().unwrap_or_default()),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }
}

/// Which disputes.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct DisputeQuery {
    /// This dealer's alone.
    pub dealer: Option<String>,
    /// In this state alone.
    #[param(inline)]
    pub state: Option<DisputeState>,
}

/// Disputes, the latest first; a dealer's clerk sees the own ones.
#[utoipa::path(get, path = "/disputes", tag = "disputes", params(DisputeQuery, Paging),
    responses((status = 200, body = Page<DisputeView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<DisputeQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let (before, limit, own) = (paging.after::<1>(who.lang)?, paging.fetch(), who.actor.dealer.clone());
    let found = on_block(&desk, who.lang, move |office| {
        let asked = query.0.dealer.as_deref().and_then(DealerCode::new);
        if own.is_some() && asked.is_some() && own != asked {
            return Ok(Vec::new());
        }
        let (dealer, before) = (own.or(asked), before.as_ref().map(|[id]| id.as_str()));
        Ok(office.store.read(|c| disputes::list(c, dealer.as_ref(), query.0.state, before, limit))?)
    });
    paging.answer(found.await?.into_iter().map(DisputeView::from).collect(), who.lang).await
}

/// A dispute.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDispute {
    /// The line that is disputed.
    #[serde(default)]
    pub line: Option<u32>,
    /// The slip that is disputed; with neither the whole statement is.
    #[serde(default)]
    #[validate(length(min = 1, max = 200))]
    pub slip: Option<String>,
    /// Why.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
}

/// A dispute with what is attached to it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WholeDispute {
    /// The dispute.
    pub dispute: DisputeView,
    /// What is attached to it.
    pub attachments: Vec<AttachmentView>,
}

/// An attachment.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttachmentView {
    /// 1, 2, …
    pub seq: i64,
    /// As the dealer named it.
    pub file_name: String,
    /// Of its bytes.
    pub sha256: String,
    /// Who attached it.
    pub added_by: String,
}

impl From<Attachment> for AttachmentView {
    fn from(attachment: Attachment) -> Self {
        let Attachment { seq, file_name, file_sha256, added_by, .. } = attachment;
        Self { seq, file_name, sha256: file_sha256, added_by }
    }
}

/// A dispute with its version.
fn whole(office: &Office, dealer: &DealerCode, id: &str) -> Result<(i64, WholeDispute), Error> {
    office.store.read(|c| {
        let dispute = disputes::load(c, dealer, id)?.ok_or(Error::NotFound)?;
        let version = disputes::change_count(c, &dispute)?;
        let attachments = disputes::attached(c, dealer, id)?.into_iter().map(AttachmentView::from).collect();
        Ok((version, WholeDispute { dispute: dispute.into(), attachments }))
    })
}

/// Disputes a statement, a line of it or a slip; files are attached afterwards.
#[utoipa::path(post, path = "/dealers/{dealer}/statements/{period}/disputes", tag = "disputes",
    params(("dealer" = String, Path), ("period" = String, Path)), request_body = NewDispute,
    responses((status = 201, body = WholeDispute), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn raise(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    body: Checked<NewDispute>,
) -> Result<HttpResponse, Problem> {
    let NewDispute { line, slip, reason } = body.0;
    let about = match (line, slip.as_deref().and_then(SlipNo::new)) {
        (Some(_), Some(_)) => {
            return Err(Problem::field(who.lang, "line", Wrong::Beside("slip")));
        }
        (Some(line), None) => About::Line(line),
        (None, Some(slip)) => About::Slip(slip),
        (None, None) => About::Statement,
    };
    let actor = who.actor.clone();
    let raised = on_block(&desk, who.lang, move |office| {
        let (dealer, period) = statement_of(&path.0, &path.1)?;
        let id = raise_dispute(office, &actor, &dealer, period, (&about, &reason), &[])?;
        whole(office, &dealer, &id)
    });
    Ok(HttpResponse::Created().json(raised.await?.1))
}

fn dealer_of(code: &str) -> Result<DealerCode, Error> {
    DealerCode::new(code).ok_or(Error::NotFound)
}

/// A dispute with what is attached to it. Settling it rests on the `ETag`.
#[utoipa::path(get, path = "/dealers/{dealer}/disputes/{id}", tag = "disputes",
    params(("dealer" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = WholeDispute, headers(("ETag" = String, description = "its version"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn one(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (version, dispute) =
        on_block(&desk, who.lang, move |office| whole(office, &dealer_of(&path.0)?, &path.1)).await?;
    Ok(tagged(version, dispute))
}

/// Attaches a PDF, a PNG or JPEG picture or an .xlsx workbook, in the field `file` of a form.
#[utoipa::path(post, path = "/dealers/{dealer}/disputes/{id}/attachments", tag = "disputes",
    params(("dealer" = String, Path), ("id" = String, Path)),
    request_body(content = super::received::FileForm, content_type = "multipart/form-data"),
    responses((status = 201, body = WholeDispute), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn attach(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    form: Multipart,
) -> Result<HttpResponse, Problem> {
    let bytes_max = u64::try_from(ATTACHMENT_BYTES_MAX).unwrap_or(u64::MAX);
    let received = receive(form, bytes_max, &[], who.lang).await?;
    let failed = |error: &dyn std::fmt::Display| Problem::internal(&error.to_string(), who.lang);
    let file_name: String = received.name.chars().filter(|letter| !letter.is_control()).take(200).collect();
    let read = web::block(move || std::fs::read(received.file.path())).await;
    let content = read.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
    let actor = who.actor.clone();
    let attached = on_block(&desk, who.lang, move |office| {
        let dealer = dealer_of(&path.0)?;
        attach_file(office, &actor, &dealer, &path.1, &NewAttachment { file_name, content })?;
        whole(office, &dealer, &path.1)
    });
    Ok(HttpResponse::Created().json(attached.await?.1))
}

/// The bytes of an attachment, always as a download.
#[utoipa::path(get, path = "/dealers/{dealer}/disputes/{id}/attachments/{seq}", tag = "disputes",
    params(("dealer" = String, Path), ("id" = String, Path), ("seq" = i64, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn download(desk: Desk, who: Who, path: Path<(String, String, i64)>) -> Result<HttpResponse, Problem> {
    let content = on_block(&desk, who.lang, move |office| {
        let (code, id, seq) = path.into_inner();
        office.store.read(|c| {
            let attached = disputes::attached(c, &dealer_of(&code)?, &id)?;
            let attachment = attached.into_iter().find(|it| it.seq == seq).ok_or(Error::NotFound)?;
            files::get(c, &attachment.file_sha256)?.ok_or(Error::NotFound)
        })
    });
    let content = content.await?;
    let kind = content_type(&content).unwrap_or("application/octet-stream");
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_DISPOSITION, "attachment")).insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    Ok(response.content_type(kind).body(content))
}

/// Why a dispute is upheld, and by how much.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Upheld {
    /// What the dealer gets, such as `15.00`.
    #[validate(length(max = 20))]
    pub amount: String,
    /// Why.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
}

/// An amount of a body.
pub(super) fn amount_of(text: &str, who: &Who) -> Result<Money, Problem> {
    text.parse().map_err(|_| Problem::field(who.lang, "amount", Wrong::Takes(Takes::Amount)))
}

/// Upholds a dispute: its amount is a line of the dealer's next statement.
#[utoipa::path(post, path = "/dealers/{dealer}/disputes/{id}/uphold", tag = "disputes",
    params(("dealer" = String, Path), ("id" = String, Path),
        ("If-Match" = String, Header, description = "the `ETag` of the dispute that was seen")), request_body = Upheld,
    responses((status = 200, body = WholeDispute, headers(("ETag" = String, description = "its version"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn uphold(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    seen: IfMatch,
    body: Checked<Upheld>,
) -> Result<HttpResponse, Problem> {
    let amount = amount_of(&body.0.amount, &who)?;
    let actor = who.actor.clone();
    let settled = on_block(&desk, who.lang, move |office| {
        let dealer = dealer_of(&path.0)?;
        uphold_dispute(office, &actor, &dealer, &path.1, amount, &body.0.reason, Some(seen.0))?;
        whole(office, &dealer, &path.1)
    });
    let (version, dispute) = settled.await?;
    Ok(tagged(version, dispute))
}

/// Why a dispute is rejected.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejected {
    /// Why.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
}

/// Rejects a dispute.
#[utoipa::path(post, path = "/dealers/{dealer}/disputes/{id}/reject", tag = "disputes",
    params(("dealer" = String, Path), ("id" = String, Path),
        ("If-Match" = String, Header, description = "the `ETag` of the dispute that was seen")), request_body = Rejected,
    responses((status = 200, body = WholeDispute, headers(("ETag" = String, description = "its version"))), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn reject(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    seen: IfMatch,
    body: Checked<Rejected>,
) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    let settled = on_block(&desk, who.lang, move |office| {
        let dealer = dealer_of(&path.0)?;
        reject_dispute(office, &actor, &dealer, &path.1, &body.0.reason, Some(seen.0))?;
        whole(office, &dealer, &path.1)
    });
    let (version, dispute) = settled.await?;
    Ok(tagged(version, dispute))
}
