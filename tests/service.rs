//! The service on a database: every test runs on SQLite and on PostgreSQL, which the harness brings along.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

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
    mod cases;
    mod disputes;
    mod idempotency;
    mod import_folder;
    mod jobs;
    mod month;
    mod people;
    mod registers;
    mod registers_api;
    mod schema;
    mod seeds;
    mod sessions;
    mod settlement;
    mod steps;
    mod transactions;
    mod upload_routes;
    mod uploads;
}
