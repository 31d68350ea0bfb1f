//! 4.12 `NOT_A_PRODUCT_FAULT`: the cause is not a product defect, so the customer pays; rejected.

use super::case::Case;
use super::hit::Hit;
use crate::agreement::slip::Cause;

/// Whether the fault is not the product's.
pub fn hits(case: &Case) -> Option<Hit> {
    let found = case.slip.cause();
    (found != Cause::ProductDefect).then_some(Hit::NotAProductFault { cause: found })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn only_a_product_defect_is_paid() {
        check(
            &World::default(),
            "
            W1 cause=product_defect -> accepted
            W2 cause= -> accepted
            W3 cause=user_damage -> rejected NOT_A_PRODUCT_FAULT
            W4 cause=force_majeure -> rejected NOT_A_PRODUCT_FAULT
            W5 cause=installation -> rejected NOT_A_PRODUCT_FAULT
            ",
        );
    }
}
