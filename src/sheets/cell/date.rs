//! Dates: day numbers of both systems and the written forms of `sheets.md`.

use chrono::{Datelike, Days, NaiveTime, SubsecRound};

use crate::calendar::{Day, Moment, Period};

/// The last day number of a spreadsheet: 9999-12-31 in the 1900 system.
const SERIAL_MAX: u64 = 2_958_465;
const SECONDS_PER_DAY: u64 = 86_400;
/// The decimals of a day number that are looked at; a spreadsheet keeps ten.
const DECIMALS: usize = 12;
const DECIMAL_UNITS: u64 = 1_000_000_000_000;

/// The day and time of a day number in decimal digits, to the second. Number 60 of the 1900 system is the 29th of
/// February 1900, which never was.
pub fn of_serial(serial: &str, counts_from_1904: bool) -> Option<Moment> {
    let seconds = rounded_seconds(serial)?;
    let (days, seconds) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
    let day = if counts_from_1904 {
        Day::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(days))?
    } else {
        let since = match days {
            0 | 60 => return None,
            1..60 => days,
            _ => days - 1,
        };
        Day::from_ymd_opt(1899, 12, 31)?.checked_add_days(Days::new(since))?
    };
    let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(seconds).ok()?, 0)?;
    sensible(day).map(|day| day.and_time(time))
}

/// The whole seconds of a day number, rounded.
fn rounded_seconds(serial: &str) -> Option<u64> {
    let (days, decimals) = serial.split_once('.').unwrap_or((serial, ""));
    let days: u64 = days.parse().ok().filter(|days| *days <= SERIAL_MAX)?;
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut digits = decimals.bytes().map(|byte| u64::from(byte - b'0'));
    let fraction = (0..DECIMALS).fold(0, |fraction, _| fraction * 10 + digits.next().unwrap_or_default());
    let seconds = (fraction * SECONDS_PER_DAY + DECIMAL_UNITS / 2) / DECIMAL_UNITS;
    Some(days * SECONDS_PER_DAY + seconds)
}

/// The years that a business has.
fn sensible(day: Day) -> Option<Day> {
    (1900..=9998).contains(&day.year()).then_some(day)
}

/// A written day, perhaps with a time after a blank: `2026-10-05`, `2026/10/5 14:30`, `2026年10月5日`, `20261005`.
pub fn of_text(text: &str) -> Option<Moment> {
    let mut rest = text;
    let day = written_day(&mut rest)?;
    if rest.is_empty() {
        return Some(day.and_time(NaiveTime::MIN));
    }
    let time = rest.strip_prefix(' ')?.trim_start_matches(' ');
    Some(day.and_time(self::time(time)?))
}

/// A date as OpenDocument and strict OOXML store it, with or without a time and its fraction of a second.
pub fn of_iso(text: &str) -> Option<Moment> {
    let moment = match text.split_once('T') {
        Some(_) => text.parse::<Moment>().ok()?,
        None => text.parse::<Day>().ok()?.and_time(NaiveTime::MIN),
    };
    let rounded = moment.round_subsecs(0);
    sensible(rounded.date()).map(|_| rounded)
}

/// A written month: `2026-10` or `2026年10月`.
pub fn period(text: &str) -> Option<Period> {
    let mut rest = text;
    let year = number(&mut rest, 4, 4)?;
    let Some(after_year) = rest.strip_prefix('年') else { return text.parse().ok() };
    rest = after_year;
    let month = number(&mut rest, 1, 2)?;
    if rest == "月" { Period::new(year.cast_signed(), month) } else { None }
}

/// Takes a day from the front of the text.
fn written_day(rest: &mut &str) -> Option<Day> {
    let year = number(rest, 4, 4)?;
    let (month, date) = match rest.chars().next()? {
        separator @ ('-' | '/' | '.') => {
            skip(rest, separator)?;
            let month = number(rest, 1, 2)?;
            skip(rest, separator)?;
            (month, number(rest, 1, 2)?)
        }
        '年' => {
            skip(rest, '年')?;
            let month = number(rest, 1, 2)?;
            skip(rest, '月')?;
            let date = number(rest, 1, 2)?;
            skip(rest, '日')?;
            (month, date)
        }
        _ => (number(rest, 2, 2)?, number(rest, 2, 2)?),
    };
    sensible(Day::from_ymd_opt(year.cast_signed(), month, date)?)
}

/// `H:MM` or `H:MM:SS`, and nothing behind it.
fn time(mut rest: &str) -> Option<NaiveTime> {
    let hour = number(&mut rest, 1, 2)?;
    skip(&mut rest, ':')?;
    let minute = number(&mut rest, 2, 2)?;
    let mut second = 0;
    if !rest.is_empty() {
        skip(&mut rest, ':')?;
        second = number(&mut rest, 2, 2)?;
    }
    if rest.is_empty() { NaiveTime::from_hms_opt(hour, minute, second) } else { None }
}

fn skip(rest: &mut &str, expected: char) -> Option<()> {
    *rest = rest.strip_prefix(expected)?;
    Some(())
}

/// Takes digits from the front of the text, at least and at most so many.
fn number(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, behind) = rest.split_at_checked(digits)?;
    *rest = behind;
    if digits < least { None } else { number.parse().ok() }
}
