//! Text trimmed and NFKC-normalised.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The text trimmed and normalised: full-width digits and letters become plain. It stands in `scratch` where it had to
/// change inside.
pub fn normalised<'a>(text: &'a str, scratch: &'a mut String) -> &'a str {
    let trimmed = text.trim();
    if trimmed.is_ascii() || trimmed.chars().all(is_stable) || is_nfkc_quick(trimmed.chars()) == IsNormalized::Yes {
        return trimmed;
    }
    scratch.clear();
    scratch.extend(trimmed.nfkc());
    scratch.trim()
}

/// Whether normalising leaves the character alone whatever stands beside it; spares nearly every Chinese text the look
/// into the tables of Unicode.
const fn is_stable(character: char) -> bool {
    matches!(character, '\0'..='\x7f' | '\u{3001}' | '\u{3002}' | '\u{4e00}'..='\u{9fff}')
}
