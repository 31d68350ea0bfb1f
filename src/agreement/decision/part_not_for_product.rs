//! 4.14 `PART_NOT_FOR_PRODUCT`: a part belongs to another product line; rejected.

use super::case::Case;
use super::hit::Hit;

/// Whether one of the parts is made for another line; the first by its number is named.
pub fn hits(case: &Case) -> Option<Hit> {
    let line = case.line()?;
    let used = case.slip.parts_used();
    let registered = used.iter().filter_map(|(part, _)| case.month.registers.part(part));
    let mut foreign = registered.filter(|part| part.line != *line);
    foreign.next().map(|part| Hit::PartNotForProduct { part: part.no.clone(), part_line: part.line.clone() })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn a_part_belongs_to_one_line() {
        check(
            &World::default(),
            "
            W1 parts=P-HEAT -> accepted
            W2 parts=P-FAN -> rejected PART_NOT_FOR_PRODUCT
            W3 parts=P-FAN,P-NONE -> rejected UNKNOWN_PART;PART_NOT_FOR_PRODUCT
            ",
        );
    }
}
