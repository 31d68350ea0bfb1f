//! Numbers as decimal digits, so that none of them is ever computed with.

use std::borrow::Cow;
use std::fmt::Write as _;

/// What a spreadsheet keeps of a number; a double's digits beyond are noise.
const SIGNIFICANT_DIGITS: usize = 15;

/// Writes a number as plain decimal digits, never with an exponent, rounded to the 15 digits that a spreadsheet keeps. A
/// whole number of more digits is written out, for [`has_lost_digits`] to see.
pub fn digits(value: f64, stored: &str, out: &mut String) {
    if is_short(stored) {
        out.push_str(stored);
        return;
    }
    let scientific = format!("{value:.precision$e}", precision = SIGNIFICANT_DIGITS - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let significant: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = significant.trim_end_matches('0');
    if significant.is_empty() {
        out.push('0');
        return;
    }
    out.push_str(sign);
    match usize::try_from(exponent) {
        Ok(places) if places >= SIGNIFICANT_DIGITS => {
            // Above 15 digits in front of the point the number is whole or as good as that.
            let _ = write!(out, "{:.0}", value.abs());
        }
        Ok(places) => {
            let whole = significant.get(..=places).unwrap_or(significant);
            let _ = write!(out, "{whole:0<width$}", width = places + 1);
            if let Some(decimals) = significant.get(places + 1..).filter(|decimals| !decimals.is_empty()) {
                let _ = write!(out, ".{decimals}");
            }
        }
        Err(_) => {
            let zeros = usize::try_from(exponent.unsigned_abs()).unwrap_or_default().saturating_sub(1);
            let _ = write!(out, "0.{:0<zeros$}{significant}", "");
        }
    }
}

/// Whether what is stored is already what [`digits`] would write: `25.5`, `138`, not `1e3`, `007` or `2.50`.
fn is_short(stored: &str) -> bool {
    let unsigned = stored.strip_prefix('-').unwrap_or(stored);
    let (whole, decimals) = match unsigned.split_once('.') {
        Some((whole, decimals)) if !decimals.ends_with('0') && !decimals.is_empty() => (whole, decimals),
        Some(_) => return false,
        None => (unsigned, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let begins_plainly = if whole == "0" { stored != "-0" } else { !whole.is_empty() && !whole.starts_with('0') };
    begins_plainly && all_digits(whole) && all_digits(decimals) && whole.len() + decimals.len() <= SIGNIFICANT_DIGITS
}

/// Whether a whole number has more digits than a spreadsheet keeps.
pub fn has_lost_digits(digits: &str) -> bool {
    let whole = digits.split('.').next().unwrap_or_default();
    whole.trim_start_matches('-').len() > SIGNIFICANT_DIGITS
}

/// A typed number without its `¥`, `元` and thousands commas; none where those stand wrongly. Whether the rest is a
/// number is for the column to say.
pub fn plain(text: &str) -> Option<Cow<'_, str>> {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Some(Cow::Borrowed(text));
    }
    let text = text.strip_suffix('元').unwrap_or(text).trim_end();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text),
    };
    let (sign, text) = match text.strip_prefix('¥') {
        None => (sign, text),
        Some(rest) => match rest.trim_start().strip_prefix('-') {
            Some(_) if !sign.is_empty() => return None,
            Some(rest) => ("-", rest),
            None => (sign, rest.trim_start()),
        },
    };
    if text.starts_with('-') {
        return None;
    }
    let (whole, decimals) = text.split_once('.').map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3));
    if !grouped {
        return None;
    }
    let mut plain = format!("{sign}{first}{}", rest.concat());
    if let Some(decimals) = decimals {
        plain.push('.');
        plain.push_str(decimals);
    }
    Some(Cow::Owned(plain))
}
