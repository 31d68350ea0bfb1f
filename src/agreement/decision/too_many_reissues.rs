//! 4.5 `TOO_MANY_REISSUES`: re-issued slips (补单) beyond the first `reissued_slips_max` of the period; rejected.
//!
//! They are counted in the order of slips, whatever else hits them; one without a version takes a place but never hits.

use super::case::Case;
use super::hit::Hit;

/// Whether the re-issued slips before this one have taken every place.
pub fn hits(case: &Case) -> Option<Hit> {
    if !case.slip.is_reissued() {
        return None;
    }
    let reissued_slips_max = case.version?.terms.reissued_slips_max;
    let place = case.before.reissued + 1;
    (place > reissued_slips_max).then_some(Hit::TooManyReissues { place, reissued_slips_max })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn places_are_taken_in_order_by_whatever_slip() {
        check(
            &World { terms: "reissued_slips_max = 2", ..World::default() },
            "
            W1 reissued=yes customer_signed=no -> void UNSIGNED
            W2 reissued=no -> accepted
            W3 reissued=yes -> accepted
            W4 reissued=yes -> rejected TOO_MANY_REISSUES
            W5 reissued= -> accepted
            ",
        );
    }

    #[test]
    fn a_slip_without_a_version_takes_a_place_but_never_hits() {
        check(
            &World { terms: "reissued_slips_max = 1", ..World::default() },
            "
            W2 reissued=yes repair_date= -> void INCOMPLETE
            W1 reissued=yes -> rejected TOO_MANY_REISSUES
            ",
        );
    }
}
