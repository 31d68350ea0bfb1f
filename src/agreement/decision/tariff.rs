//! 4.30: the tariff and the claim value; 4.20 `FEE_ABOVE_TARIFF`: the claimed fee is above the tariff; adjusted.

use super::case::Case;
use super::hit::Hit;
use crate::agreement::slip::ServiceMode;
use crate::money::Money;

/// Whether more is claimed than the tariff pays.
pub fn hits(case: &Case) -> Option<Hit> {
    let claimed = case.slip.claimed_fee?;
    let tariff = tariff(case)?;
    (claimed > tariff).then_some(Hit::FeeAboveTariff { claimed, tariff })
}

/// The labour fee, plus the visit fee when the service was door to door; none where the line has no labour fee.
pub fn tariff(case: &Case) -> Option<Money> {
    let terms = case.line_terms?;
    let visit_fee = match case.slip.service_mode() {
        ServiceMode::InShop => Money::ZERO,
        ServiceMode::DoorToDoor => terms.visit_fee,
    };
    Some(terms.labour_fee? + visit_fee)
}

/// The lower of the claimed fee and the tariff; the one that there is where the other is missing, and else nothing.
pub fn claim_value(case: &Case) -> Money {
    match (case.slip.claimed_fee, tariff(case)) {
        (Some(claimed), Some(tariff)) => claimed.min(tariff),
        (None, Some(tariff)) => tariff,
        (claimed, None) => claimed.unwrap_or(Money::ZERO),
    }
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn a_claim_is_paid_up_to_the_tariff() {
        check(
            &World { line: "labour_fee = \"15.00\"\nvisit_fee = \"10.00\"", ..World::default() },
            "
            W1 claimed_fee=15.00 -> accepted = 15.00
            W2 claimed_fee=15.01 -> adjusted FEE_ABOVE_TARIFF = 15.00
            W3 claimed_fee=25.00 service_mode=door_to_door -> accepted = 25.00
            W4 claimed_fee=25.01 service_mode=door_to_door -> adjusted FEE_ABOVE_TARIFF = 25.00
            W5 claimed_fee=9.99 -> accepted = 9.99
            W6 claimed_fee= -> accepted = 15.00
            W7 claimed_fee=0.00 -> accepted = 0.00
            W8 claimed_fee=20.00 product_model=WH-61 serial_no=S-NEW -> rejected UNKNOWN_MODEL;UNREGISTERED_SERIAL = 20.00
            ",
        );
    }

    #[test]
    fn without_a_labour_fee_there_is_no_tariff() {
        check(
            &World { line: "visit_fee = \"10.00\"", ..World::default() },
            "
            W1 claimed_fee=99.00 service_mode=door_to_door -> accepted = 99.00
            W2 claimed_fee= service_mode=door_to_door -> accepted = 0.00
            ",
        );
    }
}
