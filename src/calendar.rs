//! Days and periods: calendar months, due days and terms counted in months or days (agreement 1.3, 1.5).
//!
//! A day here is a day of the business time zone, `Asia/Shanghai`; whoever has an instant turns it into such a day
//! before it comes in.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, Weekday};
pub use chrono::{NaiveDate as Day, NaiveDateTime as Moment};
use serde::{Deserialize, Serialize};

/// A calendar month, written `YYYY-MM` (agreement 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    /// Months since the year 0, so that neighbours are one apart.
    index: i32,
}

/// A text that is no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a month written YYYY-MM")]
pub struct PeriodError;

impl Period {
    /// The month of a year; none outside 1–12 or outside the years 1900–9998.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let month_index = i32::try_from(month.checked_sub(1)?).ok()?;
        let sensible = (1900..=9998).contains(&year) && month_index < 12;
        sensible.then(|| Self { index: year * 12 + month_index })
    }

    /// The month that a day lies in.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self { index: day.year() * 12 + day.month0().cast_signed() }
    }

    /// The calendar year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.index.div_euclid(12)
    }

    /// The month of the year, 1–12.
    #[must_use]
    pub const fn month(self) -> u32 {
        self.index.rem_euclid(12).cast_unsigned() + 1
    }

    /// The period `months` later, or earlier where negative.
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self { index: self.index + months }
    }

    /// The month after.
    #[must_use]
    pub const fn next(self) -> Self {
        self.plus(1)
    }

    /// January of the same year.
    #[must_use]
    pub const fn january(self) -> Self {
        Self { index: self.year() * 12 }
    }

    /// Whether this is the year's last month.
    #[must_use]
    pub const fn is_december(self) -> bool {
        self.month() == 12
    }

    /// The first day of the month.
    #[must_use]
    pub fn first_day(self) -> Day {
        self.day(1)
    }

    /// The last day of the month.
    #[must_use]
    pub fn last_day(self) -> Day {
        days_before(self.next().first_day(), 1)
    }

    /// The `day`-th of the month, or its last day where it has none.
    #[must_use]
    pub fn day(self, day: u32) -> Day {
        (1..=day.min(31)).rev().find_map(|day| Day::from_ymd_opt(self.year(), self.month(), day)).unwrap_or(Day::MAX)
    }

    /// Whether the day lies in this month.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        Self::of(day) == self
    }

    /// Every period from this one through `last`, both included.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        (self.index..=last.index).map(|index| Self { index })
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let (year, month) = text.split_once('-').ok_or(PeriodError)?;
        let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(PeriodError);
        }
        let year = year.parse().map_err(|_| PeriodError)?;
        let month = month.parse().map_err(|_| PeriodError)?;
        Self::new(year, month).ok_or(PeriodError)
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

/// The last day of a term of `months` from `day`: the same day of the month, or that month's last day where it has no
/// such day (agreement 1.5; Civil Code 201, 202).
#[must_use]
pub fn months_after(day: Day, months: u32) -> Day {
    day.checked_add_months(Months::new(months)).unwrap_or(Day::MAX)
}

/// The last day of a term of `days` from `day` (agreement 1.5).
#[must_use]
pub fn days_after(day: Day, days: u32) -> Day {
    day.checked_add_days(Days::new(days.into())).unwrap_or(Day::MAX)
}

/// The day `days` earlier.
#[must_use]
pub fn days_before(day: Day, days: u32) -> Day {
    day.checked_sub_days(Days::new(days.into())).unwrap_or(Day::MIN)
}

/// The day that is `days` working days after `day`: Saturdays, Sundays and the given holidays do not count, and a
/// working weekend of the yearly notice (调休) does (agreement 7.4).
#[must_use]
pub fn working_days_after(day: Day, days: u32, holidays: &[Day], working_weekends: &[Day]) -> Day {
    let is_working = |day: &Day| {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if weekend { working_weekends.contains(day) } else { !holidays.contains(day) }
    };
    let Some(last) = usize::try_from(days).ok().and_then(|days| days.checked_sub(1)) else { return day };
    day.iter_days().skip(1).filter(is_working).nth(last).unwrap_or(Day::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap_or(Day::MIN)
    }

    fn period(text: &str) -> Period {
        text.parse().unwrap_or(Period { index: 0 })
    }

    #[test]
    fn a_term_of_months_ends_on_the_same_day_or_the_months_last() {
        for (from, months, to) in [
            ("2025-01-31", 12, "2026-01-31"),
            ("2025-01-31", 1, "2025-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
            ("2025-11-30", 3, "2026-02-28"),
            ("2025-12-15", 1, "2026-01-15"),
        ] {
            assert_eq!(months_after(day(from), months), day(to), "{from} + {months}");
        }
    }

    #[test]
    fn a_term_of_days_ends_that_many_days_later() {
        assert_eq!(days_after(day("2026-02-20"), 20), day("2026-03-12"));
        assert_eq!(days_before(day("2026-03-01"), 1), day("2026-02-28"));
    }

    #[test]
    fn periods_are_months_written_with_a_dash() {
        assert_eq!(period("2026-10").to_string(), "2026-10");
        assert_eq!(period("2026-12").next(), period("2027-01"));
        assert_eq!(period("2026-01").plus(-1), period("2025-12"));
        assert_eq!(period("2026-12").january(), period("2026-01"));
        assert_eq!(period("2024-02").last_day(), day("2024-02-29"));
        assert_eq!(period("2026-02").day(31), day("2026-02-28"));
        assert_eq!(period("2025-11").through(period("2026-02")).count(), 4);
        for text in ["2026-13", "2026-00", "2026-1", "2026/10", "202610", "+026-10", "1899-12"] {
            assert_eq!(text.parse::<Period>(), Err(PeriodError), "{text}");
        }
    }

    #[test]
    fn working_days_pass_over_weekends_and_holidays() {
        // 2026-10-01 is a Thursday; the national holiday runs to the 7th, and Saturday the 10th is worked.
        let holidays: Vec<Day> = (1..=7).map(|date| period("2026-10").day(date)).collect();
        let working_weekends = [day("2026-10-10")];
        assert_eq!(working_days_after(day("2026-09-30"), 0, &[], &[]), day("2026-09-30"));
        assert_eq!(working_days_after(day("2026-09-30"), 1, &[], &[]), day("2026-10-01"));
        assert_eq!(working_days_after(day("2026-09-30"), 5, &[], &[]), day("2026-10-07"));
        assert_eq!(working_days_after(day("2026-09-30"), 5, &holidays, &working_weekends), day("2026-10-13"));
    }
}
