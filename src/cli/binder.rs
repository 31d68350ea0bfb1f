//! `sanbao binder`: the evidence of a statement or of a dispute as one zip, from the database.

use std::path::PathBuf;
use std::process::ExitCode;

use super::installation::Installation;
use crate::agreement::codes::DealerCode;
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::texts::ServiceFailure;
use crate::workflow::Error;
use crate::workflow::bind_evidence::{bind_dispute, bind_statement};

/// What to bind.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    installation: Installation,
    /// Whose
    #[arg(long)]
    dealer: String,
    /// The statement's period, YYYY-MM
    #[arg(long, required_unless_present = "dispute")]
    period: Option<Period>,
    /// A dispute, by its identifier
    #[arg(long, conflicts_with = "period")]
    dispute: Option<String>,
    /// With the sheets as they were uploaded and what was attached, which hold customers' data
    #[arg(long)]
    originals: bool,
    /// The zip; an existing file is replaced
    #[arg(long)]
    out: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    args.installation.ended(bind(args))
}

fn bind(args: &Args) -> Result<ExitCode, ServiceFailure> {
    let lang = args.installation.lang;
    let office = args.installation.office(2)?;
    let system = Actor::system();
    let actor = if args.originals { Actor { role: Role::Reviewer, ..system } } else { system };
    let failed = |error| super::settle::failure(error, lang);
    let dealer = DealerCode::new(&args.dealer).ok_or(Error::NotFound).map_err(failed)?;
    let bytes = match (&args.dispute, args.period) {
        (Some(id), _) => bind_dispute(&office, &actor, &dealer, id),
        (None, Some(period)) => bind_statement(&office, &actor, &dealer, period),
        (None, None) => Err(Error::NotFound),
    };
    std::fs::write(&args.out, bytes.map_err(failed)?)?;
    println!("{}", args.out.display());
    Ok(ExitCode::SUCCESS)
}
