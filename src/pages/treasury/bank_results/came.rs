//! What a file of the bank came to: matched, differing, missing, or what cannot be read of it.

use super::super::places;
use crate::money::Money;
use crate::pages::Page;
use crate::pages::chips::Chip;
use crate::sheets::Fault;
use crate::workflow::import_bank_result::{AnsweredRow, BankImport, RowOutcome};

/// A row of the bank's file.
pub struct CameLine {
    /// As the spreadsheet numbers it.
    pub row: u32,
    /// The payment's reference.
    pub reference: String,
    /// The payment; empty where none has the reference.
    pub href: String,
    /// What the row says.
    pub amount: String,
    /// Matched or differing.
    pub chip: Chip,
    /// What it came to.
    pub told: String,
}

/// Something of the file that cannot be read.
pub struct FaultLine {
    /// The row; empty where the whole sheet is concerned.
    pub row: String,
    /// The column as the sheet spells it.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong.
    pub told: String,
}

/// How a row fits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Differs,
    Returned,
    Refused,
    Paid,
    Known,
}

const fn fit(outcome: &RowOutcome) -> Fit {
    match outcome {
        RowOutcome::Paid => Fit::Paid,
        RowOutcome::Refused => Fit::Refused,
        RowOutcome::Returned => Fit::Returned,
        RowOutcome::AlreadyKnown => Fit::Known,
        RowOutcome::UnknownReference
        | RowOutcome::AmountDiffers { .. }
        | RowOutcome::AnsweredBefore { .. }
        | RowOutcome::Pending
        | RowOutcome::Step(_) => Fit::Differs,
    }
}

fn chip(page: &Page, fit: Fit) -> Chip {
    match fit {
        Fit::Differs => page.chip("bad", "bank-result-differs"),
        Fit::Returned => page.chip("bad", "payment-returned"),
        Fit::Refused => page.chip("wait", "payment-refused"),
        Fit::Paid => page.chip("ok", "payment-paid"),
        Fit::Known => page.chip("quiet", "bank-result-known"),
    }
}

/// Counts and sums: matched, differing, missing, each with what it means.
pub fn tiles(page: &Page, import: &BankImport) -> Vec<(String, String, String)> {
    let of = |wanted: &[Fit]| {
        let found: Vec<Money> =
            import.rows.iter().filter(|row| wanted.contains(&fit(&row.outcome))).map(|row| row.amount).collect();
        (found.len(), found.into_iter().sum::<Money>())
    };
    let tile = |key: &str, note: &str, (count, sum): (usize, Money)| {
        let note = if note.is_empty() { page.money(sum) } else { format!("{} · {}", page.money(sum), page.t(note)) };
        (page.t(key), page.count(count), note)
    };
    let unanswered: Money = import.unanswered.iter().map(|payment| payment.amount).sum();
    let mut tiles = vec![
        tile("bank-result-matched", "", of(&[Fit::Paid])),
        tile("bank-result-came-back", "", of(&[Fit::Refused, Fit::Returned])),
        tile("bank-result-differing", "bank-result-not-taken", of(&[Fit::Differs])),
        tile("bank-result-missing", "", (import.unanswered.len(), unanswered)),
    ];
    let known = of(&[Fit::Known]);
    if known.0 > 0 {
        tiles.push(tile("bank-result-known", "", known));
    }
    tiles
}

/// The rows, those first that somebody has to look at.
pub fn came_lines(page: &Page, rows: &[AnsweredRow]) -> Vec<CameLine> {
    let mut sorted: Vec<&AnsweredRow> = rows.iter().collect();
    sorted.sort_by_key(|row| (fit(&row.outcome), row.row));
    let line = |row: &AnsweredRow| CameLine {
        row: row.row,
        reference: row.reference.clone(),
        href: match row.outcome {
            RowOutcome::UnknownReference => String::new(),
            _ => places::payment(&row.reference),
        },
        amount: page.money(row.amount),
        chip: chip(page, fit(&row.outcome)),
        told: page.lang.bank_outcome(&row.outcome),
    };
    sorted.into_iter().map(line).collect()
}

/// What cannot be read of a file, with its place.
pub fn fault_lines(page: &Page, faults: &[Fault]) -> Vec<FaultLine> {
    let line = |fault: &Fault| FaultLine {
        row: fault.row.map(|row| row.to_string()).unwrap_or_default(),
        column: fault.column.clone().unwrap_or_default(),
        value: fault.value.clone(),
        told: page.lang.fault(fault),
    };
    faults.iter().map(line).collect()
}
