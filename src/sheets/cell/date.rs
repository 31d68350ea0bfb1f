//! Dates: day numbers of both systems and the written forms of `sheets.md`.

use chrono::{Datelike, Days, NaiveTime};

use crate::calendar::{Day, Moment, Period};

/// The last day number of a spreadsheet: 9999-12-31 in the 1900 system.
const SERIAL_MAX: f64 = 2_958_465.0;
const SECONDS_PER_DAY: u64 = 86_400;

/// The day and time of a day number, to the second. Number 60 of the 1900 system is the 29th of February 1900, which
/// never was.
pub fn of_serial(serial: f64, counts_from_1904: bool) -> Option<Moment> {
    let first = if counts_from_1904 { 0.0 } else { 1.0 };
    if !(first..SERIAL_MAX).contains(&serial) {
        return None;
    }
    let seconds = rounded_seconds(serial);
    let (days, seconds) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
    let day = if counts_from_1904 {
        Day::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(days))?
    } else {
        let since = match days {
            60 => return None,
            0..60 => days,
            _ => days - 1,
        };
        Day::from_ymd_opt(1899, 12, 31)?.checked_add_days(Days::new(since))?
    };
    let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(seconds).ok()?, 0)?;
    sensible(day).map(|day| day.and_time(time))
}

/// The whole seconds of a day number that is not negative.
fn rounded_seconds(serial: f64) -> u64 {
    // From 2^52 on the last bit of a double counts ones, so that the bits above those of 2^52 are the number itself.
    const ONES: f64 = 4_503_599_627_370_496.0;
    #[expect(clippy::float_arithmetic, reason = "a spreadsheet stores times as fractions of a day")]
    let seconds = (serial * 86_400.0).round() + ONES;
    seconds.to_bits() - ONES.to_bits()
}

/// The years that a business has.
fn sensible(day: Day) -> Option<Day> {
    (1900..=9998).contains(&day.year()).then_some(day)
}

/// A written day, perhaps with a time after a blank: `2026-10-05`, `2026/10/5 14:30`, `2026年10月5日`, `20261005`.
pub fn of_text(text: &str) -> Option<Moment> {
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, self::time(time.trim_start_matches(' '))?),
        None => (text, NaiveTime::MIN),
    };
    written_day(day).map(|day| day.and_time(time))
}

/// A date as OpenDocument and strict OOXML store it, with or without a time and its fraction of a second.
pub fn of_iso(text: &str) -> Option<Moment> {
    let moment = match text.split_once('T') {
        Some(_) => text.parse::<Moment>().ok()?,
        None => text.parse::<Day>().ok()?.and_time(NaiveTime::MIN),
    };
    let rounded = chrono::SubsecRound::round_subsecs(moment, 0);
    sensible(rounded.date()).map(|_| rounded)
}

/// A written month: `2026-10` or `2026年10月`.
pub fn period(text: &str) -> Option<Period> {
    if let Some((year, month)) = text.strip_suffix('月').and_then(|text| text.split_once('年')) {
        return Period::new(number(year, 4..=4)?.cast_signed(), number(month, 1..=2)?);
    }
    text.parse().ok()
}

fn written_day(text: &str) -> Option<Day> {
    let (year, month, date) = match text.strip_suffix('日') {
        Some(text) => {
            let (year, rest) = text.split_once('年')?;
            let (month, date) = rest.split_once('月')?;
            (year, month, date)
        }
        None if text.len() == 8 && text.is_ascii() => match text.find(['-', '/', '.']) {
            Some(_) => separated(text)?,
            None => (text.get(..4)?, text.get(4..6)?, text.get(6..)?),
        },
        None => separated(text)?,
    };
    let day = Day::from_ymd_opt(number(year, 4..=4)?.cast_signed(), number(month, 1..=2)?, number(date, 1..=2)?)?;
    sensible(day)
}

/// Year, month and day between two equal separators.
fn separated(text: &str) -> Option<(&str, &str, &str)> {
    let separator = text.chars().find(|character| matches!(character, '-' | '/' | '.'))?;
    let (year, rest) = text.split_once(separator)?;
    let (month, date) = rest.split_once(separator)?;
    Some((year, month, date))
}

/// `H:MM` or `H:MM:SS`.
fn time(text: &str) -> Option<NaiveTime> {
    let (hour, rest) = text.split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    NaiveTime::from_hms_opt(number(hour, 1..=2)?, number(minute, 2..=2)?, number(second, 2..=2)?)
}

/// Digits and nothing else, as many as allowed.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let fits = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}
