//! Tags, their attributes, and the entities in texts.

use std::borrow::Cow;

use memchr::memchr;

use super::Malformed;

/// An element's name and attributes.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a> {
    /// The name without its prefix.
    pub name: &'a [u8],
    /// Whether it has no content; no `Close` follows.
    pub is_empty: bool,
    /// What stands behind the name.
    pub attributes: &'a [u8],
}

impl<'a> Tag<'a> {
    /// The attributes by local name, values as written; one that is malformed is an error.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }

    /// An attribute's value, entities replaced.
    pub fn attribute(&self, name: &[u8]) -> Result<Option<Cow<'a, str>>, Malformed> {
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
    type Item = Result<(&'a [u8], &'a [u8]), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rest = self.rest.trim_ascii_start();
        if self.rest.is_empty() {
            return None;
        }
        Some(self.split().ok_or(Malformed))
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

/// A name without its prefix.
pub fn local_name(name: &[u8]) -> &[u8] {
    match name.iter().position(|byte| *byte == b':') {
        Some(colon) => name.get(colon + 1..).unwrap_or_default(),
        None => name,
    }
}

/// Replaces the five entities of XML and character references; there are no others without a document type.
pub fn unescape(bytes: &[u8]) -> Result<Cow<'_, str>, Malformed> {
    let text = std::str::from_utf8(bytes).map_err(|_| Malformed)?;
    if memchr(b'&', bytes).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let mut pieces = text.split('&');
    let mut replaced = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (entity, rest) = piece.split_once(';').ok_or(Malformed)?;
        replaced.push(entity_char(entity).ok_or(Malformed)?);
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
