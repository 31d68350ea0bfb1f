//! `/payments/{reference}`: from a payment back to its statement, the statement's lines, their slips, and the cells of the
//! sheets that these came from; what the bank answered, and what the ledger has of it.

mod found;

use actix_web::web::Path;
use askama::Template;

use self::found::{Found, numbers_of};
use super::entries::{EntryLine, entry_lines};
use super::places;
use crate::agreement::ledger::Cause;
use crate::agreement::statement::MadeFrom;
use crate::auth::Role;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::listing::{Foot, List, cut};
use crate::pages::{Answer, Page, html, nav};
use crate::store::payments::{Payment, PaymentState};
use crate::store::slips::SlipSource;
use crate::store::statement_steps::{StepKind, TakenStep};
use crate::store::statements::{LineSource, StoredLine};
use crate::web::Desk;
use crate::workflow::read_ledger::{LedgerFilter, ledger_entries};

/// More entries than any statement has.
const ENTRIES_MAX: usize = 100_000;
/// Where an upload is shown.
const UPLOAD: &str = "/dealers/{dealer}/uploads/{id}";

#[derive(Template)]
#[template(path = "treasury/payment.html")]
struct PaymentPage {
    page: Page,
    amount: String,
    capitals: String,
    chip: Chip,
    result: String,
    returned: String,
    record: String,
    is_paid: bool,
    facts: Facts,
    steps: Vec<StepLine>,
    tried: Vec<TriedLine>,
    lines: Vec<LineRow>,
    net: String,
    ties: Chip,
    slips_title: String,
    slips: Vec<SlipRow>,
    foot: Foot,
    entries: Vec<EntryLine>,
    all_entries: String,
}

/// Who is paid what for.
struct Facts {
    dealer: String,
    accounts: String,
    period: String,
    statement: String,
    state: Chip,
    account_name: String,
    account: String,
    batch: String,
    batch_href: String,
    due: String,
    invoice: String,
}

/// What somebody recorded of the payment.
struct StepLine {
    what: String,
    note: String,
    at: String,
    person: String,
}

/// Another payment that was tried for the statement.
struct TriedLine {
    reference: String,
    href: String,
    chip: Chip,
    result: String,
}

/// A line of the statement.
struct LineRow {
    number: usize,
    kind: String,
    about: String,
    clause: String,
    amount: String,
    slips: String,
    href: String,
    is_shown: bool,
}

/// A slip, and the cells that it came from.
struct SlipRow {
    number: String,
    href: String,
    model: String,
    payable: String,
    file: String,
    file_href: String,
    place: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page, list: List, reference: Path<String>) -> Answer {
    let reference = reference.into_inner();
    let (line, after) = (list.get("line").parse().ok(), list.after::<1>());
    let looked = page.ask(&desk, move |office| {
        let after = after.as_ref().map(|[number]| number.as_str());
        let found = office.store.read(|c| Found::load(c, &reference, line, after))?;
        let filter = LedgerFilter {
            dealer: Some(found.payment.dealer.clone()),
            period: Some(found.payment.period),
            ..LedgerFilter::default()
        };
        let mut entries = ledger_entries(office, &filter, None, ENTRIES_MAX)?;
        entries.retain(|entry| match &entry.cause {
            Cause::Released { reference, .. }
            | Cause::Answered { reference, .. }
            | Cause::Returned { reference, .. } => *reference == found.payment.reference,
            _ => false,
        });
        Ok((found, entries))
    });
    let (found, entries) = looked.await?;
    let title = page.t_with("payment-title", &[&found.payment.reference]);
    let made_at = page.moment(found.batch.made_at);
    let page = page.named(title).below("batches-title", "/batches");
    let page = page.below_named(made_at, places::batch(&found.batch.id));
    let entries = entry_lines(&page, &entries);
    html(&PaymentPage { entries, ..drawn(page, &list, &found) })
}

