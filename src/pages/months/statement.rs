//! `/dealers/{dealer}/months/{period}/statement`: the monthly statement as a page, from the model that its PDF and workbook are
//! drawn from, with what can be done with it: print, take along, dispute, enter the invoice.

use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::timeline::Names;
use super::{places, raise};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::{LineKind, MadeFrom, State, StatementLine};
use crate::auth::Role;
use crate::calendar::{Day, Period};
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::reports::facts::StatementFacts;
use crate::reports::{self, Cell, Column, Fact, Part, Section, Table};
use crate::store::disputes::{self, Dispute};
use crate::store::invoices::{self, Invoice};
use crate::store::people;
use crate::store::statement_steps::{self, StepKind};
use crate::texts::Label;
use crate::web::{Desk, on_block};
use crate::workflow::enter_invoice::{InvoiceRefusal, enter_invoice};
use crate::workflow::read_paper::statement_facts;
use crate::workflow::{Error, Refusal, StatementRefusal};

#[derive(Template)]
#[template(path = "months/statement.html")]
struct Shown {
    page: Page,
    chip: Chip,
    subtitle: String,
    draft: String,
    facts: Vec<Fact>,
    sections: Vec<SectionView>,
    footer: String,
    papers: String,
    lang: &'static str,
    has_notice: bool,
    has_binder: bool,
    raise: String,
    disputes: Vec<(Chip, String, String)>,
    invoices: Vec<InvoiceLine>,
    whole: String,
    invoice: Vec<Field>,
}

/// A section of the paper.
struct SectionView {
    id: String,
    title: String,
    parts: Vec<PartView>,
}

enum PartView {
    Facts(Vec<Fact>),
    Note(String),
    Table(TableView),
}

struct TableView {
    id: String,
    caption: String,
    heads: Vec<(&'static str, String)>,
    rows: Vec<RowView>,
    total: Vec<CellView>,
    has_actions: bool,
}

struct RowView {
    cells: Vec<CellView>,
    /// Where the line is disputed; empty where that is not possible.
    action: String,
}

struct CellView {
    class: &'static str,
    text: String,
    href: String,
}

struct InvoiceLine {
    number: String,
    day: String,
    who: String,
    at: String,
    chip: Chip,
}

/// An invoice as the form has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InvoiceForm {
    invoice_no: String,
    invoiced_on: String,
}

/// What the page is made from.
struct Loaded {
    facts: StatementFacts,
    disputes: Vec<Dispute>,
    invoices: Vec<Invoice>,
    names: Names,
    /// Whether the bank refused the last payment.
    is_refused: bool,
}

/// The page.
pub async fn show(desk: Desk, page: Page, path: Path<(String, String)>) -> Answer {
    let month = places::month_of(&path).map_err(|error| page.failure(&error))?;
    html(&drawn(&desk, page, month, &InvoiceForm::default(), &Faults::none()).await?)
}

/// Takes the dealer's invoice.
pub async fn take_invoice(desk: Desk, page: Page, path: Path<(String, String)>, form: Posted<InvoiceForm>) -> Answer {
    let (dealer, period) = places::month_of(&path).map_err(|error| page.failure(&error))?;
    let faults = match form.0.invoiced_on.trim().parse::<Day>() {
        Err(_) => Faults::none().with("invoiced_on", page.t("statement-invoice-day-wrong")),
        Ok(day) => {
            let (actor, number, of) = (page.caller()?.actor, form.0.invoice_no.clone(), dealer.clone());
            let entered = on_block(&desk, move |office| enter_invoice(office, &actor, &of, period, &number, day));
            match entered.await {
                Ok(_) => {
                    let to = format!("{}#invoice", places::statement(dealer.as_str(), period));
                    return Ok(page.see(&to, Flash::done(page.t("statement-invoice-entered"))));
                }
                Err(error) => invoice_faults(&page, &error).ok_or_else(|| page.failure(&error))?,
            }
        }
    };
    unprocessable(&drawn(&desk, page, (dealer, period), &form.0, &faults).await?)
}

