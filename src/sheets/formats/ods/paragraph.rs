//! The text of a cell: paragraphs with their blanks, tabs and line breaks.

use std::ops::Range;

use crate::sheets::fault::FileProblem;
use crate::sheets::xml::{self, Event, Scanner, Tag, TextKind};

/// How long the text of one cell may be; any spreadsheet program stops far earlier.
const TEXT_BYTES_MAX: usize = 1 << 20;

/// Reads the paragraphs of a cell.
#[derive(Debug)]
pub struct Paragraphs<'t> {
    texts: &'t mut String,
    /// Where the cell's text begins.
    cell_start: usize,
    /// Where the paragraph begins, so that blanks at its front are dropped.
    paragraph_start: usize,
    /// Whether the last character is a blank that stands for any run of blanks and line ends in the file.
    ends_in_blank: bool,
}

impl<'t> Paragraphs<'t> {
    /// A cell's text will be appended to these.
    pub fn new(texts: &'t mut String) -> Self {
        let start = texts.len();
        Self { texts, cell_start: start, paragraph_start: start, ends_in_blank: false }
    }

    /// Reads up to the cell's end tag; says where in the texts stands what the cell shows.
    pub fn read(mut self, scanner: &mut Scanner<'_>) -> Result<Range<usize>, FileProblem> {
        let mut is_first = true;
        while let Some(tag) = scanner.next_child()? {
            let (is_paragraph, is_empty) = (tag.name == b"p", tag.is_empty);
            if is_paragraph && !is_first {
                self.texts.push('\n');
            }
            is_first &= !is_paragraph;
            match (is_paragraph, is_empty) {
                (_, true) => {}
                (true, false) => self.paragraph(scanner)?,
                // Annotations, pictures and shapes have paragraphs of their own, which are not the cell's.
                (false, false) => scanner.skip()?,
            }
        }
        Ok(self.cell_start..self.texts.len())
    }

    fn paragraph(&mut self, scanner: &mut Scanner<'_>) -> Result<(), FileProblem> {
        self.paragraph_start = self.texts.len();
        self.ends_in_blank = false;
        let mut spans = 0_u32;
        loop {
            match scanner.next_event()? {
                Event::Open(tag) => {
                    let (is_unseen, is_empty) = (is_unseen(tag.name), tag.is_empty);
                    self.blanks(&tag)?;
                    match (is_unseen, is_empty) {
                        (_, true) => {}
                        (true, false) => scanner.skip()?,
                        (false, false) => spans += 1,
                    }
                }
                Event::Text(text, TextKind::Escaped) => self.push(&xml::unescape(text)?),
                Event::Text(text, TextKind::Verbatim) => {
                    self.push(std::str::from_utf8(text).map_err(|_| FileProblem::Damaged)?);
                }
                Event::Close if spans == 0 => break,
                Event::Close => spans -= 1,
                Event::End => return Err(FileProblem::Damaged),
            }
            if self.texts.len() - self.cell_start > TEXT_BYTES_MAX {
                return Err(FileProblem::Damaged);
            }
        }
        if self.ends_in_blank {
            self.texts.pop();
        }
        Ok(())
    }

    /// Blanks and line ends of the file count as one blank, at a paragraph's ends as none (OpenDocument 1.3, 6.1.2).
    fn push(&mut self, text: &str) {
        for character in text.chars() {
            if !matches!(character, ' ' | '\t' | '\r' | '\n') {
                self.texts.push(character);
                self.ends_in_blank = false;
            } else if !self.ends_in_blank && self.texts.len() > self.paragraph_start {
                self.texts.push(' ');
                self.ends_in_blank = true;
            }
        }
    }

    /// Blanks that are elements count as they are.
    fn blanks(&mut self, tag: &Tag<'_>) -> Result<(), FileProblem> {
        let (character, count) = match tag.name {
            b"s" => match tag.attribute(b"c")? {
                Some(count) => (' ', count.parse().map_err(|_| FileProblem::Damaged)?),
                None => (' ', 1),
            },
            b"tab" => ('\t', 1),
            b"line-break" => ('\n', 1),
            _ => return Ok(()),
        };
        if count > TEXT_BYTES_MAX {
            return Err(FileProblem::Damaged);
        }
        self.texts.extend(std::iter::repeat_n(character, count));
        self.ends_in_blank = false;
        Ok(())
    }
}

/// What hangs on a text without being part of it.
fn is_unseen(name: &[u8]) -> bool {
    matches!(
        name,
        b"annotation" | b"note" | b"ruby-text" | b"frame" | b"custom-shape" | b"g" | b"control" | b"p" | b"h"
    )
}
