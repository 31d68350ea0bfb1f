//! One file from its bytes to typed rows. This runs in a child process (see `worker`).

mod copy;
mod intake;
mod sniff;

use std::fs::File;

pub use self::copy::{CopiedRow, CopiedSheet, CopyOutlet, copy};
pub use self::intake::Outlet;
use self::intake::{Intake, MergedColumns};
use super::Limits;
use super::SheetKind;
use super::columns::{Layout, layout};
use super::fault::{Fault, FileProblem, Problem, Word};
use super::formats::Workbook;
use super::formats::csv::{Csv, DELIMITERS};
use super::header::{FirstRows, Header, Search};
use super::wire::Ending;

/// What stopped a file, and where.
#[derive(Debug)]
struct Stop {
    sheet: String,
    row: Option<u32>,
    problem: FileProblem,
}

impl From<FileProblem> for Stop {
    fn from(problem: FileProblem) -> Self {
        Self { sheet: String::new(), row: None, problem }
    }
}

/// Reads one file: rows and faults go to the outlet. Fails only where the outlet does.
pub fn read(file: File, sheet: SheetKind, limits: Limits, outlet: &mut dyn Outlet) -> std::io::Result<Ending> {
    let mut ending = Ending::default();
    if let Err(stop) = read_sheet(file, layout(sheet), limits, outlet, &mut ending)? {
        let problem = Problem::File(stop.problem);
        let (column, value) = (None, String::new());
        outlet.faults(vec![Fault { sheet: stop.sheet, row: stop.row, column, value, problem }])?;
    }
    Ok(ending)
}

type Outcome = std::io::Result<Result<(), Stop>>;

fn read_sheet(file: File, layout: &Layout, limits: Limits, outlet: &mut dyn Outlet, ending: &mut Ending) -> Outcome {
    let mut book = match sniff::open(file, limits) {
        Ok(sniff::Opened::Csv(mut csv)) => {
            let header = match csv_header(&mut csv, layout) {
                Ok(header) => header,
                Err(mut stop) => {
                    stop.row = stop.row.or_else(|| csv_line(&csv, &stop.problem));
                    return Ok(Err(stop));
                }
            };
            let outcome = file_rows(&mut csv, 0, header, layout, limits, outlet, ending)?;
            return Ok(outcome.map_err(|mut stop| {
                stop.row = stop.row.or_else(|| csv_line(&csv, &stop.problem));
                stop
            }));
        }
        Ok(sniff::Opened::Book(book)) => book,
        Err(problem) => return Ok(Err(problem.into())),
    };
    match book_header(book.as_mut(), layout) {
        Ok((sheet, header)) => file_rows(book.as_mut(), sheet, header, layout, limits, outlet, ending),
        Err(stop) => Ok(Err(stop)),
    }
}

/// The line at which a text file cannot be read.
fn csv_line(csv: &Csv, problem: &FileProblem) -> Option<u32> {
    let has_line = matches!(problem, FileProblem::NotDecodable | FileProblem::QuoteNeverEnds);
    csv.failed_line().filter(|_| has_line)
}

/// The header of a CSV file: what stands between its fields is what makes a header row appear.
fn csv_header(csv: &mut Csv, layout: &Layout) -> Result<Header, Stop> {
    let mut nearest: Option<(usize, Vec<Word>)> = None;
    for delimiter in DELIMITERS {
        csv.split_at(delimiter);
        match search(csv, 0, layout)? {
            Search::Found(header) => return Ok(header),
            Search::Wrong { row, problem } => return Err(Stop { sheet: String::new(), row: Some(row), problem }),
            Search::Missing { found, missing } => {
                if nearest.as_ref().is_none_or(|(most, _)| found > *most) {
                    nearest = Some((found, missing));
                }
            }
        }
    }
    let missing = nearest.map(|(_, missing)| missing).unwrap_or_default();
    Err(FileProblem::NoHeader { missing }.into())
}

/// The one visible sheet of a workbook that has the header.
fn book_header(book: &mut dyn Workbook, layout: &Layout) -> Result<(usize, Header), Stop> {
    let visible = book.sheets().iter().enumerate().filter(|(_, sheet)| sheet.visible);
    let visible: Vec<(usize, String)> = visible.map(|(place, sheet)| (place, sheet.name.clone())).collect();
    let mut candidates = Vec::new();
    let mut nearest: Option<(usize, String, Vec<Word>)> = None;
    for (place, name) in visible {
        match search(book, place, layout)? {
            Search::Found(header) => candidates.push((place, name, Ok(header))),
            Search::Wrong { row, problem } => candidates.push((place, name, Err((row, problem)))),
            Search::Missing { found, missing } => {
                if nearest.as_ref().is_none_or(|(most, ..)| found > *most) {
                    nearest = Some((found, name, missing));
                }
            }
        }
    }
    if candidates.len() > 1 {
        let names = candidates.into_iter().map(|(_, name, _)| name).collect();
        return Err(FileProblem::SeveralSheets { names }.into());
    }
    match candidates.pop() {
        Some((place, _, Ok(header))) => Ok((place, header)),
        Some((_, sheet, Err((row, problem)))) => Err(Stop { sheet, row: Some(row), problem }),
        None => {
            let (found, name, missing) = nearest.unwrap_or_default();
            let sheet = if found > 0 { name } else { String::new() };
            Err(Stop { sheet, row: None, problem: FileProblem::NoHeader { missing } })
        }
    }
}

fn search(book: &mut dyn Workbook, sheet: usize, layout: &Layout) -> Result<Search, FileProblem> {
    let merges = book.merges(sheet)?;
    let mut first_rows = FirstRows::default();
    book.rows(sheet, &mut first_rows)?;
    Ok(first_rows.search(layout.columns, &merges))
}

fn file_rows(
    book: &mut dyn Workbook,
    sheet: usize,
    header: Header,
    layout: &Layout,
    limits: Limits,
    outlet: &mut dyn Outlet,
    ending: &mut Ending,
) -> Outcome {
    ending.sheet = book.sheets().get(sheet).map(|sheet| sheet.name.clone()).unwrap_or_default();
    let stop = |problem| Stop { sheet: book_name(ending), row: None, problem };
    let merged = match book.merges(sheet).and_then(|merges| MergedColumns::new(&merges, &header)) {
        Ok(merged) => merged,
        Err(problem) => return Ok(Err(stop(problem))),
    };
    let counts_from_1904 = book.counts_from_1904();
    let mut intake = Intake::new(layout, &header, merged, &ending.sheet, limits.rows_max, counts_from_1904, outlet);
    let read = book.rows(sheet, &mut intake);
    let (rows, problem) = intake.finish()?;
    let named = |known: super::header::Known| Some((u8::try_from(known.column).ok()?, known.spelled));
    let outcome = read.err().or(problem).map_or(Ok(()), |problem| Err(stop(problem)));
    ending.header = header.known.into_iter().filter_map(named).collect();
    ending.unknown_columns = header.unknown;
    ending.rows = rows;
    Ok(outcome)
}

fn book_name(ending: &Ending) -> String {
    ending.sheet.clone()
}
