//! The reasons that people give.

use super::{Error, Refusal};

/// How many letters a reason may have.
pub const REASON_LETTERS_MAX: usize = 2_000;

/// A reason without blanks around it, or the refusal of none.
pub(super) fn said(text: &str) -> Result<&str, Error> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > REASON_LETTERS_MAX {
        return Err(Error::Refused(Refusal::ReasonMissing));
    }
    Ok(text)
}
