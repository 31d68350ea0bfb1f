//! What is wrong with what a request brought.

use crate::texts::bodies::{BodyFault, Range, Takes, Wrong};

/// What is wrong with a field, and what was expected.
pub fn fault(fault: &BodyFault) -> String {
    let field = if fault.field.is_empty() { "the body" } else { fault.field.as_str() };
    match &fault.wrong {
        Wrong::NotReceived => "The body did not come whole, or is no form.".to_owned(),
        Wrong::NotJson { line, column } => format!("The body is no JSON: look at line {line}, column {column}."),
        Wrong::Missing => format!("The field {field} is missing."),
        Wrong::Unknown(known) if known.is_empty() => format!("There is no field {field} here."),
        Wrong::Unknown(known) => format!("There is no field {field} here; there are {}.", known.join(", ")),
        Wrong::Twice => format!("The field {field} stands there twice."),
        Wrong::Takes(takes) => capitalised(&format!("{field} must be {}.", self::takes(takes))),
        Wrong::Unreadable => capitalised(&format!("{field} holds what it cannot.")),
        Wrong::Beside(other) => format!("{field} and {other} cannot stand together: leave one out."),
    }
}

fn takes(takes: &Takes) -> String {
    match takes {
        Takes::Text => "text".to_owned(),
        Takes::Flag => "true or false".to_owned(),
        Takes::WholeNumber => "a whole number in its range".to_owned(),
        Takes::List => "a list".to_owned(),
        Takes::Object => "an object with fields".to_owned(),
        Takes::OneOf(words) => format!("one of {}", words.join(", ")),
        Takes::Letters(range) => format!("text of {} letters", span(*range)),
        Takes::Bytes(bytes_max) => format!("text of at most {bytes_max} bytes"),
        Takes::Entries(range) => format!("a list of {} entries", span(*range)),
        Takes::Numbers(range) => format!("a number: {}", span(*range)),
        Takes::Month => "a month such as 2026-03".to_owned(),
        Takes::Day => "a day such as 2026-03-01".to_owned(),
        Takes::Amount => "an amount such as 1234.50".to_owned(),
        Takes::Plain => "text without blanks around it and without control characters".to_owned(),
        Takes::LettersAndDigits => "letters and digits alone".to_owned(),
        Takes::BankCode => "12 digits, or empty".to_owned(),
        Takes::Country => "two capital letters, or empty".to_owned(),
    }
}

fn span(range: Range) -> String {
    match (range.min, range.max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number of".to_owned(),
    }
}

/// A sentence that begins with the body begins with a capital; names of fields stay as they are.
fn capitalised(sentence: &str) -> String {
    sentence.strip_prefix("the body").map_or_else(|| sentence.to_owned(), |rest| format!("The body{rest}"))
}
