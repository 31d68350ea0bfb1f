//! The folder run (`sheets.md`): a month after the other for every dealer, from a folder of spreadsheets to statements,
//! payments and penalties. No store, no clock: the same folder and the same order give the same bytes.

mod error;
pub mod folder;
mod months;
mod registers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use error::RunError;
pub use months::ReadSheet;

use crate::agreement::decision::Verdict;
use crate::calendar::Period;
use crate::exports::{ExportFolder, REFUSED, RejectedSheets, SettledMonth};
use crate::money::Money;
use crate::sheets::refusal::{self, Original, RefusalError};
use crate::sheets::{Glossary, Limits, ReadError, Reader};
use crate::texts::Lang;
use folder::Folder;
use months::{DealerRun, Run, run_month};
use registers::Books;

/// What to run.
#[derive(Clone, Debug)]
pub struct Order {
    /// The folder with the registers, the agreements and the months.
    pub folder: PathBuf,
    /// The first period.
    pub from: Period,
    /// The last period.
    pub through: Period,
    /// The seed of the draws (agreement 6.2).
    pub seed: String,
    /// Where the exports go.
    pub out: PathBuf,
    /// The language of what people read in them.
    pub lang: Lang,
    /// What a dealer's sheet may hold.
    pub limits: Limits,
}

/// Told how far a run is.
pub trait Progress: Sync {
    /// The registers are being read.
    fn registers(&self) {}
    /// The months follow, with so many sheets in all.
    fn months(&self, _sheets: usize) {}
    /// A sheet was read.
    fn sheet(&self, _sheet: &ReadSheet) {}
    /// A month is being settled.
    fn month(&self, _period: Period) {}
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// Dealers in the register.
    pub dealers: usize,
    /// Slips by what became of them.
    pub slips: BTreeMap<Verdict, u64>,
    /// The claim values of all slips.
    pub claimed: Money,
    /// What of it is payable.
    pub payable: Money,
    /// What the fees of the statements paid after the allowance.
    pub fees_paid: Money,
    /// Fines, penalties, unreturned parts and goods returns; positive.
    pub penalties: Money,
    /// What the statements pay.
    pub paid: Money,
    /// Sheets that were filed.
    pub filed: usize,
    /// Sheets that were refused.
    pub rejected: RejectedSheets,
    /// Sheets of other periods or of dealers that are not registered, which were not read.
    pub ignored: Vec<String>,
    /// Columns that were not known, with the number of sheets that have them.
    pub unknown_columns: BTreeMap<String, usize>,
    /// Files and folders among the months whose names say neither whose nor what they are.
    pub strangers: Vec<String>,
    /// Registers that the folder does not have.
    pub missing_registers: Vec<&'static str>,
}

/// Runs an order. Everything that can be settled is settled; what was refused is in the summary and the exports.
pub fn run_folder(order: &Order, reader: &Reader, progress: &dyn Progress) -> Result<Summary, RunError> {
    if order.through < order.from {
        return Err(RunError::PeriodsBackwards);
    }
    let mut folder = Folder::of(&order.folder)?;
    let same =
        matches!((order.out.canonicalize(), order.folder.canonicalize()), (Ok(out), Ok(folder)) if out == folder);
    if same {
        return Err(RunError::OutIsFolder(order.out.clone()));
    }
    progress.registers();
    let books = Books::load(&order.folder, &folder, reader)?;
    let mut dealers: Vec<DealerRun> = books.registers.dealers().map(DealerRun::new).collect();
    let mut summary = Summary {
        dealers: dealers.len(),
        missing_registers: books.missing.clone(),
        ignored: ignored(order, &folder, &books),
        strangers: std::mem::take(&mut folder.strangers),
        ..Summary::default()
    };
    let out = || RunError::io(&order.out);
    let mut exports = ExportFolder::create(&order.out, order.lang).map_err(out())?;
    let in_run = |period: &Period| (order.from..=order.through).contains(period);
    progress.months(folder.months.iter().filter(|(period, _)| in_run(period)).map(|(_, files)| files.len()).sum());
    let on_sheet = |sheet: &ReadSheet| progress.sheet(sheet);
    let run = Run { books: &books, reader, limits: order.limits, seed: &order.seed, on_sheet: &on_sheet };
    for period in order.from.through(order.through) {
        progress.month(period);
        for file in folder.months.remove(&period).unwrap_or_default() {
            let place = dealers.binary_search_by(|run| run.dealer.code.cmp(&file.dealer));
            if let Some(dealer) = place.ok().and_then(|place| dealers.get_mut(place)) {
                dealer.take_file(file);
            }
        }
        for sheet in run_month(&run, period, &mut dealers)? {
            summary.add_sheet(sheet);
        }
        let months: Vec<SettledMonth> = dealers.iter().map(|dealer| settled_month(period, dealer)).collect();
        for month in &months {
            summary.add_month(month);
        }
        exports.add(&months).map_err(out())?;
    }
    send_back(order, reader, &summary.rejected, exports.unfinished())?;
    summary.rejected.write(exports.unfinished(), order.lang).map_err(std::io::Error::from).map_err(out())?;
    exports.finish().map_err(out())?;
    Ok(summary)
}

