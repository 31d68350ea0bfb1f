//! What stands against a statement's steps, its payments, disputes and corrections (agreement 7.4, 9.2).

use super::confirm_statement::Hindrance;
use super::enter_invoice::InvoiceRefusal;
use super::import_bank_result::RowOutcome;
use super::raise_dispute::AttachmentFault;
use super::release_payments::PaymentFault;

/// What stands against a verb about statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementRefusal {
    /// The statement cannot be confirmed yet, and this is why.
    NotConfirmable(Vec<Hindrance>),
    /// The sales manager keeps the statement back; it is approved by itself.
    KeptBack {
        /// Who keeps it back.
        by: String,
        /// Why.
        note: String,
    },
    /// Whoever entered a correction does not approve the statement that it entered.
    OwnCorrection,
    /// These statements cannot go into a payment batch.
    Payments(Vec<PaymentFault>),
    /// The invoice cannot be entered.
    Invoice(InvoiceRefusal),
    /// No statement waits for its payment.
    NothingToRelease,
    /// The bank's answer does not fit the payment.
    BankAnswer(RowOutcome),
    /// The statement pays something, so that only the bank's answer closes it.
    HasPayment,
    /// The statement is a draft, which is recomputed instead of being corrected or disputed, and has no evidence yet.
    StillOpen,
    /// The statement has no such line.
    NoSuchLine {
        /// How many it has.
        lines: usize,
    },
    /// No slip of this number stands for the period.
    NoSuchSlip,
    /// An amount is 0, negative where it must not be, or too large.
    AmountOutOfRange,
    /// The same is disputed already.
    AlreadyDisputed {
        /// The dispute that is open.
        dispute: String,
    },
    /// The dispute is settled already.
    DisputeSettled,
    /// Something about the attachments.
    Attachment(AttachmentFault),
}
