//! Agreement 9.4: the yearly award (优秀售后服务单位).

use super::registers::Call;
use super::terms::Terms;

/// The marks that an award needs at least.
pub const MARKS_MIN: u64 = 30;

/// The mark from which a customer counts as satisfied.
const SATISFIED_MIN: u8 = 4;

/// One dealer's year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    /// Upheld complaints.
    pub complaints_upheld: u64,
    /// Units sold, net of returns.
    pub units_sold: u64,
    /// The centre's calls with a satisfaction mark.
    pub marks: u64,
    /// Those with a mark of 4 or 5.
    pub satisfied: u64,
    /// Months in which an agreement bound the dealer.
    pub months: u64,
    /// Those in which feedback came on time.
    pub months_with_feedback: u64,
    /// Whether the press or the authorities had to deal with the dealer's service.
    pub adverse_publicity: bool,
}

/// The marks among some calls, and those of 4 or 5 among them.
pub fn marks<'a>(calls: impl Iterator<Item = &'a Call>) -> (u64, u64) {
    calls
        .filter_map(|call| call.satisfaction)
        .fold((0, 0), |(marks, satisfied), mark| (marks + 1, satisfied + u64::from(mark >= SATISFIED_MIN)))
}

/// A condition of the award that a year does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// Too many complaints for the units sold; also where none was sold.
    Complaints,
    /// Fewer marks than tell anything.
    TooFewMarks,
    /// Too few satisfied customers.
    Satisfaction,
    /// Feedback came too seldom.
    Feedback,
    /// 负面报道
    AdversePublicity,
}

/// The conditions that a year does not meet; the award is due where there is none.
pub fn unmet(terms: &Terms, year: &Year) -> Vec<Unmet> {
    let few_complaints = terms.award_complaint_rate.is_above_ratio(year.complaints_upheld, year.units_sold);
    let dissatisfied = terms.award_satisfaction_rate.is_above_ratio(year.satisfied, year.marks);
    let feedback_missed = terms.award_feedback_rate.is_above_ratio(year.months_with_feedback, year.months);
    let conditions = [
        (!few_complaints, Unmet::Complaints),
        (year.marks < MARKS_MIN, Unmet::TooFewMarks),
        (dissatisfied, Unmet::Satisfaction),
        (feedback_missed || year.months == 0, Unmet::Feedback),
        (year.adverse_publicity, Unmet::AdversePublicity),
    ];
    conditions.into_iter().filter(|(fails, _)| *fails).map(|(_, unmet)| unmet).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::codes::{DealerCode, SlipNo};
    use crate::agreement::registers::Outcome;

    #[test]
    fn a_four_is_satisfied_and_a_call_without_a_mark_does_not_count() {
        let call = |satisfaction| Call {
            dealer: DealerCode::new("D1").unwrap(),
            slip: SlipNo::new("W1").unwrap(),
            called_on: "2026-03-01".parse().unwrap(),
            attempt: 1,
            outcome: Outcome::Confirmed,
            satisfaction,
            note: None,
        };
        let calls = [None, Some(3), Some(4), Some(5)].map(call);
        assert_eq!(marks(calls.iter()), (3, 2));
    }

    #[test]
    fn every_condition_has_its_boundary() {
        let good = Year {
            complaints_upheld: 0,
            units_sold: 1_000,
            marks: 50,
            satisfied: 49,
            months: 10,
            months_with_feedback: 9,
            adverse_publicity: false,
        };
        for (year, expected) in [
            (good, vec![]),
            (Year { complaints_upheld: 1, units_sold: 1_001, ..good }, vec![]),
            (Year { complaints_upheld: 1, ..good }, vec![Unmet::Complaints]),
            (Year { units_sold: 0, ..good }, vec![Unmet::Complaints]),
            (Year { marks: 30, satisfied: 30, ..good }, vec![]),
            (Year { marks: 29, satisfied: 29, ..good }, vec![Unmet::TooFewMarks]),
            (Year { satisfied: 48, ..good }, vec![Unmet::Satisfaction]),
            (Year { months_with_feedback: 8, ..good }, vec![Unmet::Feedback]),
            (Year { months: 0, months_with_feedback: 0, ..good }, vec![Unmet::Feedback]),
            (Year { adverse_publicity: true, ..good }, vec![Unmet::AdversePublicity]),
        ] {
            assert_eq!(unmet(&Terms::default(), &year), expected, "{year:?}");
        }
    }
}
