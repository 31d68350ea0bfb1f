//! `/batches`: the payment batches, the latest first, and how far the bank has answered each.

use askama::Template;

use super::places;
use super::shown::short;
use crate::agreement::codes::DealerCode;
use crate::auth::Role;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List, ROWS_FETCHED, cut};
use crate::pages::{Answer, Page, html};
use crate::store::payments::{self, Answers, Batch, BatchFilter, BatchOrder, BatchState};
use crate::web::Desk;

#[derive(Template)]
#[template(path = "treasury/batches.html")]
struct Batches {
    page: Page,
    filter: [Field; 2],
    heads: Vec<Head>,
    is_finance: bool,
    rows: Vec<BatchLine>,
    empty: Empty,
    foot: Foot,
}

/// A batch in the list.
struct BatchLine {
    href: String,
    made_at: String,
    made_by: String,
    count: String,
    total: String,
    answers: Vec<(Chip, String)>,
    sha256: String,
}

/// The words of the states in an address.
const STATES: [(&str, BatchState); 3] =
    [("open", BatchState::Open), ("answered", BatchState::Answered), ("refused", BatchState::Refused)];

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    let page = page.titled("batches-title");
    let state = STATES.iter().find(|(word, _)| *word == list.get("state")).map(|(_, state)| *state);
    let (column, is_down) = list.sort();
    let order = match column {
        "payments" => BatchOrder::Payments,
        "total" => BatchOrder::Total,
        _ => BatchOrder::Made,
    };
    let is_up = !column.is_empty() && !is_down;
    let filter = BatchFilter { state, dealer: DealerCode::new(list.get("dealer")), order, is_up };
    let after = list.after::<2>();
    let found = page.look(&desk, move |c| {
        let batches = payments::batches_where(c, &filter, after, ROWS_FETCHED)?;
        let ids: Vec<String> = batches.iter().map(|batch| batch.id.clone()).collect();
        Ok((batches, payments::answers(c, &ids)?))
    });
    let (mut batches, mut answers) = found.await?;
    let next = cut(&mut batches, |batch| order.place(batch).to_vec());
    let rows = batches.iter().map(|batch| line(&page, batch, answers.remove(&batch.id).unwrap_or_default())).collect();
    let is_finance = page.is(Role::Finance);
    let empty = Empty {
        title: page.t(if list.is_filtered() { "batches-none-so" } else { "batches-none" }),
        what_to_do: page.t("batches-none-do"),
        href: if is_finance { "/batches/new".to_owned() } else { String::new() },
        label: page.t("batches-new"),
    };
    let foot = list.foot(&page, next.as_deref(), "/api/v1/batches");
    html(&Batches { filter: fields(&page, &list), heads: heads(&page, &list), is_finance, rows, empty, foot, page })
}

fn fields(page: &Page, list: &List) -> [Field; 2] {
    let none = Faults::none();
    let choices = [
        ("", "batches-state-all"),
        ("open", "batches-state-open"),
        ("answered", "batches-state-answered"),
        ("refused", "batches-state-refused"),
    ];
    let choices = choices.map(|(word, key)| (word.to_owned(), page.t(key)));
    [
        Field::new(page, "state", "batches-answers", &none)
            .options(choices.to_vec())
            .value(list.get("state"))
            .optional(),
        Field::new(page, "dealer", "treasury-dealer-code", &none).value(list.get("dealer")).optional(),
    ]
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    vec![
        list.sorted(page, "batches-made-at", "made"),
        list.plain(page, "batches-made-by"),
        list.sorted(page, "treasury-payments", "payments").number(),
        list.sorted(page, "treasury-amount", "total").number(),
        list.plain(page, "batches-answers"),
        list.plain(page, "batches-sha256"),
    ]
}

fn line(page: &Page, batch: &Batch, answers: Answers) -> BatchLine {
    let answer = |(state, count, sum): (_, i64, Money)| {
        let told = format!("{} · {}", page.count(count), page.money(sum));
        (page.payment_chip(state), told)
    };
    BatchLine {
        href: places::batch(&batch.id),
        made_at: page.moment(batch.made_at),
        made_by: page.acted(&batch.made_by, &batch.on_behalf_of),
        count: page.count(batch.payment_count),
        total: page.money(Money::from_fen(batch.total_fen)),
        answers: answers.into_iter().map(answer).collect(),
        sha256: short(&batch.sha256),
    }
}
