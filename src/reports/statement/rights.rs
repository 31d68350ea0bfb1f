//! How and until when to dispute (agreement 9.2), and who took which step (7.4).

use super::super::document::{Cell, ColumnKind, Fact, Part, Table};
use super::super::facts::StatementFacts;
use crate::texts::{Label, Lang, Said};

/// How and until when to dispute.
pub fn disputes(facts: &StatementFacts, lang: Lang) -> Vec<Part> {
    let months = facts.agreement.terms.dispute_months;
    match facts.dispute_until() {
        None => vec![Part::Note(lang.say(&Said::DisputeAfterIssue { months }))],
        Some(until) => vec![
            Part::Facts(vec![Fact::main(lang.label(Label::DisputeUntil), &until)]),
            Part::Note(lang.say(&Said::DisputeBy { until, months })),
        ],
    }
}

/// The steps that were taken, and where the dealer signs.
pub fn steps(facts: &StatementFacts, lang: Lang) -> Vec<Part> {
    let columns = [
        (Label::StepTaken, ColumnKind::Text, 4),
        (Label::StepBy, ColumnKind::Text, 6),
        (Label::TakenOn, ColumnKind::Day, 4),
    ];
    let mut table = Table::of(lang, &columns);
    for (step, day) in &facts.steps {
        let (step, by) = lang.step(*step);
        table.rows.push(vec![Cell::text(step), Cell::text(by), Cell::Day(*day)]);
    }
    let mut parts = Vec::new();
    if !table.rows.is_empty() {
        parts.push(Part::Table(table));
    }
    let blank = "______________________";
    parts.push(Part::Facts(vec![
        Fact::new(lang.label(Label::DealerSeal), blank),
        Fact::new(lang.label(Label::SealedOn), blank),
    ]));
    parts
}
