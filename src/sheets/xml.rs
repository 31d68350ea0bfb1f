//! A scanner for the XML of spreadsheets, which holds no more than it needs and takes nothing on trust.
//!
//! Own, because the general reader spent half of the time of an import (460 ms of 940 for 2.1 million cells) on what
//! spreadsheets do not need, and because what is dangerous in XML is refused here by construction: document types,
//! entities of one's own, deep nesting, tags that do not match, endless texts. Names are compared without their
//! prefix, since producers choose prefixes freely.

mod tag;

use std::io::Read;

use memchr::{memchr, memmem};

use self::tag::local_name;
pub use self::tag::{Tag, unescape};
use super::fault::FileProblem;

/// The document is not what XML of a spreadsheet looks like. Without content, since it passes through the innermost
/// loops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl From<Malformed> for FileProblem {
    fn from(_: Malformed) -> Self {
        Self::Damaged
    }
}

/// Deeper than any spreadsheet nests.
const DEPTH_MAX: usize = 64;
/// The longest tag, text or comment.
const TOKEN_BYTES_MAX: usize = 1 << 20;
/// How much a stream is read at once.
const CHUNK_BYTES: u64 = 1 << 18;

/// What stands next in a document.
#[derive(Debug)]
pub enum Event<'a> {
    /// An element begins.
    Open(Tag<'a>),
    /// The innermost element that is open ends.
    Close,
    /// Text, entities not yet replaced; or the inside of a CDATA section.
    Text(&'a [u8], TextKind),
    /// The document has ended as it should.
    End,
}

/// How a text stands in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// With entities.
    Escaped,
    /// In a CDATA section.
    Verbatim,
}

/// Reads a document from memory or from a stream.
pub struct Scanner<'r> {
    held: &'r [u8],
    stream: Option<Box<dyn Read + 'r>>,
    chunk_bytes: u64,
    buffer: Vec<u8>,
    at: usize,
    /// The names of the open elements, one after the other, and where each begins.
    names: Vec<u8>,
    open: Vec<usize>,
    seen_root: bool,
    /// What [`Scanner::leaf`] puts together.
    text: String,
}

/// A token's place in the window.
enum Token {
    Open { start: usize, end: usize },
    Close,
    Text { start: usize, end: usize, kind: TextKind },
    Nothing,
    End,
}

impl<'r> Scanner<'r> {
    /// A document that is in memory.
    pub fn of_bytes(held: &'r [u8]) -> Self {
        let mut scanner = Self::new(held, None);
        scanner.skip_mark();
        scanner
    }

    /// A document that streams in.
    pub fn of_stream(stream: impl Read + 'r) -> Result<Self, Malformed> {
        Self::of_chunks(stream, CHUNK_BYTES)
    }

    fn of_chunks(stream: impl Read + 'r, chunk_bytes: u64) -> Result<Self, Malformed> {
        let mut scanner = Self { chunk_bytes, ..Self::new(&[], Some(Box::new(stream))) };
        while scanner.rest().len() < 3 && scanner.fill()? {}
        scanner.skip_mark();
        Ok(scanner)
    }

    /// A part of a document, which begins inside an element that was opened elsewhere.
    pub fn of_tail(held: &'r [u8], root: &[u8]) -> Self {
        let mut scanner = Self::new(held, None);
        scanner.push_name(root);
        scanner
    }

