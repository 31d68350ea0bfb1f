//! `sanbao settle`: settles the open months of every dealer now.

use std::process::ExitCode;

use super::installation::Installation;
use crate::jobs;
use crate::texts::{Lang, ServiceFailure};
use crate::workflow::Error;
use crate::workflow::settle_dealer::queue_all;

/// Where.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    installation: Installation,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    args.installation.ended(settle(args))
}

/// What one settlement changes at another dealer is settled too, since its job is due then.
fn settle(args: &Args) -> Result<ExitCode, ServiceFailure> {
    let lang = args.installation.lang;
    let office = args.installation.office(2)?;
    let dealers = queue_all(&office).map_err(|error| failure(error, lang))?;
    jobs::run_due(&office)?;
    println!("{}", lang.settled(dealers.len()));
    Ok(ExitCode::SUCCESS)
}

/// Why a verb could not be done, for a command.
pub fn failure(error: Error, lang: Lang) -> ServiceFailure {
    match error {
        Error::Store(error) => ServiceFailure::Store(error),
        Error::Io(error) => ServiceFailure::Io(error),
        other => ServiceFailure::Io(std::io::Error::other(lang.verb_error(&other))),
    }
}
