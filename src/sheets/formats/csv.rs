//! CSV in UTF-8, UTF-16 or GB18030, between commas, semicolons or tabs.

mod encoding;

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use csv::{ReaderBuilder, StringRecord, Terminator};

use self::encoding::{Decoded, Encoding};
use super::{Merge, RawValue, RowSink, Sheet, Workbook};
use crate::sheets::fault::FileProblem;

/// The characters that may stand between fields, in the order in which they are tried.
pub const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

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
    /// Opens a file whose bytes are text and finds its encoding.
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
        // One byte ends a record, so that its line can be told; what is left of `\r\n` is trimmed from the field.
        let line_end = self.encoding.line_end;
        let mut reader = ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(self.delimiter).terminator(Terminator::Any(line_end));
        let mut reader = reader.buffer_capacity(1 << 16).from_reader(decoded);
        let mut record = StringRecord::new();
        let mut numbers = RecordNumbers::default();
        loop {
            self.failed_line = Some(numbers.after.max(1));
            let more = reader.read_record(&mut record).map_err(|_| FileProblem::NotDecodable)?;
            if reader.get_ref().is_last_record(&record, reader.position().byte()) {
                return Ok(());
            }
            // Behind the last record of a file stands one that is ours; a record that swallowed it is not closed.
            if !more || reader.get_ref().has_ended() {
                return Err(FileProblem::QuoteNeverEnds);
            }
            reader.get_mut().begin_record();
            let number = numbers.next(&record, reader.position().line(), line_end);
            let is_hint = number == 1 && record.get(0).is_some_and(|field| field.starts_with("sep="));
            if is_hint {
                continue;
            }
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

/// Counts the lines on which records start; the library counts from the end of the last record, before blank lines.
#[derive(Debug, Default)]
struct RecordNumbers {
    /// The line behind the last record.
    after: u32,
}

impl RecordNumbers {
    /// The line on which a record starts that ends before line `line_after`.
    fn next(&mut self, record: &StringRecord, line_after: u64, line_end: u8) -> u32 {
        if line_end != b'\n' {
            // Lines that only a carriage return ends are not counted by the library; each is a record.
            self.after = self.after.max(1) + 1;
            return self.after - 1;
        }
        let inside = memchr::memchr_iter(b'\n', record.as_byte_record().as_slice()).count();
        let after = u32::try_from(line_after).unwrap_or(u32::MAX);
        self.after = after;
        let inside = u32::try_from(inside).unwrap_or(u32::MAX);
        after.saturating_sub(inside).saturating_sub(1).max(1)
    }
}

/// A field without what is left of its line's end. Excel reads `="001"` as the text `001`; people write it to keep the zeros.
fn unwrapped(field: &str) -> &str {
    let field = field.strip_suffix('\r').unwrap_or(field);
    if !field.starts_with('=') {
        return field;
    }
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
        if decoded.has_endless_record() {
            return Err(FileProblem::QuoteNeverEnds);
        }
        if decoded.has_failed() {
            self.failed_line = Some(decoded.line());
            return Err(FileProblem::NotDecodable);
        }
        outcome
    }
}
