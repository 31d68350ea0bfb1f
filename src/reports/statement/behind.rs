//! The rows behind a statement's lines: slips, goods that came back, complaints, corrections; and the slips that are not
//! paid, each with the clauses that say so.

use super::super::document::{Cell, ColumnKind, Part, Section, Table};
use super::super::facts::StatementFacts;
use super::subject;
use crate::agreement::decision::{DecidedSlip, Effect, Hit};
use crate::agreement::slip::ServiceMode;
use crate::agreement::statement::{LineKind, MadeFrom, StatementLine};
use crate::money::Money;
use crate::texts::{Label, Lang, Said};

/// The rows behind the lines.
pub fn slips(facts: &StatementFacts, lang: Lang) -> Section {
    let mut parts: Vec<Part> = (1..)
        .zip(&facts.statement.lines)
        .filter_map(|(number, line)| of_line(facts, number, line, lang))
        .map(Part::Table)
        .collect();
    parts.extend(returns(facts, lang).map(Part::Table));
    parts.extend(complaints(facts, lang).map(Part::Table));
    parts.extend(corrections(facts, lang).map(Part::Table));
    if parts.is_empty() {
        parts.push(Part::Note(lang.say(&Said::NoSlipsBehind)));
    }
    Section { title: lang.label(Label::Slips).to_owned(), parts }
}

/// The rows behind some deductions.
pub fn behind_deductions(facts: &StatementFacts, lines: &[(u32, &StatementLine)], lang: Lang) -> Vec<Table> {
    let slips = lines.iter().filter_map(|(number, line)| of_line(facts, *number, line, lang));
    slips.chain(returns(facts, lang)).chain(complaints(facts, lang)).collect()
}

/// The slips of one line; what they come to is the line's amount.
fn of_line(facts: &StatementFacts, number: u32, line: &StatementLine, lang: Lang) -> Option<Table> {
    let MadeFrom::Slips(places) = &line.made_from else { return None };
    let columns = [
        (Label::Slip, ColumnKind::Id, 6),
        (Label::RepairedOn, ColumnKind::Day, 4),
        (Label::Model, ColumnKind::Id, 5),
        (Label::Serial, ColumnKind::Id, 6),
        (Label::ServiceMode, ColumnKind::Id, 3),
        (Label::Claimed, ColumnKind::Amount, 4),
        (Label::Remark, ColumnKind::Text, 9),
        (Label::Amount, ColumnKind::Amount, 5),
    ];
    let mut table = Table::of(lang, &columns);
    let subject = subject(line);
    let said = Said::SlipsOfLine { line: number, kind: line.kind, subject: &subject, count: places.len() };
    table.caption = lang.say(&said);
    for decided in places.iter().filter_map(|place| facts.slips.get(*place)) {
        let slip = &decided.slip;
        let mode = match slip.service_mode() {
            ServiceMode::InShop => Said::InShop,
            ServiceMode::DoorToDoor => Said::DoorToDoor,
        };
        table.rows.push(vec![
            Cell::text(&slip.no),
            Cell::day(slip.repaired_on),
            Cell::maybe(slip.model.as_ref()),
            Cell::maybe(slip.serial.as_ref()),
            Cell::text(&lang.say(&mode)),
            slip.claimed_fee.map_or(Cell::Blank, Cell::Amount),
            Cell::text(&remark(facts, line.kind, decided, lang)),
            Cell::Amount(share(facts, line.kind, decided)),
        ]);
    }
    Some(without_claims(table.with_total(lang)))
}

/// What is claimed is not what the line is made from, so it is not added up.
fn without_claims(mut table: Table) -> Table {
    if let Some(claimed) = table.total.as_mut().and_then(|total| total.get_mut(5)) {
        *claimed = Cell::Blank;
    }
    table
}

/// What one slip brings into a line.
fn share(facts: &StatementFacts, kind: LineKind, decided: &DecidedSlip) -> Money {
    let terms = &facts.agreement.terms;
    match kind {
        LineKind::LateServiceFines => -terms.late_service_fine,
        LineKind::FabricationPenalty => -decided.claim_value.for_each_of(terms.fabrication_multiplier.into()),
        _ => decided.payable(),
    }
}

fn remark(facts: &StatementFacts, kind: LineKind, decided: &DecidedSlip, lang: Lang) -> String {
    let concerns = |hit: &&Hit| match kind {
        LineKind::LateServiceFines => matches!(hit, Hit::LateService { .. }),
        LineKind::FabricationPenalty => matches!(hit, Hit::CallbackFabricated { .. }),
        _ => true,
    };
    let mut words: Vec<String> = decided.hits.iter().filter(concerns).map(|hit| clause_and_reason(hit, lang)).collect();
    if kind == LineKind::FabricationPenalty {
        let multiplier = facts.agreement.terms.fabrication_multiplier;
        words.push(lang.say(&Said::Multiplied { claim_value: decided.claim_value, multiplier }));
    }
    words.join(" ")
}

