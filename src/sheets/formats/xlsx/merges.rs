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
/// More than an end tag with its prefix takes.
const END_TAG_BYTES: usize = 256;

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
        let seen = last_end_tag(&tail);
        in_tail |= seen.is_some();
        // Before the rows have ended only so much is kept that their end is not cut in two.
        let keep_from = match seen {
            Some(at) => at,
            None if in_tail => 0,
            None => tail.len().saturating_sub(END_TAG_BYTES),
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

/// Where the last end tag of the rows stands.
fn last_end_tag(bytes: &[u8]) -> Option<usize> {
    let is_end_tag = |at: &usize| {
        let before = bytes.get(..*at).unwrap_or_default();
        let tag = memchr::memrchr(b'<', before).and_then(|start| before.get(start..));
        tag.is_some_and(|tag| tag.starts_with(b"</"))
    };
    memmem::rfind_iter(bytes, ROWS_END).find(is_end_tag)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_cells_are_found_behind_the_rows() {
        let row = "<row r='1'><c r='A1' t='str'><v>sheetData</v></c></row>";
        for (start, end) in [("<sheetData>", "</sheetData>"), ("<x:sheetData >", "</x:sheetData >")] {
            let rows = row.repeat(60_000);
            let merges = "<mergeCells><mergeCell ref='A1:B3'/><mergeCell ref='$'/></mergeCells>".replace('$', "C7");
            let sheet = format!("<worksheet>{start}{rows}{end}{merges}</worksheet>");
            let expected = [
                Merge { first_row: 1, last_row: 3, first_column: 0, last_column: 1 },
                Merge { first_row: 7, last_row: 7, first_column: 2, last_column: 2 },
            ];
            assert_eq!(of_bytes(sheet.as_bytes()).as_deref(), Ok(expected.as_slice()));
            assert_eq!(of_stream(sheet.as_bytes()).as_deref(), Ok(expected.as_slice()));
        }
    }
}
