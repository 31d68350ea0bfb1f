//! The rows of a sheet, in one pass that checks what it reads.

use super::merges::merge;
use super::parts::{enter, skip_content};
use super::strings::{SharedStrings, push_unescaped, read_runs};
use crate::sheets::fault::FileProblem;
use crate::sheets::formats::{Merge, RawValue, RowSink};
use crate::sheets::xml::{Event, Scanner, Tag};

/// The last row and the number of columns of a sheet (ECMA-376 and every program).
const ROWS_MAX: u32 = 1_048_576;
const COLUMNS_MAX: u32 = 16_384;

/// Elements open within a sheet's rows: worksheet, sheetData, row.
const IN_SHEET: usize = 1;
const IN_ROWS: usize = 2;
const IN_ROW: usize = 3;
const IN_CELL: usize = 4;

/// Reads one sheet.
pub struct SheetReader<'a> {
    scanner: Scanner<'a>,
    strings: &'a SharedStrings,
    date_formats: &'a [bool],
    row: u32,
    column: u32,
    text: String,
}

/// The type of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CellType {
    Number,
    SharedString,
    InlineString,
    FormulaString,
    Boolean,
    Error,
    IsoDate,
}

/// What a cell's tag says.
struct CellTag {
    column: u32,
    cell_type: CellType,
    is_date: bool,
}

impl<'a> SheetReader<'a> {
    /// A reader of a sheet's XML.
    pub fn new(scanner: Scanner<'a>, strings: &'a SharedStrings, date_formats: &'a [bool]) -> Self {
        Self { scanner, strings, date_formats, row: 0, column: 0, text: String::new() }
    }

    /// Sends the rows to the sink and gives the merged cells that stand behind them; none where the sink had enough.
    pub fn read(mut self, sink: &mut dyn RowSink) -> Result<Option<Vec<Merge>>, FileProblem> {
        enter(&mut self.scanner, b"worksheet")?;
        let mut merges = Vec::new();
        let mut has_rows = false;
        while let Some(tag) = self.scanner.next_child()? {
            match tag.name {
                b"sheetData" if has_rows => return Err(FileProblem::Damaged),
                b"sheetData" => {
                    has_rows = true;
                    if !tag.is_empty && self.rows(sink)? {
                        return Ok(None);
                    }
                }
                b"mergeCells" if !tag.is_empty => {
                    while let Some(tag) = self.scanner.next_child()? {
                        merges.push(merge(&tag)?);
                        skip_content(&mut self.scanner, IN_ROWS)?;
                    }
                }
                _ => {}
            }
            skip_content(&mut self.scanner, IN_SHEET)?;
        }
        match self.scanner.next_event()? {
            Event::End if has_rows => Ok(Some(merges)),
            _ => Err(FileProblem::Damaged),
        }
    }

    /// Whether the sink had enough.
    fn rows(&mut self, sink: &mut dyn RowSink) -> Result<bool, FileProblem> {
        while let Some(tag) = self.scanner.next_child()? {
            let (is_row, is_empty) = (tag.name == b"row", tag.is_empty);
            if is_row {
                let number = row_number(&tag)?.unwrap_or(self.row + 1);
                if number <= self.row || number > ROWS_MAX {
                    return Err(FileProblem::Damaged);
                }
                self.row = number;
                self.column = 0;
                if sink.row(number).is_break() {
                    return Ok(true);
                }
                if !is_empty {
                    self.cells(sink)?;
                }
            }
            skip_content(&mut self.scanner, IN_ROWS)?;
        }
        Ok(false)
    }

    fn cells(&mut self, sink: &mut dyn RowSink) -> Result<(), FileProblem> {
        while let Some(tag) = self.scanner.next_child()? {
            if tag.name == b"c" {
                let is_empty = tag.is_empty;
                let cell = cell_tag(&tag, self.row, self.column, self.date_formats)?;
                self.column = cell.column + 1;
                if !is_empty {
                    self.cell(&cell, sink)?;
                }
            }
            skip_content(&mut self.scanner, IN_ROW)?;
        }
        Ok(())
    }

    /// The content of a cell: `f`, `v`, `is`.
    fn cell(&mut self, cell: &CellTag, sink: &mut dyn RowSink) -> Result<(), FileProblem> {
        let (mut has_formula, mut has_value) = (false, false);
        while let Some(tag) = self.scanner.next_child()? {
            let is_empty = tag.is_empty;
            match tag.name {
                b"f" => has_formula = true,
                b"v" | b"is" if has_value => return Err(FileProblem::Damaged),
                b"v" => {
                    has_value = true;
                    let stored = if is_empty { "" } else { self.scanner.leaf()? };
                    let value = stored_value(cell, stored, has_formula, self.strings, &mut self.text)?;
                    sink.cell(cell.column, value);
                }
                b"is" => {
                    has_value = true;
                    self.text.clear();
                    if !is_empty {
                        read_runs(&mut self.scanner, &mut self.text)?;
                    }
                    if cell.cell_type != CellType::InlineString {
                        return Err(FileProblem::Damaged);
                    }
                    sink.cell(cell.column, RawValue::Text(&self.text));
                }
                _ => {}
            }
            skip_content(&mut self.scanner, IN_CELL)?;
        }
        if has_formula && !has_value {
            sink.cell(cell.column, RawValue::FormulaWithoutValue);
        }
        Ok(())
    }
}

