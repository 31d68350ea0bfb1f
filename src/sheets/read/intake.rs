//! The rows of a sheet, cell by cell, into typed rows and faults.

use std::io;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::super::Glossary;
use super::super::cell::Converter;
use super::super::columns::{Column, Layout, Need, RowFacts};
use super::super::fault::{CellProblem, Fault, FileProblem, Problem};
use super::super::formats::{Merge, RawValue, RowSink};
use super::super::header::{Header, Known};
use super::super::wire::{RowWriter, Value};
use super::Wanted;

/// Rows travel in blocks of about this size.
const BLOCK_BYTES: usize = 64 << 10;
/// Faults travel in blocks of this many.
const BLOCK_FAULTS: usize = 500;

/// Where rows and faults go.
pub trait Outlet {
    /// Rows as the wire has them.
    fn rows(&mut self, rows: &[u8]) -> io::Result<()>;

    /// Faults, in the order of the rows.
    fn faults(&mut self, faults: Vec<Fault>) -> io::Result<()>;
}

/// Takes a sheet's cells.
pub struct Intake<'a> {
    layout: &'a Layout,
    glossary: &'a Glossary,
    header: &'a Header,
    /// By column of the sheet: the place among the header's known columns.
    places: Vec<Option<usize>>,
    merged: MergedColumns,
    sheet: &'a str,
    rows_max: u32,
    converter: Converter,
    outlet: &'a mut dyn Outlet,
    writer: RowWriter,
    /// The row that is being read, what its first column says, its facts, and its faults by column of the sheet.
    row: Option<u32>,
    row_key: String,
    facts: RowFacts,
    /// The columns that every row must fill in.
    required: RowFacts,
    row_faults: Vec<(u32, Fault)>,
    /// Counted from the first row below the header.
    last_row: u32,
    last_column: Option<u32>,
    rows: u32,
    faults: Vec<Fault>,
    stop: Option<io::Result<FileProblem>>,
}

impl RowSink for Intake<'_> {
    fn row(&mut self, number: u32) -> ControlFlow<()> {
        self.end_row();
        if number <= self.header.last_row {
            return ControlFlow::Continue(());
        }
        if number <= self.last_row {
            self.stop = Some(Ok(FileProblem::Damaged));
        }
        // Rows that only a merged cell reaches into may be left out by the format.
        let reach = self.merged.reach().min(number - 1);
        for between in self.last_row + 1..=reach {
            if self.stop.is_some() {
                break;
            }
            self.begin_row(between);
            self.end_row();
        }
        if self.stop.is_some() {
            return ControlFlow::Break(());
        }
        self.begin_row(number);
        ControlFlow::Continue(())
    }

    fn cell(&mut self, column: u32, value: RawValue<'_>) {
        let Some(row) = self.row else { return };
        if self.last_column.is_some_and(|last| column <= last) {
            self.stop = Some(Ok(FileProblem::Damaged));
            return;
        }
        self.last_column = Some(column);
        let place = usize::try_from(column).ok().and_then(|column| self.places.get(column).copied().flatten());
        let Some(place) = place else { return };
        if self.merged.takes(place, row, value) {
            self.convert(place, value);
        }
    }
}

impl<'a> Intake<'a> {
    /// An intake for one sheet.
    pub fn new(
        wanted: Wanted<'a>,
        header: &'a Header,
        merged: MergedColumns,
        sheet: &'a str,
        rows_max: u32,
        counts_from_1904: bool,
        outlet: &'a mut dyn Outlet,
    ) -> Self {
        let mut places = Vec::new();
        for (place, known) in header.known.iter().enumerate() {
            let at = usize::try_from(known.at).unwrap_or(usize::MAX);
            places.resize(places.len().max(at + 1), None);
            if let Some(slot) = places.get_mut(at) {
                *slot = Some(place);
            }
        }
        let mut required = RowFacts::default();
        let Wanted { layout, glossary } = wanted;
        for (column, _) in layout.columns.iter().enumerate().filter(|(_, column)| column.need == Need::InEveryRow) {
            required.fill(column, None);
        }
        Self {
            layout,
            glossary,
            header,
            places,
            merged,
            sheet,
            rows_max,
            converter: Converter::new(counts_from_1904),
            outlet,
            writer: RowWriter::default(),
            row: None,
            row_key: String::new(),
            facts: RowFacts::default(),
            required,
            row_faults: Vec::new(),
            last_row: header.last_row,
            last_column: None,
            rows: 0,
            faults: Vec::new(),
            stop: None,
        }
    }

    /// Ends the sheet: the rows counted, and what stopped them.
    pub fn finish(mut self) -> io::Result<(u32, Option<FileProblem>)> {
        self.end_row();
        for below in self.last_row + 1..=self.merged.reach() {
            if self.stop.is_some() {
                break;
            }
            self.begin_row(below);
            self.end_row();
        }
        let problem = self.stop.take().transpose()?;
        self.flush()?;
        Ok((self.rows, problem))
    }

