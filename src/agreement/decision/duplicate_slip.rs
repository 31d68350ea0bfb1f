//! 4.5 `DUPLICATE_SLIP`: the dealer filed this number for an earlier period, however that was decided; rejected.

use super::case::Case;
use super::hit::Hit;

/// Whether the number was filed before.
pub fn hits(case: &Case) -> Option<Hit> {
    let filed_for = case.month.history.filed_for(&case.slip.no)?;
    Some(Hit::DuplicateSlip { filed_for })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn a_number_filed_for_an_earlier_period_is_spent_however_that_was_decided() {
        check(
            &World { earlier: "W1 serial_no=S5\nW2 customer_signed=no\nw3", ..World::default() },
            "
            W1 -> rejected DUPLICATE_SLIP
            W2 -> rejected DUPLICATE_SLIP
            W3 -> accepted
            ",
        );
    }
}
