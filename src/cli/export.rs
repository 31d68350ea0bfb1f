//! `sanbao export`: the files of some months, as the folder run writes them, from the database.

use std::path::PathBuf;
use std::process::ExitCode;

use super::installation::Installation;
use crate::agreement::codes::DealerCode;
use crate::calendar::Period;
use crate::texts::ServiceFailure;
use crate::workflow::export_months::{Selection, export_folder};

/// What to write.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    installation: Installation,
    /// The first period, YYYY-MM
    #[arg(long)]
    from: Period,
    /// The last period, YYYY-MM
    #[arg(long)]
    through: Period,
    /// The folder for the files; those of an export before are replaced
    #[arg(long)]
    out: PathBuf,
    /// One dealer's alone
    #[arg(long)]
    dealer: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    args.installation.ended(export(args))
}

fn export(args: &Args) -> Result<ExitCode, ServiceFailure> {
    let (lang, dealer) = (args.installation.lang, args.dealer.as_deref().and_then(DealerCode::new));
    let office = args.installation.office(2)?;
    let selection = Selection { from: args.from, through: args.through, dealer: dealer.as_ref() };
    export_folder(&office, selection, lang, &args.out).map_err(|error| super::settle::failure(error, lang))?;
    println!("{}", args.out.display());
    Ok(ExitCode::SUCCESS)
}
