//! The words of this language, a file a subject.

pub mod samples;
pub mod sheets;
