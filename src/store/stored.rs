//! What the tables hold as text, back as the agreement's types.

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
