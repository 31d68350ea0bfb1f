//! `/bank-results`: the payments that wait for the bank, and taking the bank's answers from its file.

mod came;

use std::collections::BTreeMap;

use actix_multipart::Multipart;
use actix_web::web;
use askama::Template;

use self::came::{CameLine, FaultLine, came_lines, fault_lines, tiles};
use super::places;
use crate::calendar::Moment;
use crate::pages::listing::{Empty, Foot, List, ROWS_FETCHED, cut};
use crate::pages::token::FIELD;
use crate::pages::{Answer, Page, html, unprocessable};
use crate::sheets::{FileProblem, Limits, Problem};
use crate::store::payments::{self, Payment};
use crate::web::Desk;
use crate::web::received::{NotReceived, receive};
use crate::workflow::import_bank_result::import_bank_result;

#[derive(Template)]
#[template(path = "treasury/bank_results.html")]
struct BankResults {
    page: Page,
    code_first: String,
    fault: String,
    sum: String,
    rows: Vec<WaitingLine>,
    empty: Empty,
    foot: Foot,
}

/// A payment that waits for the bank.
struct WaitingLine {
    reference: String,
    href: String,
    record: String,
    dealer: String,
    account: String,
    amount: String,
    batch: String,
    batch_href: String,
}

#[derive(Template)]
#[template(path = "treasury/bank_result_came.html")]
struct Came {
    page: Page,
    file_name: String,
    tiles: Vec<(String, String, String)>,
    rows: Vec<CameLine>,
    missing: Vec<WaitingLine>,
    missing_sum: String,
}

#[derive(Template)]
#[template(path = "treasury/bank_result_refused.html")]
struct CameRefused {
    page: Page,
    file_name: String,
    told: String,
    faults: Vec<FaultLine>,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List) -> Answer {
    html(&waiting(&desk, page, &list, String::new()).await?)
}

async fn waiting(desk: &Desk, page: Page, list: &List, fault: String) -> Result<BankResults, crate::pages::Failure> {
    let page = page.titled("bank-results-title");
    let after = list.after::<3>();
    let found = page.look(desk, move |c| {
        let waiting = payments::unanswered(c, after, ROWS_FETCHED)?;
        let mut made_at: BTreeMap<String, Moment> = BTreeMap::new();
        for payment in &waiting {
            if !made_at.contains_key(&payment.batch) {
                made_at.extend(payments::batch(c, &payment.batch)?.map(|batch| (batch.id, batch.made_at)));
            }
        }
        let made = waiting.into_iter().map(|payment| (made_at.get(&payment.batch).copied(), payment));
        Ok((made.map(|(at, payment)| (payment, at)).collect::<Vec<_>>(), payments::unanswered_sum(c)?))
    });
    let (mut made, (count, total)) = found.await?;
    let key = |(payment, _): &(Payment, Option<Moment>)| {
        vec![payment.batch.clone(), payment.dealer.to_string(), payment.period.to_string()]
    };
    let next = cut(&mut made, key);
    let rows = made.iter().map(|(payment, made_at)| waiting_line(&page, payment, *made_at)).collect();
    let empty = Empty {
        title: page.t("bank-results-none"),
        what_to_do: page.t("bank-results-none-do"),
        href: "/batches/new".to_owned(),
        label: page.t("batches-new"),
    };
    Ok(BankResults {
        code_first: page.code_first(desk),
        fault,
        sum: page.t_with("bank-results-sum", &[&page.count(count), &page.money(total)]),
        rows,
        empty,
        foot: list.foot(&page, next.as_deref(), ""),
        page,
    })
}

fn waiting_line(page: &Page, payment: &Payment, made_at: Option<Moment>) -> WaitingLine {
    WaitingLine {
        reference: payment.reference.clone(),
        href: places::payment(&payment.reference),
        record: format!("{}/bank-result", places::payment(&payment.reference)),
        dealer: format!("{} · {}", payment.dealer, payment.dealer_name),
        account: format!("{} · {}", payment.account_name, payment.bank_account),
        amount: page.money(payment.amount),
        batch: made_at.map(|at| page.moment(at)).unwrap_or_default(),
        batch_href: places::batch(&payment.batch),
    }
}

/// Takes the bank's file: all of it that fits, or nothing where it cannot be read.
pub async fn take(desk: Desk, page: Page, form: Multipart) -> Answer {
    let again = List::of("/bank-results", "");
    let received = match receive(form, Limits::DEALER.file_bytes_max, &[FIELD]).await {
        Ok(received) if !received.name.is_empty() => received,
        Ok(_) | Err(NotReceived::Broken(_)) => {
            let fault = page.t("bank-results-no-file");
            return unprocessable(&waiting(&desk, page, &again, fault).await?);
        }
        Err(NotReceived::TooLarge { bytes_max }) => {
            let fault = page.lang.problem(&Problem::File(FileProblem::FileTooLarge { bytes_max }));
            return unprocessable(&waiting(&desk, page, &again, fault).await?);
        }
        Err(NotReceived::Failed(cause)) => return Err(page.internal(&cause)),
    };
    let file_name = received.name.clone();
    let read = web::block(move || std::fs::read(received.file.path())).await;
    let content = read.map_err(|error| page.internal(&error.to_string()))?;
    let content = content.map_err(|error| page.internal(&error.to_string()))?;
    let actor = page.caller()?.actor;
    let import = page.ask(&desk, move |office| import_bank_result(office, &actor, &content)).await?;
    let page = page.titled("bank-result-came").below("bank-results-title", "/bank-results");
    if !import.faults.is_empty() {
        let told = page.lang.bank_sheet_refused(import.faults.len());
        let faults = fault_lines(&page, &import.faults);
        return unprocessable(&CameRefused { page, file_name, told, faults });
    }
    let missing = import.unanswered.iter().map(|payment| waiting_line(&page, payment, None)).collect();
    let missing_sum = page.money(import.unanswered.iter().map(|payment| payment.amount).sum());
    let (tiles, rows) = (tiles(&page, &import), came_lines(&page, &import.rows));
    html(&Came { page, file_name, tiles, rows, missing, missing_sum })
}
