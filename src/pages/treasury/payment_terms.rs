//! `/payment-terms`: from whose account dealers are paid, and whether a payment waits for the dealer's invoice. The
//! administrator sets them, others read.

use askama::Template;
use serde::Deserialize;

use crate::auth::Role;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::{Answer, Flash, Page, html, unprocessable};
use crate::store::payment_terms::{Payer, PaymentTerms};
use crate::web::Desk;
use crate::workflow::release_payments::is_cnaps_code;
use crate::workflow::set_payment_terms::{is_account_number, is_country, is_plain, payment_terms, set_payment_terms};

#[derive(Template)]
#[template(path = "treasury/payment_terms.html")]
struct TermsPage {
    page: Page,
    can_set: bool,
    code_first: String,
    facts: Vec<(String, String)>,
    is_required: bool,
    fields: Vec<Field>,
}

/// What is posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TermsForm {
    name: String,
    account: String,
    bank_name: String,
    bank_code: String,
    street: String,
    postcode: String,
    town: String,
    country: String,
    require_invoice: String,
}

impl TermsForm {
    fn of(terms: PaymentTerms) -> Self {
        let require_invoice = if terms.require_invoice { "yes".to_owned() } else { String::new() };
        let Payer { name, account, bank_name, bank_code, street, postcode, town, country } =
            terms.payer.unwrap_or_default();
        Self { name, account, bank_name, bank_code, street, postcode, town, country, require_invoice }
    }

    fn terms(&self) -> PaymentTerms {
        let text = |text: &str| text.trim().to_owned();
        let payer = Payer {
            name: text(&self.name),
            account: text(&self.account),
            bank_name: text(&self.bank_name),
            bank_code: text(&self.bank_code),
            street: text(&self.street),
            postcode: text(&self.postcode),
            town: text(&self.town),
            country: text(&self.country).to_uppercase(),
        };
        PaymentTerms { payer: Some(payer), require_invoice: self.require_invoice == "yes" }
    }

    /// Field, label, value, and how many letters a bank's file takes of it.
    fn parts(&self) -> [(&'static str, &'static str, &str, usize); 8] {
        [
            ("name", "payment-terms-name", &self.name, 140),
            ("account", "payment-terms-account", &self.account, 34),
            ("bank_name", "payment-terms-bank", &self.bank_name, 140),
            ("bank_code", "account-bank-code", &self.bank_code, 12),
            ("street", "payment-terms-street", &self.street, 35),
            ("postcode", "payment-terms-postcode", &self.postcode, 16),
            ("town", "payment-terms-town", &self.town, 35),
            ("country", "payment-terms-country", &self.country, 2),
        ]
    }

    /// What no bank's file takes.
    fn faults(&self, page: &Page) -> Faults {
        let mut faults = Faults::none();
        for (field, _, value, letters_max) in self.parts() {
            let value = value.trim();
            let is_needed = matches!(field, "name" | "account" | "bank_name");
            let told = if value.is_empty() {
                if !is_needed {
                    continue;
                }
                page.t("account-part-missing")
            } else if value.chars().count() > letters_max {
                page.t_n("payment-terms-long", letters_max)
            } else {
                match field {
                    "account" if !is_account_number(value) => page.t("payment-terms-account-unfit"),
                    "bank_code" if !is_cnaps_code(value) => page.t("payment-terms-bank-code-unfit"),
                    "country" if !is_country(&value.to_uppercase()) => page.t("payment-terms-country-unfit"),
                    _ if !is_plain(value) => page.t("payment-terms-plain"),
                    _ => continue,
                }
            };
            faults = faults.with(field, told);
        }
        faults
    }
}

fn drawn(desk: &Desk, page: Page, form: &TermsForm, faults: &Faults) -> TermsPage {
    let page = page.titled("payment-terms-title");
    let field = |(name, label, value, _): (&'static str, &str, &str, usize)| {
        let field = Field::new(&page, name, label, faults).value(value);
        if matches!(name, "name" | "account" | "bank_name") { field } else { field.optional() }
    };
    let set = form.parts().into_iter().filter(|(_, _, value, _)| !value.is_empty());
    TermsPage {
        can_set: page.is(Role::Administrator),
        code_first: page.code_first(desk),
        facts: set.map(|(_, label, value, _)| (page.t(label), value.to_owned())).collect(),
        is_required: form.require_invoice == "yes",
        fields: form.parts().into_iter().map(field).collect(),
        page,
    }
}

/// The terms that stand, as a form for whoever sets them.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let terms = page.ask(&desk, payment_terms).await?;
    html(&drawn(&desk, page, &TermsForm::of(terms), &Faults::none()))
}

/// Sets the terms.
pub async fn take(desk: Desk, page: Page, form: Posted<TermsForm>) -> Answer {
    let faults = form.0.faults(&page);
    if !faults.is_empty() {
        return unprocessable(&drawn(&desk, page, &form.0, &faults));
    }
    let (actor, terms) = (page.caller()?.actor, form.0.terms());
    page.ask(&desk, move |office| set_payment_terms(office, &actor, &terms)).await?;
    Ok(page.see("/payment-terms", Flash::done(page.t("payment-terms-done"))))
}
