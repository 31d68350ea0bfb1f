//! Reads, decides and settles one month of every dealer.

use std::sync::Mutex;
use std::thread;

use super::error::RunError;
use super::folder::SheetFile;
use super::registers::Books;
use crate::agreement::callbacks::Calls;
use crate::agreement::decision::{DecidedMonth, Findings, History, Month, SameDay, decide};
use crate::agreement::filing::{SheetStatus, feedback_status, slips_status};
use crate::agreement::registers::{Dealer, DealerRecords, FiledSheet};
use crate::agreement::slip::Slip;
use crate::agreement::statement::{Account, MonthEnd, Statement, settle};
use crate::agreement::violations::{Violation, violations};
use crate::calendar::Period;
use crate::exports::RejectedSheet;
use crate::sheets::{Answer, Fault, Glossary, Limits, Problem, Reader};
use crate::workflow::read_sheet::{kind, read_feedback, read_slips};

/// Reading and deciding are done on so many threads; each has a reader process of its own.
const THREADS: usize = 2;

/// One dealer through all months of a run.
#[derive(Debug)]
pub struct DealerRun<'a> {
    /// The dealer.
    pub dealer: &'a Dealer,
    history: History,
    account: Account,
    /// The sheets of the month at hand.
    files: Vec<SheetFile>,
    filed: Filed,
    /// The month at hand, once it is settled.
    pub settled: Settled,
}

/// What came of the month's sheets.
#[derive(Debug)]
struct Filed {
    slips: Vec<Slip>,
    slips_sheet: SheetStatus,
    feedback_sheet: SheetStatus,
}

impl Default for Filed {
    fn default() -> Self {
        Self { slips: Vec::new(), slips_sheet: SheetStatus::Missing, feedback_sheet: SheetStatus::Missing }
    }
}

/// A dealer's month when all is done.
#[derive(Debug, Default)]
pub struct Settled {
    /// Its slips and lot.
    pub decided: DecidedMonth,
    /// Its statement.
    pub statement: Option<Statement>,
    /// What is recorded against it.
    pub violations: Vec<Violation>,
}

/// A sheet that was read: what the answer says beyond its rows.
#[derive(Debug)]
pub struct ReadSheet {
    /// Its rows.
    pub rows: u32,
    /// The columns that were not known.
    pub unknown_columns: Vec<String>,
    /// Why it was refused, where it was.
    pub rejected: Option<RejectedSheet>,
}

/// What the months of a run have in common.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The registers, agreements and calls.
    pub books: &'a Books,
    /// Reads the sheets.
    pub reader: &'a Reader,
    /// What a dealer's sheet may hold.
    pub limits: Limits,
    /// The seed of the draws.
    pub seed: &'a str,
    /// Told of every sheet that was read.
    pub on_sheet: &'a (dyn Fn(&ReadSheet) + Sync),
}

impl<'a> DealerRun<'a> {
    /// A dealer before its first month.
    pub fn new(dealer: &'a Dealer) -> Self {
        Self {
            dealer,
            history: History::default(),
            account: Account::default(),
            files: Vec::new(),
            filed: Filed::default(),
            settled: Settled::default(),
        }
    }

    /// Takes a sheet of the month at hand.
    pub fn take_file(&mut self, file: SheetFile) {
        self.files.push(file);
    }

    /// Puts the settled month behind the dealer.
    fn remember(&mut self, period: Period) {
        let settled = std::mem::take(&mut self.settled);
        for decided in &settled.decided.slips {
            self.history.add(period, &decided.slip, decided.verdict);
        }
    }
}

/// Reads, decides and settles a month. The month before is put behind the dealers first; its exports are written.
pub fn run_month(run: &Run, period: Period, dealers: &mut [DealerRun]) -> Result<Vec<ReadSheet>, RunError> {
    for_each(dealers, |dealer| {
        dealer.remember(period.plus(-1));
        Ok(Vec::new())
    })?;
    let mut sheets = for_each(dealers, |dealer| run.read(dealer, period))?;
    sheets.sort_by(|a, b| rejected_file(a).cmp(&rejected_file(b)));
    let filed = dealers.iter().map(|dealer| (&dealer.dealer.code, dealer.filed.slips.as_slice()));
    let same_day = SameDay::of(filed);
    for_each(dealers, |dealer| {
        run.settle(dealer, period, &same_day);
        Ok(Vec::new())
    })?;
    Ok(sheets)
}

fn rejected_file(sheet: &ReadSheet) -> Option<&String> {
    sheet.rejected.as_ref().map(|rejected| &rejected.file)
}

