//! What dealers file, read in a child process: the rows of a sheet, and everything that is wrong with it.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use super::{Error, Office, scratch};
use crate::agreement::codes::SlipNo;
use crate::agreement::filing::{Disagreement, Filing, PlacedSlip};
use crate::agreement::registers::FiledSheet;
use crate::agreement::slip::{Feedback, Slip};
use crate::sheets::{Answer, Fault, Glossary, Limits, Problem, ReadError, Reader, SheetKind};
use crate::store::{self, Db, files, settings};

/// A sheet of slips as it was read.
#[derive(Debug)]
pub struct SlipsSheet {
    /// What is to be said of it, the disagreements within slips among its faults, in the order of rows.
    pub answer: Answer,
    filing: Filing,
}

/// Reads a sheet of slips and brings their rows together (agreement 3.1).
pub fn read_slips(reader: &Reader, path: &Path, limits: Limits, aliases: &Glossary) -> Result<SlipsSheet, ReadError> {
    let mut filing = Filing::default();
    let mut disagreements: Vec<(SlipNo, Disagreement)> = Vec::new();
    let mut answer = reader.read_as(path, limits, aliases, &mut |row, slip: Slip| {
        let no = slip.no.clone();
        disagreements.extend(filing.add(row, slip).into_iter().map(|disagreement| (no.clone(), disagreement)));
    })?;
    let disagree = |(no, disagreement)| disagreement_fault(&answer, &no, disagreement);
    let faults: Vec<Fault> = disagreements.into_iter().map(disagree).collect();
    answer.faults.extend(faults);
    answer.faults.sort_by_key(|fault| fault.row);
    Ok(SlipsSheet { answer, filing })
}

impl SlipsSheet {
    /// Every slip of a sheet without a fault, in the order of their first rows.
    pub fn into_slips(self) -> Vec<Slip> {
        self.filing.into_slips()
    }

    /// The answer, and the slips none of whose rows has a fault. A file that could not be read to its end has none.
    pub fn into_readable(self) -> (Answer, Vec<PlacedSlip>) {
        let faults = &self.answer.faults;
        if faults.iter().any(|fault| matches!(fault.problem, Problem::File(_))) {
            return (self.answer, Vec::new());
        }
        let unreadable: HashSet<&str> = faults.iter().map(|fault| fault.row_key.as_str()).collect();
        let readable = |placed: &PlacedSlip| !unreadable.contains(placed.slip.no.as_str());
        let slips = self.filing.into_placed_slips().filter(readable).collect();
        (self.answer, slips)
    }
}

/// Reads a sheet of quality feedback; its rows stand alone.
pub fn read_feedback(
    reader: &Reader,
    path: &Path,
    limits: Limits,
    aliases: &Glossary,
) -> Result<(Answer, Vec<Feedback>), ReadError> {
    let mut rows = Vec::new();
    let answer = reader.read_as(path, limits, aliases, &mut |_, row: Feedback| rows.push(row))?;
    if answer.faults.iter().any(|fault| matches!(fault.problem, Problem::File(_))) {
        rows.clear();
    }
    Ok((answer, rows))
}

/// What a dealer's sheet may hold at this installation.
pub fn dealer_limits(c: &mut Db) -> Result<Limits, store::Error> {
    let (bytes, rows) = (settings::get(c, settings::DEALER_BYTES_MAX)?, settings::get(c, settings::DEALER_ROWS_MAX)?);
    Ok(Limits {
        file_bytes_max: bytes.and_then(|bytes| bytes.parse().ok()).unwrap_or(Limits::DEALER.file_bytes_max),
        rows_max: rows.and_then(|rows| rows.parse().ok()).unwrap_or(Limits::DEALER.rows_max),
    })
}

/// A file that is kept, written down for a reader process; it is gone with the value.
pub fn stored_copy(office: &Office, sha256: &str) -> Result<NamedTempFile, Error> {
    let content = office.store.read(|c| files::get(c, sha256))?.ok_or(Error::NotFound)?;
    let mut copy = scratch::file()?;
    copy.write_all(&content)?;
    copy.flush()?;
    Ok(copy)
}

/// The kind of sheet that a dealer files.
pub fn kind(sheet: FiledSheet) -> SheetKind {
    match sheet {
        FiledSheet::Slips => SheetKind::Slips,
        FiledSheet::Feedback => SheetKind::Feedback,
    }
}

fn disagreement_fault(answer: &Answer, no: &SlipNo, disagreement: Disagreement) -> Fault {
    Fault {
        sheet: answer.sheet.clone(),
        row: Some(disagreement.row),
        row_key: no.to_string(),
        column: Some(answer.spelled(disagreement.column).to_owned()),
        value: Fault::shown(&disagreement.value),
        problem: Problem::DiffersWithinSlip { first_row: disagreement.first_row, given: disagreement.given },
    }
}
