//! Sets from which account dealers are paid, and whether a payment waits for the dealer's invoice.

use serde_json::json;

use super::{Error, Office, only};
use crate::auth::{Actor, Role};
use crate::store::audit;
use crate::store::payment_terms::{self, PaymentTerms};

/// Whether a text stands for itself: no blanks around it, no control characters.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    text.trim() == text && !text.chars().any(char::is_control)
}

/// Whether a text is an account's number as banks write it.
#[must_use]
pub fn is_account_number(text: &str) -> bool {
    is_plain(text) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-'))
}

/// Whether a text is a country as ISO 3166 has it in two letters.
#[must_use]
pub fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The terms that stand.
pub fn payment_terms(office: &Office) -> Result<PaymentTerms, Error> {
    Ok(office.store.read(payment_terms::load)?)
}

/// Sets the terms. Batches that were made keep the payer that they were made with.
pub fn set_payment_terms(office: &Office, actor: &Actor, terms: &PaymentTerms) -> Result<(), Error> {
    only(actor, &[Role::Administrator])?;
    let now = office.clock.now();
    office.store.write(|c| {
        let before = payment_terms::load(c)?;
        if before == *terms {
            return Ok(());
        }
        payment_terms::save(c, terms)?;
        let told = |terms: &PaymentTerms| json!({ "payer": terms.payer, "require_invoice": terms.require_invoice });
        let entry = audit::Entry {
            at: now,
            person: &actor.login,
            action: "payment_terms.set",
            dealer: "",
            object: "payment terms",
            facts: json!({ "before": told(&before), "after": told(terms) }),
        };
        Ok(audit::append(c, &entry)?)
    })
}
