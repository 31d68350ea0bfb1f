//! What dealers violated, in English.

use crate::agreement::registers::Severity;
use crate::agreement::violations::{Violation, ViolationKind};

/// One sentence with the evidence.
pub fn violation(violation: &Violation) -> String {
    match violation {
        Violation::SlipsMissing { due_on } => format!("No repair slips came; they were due on {due_on}."),
        Violation::SlipsLate { due_on, received_on } => {
            format!("The repair slips came on {received_on}; they were due on {due_on}.")
        }
        Violation::Forfeited { last_day, received_on } => {
            format!("The repair slips came on {received_on}; their time ran out on {last_day}.")
        }
        Violation::FeedbackMissing { due_on } => format!("No quality feedback came; it was due on {due_on}."),
        Violation::FeedbackLate { due_on, received_on } => {
            format!("The quality feedback came on {received_on}; it was due on {due_on}.")
        }
        Violation::DealerCallbackQuota(own) => {
            format!("The dealer called back {} of {} slips, below its quota.", own.called, own.filed)
        }
        Violation::LotRejected { failed, accept_number } => {
            format!("{failed} drawn slips failed, where {accept_number} may.")
        }
        Violation::LateService { hours_max, minutes, .. } => {
            format!("The service took {minutes} minutes; {hours_max} hours are allowed.")
        }
        Violation::CallbackMismatch { called_on, .. } => {
            format!("Called on {called_on}: the customer's account differs.")
        }
        Violation::CallbackWrongNumber { called_on, .. } => {
            format!("Called on {called_on}: the number is not the customer's.")
        }
        Violation::CallbackFabricated { called_on, .. } => {
            format!("Called on {called_on}: the customer knows of no such repair.")
        }
        Violation::ComplaintUpheld { received_on, severity } => {
            format!("A {} complaint of {received_on} was upheld.", severity_words(*severity))
        }
    }
}

/// What was violated, in a few words.
pub const fn kind(kind: ViolationKind) -> &'static str {
    match kind {
        ViolationKind::SlipsMissing => "No repair slips",
        ViolationKind::SlipsLate => "Repair slips late",
        ViolationKind::Forfeited => "Repair slips forfeited",
        ViolationKind::FeedbackMissing => "No quality feedback",
        ViolationKind::FeedbackLate => "Quality feedback late",
        ViolationKind::DealerCallbackQuota => "Own callbacks below the quota",
        ViolationKind::LateService => "Late service",
        ViolationKind::CallbackMismatch => "Customer's account differs",
        ViolationKind::CallbackWrongNumber => "Wrong number",
        ViolationKind::CallbackFabricated => "Fabricated repair",
        ViolationKind::LotRejected => "Lot rejected",
        ViolationKind::ComplaintUpheld => "Complaint upheld",
    }
}

fn severity_words(severity: Severity) -> &'static str {
    match severity {
        Severity::Minor => "minor",
        Severity::Serious => "serious",
        Severity::Major => "major",
    }
}
