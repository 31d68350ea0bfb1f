//! `reasons.csv`: beside `decisions.csv`, every code that hit as a sentence with its clause and its facts.

use super::decisions::by_slip_no;
use super::{Export, Rows, SettledMonth};
use crate::texts::Lang;

pub const EXPORT: Export =
    Export { file: "reasons.csv", columns: &["period", "dealer_code", "slip_no", "clause", "code", "reason"], rows };

fn rows(month: &SettledMonth, lang: Lang, rows: &mut Rows) -> csv::Result<()> {
    for decided in by_slip_no(month) {
        for hit in &decided.hits {
            rows.field(month.period)?;
            rows.text(month.dealer.code.as_str())?;
            rows.text(decided.slip.no.as_str())?;
            rows.text(hit.code().clause())?;
            rows.text(hit.name())?;
            rows.text(&lang.reason(hit))?;
            rows.end()?;
        }
    }
    Ok(())
}
