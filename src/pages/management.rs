//! The sales manager: the months and their approval, what is recorded against dealers, and each dealer's years.

pub mod approval;
pub mod chance;
pub mod correction;
pub mod lines;
pub mod pack;
pub mod packs;
pub mod scorecard;
pub mod violations;

use super::{Failure, Page};
use crate::agreement::codes::DealerCode;
use crate::auth::Role;
use crate::calendar::Period;
use crate::workflow::Error;

/// Who look at months over all dealers.
pub const OFFICES: &[Role] = &[Role::Reviewer, Role::SalesManager, Role::Finance, Role::Administrator];
/// Who approves.
pub const MANAGER: &[Role] = &[Role::SalesManager];
/// Who enter corrections.
pub const CORRECTORS: &[Role] = &[Role::SalesManager, Role::Finance];

/// Who look at a dealer's years; a clerk at the own dealer's.
pub const YEARS: &[Role] = &[Role::DealerClerk, Role::Reviewer, Role::SalesManager, Role::Finance, Role::Administrator];

/// The period of a path.
fn period_of(page: &Page, text: &str) -> Result<Period, Failure> {
    text.parse().map_err(|_| page.failure(&Error::NotFound))
}

/// The dealer of a path.
fn dealer_of(page: &Page, text: &str) -> Result<DealerCode, Failure> {
    DealerCode::new(text).ok_or_else(|| page.failure(&Error::NotFound))
}

/// Tenths of a percent: `12.5%`.
pub fn percent(tenths: u64) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}
