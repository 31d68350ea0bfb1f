//! `sanbao run`: settles the months of a folder and says what came of it.

mod progress;
mod report;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::calendar::Period;
use crate::sheets::{Limits, Reader};
use crate::texts::Lang;
use crate::workflow::run_folder::{Order, RunError, run_folder};
use progress::TerminalProgress;

/// What to run.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with the registers, the agreements and a folder for every month
    folder: PathBuf,
    /// The first month, written 2026-01
    #[arg(long)]
    from: Period,
    /// The last month
    #[arg(long)]
    through: Period,
    /// The seed of the callback draws, fixed before the months are known
    #[arg(long)]
    seed: String,
    /// Where the files go
    #[arg(long)]
    out: PathBuf,
    /// The language of messages and reasons
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
    /// The most rows that a dealer's sheet may have
    #[arg(long, default_value_t = Limits::DEALER.rows_max)]
    dealer_rows_max: u32,
    /// The most MiB that a dealer's sheet may have
    #[arg(long, default_value_t = Limits::DEALER.file_bytes_max >> 20, value_parser = clap::value_parser!(u64).range(1..=4_096))]
    dealer_mib_max: u64,
}

/// The exit status when a sheet was refused and the rest is settled.
const SOME_REFUSED: u8 = 1;

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match settle(args) {
        Ok(all_filed) if all_filed => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(SOME_REFUSED),
        Err(error) => {
            for line in args.lang.run_error(&error) {
                eprintln!("{line}");
            }
            ExitCode::from(super::NOTHING_DONE)
        }
    }
}

/// Whether every sheet was filed.
fn settle(args: &Args) -> Result<bool, RunError> {
    let program = std::env::current_exe().map_err(RunError::io("sanbao"))?;
    let order = Order {
        folder: args.folder.clone(),
        from: args.from,
        through: args.through,
        seed: args.seed.clone(),
        out: args.out.clone(),
        lang: args.lang,
        limits: Limits { file_bytes_max: args.dealer_mib_max << 20, rows_max: args.dealer_rows_max },
    };
    let progress = TerminalProgress::new();
    let summary = run_folder(&order, &Reader::new(program), &progress)?;
    progress.end();
    report::notices(args.lang, &summary);
    report::table(args.lang, &summary, &args.out);
    Ok(summary.rejected.sheets().is_empty())
}
