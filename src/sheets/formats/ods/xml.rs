//! XML as a stream of events that cannot grow: no document type, little depth, no long text.

use std::io::{self, BufRead, Read};

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::sheets::fault::FileProblem;

/// How deep elements may nest.
const DEPTH_MAX: u32 = 64;

/// How many bytes one text or one tag may have.
const EVENT_BYTES_MAX: usize = 1 << 20;

/// An XML part that is read from front to end.
pub struct Xml<R> {
    reader: Reader<EventLimit<R>>,
    buffer: Vec<u8>,
    depth: u32,
}

impl<R: BufRead> Xml<R> {
    /// Reads from the source's current place, where an element begins.
    pub fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(EventLimit { source, left: EVENT_BYTES_MAX });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next event; an empty element comes as its start and its end.
    pub fn next(&mut self) -> Result<Event<'_>, FileProblem> {
        self.buffer.clear();
        self.reader.get_mut().left = EVENT_BYTES_MAX;
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|_| FileProblem::Damaged)?;
        match event {
            Event::Start(_) if self.depth >= DEPTH_MAX => return Err(FileProblem::Damaged),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.checked_sub(1).ok_or(FileProblem::Damaged)?,
            Event::DocType(_) => return Err(FileProblem::Damaged),
            Event::Eof if self.depth > 0 => return Err(FileProblem::Damaged),
            _ => {}
        }
        Ok(event)
    }

    /// Passes over the rest of the element that has just begun.
    pub fn skip(&mut self) -> Result<(), FileProblem> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// How many bytes have been read.
    pub fn position(&self) -> u64 {
        self.reader.buffer_position()
    }
}

/// Hands every attribute's name and value to `take`.
pub fn attributes(
    element: &BytesStart<'_>,
    mut take: impl FnMut(&str, &str) -> Result<(), FileProblem>,
) -> Result<(), FileProblem> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| FileProblem::Damaged)?;
        let value = attribute.normalized_value(XmlVersion::default()).map_err(|_| FileProblem::Damaged)?;
        take(attribute.key.into_inner(), &value)?;
    }
    Ok(())
}

/// The character that a reference such as `&amp;` or `&#10;` stands for.
pub fn referred(reference: &BytesRef<'_>) -> Result<char, FileProblem> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| FileProblem::Damaged)? {
        return Ok(character);
    }
    match &**reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err(FileProblem::Damaged),
    }
}

/// A source that fails rather than feed one event more than its share: the parser holds an event in memory.
struct EventLimit<R> {
    source: R,
    left: usize,
}

impl<R: BufRead> BufRead for EventLimit<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other("a text or a tag is too long"));
        }
        let bytes = self.source.fill_buf()?;
        Ok(bytes.get(..self.left).unwrap_or(bytes))
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
        self.source.consume(count);
    }
}

impl<R: BufRead> Read for EventLimit<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(target)?;
        self.consume(count);
        Ok(count)
    }
}
