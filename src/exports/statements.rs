//! `statements.csv`: what every statement comes to.

use super::{Export, Rows, SettledMonth};
use crate::texts::Lang;

pub const EXPORT: Export = Export {
    file: "statements.csv",
    columns: &["period", "dealer_code", "fees_paid", "net", "payable", "balance_carried_forward", "payment_due_on"],
    rows,
};

fn rows(month: &SettledMonth, _lang: Lang, rows: &mut Rows) -> csv::Result<()> {
    let Some(statement) = month.statement else { return Ok(()) };
    rows.field(month.period)?;
    rows.text(month.dealer.code.as_str())?;
    rows.field(statement.fees_paid)?;
    rows.field(statement.net)?;
    rows.field(statement.payable)?;
    rows.field(statement.balance_carried_forward)?;
    rows.optional(statement.payment_due_on)?;
    rows.end()
}
