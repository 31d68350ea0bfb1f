//! Any .ods file ends in an answer.
#![no_main]

mod reading;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reading::read(b"PK", bytes));

