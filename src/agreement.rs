//! The service agreement as rules: no I/O, no clock, no chance. Every file names its clauses.

pub mod allowance;
pub mod award;
pub mod callbacks;
pub mod codes;
pub mod decision;
pub mod disputes;
pub mod evidence;
pub mod filing;
pub mod ledger;
pub mod parts;
pub mod penalties;
pub mod position;
pub mod registers;
pub mod sampling;
pub mod slip;
pub mod statement;
pub mod terms;
pub mod violations;
