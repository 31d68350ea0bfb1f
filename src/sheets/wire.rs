//! Typed rows as bytes: what a child process says to its parent.
//!
//! Messages have a kind, a length and a payload. Rows travel many to a message, hand-written, since a year has
//! millions of them; everything else is rare and encoded by serde.

use std::io::{self, Read, Write};

use chrono::{DateTime, Datelike};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::SheetKind;
use super::fault::Fault;
use super::{Answer, Glossary, Limits};
use crate::calendar::{Day, Moment, Period};
use crate::money::Money;

/// A message longer than this is none of ours.
const MESSAGE_BYTES_MAX: usize = 64 << 20;

/// The most columns of a sheet; the array that a row is decoded into.
const COLUMNS_MAX: usize = 32;

/// A cell as its column's type.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    #[default]
    Blank,
    /// Text, trimmed and normalised.
    Text(&'a str),
    /// A day.
    Day(Day),
    /// A day with a time.
    Moment(Moment),
    /// A month.
    Period(Period),
    /// An amount.
    Money(Money),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    YesNo(bool),
    /// The place of a word among its column's.
    Choice(u8),
}

/// What a child is asked to read.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    /// The sheet's place in [`SheetKind::ALL`].
    pub sheet: u8,
    /// The file, as the operating system spells it.
    pub path: Vec<u8>,
    /// What it may hold at most.
    pub limits: Limits,
    /// What columns are called in it.
    pub aliases: Glossary,
}

/// The end of a file, without its faults, which came before.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Ending {
    /// The workbook's sheet.
    pub sheet: String,
    /// Column and spelling.
    pub header: Vec<(u8, String)>,
    /// As spelled.
    pub unknown_columns: Vec<String>,
    /// Rows below the header that are not blank.
    pub rows: u32,
}

impl Ending {
    /// The answer, its columns named.
    pub fn into_answer(self, sheet: SheetKind, faults: Vec<Fault>) -> Answer {
        let columns = super::columns::layout(sheet).columns;
        let named = |(column, spelled): (u8, String)| Some((columns.get(usize::from(column))?.name, spelled));
        Answer {
            sheet: self.sheet,
            header: self.header.into_iter().filter_map(named).collect(),
            unknown_columns: self.unknown_columns,
            rows: self.rows,
            faults,
        }
    }
}

/// The kinds of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Parent to child: a [`Request`].
    Request,
    /// Rows, one after the other.
    Rows,
    /// Faults.
    Faults,
    /// The [`Ending`].
    Ending,
    /// Parent to child: a [`Request`] for the cells of all visible sheets.
    Copy,
    /// A sheet whose cells follow.
    CopiedSheet,
    /// Rows of cells.
    CopiedRows,
    /// The end of the cells: whether they are all.
    Copied,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Request,
        Self::Rows,
        Self::Faults,
        Self::Ending,
        Self::Copy,
        Self::CopiedSheet,
        Self::CopiedRows,
        Self::Copied,
    ];

    const fn byte(self) -> u8 {
        match self {
            Self::Request => 0,
            Self::Rows => 1,
            Self::Faults => 2,
            Self::Ending => 3,
            Self::Copy => 4,
            Self::CopiedSheet => 5,
            Self::CopiedRows => 6,
            Self::Copied => 7,
        }
    }
}

/// Writes one message.
pub fn send(stream: &mut dyn Write, kind: Kind, payload: &[u8]) -> io::Result<()> {
    let length = u32::try_from(payload.len()).map_err(io::Error::other)?;
    stream.write_all(&[kind.byte()])?;
    stream.write_all(&length.to_le_bytes())?;
    stream.write_all(payload)
}

/// Writes one message that serde encodes.
pub fn send_encoded<T: Serialize + ?Sized>(stream: &mut dyn Write, kind: Kind, message: &T) -> io::Result<()> {
    send(stream, kind, &postcard::to_stdvec(message).map_err(io::Error::other)?)
}

/// Reads one message into `payload`; none where the stream has ended between two messages.
pub fn receive(stream: &mut dyn Read, payload: &mut Vec<u8>) -> io::Result<Option<Kind>> {
    let mut kind = [0];
    if stream.read(&mut kind)? == 0 {
        return Ok(None);
    }
    let [byte] = kind;
    let kind = Kind::ALL.into_iter().find(|kind| kind.byte() == byte).ok_or(io::ErrorKind::InvalidData)?;
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
    if length > MESSAGE_BYTES_MAX {
        return Err(io::ErrorKind::InvalidData.into());
    }
    payload.resize(length, 0);
    stream.read_exact(payload)?;
    Ok(Some(kind))
}

