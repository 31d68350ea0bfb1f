//! The tables of `migrations/`, the same on every backend, by subject; a test compares their columns.

mod access;
mod deciding;
mod filing;
mod installation;
mod mail;
mod objection;
mod payment;
mod registers;
mod settlement;
mod tallies;

pub use access::*;
pub use deciding::*;
pub use filing::*;
pub use installation::*;
pub use mail::*;
pub use objection::*;
pub use payment::*;
pub use registers::*;
pub use settlement::*;
pub use tallies::*;

diesel::allow_tables_to_appear_in_same_query!(
    adjustments,
    agreements,
    api_tokens,
    appointments,
    attachments,
    audit,
    audit_head,
    bank_accounts,
    call_numbers,
    call_picks,
    calls,
    column_aliases,
    dealer_books,
    decisions,
    delegations,
    dictionary,
    disputes,
    do_not_call,
    feedback_rows,
    files,
    findings,
    house_checks,
    idempotency,
    invitations,
    invoices,
    jobs,
    ledger_sums,
    month_verdicts,
    months,
    outbox,
    payment_batches,
    payments,
    people,
    questions,
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
    unmatched,
    upload_corrections,
    uploads,
    violations,
);
