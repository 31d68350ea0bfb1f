//! Workbooks of Excel 5 to 2003 (.xls): records in a stream of a compound file ([MS-XLS]).
//!
//! Own, because the general reader makes a rectangle of all cells between the first and the last, whatever lies
//! between, and takes lengths, numbers and chains on trust.

mod cells;
mod records;
mod strings;

use std::collections::HashMap;

use self::cells::Worksheet;
use self::records::{Record, Records, kind};
use self::strings::{LengthIn, SharedTexts, Spelling};
use super::number_format::{is_date_by_code, is_date_by_number};
use super::{Merge, RowSink, Sheet, Workbook};
use crate::sheets::fault::{FileProblem, Stranger};
use crate::sheets::ole2::{Ole2, u16_at, u32_at};

/// More formats than any workbook has; the format's own limit is 4,000.
const XFS_MAX: usize = 65_536;

/// An opened workbook.
#[derive(Debug)]
pub struct Xls {
    stream: Vec<u8>,
    globals: Globals,
    /// The sheets that have cells.
    sheets: Vec<Sheet>,
    /// Where each begins in the stream.
    starts: Vec<usize>,
}

/// What holds for all sheets.
#[derive(Debug)]
struct Globals {
    spelling: Spelling,
    counts_from_1904: bool,
    texts: SharedTexts,
    /// The number format of each cell format.
    xfs: Vec<u16>,
    /// Whether a number format that has a code shows a date.
    coded: HashMap<u16, bool>,
}

impl Xls {
    /// Reads what holds for all sheets, of a file that begins as a compound file does.
    pub fn open(file: &[u8]) -> Result<Self, FileProblem> {
        let container = Ole2::open(file)?;
        if container.has("EncryptedPackage") {
            return Err(FileProblem::PasswordProtected);
        }
        let stream = match container.stream("Workbook").or_else(|| container.stream("Book")) {
            Some(stream) => stream?,
            None => return Err(FileProblem::NotASheet(stranger(&container))),
        };
        let mut globals = Globals::of_version(&stream)?;
        let (mut sheets, mut starts) = (Vec::new(), Vec::new());
        let mut records = Records::from(&stream, 0);
        records.next()?;
        loop {
            let record = records.next()?;
            match record.kind {
                kind::EOF => break,
                kind::FILE_PASS => return Err(FileProblem::PasswordProtected),
                kind::BOUND_SHEET => {
                    if let Some((sheet, start)) = globals.sheet(&mut records, record)? {
                        sheets.push(sheet);
                        starts.push(start);
                    }
                }
                _ => globals.take(&mut records, record)?,
            }
        }
        Ok(Self { stream, globals, sheets, starts })
    }

    fn worksheet(&self, sheet: usize) -> Result<Worksheet, FileProblem> {
        match self.starts.get(sheet) {
            Some(start) => Worksheet::read(&self.stream, *start),
            None => Ok(Worksheet::default()),
        }
    }
}

impl Workbook for Xls {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn counts_from_1904(&self) -> bool {
        self.globals.counts_from_1904
    }

    fn merges(&mut self, sheet: usize) -> Result<Vec<Merge>, FileProblem> {
        Ok(self.worksheet(sheet)?.merges)
    }

    fn rows(&mut self, sheet: usize, sink: &mut dyn RowSink) -> Result<(), FileProblem> {
        let worksheet = self.worksheet(sheet)?;
        let mut text = String::new();
        for row in worksheet.cells.chunk_by(|one, next| one.row == next.row) {
            let number = row.first().map_or(0, |place| u32::from(place.row) + 1);
            if sink.row(number).is_break() {
                return Ok(());
            }
            for place in row {
                sink.cell(u32::from(place.column), place.value(&self.stream, &self.globals, &mut text)?);
            }
        }
        Ok(())
    }
}

/// What a compound file without a workbook is.
fn stranger(container: &Ole2<'_>) -> Stranger {
    if container.has("WordDocument") {
        return Stranger::Document;
    }
    if container.has("PowerPoint Document") { Stranger::Presentation } else { Stranger::Other }
}

impl Globals {
    /// The version stands in the first record.
    fn of_version(stream: &[u8]) -> Result<Self, FileProblem> {
        let first = Records::from(stream, 0).next()?;
        let spelling = match (first.kind, u16_at(first.bytes, 0)) {
            (kind::BOF, Some(0x0600)) => Spelling::Unicode,
            (kind::BOF, Some(0x0500)) => Spelling::CodePage(encoding_rs::WINDOWS_1252),
            _ => return Err(FileProblem::Damaged),
        };
        let (texts, xfs, coded) = (SharedTexts::default(), Vec::new(), HashMap::new());
        Ok(Self { spelling, counts_from_1904: false, texts, xfs, coded })
    }

    fn take<'s>(&mut self, records: &mut Records<'s>, record: Record<'s>) -> Result<(), FileProblem> {
        let word = |at| u16_at(record.bytes, at).ok_or(FileProblem::Damaged);
        match record.kind {
            kind::DATE_MODE => self.counts_from_1904 = word(0)? == 1,
            kind::CODE_PAGE => {
                if let Spelling::CodePage(_) = self.spelling {
                    let encoding = strings::encoding_of(word(0)?).ok_or(FileProblem::NotDecodable)?;
                    self.spelling = Spelling::CodePage(encoding);
                }
            }
            kind::XF if self.xfs.len() < XFS_MAX => self.xfs.push(word(2)?),
            kind::FORMAT => {
                let mut code = String::new();
                let length_in = match self.spelling {
                    Spelling::Unicode => LengthIn::Word,
                    Spelling::CodePage(_) => LengthIn::Byte,
                };
                self.spelling.read(records, record, 2, length_in, &mut code)?;
                self.coded.insert(word(0)?, is_date_by_code(&code));
            }
            kind::SHARED_STRINGS => self.texts = SharedTexts::read(records.continued(record))?,
            _ => {}
        }
        Ok(())
    }

    /// A sheet's tab and its place in the stream; none for charts and macros.
    fn sheet<'s>(&self, records: &mut Records<'s>, record: Record<'s>) -> Result<Option<(Sheet, usize)>, FileProblem> {
        const HIDDEN: u8 = 3;
        let start = u32_at(record.bytes, 0).and_then(|start| usize::try_from(start).ok());
        let (Some(start), Some([state, kind])) = (start, record.bytes.get(4..6)) else {
            return Err(FileProblem::Damaged);
        };
        let mut name = String::new();
        self.spelling.read(records, record, 6, LengthIn::Byte, &mut name)?;
        let sheet = Sheet { name, visible: state & HIDDEN == 0 };
        Ok((*kind == 0).then_some((sheet, start)))
    }

    fn is_date(&self, xf: u16) -> bool {
        let Some(format) = self.xfs.get(usize::from(xf)) else { return false };
        self.coded.get(format).copied().unwrap_or_else(|| is_date_by_number(u32::from(*format)))
    }
}