/// Decodes what [`send_encoded`] wrote.
pub fn decode<T: DeserializeOwned>(payload: &[u8]) -> io::Result<T> {
    postcard::from_bytes(payload).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// Rows being written: a number, the texts of all values in one piece, how many values, and each with its column. The
/// receiver checks a piece of text at once, which costs a third of checking each value.
#[derive(Debug, Default)]
pub struct RowWriter {
    rows: Vec<u8>,
    /// Of the row that began last.
    number: u32,
    texts: String,
    count: u8,
    values: Vec<u8>,
}

impl RowWriter {
    /// Begins a row; one that was not ended is forgotten.
    pub fn begin(&mut self, number: u32) {
        self.number = number;
        self.texts.clear();
        self.count = 0;
        self.values.clear();
    }

    /// Adds a value that is not blank.
    pub fn push(&mut self, column: u8, value: Value<'_>) {
        let bytes = &mut self.values;
        let mut put = |tag: u8, payload: &[u8]| {
            bytes.extend_from_slice(&[column, tag]);
            bytes.extend_from_slice(payload);
        };
        match value {
            Value::Blank => return,
            Value::Text(text) => {
                put(1, &length_of(text).to_le_bytes());
                self.texts.push_str(text);
            }
            Value::Day(day) => put(2, &day.num_days_from_ce().to_le_bytes()),
            Value::Moment(moment) => put(3, &moment.and_utc().timestamp().to_le_bytes()),
            Value::Period(period) => put(4, &(period.year() * 12 + period.month().cast_signed() - 1).to_le_bytes()),
            Value::Money(money) => put(5, &money.fen().to_le_bytes()),
            Value::Integer(number) => put(6, &number.to_le_bytes()),
            Value::YesNo(yes) => put(7, &[yes.into()]),
            Value::Choice(place) => put(8, &[place]),
        }
        self.count += 1;
    }

    /// Ends the row that began last.
    pub fn end(&mut self) {
        self.rows.extend_from_slice(&self.number.to_le_bytes());
        self.rows.extend_from_slice(&length_of(&self.texts).to_le_bytes());
        self.rows.extend_from_slice(self.texts.as_bytes());
        self.rows.push(self.count);
        self.rows.extend_from_slice(&self.values);
    }

    /// The rows that have ended.
    pub fn rows(&self) -> &[u8] {
        &self.rows
    }

    /// Forgets the rows that have ended, once they are sent.
    pub fn clear(&mut self) {
        self.rows.clear();
    }
}

/// No text is so long that its length is not a `u32`; the receiver would refuse it.
fn length_of(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// A decoded row, whose values are taken in the order of the sheet's columns.
#[derive(Debug)]
pub struct Row<'a> {
    values: [Value<'a>; COLUMNS_MAX],
    next: usize,
}

/// Decodes the next row of a message and hands it over with its number; false at the message's end.
pub fn next_row<'a>(bytes: &mut &'a [u8]) -> io::Result<Option<(u32, Row<'a>)>> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let row = decode_row(bytes).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Some(row))
}

fn decode_row<'a>(bytes: &mut &'a [u8]) -> Option<(u32, Row<'a>)> {
    let number = u32::from_le_bytes(take(bytes)?);
    let length = usize::try_from(u32::from_le_bytes(take(bytes)?)).ok()?;
    let (texts, rest) = bytes.split_at_checked(length)?;
    let mut texts = std::str::from_utf8(texts).ok()?;
    *bytes = rest;
    let [count] = take(bytes)?;
    let mut row = Row { values: [Value::Blank; COLUMNS_MAX], next: 0 };
    for _ in 0..count {
        let [column, tag] = take(bytes)?;
        *row.values.get_mut(usize::from(column))? = decode_value(tag, bytes, &mut texts)?;
    }
    Some((number, row))
}

