//! The schema's way from version to version: a folder for each backend, the same names in both, embedded in the binary.

use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Db, Error, Store};

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Held by whoever migrates, when several processes start on one PostgreSQL.
const LOCK: &str = "SELECT pg_advisory_lock(727001)";
const UNLOCK: &str = "SELECT pg_advisory_unlock(727001)";

impl Store {
    /// Brings the schema up to date, and answers how many migrations ran.
    pub fn migrate(&self) -> Result<usize, Error> {
        let mut connection = self.connection()?;
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| Error::Migration(error.to_string());
        match &mut *connection {
            Db::Postgres(postgres) => {
                postgres.batch_execute(LOCK)?;
                let ran = postgres.run_pending_migrations(POSTGRES).map(|ran| ran.len()).map_err(failed);
                postgres.batch_execute(UNLOCK)?;
                ran
            }
            Db::Sqlite(sqlite) => sqlite.run_pending_migrations(SQLITE).map(|ran| ran.len()).map_err(failed),
        }
    }

    /// Runs the next migration alone; only tests do.
    #[doc(hidden)]
    pub fn migrate_once(&self) -> Result<(), Error> {
        let mut connection = self.connection()?;
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| Error::Migration(error.to_string());
        match &mut *connection {
            Db::Postgres(postgres) => postgres.run_next_migration(POSTGRES).map(drop).map_err(failed),
            Db::Sqlite(sqlite) => sqlite.run_next_migration(SQLITE).map(drop).map_err(failed),
        }
    }

    /// Takes every migration back; only tests do.
    #[doc(hidden)]
    pub fn revert_migrations(&self) -> Result<usize, Error> {
        let mut connection = self.connection()?;
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| Error::Migration(error.to_string());
        match &mut *connection {
            Db::Postgres(postgres) => postgres.revert_all_migrations(POSTGRES).map(|ran| ran.len()).map_err(failed),
            Db::Sqlite(sqlite) => sqlite.revert_all_migrations(SQLITE).map(|ran| ran.len()).map_err(failed),
        }
    }

    /// Whether the schema is the one that this binary was made for.
    pub fn is_migrated(&self) -> Result<bool, Error> {
        let mut connection = self.connection()?;
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| Error::Migration(error.to_string());
        let pending = match &mut *connection {
            Db::Postgres(postgres) => postgres.has_pending_migration(POSTGRES).map_err(failed)?,
            Db::Sqlite(sqlite) => sqlite.has_pending_migration(SQLITE).map_err(failed)?,
        };
        Ok(!pending)
    }
}
