//! The words of a folder run, in English.

use crate::agreement::decision::Verdict;
use crate::texts::{Lang, TableWords};
use crate::workflow::run_folder::RunError;

/// Why nothing could be run, and what to do; a line for each fault below it.
pub fn error(error: &RunError) -> Vec<String> {
    match error {
        RunError::NoFolder(path) => vec![format!("There is no folder {}; check its path.", path.display())],
        RunError::PeriodsBackwards => vec!["--through is before --from; exchange them.".to_owned()],
        RunError::OutIsFolder(path) => {
            vec![format!("The outputs would lie among the inputs; choose another folder than {}.", path.display())]
        }
        RunError::NoDealers(path) => vec![format!(
            "{} has no register of dealers; put dealers.csv (or .xlsx, .xls, .ods) there.",
            path.display()
        )],
        RunError::NoAgreement(path) => {
            vec![format!("{} has no agreement; put at least one agreement….toml there.", path.display())]
        }
        RunError::Agreement { file, faults } => {
            let head = format!("{file} cannot be used; correct what is listed and run again.");
            let lines = faults.iter().map(|fault| format!("  {}", Lang::En.term_fault(fault)));
            std::iter::once(head).chain(lines).collect()
        }
        RunError::SameFirstDay(clashes) => {
            let head = "Two agreements bind one dealer from the same day on.".to_owned();
            let lines = clashes.iter().map(|clash| format!("  {}", Lang::En.same_first_day(clash)));
            std::iter::once(head).chain(lines).collect()
        }
        RunError::Register { file, faults } => {
            let head = format!("The register {file} cannot be used; correct what is listed and run again.");
            std::iter::once(head).chain(Lang::En.fault_lines(faults)).collect()
        }
        RunError::RegisterTwice { files: [first, second] } => {
            vec![format!("{first} and {second} are the same register; keep one of them.")]
        }
        RunError::Io { path, source } => vec![format!("{}: {source}.", path.display())],
        RunError::Reader(error) => vec![format!("{error}.")],
    }
}

/// Row and column of a fault.
pub fn place(row: u32, column: Option<&str>) -> String {
    column.map_or_else(|| format!("row {row}"), |column| format!("row {row}, column {column}"))
}

/// That more faults are in the file of refused sheets.
pub fn more_faults(count: usize) -> String {
    format!("… and {count} more in rejected_sheets.csv")
}

/// A sheet that was refused.
pub fn refused(file: &str) -> String {
    format!("{file} was refused:")
}

/// Registers that are not there.
pub fn missing_registers(names: &[&str]) -> String {
    format!("Not in the folder and taken as empty: {}.", names.join(", "))
}

/// Sheets that were not read.
pub fn ignored(files: &[String]) -> String {
    format!("Of other months or of dealers that are not registered, not read: {}.", files.join(", "))
}

/// Names that were not understood.
pub fn strangers(names: &[String]) -> String {
    format!(
        "Not read, because the name is neither a month such as 2026-01 nor a sheet such as D001-slips.xlsx: {}.",
        names.join(", ")
    )
}

/// That more columns were not known.
pub fn more_unknown_columns(count: usize) -> String {
    format!("… and {count} more columns that are not known.")
}

/// A column that Sanbao does not know.
pub fn unknown_column(name: &str, sheets: usize) -> String {
    let sheets = if sheets == 1 { "1 sheet".to_owned() } else { format!("{sheets} sheets") };
    format!("A column that is not known was not read: {name} ({sheets}).")
}

/// The rows of the table at the end of a run.
pub const TABLE: TableWords = TableWords {
    dealers: "Dealers",
    sheets: "Sheets filed / refused",
    slips: "Slips",
    claimed: "Claimed",
    payable: "Payable",
    fees_paid: "Fees after the allowance",
    penalties: "Penalties and deductions",
    paid: "To be paid",
    files: "Files",
};

/// What became of a slip.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::Adjusted => "adjusted",
        Verdict::Held => "held",
        Verdict::Rejected => "rejected",
        Verdict::Void => "void",
        Verdict::Fabricated => "fabricated",
    }
}
