//! 月维修费用结算单: the monthly statement (agreement 7), every line with its clause and what it was made from, and behind
//! it the allowance, the slips, the parts and the draw.

mod behind;
mod draw;
mod rights;

use super::document::{Cell, ColumnKind, Document, Fact, Part, Section, Table};
use super::facts::{Correction, StatementFacts};
use crate::agreement::position::AllowanceMonth;
use crate::agreement::statement::{LineKind, MadeFrom, State, StatementLine};
use crate::calendar::Day;
use crate::money::{Money, Rate, grouped};
use crate::texts::{Label, Lang, Said};

pub use behind::behind_deductions;
pub use rights::{disputes, steps};

/// The paper.
pub fn document(facts: &StatementFacts, lang: Lang) -> Document {
    Document {
        file_stem: format!("{}-statement", facts.number()),
        lang,
        title: lang.label(Label::StatementTitle).to_owned(),
        subtitle: subtitle(facts, lang),
        draft: draft(facts, lang),
        made_on: made_on(facts),
        facts: head(facts, lang),
        sections: vec![
            summary(facts, lang),
            allowance(facts, lang),
            behind::slips(facts, lang),
            behind::unpaid(facts, lang),
            stock(facts, lang),
            draw::section(facts, lang),
            Section {
                title: lang.label(Label::Disputes).to_owned(),
                parts: [disputes(facts, lang), steps(facts, lang)].concat(),
            },
        ],
    }
}

/// Whose statement, and of which month.
pub fn subtitle(facts: &StatementFacts, lang: Lang) -> String {
    let month = lang.say(&Said::Month(facts.period));
    format!("{}（{}）　{month}", facts.dealer.name, facts.dealer.code)
}

/// That it is a draft, where it is one.
pub fn draft(facts: &StatementFacts, lang: Lang) -> Option<String> {
    (facts.state == State::Draft).then(|| lang.say(&Said::Draft))
}

/// The day of the last step, and of the computation before any.
pub fn made_on(facts: &StatementFacts) -> Day {
    facts.steps.last().map_or(facts.settled_on, |(_, day)| *day)
}

/// What identifies it.
pub fn head(facts: &StatementFacts, lang: Lang) -> Vec<Fact> {
    let fact = |label, value: String| Fact::new(lang.label(label), &value);
    let day = |day: Option<Day>, none| day.map_or_else(|| lang.say(&none), |day| day.to_string());
    let (code, effective_from) = (facts.agreement.code.as_str(), facts.agreement.effective_from);
    let mut head = vec![
        fact(Label::Number, facts.number()),
        fact(Label::Revision, facts.revision.to_string()),
        fact(Label::Dealer, format!("{} {}", facts.dealer.code, facts.dealer.name)),
        fact(Label::Period, lang.say(&Said::Month(facts.period))),
        fact(Label::Agreement, lang.say(&Said::AgreementOf { code, effective_from })),
        fact(Label::State, lang.state(facts.state).to_owned()),
        fact(Label::IssuedOn, day(facts.issued_on(), Said::NoneYet)),
        fact(Label::SlipsReceivedOn, day(facts.slips_received_on, Said::NotFiled)),
        fact(Label::FeedbackReceivedOn, day(facts.feedback_received_on, Said::NotFiled)),
    ];
    if let Some(region) = &facts.dealer.region {
        head.push(fact(Label::Region, region.to_string()));
    }
    head.push(fact(Label::Unit, lang.say(&Said::UnitOfMoney)));
    head
}

fn summary(facts: &StatementFacts, lang: Lang) -> Section {
    let lines = (1..).zip(&facts.statement.lines);
    let mut parts = vec![Part::Table(lines_table(facts, lines, lang))];
    let statement = &facts.statement;
    let amount = |label, amount| Fact::new(lang.label(label), &grouped(amount));
    let mut sums = vec![
        amount(Label::FeesPaid, statement.fees_paid),
        amount(Label::Net, statement.net),
        Fact::main(lang.label(Label::Payable), &grouped(statement.payable)),
        Fact::main(lang.label(Label::InCapitals), &statement.payable.capitals()),
    ];
    if !statement.balance_carried_forward.is_zero() {
        sums.push(amount(Label::CarriedForward, statement.balance_carried_forward));
    }
    let due_on = statement.payment_due_on.map_or_else(|| lang.say(&Said::NoDueDay), |day| day.to_string());
    sums.push(Fact::main(lang.label(Label::DueOn), &due_on));
    if let Some(payment) = &facts.payment {
        let account =
            Said::AccountOf { name: &payment.account_name, bank: &payment.bank_name, number: &payment.bank_account };
        sums.push(Fact::main(lang.label(Label::Account), &lang.say(&account)));
        sums.push(Fact::main(lang.label(Label::PaymentReference), &payment.reference));
    }
    parts.push(Part::Facts(sums));
    parts.push(Part::Note(lang.say(&Said::HowPaid)));
    Section { title: lang.label(Label::Summary).to_owned(), parts }
}

