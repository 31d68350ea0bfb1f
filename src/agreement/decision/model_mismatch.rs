//! 4.9 `MODEL_MISMATCH`: the register has this serial under another model; rejected.

use super::case::Case;
use super::hit::Hit;

/// Whether the unit is of another model.
pub fn hits(case: &Case) -> Option<Hit> {
    let model = case.slip.model.as_ref()?;
    let registered = case.unit?.model;
    (registered != model).then(|| Hit::ModelMismatch { registered: registered.clone() })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn the_register_knows_the_units_model() {
        check(
            &World::default(),
            "
            W1 product_model=WH-80 -> rejected MODEL_MISMATCH
            W2 product_model= -> void INCOMPLETE
            W3 product_model=WH-80 repair_date= -> void INCOMPLETE;MODEL_MISMATCH
            ",
        );
    }
}
