//! 4.18 `PART_EXCEEDS_STOCK`: under the policy `consignment_exchange` some part's quantity is above what is on hand (5.2); held.

use super::case::Case;
use super::hit::Hit;
use crate::agreement::terms::PartsPolicy;

/// Whether the dealer cannot have had the parts; the first such part by its number is named.
pub fn hits(case: &Case) -> Option<Hit> {
    if case.line_terms?.parts_policy != PartsPolicy::ConsignmentExchange {
        return None;
    }
    case.slip.parts_used().into_iter().find_map(|(part, qty)| {
        case.month.registers.part(part)?;
        let on_hand = case.on_hand(part);
        (qty > on_hand).then(|| Hit::PartExceedsStock { part: part.clone(), qty, on_hand })
    })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn what_standing_slips_used_is_no_longer_on_hand() {
        check(
            &World {
                stock: "P-HEAT 2026-02 consign 3\nP-HEAT 2026-03 replenish 1\nP-HEAT 2026-04 replenish 9",
                ..World::default()
            },
            "
            W1 serial_no=S1 parts=P-HEAT*2 -> accepted
            W2 serial_no=S2 parts=P-HEAT*2 customer_signed=no -> void UNSIGNED
            W3 serial_no=S3 parts=P-HEAT*2 -> accepted
            W4 serial_no=S4 parts=P-HEAT -> held PART_EXCEEDS_STOCK
            W5 serial_no=S5 -> accepted
            ",
        );
    }

    #[test]
    fn earlier_periods_used_what_was_payable_in_the_end() {
        check(
            &World {
                stock: "P-HEAT 2026-01 consign 3",
                earlier: "E1 parts=P-HEAT*2 serial_no=S9\nE2 parts=P-HEAT customer_signed=no",
                ..World::default()
            },
            "
            W1 serial_no=S1 parts=P-HEAT -> accepted
            W2 serial_no=S2 parts=P-HEAT -> held PART_EXCEEDS_STOCK
            ",
        );
    }

    #[test]
    fn other_policies_do_not_watch_the_stock() {
        check(
            &World { stock: "", line: "parts_policy = \"purchase\"", ..World::default() },
            "
            W1 parts=P-HEAT -> accepted
            ",
        );
    }
}
