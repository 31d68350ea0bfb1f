//! The callback draw (agreement 6): seed and hash, sizes, every drawn slip with its place in the order and its outcome.

use super::super::document::{Cell, ColumnKind, Fact, Part, Section, Table};
use super::super::facts::{Draw, StatementFacts};
use crate::agreement::callbacks::draw_key;
use crate::agreement::decision::{Code, DecidedSlip};
use crate::texts::{Label, Lang, Said};

/// The section.
pub fn section(facts: &StatementFacts, lang: Lang) -> Section {
    let parts = match &facts.draw {
        None => vec![Part::Note(lang.say(&Said::NoDraw))],
        Some(draw) => vec![
            Part::Facts(sizes(facts, draw, lang)),
            Part::Table(drawn(facts, draw, lang)),
            Part::Note(lang.say(&Said::HowDrawn)),
        ],
    };
    Section { title: lang.label(Label::Callbacks).to_owned(), parts }
}

fn sizes(facts: &StatementFacts, draw: &Draw, lang: Lang) -> Vec<Fact> {
    let lot = &draw.lot;
    let fact = |label, value: String| Fact::new(lang.label(label), &value);
    let verdict = if lot.is_rejected() { Said::LotRejected } else { Said::LotAccepted };
    let seed = draw.seed.clone().unwrap_or_else(|| lang.say(&Said::SeedWithheld));
    vec![
        fact(Label::LotSize, lot.size.to_string()),
        fact(Label::SampleSize, lot.plan.sample_size.to_string()),
        fact(Label::AcceptNumber, lot.plan.accept_number.to_string()),
        fact(Label::Aql, facts.agreement.terms.sampling_aql.as_str().to_owned()),
        fact(Label::Failed, lot.failed.to_string()),
        fact(Label::LotVerdict, lang.say(&verdict)),
        Fact::main(lang.label(Label::SeedSha256), &draw.seed_sha256),
        fact(Label::SeedPublishedOn, draw.published_on.to_string()),
        Fact::main(lang.label(Label::Seed), &seed),
    ]
}

fn drawn(facts: &StatementFacts, draw: &Draw, lang: Lang) -> Table {
    let columns = [
        (Label::DrawRank, ColumnKind::Count, 3),
        (Label::Slip, ColumnKind::Id, 6),
        (Label::DrawKey, ColumnKind::Id, 6),
        (Label::CalledOn, ColumnKind::Day, 4),
        (Label::CallOutcome, ColumnKind::Text, 6),
        (Label::Satisfaction, ColumnKind::Count, 3),
    ];
    let mut table = Table::of(lang, &columns);
    for (rank, place) in (1..).zip(&draw.lot.drawn) {
        let Some(decided) = facts.slips.get(*place) else { continue };
        let no = &decided.slip.no;
        let key = draw.seed.as_deref().map(|seed| first_digits(draw_key(seed, &facts.dealer.code, facts.period, no)));
        let call = draw.answers.get(no);
        let mark = call.and_then(|call| call.satisfaction).map_or(Cell::Blank, |mark| Cell::Count(mark.into()));
        table.rows.push(vec![
            Cell::Count(rank),
            Cell::text(&no),
            Cell::maybe(key),
            Cell::day(call.map(|call| call.called_on)),
            Cell::text(&outcome(draw, decided, lang)),
            mark,
        ]);
    }
    table
}

/// Without an answer a slip waits for one, or its customer could not be reached.
fn outcome(draw: &Draw, decided: &DecidedSlip, lang: Lang) -> String {
    match draw.answers.get(&decided.slip.no) {
        Some(call) => lang.outcome(call.outcome).to_owned(),
        None if decided.is_hit_by(Code::CallbackPending) => lang.say(&Said::ToBeCalled),
        None => lang.say(&Said::Unreachable),
    }
}

fn first_digits(key: [u8; 32]) -> String {
    data_encoding::HEXLOWER.encode(key.first_chunk::<8>().map_or(&[][..], |first| &first[..]))
}
