//! `rejected_sheets.csv`: every sheet that was refused, with every fault and its place.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::Rows;
use crate::sheets::{Fault, SheetKind};
use crate::texts::Lang;

/// The file's name.
pub const REJECTED_SHEETS: &str = "rejected_sheets.csv";

/// A sheet that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedSheet {
    /// Its file, from the run's folder on, with `/` between the parts.
    pub file: String,
    /// Where it lies.
    pub path: PathBuf,
    /// What it was to hold.
    pub sheet: SheetKind,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// All refused sheets of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RejectedSheets {
    sheets: Vec<RejectedSheet>,
}

impl RejectedSheets {
    /// Adds a refused sheet.
    pub fn add(&mut self, sheet: RejectedSheet) {
        self.sheets.push(sheet);
    }

    /// The refused sheets in the order in which they were found.
    pub fn sheets(&self) -> &[RejectedSheet] {
        &self.sheets
    }

    /// Writes the file, sorted by file, row and column; rows as numbers.
    pub fn write(&self, folder: &Path, lang: Lang) -> csv::Result<()> {
        let file = std::fs::File::create(folder.join(REJECTED_SHEETS))?;
        self.write_to(Box::new(file), lang)
    }

    /// Writes the same wherever it goes.
    pub fn write_to(&self, to: Box<dyn Write + Send>, lang: Lang) -> csv::Result<()> {
        let mut rows = Rows::begin(to, &["file", "row", "column", "value", "message"])?;
        let faults = self.sheets.iter().flat_map(|sheet| sheet.faults.iter().map(|fault| (&sheet.file, fault)));
        let mut faults: Vec<(&String, &Fault)> = faults.collect();
        faults.sort_by_key(|(file, fault)| (*file, fault.row, &fault.column));
        for (file, fault) in faults {
            rows.text(file)?;
            rows.optional(fault.row)?;
            rows.optional(fault.column.as_ref())?;
            rows.text(&fault.value)?;
            rows.text(&lang.fault(fault))?;
            rows.end()?;
        }
        rows.writer.flush()?;
        Ok(())
    }
}
