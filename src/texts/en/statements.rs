//! What stands against the steps of a statement, and what to do about it.

use crate::agreement::codes::SlipNo;
use crate::agreement::registers::FiledSheet;
use crate::workflow::StatementRefusal;
use crate::workflow::confirm_statement::Hindrance;

/// Why something could not be done with a statement.
pub fn refusal(refusal: &StatementRefusal) -> String {
    match refusal {
        StatementRefusal::NotConfirmable(hindrances) => {
            let why: Vec<String> = hindrances.iter().map(hindrance).collect();
            format!("The statement cannot be confirmed yet. {}", why.join(" "))
        }
        StatementRefusal::KeptBack { by, note } => {
            format!("{by} keeps this statement back: {note}. Approve it by itself once that is settled.")
        }
        StatementRefusal::OwnCorrection => {
            "You entered a correction that stands on this statement; another sales manager must approve it.".to_owned()
        }
        StatementRefusal::Payments(faults) => super::payments::faults(faults),
        StatementRefusal::Invoice(refusal) => super::payments::invoice(refusal),
        StatementRefusal::NothingToRelease => "No approved statement waits for its payment.".to_owned(),
        StatementRefusal::BankAnswer(outcome) => super::payments::outcome(outcome),
        StatementRefusal::HasPayment => {
            "This statement pays something; only the bank's answer closes it. Import the bank's results.".to_owned()
        }
        StatementRefusal::StillOpen => {
            "The statement is still a draft and is recomputed by itself; it is disputed, corrected and has its evidence \
             binder once it is confirmed."
                .to_owned()
        }
        StatementRefusal::NoSuchLine { lines } => {
            format!("The statement has no such line; its lines are numbered 1 to {lines}.")
        }
        StatementRefusal::NoSuchSlip => "No slip of this number stands for this month.".to_owned(),
        StatementRefusal::AmountOutOfRange => {
            "The amount must not be 0 and not above 10,000,000,000.00; what a dealer gets in a dispute is positive."
                .to_owned()
        }
        StatementRefusal::AlreadyDisputed { dispute } => {
            format!("The same is disputed already (dispute {dispute}); wait for the centre's answer.")
        }
        StatementRefusal::DisputeSettled => "The dispute is settled already.".to_owned(),
        StatementRefusal::Attachment(fault) => super::disputes::attachment(fault),
    }
}

/// What stands against confirming a statement.
pub fn hindrance(hindrance: &Hindrance) -> String {
    match hindrance {
        Hindrance::MonthNotOver { last_day } => format!("The month is not over before the end of {last_day}."),
        Hindrance::EarlierDraft { period } => format!("Confirm {period} first; it is still a draft."),
        Hindrance::BeingRecomputed => {
            "Something under it changed and it is being recomputed; try again shortly.".to_owned()
        }
        Hindrance::SheetMissing { sheet: FiledSheet::Slips, until } => {
            format!("The slips have not come; they are waited for until {until}. A sheet without rows is a nil return.")
        }
        Hindrance::SheetMissing { sheet: FiledSheet::Feedback, until } => {
            format!("The quality feedback has not come; it is waited for until {until}.")
        }
        Hindrance::LotNotDrawn => "Its lot is not drawn; draw it, then call the customers.".to_owned(),
        Hindrance::SlipsHeld { slips, count } => {
            let named: Vec<&str> = slips.iter().map(SlipNo::as_str).collect();
            format!("Held slips wait for a decision or a call ({count}): {}.", named.join(", "))
        }
    }
}
