//! `/batches/{id}`: a batch with its documents and payments, and whether it still is what was made.

use actix_web::web::Path;
use askama::Template;

use super::places;
use super::shown::size;
use crate::auth::Role;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field};
use crate::pages::listing::{Empty, Foot, Head, List, encoded};
use crate::pages::{Answer, Page, html};
use crate::store::payments::{Payment, PaymentState};
use crate::web::Desk;
use crate::workflow::batch_documents::{LookedAt, MadeDocument, look_at_batch};

#[derive(Template)]
#[template(path = "treasury/batch.html")]
struct BatchPage {
    page: Page,
    total: String,
    capitals: String,
    count: String,
    answers: Vec<AnswerLine>,
    whole: Chip,
    whole_note: String,
    made: String,
    payer: String,
    sha256: String,
    documents: Vec<DocumentLine>,
    filter: [Field; 2],
    heads: Vec<Head>,
    empty: Empty,
    shown: String,
    shown_sum: String,
    rows: Vec<PaymentLine>,
    foot: Foot,
    waits: bool,
}

/// How many payments the bank answered so, and where they are listed.
struct AnswerLine {
    chip: Chip,
    told: String,
    href: String,
}

/// A document to fetch.
struct DocumentLine {
    file: &'static str,
    href: String,
    what_for: String,
    size: String,
    sha256: String,
}

/// A payment of the batch.
struct PaymentLine {
    dealer: String,
    dealer_name: String,
    period: String,
    statement: String,
    account_name: String,
    bank_name: String,
    bank_account: String,
    amount: String,
    capitals: String,
    reference: String,
    href: String,
    invoice: String,
    due: String,
    chip: Chip,
    result: String,
}

const STATES: [(&str, PaymentState); 3] =
    [("sent", PaymentState::Sent), ("paid", PaymentState::Paid), ("refused", PaymentState::Refused)];

/// The page.
pub async fn show(desk: Desk, page: Page, list: List, id: Path<String>) -> Answer {
    let (lang, id) = (page.lang, id.into_inner());
    let looked = page.ask(&desk, move |office| look_at_batch(office, &id, lang)).await?;
    let made_at = page.moment(looked.batch.made_at);
    let title = page.t_with("batch-title", &[&made_at]);
    let page = page.named(title).below("batches-title", "/batches");
    html(&drawn(page, &list, looked, &made_at))
}

fn drawn(page: Page, list: &List, looked: LookedAt, made_at: &str) -> BatchPage {
    let LookedAt { batch, payer, payments, is_whole, documents } = looked;
    let total = Money::from_fen(batch.total_fen);
    let (answers, waits) = answers(&page, list, &payments);
    let state = STATES.iter().find(|(word, _)| *word == list.get("state")).map(|(_, state)| *state);
    let dealer = list.get("dealer");
    let is_shown = |payment: &Payment| {
        state.is_none_or(|state| payment.state == state) && (dealer.is_empty() || payment.dealer.as_str() == dealer)
    };
    let shown: Vec<Payment> = payments.into_iter().filter(is_shown).collect();
    let shown_sum = page.money(shown.iter().map(|payment| payment.amount).sum());
    let key = |payment: &Payment| vec![payment.dealer.to_string(), payment.period.to_string()];
    let (rows, next) = list.page_of(shown, sort_key, key);
    let export = format!("/api/v1/payments?{}", encoded(&[("batch".to_owned(), batch.id.clone())]));
    let empty = Empty {
        title: page.t("batch-none-so"),
        what_to_do: page.t("batch-none-so-do"),
        href: format!("{}#payments", places::batch(&batch.id)),
        label: page.t("batch-all"),
    };
    let whole = if is_whole { page.chip("ok", "batch-whole") } else { page.chip("bad", "batch-broken") };
    BatchPage {
        total: page.money(total),
        capitals: page.in_capitals(total),
        count: page.count(batch.payment_count),
        answers,
        whole,
        whole_note: page.t(if is_whole { "batch-whole-note" } else { "batch-broken-note" }),
        made: page.t_with("batch-made", &[&made_at, &page.acted(&batch.made_by, &batch.on_behalf_of)]),
        payer: format!("{} · {} · {}", payer.name, payer.bank_name, payer.account),
        documents: documents.iter().map(|made| document(&page, &batch.id, made)).collect(),
        filter: fields(&page, list),
        heads: heads(&page, list),
        empty,
        shown: page.t(if list.is_filtered() { "batch-shown-some" } else { "treasury-total" }),
        shown_sum,
        rows: rows.iter().map(|payment| line(&page, payment)).collect(),
        foot: list.foot(&page, next.as_deref(), &export),
        waits: waits && page.is(Role::Finance),
        sha256: batch.sha256,
        page,
    }
}

