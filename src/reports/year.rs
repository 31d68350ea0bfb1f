//! A dealer's year: the year-end statement (agreement 8), the evaluation for the award (9.4) and the scorecard.

mod award;
mod scorecard;

use super::document::{Cell, ColumnKind, Document, Fact, Part, Section, Table};
use super::facts::{StatementFacts, YearFacts};
use super::statement::{disputes, lines_table};
use crate::agreement::statement::LineKind;
use crate::money::{Money, grouped};
use crate::texts::{Label, Lang, Said};

pub use award::document as award;
pub use scorecard::document as scorecard;

/// The year-end statement: the months, the allowance over the year, what December settles.
pub fn statement(facts: &YearFacts, lang: Lang) -> Document {
    let is_final = facts.december().is_some_and(|december| december.state.is_frozen());
    let mut sections = vec![months(facts, lang), allowance(facts, lang), settled(facts, lang), feedback(facts, lang)];
    if let Some(december) = facts.december() {
        let title = lang.label(Label::YearDisputes).to_owned();
        sections.push(Section { title, parts: disputes(december, lang) });
    }
    Document {
        draft: (!is_final).then(|| lang.say(&Said::YearDraft)),
        sections,
        ..blank(facts, Label::YearTitle, "year-end", lang)
    }
}

/// A paper about the year with nothing in it.
fn blank(facts: &YearFacts, title: Label, name: &str, lang: Lang) -> Document {
    let december = facts.december();
    let made_on = december.filter(|december| december.state.is_frozen()).map(super::statement::made_on);
    Document {
        file_stem: format!("{}-{}-{name}", facts.dealer.code, facts.year),
        lang,
        title: lang.label(title).to_owned(),
        subtitle: format!("{}（{}）　{}", facts.dealer.name, facts.dealer.code, facts.year),
        draft: None,
        made_on: made_on.unwrap_or(facts.today),
        facts: vec![
            Fact::new(lang.label(Label::Dealer), &format!("{} {}", facts.dealer.code, facts.dealer.name)),
            Fact::new(lang.label(Label::Year), &facts.year),
            Fact::new(lang.label(Label::MonthsBound), &facts.months.len()),
            Fact::new(lang.label(Label::Unit), &lang.say(&Said::UnitOfMoney)),
        ],
        sections: Vec::new(),
    }
}

fn months(facts: &YearFacts, lang: Lang) -> Section {
    let columns = [
        (Label::Period, ColumnKind::Id, 4),
        (Label::State, ColumnKind::Text, 4),
        (Label::Fees, ColumnKind::Amount, 5),
        (Label::Paid, ColumnKind::Amount, 5),
        (Label::DeductionsTotal, ColumnKind::Amount, 5),
        (Label::OtherLines, ColumnKind::Amount, 5),
        (Label::Net, ColumnKind::Amount, 5),
        (Label::Payable, ColumnKind::Amount, 5),
        (Label::DueOn, ColumnKind::Day, 4),
    ];
    let mut table = Table::of(lang, &columns);
    for month in &facts.months {
        let statement = &month.statement;
        let deductions = month.deductions();
        table.rows.push(vec![
            Cell::text(&month.period),
            Cell::text(lang.state(month.state)),
            Cell::Amount(sum(month, LineKind::Fees)),
            Cell::Amount(statement.fees_paid),
            Cell::Amount(deductions),
            Cell::Amount(statement.net - statement.fees_paid - deductions),
            Cell::Amount(statement.net),
            Cell::Amount(statement.payable),
            Cell::day(statement.payment_due_on),
        ]);
    }
    let payable: Money = facts.months.iter().map(|month| month.statement.payable).sum();
    let sums = vec![
        Fact::main(lang.label(Label::PayableInYear), &grouped(payable)),
        Fact::main(lang.label(Label::InCapitals), &payable.capitals()),
    ];
    Section {
        title: lang.label(Label::YearMonths).to_owned(),
        parts: vec![Part::Table(table.with_total(lang)), Part::Facts(sums), Part::Note(lang.say(&Said::HowYearAddsUp))],
    }
}

