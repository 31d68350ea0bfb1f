//! The files that go out (`sheets.md`, "A folder run"): `EXPORTS` lists them, one module a file; `BATCH_DOCUMENTS` those of
//! a payment batch.
//!
//! The exports are CSV as UTF-8 with a header, money with two decimals. Months come in order, and within a month the dealers in
//! the order of their codes, so that a file is sorted as it is written.

mod bank_sheet;
mod batch;
mod computation;
mod decisions;
mod journal;
mod pain001;
mod payments;
mod payments_xlsx;
mod reasons;
mod rejected_sheets;
mod samples;
mod spreadsheet;
mod statement_lines;
mod statements;
mod tie;
mod violations;

use std::fmt::{Display, Write as _};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;

pub use batch::{BATCH_DOCUMENTS, BatchDocument, BatchPaper, PayerRow, PaymentRow};
pub use computation::computation;
pub use journal::{JOURNALS, Journal, JournalFormat};
pub use rejected_sheets::{REJECTED_SHEETS, RejectedSheet, RejectedSheets};

use crate::agreement::decision::DecidedMonth;
use crate::agreement::registers::Dealer;
use crate::agreement::statement::Statement;
use crate::agreement::violations::Violation;
use crate::calendar::Period;
use crate::texts::Lang;

/// One dealer's month, settled.
#[derive(Clone, Copy, Debug)]
pub struct SettledMonth<'a> {
    /// The period.
    pub period: Period,
    /// The dealer.
    pub dealer: &'a Dealer,
    /// Its slips and lot.
    pub decided: &'a DecidedMonth,
    /// Its statement; none where no agreement binds the dealer.
    pub statement: Option<&'a Statement>,
    /// What is recorded against it.
    pub violations: &'a [Violation],
    /// Its payment as a batch keeps it; none before one pays it, or where the bank refused.
    pub payment: Option<PaymentRow<'a>>,
}

/// A file of the run, written month by month.
#[derive(Clone, Copy, Debug)]
pub struct Export {
    /// Its name.
    pub file: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
    /// Writes the rows of one dealer's month.
    rows: fn(&SettledMonth, Lang, &mut Rows) -> csv::Result<()>,
}

/// The folder, below the exports, of refused workbooks with their faults marked.
pub const REFUSED: &str = "refused";

/// Every export that grows month by month.
pub const EXPORTS: &[Export] = &[
    decisions::EXPORT,
    reasons::EXPORT,
    samples::EXPORT,
    statement_lines::EXPORT,
    statements::EXPORT,
    payments::EXPORT,
    violations::EXPORT,
];

/// A CSV file whose fields are formatted into one buffer that is used again and again.
pub struct Rows {
    writer: csv::Writer<Box<dyn Write + Send>>,
    field: String,
}

impl Rows {
    fn begin(to: Box<dyn Write + Send>, columns: &[&str]) -> csv::Result<Self> {
        let mut writer = csv::WriterBuilder::new().buffer_capacity(1 << 18).from_writer(to);
        writer.write_record(columns)?;
        Ok(Self { writer, field: String::new() })
    }

    fn text(&mut self, text: &str) -> csv::Result<()> {
        self.writer.write_field(text)
    }

    fn field(&mut self, value: impl Display) -> csv::Result<()> {
        self.field.clear();
        // Writing into a text does not fail.
        let _ = write!(self.field, "{value}");
        self.writer.write_field(&self.field)
    }

    fn optional(&mut self, value: Option<impl Display>) -> csv::Result<()> {
        match value {
            Some(value) => self.field(value),
            None => self.writer.write_field(""),
        }
    }

    fn end(&mut self) -> csv::Result<()> {
        self.writer.write_record(None::<&[u8]>)
    }
}

/// One export while it grows, wherever it goes.
pub struct GrowingExport {
    export: Export,
    lang: Lang,
    rows: Rows,
}

impl GrowingExport {
    /// Begins a file with its header.
    pub fn begin(export: &Export, lang: Lang, to: Box<dyn Write + Send>) -> io::Result<Self> {
        Ok(Self { export: *export, lang, rows: Rows::begin(to, export.columns)? })
    }

    /// Writes the rows of a dealer's month.
    pub fn add(&mut self, month: &SettledMonth) -> io::Result<()> {
        Ok((self.export.rows)(month, self.lang, &mut self.rows)?)
    }

    /// Writes what is left.
    pub fn finish(mut self) -> io::Result<()> {
        self.rows.writer.flush()
    }
}

/// All exports of a run while they grow. They are written beside their place and come into it together, when the run
/// has come to its end.
pub struct ExportFolder {
    unfinished: PathBuf,
    finished: PathBuf,
    files: Vec<(GrowingExport, File)>,
}

impl ExportFolder {
    /// Begins every export in a folder of its own below `out`, which is made where there is none.
    pub fn create(out: &Path, lang: Lang) -> io::Result<Self> {
        let unfinished = out.join(".unfinished");
        if unfinished.exists() {
            std::fs::remove_dir_all(&unfinished)?;
        }
        std::fs::create_dir_all(&unfinished)?;
        let begin = |export: &Export| {
            let file = File::create(unfinished.join(export.file))?;
            Ok((GrowingExport::begin(export, lang, Box::new(file.try_clone()?))?, file))
        };
        let files = EXPORTS.iter().map(begin).collect::<io::Result<_>>()?;
        Ok(Self { unfinished, finished: out.to_owned(), files })
    }

    /// Where further files of the run go until it ends.
    pub fn unfinished(&self) -> &Path {
        &self.unfinished
    }

    /// Writes the month of all dealers into every file, each on a thread of its own: the longest two take nearly all
    /// the time.
    pub fn add(&mut self, months: &[SettledMonth]) -> io::Result<()> {
        let write = |(export, _): &mut (GrowingExport, File)| months.iter().try_for_each(|month| export.add(month));
        thread::scope(|scope| {
            let threads: Vec<_> = self.files.iter_mut().map(|file| scope.spawn(move || write(file))).collect();
            for thread in threads {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            }
            Ok(())
        })
    }

    /// Brings every file into its place, in which those of a run before are replaced.
    pub fn finish(self) -> io::Result<()> {
        for (export, file) in self.files {
            export.finish()?;
            file.sync_all()?;
        }
        let refused = self.finished.join(REFUSED);
        if refused.is_dir() {
            std::fs::remove_dir_all(refused)?;
        }
        for entry in std::fs::read_dir(&self.unfinished)? {
            let entry = entry?;
            std::fs::rename(entry.path(), self.finished.join(entry.file_name()))?;
        }
        std::fs::remove_dir(&self.unfinished)
    }
}
