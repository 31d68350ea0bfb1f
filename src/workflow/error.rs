//! Why a verb could not be done.

use super::statement_refusal::StatementRefusal;
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::house_check::CheckFault;
use crate::agreement::penalties::FindingRefused;
use crate::agreement::statement::StepRefused;
use crate::agreement::terms::{SameFirstDay, TermFault};
use crate::auth;
use crate::calendar::{Day, Period};
use crate::sheets::{Fault, ReadError};
use crate::store::{self, outbox::MailState};

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
    /// A file of our own could not be written or read.
    Io(std::io::Error),
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
    /// Somebody else is calling this customer.
    CallTaken {
        /// Who: a login.
        by: String,
    },
    /// The time for which a customer is to be called is over, or too far off.
    AppointmentUnfit {
        /// How many days ahead it can be.
        days_max: i64,
    },
    /// No reviewer's decision about the slip stands.
    NothingToWithdraw,
    /// The number was filed for an earlier period first, which is what calls concern (agreement 6.4).
    CalledAsFirstFiled {
        /// That period.
        first: Period,
    },
    /// The slip has no telephone number.
    NobodyToCall,
    /// The slip's customer waits for a call already.
    CallWaits,
    /// A slip that was added to the calls has been called.
    PickCalled,
    /// A dealer is asked only about a slip that waits for a reviewer.
    NotWaitingForReview,
    /// The day until which a dealer is to answer is over, or too far off.
    AnswerDayUnfit {
        /// How many days ahead it can be.
        days_max: i64,
    },
    /// No question about the slip is open.
    NoOpenQuestion,
    /// Only who does not want to talk asks not to be called again.
    WishWithoutRefusal,
    /// The customer did not ask not to be called again.
    NoStandingWish,
    /// About a statement's steps, payments, disputes and corrections.
    Statement(StatementRefusal),
    /// The finding is settled already (agreement 7.4).
    FindingSettled,
    /// The finding cannot be settled yet, or not by this person (agreement 7.4).
    Finding(FindingRefused),
    /// A register's file that cannot stand, with everything that is wrong with it (agreement 2).
    Register {
        /// In the order of rows.
        faults: Vec<Fault>,
    },
    /// Calls are only ever added (agreement 6).
    CallsAreKept,
    /// An agreement that cannot stand, with everything that is wrong with it (agreement 1).
    Agreement {
        /// In the order of its keys.
        faults: Vec<TermFault>,
    },
    /// Agreements with one first day for one dealer (agreement 1.2).
    SameFirstDay(Vec<SameFirstDay>),
    /// A confirmed statement rests on the text that would be replaced.
    AgreementInUse {
        /// Whose statement.
        dealer: DealerCode,
        /// Of which month.
        period: Period,
    },
    /// An account of the dealer waits for a second person.
    AccountWaits {
        /// Who proposed it.
        proposed_by: String,
    },
    /// It is the dealer's account already.
    AccountUnchanged,
    /// The account was decided before.
    AccountDecided {
        /// By whom.
        decided_by: String,
    },
    /// Whoever proposed an account may not decide it (agreement 7.2).
    ProposedByYourself,
    /// The first period stays once anything is filed or confirmed (agreement 7.1).
    FirstPeriodFixed,
    /// The seed of a period is fixed once (agreement 6.2).
    SeedFixed,
    /// An own check that cannot be used (agreement 4.32).
    HouseCheck(CheckFault),
    /// An own check of this code goes on already.
    HouseCheckStands,
    /// The own check has ended before.
    HouseCheckEnded,
    /// Only some months that have begun can be tried at once.
    TrialPeriods {
        /// This month.
        last: Period,
    },
    /// An upload.
    Upload(UploadRefusal),
    /// A mail of the outbox, where it stands.
    Mail {
        /// Where.
        state: MailState,
    },
}

/// What stands against an upload, or against filing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadRefusal {
    /// The installation settles other periods.
    PeriodNotOpen {
        /// The first.
        first: Period,
        /// The last: this month.
        last: Period,
    },
    /// The sheet cannot have come on that day.
    ReceivedOn {
        /// The period's first day.
        first: Day,
        /// Today.
        last: Day,
    },
    /// It was not read yet.
    NotRead,
    /// Nothing of it can be filed.
    NothingReadable,
    /// It has faults, and the clerk did not say to file the readable slips alone.
    HasFaults,
    /// It is filed already.
    Filed,
    /// It was withdrawn.
    Withdrawn,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl From<StatementRefusal> for Error {
    fn from(refusal: StatementRefusal) -> Self {
        Self::Refused(Refusal::Statement(refusal))
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
