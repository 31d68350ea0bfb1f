//! The encoding of a text file, found by reading as much of it as it takes, and its decoding without a single replaced
//! character.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use csv::StringRecord;
use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr_iter};

use crate::sheets::fault::{FileProblem, Stranger};

const CHUNK_BYTES: usize = 1 << 16;

/// A record of this byte alone is put behind the last one.
const LAST_RECORD: u8 = 4;

/// A record longer than this has lost its closing quotation mark; what is read ahead is small beside it.
const RECORD_BYTES_MAX: usize = 2 << 20;

/// How much of a file is looked at for marks and empty bytes.
const START_BYTES: u64 = 1 << 16;

/// Text in another encoding does not hold this many characters that are by chance well-formed UTF-8 of three bytes.
const UTF_8_CERTAIN: usize = 8;

/// An encoding and the bytes of its mark at the file's start.
#[derive(Clone, Copy, Debug)]
pub struct Encoding {
    /// None for UTF-8, which needs no decoding.
    decoder: Option<&'static encoding_rs::Encoding>,
    /// How many bytes the byte order mark takes.
    pub mark_bytes: u64,
    /// What ends a line: a line feed, but for the carriage return alone of old Macintosh programs.
    pub line_end: u8,
}

/// Finds a file's encoding.
pub fn detect(file: &File) -> Result<Encoding, FileProblem> {
    let mut start = Vec::new();
    rewound(file)?.take(START_BYTES).read_to_end(&mut start).map_err(|_| FileProblem::Damaged)?;
    let line_end = if memchr(b'\n', &start).is_none() && memchr(b'\r', &start).is_some() { b'\r' } else { b'\n' };
    let found = |decoder, mark_bytes| Ok(Encoding { decoder, mark_bytes, line_end });
    if start.starts_with(b"\xef\xbb\xbf") {
        return found(None, 3);
    }
    if start.starts_with(b"\xff\xfe") {
        return found(Some(UTF_16LE), 2);
    }
    if start.starts_with(b"\xfe\xff") {
        return found(Some(UTF_16BE), 2);
    }
    if memchr(0, &start).is_some() {
        return found(Some(sixteen_bits(&start)?), 0);
    }
    // Text has no control characters but tabs and line ends; 0x1a is how DOS ended a file.
    if start.iter().any(|byte| matches!(byte, 1..=8 | 11 | 12 | 14..=25 | 27..=31)) {
        return Err(FileProblem::NotASheet(Stranger::Other));
    }
    let decoder = if is_utf_8(rewound(file)?)? { None } else { Some(GB18030) };
    found(decoder, 0)
}

fn rewound(file: &File) -> Result<File, FileProblem> {
    let mut file = file.try_clone().map_err(|_| FileProblem::Damaged)?;
    file.seek(SeekFrom::Start(0)).map_err(|_| FileProblem::Damaged)?;
    Ok(file)
}

/// UTF-16 without a mark: the empty halves of its commas and line ends stand all on one side.
fn sixteen_bits(start: &[u8]) -> Result<&'static encoding_rs::Encoding, FileProblem> {
    let odd = memchr_iter(0, start).filter(|at| at % 2 == 1).count();
    let even = memchr_iter(0, start).count() - odd;
    match (even, odd) {
        (0, _) => Ok(UTF_16LE),
        (_, 0) => Ok(UTF_16BE),
        _ => Err(FileProblem::NotASheet(Stranger::Other)),
    }
}

/// Whether a file is UTF-8, be it with a fault that its decoding will find; looks no further than it must.
fn is_utf_8(mut file: File) -> Result<bool, FileProblem> {
    let mut buffer = vec![0; CHUNK_BYTES];
    let (mut kept, mut long_characters) = (0, 0);
    loop {
        let free = buffer.get_mut(kept..).unwrap_or_default();
        let read = file.read(free).map_err(|_| FileProblem::Damaged)?;
        let bytes = buffer.get(..kept + read).unwrap_or_default();
        let (valid, error_length) = match std::str::from_utf8(bytes) {
            Ok(_) => (bytes.len(), None),
            Err(error) => (error.valid_up_to(), Some(error.error_len())),
        };
        long_characters += bytes.iter().take(valid).filter(|byte| matches!(byte, 0xe0..=0xef)).count();
        if long_characters >= UTF_8_CERTAIN {
            return Ok(true);
        }
        match error_length {
            Some(None) if read > 0 => {}
            Some(_) => return Ok(false),
            None if read == 0 => return Ok(true),
            None => {}
        }
        let end = bytes.len();
        buffer.copy_within(valid..end, 0);
        kept = end - valid;
    }
}

/// How far decoding has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The source may have more.
    Reading,
    /// The source has ended.
    Draining,
    /// The decoder has ended too, and must not be asked again.
    Finished,
}

/// Text as UTF-8 bytes, whatever encoding it is stored in. Ends with an error where bytes are no text.
pub struct Decoded<R> {
    source: R,
    decoder: Option<encoding_rs::Decoder>,
    raw: Vec<u8>,
    raw_at: usize,
    stage: Stage,
    /// What is still to be given of the record that is put behind the last one.
    last_record: Vec<u8>,
    ended: bool,
    bytes_given: u64,
    lines: u32,
    failed: bool,
    /// How many bytes may still be read before a record ends.
    record_bytes_left: usize,
}

impl<R: Read> Decoded<R> {
    /// Decodes a source that stands behind the byte order mark.
    pub fn new(source: R, encoding: Encoding) -> Self {
        let decoder = encoding.decoder.map(encoding_rs::Encoding::new_decoder_without_bom_handling);
        Self {
            source,
            decoder,
            raw: Vec::new(),
            raw_at: 0,
            stage: Stage::Reading,
            last_record: vec![encoding.line_end, LAST_RECORD, encoding.line_end],
            ended: false,
            bytes_given: 0,
            lines: 0,
            failed: false,
            record_bytes_left: RECORD_BYTES_MAX,
        }
    }

