//! `/payment-terms`: from which account dealers are paid, and whether a payment waits for the dealer's invoice. Changed
//! after a second factor.

use askama::Template;
use serde::Deserialize;

use crate::auth::Role;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::{Answer, Flash, Page, html, unprocessable};
use crate::store::payment_terms::{Payer, PaymentTerms};
use crate::web::Desk;
use crate::workflow::release_payments::is_cnaps_code;
use crate::workflow::set_payment_terms::{payment_terms, set_payment_terms};

#[derive(Template)]
#[template(path = "administration/payment_terms.html")]
struct Terms {
    page: Page,
    may_change: bool,
    whole: String,
    fields: Vec<Field>,
    require_invoice: bool,
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
        let Payer { name, account, bank_name, bank_code, street, postcode, town, country } =
            terms.payer.unwrap_or_default();
        let require_invoice = if terms.require_invoice { "yes".to_owned() } else { String::new() };
        Self { name, account, bank_name, bank_code, street, postcode, town, country, require_invoice }
    }

    fn trimmed(self) -> Self {
        let plain = |text: String| text.trim().to_owned();
        Self {
            name: plain(self.name),
            account: plain(self.account),
            bank_name: plain(self.bank_name),
            bank_code: plain(self.bank_code),
            street: plain(self.street),
            postcode: plain(self.postcode),
            town: plain(self.town),
            country: plain(self.country).to_uppercase(),
            require_invoice: self.require_invoice,
        }
    }

    /// What is wrong with it: banks take no more than this.
    fn faults(&self, page: &Page) -> Faults {
        let mut faults = Faults::none();
        let texts = [
            ("name", &self.name, 1, 140),
            ("account", &self.account, 1, 34),
            ("bank_name", &self.bank_name, 1, 140),
            ("street", &self.street, 0, 35),
            ("postcode", &self.postcode, 0, 16),
            ("town", &self.town, 0, 35),
        ];
        for (field, text, min, max) in texts {
            let length = text.chars().count();
            if length < min || length > max || text.chars().any(char::is_control) {
                faults = faults.with(field, page.t_with("payment-terms-length", &[&min, &max]));
            }
        }
        let is_of_account = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-');
        if !self.account.bytes().all(is_of_account) {
            faults = faults.with("account", page.t("payment-terms-account-fault"));
        }
        if !self.bank_code.is_empty() && !is_cnaps_code(&self.bank_code) {
            faults = faults.with("bank_code", page.t("payment-terms-code-fault"));
        }
        let is_country = self.country.len() == 2 && self.country.bytes().all(|byte| byte.is_ascii_uppercase());
        if !self.country.is_empty() && !is_country {
            faults = faults.with("country", page.t("payment-terms-country-fault"));
        }
        faults
    }
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let terms = page.ask(&desk, payment_terms).await?;
    html(&drawn(page, &TermsForm::of(terms), &Faults::none()))
}

/// Sets the terms.
pub async fn take(desk: Desk, page: Page, posted: Posted<TermsForm>) -> Answer {
    let form = posted.0.trimmed();
    let faults = form.faults(&page);
    if !faults.is_empty() {
        return unprocessable(&drawn(page, &form, &faults));
    }
    let TermsForm { name, account, bank_name, bank_code, street, postcode, town, country, require_invoice } = form;
    let payer = Payer { name, account, bank_name, bank_code, street, postcode, town, country };
    let terms = PaymentTerms { payer: Some(payer), require_invoice: require_invoice == "yes" };
    let actor = page.caller()?.actor;
    page.ask(&desk, move |office| set_payment_terms(office, &actor, &terms)).await?;
    Ok(page.see("/payment-terms", Flash::done(page.t("payment-terms-set"))))
}

fn drawn(page: Page, form: &TermsForm, faults: &Faults) -> Terms {
    let page = page.titled("payment-terms-title");
    let field = |name: &'static str, label: &str, value: &str| Field::new(&page, name, label, faults).value(value);
    let fields = vec![
        field("name", "payment-terms-name", &form.name),
        field("account", "payment-terms-account", &form.account),
        field("bank_name", "payment-terms-bank", &form.bank_name),
        field("bank_code", "payment-terms-code", &form.bank_code)
            .optional()
            .digits()
            .hint(page.t("payment-terms-code-hint")),
        field("street", "payment-terms-street", &form.street).optional(),
        field("postcode", "payment-terms-postcode", &form.postcode).optional(),
        field("town", "payment-terms-town", &form.town).optional(),
        field("country", "payment-terms-country", &form.country).optional().hint(page.t("payment-terms-country-hint")),
    ];
    Terms {
        may_change: page.is(Role::Administrator),
        whole: faults.at("").to_owned(),
        fields,
        require_invoice: form.require_invoice == "yes",
        page,
    }
}
