//! The service agreement as rules: no I/O, no clock, no chance.

pub mod codes;
pub mod registers;
pub mod slip;
