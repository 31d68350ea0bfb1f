//! What is told: every change of state that concerns a reader, and every reminder (agreement 9.3).
//!
//! An event names whose and which, days and amounts. What people typed is not in it, nor anything about customers: the
//! reader finds both behind the link, after signing in.

use serde::{Deserialize, Serialize};

use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::registers::FiledSheet;
use crate::agreement::reminders::Reminder;
use crate::auth::Role;
use crate::calendar::{Day, Period};
use crate::money::Money;
use crate::url::segment;

/// Something that happened, or is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Nothing of a sheet can be filed (agreement 3.1, 3.5).
    SheetRefused {
        /// Of which month.
        period: Period,
        /// Which.
        sheet: FiledSheet,
        /// The upload.
        upload: String,
        /// How many faults it has.
        fault_count: u64,
    },
    /// A sheet is filed.
    SheetFiled {
        /// Of which month.
        period: Period,
        /// Which.
        sheet: FiledSheet,
        /// The upload.
        upload: String,
        /// Rows that are filed.
        row_count: u32,
        /// Rows that are not.
        rows_not_filed: u32,
        /// The day that it counts as received on.
        received_on: Day,
    },
    /// The after-sales centre confirmed a statement (agreement 7.4): it is issued.
    StatementConfirmed {
        /// Of which month.
        period: Period,
        /// What it pays.
        payable: Money,
        /// When that is due.
        payment_due_on: Option<Day>,
        /// The last day on which it can be disputed.
        dispute_until: Option<Day>,
    },
    /// The sales manager approved it.
    StatementApproved {
        /// Of which month.
        period: Period,
        /// What it pays.
        payable: Money,
    },
    /// Finance released it.
    StatementReleased {
        /// Of which month.
        period: Period,
        /// What it pays.
        payable: Money,
    },
    /// The bank has paid, or there was nothing to pay.
    StatementPaid {
        /// Of which month.
        period: Period,
        /// What it paid.
        payable: Money,
    },
    /// The bank refused the payment.
    PaymentRefused {
        /// Of which month.
        period: Period,
        /// What was to be paid.
        payable: Money,
    },
    /// The bank took the payment back after it had paid it; the next statement pays it again.
    PaymentReturned {
        /// Of which month.
        period: Period,
        /// What was paid.
        payable: Money,
    },
    /// A finding of fabrication: the dealer can answer (agreement 7.4).
    FindingOpened {
        /// The frozen statement's month.
        period: Period,
        /// The slip.
        slip: SlipNo,
        /// The finding.
        finding: String,
        /// The last day on which it can be answered.
        answer_until: Day,
    },
    /// A finding stands or does not; upheld, the next statement takes back what was paid, and has the penalty.
    FindingSettled {
        /// The frozen statement's month.
        period: Period,
        /// The slip.
        slip: SlipNo,
        /// The finding.
        finding: String,
        /// Whether it stands.
        upheld: bool,
        /// Whether it is one of fabrication, with its penalty.
        is_fabrication: bool,
    },
    /// A reviewer asks about a held slip.
    QuestionAsked {
        /// The slip's month.
        period: Period,
        /// The slip.
        slip: SlipNo,
        /// The last day on which it can be answered.
        answer_until: Day,
    },
    /// The question is taken back.
    QuestionWithdrawn {
        /// The slip's month.
        period: Period,
        /// The slip.
        slip: SlipNo,
    },
    /// A dispute is settled (agreement 9.2).
    DisputeSettled {
        /// The statement's month.
        period: Period,
        /// The dispute.
        dispute: String,
        /// What the dealer gets; none where it was rejected.
        upheld: Option<Money>,
    },
    /// Another bank account is proposed for the dealer (agreement 7.2).
    AccountProposed {
        /// Which of the dealer's.
        seq: i64,
    },
    /// A second person decided it.
    AccountDecided {
        /// Which of the dealer's.
        seq: i64,
        /// Whether payments go there from now on.
        approved: bool,
    },
    /// Told to the sales managers: a statement waits for them.
    ApprovalWaits {
        /// Of which month.
        period: Period,
        /// What it pays.
        payable: Money,
    },
    /// Told to finance: a statement waits for them.
    ReleaseWaits {
        /// Of which month.
        period: Period,
        /// What it pays.
        payable: Money,
        /// When that is due.
        payment_due_on: Option<Day>,
    },
    /// Told to finance: the bank refused a payment.
    PaymentFailed {
        /// Of which month.
        period: Period,
        /// What was to be paid.
        payable: Money,
    },
    /// Told to finance: the bank took back what it had paid.
    PaymentTakenBack {
        /// Of which month.
        period: Period,
        /// What was paid.
        payable: Money,
    },
    /// Told to the centre: a dealer disputes a statement.
    DisputeRaised {
        /// The statement's month.
        period: Period,
        /// The dispute.
        dispute: String,
    },
    /// Told to those who may settle it: the dealer answered a finding.
    FindingAnswered {
        /// The frozen statement's month.
        period: Period,
        /// The slip.
        slip: SlipNo,
        /// The finding.
        finding: String,
    },
    /// Told to the centre: the dealer answered a question.
    QuestionAnswered {
        /// The slip's month.
        period: Period,
        /// The slip.
        slip: SlipNo,
    },
    /// Told to those who look after quality: a feedback sheet reports faults that endanger people.
    SafetyReported {
        /// Of which month.
        period: Period,
        /// How many rows of the sheet do.
        row_count: u64,
    },
    /// Told to finance and administrators: an account waits for a second person.
    AccountWaits {
        /// Which of the dealer's.
        seq: i64,
    },
    /// Something is due.
    Due {
        /// What.
        reminder: Reminder,
    },
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// The dealer's own people; its registered address where none of them has one.
    Dealer,
    /// People of these roles.
    Office(&'static [Role]),
}