/// At which field an invoice is refused; none where it is no matter of the form.
fn invoice_faults(page: &Page, error: &Error) -> Option<Faults> {
    let why = page.why(error);
    match error {
        Error::Refused(Refusal::Statement(StatementRefusal::Invoice(refusal))) => Some(match refusal {
            InvoiceRefusal::NumberUnfit | InvoiceRefusal::UsedFor { .. } => Faults::none().with("invoice_no", why),
            InvoiceRefusal::DayUnfit { .. } => Faults::none().with("invoiced_on", why),
            InvoiceRefusal::NotYet | InvoiceRefusal::UnderWay => Faults::whole(why),
        }),
        _ => None,
    }
}

async fn drawn(
    desk: &Desk,
    page: Page,
    (dealer, period): (DealerCode, Period),
    form: &InvoiceForm,
    faults: &Faults,
) -> Result<Shown, Failure> {
    let code = dealer.clone();
    let loaded = page.ask(desk, move |office| {
        let facts = statement_facts(office, &code, period)?;
        office.store.read(|c| {
            let invoices = invoices::of_statement(c, &code, period)?;
            let logins: Vec<&str> = invoices.iter().map(|invoice| invoice.entered_by.as_str()).collect();
            let last = statement_steps::of(c, &code, period)?.pop();
            Ok(Loaded {
                names: people::names(c, &logins)?,
                disputes: disputes::of_statement(c, &code, period)?,
                is_refused: last.is_some_and(|step| step.kind == StepKind::Refuse),
                facts,
                invoices,
            })
        })
    });
    let loaded = loaded.await?;
    let facts = &loaded.facts;
    let document = reports::statement::document(facts, page.lang);
    let page = page.named(document.title.clone()).below_month(&dealer, period);
    let in_time = facts.dispute_until().is_some_and(|until| page.today <= until);
    let raise = if page.is(Role::DealerClerk) && in_time { raise::place(&dealer, period) } else { String::new() };
    Ok(Shown {
        chip: page.state_chip(Some(facts.state)),
        sections: document.sections.iter().map(|section| section_view(&page, facts, section, &raise)).collect(),
        has_notice: reports::penalty_notice::document(facts, page.lang).is_some(),
        has_binder: !page.is(Role::CallAgent) && (facts.state != State::Draft || !page.is(Role::DealerClerk)),
        papers: places::papers(dealer.as_str(), period),
        lang: page.locale(),
        disputes: loaded.disputes.iter().map(|dispute| mention(&page, dispute)).collect(),
        invoices: invoice_lines(&page, &loaded),
        invoice: invoice_fields(&page, &loaded, form, faults),
        whole: faults.at("").to_owned(),
        subtitle: document.subtitle.clone(),
        draft: document.draft.clone().unwrap_or_default(),
        footer: document.footer(),
        facts: document.facts,
        raise,
        page,
    })
}

fn section_view(page: &Page, facts: &StatementFacts, section: &Section, raise: &str) -> SectionView {
    let is = |label: Label| section.title == page.lang.label(label);
    let id = if is(Label::Allowance) {
        "allowance"
    } else if is(Label::Stock) {
        "stock"
    } else {
        ""
    };
    // The slips of lines come first, each line's in a table of its own.
    let mut behind = lines_with_slips(facts).into_iter().filter(|_| is(Label::Slips));
    let part = |part: &Part| match part {
        Part::Facts(facts) => PartView::Facts(facts.clone()),
        Part::Note(note) => PartView::Note(note.clone()),
        Part::Table(table) => {
            let line = behind.next().map(|(number, _)| format!("line-{number}"));
            let mut view = table_view(page, facts, table, line.unwrap_or_default());
            if is(Label::Summary) {
                with_links(&mut view, facts, raise);
            }
            PartView::Table(view)
        }
    };
    SectionView { id: id.to_owned(), title: section.title.clone(), parts: section.parts.iter().map(part).collect() }
}

/// The lines that were made from slips, with their numbers.
fn lines_with_slips(facts: &StatementFacts) -> Vec<(u32, &StatementLine)> {
    let lines = (1..).zip(&facts.statement.lines);
    lines.filter(|(_, line)| matches!(line.made_from, MadeFrom::Slips(_))).collect()
}

