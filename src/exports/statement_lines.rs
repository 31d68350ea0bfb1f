//! `statement_lines.csv`: the lines of every statement in the order of agreement 7.

use super::{Export, Rows, SettledMonth};
use crate::texts::Lang;

pub const EXPORT: Export = Export {
    file: "statement_lines.csv",
    columns: &["period", "dealer_code", "line", "kind", "product_line", "reference", "amount"],
    rows,
};

fn rows(month: &SettledMonth, _lang: Lang, rows: &mut Rows) -> csv::Result<()> {
    let lines = month.statement.iter().flat_map(|statement| &statement.lines);
    for (line, number) in lines.zip(1..) {
        let number: u32 = number;
        rows.field(month.period)?;
        rows.text(month.dealer.code.as_str())?;
        rows.field(number)?;
        rows.text(line.kind.as_str())?;
        rows.optional(line.product_line.as_ref())?;
        rows.optional(line.reference.as_ref())?;
        rows.field(line.amount)?;
        rows.end()?;
    }
    Ok(())
}