    fn begin_row(&mut self, number: u32) {
        self.row = Some(number);
        self.last_row = number;
        self.last_column = None;
        self.row_key.clear();
        self.facts.clear();
        self.writer.begin(number);
        self.merged.advance(number);
    }

    fn end_row(&mut self) {
        let Some(row) = self.row else { return };
        self.merge_from_above(row);
        self.row = None;
        if !self.facts.is_anything_filled() && self.row_faults.is_empty() {
            return;
        }
        self.rows += 1;
        if self.rows > self.rows_max {
            self.row_faults.clear();
            self.stop = Some(Ok(FileProblem::TooManyRows { rows_max: self.rows_max }));
            return;
        }
        self.check_row(row);
        if self.row_faults.is_empty() {
            self.writer.end();
        } else {
            self.row_faults.sort_by_key(|(at, _)| *at);
            let keyed = |(_, fault)| Fault { row_key: self.row_key.clone(), ..fault };
            self.faults.extend(self.row_faults.drain(..).map(keyed));
        }
        if (self.writer.rows().len() >= BLOCK_BYTES || self.faults.len() >= BLOCK_FAULTS)
            && let Err(error) = self.flush()
        {
            self.stop = Some(Err(error));
        }
    }

    fn merge_from_above(&mut self, row: u32) {
        if self.merged.reach() < row {
            return;
        }
        for place in 0..self.header.known.len() {
            if let Some(owned) = self.merged.value_from_above(place, row) {
                self.convert(place, owned.as_raw());
            }
        }
    }

    /// What no cell can say alone: the values that are missing, and the sheet's own rule.
    fn check_row(&mut self, row: u32) {
        let lacks_nothing = self.facts.has_all(&self.required);
        for known in self.header.known.iter().filter(|_| !lacks_nothing) {
            let is_required = self.column(known).is_some_and(|column| column.need == Need::InEveryRow);
            let has_fault = self.row_faults.iter().any(|(at, _)| *at == known.at);
            if is_required && !has_fault && !self.facts.is_filled(known.column) {
                let fault = self.fault(row, known, String::new(), CellProblem::Blank);
                self.row_faults.push((known.at, fault));
            }
        }
        let broken = self.layout.row_rule.and_then(|rule| rule(&self.facts));
        let Some((column, problem)) = broken else { return };
        if let Some(known) = self.header.known.iter().find(|known| known.column == column) {
            let value = self.facts.number(column).map(|number| number.to_string()).unwrap_or_default();
            let fault = self.fault(row, known, value, problem);
            self.row_faults.push((known.at, fault));
        }
    }

    fn column(&self, known: &Known) -> Option<&'a Column> {
        self.layout.columns.get(known.column)
    }

    fn convert(&mut self, place: usize, raw: RawValue<'_>) {
        let Some(row) = self.row else { return };
        let header = self.header;
        let Some(known) = header.known.get(place) else { return };
        let Some(column) = self.column(known) else { return };
        let problem = match self.converter.convert(&column.kind, raw) {
            Ok(value) => return put(known.column, value, &mut self.row_key, &mut self.facts, &mut self.writer),
            Err(problem) => problem,
        };
        // What is wrong may have been put right since; then the same value is in all of its rows.
        let shown = Fault::shown(&self.converter.shown(raw));
        let right = self.glossary.right(column.name, &shown).filter(|_| problem.says_what_was_meant());
        if let Some(right) = right
            && let Ok(value) = self.converter.convert(&column.kind, RawValue::Text(right))
        {
            return put(known.column, value, &mut self.row_key, &mut self.facts, &mut self.writer);
        }
        let fault = self.fault(row, known, shown, problem);
        self.row_faults.push((known.at, fault));
    }

    fn fault(&self, row: u32, known: &Known, value: String, problem: CellProblem) -> Fault {
        Fault {
            sheet: self.sheet.to_owned(),
            row: Some(row),
            row_key: String::new(),
            column: Some(known.spelled.clone()),
            value,
            problem: Problem::Cell(problem),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.writer.rows().is_empty() {
            self.outlet.rows(self.writer.rows())?;
            self.writer.clear();
        }
        if !self.faults.is_empty() {
            self.outlet.faults(std::mem::take(&mut self.faults))?;
        }
        Ok(())
    }
}

/// Takes a value into its row.
fn put(column: usize, value: Value<'_>, row_key: &mut String, facts: &mut RowFacts, writer: &mut RowWriter) {
    let number = match value {
        Value::Blank => return,
        Value::Integer(number) => Some(number),
        Value::Choice(place) => Some(place.into()),
        _ => None,
    };
    if let (0, Value::Text(text)) = (column, value) {
        row_key.push_str(text);
    }
    facts.fill(column, number);
    writer.push(u8::try_from(column).unwrap_or(u8::MAX), value);
}

