//! Cells on the copy: values as they stood, red where they are wrong, with a comment that says what is.

use std::collections::HashMap;

use chrono::{Datelike, Timelike};
use rust_xlsxwriter::{ColNum, Color, ExcelDateTime, Format, Formula, Note, Worksheet, XlsxError};

use super::{Words, shortened};
use crate::sheets::cell::of_iso;
use crate::sheets::fault::Fault;
use crate::sheets::formats::{Merge, RawValue};
use crate::sheets::read::CopiedSheet;

/// Excel takes no longer text.
const TEXT_UNITS_MAX: usize = 32_767;
/// More comments make Excel slow; the cells are red and the list has them all the same.
const NOTES_MAX: usize = 10_000;
/// A comment shows this much and no more.
const NOTE_UNITS_MAX: usize = 1_000;
/// Larger merged areas are decoration.
const MERGED_CELLS_MAX: u32 = 10_000;
/// The rows that say how wide the columns are.
const ROWS_MEASURED: u32 = 200;
/// The days between the first days of the two date systems.
const DAYS_TO_1904: f64 = 1462.0;
/// The errors that a formula may have.
const ERRORS: [&str; 7] = ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"];

/// A cell's row and column, both from 0.
pub type At = (u32, u32);

/// How cells look, and what is known of the sheet that is being written.
#[derive(Debug, Default)]
pub struct Paper {
    good: Formats,
    bad: Formats,
    /// The merged areas that begin below, the last one first.
    merges: Vec<Merge>,
    /// For each column that a merged area covers: where its value stands, and the last row that it covers.
    covered: HashMap<u32, (At, u32)>,
    widths: HashMap<u32, u32>,
    notes: usize,
}

/// The formats of one colour.
#[derive(Debug)]
struct Formats {
    plain: Format,
    wrapped: Format,
    digits: Format,
    day: Format,
    moment: Format,
    time: Format,
}

impl Formats {
    fn of(plain: Format) -> Self {
        Self {
            wrapped: plain.clone().set_text_wrap(),
            digits: plain.clone().set_num_format("0"),
            day: plain.clone().set_num_format("yyyy-mm-dd"),
            moment: plain.clone().set_num_format("yyyy-mm-dd hh:mm:ss"),
            time: plain.clone().set_num_format("hh:mm:ss"),
            plain,
        }
    }
}

impl Default for Formats {
    fn default() -> Self {
        Self::of(Format::new())
    }
}

impl Paper {
    /// Begins a sheet.
    pub fn begin_sheet(&mut self, sheet: &CopiedSheet) {
        let light_red = Format::new().set_background_color(Color::RGB(0x00ff_c7ce));
        self.bad = Formats::of(light_red.set_font_color(Color::RGB(0x009c_0006)));
        let cells = |merge: &Merge| {
            let columns = merge.last_column - merge.first_column + 1;
            (merge.last_row - merge.first_row + 1).saturating_mul(columns)
        };
        let is_worth_it = |merge: &&Merge| (2..=MERGED_CELLS_MAX).contains(&cells(merge));
        self.merges = sheet.merges.iter().filter(is_worth_it).copied().collect();
        self.merges.sort_unstable_by(|one, other| other.cmp(one));
        self.covered.clear();
        self.widths.clear();
    }

    /// Begins a row: merges what is merged from it on.
    pub fn begin_row(&mut self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        while let Some(merge) = self.merges.pop_if(|merge| merge.first_row <= row + 1) {
            let columns = merge.first_column..=merge.last_column;
            let is_covered =
                |column| self.covered.get(&column).is_some_and(|(_, last_row)| *last_row + 1 >= merge.first_row);
            // Where the original says nonsense, or leaves the row out, nothing is merged.
            if merge.first_row != row + 1 || columns.clone().any(is_covered) {
                continue;
            }
            let (first, last) = (column_number(merge.first_column)?, column_number(merge.last_column)?);
            sheet.merge_range(row, first, merge.last_row - 1, last, "", &self.good.plain)?;
            for column in columns {
                self.covered.insert(column, ((row, merge.first_column), merge.last_row - 1));
            }
        }
        Ok(())
    }

