//! The service on a database: every test runs on SQLite and on PostgreSQL, which the harness brings along.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::similar_names,
    reason = "a test fails where it cannot go on; its people and dealers are alike"
)]

mod cluster;
mod expected;
mod served;

mod service {
    #[macro_use]
    pub mod harness;

    mod access;
    mod accounts;
    mod agreements;
    mod answers;
    mod audit;
    mod backup;
    mod bank_results;
    mod batches;
    mod binder;
    mod call_picks;
    mod cases;
    mod cases_over_http;
    mod centre;
    mod columns;
    mod deputies;
    mod dictionary;
    mod disputes;
    mod do_not_call;
    mod faults;
    mod filled;
    mod house_checks;
    mod idempotency;
    mod import_folder;
    mod installation;
    mod iso20022;
    mod jobs;
    mod ledger;
    mod ledger_sums;
    mod list_files;
    mod looking;
    mod mail;
    mod mail_letters;
    mod mail_tls;
    mod mail_verbs;
    mod mend;
    mod month;
    mod months_over_http;
    mod pace;
    mod pages;
    mod pages_rows;
    mod papers;
    mod payments_over_http;
    mod people;
    mod quality;
    mod questions;
    mod registers;
    mod registers_api;
    mod repeated;
    mod schema;
    mod seeds;
    mod sessions;
    mod settlement;
    mod slip_lists;
    mod steps;
    mod tallies;
    mod templates;
    mod transactions;
    mod upload_routes;
    mod uploads;
    mod verify;
    mod versions;
}
