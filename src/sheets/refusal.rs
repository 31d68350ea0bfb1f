//! The answer to a refused sheet: the dealer's own workbook back, the bad cells red and commented, every fault in a list
//! that links to them (`sheets.md`, "Reading"). Corrected there, it can be sent again.
//!
//! The copy is always an .xlsx: every visible sheet's values as they stood, with merged cells; colours, widths and
//! formulas of the original are not copied. It is written row by row, so that a large sheet costs little memory.

mod list;
mod marks;
mod paper;

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use self::marks::Marks;
use self::paper::Paper;
use super::fault::{Fault, FileProblem, Problem};
use super::formats::RawValue;
use super::read::{CopiedRow, CopiedSheet, CopyOutlet};
use super::{Glossary, Limits, Reader, SheetKind, worker};

/// A name on a tab has so many UTF-16 units at most.
const NAME_UNITS_MAX: usize = 31;

/// The sentences of the copy, in the dealer's language.
pub trait Words {
    /// The tab of the list of faults, in every language: a list that comes back is not copied again.
    fn list_names(&self) -> &'static [&'static str];

    /// The tab of the list of faults.
    fn list_name(&self) -> &'static str;

    /// The list's headings: sheet, cell, column, value, fault.
    fn headings(&self) -> [&'static str; 5];

    /// What to do, above the list.
    fn summary(&self, faults: usize) -> String;

    /// How many faults the list leaves out.
    fn more(&self, faults: usize) -> String;

    /// One fault.
    fn problem(&self, problem: &Problem) -> String;
}

/// The file that was refused, and as what it was read.
#[derive(Clone, Copy, Debug)]
pub struct Original<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// The sheet that it was to hold.
    pub sheet: SheetKind,
    /// What it may hold.
    pub limits: Limits,
    /// What its columns are called beside their names.
    pub aliases: &'a Glossary,
}

/// What became of the copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is written.
    Written,
    /// The file cannot be read as far as a copy needs: the list of faults is the whole answer.
    NotCopied,
}

/// The machine failed us, not the file.
#[derive(Debug, thiserror::Error)]
pub enum RefusalError {
    /// The child process could not be started.
    #[error("the reader process cannot be started: {0}")]
    Worker(io::Error),
    /// The copy could not be written.
    #[error("{path}: {source}")]
    Write {
        /// The copy.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Writes the refused workbook with its faults marked. Nothing is written where the file is damaged, locked, too large
/// or no workbook at all.
pub fn write(
    reader: &Reader,
    original: &Original<'_>,
    faults: &[Fault],
    words: &dyn Words,
    to: &Path,
) -> Result<Outcome, RefusalError> {
    let write_error = |source| RefusalError::Write { path: to.to_owned(), source };
    if !faults.iter().all(can_be_marked) {
        return Ok(Outcome::NotCopied);
    }
    let Original { path, sheet, limits, aliases } = *original;
    let Ok(metadata) = path.metadata() else { return Ok(Outcome::NotCopied) };
    let task = worker::Task { path, file_bytes: metadata.len(), sheet, limits, aliases };
    let mut copy = Copy::new(faults, words);
    let mut worker = reader.workers.start().map_err(RefusalError::Worker)?;
    match worker.copy(&task, &mut copy).and_then(|is_whole| if is_whole { copy.save(to) } else { Ok(false) }) {
        Ok(true) => Ok(Outcome::Written),
        Ok(false) => Ok(Outcome::NotCopied),
        // What the file holds does not fit into a workbook, or the child talked nonsense.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidData) => Ok(Outcome::NotCopied),
        Err(error) => Err(write_error(error)),
    }
}

/// Whether a workbook with such a fault can be read to its end and shown.
#[must_use]
pub fn can_be_marked(fault: &Fault) -> bool {
    match &fault.problem {
        Problem::File(problem) => matches!(
            problem,
            FileProblem::NoHeader { .. } | FileProblem::SeveralSheets { .. } | FileProblem::ColumnTwice { .. }
        ),
        Problem::Cell(_)
        | Problem::DiffersWithinSlip { .. }
        | Problem::SecondRow
        | Problem::BeyondEntitlement { .. }
        | Problem::AccountWaits { .. } => true,
        Problem::Forfeited { .. } | Problem::TwoFiles { .. } => false,
    }
}

/// The copy while it is written.
struct Copy<'a> {
    workbook: Workbook,
    faults: &'a [Fault],
    words: &'a dyn Words,
    paper: Paper,
    /// The names of its tabs, in lower case.
    names: HashSet<String>,
    tabs: Vec<Tab>,
    /// The sheet that is being written; none while one is left out.
    sheet: Option<SheetInWork<'a>>,
    sheets: Vec<Worksheet>,
    has_active: bool,
}

/// A sheet that was copied.
struct Tab {
    original: String,
    name: String,
    columns: HashMap<String, u32>,
}

struct SheetInWork<'a> {
    worksheet: Worksheet,
    marks: Marks<'a>,
    counts_from_1904: bool,
}

