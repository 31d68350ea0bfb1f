//! The samples that are stored.

use std::collections::BTreeMap;
use std::path::Path;

use sanbao::agreement::codes::DealerCode;
use sanbao::calendar::Period;
use sanbao::samples::{Format, Plan, make};
use sanbao::sheets::{Limits, Reader, Record};
use sanbao::workflow::run_folder::folder::{self, SheetFile};
use tempfile::TempDir;

/// The seed of samples and draws.
pub const SEED: &str = "reads";
const MONTHS: u32 = 12;
/// More slips are more dealers, not busier ones.
const SLIPS_OF_A_MONTH: u32 = 500;

/// A sample folder, which is removed when it is dropped.
pub struct Folder {
    root: TempDir,
    plan: Plan,
    files: folder::Folder,
}

impl Folder {
    /// Makes one of a year from January 2025.
    pub fn make(slips: u32) -> Self {
        let dealers = slips.div_ceil(MONTHS * SLIPS_OF_A_MONTH);
        let plan = Plan::new(dealers, MONTHS, slips, SEED, "2025-01".parse().unwrap()).unwrap();
        let root = TempDir::new().unwrap();
        make(&plan, root.path(), Format::Csv, &mut |_| {}).unwrap();
        let files = folder::Folder::of(root.path()).unwrap();
        Self { root, plan, files }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.root.path()
    }

    /// How many slips it has.
    pub fn slips(&self) -> u32 {
        self.plan.slips
    }

    /// Its months.
    pub fn periods(&self) -> Vec<Period> {
        self.files.months.keys().copied().collect()
    }

    /// What every dealer filed, month by month.
    pub fn by_dealer(&self) -> BTreeMap<&DealerCode, Vec<(Period, &SheetFile)>> {
        let mut by_dealer: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (period, files) in &self.files.months {
            for file in files {
                by_dealer.entry(&file.dealer).or_default().push((*period, file));
            }
        }
        by_dealer
    }

    /// The rows of a register.
    pub fn rows<T: Record>(&self, reader: &Reader) -> Vec<T> {
        let mut rows = Vec::new();
        let path = self.files.register(T::SHEET).unwrap();
        let answer = reader.read(path, Limits::REGISTER, &mut |_, row| rows.push(row)).unwrap();
        assert!(answer.faults.is_empty(), "samples have no faults");
        rows
    }
}
