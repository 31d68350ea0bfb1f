//! `violations.csv`: what is recorded against dealers (agreement 9.1), with the evidence in words.

use super::{Export, Rows, SettledMonth};
use crate::texts::Lang;

pub const EXPORT: Export =
    Export { file: "violations.csv", columns: &["period", "dealer_code", "code", "reference", "detail"], rows };

fn rows(month: &SettledMonth, lang: Lang, rows: &mut Rows) -> csv::Result<()> {
    for violation in month.violations {
        rows.field(month.period)?;
        rows.text(month.dealer.code.as_str())?;
        rows.text(violation.code())?;
        rows.text(&violation.reference())?;
        rows.text(&lang.violation(violation))?;
        rows.end()?;
    }
    Ok(())
}
