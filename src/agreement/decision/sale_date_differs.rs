//! 4.11 `SALE_DATE_DIFFERS`: the slip gives another sale date than the register; a note.

use super::case::Case;
use super::hit::Hit;

/// Whether slip and register name two sale dates.
pub fn hits(case: &Case) -> Option<Hit> {
    let on_slip = case.slip.sold_on?;
    let registered = case.unit?.sold_on;
    (on_slip != registered).then_some(Hit::SaleDateDiffers { registered, on_slip })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn another_sale_date_is_noted() {
        check(
            &World::default(),
            "
            W1 serial_no=S-JAN sale_date=2025-01-31 reported_at=2026-01-30T08:00 -> accepted
            W2 serial_no=S-JAN sale_date=2025-06-01 reported_at=2026-02-02T08:00 -> rejected OUT_OF_WARRANTY;SALE_DATE_DIFFERS
            W3 serial_no=S-JAN sale_date=2025-02-01 reported_at=2026-01-30T08:00 fault_code=E2 -> accepted SALE_DATE_DIFFERS
            ",
        );
    }
}
