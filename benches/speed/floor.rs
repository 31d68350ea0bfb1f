//! The least that anybody must do to read the slips.

use std::hint::black_box;
use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};
use csv::ByteRecord;

/// Walks the cells of a workbook's first sheet, or splits the records of a CSV file, and keeps nothing.
pub fn walk(path: &Path) {
    if path.extension().is_some_and(|extension| extension == "csv") {
        split(path);
    } else {
        walk_cells(path);
    }
}

fn walk_cells(path: &Path) {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("a workbook");
    let sheet = workbook.sheet_names().first().expect("a sheet").clone();
    let mut cells = workbook.worksheet_cells_reader(&sheet).expect("a sheet");
    while let Some(cell) = cells.next_cell().expect("a cell") {
        black_box(cell);
    }
}

fn split(path: &Path) {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).expect("a record") {
        black_box(&record);
    }
}
