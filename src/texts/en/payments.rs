//! Why a payment could not be made, and what the bank's answers came to.

use crate::store::payments::PaymentState;
use crate::workflow::import_bank_result::RowOutcome;
use crate::workflow::release_payments::{PaymentFault, PaymentProblem};

/// How many faults a sentence names; the others are counted.
const FAULTS_NAMED_MAX: usize = 20;

/// Why a batch could not be made.
pub fn faults(faults: &[PaymentFault]) -> String {
    let named: Vec<String> = faults.iter().take(FAULTS_NAMED_MAX).map(fault).collect();
    let more = faults.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(" And {more} more.") };
    format!("No batch was made. {}{more}", named.join(" "))
}

/// Why a statement cannot go into a batch, and the way out.
pub fn fault(fault: &PaymentFault) -> String {
    let (dealer, period) = (&fault.dealer, fault.period);
    let problem = match &fault.problem {
        PaymentProblem::Unknown => "there is no such statement.".to_owned(),
        PaymentProblem::Doubled => "it is named twice.".to_owned(),
        PaymentProblem::Step(refused) => super::verbs::step(*refused),
        PaymentProblem::UnderWay { batch } => format!("batch {batch} pays it already."),
        PaymentProblem::AccountMissing => {
            "the dealer has no approved bank account; enter one and have it approved.".to_owned()
        }
        PaymentProblem::AccountUnderChange => {
            "a change of the dealer's bank account waits for a second person; decide it first.".to_owned()
        }
    };
    format!("{dealer} {period}: {problem}")
}

/// A sheet of the bank that cannot be read.
pub fn bank_sheet_refused(faults: usize) -> String {
    format!("The bank's sheet was not taken: {faults} faults. Correct them and send it again.")
}

/// What a row of the bank's sheet came to.
pub fn outcome(outcome: &RowOutcome) -> String {
    match outcome {
        RowOutcome::Paid => "Paid.".to_owned(),
        RowOutcome::Refused => "The bank refused it; the statement can go into another batch.".to_owned(),
        RowOutcome::AlreadyKnown => "Known already; nothing changed.".to_owned(),
        RowOutcome::UnknownReference => "No payment has this reference.".to_owned(),
        RowOutcome::AmountDiffers { sent } => format!("The payment was sent with {sent}; nothing was recorded."),
        RowOutcome::AnsweredBefore { state } => {
            format!("The bank's earlier answer was \"{}\"; nothing was recorded.", self::state(*state))
        }
        RowOutcome::Step(refused) => super::verbs::step(*refused),
    }
}

/// What became of a payment.
pub fn state(state: PaymentState) -> &'static str {
    match state {
        PaymentState::Sent => "sent",
        PaymentState::Paid => "paid",
        PaymentState::Refused => "refused",
    }
}
