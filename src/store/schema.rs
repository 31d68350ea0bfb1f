//! The tables of `migrations/`, the same on every backend; a test loads each of them.

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

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
    files (sha256) {
        sha256 -> Text,
        byte_count -> BigInt,
        content -> Binary,
        created_at -> Timestamp,
    }
}

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
    bank_accounts (dealer, seq) {
        dealer -> Text,
        seq -> BigInt,
        account_name -> Text,
        bank_name -> Text,
        bank_account -> Text,
        bank_code -> Text,
        state -> Text,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        decided_by -> Text,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    dealer_books (dealer) {
        dealer -> Text,
        revision -> BigInt,
        settled_revision -> BigInt,
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
    }
}

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

diesel::table! {
    payment_batches (id) {
        id -> Text,
        made_by -> Text,
        made_at -> Timestamp,
        payment_count -> BigInt,
        total_fen -> BigInt,
        sha256 -> Text,
        payer -> Text,
    }
}

diesel::table! {
    payments (dealer, period, batch) {
        dealer -> Text,
        period -> Text,
        batch -> Text,
        amount_fen -> BigInt,
        account_name -> Text,
        bank_name -> Text,
        bank_account -> Text,
        bank_code -> Text,
        reference -> Text,
        due_on -> Nullable<Date>,
        state -> Text,
        result -> Text,
        result_at -> Nullable<Timestamp>,
        dealer_name -> Text,
        region -> Text,
        invoice_no -> Text,
        invoiced_on -> Nullable<Date>,
    }
}

diesel::table! {
    invoices (dealer, period, seq) {
        dealer -> Text,
        period -> Text,
        seq -> BigInt,
        invoice_no -> Text,
        invoiced_on -> Date,
        entered_by -> Text,
        entered_at -> Timestamp,
    }
}

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

diesel::allow_tables_to_appear_in_same_query!(
    adjustments,
    agreements,
    api_tokens,
    appointments,
    attachments,
    audit,
    audit_head,
    bank_accounts,
    calls,
    dealer_books,
    decisions,
    disputes,
    feedback_rows,
    files,
    findings,
    column_aliases,
    house_checks,
    idempotency,
    invitations,
    invoices,
    jobs,
    months,
    outbox,
    payment_batches,
    payments,
    people,
    register_rows,
    register_versions,
    reviews,
    safety_notes,
    seeds,
    sessions,
    settings,
    slip_codes,
    slips,
    statement_lines,
    statement_steps,
    statements,
    upload_corrections,
    uploads,
    violations,
);
