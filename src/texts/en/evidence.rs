//! Evidence, in English.

use crate::texts::evidence::ComputationWords;
use crate::workflow::verify_binder::{Checked, FileFault, Part};

/// The words of a computation.
pub const COMPUTATION: ComputationWords = ComputationWords {
    title: "How the statement was computed",
    slips: "Slips, in the order in which they were decided (agreement 4)",
    claim_value: "claim value",
    pays: "pays",
    lot: "The draw (agreement 6.1, 6.2)",
    lot_size: "slips in the lot",
    failed: "failed",
    seed: "seed",
    lines: "Lines, each with the sum so far (agreement 7)",
    fees_paid: "Fees paid after the allowance (7.1):",
    net: "Net, the sum of the lines (7.2):",
    payable: "Payable (7.2):",
    carried: "Balance carried forward (7.2):",
    due: "Payment due on (7.3)",
    unbound: "No agreement binds the dealer on the month's last day: there is no statement (1.2).",
};

/// One thing that was checked.
pub fn checked(checked: &Checked) -> String {
    match checked {
        Checked::File { name, fault: None } => format!("same     file {name}"),
        Checked::File { name, fault: Some(FileFault::Changed) } => {
            format!("DIFFERS  file {name} is not the one that the manifest names")
        }
        Checked::File { name, fault: Some(FileFault::Missing) } => format!("DIFFERS  file {name} is missing"),
        Checked::File { name, fault: Some(FileFault::Unlisted) } => {
            format!("DIFFERS  file {name} is not in the manifest")
        }
        Checked::Withheld { name } => {
            format!("left out file {name} holds customers' data; its hash is in the manifest")
        }
        Checked::Entry { seq, holds: true } => format!("same     audit entry {seq}"),
        Checked::Entry { seq, holds: false } => format!("DIFFERS  audit entry {seq} is not as it was written"),
        Checked::Inputs { recorded: None } => {
            "note     no audit entry here says which inputs were confirmed".to_owned()
        }
        Checked::Inputs { recorded: Some(true) } => "same     inputs as confirmed".to_owned(),
        Checked::Inputs { recorded: Some(false) } => "DIFFERS  the inputs are not those that were confirmed".to_owned(),
        Checked::Unusable => "DIFFERS  nothing can be computed from the inputs".to_owned(),
        Checked::Computed { part, said, came } if said == came => format!("same     {} {said}", name(part)),
        Checked::Computed { part, said, came } => {
            format!("DIFFERS  {}: the binder says {said}, the rules come to {came}", name(part))
        }
    }
}

fn name(part: &Part) -> String {
    match part {
        Part::Slip(no) => format!("slip {no}"),
        Part::Lot => "draw".to_owned(),
        Part::Line(number) => format!("line {number}"),
        Part::Sums => "sums".to_owned(),
        Part::Text(file) => format!("text {file}"),
    }
}

/// What a binder came to.
pub const fn verified(holds: bool) -> &'static str {
    if holds {
        "The binder is whole, and its inputs come to what it says."
    } else {
        "The binder does not hold: see the lines that differ."
    }
}

/// A file that is no binder.
pub fn not_a_binder(part: &str) -> String {
    format!("This is no evidence binder: {part} cannot be read. Fetch the binder again from the installation.")
}
