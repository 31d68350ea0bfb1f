//! 4.22 `CALLBACK_FABRICATED`: the customer knows of no such repair (6.4), on whatever slip; fabricated.

use super::CalledCase;
use super::hit::Hit;
use crate::agreement::registers::Outcome;

/// Whether the governing call came out so.
pub fn hits(case: &CalledCase) -> Option<Hit> {
    let call = case.answer.filter(|call| call.outcome == Outcome::Fabricated)?;
    Some(Hit::CallbackFabricated { called_on: call.called_on })
}
