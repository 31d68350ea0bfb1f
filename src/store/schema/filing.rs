//! 3: uploads and what they file: slips and feedback.

diesel::table! {
    dealer_books (dealer) {
        dealer -> Text,
        revision -> BigInt,
        settled_revision -> BigInt,
    }
}

diesel::table! {
    uploads (dealer, id) {
        dealer -> Text,
        id -> Text,
        period -> Text,
        sheet -> Text,
        state -> Text,
        file_name -> Text,
        file_sha256 -> Text,
        received_on -> Date,
        uploaded_by -> Text,
        uploaded_at -> Timestamp,
        rows_read -> BigInt,
        answer -> Text,
        preview -> Text,
        readable -> Binary,
        filed_by -> Text,
        filed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    column_aliases (dealer, sheet, spelled_key) {
        dealer -> Text,
        sheet -> Text,
        spelled_key -> Text,
        spelled -> Text,
        column_name -> Text,
        said_by -> Text,
        said_at -> Timestamp,
    }
}

diesel::table! {
    upload_corrections (dealer, upload, column_name, wrong) {
        dealer -> Text,
        upload -> Text,
        column_name -> Text,
        wrong -> Text,
        right_value -> Text,
        said_by -> Text,
        said_at -> Timestamp,
    }
}

diesel::table! {
    slips (dealer, period, slip_no, version) {
        dealer -> Text,
        period -> Text,
        slip_no -> Text,
        version -> BigInt,
        is_current -> Bool,
        upload -> Text,
        sheet_row -> BigInt,
        serial_no -> Text,
        product_model -> Text,
        repair_date -> Nullable<Date>,
        fault_code -> Text,
        body -> Text,
        filed_at -> Timestamp,
        decision -> BigInt,
        verdict -> Text,
        reasons -> Text,
        claim_fen -> BigInt,
        payable_fen -> BigInt,
        waits_for -> Text,
    }
}

diesel::table! {
    slip_codes (dealer, period, slip_no, code) {
        dealer -> Text,
        period -> Text,
        slip_no -> Text,
        code -> Text,
        verdict -> Text,
    }
}

diesel::table! {
    feedback_rows (dealer, period, row_no) {
        dealer -> Text,
        period -> Text,
        row_no -> BigInt,
        upload -> Text,
        product_model -> Text,
        fault_code -> Text,
        fault_description -> Text,
        occurrences -> BigInt,
        part_no -> Text,
        severity -> Text,
        suspected_cause -> Text,
        suggestion -> Text,
    }
}

diesel::table! {
    safety_notes (dealer, period, product_model, fault_code) {
        dealer -> Text,
        period -> Text,
        product_model -> Text,
        fault_code -> Text,
        note -> Text,
        noted_by -> Text,
        noted_at -> Timestamp,
    }
}

diesel::table! {
    unmatched (dealer, sheet, of_column, spelled_key) {
        dealer -> Text,
        sheet -> Text,
        of_column -> Text,
        spelled_key -> Text,
        spelled -> Text,
        file_count -> BigInt,
        last_at -> Timestamp,
        upload -> Text,
        file_name -> Text,
    }
}

diesel::table! {
    dictionary (sheet, of_column, spelled_key) {
        sheet -> Text,
        of_column -> Text,
        spelled_key -> Text,
        spelled -> Text,
        meaning -> Text,
        taught_by -> Text,
        taught_at -> Timestamp,
    }
}
