//! How large a folder is and what it is called: all of it follows from a few numbers and the seed.

use super::chance::{Chance, number_of};
use super::slips::Place;
use crate::agreement::codes::DealerCode;
use crate::calendar::Period;

/// The most slips of a folder.
pub const SLIPS_MAX: u32 = 10_000_000;
/// The most slips of a sheet: a worksheet has room for so many.
pub const SHEET_SLIPS_MAX: u32 = 1_000_000;
/// The most dealers: their codes have four digits.
pub const DEALERS_MAX: u32 = 9_999;
/// The most months.
pub const MONTHS_MAX: u32 = 120;
/// Two digits say a year, and a workbook knows the years before it.
const YEARS: std::ops::RangeInclusive<i32> = 2005..=2085;

/// What is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many dealers file.
    pub dealers: u32,
    /// How many months they file for.
    pub months: u32,
    /// Slips of all dealers and months together.
    pub slips: u32,
    /// The seed of the chance here and of the draw when the folder is settled.
    pub seed: String,
    /// The first month.
    pub from: Period,
    seed_number: u64,
}

/// A plan that cannot be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// Not from 1 to [`DEALERS_MAX`] dealers.
    Dealers,
    /// Not from 1 to [`MONTHS_MAX`] months.
    Months,
    /// More than [`SLIPS_MAX`] slips, or more than [`SHEET_SLIPS_MAX`] of a dealer's month.
    Slips,
    /// A first month outside the years that samples can be made for.
    From,
}

impl Plan {
    /// A plan within the bounds.
    pub fn new(dealers: u32, months: u32, slips: u32, seed: &str, from: Period) -> Result<Self, PlanError> {
        if !(1..=DEALERS_MAX).contains(&dealers) {
            return Err(PlanError::Dealers);
        }
        if !(1..=MONTHS_MAX).contains(&months) {
            return Err(PlanError::Months);
        }
        if slips > SLIPS_MAX || slips.div_ceil(dealers * months) > SHEET_SLIPS_MAX {
            return Err(PlanError::Slips);
        }
        if !YEARS.contains(&from.year()) {
            return Err(PlanError::From);
        }
        Ok(Self { dealers, months, slips, seed: seed.to_owned(), from, seed_number: number_of(seed) })
    }

    /// The month of a number.
    pub(super) fn period(&self, month: u32) -> Period {
        self.from.plus(i32::try_from(month).unwrap_or(0))
    }

    /// The last month.
    pub fn through(&self) -> Period {
        self.period(self.months - 1)
    }

    /// How many slips a dealer files for a month: the same for all, and one more for the first ones.
    pub(super) fn slips_of(&self, dealer: u32, month: u32) -> u32 {
        let sheets = self.dealers * self.months;
        let place = month * self.dealers + dealer;
        self.slips / sheets + u32::from(place < self.slips % sheets)
    }

    /// A stream of chance of a place.
    pub(super) fn chance(&self, stream: u64, place: Place) -> Chance {
        Chance::at(self.seed_number, &[stream, place.dealer.into(), place.month.into(), place.slip.into()])
    }
}

/// A dealer's code.
pub fn dealer_code(dealer: u32) -> DealerCode {
    DealerCode::new(&format!("D{:04}", dealer + 1)).expect("a code has a letter")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(dealers: u32, months: u32, slips: u32, from: &str) -> Result<Plan, PlanError> {
        Plan::new(dealers, months, slips, "seed", from.parse().expect("a period"))
    }

    #[test]
    fn the_slips_of_all_sheets_add_up() {
        for (dealers, months, slips) in [(3, 2, 100), (7, 12, 5), (1, 1, 1_000_000), (9_999, 120, 999_999)] {
            let plan = plan(dealers, months, slips, "2026-01").expect("a plan within its bounds");
            let sheets = (0..dealers).flat_map(|dealer| (0..months).map(move |month| (dealer, month)));
            assert_eq!(sheets.map(|(dealer, month)| plan.slips_of(dealer, month)).sum::<u32>(), slips);
        }
    }

    #[test]
    fn a_plan_has_bounds() {
        assert_eq!(plan(0, 1, 1, "2026-01"), Err(PlanError::Dealers));
        assert_eq!(plan(10_000, 1, 1, "2026-01"), Err(PlanError::Dealers));
        assert_eq!(plan(1, 0, 1, "2026-01"), Err(PlanError::Months));
        assert_eq!(plan(1, 121, 1, "2026-01"), Err(PlanError::Months));
        assert_eq!(plan(1, 1, 1_000_001, "2026-01"), Err(PlanError::Slips));
        assert!(plan(2, 1, 2_000_000, "2026-01").is_ok());
        assert_eq!(plan(2, 1, 2_000_001, "2026-01"), Err(PlanError::Slips));
        assert_eq!(plan(100, 12, 10_000_001, "2026-01"), Err(PlanError::Slips));
        assert_eq!(plan(1, 1, 1, "2004-12"), Err(PlanError::From));
        assert_eq!(plan(1, 12, 1, "2026-11").map(|plan| plan.through().to_string()), Ok("2027-10".to_owned()));
    }
}
