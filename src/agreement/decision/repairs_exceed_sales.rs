//! 4.17 `REPAIRS_EXCEED_SALES`: beyond the first ⌈`max_repair_rate` × units under warranty⌉ standing slips of the line in
//! this period; held.
//!
//! Units under warranty are the dealer's net sales of the months P − `warranty_months` to P, not below 0.

use super::case::Case;
use super::hit::Hit;

/// Whether the standing slips before this one have used up the volume of the line.
pub fn hits(case: &Case) -> Option<Hit> {
    let terms = case.line_terms?;
    let line = case.line()?;
    let first = case.month.period.plus(-i32::try_from(terms.warranty_months).unwrap_or(i32::MAX));
    let units = case.month.records.units_sold(line, first..=case.month.period).max(0);
    let repairs_max = terms.max_repair_rate.share_rounded_up(units);
    let repairs = case.before.volume.get(line).copied().unwrap_or_default();
    (repairs >= repairs_max).then_some(Hit::RepairsExceedSales { repairs_max, units })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn the_share_of_units_is_rounded_up_and_only_standing_slips_use_it() {
        check(
            &World { sales: "2025-02 500 1.00\n2025-03 20 1.00\n2026-03 1 1.00\n2026-04 500 1.00", ..World::default() },
            "
            W1 serial_no=S1 -> accepted
            W2 serial_no=S2 customer_signed=no -> void UNSIGNED
            W3 serial_no=S3 parts=P-HEAT*3 -> held PART_QTY_ABOVE_MAXIMUM
            W4 serial_no=S4 -> accepted
            W5 serial_no=S5 -> accepted
            W6 serial_no=S6 -> held REPAIRS_EXCEED_SALES
            W7 serial_no=S7 customer_signed=no -> void UNSIGNED;REPAIRS_EXCEED_SALES
            ",
        );
    }

    #[test]
    fn more_returns_than_sales_leave_no_units() {
        check(
            &World { sales: "2026-02 -5 -1.00", ..World::default() },
            "
            W1 -> held REPAIRS_EXCEED_SALES
            ",
        );
    }
}
