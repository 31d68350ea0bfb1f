//! `payments.csv`: what finance wires to the account on file (agreement 7.2), where anything is payable.

use super::{Export, Rows, SettledMonth};
use crate::money::{CURRENCY, Money};
use crate::texts::Lang;

pub const EXPORT: Export = Export {
    file: "payments.csv",
    columns: &[
        "period",
        "dealer_code",
        "account_name",
        "bank_name",
        "bank_account",
        "amount",
        "currency",
        "reference",
        "due_on",
    ],
    rows,
};

fn rows(month: &SettledMonth, _lang: Lang, rows: &mut Rows) -> csv::Result<()> {
    let Some(statement) = month.statement.filter(|statement| statement.payable > Money::ZERO) else {
        return Ok(());
    };
    let dealer = month.dealer;
    rows.field(month.period)?;
    rows.text(dealer.code.as_str())?;
    rows.optional(dealer.account_name.as_ref())?;
    rows.optional(dealer.bank_name.as_ref())?;
    rows.optional(dealer.bank_account.as_ref())?;
    rows.field(statement.payable)?;
    rows.text(CURRENCY)?;
    rows.field(format_args!("{}-{}", dealer.code, month.period))?;
    rows.optional(statement.payment_due_on)?;
    rows.end()
}
