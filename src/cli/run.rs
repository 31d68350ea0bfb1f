//! `sanbao run`: settles the months of a folder.

use std::process::ExitCode;

/// What to run.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: &Args) -> ExitCode {
    ExitCode::SUCCESS
}
