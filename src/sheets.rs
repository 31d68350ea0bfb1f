//! Spreadsheet intake: what the bytes of a file say, as typed rows, or every fault with its place (`sheets.md`, "Reading").

mod cell;
pub(crate) mod columns;
pub mod container;
mod fault;
pub mod formats;
mod header;
pub mod likely;
mod ole2;
pub mod peek;
mod read;
pub mod refusal;
pub mod returned;
pub mod source;
pub mod template;
mod wire;
mod worker;
mod xml;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use columns::bank_results::{BankResult, BankWord};
pub use fault::{CellProblem, Fault, FileProblem, Problem, Stranger, Word};
pub use wire::Row;

/// The sheets that Sanbao reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SheetKind {
    /// 经销商
    Dealers,
    /// 产品
    Products,
    /// 配件
    Parts,
    /// 销售
    Sales,
    /// 机身
    Units,
    /// 库存变动
    Stock,
    /// 退货
    GoodsReturns,
    /// 投诉
    Complaints,
    /// 维修员
    Technicians,
    /// 收到日期
    Submissions,
    /// 回访
    Callbacks,
    /// 维修单
    Slips,
    /// 质量信息反馈单
    Feedback,
    /// 银行付款结果
    BankResults,
}

impl SheetKind {
    /// All of them, in the order in which processes number them.
    const ALL: [Self; 14] = [
        Self::Dealers,
        Self::Products,
        Self::Parts,
        Self::Sales,
        Self::Units,
        Self::Stock,
        Self::GoodsReturns,
        Self::Complaints,
        Self::Technicians,
        Self::Submissions,
        Self::Callbacks,
        Self::Slips,
        Self::Feedback,
        Self::BankResults,
    ];
}

/// What a file may hold at most (`sheets.md`, "Reading").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The file's size in bytes.
    pub file_bytes_max: u64,
    /// Rows below the header that are not blank.
    pub rows_max: u32,
}

impl Limits {
    /// What dealers file.
    pub const DEALER: Self = Self { file_bytes_max: 20 << 20, rows_max: 50_000 };

    /// What the manufacturer keeps.
    pub const REGISTER: Self = Self { file_bytes_max: 1 << 30, rows_max: 5_000_000 };

    /// What the parts of a zipped workbook may inflate to together: 200 MiB for a dealer's file.
    const fn inflated_bytes_max(self) -> u64 {
        self.file_bytes_max.saturating_mul(10)
    }
}

/// What a dealer's words mean: what it calls columns beside the names that they have, what was taught for all dealers, and what
/// it put right in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glossary {
    /// What counts of a header's spelling, and the column's English name, which is empty for a column that is none of ours.
    columns: Vec<(String, String)>,
    /// The same as it was taught for all dealers, of spellings of which this one says nothing.
    taught: Vec<(String, String)>,
    corrections: Vec<Correction>,
}

/// A value that is wrong wherever it stands in a column, and what is right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The column's English name.
    pub column: String,
    /// The value as its faults show it.
    pub wrong: String,
    /// What is meant.
    pub right: String,
}

impl Glossary {
    /// Of the spellings and names of columns.
    pub fn of<S: AsRef<str>, N: Into<String>>(columns: impl IntoIterator<Item = (S, N)>) -> Self {
        let columns = columns.into_iter().map(|(spelled, name)| (header_key(spelled.as_ref()), name.into()));
        Self { columns: columns.collect(), taught: Vec::new(), corrections: Vec::new() }
    }

    /// The same with what headers are for all dealers, where this one has not said otherwise.
    #[must_use]
    pub fn taught<S: AsRef<str>, N: Into<String>>(mut self, columns: impl IntoIterator<Item = (S, N)>) -> Self {
        let columns = columns.into_iter().map(|(spelled, name)| (header_key(spelled.as_ref()), name.into()));
        self.taught = columns.filter(|(key, _)| !self.columns.iter().any(|(own, _)| own == key)).collect();
        self
    }

    /// The same with what was put right; what was put right before counts where nothing is said now.
    #[must_use]
    pub fn with(mut self, mut corrections: Vec<Correction>) -> Self {
        corrections.append(&mut self.corrections);
        self.corrections = corrections;
        self
    }

    /// The column that a spelling was said to be; empty where it is none of ours, none where nothing was said.
    #[must_use]
    pub fn said(&self, spelled: &str) -> Option<&str> {
        let key = header_key(spelled);
        let known = self.columns.iter().chain(&self.taught).find(|(alias, _)| *alias == key);
        known.map(|(_, name)| name.as_str())
    }

