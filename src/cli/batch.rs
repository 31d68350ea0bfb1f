//! `sanbao batch`: the documents of a payment batch, from the database.

use std::path::PathBuf;
use std::process::ExitCode;

use super::installation::Installation;
use crate::texts::ServiceFailure;
use crate::workflow::batch_documents::write_documents;

/// What to write.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    installation: Installation,
    /// The batch's identifier
    id: String,
    /// The folder for the documents; it is made where there is none
    #[arg(long)]
    out: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    args.installation.ended(write(args))
}

fn write(args: &Args) -> Result<ExitCode, ServiceFailure> {
    let lang = args.installation.lang;
    let office = args.installation.office(2)?;
    let written = write_documents(&office, &args.id, lang, &args.out);
    for path in written.map_err(|error| super::settle::failure(error, lang))? {
        println!("{}", path.display());
    }
    Ok(ExitCode::SUCCESS)
}