/// What the lines of a kind come to.
fn sum(month: &StatementFacts, kind: LineKind) -> Money {
    month.statement.lines.iter().filter(|line| line.kind == kind).map(|line| line.amount).sum()
}

/// The allowance as the year's last month left it.
fn allowance(facts: &YearFacts, lang: Lang) -> Section {
    let columns = [
        (Label::ProductLine, ColumnKind::Text, 8),
        (Label::Accrued, ColumnKind::Amount, 6),
        (Label::PaidInYear, ColumnKind::Amount, 6),
        (Label::Left, ColumnKind::Amount, 6),
        (Label::Lapsed, ColumnKind::Amount, 6),
        (Label::Unused, ColumnKind::Amount, 6),
        (Label::Excess, ColumnKind::Amount, 6),
    ];
    let mut table = Table::of(lang, &columns);
    for line in facts.months.last().into_iter().flat_map(|last| &last.position.allowance) {
        let of_december = |kind: LineKind| -> Money {
            let lines = facts.december().into_iter().flat_map(|december| &december.statement.lines);
            let of_kind = lines.filter(|found| found.kind == kind && found.product_line.as_ref() == Some(&line.line));
            of_kind.map(|found| found.amount).sum()
        };
        table.rows.push(vec![
            Cell::text(&line.line),
            Cell::Amount(line.accrued),
            Cell::Amount(line.paid_before + line.paid),
            Cell::Amount(line.left()),
            Cell::Amount(-of_december(LineKind::AllowanceCarriedForward)),
            Cell::Amount(of_december(LineKind::UnusedAllowance)),
            Cell::Amount(of_december(LineKind::AllowanceExcess)),
        ]);
    }
    Section { title: lang.label(Label::YearAllowance).to_owned(), parts: vec![Part::Table(table.with_total(lang))] }
}

/// What December settles: 8.1 to 8.3.
fn settled(facts: &YearFacts, lang: Lang) -> Section {
    let of_year_end = |kind: LineKind| {
        matches!(kind, LineKind::FeedbackPenalty | LineKind::UnusedAllowance | LineKind::AllowanceExcess)
    };
    let part = match facts.december() {
        None => Part::Note(lang.say(&Said::YearNotOver)),
        Some(december) => {
            let lines: Vec<_> =
                (1..).zip(&december.statement.lines).filter(|(_, line)| of_year_end(line.kind)).collect();
            if lines.is_empty() {
                Part::Note(lang.say(&Said::NothingSettled))
            } else {
                Part::Table(lines_table(december, lines.into_iter(), lang))
            }
        }
    };
    Section { title: lang.label(Label::YearEnd).to_owned(), parts: vec![part] }
}

fn feedback(facts: &YearFacts, lang: Lang) -> Section {
    let columns = [
        (Label::Period, ColumnKind::Id, 4),
        (Label::SlipsDueOn, ColumnKind::Day, 4),
        (Label::SlipsReceivedOn, ColumnKind::Day, 4),
        (Label::FeedbackDueOn, ColumnKind::Day, 4),
        (Label::FeedbackReceivedOn, ColumnKind::Day, 4),
        (Label::Remark, ColumnKind::Text, 8),
    ];
    let mut table = Table::of(lang, &columns);
    for month in &facts.months {
        let terms = &month.agreement.terms;
        let remark = if month.is_feedback_on_time() { String::new() } else { lang.say(&Said::FeedbackNotOnTime) };
        table.rows.push(vec![
            Cell::text(&month.period),
            Cell::Day(terms.slips_due_on(month.period)),
            Cell::day(month.slips_received_on),
            Cell::Day(terms.feedback_due_on(month.period)),
            Cell::day(month.feedback_received_on),
            Cell::text(&remark),
        ]);
    }
    Section { title: lang.label(Label::YearSheets).to_owned(), parts: vec![Part::Table(table)] }
}
