//! The folders that are run, made by `sanbao samples`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sanbao::calendar::Period;
use tempfile::TempDir;

/// The program that is measured.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_sanbao");
/// The seed of samples and draws.
pub const SEED: &str = "speed";
/// The slips of each of many sheets: the same in a folder of any size, so that only the size differs.
const SLIPS_OF_A_SHEET: u32 = 1_000;
/// More dealers would not file more at once.
const DEALERS_MAX: u32 = 100;

/// The format of the dealers' sheets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Excel workbooks.
    Xlsx,
    /// Comma-separated values.
    Csv,
}

impl Format {
    /// The files' extension, by which `sanbao samples` knows the format too.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// How the slips are spread over sheets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One dealer's one month.
    OneBigSheet,
    /// Up to 100 dealers, and as many months as it takes.
    ManyDealers,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::OneBigSheet => "one",
            Self::ManyDealers => "many",
        })
    }
}

/// A sample folder, which is removed when it is dropped.
pub struct Folder {
    root: TempDir,
    /// The format of its sheets.
    pub format: Format,
    /// How its slips are spread.
    pub shape: Shape,
    /// How many it has.
    pub slips: u32,
    /// Its months.
    pub periods: Vec<Period>,
}

impl Folder {
    /// Makes a folder.
    pub fn make(format: Format, shape: Shape, slips: u32) -> Self {
        let sheets = match shape {
            Shape::OneBigSheet => 1,
            Shape::ManyDealers => slips.div_ceil(SLIPS_OF_A_SHEET),
        };
        let dealers = sheets.min(DEALERS_MAX);
        let months = sheets.div_ceil(dealers);
        let root = tempfile::tempdir().expect("a temporary folder");
        let mut samples = Command::new(PROGRAM);
        samples.arg("samples").arg(root.path().join("in")).args(["--seed", SEED, "--format", format.extension()]);
        for (name, value) in [("--dealers", dealers), ("--months", months), ("--slips", slips)] {
            samples.args([name, &value.to_string()]);
        }
        let status = samples.stdout(Stdio::null()).status().expect("sanbao samples runs");
        assert!(status.success(), "sanbao samples: {status}");
        let mut folder = Self { root, format, shape, slips, periods: Vec::new() };
        let entries = files(&folder.input());
        let period = |path: &PathBuf| path.file_name()?.to_str()?.parse().ok();
        folder.periods = entries.iter().filter_map(period).collect();
        folder
    }

    /// The folder to run.
    pub fn input(&self) -> PathBuf {
        self.root.path().join("in")
    }

    /// Where a run's exports go.
    pub fn output(&self) -> PathBuf {
        self.root.path().join("out")
    }

    /// The sheets of slips of a month, in the order of their dealers.
    pub fn sheets_of(&self, period: Period) -> Vec<PathBuf> {
        let mut sheets = files(&self.input().join(period.to_string()));
        sheets.retain(|path| path.to_string_lossy().contains("-slips."));
        sheets
    }

    /// All sheets of slips.
    pub fn sheets(&self) -> impl Iterator<Item = PathBuf> {
        self.periods.iter().flat_map(|period| self.sheets_of(*period))
    }

    /// The files of the top.
    pub fn registers(&self) -> Vec<PathBuf> {
        files(&self.input())
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}
