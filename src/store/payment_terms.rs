//! From which account dealers are paid, and what a payment waits for.

use serde::{Deserialize, Serialize};

use super::{Db, Error, settings};

/// The payer: the manufacturer's account, and what is known of its address. What is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Payer {
    /// The account's name.
    pub name: String,
    /// Its number.
    pub account: String,
    /// Its bank.
    pub bank_name: String,
    /// The bank's CNAPS code.
    pub bank_code: String,
    /// Street and number.
    pub street: String,
    /// The postcode.
    pub postcode: String,
    /// The town.
    pub town: String,
    /// The country, as ISO 3166 has it in two letters.
    pub country: String,
}

/// What payments go by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentTerms {
    /// Who pays; nobody before it is set.
    pub payer: Option<Payer>,
    /// Whether a payment waits for the dealer's invoice.
    pub require_invoice: bool,
}

impl Payer {
    /// As a batch keeps it.
    pub fn as_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|error| unreadable(&error))
    }

    /// From what a batch kept; nobody where that is empty.
    pub fn of_json(json: &str) -> Result<Self, Error> {
        if json.is_empty() {
            Ok(Self::default())
        } else {
            serde_json::from_str(json).map_err(|error| unreadable(&error))
        }
    }
}

fn unreadable(error: &serde_json::Error) -> Error {
    Error::Stored { table: settings::PAYER, reason: error.to_string() }
}

/// The terms that stand.
pub fn load(c: &mut Db) -> Result<PaymentTerms, Error> {
    let payer = settings::get(c, settings::PAYER)?.filter(|json| !json.is_empty());
    let payer = payer.map(|json| Payer::of_json(&json)).transpose()?;
    let require_invoice = settings::get(c, settings::REQUIRE_INVOICE)?.as_deref() == Some("true");
    Ok(PaymentTerms { payer, require_invoice })
}

/// Sets them.
pub fn save(c: &mut Db, terms: &PaymentTerms) -> Result<(), Error> {
    let payer = terms.payer.as_ref().map(Payer::as_json).transpose()?;
    settings::set(c, settings::PAYER, &payer.unwrap_or_default())?;
    settings::set(c, settings::REQUIRE_INVOICE, if terms.require_invoice { "true" } else { "false" })
}
