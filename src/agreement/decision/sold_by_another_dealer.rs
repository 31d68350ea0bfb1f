//! 4.10 `SOLD_BY_ANOTHER_DEALER`: the register has another selling dealer; rejected, or a note where
//! `serve_other_dealers_units`.

use super::case::Case;
use super::hit::Hit;

/// Whether another dealer sold the unit.
pub fn hits(case: &Case) -> Option<Hit> {
    let seller = case.unit?.dealer;
    if *seller == case.month.dealer.code {
        return None;
    }
    let served = case.version?.terms.serve_other_dealers_units;
    Some(Hit::SoldByAnotherDealer { dealer: seller.clone(), served })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn another_dealers_unit_is_served_by_default() {
        check(
            &World::default(),
            "
            W1 serial_no=S-OTHER -> accepted SOLD_BY_ANOTHER_DEALER
            ",
        );
    }

    #[test]
    fn another_dealers_unit_is_rejected_where_the_terms_say_so() {
        check(
            &World { terms: "serve_other_dealers_units = false", ..World::default() },
            "
            W1 serial_no=S-OTHER -> rejected SOLD_BY_ANOTHER_DEALER
            W2 serial_no=S2 -> accepted
            ",
        );
    }
}
