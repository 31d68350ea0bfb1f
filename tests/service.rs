//! The service on a database: every test runs on SQLite and on PostgreSQL, which the harness brings along.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod service {
    #[macro_use]
    pub mod harness;

    mod accounts;
    mod agreements;
    mod audit;
    mod bank_results;
    mod batches;
    mod cases;
    mod disputes;
    mod import_folder;
    mod jobs;
    mod month;
    mod people;
    mod registers;
    mod schema;
    mod seeds;
    mod sessions;
    mod settlement;
    mod steps;
    mod transactions;
    mod uploads;
    mod verify;
}
