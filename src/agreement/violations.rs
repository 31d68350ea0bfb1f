//! Agreement 9.1: what is recorded against a dealer, and when that calls for a termination review.

use serde::{Deserialize, Serialize};

use super::codes::SlipNo;
use super::decision::{DecidedMonth, Hit};
use super::filing::SheetStatus;
use super::penalties::{self, OwnCallbacks};
use super::registers::Severity;
use super::statement::MonthEnd;
use super::terms::Terms;
use crate::calendar::{Day, Period, months_after};

/// One violation with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are the evidence that the code speaks of")]
pub enum Violation {
    SlipsMissing { due_on: Day },
    SlipsLate { due_on: Day, received_on: Day },
    Forfeited { last_day: Day, received_on: Day },
    FeedbackMissing { due_on: Day },
    FeedbackLate { due_on: Day, received_on: Day },
    DealerCallbackQuota(OwnCallbacks),
    LotRejected { failed: u64, accept_number: u64 },
    LateService { slip: SlipNo, hours_max: u32, minutes: i64, served_on: Day },
    CallbackMismatch { slip: SlipNo, called_on: Day },
    CallbackWrongNumber { slip: SlipNo, called_on: Day },
    CallbackFabricated { slip: SlipNo, called_on: Day },
    ComplaintUpheld { received_on: Day, severity: Severity },
}

/// What was violated, without its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the violation of the same name")]
pub enum ViolationKind {
    SlipsMissing,
    SlipsLate,
    Forfeited,
    FeedbackMissing,
    FeedbackLate,
    DealerCallbackQuota,
    LotRejected,
    LateService,
    CallbackMismatch,
    CallbackWrongNumber,
    CallbackFabricated,
    ComplaintUpheld,
}

impl ViolationKind {
    /// Every kind, in the order of agreement 9.1.
    pub const ALL: [Self; 12] = [
        Self::SlipsMissing,
        Self::SlipsLate,
        Self::Forfeited,
        Self::FeedbackMissing,
        Self::FeedbackLate,
        Self::DealerCallbackQuota,
        Self::LateService,
        Self::CallbackMismatch,
        Self::CallbackWrongNumber,
        Self::CallbackFabricated,
        Self::LotRejected,
        Self::ComplaintUpheld,
    ];

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The code as the exports write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SlipsMissing => "SLIPS_MISSING",
            Self::SlipsLate => "SLIPS_LATE",
            Self::Forfeited => "FORFEITED",
            Self::FeedbackMissing => "FEEDBACK_MISSING",
            Self::FeedbackLate => "FEEDBACK_LATE",
            Self::DealerCallbackQuota => "DEALER_CALLBACK_QUOTA",
            Self::LotRejected => "LOT_REJECTED",
            Self::LateService => "LATE_SERVICE",
            Self::CallbackMismatch => "CALLBACK_MISMATCH",
            Self::CallbackWrongNumber => "CALLBACK_WRONG_NUMBER",
            Self::CallbackFabricated => "CALLBACK_FABRICATED",
            Self::ComplaintUpheld => "COMPLAINT_UPHELD",
        }
    }

    /// The clause that was violated.
    pub const fn clause(self) -> &'static str {
        match self {
            Self::SlipsMissing | Self::SlipsLate => "3.1",
            Self::Forfeited => "3.5",
            Self::FeedbackMissing | Self::FeedbackLate => "3.2",
            Self::DealerCallbackQuota | Self::ComplaintUpheld => "7",
            Self::LotRejected => "6.5",
            Self::LateService => "4.21",
            Self::CallbackMismatch | Self::CallbackWrongNumber => "4.23",
            Self::CallbackFabricated => "4.22",
        }
    }
}

impl Violation {
    /// What was violated.
    pub const fn kind(&self) -> ViolationKind {
        match self {
            Self::SlipsMissing { .. } => ViolationKind::SlipsMissing,
            Self::SlipsLate { .. } => ViolationKind::SlipsLate,
            Self::Forfeited { .. } => ViolationKind::Forfeited,
            Self::FeedbackMissing { .. } => ViolationKind::FeedbackMissing,
            Self::FeedbackLate { .. } => ViolationKind::FeedbackLate,
            Self::DealerCallbackQuota(_) => ViolationKind::DealerCallbackQuota,
            Self::LotRejected { .. } => ViolationKind::LotRejected,
            Self::LateService { .. } => ViolationKind::LateService,
            Self::CallbackMismatch { .. } => ViolationKind::CallbackMismatch,
            Self::CallbackWrongNumber { .. } => ViolationKind::CallbackWrongNumber,
            Self::CallbackFabricated { .. } => ViolationKind::CallbackFabricated,
            Self::ComplaintUpheld { .. } => ViolationKind::ComplaintUpheld,
        }
    }

