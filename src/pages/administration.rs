//! The administrator's office: agreements, own checks, registers, people; what was done, what was told, how things are.

pub mod agreements;
pub mod audit;
pub mod dictionary;
pub mod health;
pub mod house_checks;
pub mod hub;
pub mod outbox;
pub mod people;
pub mod registers;
pub mod seeds;
pub mod settings;
pub mod what_if;
