//! `sanbao samples`: makes a sample folder.

use std::process::ExitCode;

/// What to make.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: &Args) -> ExitCode {
    ExitCode::SUCCESS
}
