//! `sanbao migrate`: brings the database's schema up to date.

use std::process::ExitCode;

use super::installation::Installation;
use crate::texts::ServiceFailure;
use crate::workflow::sum_ledger::sum_where_due;

/// What to migrate.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    installation: Installation,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    args.installation.ended(migrate(&args.installation))
}

fn migrate(installation: &Installation) -> Result<ExitCode, ServiceFailure> {
    let store = installation.store(1)?;
    let ran = store.migrate()?;
    sum_where_due(&store)?;
    println!("{}", installation.lang.migrated(ran));
    Ok(ExitCode::SUCCESS)
}