fn clause_and_reason(hit: &Hit, lang: Lang) -> String {
    format!("{} {}", hit.code().clause(), lang.reason(hit))
}

/// The slips that are not paid.
pub fn unpaid(facts: &StatementFacts, lang: Lang) -> Section {
    let columns = [
        (Label::Slip, ColumnKind::Id, 6),
        (Label::RepairedOn, ColumnKind::Day, 4),
        (Label::Model, ColumnKind::Id, 5),
        (Label::Serial, ColumnKind::Id, 6),
        (Label::Verdict, ColumnKind::Id, 3),
        (Label::ClaimValue, ColumnKind::Amount, 4),
        (Label::Reason, ColumnKind::Text, 14),
    ];
    let mut table = Table::of(lang, &columns);
    for decided in facts.slips.iter().filter(|decided| !decided.verdict.is_payable()) {
        let slip = &decided.slip;
        let hits = decided.hits.iter().filter(|hit| hit.effect() > Effect::Adjusted);
        let reasons: Vec<String> = hits.map(|hit| clause_and_reason(hit, lang)).collect();
        table.rows.push(vec![
            Cell::text(&slip.no),
            Cell::day(slip.repaired_on),
            Cell::maybe(slip.model.as_ref()),
            Cell::maybe(slip.serial.as_ref()),
            Cell::text(lang.verdict(decided.verdict)),
            Cell::Amount(decided.claim_value),
            Cell::text(&reasons.join(" ")),
        ]);
    }
    let part =
        if table.rows.is_empty() { Part::Note(lang.say(&Said::AllPaid)) } else { Part::Table(table.with_total(lang)) };
    Section { title: lang.label(Label::Unpaid).to_owned(), parts: vec![part] }
}

fn returns(facts: &StatementFacts, lang: Lang) -> Option<Table> {
    let returns = &facts.position.goods_returns;
    let columns = [
        (Label::ReturnedOn, ColumnKind::Day, 4),
        (Label::Reference, ColumnKind::Text, 10),
        (Label::Cost, ColumnKind::Amount, 5),
    ];
    let mut table = Table::of(lang, &columns);
    lang.label(Label::Returns).clone_into(&mut table.caption);
    let row = |goods: &crate::agreement::position::ReturnedGoods| {
        vec![Cell::Day(goods.returned_on), Cell::maybe(goods.reference.as_ref()), Cell::Amount(-goods.cost)]
    };
    table.rows = returns.iter().map(row).collect();
    (!returns.is_empty()).then(|| table.with_total(lang))
}

fn complaints(facts: &StatementFacts, lang: Lang) -> Option<Table> {
    let complaints = &facts.position.complaints;
    let columns = [
        (Label::ReceivedOn, ColumnKind::Day, 4),
        (Label::Severity, ColumnKind::Text, 4),
        (Label::Slip, ColumnKind::Id, 6),
        (Label::Amount, ColumnKind::Amount, 5),
    ];
    let mut table = Table::of(lang, &columns);
    lang.label(Label::Complaints).clone_into(&mut table.caption);
    for complaint in complaints {
        table.rows.push(vec![
            Cell::Day(complaint.received_on),
            Cell::text(lang.severity(complaint.severity)),
            Cell::maybe(complaint.slip.as_ref()),
            Cell::Amount(-facts.agreement.terms.complaint_fine.of(complaint.severity)),
        ]);
    }
    (!complaints.is_empty()).then(|| table.with_total(lang))
}

fn corrections(facts: &StatementFacts, lang: Lang) -> Option<Table> {
    let columns = [
        (Label::CorrectedStatement, ColumnKind::Id, 4),
        (Label::CorrectedLine, ColumnKind::Count, 3),
        (Label::Subject, ColumnKind::Id, 5),
        (Label::Reason, ColumnKind::Text, 12),
        (Label::Amount, ColumnKind::Amount, 5),
    ];
    let mut table = Table::of(lang, &columns);
    lang.label(Label::Corrections).clone_into(&mut table.caption);
    for correction in &facts.corrections {
        table.rows.push(vec![
            Cell::text(&correction.period),
            if correction.line == 0 { Cell::Blank } else { Cell::Count(correction.line.into()) },
            Cell::maybe(correction.reference.as_ref()),
            Cell::text(&correction.reason),
            Cell::Amount(correction.amount),
        ]);
    }
    (!facts.corrections.is_empty()).then(|| table.with_total(lang))
}
