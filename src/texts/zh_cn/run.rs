//! The words of a folder run.
