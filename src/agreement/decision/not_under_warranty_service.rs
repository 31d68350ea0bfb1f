//! 4.3 `NOT_UNDER_WARRANTY_SERVICE`: only class C is claimed from the manufacturer (3.6); rejected.

use super::case::Case;
use super::hit::Hit;
use crate::agreement::slip::ServiceClass;

/// Whether somebody else pays the service.
pub fn hits(case: &Case) -> Option<Hit> {
    let class = case.slip.service_class();
    (class != ServiceClass::C).then_some(Hit::NotUnderWarrantyService { class })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn class_c_and_a_blank_are_claimed() {
        check(
            &World::default(),
            "
            W1 service_class=A -> rejected NOT_UNDER_WARRANTY_SERVICE
            W2 service_class=B -> rejected NOT_UNDER_WARRANTY_SERVICE
            W3 service_class=C -> accepted
            W4 service_class=D -> rejected NOT_UNDER_WARRANTY_SERVICE
            W5 service_class= -> accepted
            ",
        );
    }
}
