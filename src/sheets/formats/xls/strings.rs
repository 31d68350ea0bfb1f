//! Texts in records: UTF-16 or its lower bytes since Excel 97, bytes of some code page before.

use encoding_rs::Encoding;

use super::records::{Record, Records};
use crate::sheets::fault::FileProblem;

/// How the workbook's version writes texts.
#[derive(Clone, Copy, Debug)]
pub enum Spelling {
    /// Excel 97 and later (BIFF8).
    Unicode,
    /// Excel 5 and 95 (BIFF5), in this encoding.
    CodePage(&'static Encoding),
}

/// The width of a text's length.
#[derive(Clone, Copy, Debug)]
pub enum LengthIn {
    /// A byte.
    Byte,
    /// Two bytes.
    Word,
}

/// The encoding of a code page's number; none for one that Excel does not write.
pub fn encoding_of(code_page: u16) -> Option<&'static Encoding> {
    Some(match code_page {
        // 1200 stands in workbooks of Excel 97 and later, which do not ask for it; 367 is ASCII.
        367 | 1200 | 1252 | 32_768 | 32_769 | 10_000 => encoding_rs::WINDOWS_1252,
        874 => encoding_rs::WINDOWS_874,
        932 | 10_001 => encoding_rs::SHIFT_JIS,
        936 | 10_008 => encoding_rs::GBK,
        949 | 10_003 => encoding_rs::EUC_KR,
        950 | 10_002 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        _ => return None,
    })
}

impl Spelling {
    /// Reads the text of a record, from a place in it on, and appends it.
    pub fn read<'s>(
        self,
        records: &mut Records<'s>,
        record: Record<'s>,
        at: usize,
        length_in: LengthIn,
        text: &mut String,
    ) -> Result<(), FileProblem> {
        let mut pieces = Pieces::new(records.continued(record));
        let read = pieces.skip(at).and_then(|()| {
            let length = match length_in {
                LengthIn::Byte => usize::from(pieces.byte()?),
                LengthIn::Word => usize::from(pieces.word()?),
            };
            match self {
                Self::Unicode => pieces.unicode(length, text),
                Self::CodePage(encoding) => {
                    let bytes = pieces.bytes(length)?;
                    text.push_str(&encoding.decode_without_bom_handling(&bytes).0);
                    Some(())
                }
            }
        });
        read.ok_or(FileProblem::Damaged)
    }
}

/// The texts that cells share.
#[derive(Debug, Default)]
pub struct SharedTexts {
    all: String,
    ends: Vec<usize>,
}

impl SharedTexts {
    /// Reads the table. It says how many texts it holds, but what it holds counts.
    pub fn read(pieces: Vec<&[u8]>) -> Result<Self, FileProblem> {
        let mut pieces = Pieces::new(pieces);
        let mut texts = Self::default();
        let (_references, count) = pieces.double_word().zip(pieces.double_word()).ok_or(FileProblem::Damaged)?;
        for _ in 0..count {
            if pieces.is_empty() {
                break;
            }
            let read = pieces.word().and_then(|length| pieces.unicode(usize::from(length), &mut texts.all));
            read.ok_or(FileProblem::Damaged)?;
            texts.ends.push(texts.all.len());
        }
        Ok(texts)
    }

    /// The text of a number.
    pub fn get(&self, index: u32) -> Option<&str> {
        let index = usize::try_from(index).ok()?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.all.get(start..*self.ends.get(index)?)
    }
}

/// A record's bytes and those of the records that continue it.
struct Pieces<'s> {
    current: &'s [u8],
    rest: std::vec::IntoIter<&'s [u8]>,
    /// The UTF-16 of the text that is being read.
    units: Vec<u16>,
}

impl<'s> Pieces<'s> {
    fn new(pieces: Vec<&'s [u8]>) -> Self {
        Self { current: &[], rest: pieces.into_iter(), units: Vec::new() }
    }

    /// Steps over the ends of pieces; whether nothing is left.
    fn is_empty(&mut self) -> bool {
        while self.current.is_empty() {
            match self.rest.next() {
                Some(next) => self.current = next,
                None => return true,
            }
        }
        false
    }

    fn byte(&mut self) -> Option<u8> {
        if self.is_empty() {
            return None;
        }
        let (first, rest) = self.current.split_first()?;
        self.current = rest;
        Some(*first)
    }

    fn word(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn double_word(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]))
    }

    /// At most as many bytes as wanted, of one piece.
    fn some(&mut self, wanted: usize) -> Option<&'s [u8]> {
        if self.is_empty() {
            return None;
        }
        let (taken, rest) = self.current.split_at_checked(wanted).unwrap_or((self.current, &[]));
        self.current = rest;
        Some(taken)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            count -= self.some(count)?.len();
        }
        Some(())
    }

    fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        while bytes.len() < count {
            bytes.extend_from_slice(self.some(count - bytes.len())?);
        }
        Some(bytes)
    }

    /// A text of so many UTF-16 units behind its flags, and what follows it: fonts of its parts, pronunciation
    /// ([MS-XLS], 2.5.293).
    fn unicode(&mut self, length: usize, text: &mut String) -> Option<()> {
        const WIDE: u8 = 1;
        const PRONOUNCED: u8 = 4;
        const RICH: u8 = 8;
        let flags = self.byte()?;
        let font_runs = if flags & RICH == 0 { 0 } else { usize::from(self.word()?) };
        let pronunciation = if flags & PRONOUNCED == 0 { 0 } else { usize::try_from(self.double_word()?).ok()? };
        let mut is_wide = flags & WIDE != 0;
        self.units.clear();
        while self.units.len() < length {
            if self.current.is_empty() {
                // A text that is cut within its characters goes on behind a new flag.
                is_wide = self.byte()? & WIDE != 0;
            }
            let left = length - self.units.len();
            if is_wide {
                let bytes = self.some((left * 2).min(self.current.len() & !1)).filter(|bytes| !bytes.is_empty())?;
                self.units.extend(bytes.chunks_exact(2).filter_map(|unit| super::u16_at(unit, 0)));
            } else {
                let bytes = self.some(left)?;
                self.units.extend(bytes.iter().copied().map(u16::from));
            }
        }
        let characters = char::decode_utf16(self.units.iter().copied());
        text.extend(characters.map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
        self.skip(font_runs * 4 + pronunciation)
    }
}
