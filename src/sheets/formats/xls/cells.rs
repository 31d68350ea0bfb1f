//! The cells of a worksheet: where they stand in the stream, and what each holds.

use super::records::{Record, Records, kind};
use super::strings::LengthIn;
use super::{Globals, u16_at, u32_at};
use crate::sheets::fault::FileProblem;
use crate::sheets::formats::{Merge, RawValue};

/// The columns of this format.
const COLUMNS_MAX: u32 = 256;
/// How the stream of a worksheet begins, after the version.
const WORKSHEET: u16 = 0x0010;

/// The cells and merged areas of a worksheet.
#[derive(Debug, Default)]
pub struct Worksheet {
    /// Every cell that is not blank, row by row.
    pub cells: Vec<Place>,
    /// The merged areas.
    pub merges: Vec<Merge>,
}

/// Where a cell's value stands. Records need not be in the order of the cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The row, from 0.
    pub row: u16,
    /// The column, from 0.
    pub column: u16,
    /// The record's place in the stream.
    at: u32,
    /// Which of the record's cells it is.
    element: u16,
}

impl Worksheet {
    /// Walks the records of the worksheet that begins at a place in the stream.
    pub fn read(stream: &[u8], start: usize) -> Result<Self, FileProblem> {
        let mut sheet = Self::default();
        let mut records = Records::from(stream, start);
        let first = records.next()?;
        if first.kind != kind::BOF {
            return Err(FileProblem::Damaged);
        }
        // Charts and macro sheets have no cells to read.
        let is_worksheet = u16_at(first.bytes, 2) == Some(WORKSHEET);
        // A chart within the sheet has a stream of its own within the sheet's.
        let mut depth = 1_u32;
        while is_worksheet && depth > 0 {
            let record = records.next()?;
            match record.kind {
                kind::BOF => depth += 1,
                kind::EOF => depth -= 1,
                _ if depth == 1 => sheet.take(record).ok_or(FileProblem::Damaged)?,
                _ => {}
            }
        }
        if !sheet.cells.is_sorted() {
            sheet.cells.sort_unstable();
        }
        let is_twice = |pair: &[Place]| matches!(pair, [one, two] if (one.row, one.column) == (two.row, two.column));
        if sheet.cells.windows(2).any(is_twice) {
            return Err(FileProblem::Damaged);
        }
        Ok(sheet)
    }

    fn take(&mut self, record: Record<'_>) -> Option<()> {
        match record.kind {
            kind::LABEL_SST
            | kind::LABEL
            | kind::RICH_STRING
            | kind::NUMBER
            | kind::RK
            | kind::BOOL_ERR
            | kind::FORMULA => self.push(record, u16_at(record.bytes, 0)?, u16_at(record.bytes, 2)?, 0),
            kind::MUL_RK => {
                let (row, first) = (u16_at(record.bytes, 0)?, u16_at(record.bytes, 2)?);
                let count = u16::try_from(record.bytes.len().checked_sub(6)? / 6).ok()?;
                (0..count).try_for_each(|element| self.push(record, row, first.checked_add(element)?, element))
            }
            kind::MERGED_CELLS => self.merge(record.bytes),
            _ => Some(()),
        }
    }

    fn push(&mut self, record: Record<'_>, row: u16, column: u16, element: u16) -> Option<()> {
        if u32::from(column) >= COLUMNS_MAX {
            return None;
        }
        self.cells.push(Place { row, column, at: u32::try_from(record.at).ok()?, element });
        Some(())
    }

    fn merge(&mut self, bytes: &[u8]) -> Option<()> {
        let count = usize::from(u16_at(bytes, 0)?);
        for area in bytes.get(2..)?.get(..count.checked_mul(8)?)?.chunks_exact(8) {
            let [first_row, last_row] = [u16_at(area, 0)?, u16_at(area, 2)?].map(|row| u32::from(row) + 1);
            let [first_column, last_column] = [u16_at(area, 4)?, u16_at(area, 6)?].map(u32::from);
            if first_row > last_row || first_column > last_column {
                return None;
            }
            self.merges.push(Merge { first_row, last_row, first_column, last_column });
        }
        Some(())
    }
}

