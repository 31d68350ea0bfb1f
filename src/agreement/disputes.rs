//! Agreement 9.2: a dealer disputes a statement or a line of it, within its time.

use super::statement::Adjustment;
use super::terms::Terms;
use crate::calendar::{Day, Period, months_after};
use crate::money::Money;

/// The last day on which a statement issued on a day can be disputed (agreement 1.5).
pub fn last_day(terms: &Terms, issued_on: Day) -> Day {
    months_after(issued_on, terms.dispute_months)
}

/// A dispute that came too late (逾期不予受理).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLate {
    /// The day on which its time ran out.
    pub last_day: Day,
}

/// Takes a dispute, or refuses it with the day on which its time ran out.
pub fn raise(terms: &Terms, issued_on: Day, raised_on: Day) -> Result<(), TooLate> {
    let last_day = last_day(terms, issued_on);
    if raised_on <= last_day { Ok(()) } else { Err(TooLate { last_day }) }
}

/// What the centre made of a dispute; the reason is kept beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The dealer is right by this amount, signed as it enters the next statement.
    Upheld(Money),
    /// It is not.
    Rejected,
}

/// The line of the next statement that an upheld dispute becomes; a rejected one becomes none.
pub fn settle(period: Period, line: u32, reference: Option<String>, outcome: Outcome) -> Option<Adjustment> {
    match outcome {
        Outcome::Upheld(amount) => Some(Adjustment { period, line, reference, amount }),
        Outcome::Rejected => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dispute_has_its_months_and_not_a_day_more() {
        let terms = Terms::default();
        for (issued_on, raised_on, taken) in [
            ("2026-03-25", "2026-06-25", true),
            ("2026-03-25", "2026-06-26", false),
            ("2025-11-30", "2026-02-28", true),
            ("2025-11-30", "2026-03-01", false),
        ] {
            let raised = raise(&terms, issued_on.parse().unwrap(), raised_on.parse().unwrap());
            assert_eq!(raised.is_ok(), taken, "{issued_on} {raised_on}");
        }
        let refused = raise(&terms, "2025-11-30".parse().unwrap(), "2026-03-01".parse().unwrap());
        assert_eq!(refused, Err(TooLate { last_day: "2026-02-28".parse().unwrap() }));
    }

    #[test]
    fn an_upheld_dispute_becomes_a_line_that_names_the_one_it_corrects() {
        let period = "2026-03".parse().unwrap();
        let upheld = Outcome::Upheld(Money::from_fen(15_00));
        let adjustment =
            Adjustment { period, line: 2, reference: Some("W1".to_owned()), amount: Money::from_fen(15_00) };
        assert_eq!(settle(period, 2, Some("W1".to_owned()), upheld), Some(adjustment));
        assert_eq!(settle(period, 2, None, Outcome::Rejected), None);
    }
}
