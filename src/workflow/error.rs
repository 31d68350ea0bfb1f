//! Why a verb could not be done.

use super::confirm_statement::Hindrance;
use super::import_bank_result::RowOutcome;
use super::raise_dispute::AttachmentFault;
use super::release_payments::PaymentFault;
use crate::agreement::penalties::FindingRefused;
use crate::agreement::statement::StepRefused;
use crate::auth;
use crate::calendar::Day;
use crate::sheets::ReadError;
use crate::store;

/// Why a verb could not be done; `texts` has the words, `api` the status.
#[derive(Debug)]
pub enum Error {
    /// What it is about does not exist, or is another dealer's, which is the same to whoever asks.
    NotFound,
    /// The person may not.
    NotAllowed,
    /// Its time ran out on this day.
    OutOfTime {
        /// The last day on which it could have been done.
        last_day: Day,
    },
    /// A step of a statement that cannot be taken (agreement 7.4).
    Step(StepRefused),
    /// Somebody else changed it meanwhile; look again.
    Changed,
    /// It stands against what the verb needs.
    Refused(Refusal),
    /// The database failed.
    Store(store::Error),
    /// The reading failed, not the file.
    Read(ReadError),
}

/// What stands against a verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Signing in, or what is done about people.
    Person(auth::Refused),
    /// The statement of the period is confirmed: nothing is filed for it any more (agreement 3.4).
    StatementFrozen,
    /// The period is not over; its lot is drawn after it.
    PeriodNotOver,
    /// The lot of the month is drawn already (agreement 6.2).
    LotDrawn,
    /// No slips were filed for the period.
    SlipsNotFiled,
    /// The period has no seed, which is fixed before its lot is known (agreement 6.2).
    NoSeed,
    /// A decision needs its reason.
    ReasonMissing,
    /// Only a held slip is decided by a reviewer (agreement 4.31).
    SlipNotHeld,
    /// The finding is settled already (agreement 7.4).
    FindingSettled,
    /// The finding cannot be settled yet, or not by this person (agreement 7.4).
    Finding(FindingRefused),
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
    /// No statement waits for its payment.
    NothingToRelease,
    /// The bank's answer does not fit the payment.
    BankAnswer(RowOutcome),
    /// The statement pays something, so that only the bank's answer closes it.
    HasPayment,
    /// The statement is a draft, which is recomputed instead of being corrected or disputed.
    StatementStillOpen,
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

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl From<auth::Refused> for Error {
    fn from(refused: auth::Refused) -> Self {
        Self::Refused(Refusal::Person(refused))
    }
}

impl From<StepRefused> for Error {
    fn from(refused: StepRefused) -> Self {
        Self::Step(refused)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
