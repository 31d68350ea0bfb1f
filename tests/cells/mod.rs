//! Prints what a workbook says, a line a cell, so that a test compares one text.

use std::fmt::Write;
use std::ops::ControlFlow;

use sanbao::sheets::FileProblem;
use sanbao::sheets::formats::{RawValue, RowSink, Workbook};

/// Every sheet with its merged areas and its cells: `B3 number 0.1`. A mark after the name says that people do not see it.
pub fn print(workbook: &mut dyn Workbook) -> Result<String, FileProblem> {
    let mut printer = Printer::default();
    for (index, sheet) in workbook.sheets().to_vec().into_iter().enumerate() {
        let hidden = if sheet.visible { "" } else { " (hidden)" };
        writeln!(printer.text, "[{}]{hidden}", sheet.name).expect("memory is there");
        for merge in workbook.merges(index)? {
            let first = name(merge.first_column, merge.first_row);
            let last = name(merge.last_column, merge.last_row);
            writeln!(printer.text, "{first}:{last} merged").expect("memory is there");
        }
        printer.row = 0;
        workbook.rows(index, &mut printer)?;
    }
    Ok(printer.text)
}

#[derive(Default)]
struct Printer {
    text: String,
    row: u32,
    next_column: u32,
}

impl RowSink for Printer {
    fn row(&mut self, number: u32) -> ControlFlow<()> {
        assert!(number > self.row, "row {number} comes after row {}", self.row);
        self.row = number;
        self.next_column = 0;
        ControlFlow::Continue(())
    }

    fn cell(&mut self, column: u32, value: RawValue<'_>) {
        assert!(column >= self.next_column, "column {column} comes before column {}", self.next_column);
        self.next_column = column + 1;
        let value = match value {
            RawValue::Blank => "blank".to_owned(),
            RawValue::Text(text) => format!("{text:?}"),
            RawValue::Number { value, is_date: false, .. } => format!("number {value}"),
            RawValue::Number { value, is_date: true, .. } => format!("date {value:.4}"),
            RawValue::Boolean(value) => value.to_string(),
            RawValue::IsoDate(text) => format!("date {text}"),
            RawValue::Error(text) => format!("error {text}"),
            RawValue::FormulaWithoutValue => "formula without value".to_owned(),
        };
        writeln!(self.text, "{} {value}", name(column, self.row)).expect("memory is there");
    }
}

/// A cell as people name it.
pub fn name(column: u32, row: u32) -> String {
    let letter = |index: u32| char::from_u32(u32::from(b'A') + index).expect("a letter");
    let (high, low) = (column / 26, letter(column % 26));
    if high == 0 { format!("{low}{row}") } else { format!("{}{low}{row}", letter(high - 1)) }
}