fn row_number(tag: &Tag<'_>) -> Result<Option<u32>, FileProblem> {
    for attribute in tag.attributes() {
        let (name, value) = attribute?;
        if name == b"r" {
            return digits(value).map(Some).ok_or(FileProblem::Damaged);
        }
    }
    Ok(None)
}

/// A cell's place, type and format. A cell without a reference stands behind the last one.
fn cell_tag(tag: &Tag<'_>, row: u32, next: u32, date_formats: &[bool]) -> Result<CellTag, FileProblem> {
    let mut cell = CellTag { column: next, cell_type: CellType::Number, is_date: false };
    for attribute in tag.attributes() {
        let (name, value) = attribute?;
        match name {
            b"r" => {
                let (column, reference_row) = cell_reference(value).ok_or(FileProblem::Damaged)?;
                if reference_row != row || column < next {
                    return Err(FileProblem::Damaged);
                }
                cell.column = column;
            }
            b"t" => cell.cell_type = cell_type(value)?,
            b"s" => cell.is_date = is_date(value, date_formats)?,
            _ => {}
        }
    }
    if cell.column < COLUMNS_MAX { Ok(cell) } else { Err(FileProblem::Damaged) }
}

fn cell_type(name: &[u8]) -> Result<CellType, FileProblem> {
    Ok(match name {
        b"n" => CellType::Number,
        b"s" => CellType::SharedString,
        b"str" => CellType::FormulaString,
        b"inlineStr" => CellType::InlineString,
        b"b" => CellType::Boolean,
        b"e" => CellType::Error,
        b"d" => CellType::IsoDate,
        _ => return Err(FileProblem::Damaged),
    })
}

/// Whether a cell format shows dates. A workbook without styles has no formats to point at.
fn is_date(style: &[u8], date_formats: &[bool]) -> Result<bool, FileProblem> {
    let style = digits(style).ok_or(FileProblem::Damaged)?;
    if date_formats.is_empty() {
        return Ok(false);
    }
    let place = usize::try_from(style).map_err(|_| FileProblem::Damaged)?;
    date_formats.get(place).copied().ok_or(FileProblem::Damaged)
}

/// The value in a cell's `v`.
fn stored_value<'a>(
    cell: &CellTag,
    stored: &'a str,
    has_formula: bool,
    strings: &'a SharedStrings,
    text: &'a mut String,
) -> Result<RawValue<'a>, FileProblem> {
    let trimmed = stored.trim_ascii();
    let is_text = matches!(cell.cell_type, CellType::FormulaString | CellType::InlineString);
    if trimmed.is_empty() && !is_text {
        return Ok(if has_formula { RawValue::FormulaWithoutValue } else { RawValue::Blank });
    }
    Ok(match cell.cell_type {
        CellType::Number => {
            // Rust also reads `inf` and `nan`, which no spreadsheet stores.
            let is_number = trimmed.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
            let value = trimmed.parse().ok().filter(|value: &f64| is_number && value.is_finite());
            let value = value.ok_or(FileProblem::Damaged)?;
            RawValue::Number { value, is_date: cell.is_date, text: trimmed }
        }
        CellType::SharedString => {
            let index = digits(trimmed.as_bytes()).ok_or(FileProblem::Damaged)?;
            let index = usize::try_from(index).map_err(|_| FileProblem::Damaged)?;
            RawValue::Text(strings.get(index).ok_or(FileProblem::Damaged)?)
        }
        CellType::FormulaString | CellType::InlineString => {
            text.clear();
            push_unescaped(stored, text);
            RawValue::Text(text)
        }
        CellType::Boolean => match trimmed {
            "1" | "true" => RawValue::Boolean(true),
            "0" | "false" => RawValue::Boolean(false),
            _ => return Err(FileProblem::Damaged),
        },
        CellType::Error => RawValue::Error(trimmed),
        CellType::IsoDate => RawValue::IsoDate(trimmed),
    })
}

/// Digits and nothing else.
fn digits(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() {
        return None;
    }
    bytes.iter().try_fold(0_u32, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 { None } else { number.checked_mul(10)?.checked_add(digit.into()) }
    })
}

