//! Persistence, and the only diesel: rows in and out, on SQLite and on PostgreSQL through one code path.
//!
//! `SlipRow` and its like are what the tables hold; they become the agreement's types here and go no further. A function
//! takes the connection that the verb's transaction runs on.

pub mod accounts;
pub mod adjustments;
pub mod agreements;
pub mod api_tokens;
pub mod appointments;
pub mod audit;
pub mod backup;
pub mod behalf;
pub mod books;
pub mod call_picks;
pub mod calls;
pub mod column_aliases;
mod connection;
pub mod corrections;
pub mod decisions;
pub mod delegations;
pub mod dialect;
pub mod dictionary;
pub mod disputes;
pub mod do_not_call;
pub mod feedback;
pub mod files;
pub mod findings;
pub mod freeze;
pub mod house_checks;
pub mod idempotency;
pub mod invitations;
pub mod invoices;
pub mod jobs;
pub mod ledger_sums;
mod migrations;
pub mod month_pack;
pub mod months;
mod order;
pub mod outbox;
pub mod payment_terms;
pub mod payments;
pub mod people;
pub mod quality;
pub mod questions;
pub mod registers;
pub mod reviews;
#[expect(missing_docs, reason = "the columns are described in migrations/")]
pub mod schema;
pub mod search;
pub mod seeds;
pub mod sessions;
pub mod settings;
pub mod slips;
pub mod statement_steps;
pub mod statements;
mod stored;
pub mod tallies;
pub mod uploads;
pub mod verification;

pub use connection::{Backend, Db, Store};

/// Why the database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be opened.
    #[error("the database cannot be opened: {0}")]
    Open(String),
    /// The URL asks for TLS, which this build's PostgreSQL client does not have.
    #[error("the database URL asks for TLS, which this build cannot; use a local socket, a tunnel or sslmode=disable")]
    NoTls,
    /// No connection came free in time.
    #[error("no database connection came free: {0}")]
    Busy(String),
    /// A migration failed.
    #[error("the database could not be brought up to date: {0}")]
    Migration(String),
    /// What is stored cannot be read: somebody changed it by hand, or this binary is older than the data.
    #[error("what is stored in {table} cannot be read: {reason}")]
    Stored {
        /// Where.
        table: &'static str,
        /// Why.
        reason: String,
    },
    /// Whoever took the request over does it; nothing was kept here.
    #[error("another process has taken the request over")]
    TakenOver,
    /// A query failed.
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
}

impl Error {
    /// Whether a unique key refused a row.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Query(error) if dialect::is_unique_violation(error))
    }

    /// For values that a table must be able to give back.
    pub(in crate::store) fn stored(table: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Stored { table, reason: reason.to_string() }
    }
}

/// A new identifier, unique everywhere, that sorts by the time of its making.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

/// JSON of a value for a text column.
pub(in crate::store) fn to_json<T: serde::Serialize>(table: &'static str, value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::stored(table, error))
}

/// The value of a text column's JSON.
pub(in crate::store) fn of_json<T: serde::de::DeserializeOwned>(table: &'static str, json: &str) -> Result<T, Error> {
    serde_json::from_str(json).map_err(|error| Error::stored(table, error))
}
