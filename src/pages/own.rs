//! What everybody keeps for themselves: their profile, their API tokens, their deputies; and as what they act or look.

pub mod capacity;
pub mod deputies;
pub mod profile;
pub mod tokens;
