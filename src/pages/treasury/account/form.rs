//! The form of an account.

use serde::Deserialize;

use crate::pages::Page;
use crate::pages::form::{Faults, Field};
use crate::store::accounts::Account;
use crate::workflow::release_payments::{AccountField, PaymentFault, PaymentProblem, unfit};

/// What is posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountForm {
    account_name: String,
    bank_name: String,
    bank_account: String,
    bank_code: String,
}

/// The fields: name, bank, number, bank's code.
pub type Fields = [Field; 4];

impl AccountForm {
    /// The account, without blanks around its parts.
    pub fn account(&self) -> Account {
        let text = |text: &str| text.trim().to_owned();
        Account {
            account_name: text(&self.account_name),
            bank_name: text(&self.bank_name),
            bank_account: text(&self.bank_account),
            bank_code: text(&self.bank_code),
        }
    }
}

/// The fields with what is in them.
pub fn of_account(page: &Page, form: &AccountForm, faults: &Faults) -> Fields {
    [
        Field::new(page, "account_name", "account-name", faults).value(&form.account_name),
        Field::new(page, "bank_name", "account-bank", faults).value(&form.bank_name),
        Field::new(page, "bank_account", "account-number", faults).value(&form.bank_account),
        Field::new(page, "bank_code", "account-bank-code", faults)
            .value(&form.bank_code)
            .hint(page.t("account-bank-code-hint"))
            .digits()
            .optional(),
    ]
}

/// What is wrong with an account, as it would keep a payment back.
pub fn faults(page: &Page, account: &Account) -> Faults {
    let Account { account_name, bank_name, bank_account, bank_code } = account;
    let mut faults = Faults::none();
    for problem in unfit(account_name, bank_name, bank_account, bank_code) {
        let PaymentProblem::AccountUnfit { field, .. } = &problem else { continue };
        let name = match field {
            AccountField::Name => "account_name",
            AccountField::Bank => "bank_name",
            AccountField::Number => "bank_account",
            AccountField::BankCode => "bank_code",
        };
        faults = faults.with(name, page.lang.payment_fault(&PaymentFault { statement: None, problem }));
    }
    for (name, value) in [("account_name", account_name), ("bank_name", bank_name), ("bank_account", bank_account)] {
        if value.is_empty() {
            faults = faults.with(name, page.t("account-part-missing"));
        }
    }
    faults
}
