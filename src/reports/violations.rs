//! 违约登记簿 and 终止协议审查名单: what is recorded against dealers, and whom that puts up for a termination review (agreement
//! 9.1).

use super::document::{Cell, ColumnKind, Document, Fact, Part, Section, Table};
use super::facts::{RecordedViolation, UnderReview};
use crate::agreement::violations::Violation;
use crate::calendar::{Day, Period};
use crate::texts::{Label, Lang, Said};

/// What is said of a violation, and how wide it stands.
const OF_VIOLATION: [(Label, ColumnKind, u16); 5] = [
    (Label::Period, ColumnKind::Id, 4),
    (Label::ViolatedOn, ColumnKind::Day, 4),
    (Label::Code, ColumnKind::Id, 8),
    (Label::Subject, ColumnKind::Id, 6),
    (Label::Detail, ColumnKind::Text, 16),
];

/// The register of a year, of all dealers or of one.
pub fn register(recorded: &[RecordedViolation], file_stem: String, year: i32, today: Day, lang: Lang) -> Document {
    let dealer = (Label::Dealer, ColumnKind::Text, 8);
    let columns: Vec<_> = std::iter::once(dealer).chain(OF_VIOLATION).collect();
    let mut table = Table::of(lang, &columns);
    for violation in recorded {
        let mut row = vec![Cell::text(&format!("{} {}", violation.dealer.code, violation.dealer.name))];
        row.extend(cells(violation.period, &violation.violation, lang));
        table.rows.push(row);
    }
    let part = if table.rows.is_empty() { Part::Note(lang.say(&Said::NoViolations)) } else { Part::Table(table) };
    Document {
        subtitle: year.to_string(),
        facts: vec![
            Fact::new(lang.label(Label::Year), &year),
            Fact::new(lang.label(Label::KnownOn), &today),
            Fact::new(lang.label(Label::ViolationCount), &recorded.len()),
        ],
        sections: vec![Section { title: lang.label(Label::RegisterRows).to_owned(), parts: vec![part] }],
        ..blank(Label::RegisterTitle, file_stem, today, lang)
    }
}

/// The list for the review: everybody who has reached the limit within 12 months, and on what it rests.
pub fn termination_review(under_review: &[UnderReview], today: Day, lang: Lang) -> Document {
    let columns = [
        (Label::Dealer, ColumnKind::Text, 10),
        (Label::ViolationCount, ColumnKind::Count, 4),
        (Label::ViolationsMax, ColumnKind::Count, 4),
    ];
    let mut table = Table::of(lang, &columns);
    for dealer in under_review {
        table.rows.push(vec![
            Cell::text(&format!("{} {}", dealer.dealer.code, dealer.dealer.name)),
            Cell::Count(i64::try_from(dealer.violations.len()).unwrap_or(i64::MAX)),
            Cell::Count(dealer.violations_max.into()),
        ]);
    }
    let list = if table.rows.is_empty() { Part::Note(lang.say(&Said::NobodyUnderReview)) } else { Part::Table(table) };
    let mut sections = vec![Section {
        title: lang.label(Label::ReviewList).to_owned(),
        parts: vec![list, Part::Note(lang.say(&Said::HowReviewed))],
    }];
    sections.extend(under_review.iter().map(|dealer| evidence(dealer, lang)));
    Document {
        subtitle: today.to_string(),
        facts: vec![Fact::new(lang.label(Label::KnownOn), &today)],
        sections,
        ..blank(Label::TerminationTitle, format!("termination-review-{today}"), today, lang)
    }
}

fn evidence(dealer: &UnderReview, lang: Lang) -> Section {
    let mut table = Table::of(lang, &OF_VIOLATION);
    table.rows = dealer.violations.iter().map(|(period, violation)| cells(*period, violation, lang)).collect();
    Section { title: format!("{} {}", dealer.dealer.code, dealer.dealer.name), parts: vec![Part::Table(table)] }
}

fn cells(period: Period, violation: &Violation, lang: Lang) -> Vec<Cell> {
    vec![
        Cell::text(&period),
        Cell::Day(violation.violated_on(period)),
        Cell::text(violation.code()),
        Cell::text(&violation.reference()),
        Cell::text(&lang.violation(violation)),
    ]
}

fn blank(title: Label, file_stem: String, made_on: Day, lang: Lang) -> Document {
    Document {
        file_stem,
        lang,
        title: lang.label(title).to_owned(),
        subtitle: String::new(),
        draft: None,
        made_on,
        facts: Vec::new(),
        sections: Vec::new(),
    }
}
