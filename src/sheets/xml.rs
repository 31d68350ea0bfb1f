//! A scanner for the XML of spreadsheets, which holds no more than it needs and takes nothing on trust.
//!
//! Own, because the general reader spent half of the time of an import (460 ms of 940 for 2.1 million cells) on what
//! spreadsheets do not need, and because what is dangerous in XML is refused here by construction: document types,
//! entities of one's own, deep nesting, tags that do not match, endless texts. Names are compared without their
//! prefix, since producers choose prefixes freely.

use std::borrow::Cow;
use std::io::Read;

use memchr::{memchr, memmem};

use super::fault::FileProblem;

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

/// An element's name and attributes.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a> {
    /// The name without its prefix.
    pub name: &'a [u8],
    /// Whether it has no content; no `Close` follows.
    pub is_empty: bool,
    attributes: &'a [u8],
}

impl<'a> Tag<'a> {
    /// The attributes by local name, values as written; one that is malformed is an error.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }

    /// An attribute's value, entities replaced.
    pub fn attribute(&self, name: &[u8]) -> Result<Option<Cow<'a, str>>, FileProblem> {
        for attribute in self.attributes() {
            let (found, value) = attribute?;
            if found == name {
                return unescape(value).map(Some);
            }
        }
        Ok(None)
    }
}

/// The attributes of a tag.
#[derive(Debug)]
pub struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<(&'a [u8], &'a [u8]), FileProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rest = self.rest.trim_ascii_start();
        if self.rest.is_empty() {
            return None;
        }
        Some(self.split().ok_or(FileProblem::Damaged))
    }
}

impl<'a> Attributes<'a> {
    fn split(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        let equals = self.rest.iter().position(|byte| *byte == b'=');
        let (name, value) = equals.and_then(|at| self.rest.split_at_checked(at)).unwrap_or_default();
        // What is left of a malformed tag is given up, so that the iterator ends.
        self.rest = &[];
        let (quote, value) = value.get(1..)?.trim_ascii_start().split_first()?;
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let end = value.iter().position(|byte| byte == quote)?;
        let (value, rest) = value.split_at_checked(end)?;
        self.rest = rest.get(1..)?;
        Some((local_name(name.trim_ascii_end()), value))
    }
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
    pub fn of_stream(stream: impl Read + 'r) -> Result<Self, FileProblem> {
        Self::of_chunks(stream, CHUNK_BYTES)
    }