/// Some lines of the statement, each with its number, adding up to the net of all of them.
pub fn lines_table<'a>(
    facts: &StatementFacts,
    lines: impl Iterator<Item = (u32, &'a StatementLine)>,
    lang: Lang,
) -> Table {
    let columns = [
        (Label::Line, ColumnKind::Count, 2),
        (Label::Item, ColumnKind::Text, 9),
        (Label::Clause, ColumnKind::Id, 3),
        (Label::Subject, ColumnKind::Text, 7),
        (Label::Evidence, ColumnKind::Text, 17),
        (Label::Amount, ColumnKind::Amount, 6),
    ];
    let mut table = Table::of(lang, &columns);
    table.rows = lines
        .map(|(number, line)| {
            vec![
                Cell::Count(number.into()),
                Cell::text(item(facts, line.kind, lang)),
                Cell::text(line.kind.clause()),
                Cell::text(&subject(line)),
                Cell::text(&evidence(facts, number, line, lang)),
                Cell::Amount(line.amount),
            ]
        })
        .collect();
    let mut table = table.with_total(lang);
    // The first column counts lines; the word stands beside it.
    if let Some([first, second, ..]) = table.total.as_deref_mut() {
        std::mem::swap(first, second);
    }
    table
}

/// What a line is called; what December carries on lapses (agreement 7.1).
fn item(facts: &StatementFacts, kind: LineKind, lang: Lang) -> &'static str {
    let lapses = kind == LineKind::AllowanceCarriedForward && facts.period.is_december();
    if lapses { lang.label(Label::LapsedLine) } else { lang.line_kind(kind) }
}

/// What a line is about: its product line, part, slip or day.
pub fn subject(line: &StatementLine) -> String {
    let product_line = line.product_line.as_ref().map(ToString::to_string);
    product_line.or_else(|| line.reference.clone()).unwrap_or_default()
}

/// What a line was made from, in words.
fn evidence(facts: &StatementFacts, number: u32, line: &StatementLine, lang: Lang) -> String {
    let terms = &facts.agreement.terms;
    let quota = terms.dealer_callback_quota.percent();
    let rate = terms.feedback_penalty_rate.percent();
    let said = match &line.made_from {
        MadeFrom::Slips(places) => match (line.kind, places.as_slice()) {
            (LineKind::FabricationPenalty, [place]) => {
                let claim_value = facts.slips.get(*place).map(|decided| decided.claim_value).unwrap_or_default();
                Said::Multiplied { claim_value, multiplier: terms.fabrication_multiplier }
            }
            _ => Said::FromSlips { count: places.len() },
        },
        MadeFrom::Allowance(period) if line.kind == LineKind::AllowanceBroughtForward => {
            Said::FromCarried { period: *period }
        }
        MadeFrom::Allowance(period) => {
            let of_line = facts.position.allowance.iter().find(|month| Some(&month.line) == line.product_line.as_ref());
            let (accrued, paid_before) = of_line.map_or((Money::ZERO, Money::ZERO), |month| paid_of(month, line.kind));
            Said::FromAllowance { period: *period, accrued, paid_before }
        }
        MadeFrom::Parts { qty, unit_cost } => Said::FromParts { qty: *qty, unit_cost: *unit_cost },
        MadeFrom::GoodsReturns(count) => Said::FromReturns { count: *count },
        MadeFrom::Complaint(received_on) => Said::FromComplaint { received_on: *received_on },
        MadeFrom::OwnCallbacks(own) => Said::FromOwnCallbacks { called: own.called, filed: own.filed, quota: &quota },
        MadeFrom::Feedback => Said::FromFeedback { rate: &rate, months: terms.feedback_missing_months },
        MadeFrom::Corrected { period, line: corrected } => {
            let (reason, pays_again) =
                correction(facts, number).map_or(("", false), |found| (found.reason.as_str(), found.pays_again));
            Said::FromCorrected { period: *period, line: *corrected, reason, pays_again }
        }
        MadeFrom::StatementBefore => Said::FromStatementBefore,
    };
    lang.say(&said)
}

