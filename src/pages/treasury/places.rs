//! Where things of finance are, and what stands in such an address.

use std::fmt::Display;

use crate::pages::listing::{encoded, segment};
pub use crate::pages::months::places::{dealer_of, slip, statement, upload};

/// A batch.
pub fn batch(id: &str) -> String {
    format!("/batches/{}", segment(id))
}

/// A payment, by what the bank knows it by.
pub fn payment(reference: &str) -> String {
    format!("/payments/{}", segment(reference))
}

/// A dealer's accounts.
pub fn accounts(dealer: &str) -> String {
    format!("/dealers/{}/bank-accounts", segment(dealer))
}

/// An account that was proposed for a dealer.
pub fn account(dealer: &str, seq: i64) -> String {
    format!("{}/{seq}", accounts(dealer))
}

/// Where a statement's invoice is entered.
pub fn invoice(dealer: &str, period: impl Display) -> String {
    format!("{}#invoice", statement(dealer, period))
}

/// The ledger's entries with these filters; what is empty is left out.
pub fn entries(filters: &[(&str, &str)]) -> String {
    let set: Vec<(String, String)> = filters
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    if set.is_empty() { "/ledger/entries".to_owned() } else { format!("/ledger/entries?{}", encoded(&set)) }
}
