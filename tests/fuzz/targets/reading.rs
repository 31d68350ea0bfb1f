//! A file of some bytes, read in this process.

use std::io::{Seek, Write};

use sanbao::sheets::{Limits, SheetKind, read_unconfined};

/// Reads the bytes as a file if they begin as files of the format do; a panic or a hang is the finding.
pub fn read(start: &[u8], bytes: &[u8]) {
    if !bytes.starts_with(start) {
        return;
    }
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).and_then(|()| file.rewind()).expect("room for it");
    let answer = read_unconfined(file, SheetKind::Slips, Limits::DEALER);
    assert!(answer.rows <= Limits::DEALER.rows_max + 1);
}