impl Event {
    /// The name of its kind.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SheetRefused { .. } => "sheet_refused",
            Self::SheetFiled { .. } => "sheet_filed",
            Self::StatementConfirmed { .. } => "statement_confirmed",
            Self::StatementApproved { .. } => "statement_approved",
            Self::StatementReleased { .. } => "statement_released",
            Self::StatementPaid { .. } => "statement_paid",
            Self::PaymentRefused { .. } => "payment_refused",
            Self::PaymentReturned { .. } => "payment_returned",
            Self::FindingOpened { .. } => "finding_opened",
            Self::FindingSettled { .. } => "finding_settled",
            Self::QuestionAsked { .. } => "question_asked",
            Self::QuestionWithdrawn { .. } => "question_withdrawn",
            Self::DisputeSettled { .. } => "dispute_settled",
            Self::AccountProposed { .. } => "account_proposed",
            Self::AccountDecided { .. } => "account_decided",
            Self::ApprovalWaits { .. } => "approval_waits",
            Self::ReleaseWaits { .. } => "release_waits",
            Self::PaymentFailed { .. } => "payment_failed",
            Self::PaymentTakenBack { .. } => "payment_taken_back",
            Self::DisputeRaised { .. } => "dispute_raised",
            Self::FindingAnswered { .. } => "finding_answered",
            Self::QuestionAnswered { .. } => "question_answered",
            Self::SafetyReported { .. } => "safety_reported",
            Self::AccountWaits { .. } => "account_waits",
            Self::Due { reminder } => match reminder {
                Reminder::SheetDue { .. } => "sheet_due",
                Reminder::ForfeitureNear { .. } => "forfeiture_near",
                Reminder::FeedbackRun { .. } => "feedback_run",
                Reminder::DisputeEnds { .. } => "dispute_ends",
                Reminder::AnswerDue { .. } => "answer_due",
                Reminder::AnswerLapsed { .. } => "answer_lapsed",
                Reminder::QuestionDue { .. } => "question_due",
                Reminder::PaymentDue { .. } => "payment_due",
            },
        }
    }

    /// Who is told of it.
    pub const fn readers(&self) -> Readers {
        match self {
            Self::ApprovalWaits { .. } => Readers::Office(&[Role::SalesManager]),
            Self::ReleaseWaits { .. }
            | Self::PaymentFailed { .. }
            | Self::PaymentTakenBack { .. }
            | Self::Due { reminder: Reminder::PaymentDue { .. } } => Readers::Office(&[Role::Finance]),
            Self::DisputeRaised { .. } | Self::QuestionAnswered { .. } => Readers::Office(&[Role::Reviewer]),
            Self::FindingAnswered { .. } | Self::Due { reminder: Reminder::AnswerLapsed { .. } } => {
                Readers::Office(&[Role::Reviewer, Role::SalesManager])
            }
            Self::SafetyReported { .. } => Readers::Office(&[Role::Reviewer, Role::SalesManager, Role::Administrator]),
            Self::AccountWaits { .. } => Readers::Office(&[Role::Finance, Role::Administrator]),
            _ => Readers::Dealer,
        }
    }

    /// Whether it waits for no digest: somebody may be about to take a dealer's money, or people are in danger.
    pub const fn is_urgent(&self) -> bool {
        matches!(
            self,
            Self::AccountProposed { .. }
                | Self::AccountDecided { .. }
                | Self::AccountWaits { .. }
                | Self::SafetyReported { .. }
        )
    }

    /// The month whose statement goes with it.
    pub const fn statement(&self) -> Option<Period> {
        match self {
            Self::StatementConfirmed { period, .. }
            | Self::StatementApproved { period, .. }
            | Self::StatementReleased { period, .. }
            | Self::StatementPaid { period, .. } => Some(*period),
            _ => None,
        }
    }

    /// The month that it is about.
    pub const fn period(&self) -> Option<Period> {
        match self {
            Self::SheetRefused { period, .. }
            | Self::SheetFiled { period, .. }
            | Self::StatementConfirmed { period, .. }
            | Self::StatementApproved { period, .. }
            | Self::StatementReleased { period, .. }
            | Self::StatementPaid { period, .. }
            | Self::PaymentRefused { period, .. }
            | Self::PaymentReturned { period, .. }
            | Self::FindingOpened { period, .. }
            | Self::FindingSettled { period, .. }
            | Self::QuestionAsked { period, .. }
            | Self::QuestionWithdrawn { period, .. }
            | Self::QuestionAnswered { period, .. }
            | Self::DisputeSettled { period, .. }
            | Self::ApprovalWaits { period, .. }
            | Self::ReleaseWaits { period, .. }
            | Self::PaymentFailed { period, .. }
            | Self::PaymentTakenBack { period, .. }
            | Self::DisputeRaised { period, .. }
            | Self::FindingAnswered { period, .. }
            | Self::SafetyReported { period, .. } => Some(*period),
            Self::AccountProposed { .. } | Self::AccountDecided { .. } | Self::AccountWaits { .. } => None,
            Self::Due { reminder } => Some(match reminder {
                Reminder::SheetDue { period, .. }
                | Reminder::ForfeitureNear { period, .. }
                | Reminder::FeedbackRun { period, .. }
                | Reminder::DisputeEnds { period, .. }
                | Reminder::AnswerDue { period, .. }
                | Reminder::AnswerLapsed { period, .. }
                | Reminder::QuestionDue { period, .. }
                | Reminder::PaymentDue { period, .. } => *period,
            }),
        }
    }

    /// The page that shows what it is about, below the installation's address.
    pub fn path(&self, dealer: &DealerCode) -> String {
        let dealer = segment(dealer.as_str());
        let month = |page: &str| match self.period() {
            Some(period) => format!("/dealers/{dealer}/months/{period}{page}"),
            None => "/".to_owned(),
        };
        match self {
            Self::SheetRefused { upload, .. } | Self::SheetFiled { upload, .. } => {
                format!("/dealers/{dealer}/uploads/{}", segment(upload))
            }
            Self::DisputeSettled { dispute, .. } | Self::DisputeRaised { dispute, .. } => {
                format!("/dealers/{dealer}/disputes/{}", segment(dispute))
            }
            Self::FindingOpened { finding, .. }
            | Self::FindingSettled { finding, .. }
            | Self::FindingAnswered { finding, .. } => format!("/dealers/{dealer}/findings/{}", segment(finding)),
            Self::AccountProposed { .. } | Self::AccountDecided { .. } | Self::AccountWaits { .. } => {
                format!("/dealers/{dealer}/bank-accounts")
            }
            Self::QuestionAsked { slip, .. }
            | Self::QuestionWithdrawn { slip, .. }
            | Self::Due { reminder: Reminder::QuestionDue { slip, .. } } => {
                month(&format!("/slips/{}", segment(slip.as_str())))
            }
            Self::QuestionAnswered { period, slip } => {
                format!("/review?slip={dealer}%2F{period}%2F{}", segment(slip.as_str()))
            }
            Self::SafetyReported { .. } => "/quality".to_owned(),
            Self::Due { reminder: Reminder::AnswerDue { .. } | Reminder::AnswerLapsed { .. } } => {
                format!("/findings?dealer={dealer}")
            }
            Self::Due {
                reminder: Reminder::SheetDue { .. } | Reminder::ForfeitureNear { .. } | Reminder::FeedbackRun { .. },
            } => month(""),
            _ => month("/statement"),
        }
    }
}

/// An event and whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Whose.
    pub dealer: DealerCode,
    /// As the register names the dealer.
    pub dealer_name: String,
    /// What.
    pub event: Event,
}
