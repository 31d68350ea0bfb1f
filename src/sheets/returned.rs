//! The rows of a sheet that were not filed, cell by cell as they stood, to be handed back.

use std::collections::{BTreeSet, HashMap};
use std::io;

use super::cell::{normalised, shown};
use super::columns::layout;
use super::fault::Fault;
use super::formats::{Merge, RawValue};
use super::read::{CopiedRow, CopiedSheet, CopyOutlet, Owned};
use super::refusal::Original;
use super::{ReadError, Reader, worker};

/// More rows are not handed back in a template.
const ROWS_MAX: usize = 2_000;

/// What was said of a sheet, as far as it tells which rows were not filed.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The columns found: the English name, and how the sheet's header spells it.
    pub header: &'a [(String, String)],
    /// What is wrong.
    pub faults: &'a [Fault],
    /// The first column of rows that were not filed, whatever else is wrong with them: the numbers of slips.
    pub keys: &'a BTreeSet<String>,
    /// The first column of rows that were filed since, which are left out.
    pub filed: &'a BTreeSet<String>,
}

/// A row that was not filed.
#[derive(Debug)]
pub struct ReturnedRow {
    /// By the place of the sheet's column.
    cells: HashMap<usize, Owned>,
    told: HashMap<usize, String>,
    counts_from_1904: bool,
}

impl ReturnedRow {
    /// The value of a column, by its place.
    pub(super) fn value(&self, place: usize) -> Option<RawValue<'_>> {
        self.cells.get(&place).map(Owned::as_raw)
    }

    /// What is wrong with a column, by its place; empty where nothing is.
    pub(super) fn told(&self, place: usize) -> &str {
        self.told.get(&place).map_or("", String::as_str)
    }

    /// Whether its day numbers count from 1904-01-01.
    pub(super) const fn counts_from_1904(&self) -> bool {
        self.counts_from_1904
    }
}

/// The rows of a file that were not filed, in their order; none where the file cannot be read again. `told` words a fault.
pub fn returned(
    reader: &Reader,
    original: &Original<'_>,
    said: Said<'_>,
    told: &dyn Fn(&Fault) -> String,
) -> Result<Vec<ReturnedRow>, ReadError> {
    let Original { path, sheet, limits, aliases } = *original;
    let Ok(metadata) = path.metadata() else { return Ok(Vec::new()) };
    let task = worker::Task { path, file_bytes: metadata.len(), sheet, limits, aliases };
    let names: Vec<&str> = layout(sheet).columns.iter().map(|column| column.name).collect();
    let mut by_row: HashMap<u32, Vec<&Fault>> = HashMap::new();
    for fault in said.faults {
        by_row.entry(fault.row.unwrap_or_default()).or_default().push(fault);
    }
    let mut collector = Collector { said, told, names, by_row, sheet: None, rows: Vec::new() };
    let mut worker = reader.workers.start().map_err(ReadError::Worker)?;
    match worker.copy(&task, &mut collector) {
        Ok(true) => Ok(collector.rows),
        Ok(false) | Err(_) => Ok(Vec::new()),
    }
}

/// Takes the cells of a file, and keeps those of its rows that were not filed.
struct Collector<'a> {
    said: Said<'a>,
    told: &'a dyn Fn(&Fault) -> String,
    names: Vec<&'static str>,
    by_row: HashMap<u32, Vec<&'a Fault>>,
    /// The sheet with the header, while its rows come.
    sheet: Option<SheetInWork>,
    rows: Vec<ReturnedRow>,
}

struct SheetInWork {
    header_row: u32,
    /// Where columns stand in the sheet, and their places in ours.
    columns: Vec<(u32, usize)>,
    merges: Vec<Merge>,
    /// By column: the value that stands for the rows down to this one.
    above: HashMap<u32, (u32, Owned)>,
    counts_from_1904: bool,
}

impl Collector<'_> {
    fn place_of(&self, spelled: &str) -> Option<usize> {
        let (name, _) = self.said.header.iter().find(|(_, header)| header == spelled)?;
        self.names.iter().position(|known| known == name)
    }

    fn row(&mut self, (number, cells): &CopiedRow) {
        let Some(sheet) = &mut self.sheet else { return };
        if *number <= sheet.header_row || self.rows.len() >= ROWS_MAX {
            return;
        }
        let values = sheet.values(*number, cells);
        let key = values.get(&0).map(|value| plain(value.as_raw(), sheet.counts_from_1904)).unwrap_or_default();
        let counts_from_1904 = sheet.counts_from_1904;
        let faults = self.by_row.remove(number).unwrap_or_default();
        let is_wrong = !faults.is_empty() || self.said.keys.contains(&key);
        if !is_wrong || self.said.filed.contains(&key) {
            return;
        }
        let place = |fault: &&Fault| fault.column.as_deref().and_then(|column| self.place_of(column)).unwrap_or(0);
        let mut told: HashMap<usize, String> = HashMap::new();
        for fault in &faults {
            let words = told.entry(place(fault)).or_default();
            if !words.is_empty() {
                words.push('\n');
            }
            words.push_str(&(self.told)(fault));
        }
        self.rows.push(ReturnedRow { cells: values, told, counts_from_1904 });
    }
}

impl SheetInWork {
    /// A row's values by the places of our columns, those that a merged cell holds for it among them.
    fn values(&mut self, row: u32, cells: &[(u32, Owned)]) -> HashMap<usize, Owned> {
        let mut values = HashMap::new();
        for (at, place) in &self.columns {
            let own = cells.iter().find(|(column, _)| column == at).map(|(_, value)| value.clone());
            let begins = |merge: &&Merge| merge.first_column == *at && merge.first_row == row && merge.last_row > row;
            if let (Some(value), Some(merge)) = (&own, self.merges.iter().find(begins)) {
                self.above.insert(*at, (merge.last_row, value.clone()));
            }
            let above = self.above.get(at).filter(|(last, _)| row <= *last).map(|(_, value)| value.clone());
            if let Some(value) = above.or(own) {
                values.insert(*place, value);
            }
        }
        values
    }
}

impl CopyOutlet for Collector<'_> {
    fn sheet(&mut self, sheet: &CopiedSheet) -> io::Result<()> {
        let columns = sheet.columns.iter().filter_map(|(at, spelled)| Some((*at, self.place_of(spelled)?))).collect();
        self.sheet = sheet.header_row.map(|header_row| SheetInWork {
            header_row,
            columns,
            merges: sheet.merges.clone(),
            above: HashMap::new(),
            counts_from_1904: sheet.counts_from_1904,
        });
        Ok(())
    }

    fn rows(&mut self, rows: &[CopiedRow]) -> io::Result<()> {
        for row in rows {
            self.row(row);
        }
        Ok(())
    }
}

/// A value as a key: trimmed and normalised.
fn plain(raw: RawValue<'_>, counts_from_1904: bool) -> String {
    let mut scratch = String::new();
    normalised(&shown(raw, counts_from_1904), &mut scratch).to_owned()
}