impl<'a> Copy<'a> {
    fn new(faults: &'a [Fault], words: &'a dyn Words) -> Self {
        Self {
            workbook: Workbook::new(),
            faults,
            words,
            paper: Paper::default(),
            names: words.list_names().iter().map(|name| name.to_lowercase()).collect(),
            tabs: Vec::new(),
            sheet: None,
            sheets: Vec::new(),
            has_active: false,
        }
    }

    /// Ends the sheet that is being written.
    fn end_sheet(&mut self) -> Result<(), XlsxError> {
        if let Some(mut sheet) = self.sheet.take() {
            let left = sheet.marks.take_all();
            for (row, column, faults) in left {
                self.paper.mark(&mut sheet.worksheet, (row, column), &faults, self.words)?;
            }
            self.paper.end_sheet(&mut sheet.worksheet)?;
            self.sheets.push(sheet.worksheet);
        }
        Ok(())
    }

    /// Adds the list and writes everything down; false where there is nothing to write.
    fn save(&mut self, to: &Path) -> io::Result<bool> {
        self.end_sheet().map_err(io_error)?;
        if self.sheets.is_empty() {
            return Ok(false);
        }
        let list = list::write(self.faults, &self.tabs, self.words).map_err(io_error)?;
        for sheet in self.sheets.drain(..) {
            self.workbook.push_worksheet(sheet);
        }
        self.workbook.push_worksheet(list);
        self.workbook.save(to).map_err(io_error)?;
        Ok(true)
    }

    fn begin_sheet(&mut self, sheet: &CopiedSheet) -> Result<(), XlsxError> {
        self.end_sheet()?;
        if sheet.header_row.is_none() && self.words.list_names().contains(&sheet.name.as_str()) {
            return Ok(());
        }
        let name = self.free_name(&sheet.name);
        let mut worksheet = self.workbook.new_worksheet_with_constant_memory()?;
        worksheet.set_name(&name)?;
        if let Some(row) = sheet.header_row {
            worksheet.set_freeze_panes(row, 0)?;
            if !self.has_active {
                self.has_active = true;
                worksheet.set_active(true);
            }
        }
        let columns = sheet.columns.iter().map(|(at, spelled)| (spelled.clone(), *at)).collect();
        self.tabs.push(Tab { original: sheet.name.clone(), name, columns });
        self.paper.begin_sheet(sheet);
        let marks = Marks::new(sheet, self.faults);
        self.sheet = Some(SheetInWork { worksheet, marks, counts_from_1904: sheet.counts_from_1904 });
        Ok(())
    }

    fn row(&mut self, (number, cells): &CopiedRow) -> Result<(), XlsxError> {
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let Some(row) = number.checked_sub(1) else { return Err(XlsxError::RowColumnLimitError) };
        let worksheet = &mut sheet.worksheet;
        // A fault may stand where the original has no cell at all.
        for (row, column, faults) in sheet.marks.take_before(row, 0) {
            self.paper.mark(worksheet, (row, column), &faults, self.words)?;
        }
        self.paper.begin_row(worksheet, row)?;
        for (column, value) in cells {
            for (row, column, faults) in sheet.marks.take_before(row, *column) {
                self.paper.mark(worksheet, (row, column), &faults, self.words)?;
            }
            let faults = sheet.marks.take_at(row, *column);
            let value: RawValue<'_> = value.as_raw();
            self.paper.cell(worksheet, (row, *column), value, sheet.counts_from_1904, &faults, self.words)?;
        }
        for (row, column, faults) in sheet.marks.take_before(row + 1, 0) {
            self.paper.mark(worksheet, (row, column), &faults, self.words)?;
        }
        Ok(())
    }

    /// A tab's name that Excel takes and that no other tab has.
    fn free_name(&mut self, name: &str) -> String {
        let plain = name.replace(['*', '?', ':', '[', ']', '\\', '/', '\''], "_");
        let plain = if plain.trim().is_empty() { "Sheet1".to_owned() } else { plain };
        let mut name = shortened(&plain, NAME_UNITS_MAX);
        let mut number = 1;
        while !self.names.insert(name.to_lowercase()) {
            number += 1;
            let suffix = format!(" ({number})");
            name = shortened(&plain, NAME_UNITS_MAX - suffix.len()) + &suffix;
        }
        name
    }
}

impl CopyOutlet for Copy<'_> {
    fn sheet(&mut self, sheet: &CopiedSheet) -> io::Result<()> {
        self.begin_sheet(sheet).map_err(io_error)
    }

    fn rows(&mut self, rows: &[CopiedRow]) -> io::Result<()> {
        rows.iter().try_for_each(|row| self.row(row)).map_err(io_error)
    }
}

/// The first so many UTF-16 units of a text, which is how Excel measures.
fn shortened(text: &str, units_max: usize) -> String {
    let mut units = 0;
    let fits = |character: &char| {
        units += character.len_utf16();
        units <= units_max
    };
    text.chars().take_while(fits).collect()
}

/// Whether the disk failed, or the contents do not fit.
fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, other),
    }
}
