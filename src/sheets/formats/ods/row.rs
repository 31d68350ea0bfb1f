//! One row of a table, as it stands between its tags.

use std::io::BufRead;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use super::paragraph::Paragraphs;
use super::xml::{self, Xml};
use crate::sheets::fault::FileProblem;
use crate::sheets::formats::{Merge, RawValue};

/// The columns that any spreadsheet program offers.
const COLUMNS_MAX: u32 = 16_384;

/// The rows that any spreadsheet program offers.
const ROWS_MAX: u32 = 1_048_576;

/// A row's cells; used again for every row, so that reading allocates nothing.
#[derive(Debug, Default)]
pub struct Row {
    /// How many rows of the sheet this one stands for.
    pub repeated: u32,
    cells: Vec<Cell>,
    texts: String,
    attributes: CellAttributes,
    paragraphs: Paragraphs,
}

/// A cell that is not blank.
#[derive(Debug)]
struct Cell {
    columns: Range<u32>,
    rows_spanned: u32,
    columns_spanned: u32,
    value: Stored,
}

/// A raw value whose text lies in the row's `texts`.
#[derive(Clone, Debug)]
enum Stored {
    Text(Range<usize>),
    Number(f64, Range<usize>),
    Duration(f64),
    Boolean(bool),
    IsoDate(Range<usize>),
    Error(Range<usize>),
    FormulaWithoutValue,
}

/// What a cell says about itself.
#[derive(Debug, Default)]
struct CellAttributes {
    kind: Kind,
    /// `office:value`, `date-value`, `time-value`, `boolean-value` or `string-value`, whichever there is.
    value: Option<Range<usize>>,
    is_formula: bool,
    is_error: bool,
    columns_repeated: u32,
    columns_spanned: u32,
    rows_spanned: u32,
}

/// `office:value-type`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// None is given, or `void`.
    #[default]
    None,
    Number,
    Date,
    Time,
    Boolean,
    Text,
}

impl Row {
    /// Reads the row whose start tag this is.
    pub fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), FileProblem> {
        self.repeated = 1;
        self.cells.clear();
        self.texts.clear();
        xml::attributes(element, |name, value| {
            if name == "table:number-rows-repeated" {
                self.repeated = count(value, ROWS_MAX)?;
            }
            Ok(())
        })
    }

    /// Reads the row's cells up to its end tag.
    pub fn read<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), FileProblem> {
        let mut column = 0;
        loop {
            match xml.next()? {
                Event::Start(element) => match element.name().into_inner() {
                    "table:table-cell" => {
                        self.attributes.read(&element, &mut self.texts)?;
                        self.cell(&mut column, xml)?;
                    }
                    // What lies under a merged cell is not seen by anyone.
                    "table:covered-table-cell" => {
                        self.attributes.read(&element, &mut self.texts)?;
                        column = next_column(column, self.attributes.columns_repeated)?;
                        xml.skip()?;
                    }
                    _ => xml.skip()?,
                },
                Event::End(_) => return Ok(()),
                _ => {}
            }
        }
    }

    fn cell<R: BufRead>(&mut self, column: &mut u32, xml: &mut Xml<R>) -> Result<(), FileProblem> {
        let shown = self.paragraphs.read(xml, &mut self.texts)?;
        let first = *column;
        *column = next_column(first, self.attributes.columns_repeated)?;
        if let Some(value) = self.attributes.stored(&self.texts, shown)? {
            let CellAttributes { columns_spanned, rows_spanned, .. } = self.attributes;
            self.cells.push(Cell { columns: first..*column, rows_spanned, columns_spanned, value });
        }
        Ok(())
    }

    /// Whether no cell of the row holds anything.
    pub fn is_blank(&self) -> bool {
        self.cells.is_empty()
    }

    /// Whether a cell of the row stands for several.
    pub fn has_repeated_cells(&self) -> bool {
        self.cells.iter().any(|cell| cell.columns.len() > 1)
    }

    /// How many cells of the sheet the row stands for.
    pub fn cells_meant(&self) -> u64 {
        let once = self.cells.iter().map(|cell| u64::from(cell.columns.end - cell.columns.start)).sum::<u64>();
        once.saturating_mul(u64::from(self.repeated))
    }

    /// The cells with their columns, in order.
    pub fn cells(&self) -> impl Iterator<Item = (u32, RawValue<'_>)> {
        self.cells.iter().flat_map(|cell| {
            let value = self.raw(&cell.value);
            cell.columns.clone().map(move |column| (column, value))
        })
    }

    /// The cells that are merged, when the row has this number. Merged cells without a value merge nothing.
    pub fn merges(&self, number: u32) -> impl Iterator<Item = Merge> {
        self.cells.iter().filter(|cell| cell.rows_spanned > 1 || cell.columns_spanned > 1).map(move |cell| Merge {
            first_row: number,
            last_row: number.saturating_add(cell.rows_spanned - 1),
            first_column: cell.columns.start,
            last_column: cell.columns.start.saturating_add(cell.columns_spanned - 1),
        })
    }

    fn raw(&self, stored: &Stored) -> RawValue<'_> {
        let text = |range: &Range<usize>| self.texts.get(range.clone()).unwrap_or_default();
        match stored {
            Stored::Text(range) => RawValue::Text(text(range)),
            Stored::Number(value, range) => RawValue::Number { value: *value, is_date: false, text: text(range) },
            Stored::Duration(days) => RawValue::Number { value: *days, is_date: true, text: "" },
            Stored::Boolean(value) => RawValue::Boolean(*value),
            Stored::IsoDate(range) => RawValue::IsoDate(text(range)),
            Stored::Error(range) => RawValue::Error(text(range)),
            Stored::FormulaWithoutValue => RawValue::FormulaWithoutValue,
        }
    }
}

