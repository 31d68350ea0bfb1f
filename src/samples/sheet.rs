//! Sheets as they are written: row by row, in CSV or in a workbook, with the same bytes for the same rows.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use chrono::{Datelike, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as CellFormat, Workbook, Worksheet, XlsxError};

use crate::calendar::{Day, Moment};
use crate::money::{Money, stored_number};

/// The format of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// An Excel workbook.
    Xlsx,
    /// Comma-separated values.
    Csv,
}

impl Format {
    /// The file's extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    /// Nothing.
    Blank,
    /// Text, identifiers among it.
    Text(&'a str),
    /// A whole number.
    Count(i64),
    /// An amount.
    Amount(Money),
    /// A day.
    On(Day),
    /// A day with a time.
    At(Moment),
}

impl<'a> Cell<'a> {
    /// The text, or nothing.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Blank, Self::Text)
    }
}

/// A sheet could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl WriteError {
    /// What went wrong with a file.
    pub fn at<E: Into<Box<dyn std::error::Error + Send + Sync>>>(path: &Path) -> impl FnOnce(E) -> Self {
        move |source| Self { path: path.to_owned(), source: source.into() }
    }
}

/// A sheet that is being written.
pub struct Sheet {
    path: PathBuf,
    rows: u32,
    body: Body,
}

enum Body {
    Csv(Box<csv::Writer<BufWriter<File>>>),
    Xlsx(Box<Book>),
}

/// A workbook of one worksheet, whose rows go to a temporary file as they come.
struct Book {
    workbook: Workbook,
    worksheet: Worksheet,
    day: CellFormat,
    moment: CellFormat,
    amount: CellFormat,
}

impl Sheet {
    /// Begins `folder/name.<format>` with its header.
    pub fn create<'a>(
        folder: &Path,
        name: &str,
        format: Format,
        header: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, WriteError> {
        let path = folder.join(format!("{name}.{}", format.extension()));
        let body = match format {
            Format::Csv => {
                let file = File::create_new(&path).map_err(WriteError::at(&path))?;
                Body::Csv(Box::new(csv::Writer::from_writer(BufWriter::new(file))))
            }
            Format::Xlsx => Body::Xlsx(Box::new(Book::new(folder).map_err(WriteError::at(&path))?)),
        };
        let mut sheet = Self { path, rows: 0, body };
        sheet.row(header.into_iter().map(Cell::Text))?;
        Ok(sheet)
    }

    /// Adds a row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> Result<(), WriteError> {
        match &mut self.body {
            Body::Csv(writer) => csv_row(writer, cells).map_err(WriteError::at(&self.path))?,
            Body::Xlsx(book) => book.row(self.rows, cells).map_err(WriteError::at(&self.path))?,
        }
        self.rows += 1;
        Ok(())
    }

    /// Ends the sheet: its rows below the header and its bytes.
    pub fn finish(self) -> Result<(u32, u64), WriteError> {
        match self.body {
            Body::Csv(mut writer) => writer.flush().map_err(WriteError::at(&self.path))?,
            Body::Xlsx(book) => book.save(&self.path).map_err(WriteError::at(&self.path))?,
        }
        let file = std::fs::metadata(&self.path).map_err(WriteError::at(&self.path))?;
        Ok((self.rows.saturating_sub(1), file.len()))
    }
}

fn csv_row<'a>(
    writer: &mut csv::Writer<BufWriter<File>>,
    cells: impl IntoIterator<Item = Cell<'a>>,
) -> Result<(), csv::Error> {
    for cell in cells {
        match cell {
            Cell::Blank => writer.write_field("")?,
            Cell::Text(text) => writer.write_field(text)?,
            Cell::Count(count) => writer.write_field(count.to_string())?,
            Cell::Amount(amount) => writer.write_field(amount.to_string())?,
            Cell::On(day) => writer.write_field(day.to_string())?,
            Cell::At(moment) => writer.write_field(moment.format("%Y-%m-%d %H:%M").to_string())?,
        }
    }
    writer.write_record(None::<&[u8]>)
}

impl Book {
    fn new(folder: &Path) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        // The rows wait beside the file that they go into: a system's temporary folder may be small.
        workbook.set_tempdir(folder)?;
        // A workbook says when it was made; a fixed day keeps the bytes the same.
        let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_author("Sanbao").set_creation_datetime(&made));
        let worksheet = workbook.new_worksheet_with_constant_memory()?;
        Ok(Self {
            workbook,
            worksheet,
            day: CellFormat::new().set_num_format("yyyy-mm-dd"),
            moment: CellFormat::new().set_num_format("yyyy-mm-dd hh:mm"),
            amount: CellFormat::new().set_num_format("0.00"),
        })
    }

    fn row<'a>(&mut self, row: u32, cells: impl IntoIterator<Item = Cell<'a>>) -> Result<(), XlsxError> {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Blank => continue,
                Cell::Text(text) => self.worksheet.write_string(row, column, text)?,
                Cell::Count(count) => self.worksheet.write_number(row, column, stored_number(count)?)?,
                Cell::Amount(amount) => {
                    self.worksheet.write_number_with_format(row, column, stored_number(amount)?, &self.amount)?
                }
                Cell::On(day) => self.worksheet.write_datetime_with_format(row, column, &excel_day(day)?, &self.day)?,
                Cell::At(moment) => {
                    self.worksheet.write_datetime_with_format(row, column, &excel_moment(moment)?, &self.moment)?
                }
            };
        }
        Ok(())
    }

    fn save(mut self, path: &Path) -> Result<(), XlsxError> {
        self.workbook.push_worksheet(self.worksheet);
        self.workbook.save(path)
    }
}

fn excel_day(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let part = |part: u32| u8::try_from(part).unwrap_or(0);
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or(0), part(day.month()), part(day.day()))
}

fn excel_moment(moment: Moment) -> Result<ExcelDateTime, XlsxError> {
    let hour = u16::try_from(moment.hour()).unwrap_or(0);
    excel_day(moment.date())?.and_hms(hour, u8::try_from(moment.minute()).unwrap_or(0), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_any_size_are_stored_to_the_fen() {
        for amount in ["0.00", "-12.05", "21474836.48", "10000000000.00"] {
            let money: Money = amount.parse().unwrap();
            assert_eq!(format!("{:.2}", stored_number(money).unwrap()), amount);
        }
        assert_eq!(format!("{:.0}", stored_number(3_000_000_000_i64).unwrap()), "3000000000");
    }
}
