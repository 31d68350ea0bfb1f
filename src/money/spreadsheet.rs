//! The number that a spreadsheet keeps for digits: the one place where an amount becomes a float, on its way out.

use std::fmt::Display;

/// Digits that are no number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number: {0}")]
pub struct NotANumber(String);

/// The number that a workbook stores for decimal digits: the nearest, without arithmetic on the way.
pub fn stored_number(written: impl Display) -> Result<f64, NotANumber> {
    let digits = written.to_string();
    let number = digits.parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or(NotANumber(digits))
}

#[cfg(test)]
mod tests {
    use super::super::Money;
    use super::*;

    #[test]
    fn digits_are_stored_as_the_nearest_number_and_nothing_else_is_stored() {
        for (fen, expected) in [(0, "0"), (5, "0.05"), (-1_250, "-12.5"), (1_000_000_000_001, "10000000000.01")] {
            let stored = stored_number(Money::from_fen(fen)).map(|number| number.to_string());
            assert_eq!(stored.as_deref(), Ok(expected));
        }
        assert_eq!(stored_number(-7).map(|number| number.to_string()).as_deref(), Ok("-7"));
        for digits in ["", "1,000.00", "NaN", "inf", "¥5"] {
            assert_eq!(stored_number(digits), Err(NotANumber(digits.to_owned())));
        }
    }
}
