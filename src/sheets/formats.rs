//! What every format offers: sheets, and their cells as they are stored.
//!
//! A format knows nothing of columns and types. It reports a row's cells in order, says honestly what it cannot
//! read, and leaves dates, header and row limits to the rooms above it.

pub mod camt054;
pub mod csv;
pub mod number_format;
pub mod ods;
pub mod xls;
pub mod xlsx;

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::fault::FileProblem;

/// One sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The name on its tab; empty for CSV.
    pub name: String,
    /// Whether people see the tab; hidden and very hidden sheets are not read.
    pub visible: bool,
}

/// Cells that are merged into one. The value stands in the first row's first column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Merge {
    /// The first row, from 1.
    pub first_row: u32,
    /// The last row, from 1.
    pub last_row: u32,
    /// The first column, from 0.
    pub first_column: u32,
    /// The last column, from 0.
    pub last_column: u32,
}

/// A cell's value as it is stored. A formula has its stored value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RawValue<'a> {
    /// Nothing, though perhaps with a format or a border. A format may leave such cells out.
    Blank,
    /// Text; not trimmed.
    Text(&'a str),
    /// A number.
    Number {
        /// The number.
        value: f64,
        /// Whether the cell's format shows it as a date or a time.
        is_date: bool,
        /// The digits as stored; empty where the format stores no digits.
        text: &'a str,
    },
    /// TRUE or FALSE.
    Boolean(bool),
    /// A date, with or without a time, in the ISO 8601 form in which OpenDocument and strict OOXML store it.
    IsoDate(&'a str),
    /// An error value such as `#N/A`.
    Error(&'a str),
    /// A formula whose result was not saved.
    FormulaWithoutValue,
}

/// Takes the cells of a sheet, row by row.
pub trait RowSink {
    /// A row begins (numbered from 1; for CSV the line on which the record starts). Rows ascend; rows without any
    /// cell may be left out. On `Break` the format stops reading and returns `Ok`.
    fn row(&mut self, number: u32) -> ControlFlow<()>;

    /// A cell of the row that began last; columns count from 0 and ascend.
    fn cell(&mut self, column: u32, value: RawValue<'_>);
}

/// An opened file of some format.
pub trait Workbook {
    /// The sheets in the order of their tabs.
    fn sheets(&self) -> &[Sheet];

    /// Whether day numbers count from 1904-01-01 instead of 1899-12-31.
    fn counts_from_1904(&self) -> bool {
        false
    }

    /// The merged cells of a sheet, in any order; asked for before its rows.
    fn merges(&mut self, sheet: usize) -> Result<Vec<Merge>, FileProblem>;

    /// Sends a sheet's rows to the sink until the sheet or the sink's interest ends. May be called several times.
    fn rows(&mut self, sheet: usize, sink: &mut dyn RowSink) -> Result<(), FileProblem>;
}