    /// What a value of a column was put right to.
    #[must_use]
    pub fn right(&self, column: &str, wrong: &str) -> Option<&str> {
        let is_it = |correction: &&Correction| correction.column == column && correction.wrong == wrong;
        self.corrections.iter().find(is_it).map(|correction| correction.right.as_str())
    }
}

/// What counts of a header's spelling: letters and digits, in lower case and plain width.
#[must_use]
pub fn header_key(spelled: &str) -> String {
    header::key(spelled)
}

/// What was read of a sheet. The rows went to the caller meanwhile; those with a fault did not.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The workbook's sheet; empty for CSV.
    pub sheet: String,
    /// The columns found: Sanbao's English name and the spelling in the sheet's header.
    pub header: Vec<(&'static str, String)>,
    /// The columns that Sanbao does not know, as spelled.
    pub unknown_columns: Vec<String>,
    /// Rows below the header that are not blank, those with faults among them.
    pub rows: u32,
    /// Everything that is wrong; a file refused as a whole has one fault without a row.
    pub faults: Vec<Fault>,
}

impl Answer {
    /// How the sheet's header spells a column.
    #[must_use]
    pub fn spelled(&self, column: &'static str) -> &str {
        self.header.iter().find(|(name, _)| *name == column).map_or(column, |(_, spelled)| spelled)
    }
}

/// A row of a sheet as one of the agreement's structs.
pub trait Record: Sized {
    /// The sheet it stands in.
    const SHEET: SheetKind;

    /// The record of a row, whose values are taken in the order of the sheet's columns; none where a required value
    /// is missing, which the reading has refused before.
    fn of(row: &mut Row<'_>) -> Option<Self>;
}

/// Reads files in child processes of our own binary, which have little memory, little time and nothing else.
#[derive(Debug)]
pub struct Reader {
    workers: worker::Pool,
}

/// The machine failed us, not the file.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file could not be opened or read.
    #[error("{path}: {source}")]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The child process could not be started or spoken to.
    #[error("the reader process cannot be started: {0}")]
    Worker(std::io::Error),
}

impl Reader {
    /// A reader whose child processes are `program parse-worker`.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { workers: worker::Pool::new(program) }
    }

    /// Reads one sheet; every row without a fault goes to `sink` with its row number as the spreadsheet shows it.
    /// May be called from several threads at once, each of which then has a child process of its own.
    ///
    /// Rows reach the sink while the file is being read. Whoever files them drops them where the answer has a fault
    /// that refuses the sheet: a file that turns out to be damaged half way has then been read in vain. Where a file is
    /// read a second time because its process died, the rows of the first time are not repeated.
    pub fn read<T: Record>(
        &self,
        path: &Path,
        limits: Limits,
        sink: &mut dyn FnMut(u32, T),
    ) -> Result<Answer, ReadError> {
        self.read_as(path, limits, &Glossary::default(), sink)
    }

    /// The same of a dealer's file, with what the dealer calls columns.
    pub fn read_as<T: Record>(
        &self,
        path: &Path,
        limits: Limits,
        aliases: &Glossary,
        sink: &mut dyn FnMut(u32, T),
    ) -> Result<Answer, ReadError> {
        let open_error = |source| ReadError::Open { path: path.to_owned(), source };
        let metadata = std::fs::metadata(path).map_err(open_error)?;
        if !metadata.is_file() {
            return Err(open_error(std::io::Error::other("not a file")));
        }
        std::fs::File::open(path).map_err(open_error)?;
        if metadata.len() > limits.file_bytes_max {
            let problem = FileProblem::FileTooLarge { bytes_max: limits.file_bytes_max };
            return Ok(Answer { faults: vec![Fault::of_file(problem)], ..Answer::default() });
        }
        let file = worker::Task { path, file_bytes: metadata.len(), sheet: T::SHEET, limits, aliases };
        let mut take_row = |number, mut row: Row<'_>| match T::of(&mut row) {
            Some(record) => {
                sink(number, record);
                Ok(())
            }
            None => Err(std::io::ErrorKind::InvalidData.into()),
        };
        self.workers.read(&file, &mut take_row).map_err(ReadError::Worker)
    }
}

/// The child process: reads the files that the parent names on standard input, and answers on standard output.
pub fn serve_parent() -> std::io::Result<()> {
    worker::serve()
}

/// Reads one file in this very process, for the tests that hunt for panics; everybody else reads through [`Reader`].
#[doc(hidden)]
pub fn read_unconfined(file: std::fs::File, sheet: SheetKind, limits: Limits) -> Answer {
    read::read_unconfined(file, sheet, limits)
}
