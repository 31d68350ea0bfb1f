//! The words of payment batches, their documents and the bank's answers.

use super::{Lang, en, zh_cn};
use crate::workflow::import_bank_result::RowOutcome;
use crate::workflow::release_payments::{PaymentFault, PaymentNote};

/// The words of the workbook of a batch.
#[derive(Clone, Copy, Debug)]
pub struct PaymentWords {
    /// The sheet's name.
    pub sheet: &'static str,
    /// What stands on top: batch, hash, maker, payer, account, bank, total in capitals.
    pub top: [&'static str; 7],
    /// The headings of the columns.
    pub columns: [&'static str; 15],
    /// The row of the total.
    pub total: &'static str,
}

/// The words of the bank's sheet.
#[derive(Clone, Copy, Debug)]
pub struct BankSheetWords {
    /// The sheet's name.
    pub sheet: &'static str,
    /// The headings of the columns.
    pub columns: [&'static str; 11],
    /// What is paid for.
    pub purpose: &'static str,
}

/// The bank's people read Chinese.
pub const BANK_SHEET: BankSheetWords = zh_cn::payments::BANK_SHEET;

impl Lang {
    /// The words of the workbook of a batch.
    #[must_use]
    pub fn payment_words(self) -> PaymentWords {
        match self {
            Self::ZhCn => zh_cn::payments::WORDS,
            Self::En => en::payments::WORDS,
        }
    }

    /// What keeps a batch from being made, and the way out.
    #[must_use]
    pub fn payment_fault(self, fault: &PaymentFault) -> String {
        match self {
            Self::ZhCn => zh_cn::payments::fault(fault),
            Self::En => en::payments::fault(fault),
        }
    }

    /// What finance should know before a batch is made.
    #[must_use]
    pub fn payment_note(self, note: &PaymentNote) -> String {
        match self {
            Self::ZhCn => zh_cn::payments::note(note),
            Self::En => en::payments::note(note),
        }
    }

    /// A sheet of the bank that cannot be read.
    #[must_use]
    pub fn bank_sheet_refused(self, faults: usize) -> String {
        match self {
            Self::ZhCn => zh_cn::payments::bank_sheet_refused(faults),
            Self::En => en::payments::bank_sheet_refused(faults),
        }
    }

    /// What an answer of the bank came to.
    pub fn bank_outcome(self, outcome: &RowOutcome) -> String {
        match self {
            Self::ZhCn => zh_cn::payments::outcome(outcome),
            Self::En => en::payments::outcome(outcome),
        }
    }
}