/// What a payment is sorted by in a column.
fn sort_key(payment: &Payment, column: &str) -> (i64, String) {
    match column {
        "reference" => (0, payment.reference.clone()),
        "period" => (0, payment.period.to_string()),
        "amount" => (payment.amount.fen(), String::new()),
        "due" => (i64::from(payment.due_on.is_none()), payment.due_on.map(|day| day.to_string()).unwrap_or_default()),
        "state" => {
            (0, STATES.iter().find(|(_, state)| *state == payment.state).map_or("", |(word, _)| *word).to_owned())
        }
        _ => (0, String::new()),
    }
}

fn fields(page: &Page, list: &List) -> [Field; 2] {
    let none = Faults::none();
    let states = STATES.map(|(word, state)| (word.to_owned(), page.payment_chip(state).text));
    let choices = std::iter::once((String::new(), page.t("batches-state-all"))).chain(states);
    [
        Field::new(page, "state", "state", &none).options(choices).value(list.get("state")).optional(),
        Field::new(page, "dealer", "treasury-dealer-code", &none).value(list.get("dealer")).optional(),
    ]
}

fn heads(page: &Page, list: &List) -> Vec<Head> {
    vec![
        list.sorted(page, "treasury-reference", "reference"),
        list.sorted(page, "treasury-dealer", "dealer"),
        list.sorted(page, "month", "period"),
        list.plain(page, "treasury-account"),
        list.sorted(page, "treasury-amount", "amount").number(),
        list.plain(page, "treasury-invoice"),
        list.sorted(page, "treasury-due", "due"),
        list.sorted(page, "state", "state"),
    ]
}

/// How the bank answered, and whether it still has to.
fn answers(page: &Page, list: &List, payments: &[Payment]) -> (Vec<AnswerLine>, bool) {
    let of_state = |(word, state): (&str, PaymentState)| {
        let found: Vec<Money> =
            payments.iter().filter(|payment| payment.state == state).map(|payment| payment.amount).collect();
        let told = format!("{} · {}", page.count(found.len()), page.money(found.iter().copied().sum()));
        let href = list.with("state", if list.get("state") == word { "" } else { word });
        (!found.is_empty()).then(|| AnswerLine { chip: page.payment_chip(state), told, href })
    };
    let waits = payments.iter().any(|payment| payment.state == PaymentState::Sent);
    (STATES.into_iter().filter_map(of_state).collect(), waits)
}

fn document(page: &Page, batch: &str, made: &MadeDocument) -> DocumentLine {
    let key = match made.file {
        "payments.csv" => "batch-for-csv",
        "payments.xlsx" => "batch-for-xlsx",
        "pain.001.001.09.xml" => "batch-for-pain001",
        _ => "batch-for-bank-sheet",
    };
    DocumentLine {
        file: made.file,
        href: format!("/api/v1{}/{}", places::batch(batch), made.file),
        what_for: page.t(key),
        size: size(made.bytes),
        sha256: made.sha256.clone(),
    }
}

fn line(page: &Page, payment: &Payment) -> PaymentLine {
    let invoiced_on = payment.invoiced_on.map(|day| page.day(day)).unwrap_or_default();
    PaymentLine {
        dealer: payment.dealer.to_string(),
        dealer_name: payment.dealer_name.clone(),
        period: page.period(payment.period),
        statement: places::statement(payment.dealer.as_str(), payment.period),
        account_name: payment.account_name.clone(),
        bank_name: payment.bank_name.clone(),
        bank_account: payment.bank_account.clone(),
        amount: page.money(payment.amount),
        capitals: payment.amount.capitals(),
        reference: payment.reference.clone(),
        href: places::payment(&payment.reference),
        invoice: format!("{} {invoiced_on}", payment.invoice_no).trim().to_owned(),
        due: page.day_if(payment.due_on),
        chip: page.payment_chip(payment.state),
        result: payment.result.clone(),
    }
}
