//! 4.15 `REPEAT_REPAIR`: same dealer, unit and fault as an earlier repair within `repeat_repair_days`; rejected.
//!
//! Earlier is a slip of this period that 4.1–4.15 left standing, or one of an earlier period whose decision is accepted,
//! adjusted or held. A blank fault equals a blank one.

use super::case::Case;
use super::hit::Hit;

/// Whether the dealer repaired the same fault of the unit shortly before.
pub fn hits(case: &Case) -> Option<Hit> {
    let repeat_repair_days = case.line_terms?.repeat_repair_days;
    let in_period = case.before.repairs.latest_before(case.slip, repeat_repair_days);
    let before_period = case.month.history.repairs().latest_before(case.slip, repeat_repair_days);
    let earlier_on = in_period.max(before_period)?;
    Some(Hit::RepeatRepair { earlier_on, repeat_repair_days })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn the_same_fault_is_paid_once_within_the_days() {
        check(
            &World { line: "repeat_repair_days = 10", ..World::default() },
            "
            W1 serial_no=S1 fault_code=E1 repair_date=2026-03-01 -> accepted
            W2 serial_no=S1 fault_code=E1 repair_date=2026-03-01 -> rejected REPEAT_REPAIR
            W3 serial_no=S1 fault_code=E2 repair_date=2026-03-01 -> accepted
            W4 serial_no=S1 fault_code=E1 repair_date=2026-03-11 -> rejected REPEAT_REPAIR
            W5 serial_no=S1 fault_code=E1 repair_date=2026-03-12 -> accepted
            W6 serial_no=S2 fault_code= repair_date=2026-03-01 -> accepted
            W7 serial_no=S2 fault_code= repair_date=2026-03-02 -> rejected REPEAT_REPAIR
            W8 serial_no=S3 fault_code=E1 customer_signed=no repair_date=2026-03-02 -> void UNSIGNED
            W9 serial_no=S3 fault_code=E1 repair_date=2026-03-03 -> accepted
            ",
        );
    }

    #[test]
    fn earlier_periods_count_where_they_were_accepted_adjusted_or_held() {
        check(
            &World {
                earlier: "E1 serial_no=S1 fault_code=E1 repair_date=2026-02-20\nE2 serial_no=S2 fault_code=E1 repair_date=2026-02-20 customer_signed=no\nE3 serial_no=S3 fault_code=E1 repair_date=2026-02-20 parts=P-HEAT*9\nE4 serial_no=S4 fault_code=E1 repair_date=2026-02-20 claimed_fee=99.00",
                ..World::default()
            },
            "
            W1 serial_no=S1 fault_code=E1 repair_date=2026-03-22 -> rejected REPEAT_REPAIR
            W2 serial_no=S1 fault_code=E1 repair_date=2026-03-23 -> accepted
            W3 serial_no=S2 fault_code=E1 repair_date=2026-03-01 -> accepted
            W4 serial_no=S3 fault_code=E1 repair_date=2026-03-01 -> rejected REPEAT_REPAIR
            W5 serial_no=S4 fault_code=E1 repair_date=2026-03-01 -> rejected REPEAT_REPAIR
            ",
        );
    }
}
