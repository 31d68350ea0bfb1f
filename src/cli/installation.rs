//! Where an installation is: what the commands on its database have in common.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::auth::{Attempts, Seal};
use crate::clock::Clock;
use crate::sheets::Reader;
use crate::store::{Backend, Store};
use crate::texts::{Lang, ServiceFailure};
use crate::workflow::Office;

/// Where the database is, and what opens its secrets.
#[derive(Debug, clap::Args)]
pub struct Installation {
    /// A PostgreSQL URL, or the path of an SQLite file
    #[arg(long, env = "SANBAO_DATABASE_URL", hide_env_values = true, default_value = "sanbao.db")]
    pub database_url: String,
    /// The file with the installation's key; made beside an SQLite file where it is missing
    #[arg(long, env = "SANBAO_SECRET_FILE", default_value = "sanbao.key")]
    pub secret_file: PathBuf,
    /// The language of what is said here
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
}

impl Installation {
    /// The database, as it stands.
    pub fn store(&self, connections: u32) -> Result<Store, ServiceFailure> {
        Ok(Store::open(&self.database_url, connections)?)
    }

    /// The database, brought up to date, with everything that verbs work with.
    pub fn office(&self, connections: u32) -> Result<Office, ServiceFailure> {
        let seal = self.seal()?;
        let store = self.store(connections)?;
        store.migrate()?;
        let program = std::env::current_exe()?;
        let (clock, attempts) = (Clock::default(), Attempts::default());
        Ok(Office { store, clock, reader: Reader::new(program), seal, attempts })
    }

    fn seal(&self) -> Result<Seal, ServiceFailure> {
        let text = match std::fs::read_to_string(&self.secret_file) {
            Err(error) if error.kind() == ErrorKind::NotFound && self.is_embedded() => new_key(&self.secret_file),
            read => read,
        };
        let failed = |reason: String| ServiceFailure::Secret { path: self.secret_file.clone(), reason };
        Seal::of_text(&text.map_err(|error| failed(error.to_string()))?).map_err(|error| failed(error.to_string()))
    }

    fn is_embedded(&self) -> bool {
        Backend::of(&self.database_url) == Backend::Sqlite
    }

    /// The exit status of a command, which says why it failed.
    pub fn ended(&self, outcome: Result<ExitCode, ServiceFailure>) -> ExitCode {
        outcome.unwrap_or_else(|failure| {
            eprintln!("{}", self.lang.service_failure(&failure));
            ExitCode::from(super::NOTHING_DONE)
        })
    }
}

/// Only its owner can read the file.
fn new_key(path: &Path) -> std::io::Result<String> {
    let key = Seal::new_key_text();
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{key}")?;
    file.sync_all()?;
    Ok(key)
}
