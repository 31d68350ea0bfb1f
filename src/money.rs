//! Money as whole fen, rates as exact decimals, and the one place that rounds (agreement 1.4).

mod capitals;
mod spreadsheet;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

pub use spreadsheet::{NotANumber, stored_number};

/// The currency of the installation, as ISO 4217 spells it.
pub const CURRENCY: &str = "CNY";

/// An amount in whole fen (1/100 yuan). Signed: deductions are negative.
///
/// Sums end at ± 92 quadrillion yuan instead of failing; entries are bounded by [`Money::ENTRY_MAX`], and no honest books
/// come near.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Something else than digits and one point.
    #[error("not an amount of money")]
    NotANumber,
    /// More than two decimals: part of a fen.
    #[error("more than two decimals")]
    TooManyDecimals,
    /// Beyond [`Money::ENTRY_MAX`] on either side.
    #[error("too large an amount")]
    TooLarge,
}

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// The largest amount that a sheet or an agreement may state: ten thousand million yuan. A million of such
    /// amounts still add up within an `i64`.
    pub const ENTRY_MAX: Self = Self(1_000_000_000_000);

    /// An amount of whole fen.
    #[must_use]
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// The amount in whole fen.
    #[must_use]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount, or nothing where it is negative.
    #[must_use]
    pub fn at_least_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// The exact amount in fen, for sums that are rounded once at their end (agreement 7.1).
    #[must_use]
    pub fn exact(self) -> ExactFen {
        ExactFen(Decimal::from(self.0))
    }

    /// A share of this amount, rounded once, half away from zero (agreement 1.4).
    #[must_use]
    pub fn times(self, rate: Rate) -> Self {
        (self.exact() * rate).rounded()
    }

    /// This amount for each of `count` pieces; exact.
    #[must_use]
    pub fn for_each_of(self, count: i64) -> Self {
        Self(self.0.saturating_mul(count))
    }
}

/// Fen with their fractions: what a sum of shares is before it is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExactFen(Decimal);

impl ExactFen {
    /// The only rounding of the product: half away from zero (四舍五入, agreement 1.4).
    #[must_use]
    pub fn rounded(self) -> Money {
        let rounded = self.0.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Money(rounded.to_i64().unwrap_or(if rounded.is_sign_negative() { i64::MIN } else { i64::MAX }))
    }
}

impl std::ops::Mul<Rate> for ExactFen {
    type Output = Self;

    fn mul(self, rate: Rate) -> Self {
        Self(self.0 * rate.0)
    }
}

impl AddAssign for ExactFen {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

/// A share such as `0.01` (1 %), exact, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate(Decimal);

impl TryFrom<String> for Rate {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a rate from 0 to 1")
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> Self {
        rate.to_string()
    }
}

impl Rate {
    /// A rate with `decimals` decimals: `Rate::new(1, 2)` is 1 %.
    #[must_use]
    pub const fn new(digits: u32, decimals: u32) -> Self {
        Self(Decimal::from_parts(digits, 0, 0, false, decimals))
    }

    /// A rate as an agreement writes it: plain decimal digits from `0` to `1`, at most six decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let digits_on_both_sides = text.starts_with(|first: char| first.is_ascii_digit()) && !text.ends_with('.');
        if !plain || !digits_on_both_sides || decimals > 6 {
            return None;
        }
        let rate = Decimal::from_str(text).ok()?;
        (rate <= Decimal::ONE).then_some(Self(rate))
    }

    /// As people say it: `10%`, `12.5%`.
    #[must_use]
    pub fn percent(self) -> String {
        format!("{}%", (self.0 * Decimal::ONE_HUNDRED).normalize())
    }

    /// ⌈rate × count⌉, computed exactly.
    #[must_use]
    pub fn share_rounded_up(self, count: i64) -> i64 {
        (self.0 * Decimal::from(count)).ceil().to_i64().unwrap_or(i64::MAX)
    }

