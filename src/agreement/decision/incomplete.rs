//! 4.1 `INCOMPLETE`: a slip on which any of these is blank proves nothing; void.

use std::borrow::Cow;

use super::case::Case;
use super::hit::Hit;

/// Whether anything is blank without which the slip proves nothing.
pub fn hits(case: &Case) -> Option<Hit> {
    let slip = case.slip;
    let blanks = [
        ("product_model", slip.model.is_none()),
        ("serial_no", slip.serial.is_none()),
        ("customer_name", slip.customer_name.is_none()),
        ("customer_phone", slip.customer_phone.is_none()),
        ("customer_address", slip.customer_address.is_none()),
        ("reported_at", slip.reported_at.is_none()),
        ("repair_date", slip.repaired_on.is_none()),
        ("fault_description", slip.fault_description.is_none()),
        ("technician", slip.technician.is_none()),
    ];
    let blank: Vec<Cow<str>> =
        blanks.iter().filter(|(_, is_blank)| *is_blank).map(|(column, _)| Cow::Borrowed(*column)).collect();
    (!blank.is_empty()).then_some(Hit::Incomplete { blank })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn each_of_the_nine_columns_is_needed_and_a_blank_hits_nothing_else() {
        check(
            &World::default(),
            "
            W1 -> accepted
            W2 product_model= -> void INCOMPLETE
            W3 serial_no= -> void INCOMPLETE
            W4 customer_name= -> void INCOMPLETE
            W5 customer_phone= -> void INCOMPLETE
            W6 customer_address= -> void INCOMPLETE
            W7 reported_at= -> void INCOMPLETE
            W8 repair_date= -> void INCOMPLETE
            W9 fault_description= -> void INCOMPLETE
            W10 technician= -> void INCOMPLETE
            W11 sale_date= fault_code= completed_at= work_done= claimed_fee= -> accepted
            ",
        );
    }
}
