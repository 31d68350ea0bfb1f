//! Which cell formats show a number as a date.

use std::collections::HashMap;

use super::parts::{enter, skip_content};
use crate::sheets::fault::FileProblem;
use crate::sheets::xml::{Scanner, Tag};

/// For each cell format by its number: whether it shows dates or times.
pub fn date_formats(styles: &[u8]) -> Result<Vec<bool>, FileProblem> {
    let mut scanner = Scanner::of_bytes(styles);
    enter(&mut scanner, b"styleSheet")?;
    let (mut own_formats, mut used) = (HashMap::new(), Vec::new());
    while let Some(tag) = scanner.next_child()? {
        match tag.name {
            b"numFmts" if !tag.is_empty => {
                while let Some(tag) = scanner.next_child()? {
                    if let Some(code) = tag.attribute(b"formatCode")? {
                        own_formats.insert(number(&tag)?, shows_date(&code));
                    }
                    skip_content(&mut scanner, 2)?;
                }
            }
            b"cellXfs" if !tag.is_empty => {
                while let Some(tag) = scanner.next_child()? {
                    used.push(number(&tag)?);
                    skip_content(&mut scanner, 2)?;
                }
            }
            _ => {}
        }
        skip_content(&mut scanner, 1)?;
    }
    let is_date = |number: &u32| own_formats.get(number).copied().unwrap_or_else(|| is_built_in_date(*number));
    Ok(used.iter().map(is_date).collect())
}

/// The number of a number format; 0, the general one, where none is named.
fn number(tag: &Tag<'_>) -> Result<u32, FileProblem> {
    let number = tag.attribute(b"numFmtId")?;
    number.map_or(Ok(0), |number| number.trim().parse().map_err(|_| FileProblem::Damaged))
}

/// The built-in date formats, those of East Asian editions among them (ECMA-376 18.8.30).
const fn is_built_in_date(number: u32) -> bool {
    matches!(number, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format code has a letter of a date or time outside quotes, brackets and escapes.
pub fn shows_date(code: &str) -> bool {
    let code = code.split(';').next().unwrap_or_default();
    if code.trim().eq_ignore_ascii_case("general") {
        return false;
    }
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => drop(characters.by_ref().find(|next| *next == '"')),
            // An escaped character, a fill, a blank as wide as the next character.
            '\\' | '*' | '_' => drop(characters.next()),
            '[' => {
                let inside: String = characters.by_ref().take_while(|next| *next != ']').collect();
                // Elapsed time is the only date among the brackets; the others are colours, languages, conditions.
                if !inside.is_empty()
                    && inside.chars().all(|letter| matches!(letter, 'h' | 'H' | 'm' | 'M' | 's' | 'S'))
                {
                    return true;
                }
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_codes_say_whether_they_show_dates() {
        for code in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]yyyy\"年\"m\"月\";@",
            "m/d/yy h:mm",
            "[h]:mm",
            "[Red]d",
            "YYYY/MM/DD",
        ] {
            assert!(shows_date(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0.00\"yuan\"",
            "[Red]0.00",
            "0\\d",
            "_d0",
            "A/P",
            "@",
            "0;\"d\"",
            "\"¥\"#,##0",
            "[$CNY] 0",
        ] {
            assert!(!shows_date(code), "{code}");
        }
    }

    #[test]
    fn cell_formats_point_at_number_formats() {
        let styles = br#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm"/></numFmts>
            <dxfs><dxf><numFmt numFmtId="165" formatCode="d"/></dxf></dxfs>
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
            <cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="164"><alignment/></xf><xf numFmtId="165"/></cellXfs></styleSheet>"#;
        assert_eq!(date_formats(styles), Ok(vec![false, true, true, false]));
    }
}
