//! What is wrong with a sheet, and where.

/// One fault of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The workbook's sheet; empty for CSV.
    pub sheet: String,
    /// The row as the spreadsheet numbers it, or the line of a CSV record; none for a fault of the whole sheet.
    pub row: Option<u32>,
    /// The column as the sheet's own header spells it.
    pub column: Option<String>,
    /// The value as it stands there, cut after 100 characters.
    pub value: String,
    /// What is wrong and what was expected.
    pub problem: Problem,
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Two rows of a slip give different values (agreement 3.1).
    DiffersWithinSlip {
        /// The row that gave the other value first.
        first_row: u32,
        /// That value.
        given: String,
    },
}
