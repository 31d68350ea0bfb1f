//! Whole files through the reader and its child processes: what people make, and what harms.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod sheets_files {
    pub mod csv;
    pub mod hostile;
    pub mod workbooks;
    pub mod workers;
}

use std::path::{Path, PathBuf};

use sanbao::agreement::slip::{Feedback, Slip};
use sanbao::sheets::{Answer, Limits, Reader, Record};
use sanbao::texts::Lang;

/// A reader with the product's own child processes.
fn reader() -> Reader {
    Reader::new(PathBuf::from(env!("CARGO_BIN_EXE_sanbao")))
}

/// Reads a file with all its rows.
fn read<T: Record>(path: &Path, limits: Limits) -> (Answer, Vec<(u32, T)>) {
    let mut rows = Vec::new();
    let answer = reader().read(path, limits, &mut |number, row| rows.push((number, row))).unwrap();
    (answer, rows)
}

/// Reads a feedback sheet into a line a row: number, model, fault code, occurrences; then the faults.
fn feedback(path: &Path) -> String {
    let (answer, rows) = read::<Feedback>(path, Limits::DEALER);
    let rows = rows.iter().map(|(number, row)| {
        let model = row.model.as_ref().map_or("-", |model| model.as_str());
        let fault = row.fault.as_ref().map_or("-", |fault| fault.as_str());
        let occurrences = row.occurrences.map_or_else(|| "-".to_owned(), |count| count.to_string());
        format!("{number} {model} {fault} {occurrences}")
    });
    rows.chain(faults(&answer)).collect::<Vec<_>>().join("\n")
}

/// The slips of a file as `row number`.
fn slips(path: &Path) -> (Answer, Vec<(u32, Slip)>) {
    read(path, Limits::DEALER)
}

/// Each fault as `! sheet row column value: problem`, blanks left out.
fn faults(answer: &Answer) -> Vec<String> {
    let words = answer.faults.iter().map(|fault| {
        let problem = format!("{:?}", fault.problem);
        let problem = problem.trim_start_matches("File(").trim_start_matches("Cell(");
        let problem = problem.split([' ', '(', ')', '{']).next().unwrap_or_default().to_owned();
        let row = fault.row.map(|row| row.to_string()).unwrap_or_default();
        let place = [fault.sheet.clone(), row, fault.column.clone().unwrap_or_default(), fault.value.clone()];
        let place: Vec<String> = place.into_iter().filter(|part| !part.is_empty()).collect();
        for lang in [Lang::ZhCn, Lang::En] {
            assert!(lang.problem(&fault.problem).chars().count() > 5, "{fault:?}");
        }
        format!("! {}: {problem}", place.join(" "))
    });
    words.collect()
}
