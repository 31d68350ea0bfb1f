//! The after-sales centre: the reviewer's worklist, the call desk, lots, and the confirmation of a month.

pub mod bulk;
pub mod call;
pub mod calls;
pub mod case;
pub mod confirm_month;
pub mod decide;
pub mod do_not_call;
pub mod lot;
pub mod lots;
pub mod number;
pub mod pace;
pub mod pick;
pub mod review;
pub mod slip_key;
pub mod source;
pub mod twins;