    fn of_chunks(stream: impl Read + 'r, chunk_bytes: u64) -> Result<Self, FileProblem> {
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
    pub fn next_event(&mut self) -> Result<Event<'_>, FileProblem> {
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
    pub fn next_child(&mut self) -> Result<Option<Tag<'_>>, FileProblem> {
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
    pub fn skip(&mut self) -> Result<(), FileProblem> {
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
    pub fn leaf(&mut self) -> Result<&str, FileProblem> {
        // Nearly every value is plain text up to its closing tag.
        if let Some((start, end)) = self.plain_leaf() {
            return std::str::from_utf8(self.slice(start, end)).map_err(|_| FileProblem::Damaged);
        }
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        loop {
            match self.next_event()? {
                Event::Text(bytes, TextKind::Escaped) => text.push_str(&unescape(bytes)?),
                Event::Text(bytes, TextKind::Verbatim) => {
                    text.push_str(std::str::from_utf8(bytes).map_err(|_| FileProblem::Damaged)?);
                }
                Event::Close => break,
                Event::Open(_) | Event::End => return Err(FileProblem::Damaged),
            }
            if text.len() > TOKEN_BYTES_MAX {
                return Err(FileProblem::Damaged);
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
    fn opened(&mut self, start: usize, end: usize) -> Result<Event<'_>, FileProblem> {
        let written = self.slice(start, end);
        let (inner, is_empty) = written.strip_suffix(b"/").map_or((written, false), |inner| (inner, true));
        let name_length = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
        if name_length == 0 || (self.open.is_empty() && self.seen_root) {
            return Err(FileProblem::Damaged);
        }
        self.seen_root = true;
        if !is_empty {
            self.open.push(self.names.len());
            let window = if self.stream.is_some() { self.buffer.as_slice() } else { self.held };
            let name = window.get(start..start + name_length).unwrap_or_default();
            self.names.extend_from_slice(local_name(name));
            if self.open.len() > DEPTH_MAX {
                return Err(FileProblem::Damaged);
            }
        }
        let inner = self.slice(start, end - usize::from(is_empty));
        let (name, attributes) = inner.split_at_checked(name_length).unwrap_or_default();
        Ok(Event::Open(Tag { name: local_name(name), is_empty, attributes }))
    }

    fn next_token(&mut self) -> Result<Token, FileProblem> {
        if self.rest().is_empty() && !self.fill()? {
            let whole = self.open.is_empty() && self.seen_root;
            return if whole { Ok(Token::End) } else { Err(FileProblem::Damaged) };
        }
        if self.rest().first() != Some(&b'<') {
            return self.text_token();
        }
        let Some(second) = self.byte_after_bracket()? else { return Err(FileProblem::Damaged) };
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

    fn byte_after_bracket(&mut self) -> Result<Option<u8>, FileProblem> {
        if self.rest().len() < 2 {
            self.fill()?;
        }
        Ok(self.rest().get(1).copied())
    }

    fn text_token(&mut self) -> Result<Token, FileProblem> {
        let length = loop {
            if let Some(length) = memchr(b'<', self.rest()) {
                break length;
            }
            if self.rest().len() > TOKEN_BYTES_MAX {
                return Err(FileProblem::Damaged);
            }
            if !self.fill()? {
                break self.rest().len();
            }
        };
        let start = self.at;
        self.at += length;
        let is_inside = !self.open.is_empty();
        if !is_inside && !self.slice(start, self.at).trim_ascii().is_empty() || length > TOKEN_BYTES_MAX {
            return Err(FileProblem::Damaged);
        }
        Ok(if is_inside { Token::Text { start, end: self.at, kind: TextKind::Escaped } } else { Token::Nothing })
    }

    fn close_token(&mut self) -> Result<Token, FileProblem> {
        let end = self.search(|rest| memchr(b'>', rest))?;
        let (start, end) = (self.at + 2, self.at + end);
        self.at = end + 1;
        let name = local_name(self.slice(start, end).trim_ascii_end());
        if self.open.is_empty() || name != self.innermost() {
            return Err(FileProblem::Damaged);
        }
        self.pop_name();
        Ok(Token::Close)
    }

    /// A comment or a CDATA section; a document type is refused.
    fn marked_token(&mut self) -> Result<Token, FileProblem> {
        while self.rest().len() < 9 && self.fill()? {}
        if self.rest().starts_with(b"<!--") {
            self.until(b"-->", 4)?;
            return Ok(Token::Nothing);
        }
        if self.rest().starts_with(b"<![CDATA[") && !self.open.is_empty() {
            let (start, end) = self.until(b"]]>", 9)?;
            return Ok(Token::Text { start, end, kind: TextKind::Verbatim });
        }
        Err(FileProblem::Damaged)
    }

    /// Consumes up to and including `mark`; the place between the first `skipped` bytes and the mark.
    fn until(&mut self, mark: &[u8], skipped: usize) -> Result<(usize, usize), FileProblem> {
        let length = self.search(|rest| memmem::find(rest.get(skipped..)?, mark))?;
        let start = self.at + skipped;
        self.at = start + length + mark.len();
        Ok((start, start + length))
    }

    /// Looks for something in the rest of the window, which grows until it is there.
    fn search(&mut self, find: impl Fn(&[u8]) -> Option<usize>) -> Result<usize, FileProblem> {
        loop {
            if let Some(found) = find(self.rest()) {
                return if found <= TOKEN_BYTES_MAX { Ok(found) } else { Err(FileProblem::Damaged) };
            }
            if self.rest().len() > TOKEN_BYTES_MAX || !self.fill()? {
                return Err(FileProblem::Damaged);
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
    fn fill(&mut self) -> Result<bool, FileProblem> {
        let Some(stream) = &mut self.stream else { return Ok(false) };
        self.buffer.drain(..self.at.min(self.buffer.len()));
        self.at = 0;
        let read =
            stream.by_ref().take(self.chunk_bytes).read_to_end(&mut self.buffer).map_err(|_| FileProblem::Damaged)?;
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

fn local_name(name: &[u8]) -> &[u8] {
    match name.iter().position(|byte| *byte == b':') {
        Some(colon) => name.get(colon + 1..).unwrap_or_default(),
        None => name,
    }
}

/// Every spreadsheet program writes UTF-8; another encoding would be read as something else than it says.
fn check_declaration(inside: &[u8]) -> Result<(), FileProblem> {
    let Some(attributes) = inside.strip_prefix(b"xml").filter(|rest| rest.starts_with(b" ")) else { return Ok(()) };
    let tag = Tag { name: b"xml", is_empty: true, attributes };
    match tag.attribute(b"encoding")? {
        Some(encoding) if !matches!(encoding.to_ascii_lowercase().as_str(), "utf-8" | "utf8" | "us-ascii") => {
            Err(FileProblem::Damaged)
        }
        _ => Ok(()),
    }
}

/// Replaces the five entities of XML and character references; there are no others without a document type.
pub fn unescape(bytes: &[u8]) -> Result<Cow<'_, str>, FileProblem> {
    let text = std::str::from_utf8(bytes).map_err(|_| FileProblem::Damaged)?;
    if memchr(b'&', bytes).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let mut pieces = text.split('&');
    let mut replaced = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (entity, rest) = piece.split_once(';').ok_or(FileProblem::Damaged)?;
        replaced.push(entity_char(entity).ok_or(FileProblem::Damaged)?);
        replaced.push_str(rest);
    }
    Ok(Cow::Owned(replaced))
}

fn entity_char(entity: &str) -> Option<char> {
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let code = entity.strip_prefix('#')?;
            let code = match code.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => code.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events as one line, read from memory and from a stream that gives a byte at a time.
    fn outline(document: &str) -> Result<String, FileProblem> {
        let held = outline_of(Scanner::of_bytes(document.as_bytes()));
        let streamed = Scanner::of_chunks(document.as_bytes(), 1).and_then(outline_of);
        assert_eq!(held, streamed, "{document}");
        held
    }

    fn outline_of(mut scanner: Scanner<'_>) -> Result<String, FileProblem> {
        let mut line = String::new();
        loop {
            match scanner.next_event()? {
                Event::Open(tag) => {
                    line.extend(["<", &String::from_utf8_lossy(tag.name)]);
                    for attribute in tag.attributes() {
                        let (name, value) = attribute?;
                        line.extend([" ", &String::from_utf8_lossy(name), "=", &unescape(value)?]);
                    }
                    line += if tag.is_empty { "/>" } else { ">" };
                }
                Event::Close => line += "</>",
                Event::Text(text, TextKind::Escaped) => line += &unescape(text)?,
                Event::Text(text, TextKind::Verbatim) => line += &String::from_utf8_lossy(text),
                Event::End => return Ok(line),
            }
        }
    }

    #[track_caller]
    fn check(document: &str, expected: &str) {
        assert_eq!(outline(document).as_deref(), Ok(expected), "{document}");
    }

    #[test]
    fn documents_are_read_to_their_end() {
        check("<a/>", "<a/>");
        check("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>x</a>\n", "<a>x</>");
        check("<x:a y:b = '1>2' c=\"&quot;&#20013;\"><x:d/></x:a >", "<a b=1>2 c=\"中><d/></>");
        check("<a>1&lt;<!-- <b> --><![CDATA[<&amp;]]>2</a>", "<a>1<<&amp;2</>");
    }

    #[test]
    fn what_is_dangerous_or_broken_is_refused() {
        let deep = "<a>".repeat(65) + &"</a>".repeat(65);
        let long = format!("<a>{}</a>", "x".repeat(TOKEN_BYTES_MAX + 1));
        for document in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "</a>",
            "<a",
            "<a b=1/>",
            "<a b/>",
            "<a>&nbsp;</a>",
            "<a>&#xD800;</a>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
            &deep,
        ] {
            assert_eq!(outline(document), Err(FileProblem::Damaged), "{document}");
        }
        assert_eq!(outline_of(Scanner::of_bytes(long.as_bytes())), Err(FileProblem::Damaged));
    }

    #[test]
    fn a_leaf_is_its_text() {
        for (document, expected) in
            [("<a>12</a>", "12"), ("<a>1&amp;2</a>", "1&2"), ("<a>1<!-- -->2</a>", "12"), ("<a></a>", "")]
        {
            let mut scanner = Scanner::of_bytes(document.as_bytes());
            assert!(scanner.next_child().unwrap().is_some());
            assert_eq!(scanner.leaf(), Ok(expected), "{document}");
            assert!(matches!(scanner.next_event(), Ok(Event::End)), "{document}");
        }
        let mut scanner = Scanner::of_bytes(b"<a><b/></a>");
        assert!(scanner.next_child().unwrap().is_some());
        assert_eq!(scanner.leaf(), Err(FileProblem::Damaged));
    }
}
