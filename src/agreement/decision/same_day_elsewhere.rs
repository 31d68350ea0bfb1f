//! 4.19 `SAME_DAY_ELSEWHERE`: another dealer filed the same unit for the same day of this period; both are held.

use super::case::Case;
use super::hit::Hit;

/// Whether another dealer filed a slip for the unit and the day, however it is decided.
pub fn hits(case: &Case) -> Option<Hit> {
    let dealer = case.month.same_day.elsewhere(case.slip, &case.month.dealer.code)?;
    Some(Hit::SameDayElsewhere { dealer: dealer.clone() })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn a_unit_is_in_one_place_a_day() {
        check(
            &World {
                elsewhere: "X1 serial_no=S1 repair_date=2026-03-05 customer_signed=no\nX2 serial_no=S2 repair_date=2026-03-06",
                ..World::default()
            },
            "
            W1 serial_no=S1 repair_date=2026-03-05 -> held SAME_DAY_ELSEWHERE
            W2 serial_no=S2 repair_date=2026-03-05 -> accepted
            W3 serial_no=S1 repair_date= -> void INCOMPLETE
            ",
        );
    }
}
