//! 扣款及处罚通知书: the deductions, fines and penalties of a month and what is recorded against the dealer (agreement 7, 9.1),
//! with clause, evidence and how to dispute. There is none for a month without any.

use super::document::{Cell, ColumnKind, Document, Fact, Part, Section, Table};
use super::facts::StatementFacts;
use super::statement::{self, disputes, lines_table};
use crate::agreement::statement::StatementLine;
use crate::money::{Money, grouped};
use crate::texts::{Label, Lang, Said};

/// The paper; none where there is nothing to notify.
pub fn document(facts: &StatementFacts, lang: Lang) -> Option<Document> {
    let deductions: Vec<(u32, &StatementLine)> =
        (1..).zip(&facts.statement.lines).filter(|(_, line)| line.kind.is_penalty()).collect();
    if deductions.is_empty() && facts.violations.is_empty() {
        return None;
    }
    let mut sections = Vec::new();
    if !deductions.is_empty() {
        sections.push(of_deductions(facts, &deductions, lang));
    }
    if !facts.violations.is_empty() {
        sections.push(of_violations(facts, lang));
    }
    sections.push(Section {
        title: lang.label(Label::NoticeDisputes).to_owned(),
        parts: [disputes(facts, lang), statement::steps(facts, lang)].concat(),
    });
    let mut head = statement::head(facts, lang);
    if let Some(number) = head.first_mut() {
        *number = Fact::new(lang.label(Label::StatementNumber), &facts.number());
    }
    Some(Document {
        file_stem: format!("{}-penalty-notice", facts.number()),
        lang,
        title: lang.label(Label::PenaltyTitle).to_owned(),
        subtitle: statement::subtitle(facts, lang),
        draft: statement::draft(facts, lang),
        made_on: statement::made_on(facts),
        facts: head,
        sections,
    })
}

fn of_deductions(facts: &StatementFacts, deductions: &[(u32, &StatementLine)], lang: Lang) -> Section {
    let sum: Money = deductions.iter().map(|(_, line)| line.amount).sum();
    let sums = vec![
        Fact::main(lang.label(Label::DeductionsTotal), &grouped(-sum)),
        Fact::main(lang.label(Label::DeductionsCapitals), &(-sum).capitals()),
    ];
    let mut parts = vec![
        Part::Note(lang.say(&Said::NoticeOf { period: facts.period })),
        Part::Table(lines_table(facts, deductions.iter().copied(), lang)),
        Part::Facts(sums),
    ];
    parts.extend(statement::behind_deductions(facts, deductions, lang).into_iter().map(Part::Table));
    Section { title: lang.label(Label::Deductions).to_owned(), parts }
}

fn of_violations(facts: &StatementFacts, lang: Lang) -> Section {
    let columns = [
        (Label::ViolatedOn, ColumnKind::Day, 4),
        (Label::Code, ColumnKind::Id, 8),
        (Label::Subject, ColumnKind::Id, 6),
        (Label::Detail, ColumnKind::Text, 14),
    ];
    let mut table = Table::of(lang, &columns);
    for violation in &facts.violations {
        table.rows.push(vec![
            Cell::Day(violation.violated_on(facts.period)),
            Cell::text(violation.code()),
            Cell::text(&violation.reference()),
            Cell::text(&lang.violation(violation)),
        ]);
    }
    Section { title: lang.label(Label::ViolationsOfMonth).to_owned(), parts: vec![Part::Table(table)] }
}
