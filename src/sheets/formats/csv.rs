//! CSV in UTF-8, UTF-16 or GB18030, between commas, semicolons or tabs.

mod encoding;

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use csv::{ReaderBuilder, StringRecord};

use self::encoding::{Decoded, Encoding};
use super::{Merge, RawValue, RowSink, Sheet, Workbook};
use crate::sheets::fault::FileProblem;

/// The characters that may stand between fields, in the order in which they are tried.
pub const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A record longer than this has lost its closing quotation mark.
const RECORD_BYTES_MAX: u64 = 1 << 20;

/// A CSV file.
#[derive(Debug)]
pub struct Csv {
    file: File,
    encoding: Encoding,
    delimiter: u8,
    sheets: [Sheet; 1],
    failed_line: Option<u32>,
}

impl Csv {
    /// Opens a file whose bytes are text, after looking at all of it.
    pub fn open(file: File) -> Result<Self, FileProblem> {
        let encoding = encoding::detect(&file)?;
        let sheets = [Sheet { name: String::new(), visible: true }];
        Ok(Self { file, encoding, delimiter: b',', sheets, failed_line: None })
    }

    /// Chooses what stands between fields.
    pub fn split_at(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// The line that could not be read.
    pub fn failed_line(&self) -> Option<u32> {
        self.failed_line
    }

    fn records(&mut self, sink: &mut dyn RowSink, decoded: &mut Decoded<impl Read>) -> Result<(), FileProblem> {
        let mut reader = ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(self.delimiter).buffer_capacity(1 << 16);
        let mut reader = reader.from_reader(decoded);
        let mut record = StringRecord::new();
        loop {
            let (line, byte) = (reader.position().line(), reader.position().byte());
            let more = reader.read_record(&mut record).map_err(|error| {
                let position = error.position().map_or(line, csv::Position::line);
                self.failed_line = u32::try_from(position).ok();
                FileProblem::NotDecodable
            })?;
            let position = record.position().map_or(line, csv::Position::line);
            self.failed_line = u32::try_from(position).ok();
            if !more {
                return Ok(());
            }
            if reader.position().byte() - byte > RECORD_BYTES_MAX {
                return Err(FileProblem::QuoteNeverEnds);
            }
            let is_hint = position == 1 && record.get(0).is_some_and(|field| field.starts_with("sep="));
            if is_hint {
                continue;
            }
            let number = u32::try_from(position).map_err(|_| FileProblem::Damaged)?;
            if sink.row(number).is_break() {
                return Ok(());
            }
            for (column, field) in (0..).zip(&record) {
                if !field.is_empty() {
                    sink.cell(column, RawValue::Text(unwrapped(field)));
                }
            }
        }
    }
}

/// Excel reads `="001"` as the text `001`; people write it to keep the zeros.
fn unwrapped(field: &str) -> &str {
    field.strip_prefix("=\"").and_then(|field| field.strip_suffix('"')).unwrap_or(field)
}

impl Workbook for Csv {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn merges(&mut self, _sheet: usize) -> Result<Vec<Merge>, FileProblem> {
        Ok(Vec::new())
    }

    fn rows(&mut self, _sheet: usize, sink: &mut dyn RowSink) -> Result<(), FileProblem> {
        let mut file = self.file.try_clone().map_err(|_| FileProblem::Damaged)?;
        file.seek(SeekFrom::Start(self.encoding.mark_bytes)).map_err(|_| FileProblem::Damaged)?;
        let mut decoded = Decoded::new(BufReader::with_capacity(1 << 16, file), self.encoding);
        let outcome = self.records(sink, &mut decoded);
        if decoded.has_failed() {
            self.failed_line = Some(decoded.line());
            return Err(FileProblem::NotDecodable);
        }
        outcome
    }
}