fn drawn(page: Page, list: &List, found: &Found) -> PaymentPage {
    let payment = &found.payment;
    let back = found.steps.iter().find(|step| step.kind == StepKind::Return);
    let returned = back.map(|step| page.t_with("payment-returned-note", &[&step.note])).unwrap_or_default();
    let may_record = page.is(Role::Finance) && payment.state != PaymentState::Refused && back.is_none();
    let sum: Money = found.statement.lines.iter().map(|line| line.amount).sum();
    let is_tied = sum == found.statement.net && found.statement.payable == payment.amount;
    let others = found.tried.iter().filter(|tried| tried.reference != payment.reference);
    let mut slips = found.slips.clone();
    let next = cut(&mut slips, |slip| vec![slip.slip_no.clone()]);
    let (dealer, period) = (payment.dealer.to_string(), payment.period.to_string());
    PaymentPage {
        amount: page.money(payment.amount),
        capitals: page.in_capitals(payment.amount),
        chip: if back.is_some() { page.chip("bad", "payment-returned") } else { page.payment_chip(payment.state) },
        result: payment.result.clone(),
        returned,
        record: if may_record { format!("{}/bank-result", places::payment(&payment.reference)) } else { String::new() },
        is_paid: payment.state == PaymentState::Paid,
        facts: facts(&page, found),
        steps: found.steps.iter().map(|step| step_line(&page, step)).collect(),
        tried: others.map(|tried| tried_line(&page, tried)).collect(),
        lines: (1..)
            .zip(&found.statement.lines)
            .map(|(number, line)| line_row(&page, list, found, number, line))
            .collect(),
        net: page.money(sum),
        ties: if is_tied { page.chip("ok", "payment-ties") } else { page.chip("bad", "payment-differs") },
        slips_title: page.t_with("payment-slips", &[&found.line]),
        slips: slips.iter().map(|slip| slip_row(&page, found, slip)).collect(),
        foot: list.foot(&page, next.as_deref(), ""),
        entries: Vec::new(),
        all_entries: places::entries(&[("dealer", &dealer), ("period", &period)]),
        page,
    }
}

fn facts(page: &Page, found: &Found) -> Facts {
    let payment = &found.payment;
    let invoiced_on = payment.invoiced_on.map(|day| page.day(day)).unwrap_or_default();
    Facts {
        dealer: format!("{} · {}", payment.dealer, payment.dealer_name),
        accounts: places::accounts(payment.dealer.as_str()),
        period: page.period(payment.period),
        statement: places::statement(payment.dealer.as_str(), payment.period),
        state: page.state_chip(found.month.state),
        account_name: payment.account_name.clone(),
        account: format!("{} · {}", payment.bank_account, payment.bank_name),
        batch: page.moment(found.batch.made_at),
        batch_href: places::batch(&payment.batch),
        due: page.day_if(payment.due_on),
        invoice: format!("{} {invoiced_on}", payment.invoice_no).trim().to_owned(),
    }
}

fn step_line(page: &Page, step: &TakenStep) -> StepLine {
    let key = match step.kind {
        StepKind::Release => "payment-step-release",
        StepKind::Pay => "payment-step-pay",
        StepKind::Refuse => "payment-step-refuse",
        StepKind::Return => "payment-step-return",
        StepKind::Confirm | StepKind::Hold | StepKind::Approve => "payment-step-other",
    };
    let person = page.acted(&step.person, &step.on_behalf_of);
    StepLine { what: page.t(key), note: step.note.clone(), at: page.moment(step.taken_at), person }
}

fn tried_line(page: &Page, tried: &Payment) -> TriedLine {
    TriedLine {
        reference: tried.reference.clone(),
        href: places::payment(&tried.reference),
        chip: page.payment_chip(tried.state),
        result: tried.result.clone(),
    }
}

fn line_row(page: &Page, list: &List, found: &Found, number: usize, line: &StoredLine) -> LineRow {
    let about = line.product_line.as_ref().map(ToString::to_string).or_else(|| line.reference.clone());
    let slips = numbers_of(line).len();
    let (told, href) = match &line.made_from {
        LineSource::Other(MadeFrom::Corrected { period, line }) => {
            let told = match line {
                0 => page.t_with("payment-corrects-whole", &[&page.period(*period)]),
                line => page.t_with("payment-corrects", &[&page.period(*period), line]),
            };
            (told, places::statement(found.payment.dealer.as_str(), period))
        }
        _ if slips > 0 => {
            (page.t_n("payment-slip-count", slips), format!("{}#slips", list.with("line", &number.to_string())))
        }
        _ => (String::new(), String::new()),
    };
    LineRow {
        number,
        kind: page.lang.line_kind(line.kind).to_owned(),
        about: about.unwrap_or_default(),
        clause: line.kind.clause().to_owned(),
        amount: page.money(line.amount),
        slips: told,
        href,
        is_shown: number == found.line,
    }
}

fn slip_row(page: &Page, found: &Found, slip: &SlipSource) -> SlipRow {
    let (dealer, period) = (found.payment.dealer.as_str(), found.payment.period);
    let sheet = found.sheets.get(&slip.upload).map_or("", String::as_str);
    let place = if sheet.is_empty() {
        page.t_with("payment-row", &[&slip.sheet_row])
    } else {
        page.t_with("payment-sheet-row", &[&sheet, &slip.sheet_row])
    };
    SlipRow {
        number: slip.slip_no.clone(),
        href: places::slip(dealer, period, &slip.slip_no),
        model: slip.product_model.clone(),
        payable: page.money(slip.payable),
        file: slip.file_name.clone(),
        file_href: if nav::is_for(page, UPLOAD) { places::upload(dealer, &slip.upload) } else { String::new() },
        place,
    }
}