/// Does something with every dealer, on all threads, and gathers what comes of it. Dealers share nothing that changes,
/// so that the order in which they are taken does not show.
fn for_each<'a>(
    dealers: &mut [DealerRun<'a>],
    work: impl Fn(&mut DealerRun<'a>) -> Result<Vec<ReadSheet>, RunError> + Sync,
) -> Result<Vec<ReadSheet>, RunError> {
    let queue = Mutex::new(dealers.iter_mut());
    let next = || queue.lock().map_or(None, |mut dealers| dealers.next());
    let drain = || -> Result<Vec<ReadSheet>, RunError> {
        let mut gathered = Vec::new();
        while let Some(dealer) = next() {
            gathered.extend(work(dealer)?);
        }
        Ok(gathered)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(drain)).collect();
        let mut gathered = Vec::new();
        for thread in threads {
            match thread.join() {
                Ok(sheets) => gathered.extend(sheets?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(gathered)
    })
}

impl Run<'_> {
    /// Files the dealer's sheets of the month.
    fn read(&self, dealer: &mut DealerRun, period: Period) -> Result<Vec<ReadSheet>, RunError> {
        let files = std::mem::take(&mut dealer.files);
        dealer.filed = Filed::default();
        let mut sheets = Vec::new();
        for sheet in [FiledSheet::Slips, FiledSheet::Feedback] {
            let of_sheet: Vec<&SheetFile> = files.iter().filter(|file| file.sheet == sheet).collect();
            let [file, others @ ..] = of_sheet.as_slice() else { continue };
            let status = self.status(dealer.dealer, period, sheet);
            let read = match (status, others) {
                (SheetStatus::Forfeited { last_day, .. }, _) => {
                    dealer.filed.slips_sheet = status;
                    let problem = Problem::Forfeited { last_day: last_day.to_string() };
                    of_sheet.iter().map(|file| refused(file, problem.clone())).collect()
                }
                (_, []) => vec![self.read_sheet(dealer, file, status)?],
                (_, [second, ..]) => {
                    let twice = |other: &SheetFile| Problem::TwoFiles { other: other.name.clone() };
                    let first = refused(file, twice(second));
                    std::iter::once(first).chain(others.iter().map(|other| refused(other, twice(file)))).collect()
                }
            };
            read.iter().for_each(self.on_sheet);
            sheets.extend(read);
        }
        Ok(sheets)
    }

    /// How a sheet of the folder came. One that the register of submissions does not know came on its due day.
    fn status(&self, dealer: &Dealer, period: Period, sheet: FiledSheet) -> SheetStatus {
        let received_on = self.books.received_on.get(&(dealer.code.clone(), period, sheet)).copied();
        let Some(version) = self.books.agreements.of(&dealer.code).for_period(period) else {
            // Without a version nothing is due (agreement 1.2).
            return SheetStatus::OnTime { received_on: received_on.unwrap_or(period.last_day()) };
        };
        match sheet {
            FiledSheet::Slips => {
                let received_on = received_on.unwrap_or(version.terms.slips_due_on(period));
                slips_status(&version.terms, period, received_on)
            }
            FiledSheet::Feedback => {
                let received_on = received_on.unwrap_or(version.terms.feedback_due_on(period));
                feedback_status(&version.terms, period, received_on)
            }
        }
    }

    /// A sheet with a row that cannot be read files nothing (agreement 3.1).
    fn read_sheet(&self, dealer: &mut DealerRun, file: &SheetFile, status: SheetStatus) -> Result<ReadSheet, RunError> {
        let answer = match file.sheet {
            FiledSheet::Slips => {
                let mut sheet = read_slips(self.reader, &file.path, self.limits, &Glossary::default())?;
                let answer = std::mem::take(&mut sheet.answer);
                if answer.faults.is_empty() {
                    dealer.filed.slips = sheet.into_slips();
                    dealer.filed.slips_sheet = status;
                }
                answer
            }
            FiledSheet::Feedback => {
                let (answer, _) = read_feedback(self.reader, &file.path, self.limits, &Glossary::default())?;
                if answer.faults.is_empty() {
                    dealer.filed.feedback_sheet = status;
                }
                answer
            }
        };
        let Answer { rows, unknown_columns, faults, .. } = answer;
        let rejected = (!faults.is_empty()).then(|| rejected(file, faults));
        Ok(ReadSheet { rows, unknown_columns, rejected })
    }

    /// Decides and settles the dealer's month.
    fn settle(&self, dealer: &mut DealerRun, period: Period, same_day: &SameDay) {
        let filed = std::mem::take(&mut dealer.filed);
        let (no_records, no_calls) = (DealerRecords::default(), Calls::default());
        let month = Month {
            dealer: dealer.dealer,
            period,
            registers: &self.books.registers,
            records: self.books.registers.records(&dealer.dealer.code).unwrap_or(&no_records),
            versions: self.books.agreements.of(&dealer.dealer.code),
            history: &dealer.history,
            same_day,
        };
        let calls = self.books.calls.get(&dealer.dealer.code).unwrap_or(&no_calls);
        let decided = decide(&month, filed.slips, &Findings { calls, seed: Some(self.seed), ..Findings::none() });
        let end = MonthEnd {
            month: &month,
            decided: &decided,
            slips_sheet: filed.slips_sheet,
            feedback_sheet: filed.feedback_sheet,
            adjustments: &[],
        };
        let statement = settle(&end, &mut dealer.account);
        let violations = violations(&end);
        dealer.settled = Settled { decided, statement, violations };
    }
}

fn refused(file: &SheetFile, problem: Problem) -> ReadSheet {
    let rejected = rejected(file, vec![Fault::of_sheet(problem)]);
    ReadSheet { rows: 0, unknown_columns: Vec::new(), rejected: Some(rejected) }
}

fn rejected(file: &SheetFile, faults: Vec<Fault>) -> RejectedSheet {
    let sheet = kind(file.sheet);
    RejectedSheet { file: file.name.clone(), path: file.path.clone(), sheet, faults }
}
