//! `/statements/close`: released statements that pay nothing, which no bank answers, and closing them.

use askama::Template;

use super::places;
use crate::agreement::codes::DealerCode;
use crate::calendar::Period;
use crate::pages::listing::Empty;
use crate::pages::{Answer, Flash, Page, html};
use crate::store::months;
use crate::store::payments;
use crate::web::Desk;
use crate::workflow::close_statement::close_statements;

#[derive(Template)]
#[template(path = "treasury/closing.html")]
struct Closing {
    page: Page,
    rows: Vec<StatementLine>,
    empty: Empty,
}

/// A statement that pays nothing.
struct StatementLine {
    label: String,
    href: String,
    net: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let page = page.titled("closing-title").below("batches-title", "/batches");
    let found = page.look(&desk, |c| {
        let mut found = Vec::new();
        for (dealer, period) in payments::released_without_payment(c)? {
            found.extend(months::load(c, &dealer, period)?);
        }
        Ok(found)
    });
    let line = |month: &months::Month| StatementLine {
        label: page.statement_name(&month.dealer, month.period),
        href: places::statement(month.dealer.as_str(), month.period),
        net: page.money(month.sums.net),
    };
    let rows = found.await?.iter().map(line).collect();
    let empty = Empty {
        title: page.t("closing-none"),
        what_to_do: page.t("closing-none-do"),
        href: "/batches".to_owned(),
        label: page.t("batches-title"),
    };
    html(&Closing { page, rows, empty })
}

/// Closes all of them that this person may.
pub async fn take(desk: Desk, page: Page) -> Answer {
    let actor = page.caller()?.actor;
    let came = page.ask(&desk, move |office| close_statements(office, &actor)).await?;
    let named = |dealer: &DealerCode, period: Period| page.statement_name(dealer, period);
    let refused =
        came.refused.iter().map(|(dealer, period, error)| format!("{}: {}", named(dealer, *period), page.why(error)));
    let told = page.t_with("closing-done", &[&page.count(came.taken.len())]);
    if came.refused.is_empty() {
        return Ok(page.see("/statements/close", Flash::done(told)));
    }
    let told: Vec<String> = std::iter::once(told).chain(refused).collect();
    Ok(page.see("/statements/close", Flash::failed(told.join(" "))))
}
