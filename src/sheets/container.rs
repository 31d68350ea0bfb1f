//! The zip around .xlsx and .ods: what it claims is checked before anything in it is read.
//!
//! Two parts of one name, or names that differ only in case, are how a file shows one thing to people and another to
//! us; sizes that lie are how a small file fills the memory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::fault::FileProblem;

/// More parts than any workbook has.
const PARTS_MAX: usize = 1000;
/// Up to here a file may inflate by any factor: a few repeated rows compress very well.
const FREELY_INFLATED_MAX: u64 = 10 << 20;
/// The factor beyond that; real workbooks of Excel stay below 30.
const INFLATION_MAX: u64 = 100;
/// The same for OpenDocument, which spells every cell out in long names: 20,000 rows that hardly differ reach 125.
const OPEN_DOCUMENT_INFLATION_MAX: u64 = 500;

/// A zip file whose directory was checked.
#[derive(Debug)]
pub struct Container {
    archive: ZipArchive<BufReader<File>>,
    /// The parts by their names in lower case.
    parts: HashMap<String, Part>,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    index: usize,
    bytes: u64,
}

impl Container {
    /// Opens a zip file of `file_bytes` that may inflate to `inflated_bytes_max` at most.
    pub fn open(file: File, file_bytes: u64, inflated_bytes_max: u64) -> Result<Self, FileProblem> {
        let mut archive = ZipArchive::new(BufReader::with_capacity(1 << 16, file)).map_err(damaged)?;
        if archive.len() > PARTS_MAX || archive.has_duplicate_names() {
            return Err(FileProblem::Damaged);
        }
        let mut parts = HashMap::new();
        let mut inflated_bytes: u64 = 0;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(damaged)?;
            let name = entry.name().map_err(damaged)?.into_owned();
            if entry.encrypted() {
                return Err(FileProblem::PasswordProtected);
            }
            if !is_plain(&name) || entry.is_symlink() {
                return Err(FileProblem::Damaged);
            }
            inflated_bytes = inflated_bytes.saturating_add(entry.size());
            let part = Part { index, bytes: entry.size() };
            if parts.insert(name.to_lowercase(), part).is_some() {
                return Err(FileProblem::Damaged);
            }
        }
        let is_open_document = parts.contains_key("content.xml");
        let inflation_max = if is_open_document { OPEN_DOCUMENT_INFLATION_MAX } else { INFLATION_MAX };
        let by_ratio = FREELY_INFLATED_MAX.max(file_bytes.saturating_mul(inflation_max));
        if inflated_bytes > by_ratio.min(inflated_bytes_max) {
            return Err(FileProblem::InflatesTooFar);
        }
        if archive.has_overlapping_entries().map_err(damaged)? {
            return Err(FileProblem::Damaged);
        }
        Ok(Self { archive, parts })
    }

    /// Whether there is such a part.
    pub fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&name.to_lowercase())
    }

    /// The parts' names in lower case, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// How far a part says that it inflates, which it cannot exceed; none where there is no such part.
    pub fn bytes_of(&self, name: &str) -> Option<u64> {
        self.parts.get(&name.to_lowercase()).map(|part| part.bytes)
    }

    /// A part as a stream, which fails where it grows beyond what the directory says.
    pub fn part(&mut self, name: &str) -> Result<impl Read, FileProblem> {
        let part = *self.parts.get(&name.to_lowercase()).ok_or(FileProblem::Damaged)?;
        let entry = self.archive.by_index(part.index).map_err(damaged)?;
        Ok(Counted { entry, left: part.bytes })
    }

    /// A whole part; one above `bytes_max` is refused.
    pub fn read(&mut self, name: &str, bytes_max: u64) -> Result<Vec<u8>, FileProblem> {
        let length = self.bytes_of(name).ok_or(FileProblem::Damaged)?;
        if length > bytes_max {
            return Err(FileProblem::InflatesTooFar);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).map_err(|_| FileProblem::InflatesTooFar)?);
        self.part(name)?.read_to_end(&mut bytes).map_err(damaged)?;
        Ok(bytes)
    }
}

/// Any failure of the zip library is the file's.
fn damaged<E>(_: E) -> FileProblem {
    FileProblem::Damaged
}

/// A name below the archive's root that means the same to every program.
fn is_plain(name: &str) -> bool {
    let has_plain_steps = name.trim_end_matches('/').split('/').all(|step| !matches!(step, "" | "." | ".."));
    has_plain_steps && !name.contains(['\\', ':', '\0'])
}

struct Counted<'a> {
    entry: ZipFile<'a, BufReader<File>>,
    left: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.entry.read(buffer)?;
        let count = u64::try_from(read).map_err(io::Error::other)?;
        self.left = self.left.checked_sub(count).ok_or(io::ErrorKind::InvalidData)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn names_lead_nowhere_else() {
        for name in ["xl/workbook.xml", "[Content_Types].xml", "xl/", "a..b/c"] {
            assert!(is_plain(name), "{name}");
        }
        for name in ["", "/xl/workbook.xml", "../x", "xl/../../x", "xl\\workbook.xml", "c:/x", "xl//x", "x\0"] {
            assert!(!is_plain(name), "{name}");
        }
    }
}
