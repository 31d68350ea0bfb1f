//! The merged cells of a sheet, which stand behind its rows.

use std::io::Read;

use memchr::{memchr, memmem, memrchr};

use super::rows::cell_reference;
use crate::sheets::fault::FileProblem;
use crate::sheets::formats::Merge;
use crate::sheets::xml::{Event, Scanner, Tag};

/// What may stand behind the rows of a sheet.
const TAIL_BYTES_MAX: usize = 64 << 20;
const CHUNK_BYTES: u64 = 1 << 20;
const ROWS: &[u8] = b"sheetData";
/// A tag of the rows is not longer; so much is kept that none is cut in two.
const TAG_BYTES_MAX: usize = 1 << 10;

/// The merged cells of a sheet that is in memory.
pub fn of_bytes(sheet: &[u8]) -> Result<Vec<Merge>, FileProblem> {
    of_tail(sheet.get(memmem::rfind(sheet, ROWS).unwrap_or_default()..).unwrap_or_default())
}

/// The merged cells of a sheet that streams by.
pub fn of_stream(mut sheet: impl Read) -> Result<Vec<Merge>, FileProblem> {
    let mut tail: Vec<u8> = Vec::new();
    let mut in_tail = false;
    loop {
        let read = sheet.by_ref().take(CHUNK_BYTES).read_to_end(&mut tail).map_err(|_| FileProblem::Damaged)?;
        let seen = memmem::rfind_iter(&tail, ROWS).find(|at| ends_rows(&tail, *at));
        in_tail |= seen.is_some();
        let keep_from = match seen {
            Some(at) => at,
            None if in_tail => 0,
            None => tail.len().saturating_sub(TAG_BYTES_MAX),
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

/// Whether the rows end where their element's name stands: in its closing tag, or in its only one.
fn ends_rows(sheet: &[u8], name_at: usize) -> bool {
    let (before, after) = sheet.split_at_checked(name_at).unwrap_or_default();
    let closes = memrchr(b'<', before).and_then(|tag| before.get(tag + 1)) == Some(&b'/');
    closes || memchr(b'>', after).and_then(|end| after.get(end - 1)) == Some(&b'/')
}

/// The merged cells in what stands from the last `sheetData` on. Whether that was the end of the rows, the reading of
/// the rows finds out.
fn of_tail(tail: &[u8]) -> Result<Vec<Merge>, FileProblem> {
    let start = memchr(b'>', tail).map_or(tail.len(), |at| at + 1);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(start: &str, end: &str) {
        // Longer than what may stand behind the rows.
        let rows = std::io::repeat(b' ').take(66 << 20);
        let sheet = start.as_bytes().chain(rows).chain(end.as_bytes());
        let expected = Merge { first_row: 1, last_row: 2, first_column: 0, last_column: 0 };
        assert_eq!(of_stream(sheet), Ok(vec![expected]), "{start}…{end}");
    }

    #[test]
    fn rows_of_any_length_stand_before_merged_cells() {
        check("<worksheet><sheetData>", "</sheetData><mergeCells><mergeCell ref='A1:A2'/></mergeCells></worksheet>");
        check(
            "<x:worksheet><x:sheetData>",
            "</x:sheetData ><x:mergeCells><x:mergeCell ref='A1:A2'/></x:mergeCells></x:worksheet>",
        );
        check("<worksheet>", "<sheetData/><mergeCells><mergeCell ref='A1:A2'/></mergeCells></worksheet>");
    }
}
