//! Sets from which account dealers are paid, and whether a payment waits for the dealer's invoice.

use serde_json::json;

use super::{Error, Office, only};
use crate::auth::{Actor, Role};
use crate::store::audit;
use crate::store::payment_terms::{self, PaymentTerms};

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
