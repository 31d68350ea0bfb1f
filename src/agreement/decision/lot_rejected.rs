//! 4.25 `LOT_REJECTED`: the month's lot failed (6.5), and this slip of it is not confirmed; held.

use super::CalledCase;
use super::hit::Hit;
use crate::agreement::registers::Outcome;

/// Whether the slip waits because its lot failed.
pub fn hits(case: &CalledCase) -> Option<Hit> {
    let lot = case.lot.filter(|lot| lot.is_rejected())?;
    let confirmed = case.answer.is_some_and(|call| call.outcome == Outcome::Confirmed);
    (!confirmed).then_some(Hit::LotRejected { failed: lot.failed, accept_number: lot.plan.accept_number })
}
