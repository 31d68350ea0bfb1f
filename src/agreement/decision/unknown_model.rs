//! 4.6 `UNKNOWN_MODEL`: the model is not in the product register; rejected.

use super::case::Case;
use super::hit::Hit;

/// Whether the model is not registered.
pub fn hits(case: &Case) -> Option<Hit> {
    let model = case.slip.model.as_ref()?;
    case.product.is_none().then(|| Hit::UnknownModel { model: model.clone() })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn a_model_is_known_by_its_exact_spelling() {
        check(
            &World::default(),
            "
            W1 product_model=WH-60 -> accepted
            W2 product_model=wh-60 -> rejected UNKNOWN_MODEL;MODEL_MISMATCH
            W3 product_model=WH-61 serial_no=S-NEW -> rejected UNKNOWN_MODEL;UNREGISTERED_SERIAL
            ",
        );
    }
}
