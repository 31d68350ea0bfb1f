//! The dealers' invoices for their statements.

use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::steps::statement_of;
use super::{Checked, Desk, Problem, Who, on_block};
use crate::calendar::Day;
use crate::store::invoices::Invoice;
use crate::workflow::enter_invoice::{enter_invoice, invoices_of};

/// An invoice.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InvoiceView {
    /// Its number.
    pub invoice_no: String,
    /// Its day.
    #[schema(value_type = String)]
    pub invoiced_on: Day,
    /// Who entered it.
    pub entered_by: String,
    /// When, UTC.
    pub entered_at: String,
}

impl From<Invoice> for InvoiceView {
    fn from(invoice: Invoice) -> Self {
        Self {
            invoice_no: invoice.invoice_no,
            invoiced_on: invoice.invoiced_on,
            entered_by: invoice.entered_by,
            entered_at: invoice.entered_at.and_utc().to_rfc3339(),
        }
    }
}

/// The invoices that were entered for a statement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InvoicesView {
    /// The last one, which stands.
    pub standing: Option<InvoiceView>,
    /// Those that it replaced, in order.
    pub replaced: Vec<InvoiceView>,
}

/// The invoices that were entered for a statement; the last one stands.
#[utoipa::path(get, path = "/dealers/{dealer}/statements/{period}/invoices", tag = "payments",
    params(("dealer" = String, Path), ("period" = String, Path)),
    responses((status = 200, body = InvoicesView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<Json<InvoicesView>, Problem> {
    let found = on_block(&desk, who.lang, move |office| {
        let (dealer, period) = statement_of(&path.0, &path.1)?;
        invoices_of(office, &dealer, period)
    });
    let mut replaced: Vec<InvoiceView> = found.await?.into_iter().map(InvoiceView::from).collect();
    Ok(Json(InvoicesView { standing: replaced.pop(), replaced }))
}

/// The dealer's invoice for a statement.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvoice {
    /// Its number, as it is printed.
    #[validate(length(min = 1, max = 100))]
    pub invoice_no: String,
    /// Its day.
    #[schema(value_type = String)]
    pub invoiced_on: Day,
}

/// Enters the dealer's invoice for a confirmed or approved statement; it replaces the one before.
#[utoipa::path(post, path = "/dealers/{dealer}/statements/{period}/invoices", tag = "payments",
    params(("dealer" = String, Path), ("period" = String, Path)), request_body = NewInvoice,
    responses((status = 200, body = InvoiceView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn enter(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    body: Checked<NewInvoice>,
) -> Result<Json<InvoiceView>, Problem> {
    let actor = who.actor.clone();
    let entered = on_block(&desk, who.lang, move |office| {
        let (dealer, period) = statement_of(&path.0, &path.1)?;
        enter_invoice(office, &actor, &dealer, period, &body.0.invoice_no, body.0.invoiced_on)
    });
    Ok(Json(InvoiceView::from(entered.await?)))
}
