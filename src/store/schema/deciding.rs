//! 4, 6: what is decided of a slip, and what people and calls add.

diesel::table! {
    decisions (dealer, period, slip_no, seq) {
        dealer -> Text,
        period -> Text,
        slip_no -> Text,
        seq -> BigInt,
        version -> BigInt,
        verdict -> Text,
        reasons -> Text,
        hits -> Text,
        claim_fen -> BigInt,
        decided_at -> Timestamp,
    }
}

diesel::table! {
    reviews (dealer, period, slip_no, seq) {
        dealer -> Text,
        period -> Text,
        slip_no -> Text,
        seq -> BigInt,
        accepted -> Bool,
        after_draw -> Bool,
        reason -> Text,
        reviewer -> Text,
        reviewed_at -> Timestamp,
        withdrawn -> Bool,
        on_behalf_of -> Text,
    }
}

diesel::table! {
    calls (dealer, id) {
        dealer -> Text,
        id -> Text,
        slip_no -> Text,
        called_on -> Date,
        attempt -> BigInt,
        outcome -> Text,
        satisfaction -> Nullable<BigInt>,
        note -> Text,
        recorded_by -> Text,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    appointments (dealer, slip_no) {
        dealer -> Text,
        slip_no -> Text,
        not_before -> Nullable<Timestamp>,
        is_agreed -> Bool,
        taken_by -> Text,
        taken_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    call_picks (dealer, slip_no) {
        dealer -> Text,
        slip_no -> Text,
        period -> Text,
        reason -> Text,
        picked_by -> Text,
        on_behalf_of -> Text,
        picked_at -> Timestamp,
        calls_before -> BigInt,
        is_open -> Bool,
    }
}

diesel::table! {
    questions (dealer, id) {
        dealer -> Text,
        id -> Text,
        period -> Text,
        slip_no -> Text,
        state -> Text,
        question -> Text,
        asked_by -> Text,
        asked_at -> Timestamp,
        answer_until -> Date,
        answer -> Text,
        answered_by -> Text,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    call_numbers (dealer, call_id) {
        dealer -> Text,
        call_id -> Text,
        number_mark -> Text,
    }
}

diesel::table! {
    do_not_call (id) {
        id -> Text,
        number_mark -> Text,
        masked -> Text,
        dealer -> Text,
        slip_no -> Text,
        said_to -> Text,
        said_at -> Timestamp,
    }
}
