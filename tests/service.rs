//! The service as its verbs and its HTTP interface are used, on SQLite and on PostgreSQL.

#[path = "service/harness/mod.rs"]
mod harness;

#[path = "service/migrations.rs"]
mod migrations;

#[path = "service/cases.rs"]
mod cases;
