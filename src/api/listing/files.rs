//! Lists as files for spreadsheets.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{Cell, Item};
use crate::money::stored_number;

/// The content type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A text that a spreadsheet would take for a formula gets a quote before it; numbers are never touched.
fn harmless(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

/// As CSV with the byte order mark by which spreadsheets know UTF-8.
pub fn csv<T: Item>(items: &[T]) -> Option<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
    writer.write_record(T::COLUMNS).ok()?;
    for item in items {
        let cells = item.cells().into_iter().map(|cell| match cell {
            Cell::Text(text) => harmless(&text),
            Cell::Count(count) => count.to_string(),
            Cell::Amount(amount) => amount.to_string(),
        });
        writer.write_record(cells).ok()?;
    }
    writer.into_inner().ok()
}

/// As a workbook of one sheet.
pub fn xlsx<T: Item>(items: &[T]) -> Option<Vec<u8>> {
    workbook(T::COLUMNS, items.iter().map(Item::cells)).ok()
}

fn workbook(header: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let amounts = Format::new().set_num_format("0.00");
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    for (column, name) in (0..).zip(header) {
        sheet.write_string(0, column, *name)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) => sheet.write_string(row, column, harmless(&text))?,
                Cell::Count(count) => sheet.write_number(row, column, stored_number(count)?)?,
                Cell::Amount(amount) => {
                    sheet.write_number_with_format(row, column, stored_number(amount)?, &amounts)?
                }
            };
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;

    #[derive(serde::Serialize)]
    struct Line(&'static str, i64);

    impl Item for Line {
        const COLUMNS: &'static [&'static str] = &["name", "count", "amount"];

        fn cells(&self) -> Vec<Cell> {
            vec![Cell::text(self.0), Cell::Count(self.1), Cell::Amount(Money::from_fen(self.1))]
        }

        fn key(&self) -> Vec<String> {
            vec![self.0.to_owned()]
        }
    }

    #[test]
    fn texts_that_look_like_formulas_are_quoted_and_numbers_are_not() {
        let lines = [Line("=1+1", -1_250), Line("@x", 0), Line("－1", 7), Line("a \"b\",c", 100), Line("a=1", 1)];
        let csv = String::from_utf8(csv(&lines).expect("a file")).expect("UTF-8");
        let expected = "\u{feff}name,count,amount\r\n'=1+1,-1250,-12.50\r\n'@x,0,0.00\r\n'－1,7,0.07\r\n\
            \"a \"\"b\"\",c\",100,1.00\r\na=1,1,0.01\r\n";
        assert_eq!(csv, expected);
    }

    #[test]
    fn a_workbook_has_numbers_as_numbers() {
        let bytes = xlsx(&[Line("=1", -1_250)]).expect("a file");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
        let mut sheet = String::new();
        let mut part = zip.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
        std::io::Read::read_to_string(&mut part, &mut sheet).expect("XML");
        assert!(
            sheet.contains("<t>'=1</t>") && sheet.contains("<v>-12.5</v>") && sheet.contains("<v>-1250</v>"),
            "{sheet}"
        );
        assert!(!sheet.contains("<f>"), "{sheet}");
    }
}
