//! The service on a database: every test runs on SQLite and on PostgreSQL, which the harness brings along.

mod service {
    #[macro_use]
    pub mod harness;

    mod audit;
    mod schema;
    mod transactions;
}
