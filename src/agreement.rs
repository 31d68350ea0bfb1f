//! The service agreement as rules: no I/O, no clock, no chance. Every file names its clauses.

pub mod callbacks;
pub mod codes;
pub mod decision;
pub mod filing;
pub mod registers;
pub mod sampling;
pub mod slip;
pub mod terms;
