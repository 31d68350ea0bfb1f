//! The words of the ledger.

use super::{Lang, en, zh_cn};
use crate::agreement::ledger::{Account, Cause};
use crate::agreement::statement::LineKind;
use crate::calendar::Day;

impl Lang {
    /// What an account is called.
    #[must_use]
    pub const fn ledger_account(self, account: Account) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::ledger::account(account),
            Self::En => en::ledger::account(account),
        }
    }

    /// What an entry is for.
    #[must_use]
    pub fn ledger_cause(self, cause: &Cause) -> String {
        let words = match self {
            Self::ZhCn => zh_cn::ledger::cause(cause),
            Self::En => en::ledger::cause(cause),
        };
        let Cause::Line { product_line, reference, .. } = cause else { return words };
        let about = product_line.as_ref().map(ToString::to_string).or_else(|| reference.clone());
        about.map_or(words.clone(), |about| format!("{words} {about}"))
    }

    /// What a line of a statement is for.
    #[must_use]
    pub const fn line_kind(self, kind: LineKind) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::ledger::line_kind(kind),
            Self::En => en::ledger::line_kind(kind),
        }
    }

    /// The head of a journal.
    #[must_use]
    pub fn ledger_title(self, first: Day, last: Day) -> String {
        match self {
            Self::ZhCn => zh_cn::ledger::title(first, last),
            Self::En => en::ledger::title(first, last),
        }
    }

    /// What stood before a journal begins.
    #[must_use]
    pub const fn ledger_opening(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::ledger::OPENING,
            Self::En => en::ledger::OPENING,
        }
    }

    /// What must stand where a journal ends.
    #[must_use]
    pub const fn ledger_closing(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::ledger::CLOSING,
            Self::En => en::ledger::CLOSING,
        }
    }
}
