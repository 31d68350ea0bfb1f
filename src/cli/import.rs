//! `sanbao import`: takes the registers and agreements of a folder into the database.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::auth::{Actor, Attempts, Role, Seal};
use crate::clock::Clock;
use crate::sheets::Reader;
use crate::store::{self, Store, people};
use crate::texts::Lang;
use crate::workflow::Office;
use crate::workflow::import_folder::{FolderError, import_folder};

/// What to import.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with the registers and the agreements
    folder: PathBuf,
    /// The database: a postgres:// URL, or the path of an SQLite file
    #[arg(long, env = "SANBAO_DATABASE_URL")]
    database_url: String,
    /// The login of the administrator who does it
    #[arg(long = "as")]
    login: String,
    /// The language of messages
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

/// Why nothing, or not all, was imported.
enum Failed {
    Store(store::Error),
    Io(std::io::Error),
    NoAdministrator,
    Folder(FolderError),
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let Err(failed) = import(args) else { return ExitCode::SUCCESS };
    let lines = match failed {
        Failed::Store(error) => vec![error.to_string()],
        Failed::Io(error) => vec![error.to_string()],
        Failed::NoAdministrator => vec![args.lang.no_administrator(&args.login)],
        Failed::Folder(FolderError::Folder(error)) => args.lang.run_error(&error),
        Failed::Folder(FolderError::Verb(error)) => vec![args.lang.verb_error(&error)],
    };
    for line in lines {
        eprintln!("{line}");
    }
    ExitCode::from(super::NOTHING_DONE)
}

fn import(args: &Args) -> Result<(), Failed> {
    let store = Store::open(&args.database_url, 2).map_err(Failed::Store)?;
    store.migrate().map_err(Failed::Store)?;
    let actor = administrator(&store, &args.login)?;
    let reader = Reader::new(std::env::current_exe().map_err(Failed::Io)?);
    // Nothing here is sealed or opened; a key of its own does.
    let seal = Seal::of_text(&Seal::new_key_text()).map_err(|error| Failed::Io(std::io::Error::other(error)))?;
    let office = Office { store, clock: Clock::default(), reader, seal, attempts: Attempts::default() };
    import_folder(&office, &actor, &args.folder, |taken| println!("{}", args.lang.taken(taken))).map_err(Failed::Folder)
}

/// The person on whose behalf the command runs, who stands in every record of it.
fn administrator(store: &Store, login: &str) -> Result<Actor, Failed> {
    let person = store.read(|c| people::by_login(c, login)).map_err(Failed::Store)?;
    let role = Role::Administrator;
    let is_administrator = |person: &people::PersonRow| person.role == role.as_str() && person.disabled_at.is_none();
    match person.filter(is_administrator) {
        Some(person) => Ok(Actor { login: person.login, role, dealer: None }),
        None => Err(Failed::NoAdministrator),
    }
}
