//! What quality and sales are counted from; derived from the other tables.

diesel::table! {
    tallied (what) {
        what -> Text,
        revision -> BigInt,
        made_at -> Timestamp,
    }
}

diesel::table! {
    claims_tallies (period, dealer, part_no, fault_code, product_model, months_in_service) {
        period -> Text,
        dealer -> Text,
        part_no -> Text,
        fault_code -> Text,
        product_model -> Text,
        months_in_service -> BigInt,
        claims -> BigInt,
    }
}

diesel::table! {
    feedback_tallies (period, grain, product_model, fault_code, part_no) {
        period -> Text,
        grain -> Text,
        product_model -> Text,
        fault_code -> Text,
        part_no -> Text,
        occurrences -> BigInt,
        description -> Text,
    }
}

diesel::table! {
    first_reports (part_no, product_model, fault_code) {
        part_no -> Text,
        product_model -> Text,
        fault_code -> Text,
        period -> Text,
    }
}

diesel::table! {
    sales_tallies (dealer, product_line, period) {
        dealer -> Text,
        product_line -> Text,
        period -> Text,
        units -> BigInt,
    }
}