    fn new(held: &'r [u8], stream: Option<Box<dyn Read + 'r>>) -> Self {
        let (buffer, names, open) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            held,
            stream,
            chunk_bytes: CHUNK_BYTES,
            buffer,
            at: 0,
            names,
            open,
            seen_root: false,
            text: String::new(),
        }
    }

    /// Steps over a byte order mark.
    fn skip_mark(&mut self) {
        if self.rest().starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// What stands next.
    pub fn next_event(&mut self) -> Result<Event<'_>, Malformed> {
        loop {
            match self.next_token()? {
                Token::Nothing => {}
                Token::Open { start, end } => return self.opened(start, end),
                Token::Close => return Ok(Event::Close),
                Token::Text { start, end, kind } => return Ok(Event::Text(self.slice(start, end), kind)),
                Token::End => return Ok(Event::End),
            }
        }
    }

    /// The element that begins next inside the innermost open one; none at its end.
    pub fn next_child(&mut self) -> Result<Option<Tag<'_>>, Malformed> {
        loop {
            match self.next_token()? {
                Token::Nothing | Token::Text { .. } => {}
                Token::Open { start, end } => {
                    return match self.opened(start, end)? {
                        Event::Open(tag) => Ok(Some(tag)),
                        _ => Ok(None),
                    };
                }
                Token::Close | Token::End => return Ok(None),
            }
        }
    }

    /// Skips the rest of the innermost open element.
    pub fn skip(&mut self) -> Result<(), Malformed> {
        let depth = self.open.len();
        while self.open.len() >= depth {
            match self.next_token()? {
                Token::Open { start, end } => {
                    self.opened(start, end)?;
                }
                Token::End => break,
                _ => {}
            }
        }
        Ok(())
    }

    /// The text of the innermost open element, whose end is consumed. Elements within it are an error.
    pub fn leaf(&mut self) -> Result<&str, Malformed> {
        // Nearly every value is plain text up to its closing tag.
        if let Some((start, end)) = self.plain_leaf() {
            return std::str::from_utf8(self.slice(start, end)).map_err(|_| Malformed);
        }
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        loop {
            match self.next_event()? {
                Event::Text(bytes, TextKind::Escaped) => text.push_str(&unescape(bytes)?),
                Event::Text(bytes, TextKind::Verbatim) => {
                    text.push_str(std::str::from_utf8(bytes).map_err(|_| Malformed)?);
                }
                Event::Close => break,
                Event::Open(_) | Event::End => return Err(Malformed),
            }
            if text.len() > TOKEN_BYTES_MAX {
                return Err(Malformed);
            }
        }
        self.text = text;
        Ok(&self.text)
    }

    /// Where the text stands if the window holds it with its closing tag and it has no entities; consumes both.
    fn plain_leaf(&mut self) -> Option<(usize, usize)> {
        let rest = self.rest();
        let length = memchr(b'<', rest)?;
        let (text, tag) = rest.split_at_checked(length)?;
        let closing = tag.strip_prefix(b"</")?;
        let closing = closing.get(..memchr(b'>', closing)?)?;
        let plain = memchr(b'&', text).is_none() && length <= TOKEN_BYTES_MAX;
        if !plain || local_name(closing.trim_ascii_end()) != self.innermost() {
            return None;
        }
        let start = self.at;
        self.at = start + length + closing.len() + 3;
        self.pop_name();
        Some((start, start + length))
    }

    /// Notes the element that a tag opens.
    fn opened(&mut self, start: usize, end: usize) -> Result<Event<'_>, Malformed> {
        let written = self.slice(start, end);
        let (inner, is_empty) = written.strip_suffix(b"/").map_or((written, false), |inner| (inner, true));
        let name_length = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
        if name_length == 0 || (self.open.is_empty() && self.seen_root) {
            return Err(Malformed);
        }
        self.seen_root = true;
        if !is_empty {
            self.open.push(self.names.len());
            let window = if self.stream.is_some() { self.buffer.as_slice() } else { self.held };
            let name = window.get(start..start + name_length).unwrap_or_default();
            self.names.extend_from_slice(local_name(name));
            if self.open.len() > DEPTH_MAX {
                return Err(Malformed);
            }
        }
        let inner = self.slice(start, end - usize::from(is_empty));
        let (name, attributes) = inner.split_at_checked(name_length).unwrap_or_default();
        Ok(Event::Open(Tag { name: local_name(name), is_empty, attributes }))
    }

    fn next_token(&mut self) -> Result<Token, Malformed> {
        if self.rest().is_empty() && !self.fill()? {
            let whole = self.open.is_empty() && self.seen_root;
            return if whole { Ok(Token::End) } else { Err(Malformed) };
        }
        if self.rest().first() != Some(&b'<') {
            return self.text_token();
        }
        let Some(second) = self.byte_after_bracket()? else { return Err(Malformed) };
        match second {
            b'/' => self.close_token(),
            b'?' => {
                let (start, end) = self.until(b"?>", 2)?;
                check_declaration(self.slice(start, end))?;
                Ok(Token::Nothing)
            }
            b'!' => self.marked_token(),
            _ => {
                let end = self.search(tag_end)?;
                let start = self.at + 1;
                let end = self.at + end;
                self.at = end + 1;
                Ok(Token::Open { start, end })
            }
        }
    }

    fn byte_after_bracket(&mut self) -> Result<Option<u8>, Malformed> {
        if self.rest().len() < 2 {
            self.fill()?;
        }
        Ok(self.rest().get(1).copied())
    }

    fn text_token(&mut self) -> Result<Token, Malformed> {
        let length = loop {
            if let Some(length) = memchr(b'<', self.rest()) {
                break length;
            }
            if self.rest().len() > TOKEN_BYTES_MAX {
                return Err(Malformed);
            }
            if !self.fill()? {
                break self.rest().len();
            }
        };
        let start = self.at;
        self.at += length;
        let is_inside = !self.open.is_empty();
        if !is_inside && !self.slice(start, self.at).trim_ascii().is_empty() || length > TOKEN_BYTES_MAX {
            return Err(Malformed);
        }
        Ok(if is_inside { Token::Text { start, end: self.at, kind: TextKind::Escaped } } else { Token::Nothing })
    }

    fn close_token(&mut self) -> Result<Token, Malformed> {
        if self.closes_plainly() {
            self.at += self.innermost().len() + 3;
            self.pop_name();
            return Ok(Token::Close);
        }
        let (start, end) = self.until(b">", 2)?;
        let name = local_name(self.slice(start, end).trim_ascii_end());
        if self.open.is_empty() || name != self.innermost() {
            return Err(Malformed);
        }
        self.pop_name();
        Ok(Token::Close)
    }

    /// Whether the closing tag of the innermost element stands next as nearly always: without prefix and blanks.
    fn closes_plainly(&self) -> bool {
        let name = self.rest().get(2..).and_then(|rest| rest.strip_prefix(self.innermost()));
        name.is_some_and(|rest| rest.first() == Some(&b'>')) && !self.open.is_empty()
    }

    /// A comment or a CDATA section; a document type is refused.
    fn marked_token(&mut self) -> Result<Token, Malformed> {
        while self.rest().len() < 9 && self.fill()? {}
        if self.rest().starts_with(b"<!--") {
            self.until(b"-->", 4)?;
            return Ok(Token::Nothing);
        }
        if self.rest().starts_with(b"<![CDATA[") && !self.open.is_empty() {
            let (start, end) = self.until(b"]]>", 9)?;
            return Ok(Token::Text { start, end, kind: TextKind::Verbatim });
        }
        Err(Malformed)
    }

    /// Consumes up to and including `mark`; the place between the first `skipped` bytes and the mark.
    fn until(&mut self, mark: &[u8], skipped: usize) -> Result<(usize, usize), Malformed> {
        let length = self.search(|rest| memmem::find(rest.get(skipped..)?, mark))?;
        let start = self.at + skipped;
        self.at = start + length + mark.len();
        Ok((start, start + length))
    }

    /// Looks for something in the rest of the window, which grows until it is there.
    fn search(&mut self, find: impl Fn(&[u8]) -> Option<usize>) -> Result<usize, Malformed> {
        loop {
            if let Some(found) = find(self.rest()) {
                return if found <= TOKEN_BYTES_MAX { Ok(found) } else { Err(Malformed) };
            }
            if self.rest().len() > TOKEN_BYTES_MAX || !self.fill()? {
                return Err(Malformed);
            }
        }
    }

    fn window(&self) -> &[u8] {
        if self.stream.is_some() { &self.buffer } else { self.held }
    }

    fn rest(&self) -> &[u8] {
        self.window().get(self.at..).unwrap_or_default()
    }

    fn slice(&self, start: usize, end: usize) -> &[u8] {
        self.window().get(start..end).unwrap_or_default()
    }

    /// Reads more of the stream; false at its end. Places in the window hold good only until then.
    fn fill(&mut self) -> Result<bool, Malformed> {
        let Some(stream) = &mut self.stream else { return Ok(false) };
        self.buffer.drain(..self.at.min(self.buffer.len()));
        self.at = 0;
        let read = stream.by_ref().take(self.chunk_bytes).read_to_end(&mut self.buffer).map_err(|_| Malformed)?;
        Ok(read > 0)
    }

    fn push_name(&mut self, name: &[u8]) {
        self.open.push(self.names.len());
        self.names.extend_from_slice(name);
    }

    fn pop_name(&mut self) {
        if let Some(start) = self.open.pop() {
            self.names.truncate(start);
            self.seen_root = true;
        }
    }

    fn innermost(&self) -> &[u8] {
        self.open.last().and_then(|start| self.names.get(*start..)).unwrap_or_default()
    }
}

/// Where a tag's `>` stands: not within quotes.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let mut quote = 0;
    rest.iter().position(|byte| {
        if quote != 0 {
            quote = if *byte == quote { 0 } else { quote };
            return false;
        }
        if matches!(byte, b'"' | b'\'') {
            quote = *byte;
        }
        *byte == b'>'
    })
}

/// Every spreadsheet program writes UTF-8; another encoding would be read as something else than it says.
fn check_declaration(inside: &[u8]) -> Result<(), Malformed> {
    let Some(attributes) = inside.strip_prefix(b"xml").filter(|rest| rest.starts_with(b" ")) else { return Ok(()) };
    let tag = Tag { name: b"xml", is_empty: true, attributes };
    match tag.attribute(b"encoding")? {
        Some(encoding) if !matches!(encoding.to_ascii_lowercase().as_str(), "utf-8" | "utf8" | "us-ascii") => {
            Err(Malformed)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
