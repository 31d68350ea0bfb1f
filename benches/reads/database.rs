//! A database that is gone with its value.

use std::path::PathBuf;
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use sanbao::auth::{Attempts, Seal};
use sanbao::clock::Clock;
use sanbao::reports::pdf::Typeface;
use sanbao::sheets::Reader;
use sanbao::store::{Backend, Store};
use sanbao::workflow::Office;
use tempfile::TempDir;

use crate::cluster::CLUSTER;

/// As `sanbao serve` has it where nothing is said.
const CONNECTIONS: u32 = 16;
/// The one database on PostgreSQL.
const NAME: &str = "reads";

/// An office on a database of its own.
pub struct Database {
    pub office: Arc<Office>,
    backend: Backend,
    _folder: TempDir,
}

impl Database {
    /// Makes one, migrated and empty.
    pub fn make(backend: Backend) -> Self {
        let folder = TempDir::new().unwrap();
        let url = match backend {
            Backend::Sqlite => folder.path().join("sanbao.db").to_str().unwrap().to_owned(),
            Backend::Postgres => {
                CLUSTER.create(NAME);
                tidies_itself();
                CLUSTER.url(NAME)
            }
        };
        let store = Store::open(&url, CONNECTIONS).unwrap();
        store.migrate().unwrap();
        let reader = Reader::new(PathBuf::from(env!("CARGO_BIN_EXE_sanbao")));
        let seal = Seal::new(&[7; 32]);
        let office = Office {
            store,
            clock: Clock::default(),
            reader,
            seal,
            attempts: Attempts::default(),
            typeface: Typeface::embedded(),
        };
        Self { office: Arc::new(office), backend, _folder: folder }
    }

    /// What a PostgreSQL does by itself from time to time; that of the tests does not.
    pub fn vacuum(&self) {
        match self.backend {
            Backend::Postgres => drop(CLUSTER.program("vacuumdb", &["--analyze", "--quiet"], NAME)),
            Backend::Sqlite => {
                self.office.store.connection().unwrap().batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
            }
        }
    }
}

/// As installations have it, and the tests do not: where nobody clears away what was updated, a table of one row becomes
/// one of megabytes, and every entry of the audit trail reads it.
fn tidies_itself() {
    for statement in ["ALTER SYSTEM SET autovacuum = on", "SELECT pg_reload_conf()"] {
        CLUSTER.program("psql", &["--quiet", "--output=/dev/null", "--command", statement], NAME);
    }
}

/// Tells PostgreSQL what came, as it would find out by itself.
pub fn analyze(office: &Office) {
    if office.store.backend() == Backend::Postgres {
        office.store.connection().unwrap().batch_execute("ANALYZE").unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.backend == Backend::Postgres {
            CLUSTER.remove(NAME);
        }
    }
}

/// Does for the tables that reviewing fills what PostgreSQL does every minute and the tests' cluster does not: it sweeps up
/// the versions of the one row that every entry of the audit trail changes (each took 10 ms), and looks at what came, so
/// that a plan made for an empty table is given up.
pub fn keep_up(office: &Office) {
    if office.store.backend() == Backend::Postgres {
        let mut connection = office.store.connection().unwrap();
        for sweep in ["VACUUM audit_head", "ANALYZE reviews"] {
            connection.batch_execute(sweep).unwrap();
        }
    }
}