impl Place {
    /// What stands there. Texts that the record itself holds are put together in `text`.
    pub fn value<'v>(
        self,
        stream: &'v [u8],
        globals: &'v Globals,
        text: &'v mut String,
    ) -> Result<RawValue<'v>, FileProblem> {
        let mut records = Records::from(stream, usize::try_from(self.at).map_err(|_| FileProblem::Damaged)?);
        let record = records.next()?;
        text.clear();
        match record.kind {
            kind::LABEL | kind::RICH_STRING => {
                globals.spelling.read(&mut records, record, 6, LengthIn::Word, text)?;
                Ok(RawValue::Text(text))
            }
            kind::FORMULA => formula(&mut records, record, globals, text),
            _ => self.plain(record, globals).ok_or(FileProblem::Damaged),
        }
    }

    fn plain<'v>(self, record: Record<'_>, globals: &'v Globals) -> Option<RawValue<'v>> {
        let bytes = record.bytes;
        match record.kind {
            kind::LABEL_SST => globals.texts.get(u32_at(bytes, 6)?).map(RawValue::Text),
            kind::NUMBER => number(float_at(bytes, 6)?, u16_at(bytes, 4)?, globals),
            kind::RK => number(packed(u32_at(bytes, 6)?), u16_at(bytes, 4)?, globals),
            kind::MUL_RK => {
                let element = bytes.get(4 + usize::from(self.element) * 6..)?;
                number(packed(u32_at(element, 2)?), u16_at(element, 0)?, globals)
            }
            _ => match bytes.get(6..8)? {
                [code, 0] => Some(RawValue::Boolean(*code != 0)),
                [code, _] => Some(RawValue::Error(error_name(*code))),
                _ => None,
            },
        }
    }
}

/// The stored result of a formula ([MS-XLS], 2.5.133): a number, or a mark where a number would be none.
fn formula<'v>(
    records: &mut Records<'_>,
    record: Record<'_>,
    globals: &Globals,
    text: &'v mut String,
) -> Result<RawValue<'v>, FileProblem> {
    let result = record.bytes.get(6..14).ok_or(FileProblem::Damaged)?;
    let is_without_value = is_without_value(record.bytes);
    match *result {
        [0, .., 0xff, 0xff] if globals.read_result(records, text)? => Ok(RawValue::Text(text)),
        [0, .., 0xff, 0xff] => Ok(RawValue::FormulaWithoutValue),
        [1, _, value, .., 0xff, 0xff] => Ok(RawValue::Boolean(value != 0)),
        [2, _, code, .., 0xff, 0xff] => Ok(RawValue::Error(error_name(code))),
        _ if is_without_value => Ok(RawValue::FormulaWithoutValue),
        [3, .., 0xff, 0xff] => Ok(RawValue::Text("")),
        _ => {
            let value = float_at(record.bytes, 6).zip(u16_at(record.bytes, 4));
            let (value, xf) = value.ok_or(FileProblem::Damaged)?;
            number(value, xf, globals).ok_or(FileProblem::Damaged)
        }
    }
}

/// Programs that cannot compute store nothing, or zero, and ask for the formula to be computed on loading.
fn is_without_value(bytes: &[u8]) -> bool {
    const COMPUTE_ON_LOADING: u16 = 2;
    let asks = u16_at(bytes, 14).is_some_and(|flags| flags & COMPUTE_ON_LOADING != 0);
    asks && matches!(bytes.get(6..14), Some([0, 0, 0, 0, 0, 0, 0, 0] | [3, .., 0xff, 0xff]))
}

impl Globals {
    /// The text result of a formula stands in a record of its own behind it; false where there is none.
    fn read_result(&self, records: &mut Records<'_>, text: &mut String) -> Result<bool, FileProblem> {
        /// A formula's own record may be followed by what it shares with others (SHRFMLA, ARRAY, TABLE).
        const SHARED: [u16; 5] = [0x04bc, 0x0221, 0x0021, 0x0236, 0x0036];
        loop {
            let record = records.next()?;
            match record.kind {
                kind::STRING => {
                    self.spelling.read(records, record, 0, LengthIn::Word, text)?;
                    return Ok(true);
                }
                kind::CONTINUE => {}
                shared if SHARED.contains(&shared) => {}
                _ => return Ok(false),
            }
        }
    }
}

fn number<'v>(value: f64, xf: u16, globals: &Globals) -> Option<RawValue<'v>> {
    if !value.is_finite() {
        return None;
    }
    Some(RawValue::Number { value, is_date: globals.is_date(xf), text: "" })
}

fn float_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..)?.first_chunk().map(|chunk| f64::from_le_bytes(*chunk))
}

/// A number in four bytes: a whole number or the upper half of a float, perhaps times a hundred ([MS-XLS], 2.5.217).
#[expect(clippy::float_arithmetic, reason = "this is how the file states the float")]
fn packed(bits: u32) -> f64 {
    const IN_HUNDREDTHS: u32 = 1;
    const WHOLE: u32 = 2;
    let value =
        if bits & WHOLE != 0 { f64::from(bits.cast_signed() >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    if bits & IN_HUNDREDTHS != 0 { value / 100.0 } else { value }
}

fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR!",
    }
}
