//! The words of mails.

use super::{Lang, en, zh_cn};
use crate::money::Money;
use crate::notify::event::Notice;

/// What a mail says of one event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// In one line.
    pub subject: String,
    /// What it means, and what the reader can do.
    pub sentences: Vec<String>,
}

impl Told {
    /// A line and what follows it.
    pub(super) fn new(subject: String, sentences: &[&str]) -> Self {
        Self { subject, sentences: sentences.iter().map(|sentence| (*sentence).to_owned()).collect() }
    }
}

/// What a mail names beside its sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Code and name.
    Dealer,
    /// The period.
    Month,
    /// The slip's number.
    Slip,
    /// What is paid, or was to be.
    Amount,
    /// The day that a sheet counts as received on.
    ReceivedOn,
    /// By when something is due.
    DueOn,
    /// By when a statement is to be paid.
    PaymentDueOn,
    /// The last day of disputes.
    DisputeUntil,
    /// The last day of answers.
    AnswerUntil,
    /// The last day of whatever it is.
    LastDay,
}

impl Lang {
    /// What is told, and what the reader can do.
    #[must_use]
    pub fn told(self, notice: &Notice) -> Told {
        match self {
            Self::ZhCn => zh_cn::mail::told(notice),
            Self::En => en::mail::told(notice),
        }
    }

    /// What a fact is called.
    #[must_use]
    pub const fn mail_label(self, label: Label) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::mail::label(label),
            Self::En => en::mail::label(label),
        }
    }

    /// An amount with its currency.
    #[must_use]
    pub fn mail_amount(self, amount: Money) -> String {
        match self {
            Self::ZhCn => zh_cn::mail::amount(amount),
            Self::En => en::mail::amount(amount),
        }
    }

    /// What leads to the page.
    #[must_use]
    pub const fn mail_open(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::mail::open(),
            Self::En => en::mail::open(),
        }
    }

    /// That the statement comes with the mail.
    #[must_use]
    pub const fn mail_attached(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::mail::attached(),
            Self::En => en::mail::attached(),
        }
    }

    /// The subject of a digest.
    #[must_use]
    pub fn mail_digest(self, count: usize) -> String {
        match self {
            Self::ZhCn => zh_cn::mail::digest(count),
            Self::En => en::mail::digest(count),
        }
    }

    /// What stands above the parts of a digest.
    #[must_use]
    pub const fn mail_digest_intro(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::mail::digest_intro(),
            Self::En => en::mail::digest_intro(),
        }
    }

    /// Who writes, and that nobody reads answers.
    #[must_use]
    pub const fn mail_footer(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::mail::footer(),
            Self::En => en::mail::footer(),
        }
    }

    /// The mail that tries the way.
    #[must_use]
    pub fn mail_trial(self) -> Told {
        match self {
            Self::ZhCn => zh_cn::mail::trial(),
            Self::En => en::mail::trial(),
        }
    }

    /// Why a mail is not sent any more.
    #[must_use]
    pub const fn mail_overdue(self) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::mail::overdue(),
            Self::En => en::mail::overdue(),
        }
    }
}
