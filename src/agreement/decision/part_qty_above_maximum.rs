//! 4.16 `PART_QTY_ABOVE_MAXIMUM`: more of a part (its rows added up) than the register's most per repair; held.

use super::case::Case;
use super::hit::Hit;

/// Whether the repair took more of a part than one repair takes; the first such part by its number is named.
pub fn hits(case: &Case) -> Option<Hit> {
    case.slip.parts_used().into_iter().find_map(|(part, qty)| {
        let max_per_repair = case.month.registers.part(part)?.max_per_repair?;
        (qty > max_per_repair.into()).then(|| Hit::PartQtyAboveMaximum { part: part.clone(), qty, max_per_repair })
    })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn a_parts_rows_add_up() {
        check(
            &World::default(),
            "
            W1 parts=P-HEAT*2 -> accepted
            W2 parts=P-HEAT*3 -> held PART_QTY_ABOVE_MAXIMUM
            W3 parts=P-HEAT*2,P-HEAT -> held PART_QTY_ABOVE_MAXIMUM
            W4 parts=P-SEAL*9 -> accepted
            ",
        );
    }
}
