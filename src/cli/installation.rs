//! Where an installation is: what the commands on its database have in common.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use super::secret::SecretArgs;
use crate::auth::Attempts;
use crate::clock::Clock;
use crate::reports::pdf::Typeface;
use crate::sheets::Reader;
use crate::store::{Store, settings};
use crate::texts::{FontFault, Lang, ServiceFailure};
use crate::workflow::know_number::note_where_due;
use crate::workflow::sum_ledger::sum_where_due;
use crate::workflow::{Office, scratch};

/// Where the database is, and what opens its secrets.
#[derive(Debug, clap::Args)]
pub struct Installation {
    /// A PostgreSQL URL, or the path of an SQLite file
    #[arg(long, env = "SANBAO_DATABASE_URL", hide_env_values = true, default_value = "sanbao.db", global = true)]
    pub database_url: String,
    #[command(flatten)]
    secret: SecretArgs,
    /// An OpenType or TrueType font for PDFs, for names with characters that the product's own font lacks
    #[arg(long, env = "SANBAO_FONT", global = true)]
    font: Option<PathBuf>,
    /// The language of what is said here
    #[arg(long, value_enum, default_value_t, global = true)]
    pub lang: Lang,
}

impl Installation {
    /// The database, as it stands.
    pub fn store(&self, connections: u32) -> Result<Store, ServiceFailure> {
        Ok(Store::open(&self.database_url, connections)?)
    }

    /// The database, brought up to date, with everything that verbs work with.
    pub fn office(&self, connections: u32) -> Result<Office, ServiceFailure> {
        office(&self.database_url, &self.secret, self.font.as_deref(), connections)
    }

    /// The exit status of a command that came to its end, which says why it failed.
    pub fn ended(&self, outcome: Result<ExitCode, ServiceFailure>) -> ExitCode {
        scratch::end();
        outcome.unwrap_or_else(|failure| {
            eprintln!("{}", self.lang.service_failure(&failure));
            ExitCode::from(super::NOTHING_DONE)
        })
    }
}

/// A database, brought up to date, with everything that verbs work with. Every process on it has the same time, also where
/// the demonstration has set it.
pub fn office(
    database_url: &str,
    secret: &SecretArgs,
    font: Option<&Path>,
    connections: u32,
) -> Result<Office, ServiceFailure> {
    let typeface = font.map_or_else(|| Ok(Typeface::embedded()), typeface)?;
    let seal = secret.seal(database_url)?;
    let store = Store::open(database_url, connections)?;
    store.migrate()?;
    sum_where_due(&store)?;
    note_where_due(&store, &seal)?;
    let clock = Clock::default();
    let shift = store.read(|c| settings::get(c, settings::CLOCK_SHIFT_SECONDS))?;
    clock.shift(shift.and_then(|seconds| seconds.parse().ok()).unwrap_or_default());
    let reader = Reader::new(std::env::current_exe()?);
    Ok(Office { store, clock, reader, seal, attempts: Attempts::default(), typeface })
}

fn typeface(path: &Path) -> Result<Arc<Typeface>, ServiceFailure> {
    let fault = |reason| ServiceFailure::Font { path: path.to_owned(), reason };
    let bytes = std::fs::read(path).map_err(|error| fault(FontFault::Unreadable(error.to_string())))?;
    Typeface::of(bytes).map(Arc::new).map_err(|error| fault(FontFault::Unfit(error)))
}
