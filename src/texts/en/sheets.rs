//! What is wrong with a sheet and what was expected.

use crate::sheets::Problem;

/// One sentence for one problem.
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::DiffersWithinSlip { first_row, given } => format!("{first_row} {given}"),
    }
}
