//! Where the faults of a sheet stand in its copy.

use std::collections::{BTreeMap, HashMap};

use crate::sheets::fault::Fault;
use crate::sheets::formats::Merge;
use crate::sheets::read::CopiedSheet;

/// A cell, both counted from 0, with its faults.
pub type Mark<'f> = (u32, u32, Vec<&'f Fault>);

/// The faults that are still to be marked, by row and column.
#[derive(Debug, Default)]
pub struct Marks<'f> {
    cells: BTreeMap<(u32, u32), Vec<&'f Fault>>,
}

impl<'f> Marks<'f> {
    /// The faults of a sheet. One of a whole row is marked in the first column; one of a merged cell, where its value
    /// stands.
    pub fn new(sheet: &CopiedSheet, faults: &'f [Fault]) -> Self {
        let columns: HashMap<&str, u32> = sheet.columns.iter().map(|(at, spelled)| (spelled.as_str(), *at)).collect();
        let mut merges: HashMap<u32, Vec<&Merge>> = HashMap::new();
        for column in columns.values() {
            let covering = |merge: &&Merge| (merge.first_column..=merge.last_column).contains(column);
            let mut covering: Vec<&Merge> = sheet.merges.iter().filter(covering).collect();
            covering.sort_unstable();
            merges.insert(*column, covering);
        }
        let mut marks = Self::default();
        for fault in faults.iter().filter(|fault| fault.sheet == sheet.name) {
            let Some(row) = fault.row else { continue };
            let column = fault.column.as_deref().and_then(|column| columns.get(column)).copied().unwrap_or_default();
            let covering = merges.get(&column).map(Vec::as_slice).unwrap_or_default();
            let before = covering.partition_point(|merge| merge.first_row <= row);
            let merge = before.checked_sub(1).and_then(|place| covering.get(place));
            let (row, column) = match merge {
                Some(merge) if merge.last_row >= row => (merge.first_row, merge.first_column),
                _ => (row, column),
            };
            marks.cells.entry((row.saturating_sub(1), column)).or_default().push(fault);
        }
        marks
    }

    /// The faults of a cell.
    pub fn take_at(&mut self, row: u32, column: u32) -> Vec<&'f Fault> {
        self.cells.remove(&(row, column)).unwrap_or_default()
    }

    /// The faults of all cells before one, row by row.
    pub fn take_before(&mut self, row: u32, column: u32) -> Vec<Mark<'f>> {
        let mut taken = Vec::new();
        while let Some(first) = self.cells.first_entry().filter(|first| *first.key() < (row, column)) {
            let ((row, column), faults) = first.remove_entry();
            taken.push((row, column, faults));
        }
        taken
    }

    /// All that are left.
    pub fn take_all(&mut self) -> Vec<Mark<'f>> {
        self.take_before(u32::MAX, u32::MAX)
    }
}
