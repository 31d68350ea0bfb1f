//! The words of evidence: how a month was computed, and what verifying a binder found.

use super::{Lang, en, zh_cn};
use crate::workflow::verify_binder::{Checked, Unreadable};

/// The words of a computation.
#[derive(Clone, Copy, Debug)]
pub struct ComputationWords {
    /// Its head.
    pub title: &'static str,
    /// Above the slips.
    pub slips: &'static str,
    /// What a slip claims at most.
    pub claim_value: &'static str,
    /// What it pays.
    pub pays: &'static str,
    /// Above the draw.
    pub lot: &'static str,
    /// How many slips the lot holds.
    pub lot_size: &'static str,
    /// How many drawn ones failed.
    pub failed: &'static str,
    /// The seed of the draw.
    pub seed: &'static str,
    /// Above the lines.
    pub lines: &'static str,
    /// What the fees pay after the allowance.
    pub fees_paid: &'static str,
    /// The sum of the lines.
    pub net: &'static str,
    /// What is wired.
    pub payable: &'static str,
    /// What the next statement takes up.
    pub carried: &'static str,
    /// When it is to be paid.
    pub due: &'static str,
    /// No agreement binds the dealer.
    pub unbound: &'static str,
}

impl Lang {
    /// The words of a computation.
    #[must_use]
    pub const fn computation(self) -> ComputationWords {
        match self {
            Self::ZhCn => zh_cn::evidence::COMPUTATION,
            Self::En => en::evidence::COMPUTATION,
        }
    }

    /// One thing that verifying a binder found.
    #[must_use]
    pub fn checked(self, checked: &Checked) -> String {
        match self {
            Self::ZhCn => zh_cn::evidence::checked(checked),
            Self::En => en::evidence::checked(checked),
        }
    }

    /// What a binder came to.
    #[must_use]
    pub fn binder_verified(self, holds: bool) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::evidence::verified(holds),
            Self::En => en::evidence::verified(holds),
        }
    }

    /// Why a file is no binder.
    #[must_use]
    pub fn binder_unreadable(self, unreadable: &Unreadable) -> String {
        match (unreadable, self) {
            (Unreadable::Container(problem), _) => self.problem(&crate::sheets::Problem::File(problem.clone())),
            (Unreadable::NotABinder { part }, Self::ZhCn) => zh_cn::evidence::not_a_binder(part),
            (Unreadable::NotABinder { part }, Self::En) => en::evidence::not_a_binder(part),
        }
    }
}