    /// Whether bytes were met that are no text.
    pub const fn has_failed(&self) -> bool {
        self.failed
    }

    /// The line that was reached.
    pub const fn line(&self) -> u32 {
        self.lines.saturating_add(1)
    }

    /// Allows for the next record, once one has ended.
    pub const fn begin_record(&mut self) {
        self.record_bytes_left = RECORD_BYTES_MAX;
    }

    /// Whether a record was longer than any is.
    pub const fn has_endless_record(&self) -> bool {
        self.record_bytes_left == 0
    }

    /// Whether this is the record behind the file's last, and nothing follows it. A quotation mark that is never
    /// closed would swallow it.
    pub fn is_last_record(&self, record: &StringRecord, bytes_read: u64) -> bool {
        let is_it = record.len() == 1 && record.as_byte_record().as_slice() == [LAST_RECORD];
        is_it && self.last_record.is_empty() && bytes_read == self.bytes_given
    }

    /// Whether the very end has been read.
    pub const fn has_ended(&self) -> bool {
        self.ended
    }

    /// Gives what is left of the last record.
    fn end(&mut self, out: &mut [u8]) -> usize {
        let length = out.len().min(self.last_record.len());
        for (slot, byte) in out.iter_mut().zip(self.last_record.drain(..length)) {
            *slot = byte;
        }
        length
    }

    /// Passes UTF-8 on as it is; whoever makes records of it checks every character.
    fn pass(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(out)?;
        let bytes = out.get(..read).unwrap_or_default();
        if memchr(0, bytes).is_some() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(read)
    }

    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.stage != Stage::Finished {
            if self.raw_at == self.raw.len() && self.stage == Stage::Reading {
                self.raw.resize(CHUNK_BYTES, 0);
                let read = self.source.read(&mut self.raw)?;
                self.raw.truncate(read);
                self.raw_at = 0;
                if read == 0 {
                    self.stage = Stage::Draining;
                }
            }
            let Some(decoder) = &mut self.decoder else { return Ok(0) };
            let is_last = self.stage == Stage::Draining;
            let raw = self.raw.get(self.raw_at..).unwrap_or_default();
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(raw, out, is_last);
            self.raw_at += read;
            if is_last && result == DecoderResult::InputEmpty {
                self.stage = Stage::Finished;
            }
            let text = out.get(..written).unwrap_or_default();
            self.lines = self.lines.saturating_add(count_lines(text));
            let is_text = !matches!(result, DecoderResult::Malformed(..)) && memchr(0, text).is_none();
            if !is_text {
                self.failed = true;
                return Err(io::ErrorKind::InvalidData.into());
            }
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

fn count_lines(text: &[u8]) -> u32 {
    u32::try_from(memchr_iter(b'\n', text).count()).unwrap_or(u32::MAX)
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = if self.decoder.is_some() { self.decode(out) } else { self.pass(out) }?;
        let read = if read == 0 { self.end(out) } else { read };
        self.ended = read == 0;
        self.bytes_given += u64::try_from(read).map_err(io::Error::other)?;
        self.record_bytes_left = self.record_bytes_left.saturating_sub(read);
        if self.record_bytes_left == 0 { Err(io::ErrorKind::InvalidData.into()) } else { Ok(read) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// The text as decoded, or the line that cannot be.
    fn decoded(bytes: &[u8]) -> Result<String, String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let encoding = detect(&file).map_err(|problem| format!("{problem:?}"))?;
        let mut source = rewound(&file).unwrap();
        source.seek(SeekFrom::Start(encoding.mark_bytes)).unwrap();
        let mut decoded = Decoded::new(source, encoding);
        let mut text = Vec::new();
        match decoded.read_to_end(&mut text) {
            Ok(length) => String::from_utf8(text[..length - 3].to_vec()).map_err(|_| "not UTF-8".to_owned()),
            Err(_) => Err(format!("line {}", decoded.line())),
        }
    }

    #[test]
    fn every_encoding_is_recognised() {
        let text = "维修单号,数量\n1,2\n";
        let sixteen = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let (little, big) = (sixteen(u16::to_le_bytes), sixteen(u16::to_be_bytes));
        for bytes in [
            text.as_bytes(),
            &[b"\xef\xbb\xbf", text.as_bytes()].concat(),
            &[b"\xff\xfe", little.as_slice()].concat(),
            &[b"\xfe\xff", big.as_slice()].concat(),
            &little,
            &big,
            &GB18030.encode(text).0,
        ] {
            assert_eq!(decoded(bytes).as_deref(), Ok(text));
        }
        assert_eq!(decoded(&GB18030.encode("㐀𠀀").0).as_deref(), Ok("㐀𠀀"));
    }

    #[test]
    fn what_is_no_text_is_never_replaced() {
        assert_eq!(decoded(b"a,b\n1,\xff\n"), Err("line 2".to_owned()));
        assert_eq!(decoded(b"\xef\xbb\xbfa\xff"), Err("not UTF-8".to_owned()));
        // One broken byte does not turn a Chinese text in UTF-8 into GB18030.
        assert_eq!(decoded(&["维修单号产品型号".as_bytes(), b"\n\xb5\xa5"].concat()), Err("not UTF-8".to_owned()));
        assert!(decoded(b"\x00\x01\x00\x00").is_err());
        assert!(decoded(b"\x7fELF\x01\x02").is_err());
    }
}
