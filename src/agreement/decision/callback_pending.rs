//! 4.24 `CALLBACK_PENDING`: in the lot, drawn (6.2) or re-issued (6.6), and not yet settled by a call (6.3); held.

use super::CalledCase;
use super::hit::Hit;

/// Whether the slip waits for its call.
pub fn hits(case: &CalledCase) -> Option<Hit> {
    case.lot?;
    let is_called = case.drawn || case.slip.is_reissued();
    (is_called && !case.settled).then_some(Hit::CallbackPending { drawn: case.drawn })
}
