//! What everybody keeps for themselves: their profile and their API tokens.

pub mod profile;
pub mod tokens;
