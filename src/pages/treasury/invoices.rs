//! `/invoices`: the statements that will be paid, and whether their dealers' invoices are entered.

use askama::Template;

use super::places;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, List, ROWS_FETCHED, cut};
use crate::pages::{Answer, Page, html};
use crate::store::invoices::{self, InvoicedStatement};
use crate::store::payment_terms;
use crate::web::Desk;

#[derive(Template)]
#[template(path = "treasury/invoices.html")]
struct Invoices {
    page: Page,
    is_required: bool,
    filter: Field,
    rows: Vec<StatementLine>,
    empty: Empty,
    foot: Foot,
}

/// A statement that will be paid.
struct StatementLine {
    dealer: String,
    period: String,
    statement: String,
    state: Chip,
    amount: String,
    due: String,
    invoice: String,
    chip: Chip,
    enter: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("invoices-title");
    let is_missing = list.get("show") != "all";
    let after = list.after::<2>();
    let found = page.look(&desk, move |c| {
        let statements = invoices::payable_statements(c, is_missing, after, ROWS_FETCHED)?;
        Ok((statements, payment_terms::load(c)?.require_invoice))
    });
    let (mut statements, is_required) = found.await?;
    let next = cut(&mut statements, |one| vec![one.period.to_string(), one.dealer.to_string()]);
    let rows = statements.iter().map(|one| line(&page, one, is_required)).collect();
    let choice = |word: &str, key: &str| (word.to_owned(), page.t(key));
    let choices = vec![choice("", "invoices-show-missing"), choice("all", "invoices-show-all")];
    let filter = Field::new(&page, "show", "invoices-show", &Faults::none()).options(choices).value(list.get("show"));
    let empty = Empty {
        title: page.t(if is_missing { "invoices-none-missing" } else { "invoices-none" }),
        what_to_do: page.t("invoices-none-do"),
        href: "/batches/new".to_owned(),
        label: page.t("batches-new"),
    };
    let foot = list.foot(&page, next.as_deref(), "");
    html(&Invoices { is_required, filter: filter.optional(), rows, empty, foot, page })
}

fn line(page: &Page, one: &InvoicedStatement, is_required: bool) -> StatementLine {
    let (dealer, period) = (one.dealer.as_str(), one.period);
    let (chip, invoice) = match &one.invoice {
        Some(invoice) => {
            (page.chip("ok", "invoices-entered"), format!("{} · {}", invoice.invoice_no, page.day(invoice.invoiced_on)))
        }
        None if is_required => (page.chip("bad", "invoices-missing"), String::new()),
        None => (page.chip("quiet", "invoices-none-yet"), String::new()),
    };
    StatementLine {
        dealer: dealer.to_owned(),
        period: page.period(period),
        statement: places::statement(dealer, period),
        state: page.state_chip(Some(one.state)),
        amount: page.money(one.payable),
        due: page.day_if(one.due_on),
        invoice,
        chip,
        enter: places::invoice(dealer, period),
    }
}
