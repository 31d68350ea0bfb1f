//! One row of a table, as it stands between its tags.

use std::ops::Range;

use super::paragraph::Paragraphs;
use crate::sheets::fault::FileProblem;
use crate::sheets::formats::{Merge, RawValue};
use crate::sheets::xml::{self, Scanner, Tag};

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

/// `office:value-type`. Attributes are known by their local names.
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
    /// Begins the row whose start tag this is; what `read` adds are its cells.
    pub fn begin(&mut self, tag: &Tag<'_>) -> Result<(), FileProblem> {
        self.cells.clear();
        self.texts.clear();
        self.repeated = match tag.attribute(b"number-rows-repeated")? {
            Some(repeated) => count(&repeated, ROWS_MAX)?,
            None => 1,
        };
        Ok(())
    }

    /// Reads the row's cells up to its end tag.
    pub fn read(&mut self, scanner: &mut Scanner<'_>) -> Result<(), FileProblem> {
        let mut next_column = 0_u32;
        while let Some(tag) = scanner.next_child()? {
            let (is_cell, is_covered) = (tag.name == b"table-cell", tag.name == b"covered-table-cell");
            let is_empty = tag.is_empty;
            if is_cell || is_covered {
                self.attributes.read(&tag, &mut self.texts)?;
                let first = next_column;
                next_column = first.saturating_add(self.attributes.columns_repeated);
                if is_cell {
                    self.cell(first..next_column, is_empty, scanner)?;
                    continue;
                }
            }
            // What lies under a merged cell is not seen by anyone.
            if !is_empty {
                scanner.skip()?;
            }
        }
        Ok(())
    }

    fn cell(&mut self, columns: Range<u32>, is_empty: bool, scanner: &mut Scanner<'_>) -> Result<(), FileProblem> {
        let shown = if is_empty { 0..0 } else { Paragraphs::new(&mut self.texts).read(scanner)? };
        let Some(value) = self.attributes.stored(&self.texts, shown)? else { return Ok(()) };
        if columns.end > COLUMNS_MAX {
            return Err(FileProblem::Damaged);
        }
        let CellAttributes { columns_spanned, rows_spanned, .. } = self.attributes;
        self.cells.push(Cell { columns, rows_spanned, columns_spanned, value });
        Ok(())
    }

    /// Whether no cell of the row holds anything.
    pub fn is_blank(&self) -> bool {
        self.cells.is_empty()
    }

    /// How often the row stands in the sheet.
    pub fn times(&self) -> usize {
        usize::try_from(self.repeated).unwrap_or(usize::MAX)
    }

    /// How many cells one of its rows has that the file does not spell out.
    pub fn repeated_cells(&self) -> u64 {
        let cells = self.cells.iter().map(|cell| u64::from(cell.columns.end - cell.columns.start));
        cells.filter(|repeated| *repeated > 1 || self.repeated > 1).sum()
    }

    /// The cells with their columns, in order.
    pub fn cells(&self) -> impl Iterator<Item = (u32, RawValue<'_>)> {
        self.cells.iter().flat_map(|cell| {
            let value = self.raw(&cell.value);
            cell.columns.clone().map(move |column| (column, value))
        })
    }

    /// Whether cells are merged.
    pub fn has_merges(&self) -> bool {
        self.cells.iter().any(Cell::is_merged)
    }

    /// The cells that are merged, when the row has this number. Merged cells without a value merge nothing.
    pub fn merges(&self, number: u32) -> impl Iterator<Item = Merge> {
        self.cells.iter().filter(|cell| cell.is_merged()).map(move |cell| Merge {
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

impl Cell {
    fn is_merged(&self) -> bool {
        self.rows_spanned > 1 || self.columns_spanned > 1
    }
}

impl CellAttributes {
    fn read(&mut self, tag: &Tag<'_>, texts: &mut String) -> Result<(), FileProblem> {
        *self = Self { columns_repeated: 1, columns_spanned: 1, rows_spanned: 1, ..Self::default() };
        for attribute in tag.attributes() {
            let (name, value) = attribute?;
            let value = xml::unescape(value)?;
            match name {
                // LibreOffice says so in a namespace of its own, beside the standard's type.
                b"value-type" if value == "error" => self.is_error = true,
                b"value-type" => self.kind = Kind::named(&value)?,
                b"value" | b"date-value" | b"time-value" | b"boolean-value" | b"string-value" => {
                    if self.value.is_some() {
                        return Err(FileProblem::Damaged);
                    }
                    let start = texts.len();
                    texts.push_str(&value);
                    self.value = Some(start..texts.len());
                }
                b"formula" => self.is_formula = true,
                b"number-columns-repeated" => self.columns_repeated = count(&value, COLUMNS_MAX)?,
                b"number-columns-spanned" => self.columns_spanned = count(&value, COLUMNS_MAX)?,
                b"number-rows-spanned" => self.rows_spanned = count(&value, ROWS_MAX)?,
                _ => {}
            }
        }
        Ok(())
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
