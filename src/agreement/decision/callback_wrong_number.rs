//! 4.23 `CALLBACK_WRONG_NUMBER`: the number is nobody's, or somebody else's, on whatever slip; void.

use super::CalledCase;
use super::hit::Hit;
use crate::agreement::registers::Outcome;

/// Whether the governing call came out so.
pub fn hits(case: &CalledCase) -> Option<Hit> {
    let call = case.answer.filter(|call| call.outcome == Outcome::WrongNumber)?;
    Some(Hit::CallbackWrongNumber { called_on: call.called_on })
}
