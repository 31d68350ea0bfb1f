//! The text of a cell: paragraphs with their blanks, tabs and line breaks.

use std::io::BufRead;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use super::xml::{self, Xml};
use crate::sheets::fault::FileProblem;

/// How long the text of one cell may be; any spreadsheet program stops far earlier.
const TEXT_BYTES_MAX: usize = 1 << 20;

/// Reads the paragraphs of one cell after the other.
#[derive(Debug, Default)]
pub struct Paragraphs {
    /// Where the paragraph began, so that blanks at its front are dropped.
    started: usize,
    /// Whether the last character is a blank that stands for any run of blanks and line ends in the file.
    ends_in_blank: bool,
}

impl Paragraphs {
    /// Reads up to the cell's end tag and appends what the cell shows to `texts`; says where it stands there.
    pub fn read<R: BufRead>(&mut self, xml: &mut Xml<R>, texts: &mut String) -> Result<Range<usize>, FileProblem> {
        let start = texts.len();
        let mut is_first = true;
        loop {
            match xml.next()? {
                Event::Start(element) if element.name().into_inner() == "text:p" => {
                    if !is_first {
                        texts.push('\n');
                    }
                    is_first = false;
                    self.paragraph(xml, texts, start)?;
                }
                // Annotations, pictures and shapes have paragraphs of their own, which are not the cell's.
                Event::Start(_) => xml.skip()?,
                Event::End(_) => return Ok(start..texts.len()),
                _ => {}
            }
        }
    }

    fn paragraph<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        texts: &mut String,
        cell_start: usize,
    ) -> Result<(), FileProblem> {
        self.started = texts.len();
        self.ends_in_blank = false;
        let mut spans = 0_u32;
        loop {
            match xml.next()? {
                Event::Start(element) => match element.name().into_inner() {
                    "text:s" => {
                        let blanks = blanks(&element)?;
                        self.push_all(texts, ' ', blanks);
                        xml.skip()?;
                    }
                    "text:tab" => {
                        self.push_all(texts, '\t', 1);
                        xml.skip()?;
                    }
                    "text:line-break" => {
                        self.push_all(texts, '\n', 1);
                        xml.skip()?;
                    }
                    "office:annotation" | "office:annotation-end" | "text:note" | "text:ruby-text" => xml.skip()?,
                    name if name.starts_with("draw:") => xml.skip()?,
                    _ => spans += 1,
                },
                Event::End(_) if spans == 0 => break,
                Event::End(_) => spans -= 1,
                Event::Text(text) => self.push_collapsed(texts, &text.xml10_content()),
                Event::CData(text) => self.push_collapsed(texts, &text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let character = xml::referred(&reference)?;
                    self.push_collapsed(texts, character.encode_utf8(&mut [0; 4]));
                }
                _ => {}
            }
            if texts.len() - cell_start > TEXT_BYTES_MAX {
                return Err(FileProblem::Damaged);
            }
        }
        if self.ends_in_blank {
            texts.pop();
        }
        Ok(())
    }

    /// Blanks and line ends of the file count as one blank, at a paragraph's ends as none (OpenDocument 1.3, 6.1.2).
    fn push_collapsed(&mut self, texts: &mut String, text: &str) {
        for character in text.chars() {
            if !matches!(character, ' ' | '\t' | '\r' | '\n') {
                texts.push(character);
                self.ends_in_blank = false;
            } else if !self.ends_in_blank && texts.len() > self.started {
                texts.push(' ');
                self.ends_in_blank = true;
            }
        }
    }

    fn push_all(&mut self, texts: &mut String, character: char, count: usize) {
        texts.extend(std::iter::repeat_n(character, count));
        self.ends_in_blank = false;
    }
}

/// How many blanks a `text:s` stands for.
fn blanks(element: &BytesStart<'_>) -> Result<usize, FileProblem> {
    let mut count = 1;
    xml::attributes(element, |name, value| {
        if name == "text:c" {
            count = value.parse().ok().filter(|count| *count <= TEXT_BYTES_MAX).ok_or(FileProblem::Damaged)?;
        }
        Ok(())
    })?;
    Ok(count)
}
