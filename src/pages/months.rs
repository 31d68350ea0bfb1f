//! What a dealer's clerk and all offices share: a dealer's month, its statement and slips, disputes and findings.

pub mod allowance;
pub mod dispute;
pub mod disputes;
pub mod finding;
pub mod findings;
pub mod month;
mod objections;
pub mod panel;
pub mod places;
pub mod questions;
pub mod raise;
pub mod received;
pub mod slip;
pub mod slips;
pub mod statement;
pub mod timeline;
pub mod walk;
