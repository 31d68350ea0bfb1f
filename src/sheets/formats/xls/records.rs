//! The records of a workbook's stream: a kind, a length, the bytes; long ones are continued by others ([MS-XLS], 2.1.4).

use crate::sheets::fault::FileProblem;
use crate::sheets::ole2::u16_at;

/// The kinds of record that matter here.
pub mod kind {
    pub const FORMULA: u16 = 0x0006;
    pub const EOF: u16 = 0x000a;
    pub const DATE_MODE: u16 = 0x0022;
    pub const FILE_PASS: u16 = 0x002f;
    pub const CONTINUE: u16 = 0x003c;
    pub const CODE_PAGE: u16 = 0x0042;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const MUL_RK: u16 = 0x00bd;
    pub const RICH_STRING: u16 = 0x00d6;
    pub const XF: u16 = 0x00e0;
    pub const MERGED_CELLS: u16 = 0x00e5;
    pub const SHARED_STRINGS: u16 = 0x00fc;
    pub const LABEL_SST: u16 = 0x00fd;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const BOOL_ERR: u16 = 0x0205;
    pub const STRING: u16 = 0x0207;
    pub const RK: u16 = 0x027e;
    pub const FORMAT: u16 = 0x041e;
    pub const BOF: u16 = 0x0809;
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub struct Record<'s> {
    /// Where it stands in the stream.
    pub at: usize,
    /// What it is.
    pub kind: u16,
    /// What it says.
    pub bytes: &'s [u8],
}

/// Goes from record to record.
#[derive(Clone, Debug)]
pub struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Records<'s> {
    /// From a place in the stream on.
    pub fn from(stream: &'s [u8], at: usize) -> Self {
        Self { stream, at }
    }

    /// The next record. A stream has an EOF record at its end; one that ends without was cut off.
    pub fn next(&mut self) -> Result<Record<'s>, FileProblem> {
        let record = self.peek().ok_or(FileProblem::Damaged)?;
        self.at += 4 + record.bytes.len();
        Ok(record)
    }

    fn peek(&self) -> Option<Record<'s>> {
        let start = self.at + 4;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        Some(Record {
            at: self.at,
            kind: u16_at(self.stream, self.at)?,
            bytes: self.stream.get(start..start + length)?,
        })
    }

    /// The bytes of a record that was just read, and of those that continue it.
    pub fn continued(&mut self, record: Record<'s>) -> Vec<&'s [u8]> {
        let mut pieces = vec![record.bytes];
        while let Some(next) = self.peek().filter(|next| next.kind == kind::CONTINUE) {
            self.at += 4 + next.bytes.len();
            pieces.push(next.bytes);
        }
        pieces
    }
}
