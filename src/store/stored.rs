//! What the tables hold as text, back as the agreement's types.

use std::collections::BTreeMap;

use super::Error;
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::Period;

/// A dealer's code.
pub fn dealer(table: &'static str, text: &str) -> Result<DealerCode, Error> {
    DealerCode::new(text).ok_or_else(|| Error::stored(table, "a dealer without a code"))
}

/// A slip's number.
pub fn slip_no(table: &'static str, text: &str) -> Result<SlipNo, Error> {
    SlipNo::new(text).ok_or_else(|| Error::stored(table, "a slip without a number"))
}

/// A period.
pub fn period(table: &'static str, text: &str) -> Result<Period, Error> {
    text.parse().map_err(|error| Error::stored(table, format!("{text}: {error}")))
}

/// A count.
pub fn count<T: TryFrom<i64>>(table: &'static str, number: i64) -> Result<T, Error> {
    T::try_from(number).map_err(|_| Error::stored(table, format!("{number} is out of range")))
}

/// A word of an enumeration, as its serialisation spells it.
pub fn word<T: serde::de::DeserializeOwned>(table: &'static str, text: &str) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|error| Error::stored(table, error))
}

/// The word of an enumeration's value, as its serialisation spells it.
pub fn word_of<T: serde::Serialize>(table: &'static str, value: &T) -> Result<String, Error> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        other => Err(Error::stored(table, format!("no word: {other:?}"))),
    }
}

/// A statement, by dealer and period.
pub type Statement = (DealerCode, Period);

/// So many dealers go into one condition.
pub const DEALERS_AT_ONCE: usize = 500;

/// Statements as conditions have them: a period with some of its dealers, each.
pub fn by_period<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Vec<(String, Vec<String>)> {
    let mut dealers: BTreeMap<Period, Vec<String>> = BTreeMap::new();
    for (dealer, period) in statements {
        dealers.entry(*period).or_default().push(dealer.to_string());
    }
    let chunks = |(period, dealers): (Period, Vec<String>)| {
        let some = dealers.chunks(DEALERS_AT_ONCE).map(|some| (period.to_string(), some.to_vec()));
        some.collect::<Vec<_>>()
    };
    dealers.into_iter().flat_map(chunks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_condition_has_too_many_dealers() {
        let statement = |number: usize, period: &str| {
            (DealerCode::new(&format!("D{number}")).unwrap(), period.parse::<Period>().unwrap())
        };
        let statements: Vec<Statement> =
            (0..=DEALERS_AT_ONCE).map(|number| statement(number, "2026-02")).chain([statement(7, "2026-01")]).collect();
        let told: Vec<(String, usize)> =
            by_period(&statements).into_iter().map(|(period, dealers)| (period, dealers.len())).collect();
        let told: Vec<(&str, usize)> = told.iter().map(|(period, count)| (period.as_str(), *count)).collect();
        assert_eq!(told, [("2026-01", 1), ("2026-02", DEALERS_AT_ONCE), ("2026-02", 1)]);
    }
}