impl CellAttributes {
    fn read(&mut self, element: &BytesStart<'_>, texts: &mut String) -> Result<(), FileProblem> {
        *self = Self { columns_repeated: 1, columns_spanned: 1, rows_spanned: 1, ..Self::default() };
        xml::attributes(element, |name, value| {
            match name {
                "office:value-type" => self.kind = Kind::named(value)?,
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => {
                    let start = texts.len();
                    texts.push_str(value);
                    self.value = Some(start..texts.len());
                }
                "table:formula" => self.is_formula = true,
                "calcext:value-type" => self.is_error = value == "error",
                "table:number-columns-repeated" => self.columns_repeated = count(value, COLUMNS_MAX)?,
                "table:number-columns-spanned" => self.columns_spanned = count(value, COLUMNS_MAX)?,
                "table:number-rows-spanned" => self.rows_spanned = count(value, ROWS_MAX)?,
                _ => {}
            }
            Ok(())
        })
    }

    /// The cell's value, if it has one; `shown` is the text of its paragraphs.
    fn stored(&self, texts: &str, shown: Range<usize>) -> Result<Option<Stored>, FileProblem> {
        let seen = match &self.value {
            Some(value) if shown.is_empty() => value.clone(),
            _ => shown.clone(),
        };
        if self.is_error || (self.is_formula && is_error_text(texts.get(seen.clone()).unwrap_or_default())) {
            return Ok(Some(Stored::Error(seen)));
        }
        let value = match (self.kind, self.value.clone()) {
            (Kind::None, _) if !shown.is_empty() => Stored::Text(shown),
            (Kind::None, _) if self.is_formula => Stored::FormulaWithoutValue,
            (Kind::None, _) => return Ok(None),
            (Kind::Text, None) => Stored::Text(shown),
            (Kind::Text, Some(range)) => Stored::Text(range),
            (_, None) if self.is_formula => Stored::FormulaWithoutValue,
            (_, None) => return Err(FileProblem::Damaged),
            (kind, Some(range)) => {
                let text = texts.get(range.clone()).unwrap_or_default();
                match kind {
                    Kind::Date => Some(Stored::IsoDate(range)),
                    Kind::Time => days(text).map(Stored::Duration),
                    Kind::Boolean => boolean(text).map(Stored::Boolean),
                    _ => number(text).map(|value| Stored::Number(value, range)),
                }
                .ok_or(FileProblem::Damaged)?
            }
        };
        Ok(Some(value))
    }
}

impl Kind {
    fn named(name: &str) -> Result<Self, FileProblem> {
        match name {
            "float" | "percentage" | "currency" => Ok(Self::Number),
            "date" => Ok(Self::Date),
            "time" => Ok(Self::Time),
            "boolean" => Ok(Self::Boolean),
            "string" => Ok(Self::Text),
            "void" => Ok(Self::None),
            _ => Err(FileProblem::Damaged),
        }
    }
}

/// The column after `repeated` more; what lies beyond the last column is no spreadsheet's.
fn next_column(column: u32, repeated: u32) -> Result<u32, FileProblem> {
    column.checked_add(repeated).filter(|next| *next <= COLUMNS_MAX).ok_or(FileProblem::Damaged)
}

/// A count in an attribute, from 1. What a program writes beyond `max` means "all the rest".
fn count(value: &str, max: u32) -> Result<u32, FileProblem> {
    match value.parse::<u32>() {
        Ok(0) | Err(_) => Err(FileProblem::Damaged),
        Ok(count) => Ok(count.min(max)),
    }
}

/// The errors that a formula's cell shows; LibreOffice has `Err:502` for those without a name.
fn is_error_text(shown: &str) -> bool {
    matches!(shown, "#N/A" | "#DIV/0!" | "#VALUE!" | "#REF!" | "#NAME?" | "#NUM!" | "#NULL!")
        || shown.strip_prefix("Err:").is_some_and(|code| code.parse::<u16>().is_ok())
}

fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    text.parse::<f64>().ok().filter(|value| plain && value.is_finite())
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// A time such as `PT14H30M00S` in days, which is how other formats store it.
fn days(text: &str) -> Option<f64> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut rest = text.strip_prefix("PT")?;
    let mut seconds = 0_u64;
    for (unit, length) in [('H', 3600), ('M', 60)] {
        if let Some((amount, after)) = rest.split_once(unit) {
            seconds = seconds.checked_add(amount.parse::<u64>().ok()?.checked_mul(length)?)?;
            rest = after;
        }
    }
    if let Some(amount) = rest.strip_suffix('S') {
        // Parts of a second decide nothing.
        let whole = amount.split('.').next().unwrap_or(amount);
        seconds = seconds.checked_add(whole.parse::<u64>().ok()?)?;
        rest = "";
    }
    let seconds = i32::try_from(seconds).ok().filter(|_| rest.is_empty())?;
    Some(part_of_day(if negative { -seconds } else { seconds }))
}

#[expect(clippy::float_arithmetic, reason = "a spreadsheet's time is a float, the part of the day that has passed")]
fn part_of_day(seconds: i32) -> f64 {
    f64::from(seconds) / 86_400.0
}
