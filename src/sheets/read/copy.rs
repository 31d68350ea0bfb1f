//! A refused file's cells as they stand, so that they can be sent back with its faults marked. This runs in a child
//! process (see `worker`).

use std::fs::File;
use std::io;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::intake::Owned;
use super::sniff::{self, Opened};
use super::{Wanted, csv_header, search};
use crate::sheets::Limits;
use crate::sheets::fault::FileProblem;
use crate::sheets::formats::csv::{Csv, DELIMITERS};
use crate::sheets::formats::{Merge, RawValue, RowSink, Workbook};
use crate::sheets::header::Search;

/// Rows travel in blocks of about this many cells.
const BLOCK_CELLS: usize = 5_000;
/// Beyond this many cells a copy would serve nobody.
const CELLS_MAX: usize = 5_000_000;

/// A sheet that people see.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CopiedSheet {
    /// The name on its tab; empty for CSV.
    pub name: String,
    /// Whether its day numbers count from 1904-01-01.
    pub counts_from_1904: bool,
    /// The merged cells.
    pub merges: Vec<Merge>,
    /// The last row of its header, if it has the one that was looked for.
    pub header_row: Option<u32>,
    /// Where it has not: the row that comes nearest to it.
    pub nearest_row: Option<u32>,
    /// The columns of that header: where they stand, and how they are spelled.
    pub columns: Vec<(u32, String)>,
}

/// A row with its number and its cells that are not blank, each with its column.
pub type CopiedRow = (u32, Vec<(u32, Owned)>);

/// Where sheets and rows go.
pub trait CopyOutlet {
    /// The sheet whose rows follow.
    fn sheet(&mut self, sheet: &CopiedSheet) -> io::Result<()>;

    /// Rows of that sheet, in order.
    fn rows(&mut self, rows: &[CopiedRow]) -> io::Result<()>;
}

/// Reads the visible sheets of a file; false where they cannot be read to their end.
pub fn copy(file: File, wanted: Wanted<'_>, limits: Limits, outlet: &mut dyn CopyOutlet) -> io::Result<bool> {
    let opened = match sniff::open(file, limits) {
        Ok(Opened::Book(book)) => Ok(book),
        Ok(Opened::Csv(csv)) => split(csv, wanted),
        Err(problem) => Err(problem),
    };
    let Ok(mut book) = opened else { return Ok(false) };
    let mut copier = Copier { outlet, rows: Vec::new(), cells: 0, cells_sent: 0, failure: None };
    let visible = book.sheets().iter().enumerate().filter(|(_, sheet)| sheet.visible);
    for place in visible.map(|(place, _)| place).collect::<Vec<_>>() {
        let Some(described) = describe(book.as_mut(), place, wanted) else { return Ok(false) };
        copier.outlet.sheet(&described)?;
        if book.rows(place, &mut copier).is_err() {
            return Ok(false);
        }
        copier.flush()?;
        if copier.cells_sent > CELLS_MAX {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A text file between those characters that make its header appear, or else most cells.
fn split(mut csv: Csv, wanted: Wanted<'_>) -> Result<Box<dyn Workbook>, FileProblem> {
    if csv_header(&mut csv, wanted).is_err() {
        let mut most = (0, 0);
        for delimiter in DELIMITERS {
            csv.split_at(delimiter);
            let mut first_rows = CellCount::default();
            csv.rows(0, &mut first_rows)?;
            most = most.max((first_rows.cells, delimiter));
        }
        csv.split_at(most.1);
    }
    Ok(Box::new(csv))
}

fn describe(book: &mut dyn Workbook, place: usize, wanted: Wanted<'_>) -> Option<CopiedSheet> {
    let name = book.sheets().get(place)?.name.clone();
    let merges = book.merges(place).ok()?;
    let (header_row, nearest_row, columns) = match search(book, place, &name, wanted).ok()? {
        Search::Found(header) => {
            let columns = header.known.into_iter().map(|known| (known.at, known.spelled)).collect();
            (Some(header.last_row), None, columns)
        }
        Search::Wrong { row, .. } => (Some(row), None, Vec::new()),
        Search::Missing { row, .. } => (None, Some(row).filter(|row| *row > 0), Vec::new()),
    };
    Some(CopiedSheet { name, counts_from_1904: book.counts_from_1904(), merges, header_row, nearest_row, columns })
}

/// Counts the cells of the first rows.
#[derive(Default)]
struct CellCount {
    rows: u32,
    cells: u32,
}

impl RowSink for CellCount {
    fn row(&mut self, _: u32) -> ControlFlow<()> {
        const ROWS: u32 = 20;
        self.rows += 1;
        if self.rows > ROWS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn cell(&mut self, _: u32, _: RawValue<'_>) {
        self.cells += 1;
    }
}

struct Copier<'a> {
    outlet: &'a mut dyn CopyOutlet,
    rows: Vec<CopiedRow>,
    /// The cells of `rows`.
    cells: usize,
    cells_sent: usize,
    failure: Option<io::Error>,
}

impl RowSink for Copier<'_> {
    fn row(&mut self, number: u32) -> ControlFlow<()> {
        if self.cells >= BLOCK_CELLS
            && let Err(error) = self.flush()
        {
            self.failure = Some(error);
        }
        if self.failure.is_some() || self.cells_sent > CELLS_MAX {
            return ControlFlow::Break(());
        }
        self.rows.push((number, Vec::new()));
        ControlFlow::Continue(())
    }

    fn cell(&mut self, column: u32, value: RawValue<'_>) {
        if let (Some((_, cells)), Some(value)) = (self.rows.last_mut(), Owned::of(value)) {
            cells.push((column, value));
            self.cells += 1;
        }
    }
}

impl Copier<'_> {
    fn flush(&mut self) -> io::Result<()> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        if !self.rows.is_empty() {
            self.outlet.rows(&self.rows)?;
        }
        self.cells_sent += self.cells;
        self.cells = 0;
        self.rows.clear();
        Ok(())
    }
}
