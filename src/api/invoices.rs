//! The dealers' invoices for their statements.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::listing::{Cell, Filter, Item, Page, Paging};
use super::steps::statement_of;
use super::{Checked, Desk, Problem, Who, on_block, place};
use crate::calendar::Day;
use crate::money::Money;
use crate::store::invoices::{Invoice, InvoiceFilter, InvoicedStatement, payable_statements};
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

/// A statement that will be paid, with the invoice that stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InvoicedView {
    /// Whose.
    pub dealer: String,
    /// YYYY-MM
    pub period: String,
    /// confirmed or approved.
    pub state: &'static str,
    /// What it pays, in fen.
    pub payable_fen: i64,
    /// By when.
    #[schema(value_type = Option<String>)]
    pub due_on: Option<Day>,
    /// The invoice that stands; none before one is entered.
    pub invoice: Option<InvoiceView>,
}

impl From<InvoicedStatement> for InvoicedView {
    fn from(one: InvoicedStatement) -> Self {
        Self {
            dealer: one.dealer.to_string(),
            period: one.period.to_string(),
            state: one.state.as_str(),
            payable_fen: one.payable.fen(),
            due_on: one.due_on,
            invoice: one.invoice.map(InvoiceView::from),
        }
    }
}

impl Item for InvoicedView {
    const COLUMNS: &'static [&'static str] =
        &["period", "dealer_code", "state", "payable", "payment_due_on", "invoice_no", "invoiced_on", "entered_by"];

    fn cells(&self) -> Vec<Cell> {
        let invoice = self.invoice.as_ref();
        vec![
            Cell::text(&self.period),
            Cell::text(&self.dealer),
            Cell::text(self.state),
            Cell::Amount(Money::from_fen(self.payable_fen)),
            Cell::day(self.due_on),
            Cell::text(invoice.map(|invoice| invoice.invoice_no.clone()).unwrap_or_default()),
            Cell::day(invoice.map(|invoice| invoice.invoiced_on)),
            Cell::text(invoice.map(|invoice| invoice.entered_by.clone()).unwrap_or_default()),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.period.clone(), self.dealer.clone()]
    }
}

/// Which statements.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct InvoicedQuery {
    /// `missing` for those without an invoice alone, which is what absent means, or `all`.
    pub show: Option<Show>,
    /// Of one dealer.
    pub dealer: Option<String>,
    /// Of one period, YYYY-MM.
    pub period: Option<String>,
}

/// All statements, or those without an invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Without an invoice.
    #[default]
    Missing,
    /// All.
    All,
}

/// The statements that are confirmed or approved and pay something, by period and dealer, with their invoices.
#[utoipa::path(get, path = "/invoices", tag = "payments", params(InvoicedQuery, Paging),
    responses((status = 200, body = Page<InvoicedView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn payable(
    desk: Desk,
    who: Who,
    query: Filter<InvoicedQuery>,
    paging: Paging,
) -> Result<HttpResponse, Problem> {
    let after = paging.after::<2>(who.lang)?.map(|[period, dealer]| [period.clone(), period, dealer]);
    let limit = paging.fetch();
    let found = on_block(&desk, who.lang, move |office| {
        let InvoicedQuery { show, dealer, period } = query.0;
        let filter = InvoiceFilter {
            is_missing: show.unwrap_or_default() == Show::Missing,
            dealer: dealer.as_deref().map(place::dealer).transpose()?,
            period: period.as_deref().map(place::period).transpose()?,
            ..InvoiceFilter::default()
        };
        Ok(office.store.read(|c| payable_statements(c, &filter, after, limit))?)
    });
    paging.answer(found.await?.into_iter().map(InvoicedView::from).collect(), who.lang).await
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