fn decode_value<'a>(tag: u8, bytes: &mut &'a [u8], texts: &mut &'a str) -> Option<Value<'a>> {
    Some(match tag {
        1 => {
            let length = usize::try_from(u32::from_le_bytes(take(bytes)?)).ok()?;
            let (text, rest) = texts.split_at_checked(length)?;
            *texts = rest;
            Value::Text(text)
        }
        2 => Value::Day(Day::from_num_days_from_ce_opt(i32::from_le_bytes(take(bytes)?))?),
        3 => Value::Moment(DateTime::from_timestamp(i64::from_le_bytes(take(bytes)?), 0)?.naive_utc()),
        4 => {
            let index = i32::from_le_bytes(take(bytes)?);
            let month = index.rem_euclid(12).cast_unsigned() + 1;
            Value::Period(Period::new(index.div_euclid(12), month)?)
        }
        5 => Value::Money(Money::from_fen(i64::from_le_bytes(take(bytes)?))),
        6 => Value::Integer(i64::from_le_bytes(take(bytes)?)),
        7 => Value::YesNo(take::<1>(bytes)? == [1]),
        8 => {
            let [place] = take(bytes)?;
            Value::Choice(place)
        }
        _ => return None,
    })
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

impl<'a> Row<'a> {
    fn take(&mut self) -> Value<'a> {
        let value = self.values.get(self.next).copied().unwrap_or_default();
        self.next += 1;
        value
    }

    /// The next column's text.
    pub fn text(&mut self) -> Option<&'a str> {
        if let Value::Text(text) = self.take() { Some(text) } else { None }
    }

    /// The next column's text, owned.
    pub fn string(&mut self) -> Option<String> {
        self.text().map(ToOwned::to_owned)
    }

    /// The next column's text as a code.
    pub fn code<C>(&mut self, code: fn(&str) -> Option<C>) -> Option<C> {
        self.text().and_then(code)
    }

    /// The next column's day.
    pub fn day(&mut self) -> Option<Day> {
        if let Value::Day(day) = self.take() { Some(day) } else { None }
    }

    /// The next column's day with its time.
    pub fn moment(&mut self) -> Option<Moment> {
        if let Value::Moment(moment) = self.take() { Some(moment) } else { None }
    }

    /// The next column's month.
    pub fn period(&mut self) -> Option<Period> {
        if let Value::Period(period) = self.take() { Some(period) } else { None }
    }

    /// The next column's amount.
    pub fn money(&mut self) -> Option<Money> {
        if let Value::Money(money) = self.take() { Some(money) } else { None }
    }

    /// The next column's whole number.
    pub fn integer(&mut self) -> Option<i64> {
        if let Value::Integer(number) = self.take() { Some(number) } else { None }
    }

    /// The next column's whole number where it fits the field.
    pub fn count<N: TryFrom<i64>>(&mut self) -> Option<N> {
        self.integer().and_then(|number| N::try_from(number).ok())
    }

    /// The next column's yes or no.
    pub fn yes_no(&mut self) -> Option<bool> {
        if let Value::YesNo(yes) = self.take() { Some(yes) } else { None }
    }

    /// The next column's choice: `choices` stand in the order of the column's words.
    pub fn choice<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        if let Value::Choice(place) = self.take() { choices.get(usize::from(place)).copied() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Day {
        Day::from_ymd_opt(2026, 10, 5).unwrap()
    }

    #[test]
    fn rows_arrive_as_they_were_sent() {
        let values = [
            Value::Text("维修"),
            Value::Day(day()),
            Value::Moment(day().and_hms_opt(23, 59, 59).unwrap()),
            Value::Period(Period::of(day())),
            Value::Money(Money::from_fen(-5)),
            Value::Integer(i64::MIN),
            Value::YesNo(true),
            Value::Choice(3),
        ];
        let mut writer = RowWriter::default();
        for number in [7, 8] {
            writer.begin(number);
            for (column, value) in (1..).zip(values) {
                writer.push(column, value);
            }
            writer.end();
        }
        writer.begin(9);
        let mut bytes = writer.rows();
        for number in [7, 8] {
            let (read, mut row) = next_row(&mut bytes).unwrap().unwrap();
            assert_eq!(read, number);
            assert_eq!(row.take(), Value::Blank);
            assert_eq!(values.map(|_| row.take()), values);
        }
        assert!(next_row(&mut bytes).unwrap().is_none());
    }

    #[test]
    fn a_row_cut_anywhere_is_refused() {
        let mut writer = RowWriter::default();
        writer.begin(1);
        writer.push(0, Value::Text("abc"));
        writer.push(31, Value::Integer(1));
        writer.end();
        for end in 1..writer.rows().len() {
            assert!(next_row(&mut &writer.rows()[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn a_message_that_is_too_long_is_refused() {
        let stream = [1, 0xff, 0xff, 0xff, 0xff];
        assert!(receive(&mut &stream[..], &mut Vec::new()).is_err());
        assert!(receive(&mut &b"x"[..], &mut Vec::new()).is_err());
        assert_eq!(receive(&mut &b""[..], &mut Vec::new()).unwrap(), None);
    }
}
