//! `sanbao backup`: a copy of the embedded database, while it serves.

use std::path::PathBuf;
use std::process::ExitCode;

use super::installation::Installation;
use crate::clock::Clock;
use crate::store::{backup, settings};
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
    let store = args.installation.store(1)?;
    let sha256 = backup::back_up(&store, &args.out)?;
    // For the page that says how the installation is doing; the copy itself does not have it.
    store.write(|c| settings::set(c, settings::BACKED_UP_AT, &Clock::default().now().to_string()))?;
    println!("{}", args.installation.lang.backed_up(&args.out, &sha256));
    Ok(ExitCode::SUCCESS)
}
