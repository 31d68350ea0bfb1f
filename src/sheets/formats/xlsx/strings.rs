//! The shared strings of a workbook, and texts with runs.

use super::parts::{enter, skip_content};
use crate::sheets::fault::FileProblem;
use crate::sheets::xml::Scanner;

/// All strings in one piece of memory.
#[derive(Debug, Default)]
pub struct SharedStrings {
    text: String,
    ends: Vec<usize>,
}

impl SharedStrings {
    /// Reads the part; how many strings it claims to have does not matter.
    pub fn read(mut scanner: Scanner<'_>) -> Result<Self, FileProblem> {
        let mut strings = Self::default();
        enter(&mut scanner, b"sst")?;
        while let Some(tag) = scanner.next_child()? {
            if tag.name == b"si" {
                if !tag.is_empty {
                    read_runs(&mut scanner, &mut strings.text)?;
                }
                strings.ends.push(strings.text.len());
            }
            skip_content(&mut scanner, 1)?;
        }
        Ok(strings)
    }

    /// The string of a number.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.text.get(start..end)
    }
}

/// Appends the text of the innermost open element, whose end is consumed: its runs joined, without phonetic hints.
pub fn read_runs(scanner: &mut Scanner<'_>, text: &mut String) -> Result<(), FileProblem> {
    let depth = scanner.depth();
    loop {
        let Some(tag) = scanner.next_child()? else {
            if scanner.depth() < depth {
                return Ok(());
            }
            continue;
        };
        let (is_text, is_run) = (tag.name == b"t", tag.name == b"r");
        if tag.is_empty {
            continue;
        }
        if is_text {
            push_unescaped(scanner.leaf()?, text);
        } else if !is_run {
            scanner.skip()?;
        }
    }
}

/// Appends a text in which `_xHHHH_` stands for a character that XML cannot hold.
pub fn push_unescaped(stored: &str, text: &mut String) {
    if memchr::memchr(b'_', stored.as_bytes()).is_none() {
        text.push_str(stored);
        return;
    }
    let mut rest = stored;
    while let Some((before, after)) = rest.split_once("_x") {
        text.push_str(before);
        let code = after.get(..4).filter(|_| after.get(4..5) == Some("_"));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        if let Some(character) = character {
            text.push(character);
            rest = after.get(5..).unwrap_or_default();
        } else {
            text.push_str("_x");
            rest = after;
        }
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_joined_from_their_runs() {
        let part = "<sst uniqueCount='4000000000'><si><t>a</t></si><si/><si><r><rPr><b/></rPr><t xml:space='preserve'>Example </t></r>\
                    <r><t>rich</t></r><rPh sb='0' eb='1'><t>kana</t></rPh><phoneticPr/></si><si><t/></si><si><t>x_x000D_y_x005F_x</t></si></sst>";
        let strings = SharedStrings::read(Scanner::of_bytes(part.as_bytes())).unwrap();
        let all: Vec<Option<&str>> = (0..6).map(|index| strings.get(index)).collect();
        assert_eq!(all, [Some("a"), Some(""), Some("Example rich"), Some(""), Some("x\ry_x"), None]);
    }

    #[test]
    fn what_only_looks_like_an_escape_stays() {
        for (stored, expected) in
            [("_x12_", "_x12_"), ("_xZZZZ_", "_xZZZZ_"), ("_xD800_", "_xD800_"), ("_x中文_", "_x中文_")]
        {
            let mut text = String::new();
            push_unescaped(stored, &mut text);
            assert_eq!(text, expected);
        }
    }
}
