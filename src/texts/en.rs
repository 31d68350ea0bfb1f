//! The words of this language, a file a subject.

pub mod refusal;
pub mod sheets;
