//! The merged cells of a sheet, which stand behind its rows.

use std::io::Read;

use memchr::memmem;

use super::rows::cell_reference;
use crate::sheets::fault::FileProblem;
use crate::sheets::formats::Merge;
use crate::sheets::xml::{Event, Scanner, Tag};

/// What may stand behind the rows of a sheet.
const TAIL_BYTES_MAX: usize = 64 << 20;
const CHUNK_BYTES: u64 = 1 << 20;
const ROWS_END: &[u8] = b"sheetData";

/// The merged cells of a sheet that is in memory.
pub fn of_bytes(sheet: &[u8]) -> Result<Vec<Merge>, FileProblem> {
    of_tail(sheet.get(memmem::rfind(sheet, ROWS_END).unwrap_or_default()..).unwrap_or_default())
}

/// The merged cells of a sheet that streams by.
pub fn of_stream(mut sheet: impl Read) -> Result<Vec<Merge>, FileProblem> {
    let mut tail: Vec<u8> = Vec::new();
    let mut in_tail = false;
    loop {
        let read = sheet.by_ref().take(CHUNK_BYTES).read_to_end(&mut tail).map_err(|_| FileProblem::Damaged)?;
        let seen = memmem::rfind(&tail, ROWS_END);
        in_tail |= seen.is_some();
        // Before the rows have ended only so much is kept that their end is not cut in two.
        let keep_from = match seen {
            Some(at) => at,
            None if in_tail => 0,
            None => tail.len().saturating_sub(ROWS_END.len()),
        };
        tail.drain(..keep_from);
        if tail.len() > TAIL_BYTES_MAX {
            return Err(FileProblem::InflatesTooFar);
        }
        if read == 0 {
            return of_tail(&tail);
        }
    }
}

/// The merged cells in what stands from the last `sheetData` on. Whether that was the end of the rows, the reading of
/// the rows finds out.
fn of_tail(tail: &[u8]) -> Result<Vec<Merge>, FileProblem> {
    let start = memchr::memchr(b'>', tail).map_or(tail.len(), |at| at + 1);
    let mut scanner = Scanner::of_tail(tail.get(start..).unwrap_or_default(), b"worksheet");
    let mut merges = Vec::new();
    loop {
        match scanner.next_event() {
            Ok(Event::Open(tag)) if tag.name == b"mergeCell" => merges.push(merge(&tag)?),
            // A sheet that is broken here is found out when its rows are read.
            Ok(Event::End) | Err(_) => return Ok(merges),
            Ok(_) => {}
        }
    }
}

/// One `mergeCell`.
pub fn merge(tag: &Tag<'_>) -> Result<Merge, FileProblem> {
    let reference = tag.attribute(b"ref")?.ok_or(FileProblem::Damaged)?;
    let (first, last) = reference.split_once(':').unwrap_or((&reference, &reference));
    let corner = |corner: &str| cell_reference(corner.as_bytes()).ok_or(FileProblem::Damaged);
    let ((first_column, first_row), (last_column, last_row)) = (corner(first)?, corner(last)?);
    if first_row > last_row || first_column > last_column {
        return Err(FileProblem::Damaged);
    }
    Ok(Merge { first_row, last_row, first_column, last_column })
}
