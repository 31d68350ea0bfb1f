//! One file from its bytes to typed rows. This runs in a child process (see `worker`).

mod copy;
mod intake;
mod sniff;

use std::fs::File;
use std::io;

pub use self::copy::{CopiedRow, CopiedSheet, CopyOutlet, copy};
use self::intake::{Intake, MergedColumns};
pub use self::intake::{Outlet, Owned};
use super::Answer;
use super::Glossary;
use super::Limits;
use super::SheetKind;
use super::columns::{Layout, layout};
use super::fault::{Fault, FileProblem, Problem, Word};
use super::formats::Workbook;
use super::formats::csv::{Csv, DELIMITERS};
use super::header::{FirstRows, Header, Known, Search};
use super::wire::{self, Ending};

/// What stops a file, as the fault that says so.
type Refusal = Box<Fault>;

/// The sheet that is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    layout: &'static Layout,
    glossary: &'a Glossary,
}

impl<'a> Wanted<'a> {
    /// A sheet, its columns also known by what somebody calls them.
    pub const fn of(sheet: SheetKind, glossary: &'a Glossary) -> Self {
        Self { layout: layout(sheet), glossary }
    }
}

/// Reads one file: rows and faults go to the outlet. Fails only where the outlet does.
pub fn read(file: File, wanted: Wanted<'_>, limits: Limits, outlet: &mut dyn Outlet) -> io::Result<Ending> {
    let mut ending = Ending::default();
    let outcome = match sniff::open(file, limits) {
        Ok(sniff::Opened::Csv(mut csv)) => {
            let outcome = match csv_header(&mut csv, wanted) {
                Ok(header) => file_rows(&mut csv, 0, header, wanted, limits, outlet, &mut ending)?,
                Err(refusal) => Err(refusal),
            };
            outcome.map_err(|refusal| with_line(&csv, refusal))
        }
        Ok(sniff::Opened::Book(mut book)) => match book_header(book.as_mut(), wanted) {
            Ok((place, header)) => file_rows(book.as_mut(), place, header, wanted, limits, outlet, &mut ending)?,
            Err(refusal) => Err(refusal),
        },
        Err(problem) => Err(refusal("", None, problem)),
    };
    if let Err(refusal) = outcome {
        outlet.faults(vec![*refusal])?;
    }
    Ok(ending)
}

/// Reads one file for its answer alone.
pub fn read_unconfined(file: File, sheet: SheetKind, limits: Limits) -> Answer {
    struct Kept(Vec<Fault>);

    impl Outlet for Kept {
        fn rows(&mut self, mut rows: &[u8]) -> io::Result<()> {
            while wire::next_row(&mut rows)?.is_some() {}
            Ok(())
        }

        fn faults(&mut self, faults: Vec<Fault>) -> io::Result<()> {
            self.0.extend(faults);
            Ok(())
        }
    }

    let mut kept = Kept(Vec::new());
    let ending = read(file, Wanted::of(sheet, &Glossary::default()), limits, &mut kept).unwrap_or_default();
    ending.into_answer(sheet, kept.0)
}

fn refusal(sheet: &str, row: Option<u32>, problem: FileProblem) -> Refusal {
    Box::new(Fault { sheet: sheet.to_owned(), row, ..Fault::of_file(problem) })
}

/// A refusal with the line at which the text cannot be read.
fn with_line(csv: &Csv, mut refusal: Refusal) -> Refusal {
    if matches!(refusal.problem, Problem::File(FileProblem::NotDecodable | FileProblem::QuoteNeverEnds)) {
        refusal.row = csv.failed_line();
    }
    refusal
}

