//! The list of faults in a workbook that goes back.

/// The tab of the list.
pub const LIST_NAME: &str = "Errors";

/// Sheet, cell, column, value, fault.
pub const HEADINGS: [&str; 5] = ["Sheet", "Cell", "Column", "Value", "What is wrong"];

/// What to do.
pub fn summary(faults: usize) -> String {
    let faults = if faults == 1 { "1 error".to_owned() } else { format!("{faults} errors") };
    format!("{faults}. Nothing was filed. Correct the red cells in this workbook and send it again.")
}

/// What the list leaves out.
pub fn more(faults: usize) -> String {
    format!("{faults} more errors are not listed; their cells are red.")
}
