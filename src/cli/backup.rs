//! `sanbao backup`: a copy of the embedded database, while it serves.

use std::path::PathBuf;
use std::process::ExitCode;

use super::installation::Installation;
use crate::store::backup;
use crate::texts::ServiceFailure;

/// What to copy, and where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    installation: Installation,
    /// The file to write; its SHA-256 comes beside it
    #[arg(long)]
    out: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    args.installation.ended(back_up(args))
}

fn back_up(args: &Args) -> Result<ExitCode, ServiceFailure> {
    let sha256 = backup::back_up(&args.installation.store(1)?, &args.out)?;
    println!("{}", args.installation.lang.backed_up(&args.out, &sha256));
    Ok(ExitCode::SUCCESS)
}