fn table_view(page: &Page, facts: &StatementFacts, table: &Table, id: String) -> TableView {
    let slip_column = table.columns.iter().position(|column| column.title == page.lang.label(Label::Slip));
    let cells = |row: &Vec<Cell>, is_total: bool| -> Vec<CellView> {
        let cell = |(place, (column, cell)): (usize, (&Column, &Cell))| {
            let text = cell.shown();
            let is_slip = Some(place) == slip_column && !is_total && !text.is_empty();
            let href = is_slip.then(|| places::slip(facts.dealer.code.as_str(), facts.period, &text));
            let class = if column.kind.is_number() { "num" } else { "" };
            CellView { class, text, href: href.unwrap_or_default() }
        };
        table.columns.iter().zip(row).enumerate().map(cell).collect()
    };
    let head = |column: &Column| (if column.kind.is_number() { "num" } else { "" }, column.title.clone());
    TableView {
        id,
        caption: table.caption.clone(),
        heads: table.columns.iter().map(head).collect(),
        rows: table.rows.iter().map(|row| RowView { cells: cells(row, false), action: String::new() }).collect(),
        total: table.total.as_ref().map(|row| cells(row, true)).unwrap_or_default(),
        has_actions: false,
    }
}

/// Each line's amount leads to its rows, and a line can be disputed.
fn with_links(table: &mut TableView, facts: &StatementFacts, raise: &str) {
    table.has_actions = !raise.is_empty();
    for ((number, line), row) in (1..).zip(&facts.statement.lines).zip(&mut table.rows) {
        let number: u32 = number;
        let rows = match (&line.made_from, line.kind) {
            (MadeFrom::Slips(_), _) => format!("#line-{number}"),
            (MadeFrom::Allowance(_), _) => "#allowance".to_owned(),
            (_, LineKind::UnreturnedParts) => "#stock".to_owned(),
            (MadeFrom::Corrected { period, .. }, _) => places::statement(facts.dealer.code.as_str(), period),
            _ => String::new(),
        };
        if let Some(amount) = row.cells.last_mut() {
            amount.href = rows;
        }
        if !raise.is_empty() {
            row.action = format!("{raise}?line={number}");
        }
    }
}

fn mention(page: &Page, dispute: &Dispute) -> (Chip, String, String) {
    let href = places::dispute(dispute.dealer.as_str(), &dispute.id);
    (page.dispute_chip(dispute.state), page.about(dispute), href)
}

fn invoice_lines(page: &Page, loaded: &Loaded) -> Vec<InvoiceLine> {
    let last = loaded.invoices.last().map(|invoice| invoice.seq);
    let line = |invoice: &Invoice| InvoiceLine {
        number: invoice.invoice_no.clone(),
        day: page.day(invoice.invoiced_on),
        who: loaded.names.get(&invoice.entered_by).unwrap_or(&invoice.entered_by).clone(),
        at: page.moment(invoice.entered_at),
        chip: if Some(invoice.seq) == last {
            page.chip("ok", "slip-version-stands")
        } else {
            page.chip("quiet", "slip-version-replaced")
        },
    };
    loaded.invoices.iter().rev().map(line).collect()
}

/// The fields of the invoice; none where whoever looks enters none, or none can be entered.
fn invoice_fields(page: &Page, loaded: &Loaded, form: &InvoiceForm, faults: &Faults) -> Vec<Field> {
    let may = page.is(Role::DealerClerk) || page.is(Role::Finance);
    let is_open = match loaded.facts.state {
        State::Confirmed | State::Approved => true,
        State::Released => loaded.is_refused,
        State::Draft | State::Paid => false,
    };
    if !may || !is_open {
        return Vec::new();
    }
    vec![
        Field::new(page, "invoice_no", "statement-invoice-no", faults)
            .value(&form.invoice_no)
            .hint(page.t("statement-invoice-no-hint")),
        Field::new(page, "invoiced_on", "statement-invoice-day", faults).value(&form.invoiced_on).kind("date"),
    ]
}

impl Shown {
    /// Where a file of the paper is, in the reader's language.
    fn paper(&self, file: &str) -> String {
        format!("{}/papers/{file}?lang={}", self.papers, self.lang)
    }
}
