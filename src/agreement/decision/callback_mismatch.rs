//! 4.23 `CALLBACK_MISMATCH`: the customer's account differs (资料不详), on whatever slip; void.

use super::CalledCase;
use super::hit::Hit;
use crate::agreement::registers::Outcome;

/// Whether the governing call came out so.
pub fn hits(case: &CalledCase) -> Option<Hit> {
    let call = case.answer.filter(|call| call.outcome == Outcome::Mismatch)?;
    Some(Hit::CallbackMismatch { called_on: call.called_on })
}
