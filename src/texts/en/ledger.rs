//! The ledger's accounts and entries, in English.

use crate::agreement::ledger::{Account, BankAnswered, Cause};
use crate::agreement::statement::LineKind;
use crate::calendar::Day;

/// What stood before a journal begins.
pub const OPENING: &str = "What stood before";
/// What must stand where a journal ends.
pub const CLOSING: &str = "What stands by statements and payments";

/// What an account is called.
pub const fn account(account: Account) -> &'static str {
    match account {
        Account::Bank => "Bank",
        Account::DealerBalance => "Dealer's balance carried forward",
        Account::DealerPayable => "Payable to dealer",
        Account::PaymentsInTransit => "Payments in transit",
        Account::PaymentsReturned => "Payments returned after they were paid",
        Account::AllowanceCarried => "Fees beyond the allowance, carried forward",
        Account::Opening => "Opening balances",
        Account::PartsRecovered => "Unreturned parts recovered",
        Account::GoodsReturnsRecovered => "Cost of goods returns recovered",
        Account::ComplaintFines => "Fines for complaints",
        Account::LateServiceFines => "Fines for late service",
        Account::DealerCallbackFines => "Fines for the dealer's own callbacks",
        Account::FabricationPenalties => "Penalties for fabricated slips",
        Account::FeedbackPenalties => "Penalties for missing quality feedback",
        Account::AllowanceLapsed => "Fees beyond the allowance, lapsed",
        Account::AllowanceTakenBack => "Advances beyond the allowance, taken back",
        Account::WarrantyFees => "Warranty repair fees",
        Account::AllowanceReturned => "Unused allowance returned",
        Account::Adjustments => "Adjustments of earlier statements",
    }
}

/// What an entry is for.
pub fn cause(cause: &Cause) -> String {
    match cause {
        Cause::Lapsed => "Fees beyond last year's allowance lapse".to_owned(),
        Cause::Line { kind, .. } => line_kind(*kind).to_owned(),
        Cause::CarriedForward => "Balance carried forward".to_owned(),
        Cause::Released { reference, .. } => format!("Payment {reference} released"),
        Cause::Answered { reference, answer: BankAnswered::Paid, .. } => format!("Payment {reference} paid"),
        Cause::Answered { reference, answer: BankAnswered::Refused, .. } => {
            format!("Payment {reference} refused by the bank")
        }
        Cause::Returned { reference, .. } => format!("Payment {reference} taken back by the bank"),
    }
}

/// What a line of a statement is for.
pub const fn line_kind(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Fees => "Repair fees",
        LineKind::AllowanceBroughtForward => "Allowance brought forward",
        LineKind::AllowanceCarriedForward => "Allowance carried forward",
        LineKind::UnreturnedParts => "Unreturned parts",
        LineKind::GoodsReturns => "Goods returns",
        LineKind::ComplaintFines => "Complaint fine",
        LineKind::LateServiceFines => "Late service fines",
        LineKind::DealerCallbackFine => "Dealer callback fine",
        LineKind::FabricationPenalty => "Fabrication penalty",
        LineKind::FeedbackPenalty => "Feedback penalty",
        LineKind::UnusedAllowance => "Unused allowance",
        LineKind::AllowanceExcess => "Allowance excess",
        LineKind::Adjustment => "Adjustment",
        LineKind::BalanceBroughtForward => "Balance brought forward",
    }
}

/// The head of a journal.
pub fn title(first: Day, last: Day) -> String {
    format!("Sanbao: warranty settlement from {first} through {last}")
}
