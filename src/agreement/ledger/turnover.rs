//! Entries added up: what went over each account.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use super::{Account, Entry};
use crate::calendar::{Day, Period};
use crate::money::Money;

/// What went over an account, and what stands on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnover {
    /// The sum of its debits.
    pub debits: Money,
    /// The sum of its credits.
    pub credits: Money,
}

impl Turnover {
    /// What stands: debits are positive.
    pub fn balance(self) -> Money {
        self.debits - self.credits
    }
}

impl AddAssign for Turnover {
    fn add_assign(&mut self, other: Self) {
        self.debits += other.debits;
        self.credits += other.credits;
    }
}

/// What went over the accounts of one dealer's entries, by the statement's period, account and day.
pub type Turnovers = BTreeMap<(Period, Account, Day), Turnover>;

/// Adds up one dealer's entries.
pub fn turnovers<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Turnovers {
    let mut found = Turnovers::new();
    for entry in entries {
        let mut of = |account: Account, turnover| {
            *found.entry((entry.period, account, entry.on)).or_default() += turnover;
        };
        of(entry.debit(), Turnover { debits: entry.amount(), credits: Money::ZERO });
        of(entry.credit(), Turnover { debits: Money::ZERO, credits: entry.amount() });
    }
    found
}