    /// Whether `part` of `whole` is below this rate; exact, and false where there is no whole.
    #[must_use]
    pub fn is_above_ratio(self, part: u64, whole: u64) -> bool {
        whole > 0 && Decimal::from(part) < self.0 * Decimal::from(whole)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads major units with at most two decimals: `-12.5` is minus 1250 fen.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (yuan, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(yuan) || !all_digits(decimals) {
            return Err(MoneyError::NotANumber);
        }
        if decimals.len() > 2 {
            return Err(MoneyError::TooManyDecimals);
        }
        let yuan: i64 = yuan.parse().map_err(|_| MoneyError::TooLarge)?;
        let part: i64 = decimals.parse().map_err(|_| MoneyError::NotANumber)?;
        let part = if decimals.len() == 1 { part * 10 } else { part };
        let fen = yuan
            .checked_mul(100)
            .and_then(|fen| fen.checked_add(part))
            .filter(|fen| *fen <= Self::ENTRY_MAX.0)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Self(if negative { -fen } else { fen }))
    }
}

impl fmt::Display for Money {
    /// Major units with two decimals: `-12.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// An amount with its thousands set apart: `-1,234.50`.
pub fn grouped(amount: Money) -> String {
    let plain = amount.to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    let (yuan, fen) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::from(sign);
    for (place, digit) in yuan.chars().enumerate() {
        if place > 0 && (yuan.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{fen}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_to_the_fen() {
        for (text, written) in
            [("0", "0.00"), ("12.5", "12.50"), ("-0.05", "-0.05"), ("10000000000.00", "10000000000.00")]
        {
            assert_eq!(text.parse::<Money>().map(|money| money.to_string()).as_deref(), Ok(written), "{text}");
        }
        for (text, error) in [
            ("12.505", MoneyError::TooManyDecimals),
            ("12.500", MoneyError::TooManyDecimals),
            ("10000000000.01", MoneyError::TooLarge),
            ("99999999999999999999", MoneyError::TooLarge),
            ("", MoneyError::NotANumber),
            ("1.", MoneyError::NotANumber),
            (".5", MoneyError::NotANumber),
            ("1e3", MoneyError::NotANumber),
            ("+1", MoneyError::NotANumber),
        ] {
            assert_eq!(text.parse::<Money>(), Err(error), "{text}");
        }
    }

    #[test]
    fn thousands_are_set_apart() {
        for (fen, shown) in [
            (0, "0.00"),
            (-5, "-0.05"),
            (999_99, "999.99"),
            (1_000_00, "1,000.00"),
            (-123_456_78, "-123,456.78"),
            (1_234_567_890_12, "1,234,567,890.12"),
        ] {
            assert_eq!(grouped(Money::from_fen(fen)), shown);
        }
    }

    #[test]
    fn shares_are_rounded_half_away_from_zero() {
        let share = |fen, rate| Rate::parse(rate).map(|rate| Money::from_fen(fen).times(rate).fen());
        assert_eq!(share(50, "0.01"), Some(1));
        assert_eq!(share(49, "0.01"), Some(0));
        assert_eq!(share(-50, "0.01"), Some(-1));
        assert_eq!(share(-49, "0.01"), Some(0));
        assert_eq!(share(250, "0.01"), Some(3));
    }

    #[test]
    fn a_sum_of_shares_is_rounded_once() {
        let mut sum = ExactFen::default();
        for fen in [49, 49, 49] {
            sum += Money::from_fen(fen).exact() * Rate::new(1, 2);
        }
        assert_eq!(sum.rounded(), Money::from_fen(1));
    }

    #[test]
    fn rates_are_plain_decimals_up_to_one() {
        for text in ["0", "1", "0.10", "1.0", "0.000001"] {
            assert!(Rate::parse(text).is_some(), "{text}");
        }
        for text in ["", "1.01", "-0.1", "1e-2", ".5", "1.", "0.0000001", "0,1", "１"] {
            assert!(Rate::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn rates_read_as_per_cent() {
        for (rate, percent) in [("0", "0%"), ("0.01", "1%"), ("0.250", "25%"), ("0.975", "97.5%"), ("1", "100%")] {
            assert_eq!(Rate::parse(rate).unwrap().percent(), percent);
        }
    }

    #[test]
    fn counts_are_compared_and_rounded_up_exactly() {
        assert_eq!(Rate::new(1, 1).share_rounded_up(30), 3);
        assert_eq!(Rate::new(1, 1).share_rounded_up(31), 4);
        assert_eq!(Rate::new(1, 1).share_rounded_up(0), 0);
        assert_eq!(Rate::new(1, 2).share_rounded_up(-5), 0);
        assert!(Rate::new(25, 2).is_above_ratio(1, 5));
        assert!(!Rate::new(25, 2).is_above_ratio(1, 4));
        assert!(!Rate::new(25, 2).is_above_ratio(0, 0));
    }
}
