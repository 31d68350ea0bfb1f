//! 8.1, 9.2: findings and disputes, and what was attached.

diesel::table! {
    findings (dealer, id) {
        dealer -> Text,
        id -> Text,
        period -> Text,
        slip_no -> Text,
        kind -> Text,
        state -> Text,
        found_by -> Text,
        found_on -> Date,
        answer_until -> Date,
        answer -> Text,
        answered_at -> Nullable<Timestamp>,
        decided_by -> Text,
        decided_at -> Nullable<Timestamp>,
        decision_reason -> Text,
        decided_on_behalf_of -> Text,
    }
}

diesel::table! {
    disputes (dealer, id) {
        dealer -> Text,
        id -> Text,
        period -> Text,
        line -> BigInt,
        slip_no -> Text,
        reason -> Text,
        raised_by -> Text,
        raised_at -> Timestamp,
        state -> Text,
        amount_fen -> BigInt,
        outcome_reason -> Text,
        settled_by -> Text,
        settled_at -> Nullable<Timestamp>,
        settled_on_behalf_of -> Text,
    }
}

diesel::table! {
    attachments (dealer, dispute, seq) {
        dealer -> Text,
        dispute -> Text,
        seq -> BigInt,
        file_name -> Text,
        file_sha256 -> Text,
        added_by -> Text,
        added_at -> Timestamp,
    }
}
