use super::*;
use crate::agreement::ledger::{Booked, entries};
use crate::agreement::statement::{LineKind, MadeFrom, Statement, StatementLine};

/// A journal of one statement whose texts hold whatever programs read otherwise.
fn journal(dealer: &str, reference: &str) -> Journal {
    let dealer = DealerCode::new(dealer).unwrap();
    let line = StatementLine {
        kind: LineKind::UnreturnedParts,
        product_line: None,
        reference: Some(reference.to_owned()),
        amount: Money::from_fen(-1_205),
        made_from: MadeFrom::StatementBefore,
    };
    let statement = Statement {
        lines: vec![line],
        fees_paid: Money::ZERO,
        net: Money::from_fen(-1_205),
        payable: Money::ZERO,
        balance_carried_forward: Money::from_fen(1_205),
        payment_due_on: None,
        allowance: Vec::new(),
    };
    let period = "2026-01".parse().unwrap();
    let confirmed_on: Day = "2026-02-20".parse().unwrap();
    let booked = [Booked { period, confirmed_on, statement, payments: Vec::new() }];
    Journal {
        first: "2026-02-01".parse().unwrap(),
        last: "2026-02-28".parse().unwrap(),
        names: [(dealer.clone(), "Stoves \"&\" Sons".to_owned())].into(),
        before: [((Account::DealerPayable, Some(dealer.clone())), Money::from_fen(-500))].into(),
        entries: entries(&dealer, &booked),
        positions: vec![(dealer, Position::of(&booked, confirmed_on))],
    }
}

fn written(file: &str, journal: &Journal) -> String {
    let format = JOURNALS.iter().find(|format| format.file == file).unwrap();
    let mut bytes = Vec::new();
    (format.write)(journal, Lang::En, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The part from a day's first entry on.
fn from_entries(text: &str) -> &str {
    text.split_once("\n\n2026-02-01 * ").map(|(_, rest)| rest).unwrap()
}

#[test]
fn beancount_gets_quoted_texts() {
    let text = written("journal.beancount", &journal("hz 1", "P\\\"\n1"));
    insta::assert_snapshot!(from_entries(&text));
}

#[test]
fn hledger_gets_texts_that_begin_no_tag() {
    let text = written("journal.hledger", &journal("hz 1", "P;1, a:b [2026-99-99]"));
    insta::assert_snapshot!(from_entries(&text));
}
