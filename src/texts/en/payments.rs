//! Why a payment could not be made, and what the bank's answers came to.

use crate::store::payments::PaymentState;
use crate::texts::PaymentWords;
use crate::workflow::enter_invoice::InvoiceRefusal;
use crate::workflow::import_bank_result::RowOutcome;
use crate::workflow::release_payments::{AccountField, PaymentFault, PaymentNote, PaymentProblem};

/// The words of the workbook of a batch.
pub const WORDS: PaymentWords = PaymentWords {
    sheet: "Payments",
    top: ["Batch", "SHA-256", "Made by", "Payer", "Account", "Bank", "Total in capitals"],
    columns: [
        "No.",
        "Dealer code",
        "Dealer",
        "Month",
        "Account name",
        "Bank",
        "CNAPS code",
        "Account",
        "Amount",
        "In capitals",
        "Currency",
        "Reference",
        "Invoice",
        "Invoiced on",
        "Due on",
    ],
    total: "Total",
};

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
    let problem = problem(&fault.problem);
    match &fault.statement {
        Some((dealer, period)) => format!("{dealer} {period}: {problem}"),
        None => problem,
    }
}

fn problem(problem: &PaymentProblem) -> String {
    match problem {
        PaymentProblem::PayerMissing => {
            "Nobody is set from whose account payments go out; an administrator sets the payer in the payment terms."
                .to_owned()
        }
        PaymentProblem::Unknown => "there is no such statement.".to_owned(),
        PaymentProblem::Doubled => "it is named twice; name it once.".to_owned(),
        PaymentProblem::Step(refused) => super::verbs::step(*refused),
        PaymentProblem::UnderWay { batch } => format!("batch {batch} pays it already; leave it out."),
        PaymentProblem::AccountMissing => {
            "the dealer has no approved bank account; enter one and have it approved.".to_owned()
        }
        PaymentProblem::AccountUnderChange => {
            "a change of the dealer's bank account waits for a second person; decide it first.".to_owned()
        }
        PaymentProblem::AccountUnfit { field, value } => {
            let (name, expected) = match field {
                AccountField::Name => ("account name", "1 to 140 letters without control characters"),
                AccountField::Bank => ("bank", "1 to 140 letters without control characters"),
                AccountField::Number => ("account number", "1 to 34 letters and digits"),
                AccountField::BankCode => ("CNAPS code", "12 digits, or nothing"),
            };
            format!("the {name} \"{value}\" cannot be wired to: {expected} are expected. Propose the account anew.")
        }
        PaymentProblem::PayeeDoubled { others } => format!(
            "the account is also that of {}; correct whichever is wrong, or leave the statement out.",
            others.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        ),
        PaymentProblem::DocumentDiffers { file } => format!(
            "{file}, read back, differs from the batch in payments, amounts or totals, so that nothing is released. Tell \
             your administrator, and pay by no other way."
        ),
        PaymentProblem::InvoiceMissing => {
            "the dealer's invoice is missing; the dealer's clerk or finance enters its number and day.".to_owned()
        }
    }
}

/// What finance should know before a batch is made.
pub fn note(note: &PaymentNote) -> String {
    match note {
        PaymentNote::Overdue { due_on } => format!("was due on {due_on}."),
        PaymentNote::NoDueDay => "has no due day, since no slips were filed; it is executed at once.".to_owned(),
        PaymentNote::BankCodeMissing => "has no CNAPS code; some banks ask for it.".to_owned(),
    }
}

/// Why an invoice cannot be entered.
pub fn invoice(refusal: &InvoiceRefusal) -> String {
    match refusal {
        InvoiceRefusal::NotYet => "The statement is still a draft; enter the invoice once it is confirmed.".to_owned(),
        InvoiceRefusal::UnderWay => "The payment has gone out with the invoice that stood; it stays.".to_owned(),
        InvoiceRefusal::NumberUnfit => {
            "An invoice number has 1 to 35 letters, digits and hyphens, as it is printed on the invoice.".to_owned()
        }
        InvoiceRefusal::DayUnfit { first, last } => {
            format!("An invoice for this statement is of a day from {first} to {last}.")
        }
        InvoiceRefusal::UsedFor { period } => {
            format!("This invoice stands for the statement of {period} already; enter the one for this statement.")
        }
    }
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
        RowOutcome::Returned => {
            "The bank took it back after it had paid, which is recorded; the statement stays paid, and the dealer's next \
            one pays the amount again. Have the account checked."
                .to_owned()
        }
        RowOutcome::AlreadyKnown => "Known already; nothing changed.".to_owned(),
        RowOutcome::UnknownReference => "No payment has this reference; nothing was recorded.".to_owned(),
        RowOutcome::AmountDiffers { sent } => format!("The payment was sent with {sent}; nothing was recorded."),
        RowOutcome::AnsweredBefore { state } => {
            format!("The bank's earlier answer was \"{}\"; nothing was recorded.", self::state(*state))
        }
        RowOutcome::Pending => {
            "The bank has not booked it yet; nothing was recorded. Import its next answer.".to_owned()
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