/// Writes every refused workbook back with its faults marked, where it can be read as far as that.
fn send_back(order: &Order, reader: &Reader, rejected: &RejectedSheets, out: &Path) -> Result<(), RunError> {
    for sheet in rejected.sheets() {
        let copy = out.join(REFUSED).join(&sheet.file).with_extension("xlsx");
        let month = copy.parent().unwrap_or(out);
        std::fs::create_dir_all(month).map_err(RunError::io(month))?;
        let original =
            Original { path: &sheet.path, sheet: sheet.sheet, limits: order.limits, aliases: &Glossary::default() };
        refusal::write(reader, &original, &sheet.faults, &order.lang, &copy).map_err(|error| match error {
            RefusalError::Worker(source) => RunError::Reader(ReadError::Worker(source)),
            RefusalError::Write { path, source } => RunError::Io { path, source },
        })?;
        // A month whose sheets could not be copied leaves no empty folder behind.
        let _ = std::fs::remove_dir(month);
    }
    let _ = std::fs::remove_dir(out.join(REFUSED));
    Ok(())
}

fn settled_month<'a>(period: Period, run: &'a DealerRun) -> SettledMonth<'a> {
    let settled = &run.settled;
    SettledMonth {
        period,
        dealer: run.dealer,
        decided: &settled.decided,
        statement: settled.statement.as_ref(),
        violations: &settled.violations,
        payment: None,
    }
}

/// The sheets that the run does not read, by name.
fn ignored(order: &Order, folder: &Folder, books: &Books) -> Vec<String> {
    let files = folder.months.iter().flat_map(|(period, files)| files.iter().map(move |file| (period, file)));
    let is_ignored = |period: &Period, dealer| {
        !(order.from..=order.through).contains(period) || books.registers.dealer(dealer).is_none()
    };
    files.filter(|(period, file)| is_ignored(period, &file.dealer)).map(|(_, file)| file.name.clone()).collect()
}

impl Summary {
    fn add_sheet(&mut self, sheet: ReadSheet) {
        for column in sheet.unknown_columns {
            *self.unknown_columns.entry(column).or_default() += 1;
        }
        match sheet.rejected {
            Some(rejected) => self.rejected.add(rejected),
            None => self.filed += 1,
        }
    }

    fn add_month(&mut self, month: &SettledMonth) {
        for decided in &month.decided.slips {
            *self.slips.entry(decided.verdict).or_default() += 1;
            self.claimed += decided.claim_value;
            self.payable += decided.payable();
        }
        let Some(statement) = month.statement else { return };
        self.fees_paid += statement.fees_paid;
        self.paid += statement.payable;
        for line in statement.lines.iter().filter(|line| line.kind.is_penalty()) {
            self.penalties -= line.amount;
        }
    }
}
