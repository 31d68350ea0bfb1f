//! 7.4: where is paid to, what is paid, and the invoices.

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
        proposed_on_behalf_of -> Text,
        decided_on_behalf_of -> Text,
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
        on_behalf_of -> Text,
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
    ledger_sums (dealer, period, account, booked_on) {
        dealer -> Text,
        period -> Text,
        account -> Text,
        booked_on -> Date,
        debits_fen -> BigInt,
        credits_fen -> BigInt,
    }
}
