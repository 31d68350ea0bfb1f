//! 经销商服务评分卡: a dealer's service month by month, every number a count or an amount of what is stored.

use super::super::document::{Cell, ColumnKind, Document, Part, Section, Table};
use super::super::facts::{StatementFacts, YearFacts};
use super::blank;
use crate::agreement::decision::{Code, DecidedSlip, Verdict};
use crate::texts::{Label, Lang, Said};

/// The paper.
pub fn document(facts: &YearFacts, lang: Lang) -> Document {
    let mut document = blank(facts, Label::ScorecardTitle, "scorecard", lang);
    let service = [
        (Label::Period, ColumnKind::Id, 4),
        (Label::SlipsFiled, ColumnKind::Count, 3),
        (Label::SlipsPaid, ColumnKind::Count, 3),
        (Label::SlipsHeld, ColumnKind::Count, 3),
        (Label::SlipsRefused, ColumnKind::Count, 3),
        (Label::SlipsVoid, ColumnKind::Count, 3),
        (Label::SlipsFabricated, ColumnKind::Count, 3),
        (Label::SlipsLate, ColumnKind::Count, 3),
        (Label::OwnCallbacks, ColumnKind::Count, 3),
    ];
    let conduct = [
        (Label::Period, ColumnKind::Id, 4),
        (Label::SlipsOnTime, ColumnKind::Text, 4),
        (Label::FeedbackOnTime, ColumnKind::Text, 4),
        (Label::SampleSize, ColumnKind::Count, 3),
        (Label::Failed, ColumnKind::Count, 3),
        (Label::ComplaintsUpheld, ColumnKind::Count, 3),
        (Label::ViolationCount, ColumnKind::Count, 3),
        (Label::DeductionsTotal, ColumnKind::Amount, 5),
        (Label::FeesPaid, ColumnKind::Amount, 5),
    ];
    document.sections = vec![
        section(facts, Label::ScoreService, &service, service_row, lang),
        section(facts, Label::ScoreConduct, &conduct, conduct_row, lang),
        Section {
            title: lang.label(Label::ScoreYear).to_owned(),
            parts: vec![Part::Note(lang.say(&Said::ScoreOfYear {
                units: facts.units_sold,
                marks: facts.marks.0,
                satisfied: facts.marks.1,
            }))],
        },
    ];
    document
}

fn section(
    facts: &YearFacts,
    title: Label,
    columns: &[(Label, ColumnKind, u16)],
    row: fn(&StatementFacts, Lang) -> Vec<Cell>,
    lang: Lang,
) -> Section {
    let mut table = Table::of(lang, columns);
    table.rows = facts.months.iter().map(|month| row(month, lang)).collect();
    let table = with_counts(table.with_total(lang));
    Section { title: lang.label(title).to_owned(), parts: vec![Part::Table(table)] }
}

/// Adds up the counts too.
fn with_counts(mut table: Table) -> Table {
    let sums: Vec<i64> = (0..table.columns.len())
        .map(|place| {
            let of_row = |row: &Vec<Cell>| match row.get(place) {
                Some(Cell::Count(count)) => *count,
                _ => 0,
            };
            table.rows.iter().map(of_row).sum()
        })
        .collect();
    for ((cell, column), sum) in table.total.iter_mut().flatten().zip(&table.columns).zip(sums) {
        if column.kind == ColumnKind::Count {
            *cell = Cell::Count(sum);
        }
    }
    table
}

fn service_row(month: &StatementFacts, _: Lang) -> Vec<Cell> {
    let count = |is: &dyn Fn(&DecidedSlip) -> bool| cell(month.slips.iter().filter(|slip| is(slip)).count());
    let of = |verdict: Verdict| count(&move |slip| slip.verdict == verdict);
    vec![
        Cell::text(&month.period),
        cell(month.slips.len()),
        count(&|slip| slip.verdict.is_payable()),
        of(Verdict::Held),
        of(Verdict::Rejected),
        of(Verdict::Void),
        of(Verdict::Fabricated),
        count(&|slip| slip.is_hit_by(Code::LateService)),
        count(&|slip| slip.slip.dealer_callback_on.is_some()),
    ]
}

fn conduct_row(month: &StatementFacts, lang: Lang) -> Vec<Cell> {
    let on_time = |on_time: bool| {
        let said = if on_time { Said::Yes } else { Said::No };
        Cell::text(&lang.say(&said))
    };
    let of_lot = |number: fn(&crate::agreement::callbacks::Lot) -> u64| {
        month.draw.as_ref().map_or(Cell::Blank, |draw| Cell::Count(number(&draw.lot).try_into().unwrap_or(i64::MAX)))
    };
    vec![
        Cell::text(&month.period),
        on_time(month.are_slips_on_time()),
        on_time(month.is_feedback_on_time()),
        of_lot(|lot| lot.plan.sample_size),
        of_lot(|lot| lot.failed),
        cell(month.position.complaints.len()),
        cell(month.violations.len()),
        Cell::Amount(month.deductions()),
        Cell::Amount(month.statement.fees_paid),
    ]
}

fn cell(count: usize) -> Cell {
    Cell::Count(i64::try_from(count).unwrap_or(i64::MAX))
}
