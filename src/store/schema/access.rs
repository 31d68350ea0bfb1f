//! Who may ask, and what a request was answered that is repeated.

diesel::table! {
    people (id) {
        id -> Text,
        login -> Text,
        name -> Text,
        role -> Text,
        dealer -> Text,
        locale -> Text,
        password_hash -> Text,
        totp_secret -> Text,
        totp_step -> BigInt,
        failed_count -> BigInt,
        retry_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        disabled_at -> Nullable<Timestamp>,
        email -> Text,
        mail_pace -> Text,
    }
}

diesel::table! {
    sessions (token_sha256) {
        token_sha256 -> Text,
        person -> Text,
        csrf_token -> Text,
        created_at -> Timestamp,
        seen_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        delegation -> Nullable<Text>,
        looks_at -> Nullable<Text>,
    }
}

diesel::table! {
    delegations (id) {
        id -> Text,
        principal -> Text,
        role -> Text,
        deputy -> Text,
        first_day -> Date,
        last_day -> Date,
        made_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        ended_by -> Text,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> Text,
        person -> Text,
        name -> Text,
        token_sha256 -> Text,
        scopes -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    invitations (token_sha256) {
        token_sha256 -> Text,
        person -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    idempotency (person, request_key) {
        person -> Text,
        request_key -> Text,
        request_sha256 -> Text,
        status -> BigInt,
        content_type -> Text,
        body -> Binary,
        created_at -> Timestamp,
        location -> Text,
        etag -> Text,
    }
}
