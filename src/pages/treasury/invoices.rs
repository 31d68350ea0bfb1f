//! `/invoices`: the statements that will be paid, and whether their dealers' invoices are entered.

use askama::Template;

use super::places;
use crate::agreement::codes::DealerCode;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List, ROWS_FETCHED, cut};
use crate::pages::{Answer, Page, html};
use crate::store::invoices::{self, InvoiceFilter, InvoiceOrder, InvoicedStatement};
use crate::store::payment_terms;
use crate::web::Desk;

#[derive(Template)]
#[template(path = "treasury/invoices.html")]
struct Invoices {
    page: Page,
    is_required: bool,
    filter: [Field; 3],
    heads: Vec<Head>,
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
    let filter = filter(&list);
    let (is_missing, order, after) = (filter.is_missing, filter.order, list.after::<3>());
    let found = page.look(&desk, move |c| {
        let statements = invoices::payable_statements(c, &filter, after, ROWS_FETCHED)?;
        Ok((statements, payment_terms::load(c)?.require_invoice))
    });
    let (mut statements, is_required) = found.await?;
    let next = cut(&mut statements, |one| order.place(one).to_vec());
    let rows = statements.iter().map(|one| line(&page, one, is_required)).collect();
    let is_limited = !list.get("dealer").is_empty() || !list.get("period").is_empty();
    let empty = Empty {
        title: page.t(match (is_limited, is_missing) {
            (true, _) => "invoices-none-so",
            (false, true) => "invoices-none-missing",
            (false, false) => "invoices-none",
        }),
        what_to_do: page.t("invoices-none-do"),
        href: "/batches/new".to_owned(),
        label: page.t("batches-new"),
    };
    let foot = list.foot(&page, next.as_deref(), "/api/v1/invoices");
    html(&Invoices { is_required, filter: fields(&page, &list), heads: heads(&page, &list), rows, empty, foot, page })
}

fn filter(list: &List) -> InvoiceFilter {
    let (column, is_down) = list.sort();
    InvoiceFilter {
        is_missing: list.get("show") != "all",
        dealer: DealerCode::new(list.get("dealer")),
        period: list.get("period").parse().ok(),
        order: match column {
            "dealer" => InvoiceOrder::Dealer,
            "payable" => InvoiceOrder::Payable,
            "due" => InvoiceOrder::Due,
            _ => InvoiceOrder::Month,
        },
        is_down,
    }
}

fn fields(page: &Page, list: &List) -> [Field; 3] {
    let none = Faults::none();
    let field = |name, key: &str| Field::new(page, name, key, &none).value(list.get(name)).optional();
    let choice = |word: &str, key: &str| (word.to_owned(), page.t(key));
    let choices = vec![choice("", "invoices-show-missing"), choice("all", "invoices-show-all")];
    [
        field("show", "invoices-show").options(choices),
        field("dealer", "treasury-dealer-code"),
        field("period", "month").kind("month"),
    ]
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    vec![
        list.sorted(page, "treasury-dealer", "dealer"),
        list.sorted(page, "month", "period"),
        list.plain(page, "state"),
        list.sorted(page, "payable", "payable").number(),
        list.sorted(page, "treasury-due", "due"),
        list.plain(page, "treasury-invoice"),
        list.plain(page, "treasury-do"),
    ]
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
