//! Workbooks that are the same bytes whenever they are made.

use std::io;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::BatchPaper;
use crate::money::{Money, NotANumber, stored_number};

/// A workbook whose day of making is the batch's, and which names the batch's hash.
pub fn workbook_of(paper: &BatchPaper) -> io::Result<Workbook> {
    let mut workbook = Workbook::new();
    // The parts of a day that an Excel date has; a batch is of this century.
    let made_at = paper.made_at.format("%Y-%m-%dT%H:%M:%S").to_string();
    let created = ExcelDateTime::parse_from_str(&made_at).map_err(failed)?;
    let properties = DocProperties::new().set_creation_datetime(&created).set_title(paper.id).set_comment(paper.sha256);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// The finished workbook.
pub fn finished(mut workbook: Workbook) -> io::Result<Vec<u8>> {
    workbook.save_to_buffer().map_err(failed)
}

/// Writes an amount as the number that a spreadsheet keeps, with two decimals.
pub fn write_amount(sheet: &mut Worksheet, row: u32, column: u16, amount: Money) -> Result<(), XlsxError> {
    let amounts = Format::new().set_num_format("0.00");
    sheet.write_number_with_format(row, column, stored_number(amount)?, &amounts)?;
    Ok(())
}

/// What no workbook can store fails it, whichever workbook that is.
impl From<NotANumber> for XlsxError {
    fn from(error: NotANumber) -> Self {
        Self::ParameterError(error.to_string())
    }
}

/// A workbook that could not be written.
pub fn failed(error: XlsxError) -> io::Error {
    io::Error::other(error)
}