/// Column (from 0) and row (from 1) of a reference such as `B7` that lies within a sheet.
pub fn cell_reference(reference: &[u8]) -> Option<(u32, u32)> {
    let letters = reference.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (letters, row) = reference.split_at_checked(letters)?;
    if !(1..=3).contains(&letters.len()) || row.first() == Some(&b'0') {
        return None;
    }
    let letter_value = |byte: &u8| u32::from(byte.to_ascii_uppercase() - b'A') + 1;
    let column = letters.iter().fold(0, |column, byte| column * 26 + letter_value(byte)) - 1;
    let row = digits(row)?;
    (column < COLUMNS_MAX && row <= ROWS_MAX).then_some((column, row))
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;

    #[derive(Default)]
    struct Lines(String);

    impl RowSink for Lines {
        fn row(&mut self, number: u32) -> ControlFlow<()> {
            self.0.extend(["|", &number.to_string()]);
            ControlFlow::Continue(())
        }

        fn cell(&mut self, column: u32, value: RawValue<'_>) {
            let value = match value {
                RawValue::Text(text) => format!("{text:?}"),
                RawValue::Number { text, is_date, .. } => format!("{text}{}", if is_date { "d" } else { "" }),
                other => format!("{other:?}"),
            };
            self.0.extend([" ", &column.to_string(), "=", &value]);
        }
    }

    fn read(rows: &str) -> Result<String, FileProblem> {
        let sheet =
            format!("<x:worksheet><x:dimension ref='A1:B2'/><sheetData>{rows}</sheetData><pageMargins/></x:worksheet>");
        let strings = SharedStrings::read(Scanner::of_bytes(b"<sst><si><t>zero</t></si></sst>"))?;
        let mut lines = Lines::default();
        SheetReader::new(Scanner::of_bytes(sheet.as_bytes()), &strings, &[false, true]).read(&mut lines)?;
        Ok(lines.0)
    }

    #[test]
    fn cells_are_read_as_stored() {
        for (rows, expected) in [
            ("<row r='2'><c r='B2' t='s'><v>0</v></c><c r='D2'><v>1.5</v></c></row>", "|2 1=\"zero\" 3=1.5"),
            ("<row><c><v>1</v></c><c s='1'><v>2</v></c></row><row><c/></row>", "|1 0=1 1=2d|2"),
            ("<row r='1'><c t='inlineStr'><is><t>a</t><rPh><t>k</t></rPh></is></c></row>", "|1 0=\"a\""),
            (
                "<row r='1'><c t='str'><f>A2</f><v> x </v></c><c t='b'><v>1</v></c></row>",
                "|1 0=\" x \" 1=Boolean(true)",
            ),
            (
                "<row r='1'><c t='e'><v>#N/A</v></c><c><f>1+1</f></c></row>",
                "|1 0=Error(\"#N/A\") 1=FormulaWithoutValue",
            ),
            ("<row r='1'><c><f>1+1</f><v/></c><c><v></v></c></row>", "|1 0=FormulaWithoutValue 1=Blank"),
            ("<row r='1'><c t='d'><v>2026-10-05</v></c></row>", "|1 0=IsoDate(\"2026-10-05\")"),
            ("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>", "|1048576 16383=1"),
            ("<row r='1'><c><v> 7 </v><extLst><ext><v>8</v></ext></extLst></c></row>", "|1 0=7"),
        ] {
            assert_eq!(read(rows).as_deref(), Ok(expected), "{rows}");
        }
    }

    #[test]
    fn what_lies_is_refused() {
        for rows in [
            "<row r='1'><c t='s'><v>1</v></c></row>",
            "<row r='1'><c t='s'><v>x</v></c></row>",
            "<row r='1'><c t='s'><v>-1</v></c></row>",
            "<row r='1'><c t='s'><v>0 0</v></c></row>",
            "<row r='1'><c r='A2'><v>1</v></c></row>",
            "<row r='1'><c r='B1'/><c r='A1'/></row>",
            "<row r='1'><c r='A1'/><c r='A1'/></row>",
            "<row r='2'/><row r='2'/>",
            "<row r='2'/><row r='1'/>",
            "<row r='0'/>",
            "<row r='1048577'/>",
            "<row r='99999999999'/>",
            "<row r='1'><c r='XFE1'/></row>",
            "<row r='1'><c r='A01'/></row>",
            "<row r='1'><c r='1'/></row>",
            "<row r='1'><c><v>nan</v></c></row>",
            "<row r='1'><c><v>1e999</v></c></row>",
            "<row r='1'><c><v>1</v><v>2</v></c></row>",
            "<row r='1'><c><v><x/></v></c></row>",
            "<row r='1'><c s='2'/></row>",
            "<row r='1'><c t='x'/></row>",
            "<row r='1'><c t='b'><v>2</v></c></row>",
            "</sheetData><sheetData>",
        ] {
            assert_eq!(read(rows), Err(FileProblem::Damaged), "{rows}");
        }
    }
}
