//! `decisions.csv`: every slip with its decision, the codes that hit, and what it claims and pays.

use super::{Export, Rows, SettledMonth};
use crate::agreement::decision::DecidedSlip;
use crate::texts::Lang;

pub const EXPORT: Export = Export {
    file: "decisions.csv",
    columns: &["period", "dealer_code", "slip_no", "decision", "reasons", "claim_value", "payable"],
    rows,
};

fn rows(month: &SettledMonth, _lang: Lang, rows: &mut Rows) -> csv::Result<()> {
    let mut reasons = String::new();
    for decided in by_slip_no(month) {
        reasons.clear();
        for hit in &decided.hits {
            if !reasons.is_empty() {
                reasons.push(';');
            }
            reasons.push_str(hit.name());
        }
        rows.field(month.period)?;
        rows.text(month.dealer.code.as_str())?;
        rows.text(decided.slip.no.as_str())?;
        rows.text(decided.verdict.as_str())?;
        rows.text(&reasons)?;
        rows.field(decided.claim_value)?;
        rows.field(decided.payable())?;
        rows.end()?;
    }
    Ok(())
}

/// The month's slips in the order of their numbers as bytes.
pub fn by_slip_no<'a>(month: &SettledMonth<'a>) -> Vec<&'a DecidedSlip> {
    let mut slips: Vec<&DecidedSlip> = month.decided.slips.iter().collect();
    slips.sort_unstable_by(|a, b| a.slip.no.cmp(&b.slip.no));
    slips
}
