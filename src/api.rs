//! The HTTP interface, JSON under `/api/v1`.
//!
//! `routes` is the one table of what there is and who may do it; a handler asks a verb of `workflow` on a blocking thread
//! (`on_block`) and hands on what it answers. Every refusal is a `Problem` in the caller's language.

pub mod accounts;
pub mod adjustments;
pub mod agreements;
pub mod bank_results;
pub mod batches;
pub mod binders;
pub mod body;
pub mod call_picks;
pub mod calls;
pub mod capacity;
pub mod claims;
pub mod customers;
pub mod delegations;
pub mod disputes;
pub mod do_not_call;
pub mod document;
pub mod etag;
pub mod exports;
pub mod feedback;
pub mod findings;
pub mod guard;
pub mod house_checks;
pub mod idempotency;
pub mod invoices;
pub mod ledger;
pub mod listing;
pub mod lots;
pub mod outbox;
pub mod papers;
pub mod payment_terms;
pub mod payments;
pub mod people;
pub mod place;
pub mod problem;
pub mod questions;
pub mod received;
pub mod registers;
pub mod routes;
pub mod seeds;
pub mod sessions;
mod settings;
pub mod slips;
pub mod statement_lines;
pub mod statements;
pub mod steps;
pub mod tokens;
pub mod trail;
pub mod uploads;
pub mod violations;

pub use body::Checked;
pub use guard::Who;
pub use problem::Problem;

use crate::texts::Lang;
use crate::web;
pub use crate::web::Desk;
use crate::workflow::{self, Office};

/// Runs a verb on a thread that may wait; its refusal is worded in `lang`.
pub async fn on_block<T: Send + 'static>(
    desk: &Desk,
    lang: Lang,
    work: impl FnOnce(&Office) -> Result<T, workflow::Error> + Send + 'static,
) -> Result<T, Problem> {
    web::on_block(desk, work).await.map_err(|error| Problem::of(&error, lang))
}