/// What of the allowance was paid before what the line is about: the months before, or at year end the month itself too.
fn paid_of(month: &AllowanceMonth, kind: LineKind) -> (Money, Money) {
    let at_year_end = matches!(kind, LineKind::UnusedAllowance | LineKind::AllowanceExcess);
    (month.accrued, if at_year_end { month.paid_before + month.paid } else { month.paid_before })
}

/// What line `number` corrects: the corrections stand in the order of their lines.
fn correction(facts: &StatementFacts, number: u32) -> Option<&Correction> {
    let corrections = (1..).zip(&facts.statement.lines).filter(|(_, line)| line.kind == LineKind::Adjustment);
    let place = corrections.map(|(number, _)| number).position(|correction| correction == number)?;
    facts.corrections.get(place)
}

fn allowance(facts: &StatementFacts, lang: Lang) -> Section {
    let columns = [
        (Label::ProductLine, ColumnKind::Text, 8),
        (Label::Settlement, ColumnKind::Amount, 6),
        (Label::Rate, ColumnKind::Id, 3),
        (Label::Accrued, ColumnKind::Amount, 6),
        (Label::PaidBefore, ColumnKind::Amount, 6),
        (Label::Available, ColumnKind::Amount, 6),
        (Label::BroughtForward, ColumnKind::Amount, 6),
        (Label::Fees, ColumnKind::Amount, 6),
        (Label::Paid, ColumnKind::Amount, 6),
        (if facts.period.is_december() { Label::Lapsed } else { Label::Carried }, ColumnKind::Amount, 6),
        (Label::Left, ColumnKind::Amount, 6),
    ];
    let mut table = Table::of(lang, &columns);
    for month in &facts.position.allowance {
        let rate = month.rate.as_deref().and_then(Rate::parse).map(Rate::percent);
        let capped = |amount: Money| if month.rate.is_some() { Cell::Amount(amount) } else { Cell::Blank };
        table.rows.push(vec![
            Cell::text(&month.line),
            Cell::Amount(month.settlement),
            Cell::text(&rate.unwrap_or_else(|| lang.say(&Said::NotCapped))),
            capped(month.accrued),
            Cell::Amount(month.paid_before),
            capped(month.available()),
            Cell::Amount(month.brought_forward),
            Cell::Amount(month.fees),
            Cell::Amount(month.paid),
            Cell::Amount(month.carried_forward),
            capped(month.left()),
        ]);
    }
    Section { title: lang.label(Label::Allowance).to_owned(), parts: vec![Part::Table(table.with_total(lang))] }
}

fn stock(facts: &StatementFacts, lang: Lang) -> Section {
    let columns = [
        (Label::Part, ColumnKind::Id, 6),
        (Label::Name, ColumnKind::Text, 10),
        (Label::UnitCost, ColumnKind::Amount, 5),
        (Label::OnHand, ColumnKind::Count, 4),
        (Label::Entitlement, ColumnKind::Count, 4),
        (Label::Replenish, ColumnKind::Count, 4),
        (Label::DaysOfCover, ColumnKind::Count, 4),
        (Label::OldPartsOwed, ColumnKind::Count, 4),
    ];
    let mut table = Table::of(lang, &columns);
    for part in &facts.position.stock {
        table.rows.push(vec![
            Cell::text(&part.part),
            Cell::text(&part.name),
            Cell::Amount(part.unit_cost),
            Cell::Count(part.view.on_hand),
            Cell::Count(part.view.entitlement),
            Cell::Count(part.view.replenish),
            part.view.days_of_cover.map_or(Cell::Blank, Cell::Count),
            Cell::Count(part.view.old_parts_owed),
        ]);
    }
    let part = if table.rows.is_empty() { Part::Note(lang.say(&Said::NoStock)) } else { Part::Table(table) };
    Section { title: lang.label(Label::Stock).to_owned(), parts: vec![part] }
}
