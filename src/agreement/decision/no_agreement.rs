//! 4.7 `NO_AGREEMENT`: no agreement in force covers the dealer and the model's product line; rejected.

use super::case::Case;
use super::hit::Hit;

/// Whether nothing covers the dealer and the line on the repair date.
pub fn hits(case: &Case) -> Option<Hit> {
    let repaired_on = case.slip.repaired_on?;
    let line = case.line()?;
    case.line_terms.is_none().then(|| Hit::NoAgreement { line: line.clone(), repaired_on })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn the_line_must_be_an_entry_of_the_version() {
        check(
            &World::default(),
            "
            W1 product_model=WH-60 -> accepted
            W2 product_model=FAN-1 serial_no=S-FAN -> rejected NO_AGREEMENT
            ",
        );
    }

    #[test]
    fn the_version_must_be_in_force_on_the_repair_date() {
        check(
            &World { in_force: "effective_from = 2026-03-10\neffective_to = 2026-03-20", ..World::default() },
            "
            W1 repair_date=2026-03-09 -> rejected NO_AGREEMENT
            W2 repair_date=2026-03-10 -> accepted
            W3 repair_date=2026-03-20 -> accepted
            W4 repair_date=2026-03-21 -> rejected NO_AGREEMENT
            ",
        );
    }
}
