//! The ledger as journals for bookkeeping programs: plain-text double entry, one module a program.
//!
//! A journal covers whole months. What stood before is one opening entry; what must stand at the end is asserted, from
//! statements and payments alone, so that the program itself finds a ledger that differs from them.

mod beancount;
mod hledger;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::agreement::codes::DealerCode;
use crate::agreement::ledger::{Account, Cause, Entry, Position};
use crate::calendar::Day;
use crate::money::Money;
use crate::texts::Lang;

/// A program's journal.
#[derive(Clone, Copy, Debug)]
pub struct JournalFormat {
    /// The file's name.
    pub file: &'static str,
    /// Writes it.
    pub write: fn(&Journal, Lang, &mut dyn Write) -> io::Result<()>,
}

/// Every program's.
pub const JOURNALS: &[JournalFormat] = &[
    JournalFormat { file: "journal.beancount", write: beancount::write },
    JournalFormat { file: "journal.hledger", write: hledger::write },
];

/// What a journal holds.
#[derive(Clone, Debug)]
pub struct Journal {
    /// Its first day.
    pub first: Day,
    /// Its last day.
    pub last: Day,
    /// What the dealers are called.
    pub names: BTreeMap<DealerCode, String>,
    /// What stood on permanent accounts before the first day; debits are positive.
    pub before: BTreeMap<(Account, Option<DealerCode>), Money>,
    /// The entries of its days, in their order.
    pub entries: Vec<Entry>,
    /// Where each dealer stands at the end.
    pub positions: Vec<(DealerCode, Position)>,
}

impl Journal {
    /// The opening entry; empty where nothing stood before. It balances by its last posting.
    fn opening(&self) -> Vec<(String, Money)> {
        let stood =
            self.before.iter().filter(|((account, _), _)| account.is_permanent() && *account != Account::Opening);
        let mut postings: Vec<(String, Money)> =
            stood.map(|((account, dealer), amount)| (whole_name(*account, dealer.as_ref()), *amount)).collect();
        let sum: Money = postings.iter().map(|(_, amount)| *amount).sum();
        if !sum.is_zero() {
            postings.push((Account::Opening.name().to_owned(), -sum));
        }
        postings
    }

    /// Every account that the journal can name, with the dealer whose it is.
    fn accounts(&self) -> Vec<(Account, Option<&DealerCode>)> {
        let of_entries = self.entries.iter().map(|entry| &entry.dealer);
        let before = self.before.keys().filter_map(|(_, dealer)| dealer.as_ref());
        let dealers: BTreeSet<&DealerCode> =
            self.positions.iter().map(|(dealer, _)| dealer).chain(of_entries).chain(before).collect();
        let mut found = Vec::new();
        for account in Account::ALL {
            if account.is_per_dealer() {
                found.extend(dealers.iter().map(|dealer| (account, Some(*dealer))));
            } else {
                found.push((account, None));
            }
        }
        found
    }

    fn name_of(&self, dealer: &DealerCode) -> &str {
        self.names.get(dealer).map_or("", String::as_str)
    }
}

fn whole_name(account: Account, dealer: Option<&DealerCode>) -> String {
    dealer.map_or_else(|| account.name().to_owned(), |dealer| account.of(dealer))
}

/// What is said of an entry beside its words: names and values, in the same order in every program.
fn facts(entry: &Entry) -> Vec<(&'static str, String)> {
    let mut found = vec![
        ("id", entry.id()),
        ("dealer", entry.dealer.to_string()),
        ("period", entry.period.to_string()),
        ("clause", entry.cause.clause().to_owned()),
    ];
    match &entry.cause {
        Cause::Line { number, kind, product_line, reference, corrected } => {
            found.push(("line", number.to_string()));
            found.push(("kind", kind.as_str().to_owned()));
            found.extend(product_line.as_ref().map(|line| ("product-line", line.to_string())));
            found.extend(reference.as_ref().map(|reference| ("reference", reference.clone())));
            found.extend(corrected.map(|(period, line)| ("corrects", format!("{period} {line}"))));
        }
        Cause::Released { reference, .. } | Cause::Answered { reference, .. } | Cause::Returned { reference, .. } => {
            found.push(("reference", reference.clone()));
        }
        Cause::Lapsed | Cause::CarriedForward => {}
    }
    found
}

/// A text on one line: whatever controls a terminal or breaks a line is a space.
fn on_one_line(text: &str) -> String {
    let breaks = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    text.chars().map(|letter| if breaks(letter) { ' ' } else { letter }).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests;
