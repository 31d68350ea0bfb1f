//! Agreement 7 and 8.1: what is deducted from a month for what the dealer did or did not do.

use serde::{Deserialize, Serialize};

use super::decision::{Code, DecidedSlip, Verdict};
use super::registers::Complaint;
use super::terms::Terms;
use crate::calendar::{Day, Period};
use crate::money::{Money, Rate};

/// 4.21 on the month's payable slips × the fine; with the places of these slips.
pub fn late_service(terms: &Terms, slips: &[DecidedSlip]) -> (Money, Vec<usize>) {
    let late = |decided: &DecidedSlip| decided.verdict.is_payable() && decided.is_hit_by(Code::LateService);
    let places: Vec<usize> =
        slips.iter().enumerate().filter(|(_, decided)| late(decided)).map(|(place, _)| place).collect();
    (terms.late_service_fine.for_each_of(count(places.len())), places)
}

/// How many of a month's slips the dealer called back itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCallbacks {
    /// Slips with a `dealer_callback_on`.
    pub called: u64,
    /// Slips filed.
    pub filed: u64,
}

impl OwnCallbacks {
    /// Counts them among the distinct slips of the month.
    pub fn of(slips: &[DecidedSlip]) -> Self {
        let called = slips.iter().filter(|decided| decided.slip.dealer_callback_on.is_some()).count();
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Self { called: number(called), filed: number(slips.len()) }
    }

    /// Whether they stay below the quota; never where no slip was filed.
    pub fn miss(self, dealer_callback_quota: Rate) -> bool {
        dealer_callback_quota.is_above_ratio(self.called, self.filed)
    }
}

/// 假一罚十: `fabrication_multiplier` × the claim value of a slip decided fabricated.
pub fn fabrication(terms: &Terms, decided: &DecidedSlip) -> Option<Money> {
    let fabricated = decided.verdict == Verdict::Fabricated;
    fabricated.then(|| decided.claim_value.for_each_of(terms.fabrication_multiplier.into()))
}

/// The upheld complaints of a month, in the order of the statement: by day, then by slip, then by row.
pub fn upheld(complaints: &[Complaint]) -> Vec<&Complaint> {
    let mut upheld: Vec<&Complaint> = complaints.iter().filter(|complaint| complaint.upheld).collect();
    upheld.sort_by_key(|complaint| (complaint.received_on, &complaint.slip));
    upheld
}

/// A month of the quality feedback, for the run of 8.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackMonth {
    /// The sheet came by its due day.
    OnTime,
    /// It came later, or never.
    MissingOrLate,
    /// No agreement bound the dealer; the run breaks.
    Unbound,
}

/// The months of a year since the installation's first period, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackYear {
    months: Vec<(Period, FeedbackMonth)>,
}

impl FeedbackYear {
    /// Adds the next month.
    pub fn add(&mut self, period: Period, month: FeedbackMonth) {
        self.months.push((period, month));
    }

    /// The longest run of consecutive months in which feedback was missing or late.
    pub fn longest_run(&self) -> usize {
        let runs = self.months.split(|(_, month)| *month != FeedbackMonth::MissingOrLate);
        runs.map(<[_]>::len).max().unwrap_or(0)
    }

    /// 8.1: the deduction of December from the year's payments over all product lines, rounded, once a year.
    pub fn penalty(&self, terms: &Terms, paid_in_year: Money) -> Money {
        let months_max = usize::try_from(terms.feedback_missing_months).unwrap_or(usize::MAX);
        if self.longest_run() >= months_max { paid_in_year.times(terms.feedback_penalty_rate) } else { Money::ZERO }
    }
}

/// The last day on which the dealer can answer a finding of fabrication: 5 working days from it (agreement 7.4).
pub fn answer_until(found_on: Day, holidays: &[Day], working_weekends: &[Day]) -> Day {
    crate::calendar::working_days_after(found_on, 5, holidays, working_weekends)
}

/// A finding of fabrication (agreement 7.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<Person> {
    /// Who found it.
    pub found_by: Person,
    /// When.
    pub found_on: Day,
}

/// Why a finding cannot be settled yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingRefused {
    /// The one who found it cannot be the second person.
    SamePerson,
    /// The dealer has until this day to answer.
    StillToAnswer {
        /// The last day.
        last_day: Day,
    },
}

impl<Person: PartialEq> Finding<Person> {
    /// Whether a second person may settle it; `last_day` is the last on which the dealer can answer ([`answer_until`]).
    pub fn settle(&self, second: &Person, today: Day, last_day: Day) -> Result<(), FindingRefused> {
        if *second == self.found_by {
            return Err(FindingRefused::SamePerson);
        }
        if today <= last_day {
            return Err(FindingRefused::StillToAnswer { last_day });
        }
        Ok(())
    }
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quota_is_missed_below_it_only() {
        let quota = Rate::new(25, 2);
        for (called, filed, missed) in [(0, 0, false), (0, 1, true), (1, 4, false), (1, 5, true), (2, 8, false)] {
            assert_eq!(OwnCallbacks { called, filed }.miss(quota), missed, "{called} of {filed}");
        }
    }

    #[test]
    fn the_dealer_has_five_working_days_to_answer() {
        // Friday 2026-01-02 is a holiday, and Sunday the 4th is worked for it.
        let (friday, sunday) = ("2026-01-02".parse().unwrap(), "2026-01-04".parse().unwrap());
        let thursday = "2026-01-01".parse().unwrap();
        assert_eq!(answer_until(thursday, &[], &[]).to_string(), "2026-01-08");
        assert_eq!(answer_until(thursday, &[friday], &[]).to_string(), "2026-01-09");
        assert_eq!(answer_until(thursday, &[friday], &[sunday]).to_string(), "2026-01-08");
    }

    #[test]
    fn a_finding_needs_a_second_person_and_the_dealers_time_to_answer() {
        let finding = Finding { found_by: "li", found_on: "2026-01-01".parse().unwrap() };
        let last_day = answer_until(finding.found_on, &[], &[]);
        let day_after = crate::calendar::days_after(last_day, 1);
        assert_eq!(finding.settle(&"li", day_after, last_day), Err(FindingRefused::SamePerson));
        assert_eq!(finding.settle(&"wang", last_day, last_day), Err(FindingRefused::StillToAnswer { last_day }));
        assert_eq!(finding.settle(&"wang", day_after, last_day), Ok(()));
    }

    #[test]
    fn a_run_of_months_brings_the_deduction_once() {
        let terms = Terms::default();
        for (months, penalty) in [
            ("xx.xx.xx.xx.", 0),
            (".xxx........", 1_01),
            ("xxx.xxxx....", 1_01),
            (".........xxx", 1_01),
            ("..........xx", 0),
            ("xx-x........", 0),
            ("xx", 0),
            ("", 0),
        ] {
            let mut year = FeedbackYear::default();
            let mut period: Period = "2026-01".parse().unwrap();
            for month in months.chars() {
                let month = match month {
                    'x' => FeedbackMonth::MissingOrLate,
                    '-' => FeedbackMonth::Unbound,
                    _ => FeedbackMonth::OnTime,
                };
                year.add(period, month);
                period = period.next();
            }
            assert_eq!(year.penalty(&terms, Money::from_fen(10_05)), Money::from_fen(penalty), "{months}");
        }
    }
}
