//! 4.2 `UNSIGNED`: the customer did not sign; void.

use super::case::Case;
use super::hit::Hit;

/// Whether the customer's signature is missing; a blank means that it is.
pub fn hits(case: &Case) -> Option<Hit> {
    (!case.slip.is_signed()).then_some(Hit::Unsigned)
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn only_a_yes_is_a_signature() {
        check(
            &World::default(),
            "
            W1 customer_signed=yes -> accepted
            W2 customer_signed=no -> void UNSIGNED
            W3 customer_signed= -> void UNSIGNED
            ",
        );
    }
}
