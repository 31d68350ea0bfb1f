//! How payments, accounts and sums are shown on every page of finance.

use crate::agreement::codes::DealerCode;
use crate::auth::Scope;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::chips::Chip;
use crate::pages::listing::encoded;
use crate::pages::{Crumb, Page};
use crate::store::payments::PaymentState;
use crate::web::Desk;

/// Of an account's number these last letters are shown to whoever only has to recognise it.
const LETTERS_SHOWN: usize = 4;

/// An account's number for whoever only has to recognise it: its last four letters.
pub fn masked(number: &str) -> String {
    let letters: Vec<char> = number.chars().filter(|letter| letter.is_alphanumeric()).collect();
    if letters.is_empty() {
        return String::new();
    }
    let hidden = letters.len().saturating_sub(LETTERS_SHOWN);
    format!("•••• {}", letters.get(hidden..).unwrap_or_default().iter().collect::<String>())
}

/// A hash as far as people compare it.
pub fn short(sha256: &str) -> String {
    sha256.chars().take(12).collect()
}

/// A size as people read it.
pub fn size(bytes: usize) -> String {
    if bytes < 1024 { format!("{bytes} B") } else { format!("{} KiB", bytes.div_ceil(1024)) }
}

impl Page {
    /// What became of a payment.
    pub fn payment_chip(&self, state: PaymentState) -> Chip {
        let (tone, key) = match state {
            PaymentState::Sent => ("wait", "payment-sent"),
            PaymentState::Paid => ("ok", "payment-paid"),
            PaymentState::Refused => ("bad", "payment-refused"),
        };
        self.chip(tone, key)
    }

    /// An amount with its capitals, which stay Chinese: they are what bank papers have.
    pub fn in_capitals(&self, amount: Money) -> String {
        self.t_with("treasury-capitals", &[&amount.capitals()])
    }

    /// Where the second factor is to be shown before what this page posts; empty where it just was. What was typed or chosen
    /// would be lost on the way.
    pub fn code_first(&self, desk: &Desk) -> String {
        let now = desk.clock.now();
        if self.who.as_ref().is_some_and(|who| who.is_present(Scope::Pay, now)) {
            return String::new();
        }
        let here = if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) };
        format!("/confirm?{}", encoded(&[("next".to_owned(), here)]))
    }

    /// Whose statement, of which month.
    pub fn statement_name(&self, dealer: &DealerCode, period: Period) -> String {
        format!("{dealer} · {}", self.period(period))
    }

    /// Adds a step to the way here whose name is no key.
    #[must_use]
    pub fn below_named(mut self, label: impl Into<String>, href: String) -> Self {
        self.crumbs.push(Crumb { label: label.into(), href });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_masked_number_only_the_end_is_shown() {
        for (number, expected) in [
            ("6222 0200-0000 0000 001", "•••• 0001"),
            ("123", "•••• 123"),
            ("", ""),
            ("- -", ""),
            ("NRA12345", "•••• 2345"),
        ] {
            assert_eq!(masked(number), expected, "{number}");
        }
    }
}
