//! What is said of sample folders.

use crate::samples::{DEALERS_MAX, Error, MONTHS_MAX, Made, Plan, PlanError, SHEET_SLIPS_MAX, SLIPS_MAX};

/// Why a plan cannot be carried out.
pub fn plan_error(error: PlanError) -> String {
    match error {
        PlanError::Dealers => format!("--dealers takes a number from 1 to {DEALERS_MAX}."),
        PlanError::Months => format!("--months takes a number from 1 to {MONTHS_MAX}."),
        PlanError::Slips => {
            format!("--slips takes a number up to {SLIPS_MAX}, and up to {SHEET_SLIPS_MAX} for each dealer and month.")
        }
        PlanError::From => "--from takes a month from 2005-01 to 2085-12.".to_owned(),
    }
}

/// Why no folder was made.
pub fn error(error: &Error) -> String {
    match error {
        Error::NotEmpty(folder) => {
            format!("There are files in {} already: name a folder that is new or empty.", folder.display())
        }
        Error::Write(error) => format!("Cannot write {}: {}.", error.path.display(), error.source),
    }
}

/// What was made and how to settle it.
pub fn made(plan: &Plan, made: Made, command: &str) -> String {
    format!(
        "Made {} slips in {} rows, of {} dealers and {} months. Settle them with: {command}",
        made.slips, made.rows, plan.dealers, plan.months
    )
}
