//! Quality: what the feedback sheets report and slips claim, as pictures whose bars lead to their rows.

pub mod claims;
mod filter;
pub mod picture;
pub mod rows;
pub mod safety;

use crate::auth::Role;

/// Who look after quality.
pub const QUALITY: &[Role] = &[Role::Reviewer, Role::SalesManager, Role::Administrator];
