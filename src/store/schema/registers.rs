//! 2, 6.2: the registers, agreements, house checks and seeds that months are decided by.

diesel::table! {
    register_versions (id) {
        id -> BigInt,
        register -> Text,
        mode -> Text,
        file_name -> Text,
        file_sha256 -> Text,
        uploaded_by -> Text,
        uploaded_at -> Timestamp,
        rows_read -> BigInt,
        rows_added -> BigInt,
        rows_removed -> BigInt,
    }
}

diesel::table! {
    register_rows (dealer, register, row_key, added_in, row_no) {
        dealer -> Text,
        register -> Text,
        row_key -> Text,
        added_in -> BigInt,
        row_no -> BigInt,
        removed_in -> Nullable<BigInt>,
        body -> Text,
    }
}

diesel::table! {
    agreements (id) {
        id -> Text,
        code -> Text,
        effective_from -> Date,
        body -> Text,
        published_by -> Text,
        published_at -> Timestamp,
        replaced_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    house_checks (id) {
        id -> Text,
        code -> Text,
        expression -> Text,
        message -> Text,
        held -> Bool,
        first_period -> Text,
        last_period -> Nullable<Text>,
        published_by -> Text,
        published_at -> Timestamp,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    seeds (period) {
        period -> Text,
        seed -> Text,
        seed_sha256 -> Text,
        published_at -> Timestamp,
    }
}