    /// Writes a cell's value, and its faults if it has any.
    pub fn cell(
        &mut self,
        sheet: &mut Worksheet,
        at: At,
        value: RawValue<'_>,
        counts_from_1904: bool,
        faults: &[&Fault],
        words: &dyn Words,
    ) -> Result<(), XlsxError> {
        let covered = self.covered.get(&at.1);
        if covered.is_some_and(|(begin, last_row)| *begin != at && at.0 <= *last_row) {
            return Ok(());
        }
        let (row, column) = (at.0, column_number(at.1)?);
        let formats = if faults.is_empty() { &self.good } else { &self.bad };
        match value {
            RawValue::Blank | RawValue::FormulaWithoutValue => {
                sheet.write_blank(row, column, &formats.plain)?;
            }
            RawValue::Text(text) => {
                let format = if text.contains('\n') { &formats.wrapped } else { &formats.plain };
                sheet.write_string_with_format(row, column, shortened(text, TEXT_UNITS_MAX), format)?;
            }
            RawValue::Number { value, is_date: true, .. } => {
                let value = in_1900(value, counts_from_1904);
                sheet.write_number_with_format(row, column, value, formats.of_day(value))?;
            }
            RawValue::Number { value, .. } => {
                // Excel shows long numbers as 6.9E+12 unless told otherwise.
                let is_long = value.abs() >= 1e11 && value.fract() == 0.0;
                let format = if is_long { &formats.digits } else { &formats.plain };
                sheet.write_number_with_format(row, column, value, format)?;
            }
            RawValue::Boolean(truth) => {
                sheet.write_boolean_with_format(row, column, truth, &formats.plain)?;
            }
            RawValue::IsoDate(text) => match date(text) {
                Some(date) => {
                    let format = formats.of_day(date.to_excel());
                    sheet.write_datetime_with_format(row, column, &date, format)?;
                }
                None => {
                    sheet.write_string_with_format(row, column, shortened(text, TEXT_UNITS_MAX), &formats.plain)?;
                }
            },
            RawValue::Error(text) => {
                let error = if ERRORS.contains(&text) { text } else { "#VALUE!" };
                let formula = Formula::new(error).set_result(error);
                sheet.write_formula_with_format(row, column, formula, &formats.plain)?;
            }
        }
        self.measure(at, value);
        self.note(sheet, at, faults, words)
    }

    /// Marks a cell that the original does not have.
    pub fn mark(
        &mut self,
        sheet: &mut Worksheet,
        at: At,
        faults: &[&Fault],
        words: &dyn Words,
    ) -> Result<(), XlsxError> {
        sheet.write_blank(at.0, column_number(at.1)?, &self.bad.plain)?;
        self.note(sheet, at, faults, words)
    }

    fn note(&mut self, sheet: &mut Worksheet, at: At, faults: &[&Fault], words: &dyn Words) -> Result<(), XlsxError> {
        const PIXELS_WIDE: u32 = 280;
        const PIXELS_PER_LINE: u32 = 20;
        const UNITS_PER_LINE: u32 = 18;
        if faults.is_empty() || self.notes >= NOTES_MAX {
            return Ok(());
        }
        self.notes += 1;
        let mut sentences: Vec<String> = faults.iter().map(|fault| words.problem(&fault.problem)).collect();
        // The rows that a merged cell stands for all say the same.
        sentences.dedup();
        let text = shortened(&sentences.join("\n"), NOTE_UNITS_MAX);
        let lines = u32::try_from(text.chars().count()).unwrap_or(u32::MAX) / UNITS_PER_LINE + 2;
        let note = Note::new(text).add_author_prefix(false).set_width(PIXELS_WIDE);
        sheet.insert_note(at.0, column_number(at.1)?, &note.set_height(lines * PIXELS_PER_LINE))?;
        Ok(())
    }

    /// Looks at how wide a value is.
    fn measure(&mut self, (row, column): At, value: RawValue<'_>) {
        const DATE_WIDTH: u32 = 19;
        if row >= ROWS_MEASURED || self.covered.get(&column).is_some_and(|(_, last_row)| row <= *last_row) {
            return;
        }
        let width = match value {
            RawValue::Text(text) => text.lines().map(width).max().unwrap_or_default(),
            RawValue::Number { is_date: true, .. } | RawValue::IsoDate(_) => DATE_WIDTH,
            RawValue::Number { value, .. } => width(&value.to_string()),
            _ => 0,
        };
        let widest = self.widths.entry(column).or_default();
        *widest = width.max(*widest);
    }

    /// Ends a sheet: sets how wide its columns are.
    pub fn end_sheet(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, width) in self.widths.drain() {
            sheet.set_column_width(column_number(column)?, width.clamp(8, 40) + 2)?;
        }
        Ok(())
    }
}

impl Formats {
    /// The format of a day number.
    fn of_day(&self, value: f64) -> &Format {
        if value.abs() < 1.0 {
            return &self.time;
        }
        if value.fract() == 0.0 { &self.day } else { &self.moment }
    }
}

/// A column as the writer counts it.
fn column_number(column: u32) -> Result<ColNum, XlsxError> {
    ColNum::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}

/// A day number of the copy, which counts from 1900.
#[expect(clippy::float_arithmetic, reason = "a spreadsheet's day number is a float")]
fn in_1900(value: f64, counts_from_1904: bool) -> f64 {
    if counts_from_1904 { value + DAYS_TO_1904 } else { value }
}

fn date(text: &str) -> Option<ExcelDateTime> {
    let moment = of_iso(text)?;
    let (year, month) = (u16::try_from(moment.year()).ok()?, u8::try_from(moment.month()).ok()?);
    let (hour, minute) = (u16::try_from(moment.hour()).ok()?, u8::try_from(moment.minute()).ok()?);
    let day = ExcelDateTime::from_ymd(year, month, u8::try_from(moment.day()).ok()?).ok()?;
    day.and_hms(hour, minute, f64::from(moment.second())).ok()
}

/// Chinese characters are twice as wide as Latin ones.
fn width(text: &str) -> u32 {
    text.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum()
}
