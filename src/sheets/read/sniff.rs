//! What a file is, said by its bytes and never by its name.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use memchr::memmem;

use crate::sheets::Limits;
use crate::sheets::container::Container;
use crate::sheets::fault::{FileProblem, Stranger};
use crate::sheets::formats::Workbook;
use crate::sheets::formats::camt054::{Camt054, is_camt054};
use crate::sheets::formats::csv::Csv;
use crate::sheets::formats::ods::Ods;
use crate::sheets::formats::xls::Xls;
use crate::sheets::formats::xlsx::Xlsx;
use crate::sheets::ole2;

/// How much of a file is looked at.
const START_BYTES: u64 = 4096;
/// The largest `mimetype` part of an OpenDocument file that makes sense.
const MIMETYPE_BYTES_MAX: u64 = 1024;

/// An opened file.
pub enum Opened {
    /// Text, whose delimiter is still to be found.
    Csv(Csv),
    /// A workbook.
    Book(Box<dyn Workbook>),
}

/// Opens a file as what it is.
pub fn open(mut file: File, limits: Limits) -> Result<Opened, FileProblem> {
    let file_bytes = file.metadata().map_err(|_| FileProblem::Damaged)?.len();
    if file_bytes > limits.file_bytes_max {
        return Err(FileProblem::FileTooLarge { bytes_max: limits.file_bytes_max });
    }
    let mut start = Vec::new();
    file.by_ref().take(START_BYTES).read_to_end(&mut start).map_err(|_| FileProblem::Damaged)?;
    file.seek(SeekFrom::Start(0)).map_err(|_| FileProblem::Damaged)?;
    if start.trim_ascii().is_empty() {
        return Err(FileProblem::EmptyFile);
    }
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return open_zip(Container::open(file, file_bytes, limits.inflated_bytes_max())?);
    }
    if start.starts_with(&ole2::SIGNATURE) {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|_| FileProblem::Damaged)?;
        return Ok(Opened::Book(Box::new(Xls::open(&bytes)?)));
    }
    match stranger(&start) {
        Some(Stranger::Xml) if is_camt054(&start) => Ok(Opened::Book(Box::new(Camt054::open(file)?))),
        Some(stranger) => Err(FileProblem::NotASheet(stranger)),
        None => Csv::open(file).map(Opened::Csv),
    }
}

fn open_zip(mut container: Container) -> Result<Opened, FileProblem> {
    if !container.has("mimetype") {
        let is_ods = container.has("content.xml");
        let book: Box<dyn Workbook> =
            if is_ods { Box::new(Ods::open(container)?) } else { Box::new(Xlsx::open(container)?) };
        return Ok(Opened::Book(book));
    }
    let mimetype = container.read("mimetype", MIMETYPE_BYTES_MAX)?;
    let kind = mimetype.trim_ascii().strip_prefix(b"application/vnd.oasis.opendocument.").unwrap_or_default();
    if kind.starts_with(b"spreadsheet") {
        return Ok(Opened::Book(Box::new(Ods::open(container)?)));
    }
    Err(FileProblem::NotASheet(match kind {
        kind if kind.starts_with(b"text") => Stranger::Document,
        kind if kind.starts_with(b"presentation") => Stranger::Presentation,
        kind if kind.starts_with(b"graphics") => Stranger::Image,
        _ => Stranger::Archive,
    }))
}

/// The files that people send by mistake.
fn stranger(start: &[u8]) -> Option<Stranger> {
    const MAGIC: [(&[u8], Stranger); 12] = [
        (b"%PDF", Stranger::Pdf),
        (b"{\\rtf", Stranger::Document),
        (b"\x89PNG", Stranger::Image),
        (b"\xff\xd8\xff", Stranger::Image),
        (b"GIF8", Stranger::Image),
        (b"II*\0", Stranger::Image),
        (b"MM\0*", Stranger::Image),
        (b"RIFF", Stranger::Image),
        (b"\x1f\x8b", Stranger::Archive),
        (b"Rar!", Stranger::Archive),
        (b"7z\xbc\xaf", Stranger::Archive),
        (b"BZh", Stranger::Archive),
    ];
    if let Some((_, stranger)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Some(*stranger);
    }
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start().to_ascii_lowercase();
    if !text.starts_with(b"<") {
        return None;
    }
    let is_html = [b"<html".as_slice(), b"<table", b"<!doctype html", b"<body"];
    let is_html = is_html.iter().any(|tag| memmem::find(&text, tag).is_some());
    Some(if is_html { Stranger::Html } else { Stranger::Xml })
}
