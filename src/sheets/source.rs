//! The rows of a slip exactly as its dealer sent them, below the header of their sheet.

use std::io;
use std::path::Path;

use super::cell::{normalised, shown};
use super::read::{CopiedRow, CopiedSheet, CopyOutlet};
use super::{Glossary, Limits, Reader, SheetKind, worker};

/// So many rows of one slip are shown.
const ROWS_MAX: usize = 50;

/// Rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRows {
    /// The workbook's sheet; empty for CSV.
    pub sheet: String,
    /// The header's cells, each with its column, from 0.
    pub header: Vec<(u32, String)>,
    /// The rows with their numbers, from 1.
    pub rows: Vec<(u32, Vec<(u32, String)>)>,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What the file may hold.
    pub limits: Limits,
    /// What columns are called in it.
    pub aliases: &'a Glossary,
    /// The slip's first row, from 1.
    pub row: u32,
    /// The slip's number.
    pub slip_no: &'a str,
}

/// The row with a number, and every other that names the same slip. None where the file cannot be read any more.
pub fn source_rows(reader: &Reader, path: &Path, wanted: &Wanted) -> io::Result<Option<SourceRows>> {
    let Wanted { limits, aliases, row, slip_no } = *wanted;
    let file_bytes = path.metadata()?.len();
    let task = worker::Task { path, file_bytes, sheet: SheetKind::Slips, limits, aliases };
    let mut found = Found { row, slip_no, header_row: None, counts_from_1904: false, is_here: false, came: None };
    let is_whole = reader.workers.start()?.copy(&task, &mut found)?;
    Ok(found.came.filter(|_| is_whole))
}

struct Found<'a> {
    row: u32,
    slip_no: &'a str,
    header_row: Option<u32>,
    counts_from_1904: bool,
    /// Whether the rows that come are of the sheet that was read.
    is_here: bool,
    came: Option<SourceRows>,
}

impl CopyOutlet for Found<'_> {
    fn sheet(&mut self, sheet: &CopiedSheet) -> io::Result<()> {
        // The first sheet with the header is the one that was read.
        self.is_here = self.came.is_none() && !sheet.columns.is_empty();
        if self.is_here {
            self.header_row = sheet.header_row;
            self.counts_from_1904 = sheet.counts_from_1904;
            self.came = Some(SourceRows { sheet: sheet.name.clone(), ..SourceRows::default() });
        }
        Ok(())
    }

    fn rows(&mut self, rows: &[CopiedRow]) -> io::Result<()> {
        let Some(came) = self.came.as_mut().filter(|_| self.is_here) else { return Ok(()) };
        for (number, cells) in rows {
            let texts = || cells.iter().map(|(column, cell)| (*column, shown(cell.as_raw(), self.counts_from_1904)));
            let names_it = |text: &str| normalised(text, &mut String::new()) == self.slip_no;
            let is_wanted = || *number == self.row || texts().any(|(_, text)| names_it(&text));
            if Some(*number) == self.header_row {
                came.header = texts().collect();
            } else if came.rows.len() < ROWS_MAX && is_wanted() {
                came.rows.push((*number, texts().collect()));
            }
        }
        Ok(())
    }
}
