//! 优秀售后服务单位评定表: the conditions of the award (agreement 9.4), each as it was measured.

use super::super::document::{Cell, ColumnKind, Document, Fact, Part, Section, Table};
use super::super::facts::YearFacts;
use super::blank;
use crate::agreement::award::{MARKS_MIN, Unmet, unmet};
use crate::agreement::terms::Terms;
use crate::texts::{Label, Lang, Said};

/// The paper; the terms are those of the year's last month.
pub fn document(facts: &YearFacts, lang: Lang) -> Document {
    let terms = facts.months.last().map(|month| month.agreement.terms.clone()).unwrap_or_default();
    let year = facts.award();
    let unmet = unmet(&terms, &year);
    let verdict = if unmet.is_empty() { Said::AwardDue } else { Said::AwardNotDue };
    let is_final = facts.december().is_some_and(|december| december.state.is_frozen());
    let mut document = blank(facts, Label::AwardTitle, "award", lang);
    document.draft = (!is_final).then(|| lang.say(&Said::YearDraft));
    document.facts.push(Fact::main(lang.label(Label::AwardVerdict), &lang.say(&verdict)));
    document.sections = vec![Section {
        title: lang.label(Label::AwardConditions).to_owned(),
        parts: vec![Part::Table(conditions(facts, &terms, &unmet, lang)), Part::Note(lang.say(&Said::AwardPublicity))],
    }];
    document
}

fn conditions(facts: &YearFacts, terms: &Terms, unmet: &[Unmet], lang: Lang) -> Table {
    let columns = [
        (Label::Condition, ColumnKind::Text, 10),
        (Label::Measured, ColumnKind::Text, 10),
        (Label::Required, ColumnKind::Text, 6),
        (Label::Met, ColumnKind::Id, 4),
    ];
    let year = facts.award();
    let measured = |part, whole| Said::Ratio { part, whole };
    let rows = [
        (
            Label::ComplaintRate,
            measured(year.complaints_upheld, year.units_sold),
            format!("< {}", terms.award_complaint_rate.percent()),
            Unmet::Complaints,
        ),
        (Label::Marks, Said::Plain { count: year.marks }, format!("≥ {MARKS_MIN}"), Unmet::TooFewMarks),
        (
            Label::SatisfactionRate,
            measured(year.satisfied, year.marks),
            format!("≥ {}", terms.award_satisfaction_rate.percent()),
            Unmet::Satisfaction,
        ),
        (
            Label::FeedbackRate,
            measured(year.months_with_feedback, year.months),
            format!("≥ {}", terms.award_feedback_rate.percent()),
            Unmet::Feedback,
        ),
    ];
    let mut table = Table::of(lang, &columns);
    for (label, measured, required, condition) in rows {
        let met = if unmet.contains(&condition) { Said::NotMet } else { Said::Met };
        table.rows.push(vec![
            Cell::text(lang.label(label)),
            Cell::text(&lang.say(&measured)),
            Cell::text(&required),
            Cell::text(&lang.say(&met)),
        ]);
    }
    table
}
