//! Mail that waits, went out or was given up.

diesel::table! {
    outbox (id) {
        id -> Text,
        dealer -> Text,
        event -> Text,
        event_key -> Text,
        person -> Text,
        recipient -> Text,
        locale -> Text,
        payload -> Text,
        in_digest -> Bool,
        state -> Text,
        message_id -> Text,
        attempts -> BigInt,
        due_at -> Timestamp,
        give_up_at -> Timestamp,
        lease_until -> Nullable<Timestamp>,
        leased_by -> Text,
        last_error -> Text,
        created_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}
