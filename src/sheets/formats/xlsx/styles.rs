//! Which cell formats show a number as a date.

use std::collections::HashMap;

use super::parts::{enter, skip_content};
use crate::sheets::fault::FileProblem;
use crate::sheets::formats::number_format::{is_date_by_code, is_date_by_number};
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
                        own_formats.insert(number(&tag)?, is_date_by_code(&code));
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
    let is_date = |number: &u32| own_formats.get(number).copied().unwrap_or_else(|| is_date_by_number(*number));
    Ok(used.iter().map(is_date).collect())
}

/// The number of a number format; 0, the general one, where none is named.
fn number(tag: &Tag<'_>) -> Result<u32, FileProblem> {
    let number = tag.attribute(b"numFmtId")?;
    number.map_or(Ok(0), |number| number.trim().parse().map_err(|_| FileProblem::Damaged))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cell_formats_point_at_number_formats() {
        let styles = br#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm"/></numFmts>
            <dxfs><dxf><numFmt numFmtId="165" formatCode="d"/></dxf></dxfs>
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
            <cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="164"><alignment/></xf><xf numFmtId="165"/></cellXfs></styleSheet>"#;
        assert_eq!(date_formats(styles), Ok(vec![false, true, true, false]));
    }
}
