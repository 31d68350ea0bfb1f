//! Payments, whatever their batch, with what the bank answered.

use actix_web::HttpResponse;
use serde::Deserialize;

use super::batches::PaymentView;
use super::listing::{Cell, Filter, Item, Page, Paging};
use super::{Desk, Problem, Who, on_block, place};
use crate::store::payments::{self, PaymentFilter, PaymentState};
use crate::workflow::Error;

impl Item for PaymentView {
    const COLUMNS: &'static [&'static str] = &[
        "reference",
        "dealer_code",
        "period",
        "amount",
        "account_name",
        "bank_name",
        "bank_account",
        "due_on",
        "state",
        "result",
        "invoice_no",
        "invoiced_on",
        "batch",
    ];

    fn cells(&self) -> Vec<Cell> {
        let state = match self.state {
            PaymentState::Sent => "sent",
            PaymentState::Paid => "paid",
            PaymentState::Refused => "refused",
        };
        vec![
            Cell::text(&self.reference),
            Cell::text(&self.dealer),
            Cell::text(&self.period),
            Cell::Amount(self.amount.parse().unwrap_or_default()),
            Cell::text(&self.account_name),
            Cell::text(&self.bank_name),
            Cell::text(&self.bank_account),
            Cell::day(self.due_on),
            Cell::text(state),
            Cell::text(&self.result),
            Cell::text(&self.invoice_no),
            Cell::day(self.invoiced_on),
            Cell::text(&self.batch),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.batch.clone(), self.dealer.clone(), self.period.clone()]
    }
}

/// Which payments.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PaymentsQuery {
    /// That the bank answered so.
    pub state: Option<PaymentState>,
    /// To one dealer.
    pub dealer: Option<String>,
    /// For statements of one period, YYYY-MM.
    pub period: Option<String>,
    /// In one batch.
    pub batch: Option<String>,
}

impl PaymentsQuery {
    fn filter(self) -> Result<PaymentFilter, Error> {
        Ok(PaymentFilter {
            state: self.state,
            dealer: self.dealer.as_deref().map(place::dealer).transpose()?,
            period: self.period.as_deref().map(place::period).transpose()?,
            batch: self.batch,
            ..PaymentFilter::default()
        })
    }
}

/// The payments, the longest sent first.
#[utoipa::path(get, path = "/payments", tag = "payments", params(PaymentsQuery, Paging),
    responses((status = 200, body = Page<PaymentView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<PaymentsQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let after = paging.after::<3>(who.lang)?;
    let after = after.map(|[batch, dealer, period]| [batch.clone(), batch, dealer, period]);
    let limit = paging.fetch();
    let found = on_block(&desk, who.lang, move |office| {
        let filter = query.0.filter()?;
        Ok(office.store.read(|c| payments::list(c, &filter, after, limit))?)
    });
    paging.answer(found.await?.into_iter().map(PaymentView::from).collect(), who.lang).await
}
