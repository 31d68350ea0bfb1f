//! What is wrong with an agreement, in English.

use crate::agreement::terms::{Expected, SameFirstDay, TermFault};

/// One sentence: the key, what stands there, what was expected.
pub fn fault(fault: &TermFault) -> String {
    let TermFault { key, value, expected } = fault;
    match expected {
        Expected::Toml(message) => format!("not readable as TOML: {message}"),
        Expected::Utf8 => "not in UTF-8; open it in an editor and save it in that encoding".to_owned(),
        Expected::KnownKey => format!("{key}: no such key is known here; correct its spelling or delete it"),
        Expected::Present => format!("{key} is missing"),
        Expected::AnotherName => format!("{key}: this product line is there already; delete one of the two"),
        expected => format!("{key} = {value}: expected {}", words(expected)),
    }
}

fn words(expected: &Expected) -> String {
    match expected {
        Expected::Toml(_) | Expected::Utf8 | Expected::KnownKey | Expected::Present | Expected::AnotherName => {
            String::new()
        }
        Expected::Text => "a text in quotes that is not empty".to_owned(),
        Expected::Dealers => "a list of dealer codes in quotes, or [\"*\"]".to_owned(),
        Expected::Date => "a date such as 2026-01-01, without quotes".to_owned(),
        Expected::NotBeforeFirstDay => "a day that is not before effective_from".to_owned(),
        Expected::Integer { min, max } => format!("a whole number from {min} to {max}, without quotes"),
        Expected::Money => "an amount in quotes such as \"15.00\", not negative, at most two decimals".to_owned(),
        Expected::Rate => "a share in quotes from \"0\" to \"1\", such as \"0.01\"".to_owned(),
        Expected::Flag => "true or false, without quotes".to_owned(),
        Expected::OneOf(allowed) => format!("one of \"{}\"", allowed.join("\", \"")),
        Expected::Table => "a table with keys of its own".to_owned(),
    }
}

/// Which two versions bind one dealer from the same day on.
pub fn same_first_day(clash: &SameFirstDay) -> String {
    let [first, second] = &clash.codes;
    let dealer = clash.dealer.as_ref().map_or("\"*\"".to_owned(), ToString::to_string);
    format!(
        "the agreements \"{first}\" and \"{second}\" both bind {dealer} from {}; change effective_from of one of them",
        clash.effective_from
    )
}
