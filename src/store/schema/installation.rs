//! What one installation has of its own: settings, files, work to do, and the audit trail.

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    files (sha256) {
        sha256 -> Text,
        byte_count -> BigInt,
        content -> Binary,
        created_at -> Timestamp,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        subject -> Text,
        state -> Text,
        run_at -> Timestamp,
        attempts -> BigInt,
        lease_until -> Nullable<Timestamp>,
        leased_by -> Text,
        last_error -> Text,
        created_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    audit (seq) {
        seq -> BigInt,
        at -> Timestamp,
        person -> Text,
        action -> Text,
        dealer -> Text,
        object -> Text,
        facts -> Text,
        previous_sha256 -> Text,
        sha256 -> Text,
    }
}

diesel::table! {
    audit_head (one) {
        one -> BigInt,
        seq -> BigInt,
        sha256 -> Text,
    }
}
