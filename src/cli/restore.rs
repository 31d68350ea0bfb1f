//! `sanbao restore`: an embedded database from its backup, verified before it takes its place.

use std::path::PathBuf;
use std::process::ExitCode;

use super::installation::Installation;
use crate::store::backup;
use crate::texts::ServiceFailure;

/// What to restore, and where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    installation: Installation,
    /// The backup; its SHA-256 stands beside it
    #[arg(long)]
    from: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    args.installation.ended(restore(args))
}

fn restore(args: &Args) -> Result<ExitCode, ServiceFailure> {
    let entries = backup::restore(&args.from, &args.installation.database_url)?;
    println!("{}", args.installation.lang.restored(&args.installation.database_url, entries));
    Ok(ExitCode::SUCCESS)
}