/// The header of a CSV file: what stands between its fields is what makes a header row appear.
fn csv_header(csv: &mut Csv, wanted: Wanted<'_>) -> Result<Header, Refusal> {
    let mut nearest: Option<(usize, Vec<Word>)> = None;
    for delimiter in DELIMITERS {
        csv.split_at(delimiter);
        match search(csv, 0, "", wanted)? {
            Search::Found(header) => return Ok(header),
            Search::Wrong { row, problem } => return Err(refusal("", Some(row), problem)),
            Search::Missing { found, missing, .. } => {
                if nearest.as_ref().is_none_or(|(most, _)| found > *most) {
                    nearest = Some((found, missing));
                }
            }
        }
    }
    let missing = nearest.map(|(_, missing)| missing).unwrap_or_default();
    Err(refusal("", None, FileProblem::NoHeader { missing }))
}

/// The one visible sheet of a workbook that has the header.
fn book_header(book: &mut dyn Workbook, wanted: Wanted<'_>) -> Result<(usize, Header), Refusal> {
    let visible = book.sheets().iter().enumerate().filter(|(_, sheet)| sheet.visible);
    let visible: Vec<(usize, String)> = visible.map(|(place, sheet)| (place, sheet.name.clone())).collect();
    let mut candidates = Vec::new();
    let mut nearest: Option<(usize, String, Vec<Word>)> = None;
    for (place, name) in visible {
        match search(book, place, &name, wanted)? {
            Search::Found(header) => candidates.push((place, name, Ok(header))),
            Search::Wrong { row, problem } => candidates.push((place, name, Err((row, problem)))),
            Search::Missing { found, missing, .. } => {
                if nearest.as_ref().is_none_or(|(most, ..)| found > *most) {
                    nearest = Some((found, name, missing));
                }
            }
        }
    }
    if candidates.len() > 1 {
        let names = candidates.into_iter().map(|(_, name, _)| name).collect();
        return Err(refusal("", None, FileProblem::SeveralSheets { names }));
    }
    match candidates.pop() {
        Some((place, _, Ok(header))) => Ok((place, header)),
        Some((_, sheet, Err((row, problem)))) => Err(refusal(&sheet, Some(row), problem)),
        None => {
            let (found, name, missing) = nearest.unwrap_or_default();
            let sheet = if found > 0 { name.as_str() } else { "" };
            Err(refusal(sheet, None, FileProblem::NoHeader { missing }))
        }
    }
}

fn search(book: &mut dyn Workbook, place: usize, name: &str, wanted: Wanted<'_>) -> Result<Search, Refusal> {
    let mut first_rows = FirstRows::default();
    let merges = book.merges(place).and_then(|merges| {
        book.rows(place, &mut first_rows)?;
        Ok(merges)
    });
    let merges = merges.map_err(|problem| refusal(name, None, problem))?;
    Ok(first_rows.search(wanted.layout.columns, wanted.glossary, &merges))
}

fn file_rows(
    book: &mut dyn Workbook,
    place: usize,
    header: Header,
    wanted: Wanted<'_>,
    limits: Limits,
    outlet: &mut dyn Outlet,
    ending: &mut Ending,
) -> io::Result<Result<(), Refusal>> {
    let sheet = book.sheets().get(place).map(|sheet| sheet.name.clone()).unwrap_or_default();
    let merged = match book.merges(place).and_then(|merges| MergedColumns::new(&merges, &header)) {
        Ok(merged) => merged,
        Err(problem) => return Ok(Err(refusal(&sheet, None, problem))),
    };
    let counts_from_1904 = book.counts_from_1904();
    let mut intake = Intake::new(wanted, &header, merged, &sheet, limits.rows_max, counts_from_1904, outlet);
    let read = book.rows(place, &mut intake);
    let (rows, problem) = intake.finish()?;
    let problem = read.err().or(problem);
    let outcome = problem.map_or(Ok(()), |problem| Err(refusal(&sheet, None, problem)));
    let named = |known: Known| Some((u8::try_from(known.column).ok()?, known.spelled));
    let (header, unknown_columns) = (header.known.into_iter().filter_map(named).collect(), header.unknown);
    *ending = Ending { sheet, header, unknown_columns, rows };
    Ok(outcome)
}