/// A raw value that outlives its cell: merged cells below stand for it, or another process writes it down.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Owned {
    /// Text.
    Text(String),
    /// A number, whether it is shown as a date, and its digits.
    Number(f64, bool, String),
    /// TRUE or FALSE.
    Boolean(bool),
    /// A date in its ISO 8601 form.
    IsoDate(String),
    /// An error value.
    Error(String),
    /// A formula whose result was not saved.
    FormulaWithoutValue,
}

impl Owned {
    /// The value, unless it is blank.
    pub fn of(raw: RawValue<'_>) -> Option<Self> {
        Some(match raw {
            RawValue::Blank => return None,
            RawValue::Text(text) => Self::Text(text.to_owned()),
            RawValue::Number { value, is_date, text } => Self::Number(value, is_date, text.to_owned()),
            RawValue::Boolean(truth) => Self::Boolean(truth),
            RawValue::IsoDate(text) => Self::IsoDate(text.to_owned()),
            RawValue::Error(text) => Self::Error(text.to_owned()),
            RawValue::FormulaWithoutValue => Self::FormulaWithoutValue,
        })
    }

    /// The value as a cell has it.
    pub fn as_raw(&self) -> RawValue<'_> {
        match self {
            Self::Text(text) => RawValue::Text(text),
            Self::Number(value, is_date, text) => RawValue::Number { value: *value, is_date: *is_date, text },
            Self::Boolean(truth) => RawValue::Boolean(*truth),
            Self::IsoDate(text) => RawValue::IsoDate(text),
            Self::Error(text) => RawValue::Error(text),
            Self::FormulaWithoutValue => RawValue::FormulaWithoutValue,
        }
    }
}

/// The merged cells of the known columns. The value stands for each of its rows, in the first column.
#[derive(Debug, Default)]
pub struct MergedColumns {
    columns: Vec<MergedColumn>,
    /// Nearly no sheet has any, and then nothing is asked cell by cell.
    is_empty: bool,
}

#[derive(Debug, Default)]
struct MergedColumn {
    /// First row, last row, whether this is the first column; ascending and apart.
    spans: Vec<(u32, u32, bool)>,
    next: usize,
    value: Option<Owned>,
}

impl MergedColumn {
    /// The merged cell that covers a row.
    fn span(&self, row: u32) -> Option<(u32, u32, bool)> {
        self.spans.get(self.next).copied().filter(|(first, last, _)| (*first..=*last).contains(&row))
    }
}

impl MergedColumns {
    /// Sorts the merged cells below a header by its columns; two that overlap are damage.
    pub fn new(merges: &[Merge], header: &Header) -> Result<Self, FileProblem> {
        let below: Vec<&Merge> = merges.iter().filter(|merge| merge.first_row > header.last_row).collect();
        let mut columns = Vec::new();
        for known in &header.known {
            let covers = |merge: &&&Merge| (merge.first_column..=merge.last_column).contains(&known.at);
            let span = |merge: &&Merge| (merge.first_row, merge.last_row, merge.first_column == known.at);
            let mut spans: Vec<(u32, u32, bool)> = below.iter().filter(covers).map(span).collect();
            spans.sort_unstable();
            if spans.iter().zip(spans.iter().skip(1)).any(|(upper, lower)| lower.0 <= upper.1) {
                return Err(FileProblem::Damaged);
            }
            columns.push(MergedColumn { spans, ..MergedColumn::default() });
        }
        let is_empty = columns.iter().all(|column| column.spans.is_empty());
        Ok(Self { columns, is_empty })
    }

    /// The last row into which a merged cell with a value reaches.
    fn reach(&self) -> u32 {
        if self.is_empty {
            return 0;
        }
        let valued = self.columns.iter().filter(|column| column.value.is_some());
        valued.filter_map(|column| column.spans.get(column.next)).map(|(_, last, _)| *last).max().unwrap_or_default()
    }

    fn advance(&mut self, row: u32) {
        if self.is_empty {
            return;
        }
        for column in &mut self.columns {
            while column.spans.get(column.next).is_some_and(|(_, last, _)| *last < row) {
                column.next += 1;
                column.value = None;
            }
        }
    }

    /// Whether a cell's own value counts: it is not covered by a merged cell that begins elsewhere.
    fn takes(&mut self, place: usize, row: u32, value: RawValue<'_>) -> bool {
        if self.is_empty {
            return true;
        }
        let Some(column) = self.columns.get_mut(place) else { return true };
        match column.span(row) {
            None => true,
            Some((first, last, is_first_column)) => {
                let begins_here = is_first_column && first == row;
                if begins_here && last > first {
                    column.value = Owned::of(value);
                }
                begins_here
            }
        }
    }

    fn value_from_above(&self, place: usize, row: u32) -> Option<Owned> {
        let column = self.columns.get(place)?;
        let (first, ..) = column.span(row)?;
        if first < row { column.value.clone() } else { None }
    }
}
