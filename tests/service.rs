//! The service on a database: every test runs on SQLite and on PostgreSQL, which the harness brings along.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod service {
    #[macro_use]
    pub mod harness;

    mod answers;
    mod audit;
    mod backup;
    mod idempotency;
    mod people;
    mod schema;
    mod sessions;
    mod transactions;
}
