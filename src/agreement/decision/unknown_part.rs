//! 4.14 `UNKNOWN_PART`: a part is not registered; rejected.

use super::case::Case;
use super::hit::Hit;

/// Whether the parts register lacks one of the parts; the first by its number is named.
pub fn hits(case: &Case) -> Option<Hit> {
    let unknown = case.slip.parts_used().into_iter().find(|(part, _)| case.month.registers.part(part).is_none());
    unknown.map(|(part, _)| Hit::UnknownPart { part: part.clone() })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn every_part_must_be_registered() {
        check(
            &World::default(),
            "
            W1 parts=P-HEAT -> accepted
            W2 parts=P-HEAT,P-NONE -> rejected UNKNOWN_PART
            W3 parts= -> accepted
            ",
        );
    }
}
