//! 7, 9.1: a dealer's month, its statements with their lines and steps, and its violations.

diesel::table! {
    months (dealer, period) {
        dealer -> Text,
        period -> Text,
        state -> Text,
        state_version -> BigInt,
        statement_revision -> BigInt,
        slips_received_on -> Nullable<Date>,
        feedback_received_on -> Nullable<Date>,
        forfeited_on -> Nullable<Date>,
        forfeited_received_on -> Nullable<Date>,
        lot_drawn_at -> Nullable<Timestamp>,
        lot_drawn_by -> Text,
        lot -> Text,
        net_fen -> BigInt,
        payable_fen -> BigInt,
        payment_due_on -> Nullable<Date>,
        slip_count -> BigInt,
        held_count -> BigInt,
        claimed_fen -> BigInt,
        accepted_fen -> BigInt,
        allowance_fen -> BigInt,
        parts_fen -> BigInt,
        fines_fen -> BigInt,
        corrections_fen -> BigInt,
    }
}

diesel::table! {
    month_verdicts (dealer, period, verdict) {
        dealer -> Text,
        period -> Text,
        verdict -> Text,
        slip_count -> BigInt,
        claimed_fen -> BigInt,
    }
}

diesel::table! {
    statements (dealer, period, revision) {
        dealer -> Text,
        period -> Text,
        revision -> BigInt,
        fees_paid_fen -> BigInt,
        net_fen -> BigInt,
        payable_fen -> BigInt,
        balance_fen -> BigInt,
        payment_due_on -> Nullable<Date>,
        account -> Text,
        settled_at -> Timestamp,
        position -> Text,
    }
}

diesel::table! {
    statement_lines (dealer, period, revision, line) {
        dealer -> Text,
        period -> Text,
        revision -> BigInt,
        line -> BigInt,
        kind -> Text,
        product_line -> Text,
        reference -> Text,
        amount_fen -> BigInt,
        made_from -> Text,
    }
}

diesel::table! {
    statement_steps (dealer, period, seq) {
        dealer -> Text,
        period -> Text,
        seq -> BigInt,
        step -> Text,
        person -> Text,
        taken_at -> Timestamp,
        revision -> BigInt,
        batch -> Text,
        note -> Text,
        on_behalf_of -> Text,
    }
}

diesel::table! {
    adjustments (dealer, id) {
        dealer -> Text,
        id -> Text,
        period -> Text,
        line -> BigInt,
        reference -> Text,
        amount_fen -> BigInt,
        source -> Text,
        source_id -> Text,
        reason -> Text,
        made_by -> Text,
        made_at -> Timestamp,
        entered_period -> Text,
        on_behalf_of -> Text,
    }
}

diesel::table! {
    violations (dealer, period, revision, seq) {
        dealer -> Text,
        period -> Text,
        revision -> BigInt,
        seq -> BigInt,
        code -> Text,
        reference -> Text,
        violated_on -> Date,
        body -> Text,
    }
}