    /// The code as the exports write it.
    pub const fn code(&self) -> &'static str {
        self.kind().code()
    }

    /// The clause that was violated.
    pub const fn clause(&self) -> &'static str {
        self.kind().clause()
    }

    /// The day of the violation: when something was due, done, called or received, and else the period's last day.
    pub fn violated_on(&self, period: Period) -> Day {
        match self {
            Self::SlipsMissing { due_on }
            | Self::SlipsLate { due_on, .. }
            | Self::FeedbackMissing { due_on }
            | Self::FeedbackLate { due_on, .. } => *due_on,
            Self::Forfeited { last_day, .. } => *last_day,
            Self::LateService { served_on, .. } => *served_on,
            Self::CallbackMismatch { called_on, .. }
            | Self::CallbackWrongNumber { called_on, .. }
            | Self::CallbackFabricated { called_on, .. } => *called_on,
            Self::ComplaintUpheld { received_on, .. } => *received_on,
            Self::DealerCallbackQuota(_) | Self::LotRejected { .. } => period.last_day(),
        }
    }

    /// The slip or the complaint's day; empty for what concerns the whole month.
    pub fn reference(&self) -> String {
        match self {
            Self::LateService { slip, .. }
            | Self::CallbackMismatch { slip, .. }
            | Self::CallbackWrongNumber { slip, .. }
            | Self::CallbackFabricated { slip, .. } => slip.to_string(),
            Self::ComplaintUpheld { received_on, .. } => received_on.to_string(),
            Self::SlipsMissing { .. }
            | Self::SlipsLate { .. }
            | Self::Forfeited { .. }
            | Self::FeedbackMissing { .. }
            | Self::FeedbackLate { .. }
            | Self::DealerCallbackQuota(_)
            | Self::LotRejected { .. } => String::new(),
        }
    }
}

/// A month's violations, sorted by code and reference; none where no version binds the dealer (agreement 1.2).
pub fn violations(end: &MonthEnd) -> Vec<Violation> {
    let month = end.month;
    let Some(version) = month.versions.for_period(month.period) else { return Vec::new() };
    let terms = &version.terms;
    let mut found = Vec::new();
    let due_on = terms.slips_due_on(month.period);
    found.extend(match end.slips_sheet {
        SheetStatus::OnTime { .. } => None,
        SheetStatus::Late { received_on } => Some(Violation::SlipsLate { due_on, received_on }),
        SheetStatus::Missing => Some(Violation::SlipsMissing { due_on }),
        SheetStatus::Forfeited { last_day, received_on } => Some(Violation::Forfeited { last_day, received_on }),
    });
    let due_on = terms.feedback_due_on(month.period);
    found.extend(match end.feedback_sheet {
        SheetStatus::OnTime { .. } => None,
        SheetStatus::Late { received_on } => Some(Violation::FeedbackLate { due_on, received_on }),
        SheetStatus::Missing | SheetStatus::Forfeited { .. } => Some(Violation::FeedbackMissing { due_on }),
    });
    let own_callbacks = OwnCallbacks::of(&end.decided.slips);
    if own_callbacks.miss(terms.dealer_callback_quota) {
        found.push(Violation::DealerCallbackQuota(own_callbacks));
    }
    if let Some(lot) = end.decided.lot.as_ref().filter(|lot| lot.is_rejected()) {
        found.push(Violation::LotRejected { failed: lot.failed, accept_number: lot.plan.accept_number });
    }
    found.extend(of_slips(end.decided));
    let upheld = penalties::upheld(month.records.complaints(month.period));
    found.extend(upheld.into_iter().map(|complaint| Violation::ComplaintUpheld {
        received_on: complaint.received_on,
        severity: complaint.severity,
    }));
    found.sort_by_cached_key(|violation| (violation.code(), violation.reference()));
    found
}

/// Every slip that such a rule hit, payable or not.
fn of_slips(decided: &DecidedMonth) -> impl Iterator<Item = Violation> {
    decided.slips.iter().flat_map(|decided| {
        let slip = &decided.slip.no;
        decided.hits.iter().filter_map(move |hit| match *hit {
            Hit::LateService { hours_max, minutes, served_on, .. } => {
                Some(Violation::LateService { slip: slip.clone(), hours_max, minutes, served_on })
            }
            Hit::CallbackMismatch { called_on } => Some(Violation::CallbackMismatch { slip: slip.clone(), called_on }),
            Hit::CallbackWrongNumber { called_on } => {
                Some(Violation::CallbackWrongNumber { slip: slip.clone(), called_on })
            }
            Hit::CallbackFabricated { called_on } => {
                Some(Violation::CallbackFabricated { slip: slip.clone(), called_on })
            }
            _ => None,
        })
    })
}

/// Whether `termination_violations` within the 12 months up to a day put the dealer up for a termination review.
pub fn is_up_for_termination(terms: &Terms, violated_on: &[Day], today: Day) -> bool {
    let within = violated_on.iter().filter(|day| **day <= today && today <= months_after(**day, 12)).count();
    within >= usize::try_from(terms.termination_violations).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_code_and_no_other() {
        for kind in ViolationKind::ALL {
            assert_eq!(ViolationKind::of(kind.code()), Some(kind));
        }
        assert_eq!((ViolationKind::of("lot_rejected"), ViolationKind::of("")), (None, None));
    }

    #[test]
    fn five_violations_within_twelve_months_call_for_a_review() {
        let terms = Terms::default();
        let days = |first: &str| -> Vec<Day> {
            [first, "2025-06-01", "2025-07-01", "2025-08-01", "2026-02-01"].map(|day| day.parse().unwrap()).into()
        };
        let today = "2026-03-15".parse().unwrap();
        assert!(is_up_for_termination(&terms, &days("2025-03-15"), today));
        assert!(!is_up_for_termination(&terms, &days("2025-03-14"), today));
        assert!(!is_up_for_termination(&terms, &days("2026-03-16"), today));
    }
}
