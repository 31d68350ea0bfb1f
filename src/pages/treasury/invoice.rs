//! `/dealers/{dealer}/months/{period}/invoice`: the dealer's invoice for a statement, entered by its clerk or by finance.

use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::places::{self, dealer_of, period_of};
use crate::agreement::codes::DealerCode;
use crate::auth::Role;
use crate::calendar::{Day, Period};
use crate::money::Money;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::invoices::{self, Invoice};
use crate::store::months;
use crate::web::Desk;
use crate::workflow::enter_invoice::{InvoiceRefusal, enter_invoice};
use crate::workflow::{Error, Refusal, StatementRefusal};

#[derive(Template)]
#[template(path = "treasury/invoice.html")]
struct InvoicePage {
    page: Page,
    path: String,
    statement: String,
    amount: String,
    whole: String,
    invoice_no: Field,
    invoiced_on: Field,
    rows: Vec<InvoiceLine>,
}

/// An invoice that was entered.
struct InvoiceLine {
    number: String,
    on: String,
    entered: String,
    is_standing: bool,
}

/// What is posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InvoiceForm {
    invoice_no: String,
    invoiced_on: String,
}

/// Whose statement, and what stands of it.
struct Known {
    dealer: DealerCode,
    period: Period,
    payable: Money,
    entered: Vec<Invoice>,
}

async fn known(desk: &Desk, page: &Page, path: &(String, String)) -> Result<Known, Failure> {
    let (dealer, period) = path.clone();
    page.ask(desk, move |office| {
        let (dealer, period) = (dealer_of(&dealer)?, period_of(&period)?);
        office.store.read(|c| {
            let month = months::load(c, &dealer, period)?.filter(|month| month.state.is_some());
            let payable = month.ok_or(Error::NotFound)?.sums.payable;
            Ok(Known { payable, entered: invoices::of_statement(c, &dealer, period)?, dealer, period })
        })
    })
    .await
}

fn drawn(page: Page, known: &Known, form: &InvoiceForm, faults: &Faults) -> InvoicePage {
    let (dealer, period) = (known.dealer.as_str(), known.period);
    let title = page.t_with("invoice-title", &[&dealer, &page.period(period)]);
    let page = page.named(title);
    let page = if page.is(Role::Finance) { page.below("invoices-title", "/invoices") } else { page };
    let last = known.entered.len();
    let line = |(number, invoice): (usize, &Invoice)| InvoiceLine {
        number: invoice.invoice_no.clone(),
        on: page.day(invoice.invoiced_on),
        entered: format!("{} · {}", page.moment(invoice.entered_at), invoice.entered_by),
        is_standing: number == last,
    };
    let mut rows: Vec<InvoiceLine> = (1..).zip(&known.entered).map(line).collect();
    rows.reverse();
    InvoicePage {
        path: places::invoice(dealer, period),
        statement: places::statement(dealer, period),
        amount: page.money(known.payable),
        whole: faults.at("").to_owned(),
        invoice_no: Field::new(&page, "invoice_no", "invoice-number", faults)
            .value(&form.invoice_no)
            .hint(page.t("invoice-number-hint")),
        invoiced_on: Field::new(&page, "invoiced_on", "invoice-on", faults).kind("date").value(&form.invoiced_on),
        rows,
        page,
    }
}

/// The form, and every invoice that was entered.
pub async fn show(desk: Desk, page: Page, path: Path<(String, String)>) -> Answer {
    let known = known(&desk, &page, &path).await?;
    html(&drawn(page, &known, &InvoiceForm::default(), &Faults::none()))
}

/// Enters an invoice.
pub async fn take(desk: Desk, page: Page, path: Path<(String, String)>, form: Posted<InvoiceForm>) -> Answer {
    let known = known(&desk, &page, &path).await?;
    let Ok(invoiced_on) = form.0.invoiced_on.parse::<Day>() else {
        let faults = Faults::none().with("invoiced_on", page.t("invoice-no-day"));
        return unprocessable(&drawn(page, &known, &form.0, &faults));
    };
    let (actor, dealer, period) = (page.caller()?.actor, known.dealer.clone(), known.period);
    let number = form.0.invoice_no.clone();
    let entered =
        page.ask(&desk, move |office| Ok(enter_invoice(office, &actor, &dealer, period, &number, invoiced_on))).await?;
    match entered {
        Ok(_) => {
            let back = if page.is(Role::Finance) {
                "/invoices".to_owned()
            } else {
                places::invoice(known.dealer.as_str(), known.period)
            };
            Ok(page.see(&back, Flash::done(page.t_with("invoice-done", &[&known.dealer, &page.period(known.period)]))))
        }
        Err(error) => match field_of(&error) {
            Some(field) => {
                let faults = Faults::none().with(field, page.why(&error));
                unprocessable(&drawn(page, &known, &form.0, &faults))
            }
            None => Err(page.failure(&error)),
        },
    }
}

/// At which field a refusal is told.
fn field_of(error: &Error) -> Option<&'static str> {
    let Error::Refused(Refusal::Statement(StatementRefusal::Invoice(refusal))) = error else { return None };
    Some(match refusal {
        InvoiceRefusal::NumberUnfit | InvoiceRefusal::UsedFor { .. } => "invoice_no",
        InvoiceRefusal::DayUnfit { .. } => "invoiced_on",
        InvoiceRefusal::NotYet | InvoiceRefusal::UnderWay => "",
    })
}
