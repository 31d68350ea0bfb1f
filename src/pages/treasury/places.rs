//! Where things of finance are, and what stands in such an address.

use std::fmt::Display;

use crate::agreement::codes::DealerCode;
use crate::calendar::Period;
use crate::pages::listing::{encoded, segment};
use crate::workflow::Error;

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

/// A statement's page.
pub fn statement(dealer: &str, period: impl Display) -> String {
    format!("/dealers/{}/months/{period}/statement", segment(dealer))
}

/// A slip's page.
pub fn slip(dealer: &str, period: impl Display, number: &str) -> String {
    format!("/dealers/{}/months/{period}/slips/{}", segment(dealer), segment(number))
}

/// An upload's page.
pub fn upload(dealer: &str, id: &str) -> String {
    format!("/dealers/{}/uploads/{}", segment(dealer), segment(id))
}

/// The invoice of a statement.
pub fn invoice(dealer: &str, period: impl Display) -> String {
    format!("/dealers/{}/months/{period}/invoice", segment(dealer))
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

/// The dealer of a path.
pub fn dealer_of(dealer: &str) -> Result<DealerCode, Error> {
    DealerCode::new(dealer).ok_or(Error::NotFound)
}

/// The period of a path.
pub fn period_of(period: &str) -> Result<Period, Error> {
    period.parse().map_err(|_| Error::NotFound)
}
