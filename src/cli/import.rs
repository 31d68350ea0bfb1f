//! `sanbao import`: takes the registers and agreements of a folder into the database.

use std::path::PathBuf;
use std::process::ExitCode;

use super::installation::Installation;
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::store::{Store, people};
use crate::texts::ServiceFailure;
use crate::workflow::change_settings::{Change, change_settings};
use crate::workflow::import_folder::{FolderError, import_folder};

/// What to import.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with the registers and the agreements
    folder: PathBuf,
    /// The login of the administrator who does it
    #[arg(long = "as")]
    login: String,
    /// The first month that is settled, YYYY-MM; by default the one in which the first agreement comes in
    #[arg(long)]
    first_period: Option<Period>,
    #[command(flatten)]
    installation: Installation,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    args.installation.ended(import(args))
}

fn import(args: &Args) -> Result<ExitCode, ServiceFailure> {
    let lang = args.installation.lang;
    let office = args.installation.office(2)?;
    let Some(actor) = administrator(&office.store, &args.login)? else {
        eprintln!("{}", lang.no_administrator(&args.login));
        return Ok(ExitCode::from(super::NOTHING_DONE));
    };
    if let Some(period) = args.first_period {
        let change = Change { first_period: Some(period), ..Change::default() };
        change_settings(&office, &actor, change).map_err(|error| super::settle::failure(error, lang))?;
    }
    let imported = import_folder(&office, &actor, &args.folder, |taken| println!("{}", lang.taken(taken)));
    let lines = match imported {
        Ok(()) => return Ok(ExitCode::SUCCESS),
        Err(FolderError::Folder(error)) => lang.run_error(&error),
        Err(FolderError::Verb(error)) => vec![lang.verb_error(&error)],
    };
    for line in lines {
        eprintln!("{line}");
    }
    Ok(ExitCode::from(super::NOTHING_DONE))
}

/// The person on whose behalf the command runs, who stands in every record of it.
fn administrator(store: &Store, login: &str) -> Result<Option<Actor>, ServiceFailure> {
    let role = Role::Administrator;
    let person = store.read(|c| people::by_login(c, login))?;
    let person = person.filter(|person| person.role == role.as_str() && person.disabled_at.is_none());
    Ok(person.map(|person| Actor { login: person.login, role, dealer: None }))
}
