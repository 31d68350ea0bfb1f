//! From which account dealers are paid, and whether a payment waits for the dealer's invoice.

use actix_web::web::Json;
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

use super::{Checked, Desk, Problem, Who, on_block};
use crate::store::payment_terms::{Payer, PaymentTerms};
use crate::workflow::release_payments::is_cnaps_code;
use crate::workflow::set_payment_terms::{is_account_number, is_country, is_plain, payment_terms, set_payment_terms};

/// The payer's account; what is not known of the address is left out.
#[derive(Debug, Serialize, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayerView {
    /// The account's name.
    #[validate(length(min = 1, max = 140), custom(function = plain))]
    pub name: String,
    /// Its number.
    #[validate(length(min = 1, max = 34), custom(function = account_number))]
    pub account: String,
    /// Its bank.
    #[validate(length(min = 1, max = 140), custom(function = plain))]
    pub bank_name: String,
    /// The bank's CNAPS code (联行号), 12 digits; may be left out.
    #[serde(default)]
    #[validate(custom(function = cnaps_code))]
    pub bank_code: String,
    /// Street and number.
    #[serde(default)]
    #[validate(length(max = 35), custom(function = plain))]
    pub street: String,
    /// The postcode.
    #[serde(default)]
    #[validate(length(max = 16), custom(function = plain))]
    pub postcode: String,
    /// The town.
    #[serde(default)]
    #[validate(length(max = 35), custom(function = plain))]
    pub town: String,
    /// The country in two letters, such as CN.
    #[serde(default)]
    #[validate(custom(function = country))]
    pub country: String,
}

/// What payments go by.
#[derive(Debug, Serialize, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentTermsView {
    /// Who pays; nothing is released before it is set.
    #[validate(nested)]
    pub payer: Option<PayerView>,
    /// Whether a payment waits for the dealer's invoice.
    pub require_invoice: bool,
}

fn plain(text: &str) -> Result<(), ValidationError> {
    if is_plain(text) { Ok(()) } else { Err(ValidationError::new("plain")) }
}

fn account_number(text: &str) -> Result<(), ValidationError> {
    if is_account_number(text) { Ok(()) } else { Err(ValidationError::new("letters_and_digits")) }
}

fn cnaps_code(text: &str) -> Result<(), ValidationError> {
    if text.is_empty() || is_cnaps_code(text) { Ok(()) } else { Err(ValidationError::new("bank_code")) }
}

fn country(text: &str) -> Result<(), ValidationError> {
    if text.is_empty() || is_country(text) { Ok(()) } else { Err(ValidationError::new("country")) }
}

impl From<Payer> for PayerView {
    fn from(payer: Payer) -> Self {
        let Payer { name, account, bank_name, bank_code, street, postcode, town, country } = payer;
        Self { name, account, bank_name, bank_code, street, postcode, town, country }
    }
}

impl From<PayerView> for Payer {
    fn from(payer: PayerView) -> Self {
        let PayerView { name, account, bank_name, bank_code, street, postcode, town, country } = payer;
        Self { name, account, bank_name, bank_code, street, postcode, town, country }
    }
}

/// The terms that stand.
#[utoipa::path(get, path = "/payment-terms", tag = "payments",
    responses((status = 200, body = PaymentTermsView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn show(desk: Desk, who: Who) -> Result<Json<PaymentTermsView>, Problem> {
    let terms = on_block(&desk, who.lang, payment_terms).await?;
    let PaymentTerms { payer, require_invoice } = terms;
    Ok(Json(PaymentTermsView { payer: payer.map(PayerView::from), require_invoice }))
}

/// Sets the terms. Batches that were made keep the payer that they were made with.
#[utoipa::path(put, path = "/payment-terms", tag = "payments", request_body = PaymentTermsView,
    responses((status = 200, body = PaymentTermsView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn set(desk: Desk, who: Who, body: Checked<PaymentTermsView>) -> Result<Json<PaymentTermsView>, Problem> {
    let actor = who.actor.clone();
    let set = on_block(&desk, who.lang, move |office| {
        let PaymentTermsView { payer, require_invoice } = body.0;
        let terms = PaymentTerms { payer: payer.map(Payer::from), require_invoice };
        set_payment_terms(office, &actor, &terms)?;
        Ok(terms)
    });
    let PaymentTerms { payer, require_invoice } = set.await?;
    Ok(Json(PaymentTermsView { payer: payer.map(PayerView::from), require_invoice }))
}
