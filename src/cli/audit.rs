//! `sanbao audit verify`: whether the audit trail is as it was written.

use std::process::ExitCode;

use super::installation::Installation;
use crate::store::audit::{self, Verified};
use crate::texts::ServiceFailure;

/// What to do with the audit trail.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Check every entry's hash, and that none is missing
    Verify(Installation),
}

/// The exit status where an entry is not as it was written.
const BROKEN: u8 = 1;

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let Action::Verify(installation) = &args.action;
    installation.ended(verify(installation))
}

fn verify(installation: &Installation) -> Result<ExitCode, ServiceFailure> {
    let verified = installation.store(1)?.read(audit::verify)?;
    println!("{}", installation.lang.verified(verified));
    Ok(match verified {
        Verified::Whole { .. } => ExitCode::SUCCESS,
        Verified::Broken { .. } => ExitCode::from(BROKEN),
    })
}
