//! A raw cell as its column's type (`sheets.md`, "Reading"): exactly the forms of that page, and never a guess.

mod date;
mod number;
mod text;

use super::columns::{CellKind, Choice, word};
use super::fault::CellProblem;
use super::formats::RawValue;
use super::wire::Value;
use crate::calendar::{Moment, Period};
use crate::money::{Money, MoneyError};

pub use date::of_iso;
pub use number::digits;
pub use text::normalised;

/// What converting needs beside the cell, kept from cell to cell.
#[derive(Debug)]
pub struct Converter {
    counts_from_1904: bool,
    /// Where a text is put together that does not stand in the cell as it is.
    scratch: String,
}

impl Converter {
    /// A converter for a workbook that counts days from 1904-01-01, or does not.
    pub fn new(counts_from_1904: bool) -> Self {
        Self { counts_from_1904, scratch: String::new() }
    }

    /// The value as a fault shows it: a date as a date, a number with its digits.
    pub fn shown(&self, raw: RawValue<'_>) -> String {
        shown(raw, self.counts_from_1904)
    }

    /// The cell's value as its column's type.
    pub fn convert<'a>(&'a mut self, kind: &CellKind, raw: RawValue<'a>) -> Result<Value<'a>, CellProblem> {
        match raw {
            RawValue::Blank => Ok(Value::Blank),
            RawValue::Error(_) => Err(CellProblem::ErrorValue),
            RawValue::FormulaWithoutValue => Err(CellProblem::FormulaWithoutValue),
            RawValue::Text(text) => {
                let text = normalised(text, &mut self.scratch);
                if matches!(text, "" | "-" | "—" | "/") {
                    return Ok(Value::Blank);
                }
                if text::is_error_value(text) {
                    return Err(CellProblem::ErrorValue);
                }
                of_text(kind, text)
            }
            RawValue::Number { value, .. } if !value.is_finite() => Err(CellProblem::ErrorValue),
            RawValue::Number { value, is_date: true, text } => {
                let moment = of_date(value, text, self.counts_from_1904, &mut self.scratch);
                of_moment(kind, moment.ok_or_else(|| unfit(kind))?)
            }
            RawValue::Number { value, text, .. } => {
                self.scratch.clear();
                digits(value, text, &mut self.scratch);
                of_digits(kind, &self.scratch)
            }
            RawValue::Boolean(truth) => match kind {
                CellKind::YesNo => Ok(Value::YesNo(truth)),
                CellKind::Text => Err(CellProblem::BooleanNotText),
                _ => Err(unfit(kind)),
            },
            RawValue::IsoDate(text) => {
                let moment = date::of_iso(text).ok_or_else(|| unfit(kind))?;
                of_moment(kind, moment)
            }
        }
    }
}

/// The value as a fault shows it: a date as a date, a number with its digits.
pub fn shown(raw: RawValue<'_>, counts_from_1904: bool) -> String {
    match raw {
        RawValue::Blank | RawValue::FormulaWithoutValue => String::new(),
        RawValue::Text(text) | RawValue::Error(text) | RawValue::IsoDate(text) => text.to_owned(),
        RawValue::Boolean(truth) => if truth { "TRUE" } else { "FALSE" }.to_owned(),
        RawValue::Number { value, is_date, text } => {
            let mut decimal = String::new();
            let moment = if is_date { of_date(value, text, counts_from_1904, &mut decimal) } else { None };
            match moment {
                Some(moment) => moment.to_string().trim_end_matches(" 00:00:00").to_owned(),
                None if text.is_empty() => {
                    decimal.clear();
                    digits(value, text, &mut decimal);
                    decimal
                }
                None => text.to_owned(),
            }
        }
    }
}

/// What a value of the wrong kind is told.
fn unfit(kind: &CellKind) -> CellProblem {
    match kind {
        CellKind::Text => CellProblem::DateNotText,
        CellKind::Day => CellProblem::NotADay,
        CellKind::Moment => CellProblem::NotAMoment,
        CellKind::Period => CellProblem::NotAPeriod,
        CellKind::Money { .. } => CellProblem::NotMoney,
        CellKind::Integer { .. } => CellProblem::NotAnInteger,
        CellKind::YesNo => CellProblem::NotYesNo,
        CellKind::Choice(choices) => CellProblem::NotAChoice { allowed: choices.iter().copied().map(word).collect() },
    }
}

