//! Mail (agreement 9.3): what is told to whom, in which words, and how it goes out.
//!
//! A verb tells of what it does inside its own transaction (`outbox::tell`); what is told is an `event::Event` with
//! nothing in it that people typed and nothing about customers. Only when it is sent does it become a letter in the
//! reader's language, and the letter a message.

pub mod address;
pub mod event;
pub mod letter;
pub mod outbox;
pub mod server;
