//! Text trimmed and NFKC-normalised.

use unicode_normalization::UnicodeNormalization;

/// The text trimmed and normalised: full-width digits and letters become plain. It stands in `scratch` where it had to
/// change inside.
pub fn normalised<'a>(text: &'a str, scratch: &'a mut String) -> &'a str {
    // Without a branch for each byte this runs many bytes at a time. Text of such bytes has no blanks but ASCII's.
    if text.bytes().fold(true, |all, byte| all & is_stable_byte(byte)) {
        return text.trim_ascii();
    }
    let trimmed = text.trim();
    scratch.clear();
    for character in trimmed.chars() {
        let Some(character) = plain(character) else {
            scratch.clear();
            scratch.extend(trimmed.nfkc());
            break;
        };
        scratch.push(character);
    }
    scratch.trim()
}

/// What a formula's error looks like once a spreadsheet was saved as text.
pub fn is_error_value(text: &str) -> bool {
    const ERRORS: [&str; 8] = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!"];
    text.starts_with('#') && ERRORS.contains(&text)
}

/// Whether a long number was saved as text in the form in which the spreadsheet showed it, such as `6.90E+12`: its last
/// digits are lost.
pub fn is_exponent_form(text: &str) -> bool {
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let Some((mantissa, exponent)) = text.rsplit_once('+') else { return false };
    let Some(mantissa) = mantissa.strip_suffix(['E', 'e']) else { return false };
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    whole.len() == 1 && all_digits(whole) && all_digits(decimals) && exponent.len() >= 2 && all_digits(exponent)
}

/// Whether the byte is ASCII, or belongs to an ideograph from U+4000 to U+9FFF: text of nothing else is normalised as it
/// stands. Continuation bytes say nothing by themselves; their first bytes decide.
const fn is_stable_byte(byte: u8) -> bool {
    byte < 0xc0 || (0xe4 <= byte && byte <= 0xe9)
}

/// What normalising makes of the characters of common text, whatever stands beside them; spares nearly every text the
/// look into the tables of Unicode.
fn plain(character: char) -> Option<char> {
    match character {
        '\0'..='\x7f' | '\u{3001}' | '\u{3002}' | '\u{4000}'..='\u{9fff}' => Some(character),
        '\u{3000}' => Some(' '),
        // The full-width forms of the printable ASCII characters.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_way_is_the_long_way(text in "[ -~一-龥、。，（）０-９　ｶé\u{300}㎡]{0,12}|\\PC{0,12}") {
            let long: String = text.trim().nfkc().collect();
            let mut scratch = String::new();
            prop_assert_eq!(normalised(&text, &mut scratch), long.trim());
        }
    }
}