fn of_text<'a>(kind: &CellKind, text: &'a str) -> Result<Value<'a>, CellProblem> {
    match kind {
        CellKind::Text if text::is_exponent_form(text) => Err(CellProblem::ExponentForm),
        CellKind::Text => Ok(Value::Text(text)),
        CellKind::Day => date::of_text(text).map(|moment| Value::Day(moment.date())).ok_or(CellProblem::NotADay),
        CellKind::Moment => date::of_text(text).map(Value::Moment).ok_or(CellProblem::NotAMoment),
        CellKind::Period => date::period(text).map(Value::Period).ok_or(CellProblem::NotAPeriod),
        CellKind::Money { negative } => money(&number::plain(text).ok_or(CellProblem::NotMoney)?, *negative),
        CellKind::Integer { min, max } => integer(&number::plain(text).ok_or(CellProblem::NotAnInteger)?, *min, *max),
        CellKind::YesNo => yes_no(text).map(Value::YesNo).ok_or(CellProblem::NotYesNo),
        CellKind::Choice(choices) => choice(choices, text).ok_or_else(|| unfit(kind)),
    }
}

/// A number cell that is no date, as its digits.
fn of_digits<'a>(kind: &CellKind, digits: &'a str) -> Result<Value<'a>, CellProblem> {
    match kind {
        CellKind::Text if number::has_lost_digits(digits) => Err(CellProblem::DigitsLost),
        CellKind::Text => Ok(Value::Text(digits)),
        CellKind::Day | CellKind::Moment => {
            let moment = date::of_text(digits).ok_or(CellProblem::BareNumber)?;
            of_moment(kind, moment)
        }
        CellKind::Period => Err(CellProblem::NotAPeriod),
        CellKind::Money { negative } => money(digits, *negative),
        CellKind::Integer { min, max } => integer(digits, *min, *max),
        CellKind::YesNo | CellKind::Choice(_) => of_text(kind, digits),
    }
}

/// A number cell that shows a date. Nearly always the number is stored as plain digits.
fn of_date(value: f64, stored: &str, counts_from_1904: bool, scratch: &mut String) -> Option<Moment> {
    date::of_serial(stored, counts_from_1904).or_else(|| {
        scratch.clear();
        digits(value, stored, scratch);
        date::of_serial(scratch, counts_from_1904)
    })
}

fn of_moment<'a>(kind: &CellKind, moment: Moment) -> Result<Value<'a>, CellProblem> {
    match kind {
        CellKind::Day => Ok(Value::Day(moment.date())),
        CellKind::Moment => Ok(Value::Moment(moment)),
        CellKind::Period => Ok(Value::Period(Period::of(moment.date()))),
        _ => Err(unfit(kind)),
    }
}

fn money<'a>(plain: &str, negative: bool) -> Result<Value<'a>, CellProblem> {
    let money: Money = plain.parse().map_err(|error| match error {
        MoneyError::NotANumber => CellProblem::NotMoney,
        MoneyError::TooManyDecimals => CellProblem::TooManyDecimals,
        MoneyError::TooLarge => CellProblem::AmountTooLarge,
    })?;
    if money < Money::ZERO && !negative { Err(CellProblem::Negative) } else { Ok(Value::Money(money)) }
}

fn integer<'a>(plain: &str, min: i64, max: i64) -> Result<Value<'a>, CellProblem> {
    // `3.0` is the whole number 3, however it is stored.
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, "0"));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits || decimals.is_empty() || decimals.bytes().any(|byte| byte != b'0') {
        return Err(CellProblem::NotAnInteger);
    }
    let in_range = whole.parse().ok().filter(|number| (min..=max).contains(number));
    in_range.map(Value::Integer).ok_or(CellProblem::IntegerOutOfRange { min, max })
}

fn yes_no(text: &str) -> Option<bool> {
    const WORDS: [(&str, &str); 6] =
        [("是", "否"), ("有", "无"), ("√", "×"), ("y", "n"), ("yes", "no"), ("true", "false")];
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ => WORDS.iter().find_map(|(yes, no)| {
            let is = |word: &str| text.eq_ignore_ascii_case(word);
            if is(yes) { Some(true) } else { is(no).then_some(false) }
        }),
    }
}

fn choice<'a>(choices: &[Choice], text: &str) -> Option<Value<'a>> {
    let is_it = |(english, chinese): &Choice| text.eq_ignore_ascii_case(english) || text == *chinese;
    let place = choices.iter().position(is_it)?;
    u8::try_from(place).ok().map(Value::Choice)
}

#[cfg(test)]
mod tests;
