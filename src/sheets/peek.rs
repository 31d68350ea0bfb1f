//! The header of a file with a few values below it, so that somebody can say what its columns are.

use std::io;

use super::cell::shown;
use super::read::{CopiedRow, CopiedSheet, CopyOutlet};
use super::refusal::Original;
use super::{ReadError, Reader, worker};

/// So many values of a column are shown.
const VALUES_MAX: usize = 3;
/// A value is cut after so many letters.
const LETTERS_MAX: usize = 40;
/// More columns than anybody looks through.
const COLUMNS_MAX: usize = 200;

/// A column of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenColumn {
    /// As the header spells it.
    pub spelled: String,
    /// The first values that are not blank.
    pub values: Vec<String>,
}

/// The columns of the sheet that has the header, or comes nearest to it; none where none does.
pub fn peek(reader: &Reader, original: &Original<'_>) -> Result<Vec<SeenColumn>, ReadError> {
    let Original { path, sheet, limits, aliases } = *original;
    let Ok(metadata) = path.metadata() else { return Ok(Vec::new()) };
    let task = worker::Task { path, file_bytes: metadata.len(), sheet, limits, aliases };
    let mut peeker = Peeker::default();
    let mut worker = reader.workers.start().map_err(ReadError::Worker)?;
    // What was seen of a file that cannot be read to its end is as good.
    let _ = worker.copy(&task, &mut peeker);
    Ok(peeker.columns)
}

#[derive(Default)]
struct Peeker {
    /// The header's row of the sheet whose rows come; none where it has none, or another sheet was taken.
    header_row: Option<u32>,
    counts_from_1904: bool,
    /// Whether the sheet that was taken has the whole header.
    is_found: bool,
    at: Vec<u32>,
    columns: Vec<SeenColumn>,
}

impl CopyOutlet for Peeker {
    fn sheet(&mut self, sheet: &CopiedSheet) -> io::Result<()> {
        let is_better = !self.is_found && (sheet.header_row.is_some() || self.columns.is_empty());
        self.header_row = sheet.header_row.or(sheet.nearest_row).filter(|_| is_better);
        if self.header_row.is_some() {
            self.is_found = sheet.header_row.is_some();
            self.counts_from_1904 = sheet.counts_from_1904;
            self.at.clear();
            self.columns.clear();
        }
        Ok(())
    }

    fn rows(&mut self, rows: &[CopiedRow]) -> io::Result<()> {
        let Some(header_row) = self.header_row else { return Ok(()) };
        for (number, cells) in rows.iter().filter(|(number, _)| *number >= header_row) {
            for (at, value) in cells {
                let text: String =
                    shown(value.as_raw(), self.counts_from_1904).trim().chars().take(LETTERS_MAX).collect();
                if text.is_empty() {
                    continue;
                }
                let place = self.at.iter().position(|known| known == at);
                if *number == header_row {
                    if place.is_none() && self.at.len() < COLUMNS_MAX {
                        self.at.push(*at);
                        self.columns.push(SeenColumn { spelled: text, values: Vec::new() });
                    }
                } else if let Some(column) = place.and_then(|place| self.columns.get_mut(place))
                    && column.values.len() < VALUES_MAX
                {
                    column.values.push(text);
                }
            }
        }
        Ok(())
    }
}
