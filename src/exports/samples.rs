//! `samples.csv`: every drawn slip with its lot's plan, so that a dealer can check the draw.

use super::{Export, Rows, SettledMonth};
use crate::texts::Lang;

pub const EXPORT: Export = Export {
    file: "samples.csv",
    columns: &["period", "dealer_code", "lot_size", "sample_size", "accept_number", "draw_order", "slip_no"],
    rows,
};

fn rows(month: &SettledMonth, _lang: Lang, rows: &mut Rows) -> csv::Result<()> {
    let Some(lot) = &month.decided.lot else { return Ok(()) };
    let drawn = lot.drawn.iter().filter_map(|place| month.decided.slips.get(*place));
    for (decided, draw_order) in drawn.zip(1..) {
        let draw_order: u64 = draw_order;
        rows.field(month.period)?;
        rows.text(month.dealer.code.as_str())?;
        rows.field(lot.size)?;
        rows.field(lot.plan.sample_size)?;
        rows.field(lot.plan.accept_number)?;
        rows.field(draw_order)?;
        rows.text(decided.slip.no.as_str())?;
        rows.end()?;
    }
    Ok(())
}
