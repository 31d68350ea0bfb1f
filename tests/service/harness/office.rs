//! An office as the verbs see it, on a fresh database.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

use diesel::connection::SimpleConnection;
use sanbao::auth::{Attempts, Seal};
use sanbao::calendar::Moment;
use sanbao::clock::Clock;
use sanbao::reports::pdf::Typeface;
use sanbao::sheets::Reader;
use sanbao::store::{Backend, Store};
use sanbao::workflow::Office;
use tempfile::TempDir;

use crate::cluster::CLUSTER;

/// Enough for a test that does two things at once.
const CONNECTIONS: u32 = 4;

/// The bytes of a migrated SQLite database.
static SQLITE_TEMPLATE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let (grown, whole) = (folder.path().join("grown.db"), folder.path().join("whole.db"));
    let store = Store::open(grown.to_str().unwrap(), 1).unwrap();
    store.migrate().unwrap();
    let copy = format!("VACUUM INTO '{}'", whole.display());
    store.connection().unwrap().batch_execute(&copy).unwrap();
    std::fs::read(whole).unwrap()
});

/// An office of the test's own.
pub struct TestOffice {
    /// What the verbs take. Its clock can be set.
    pub office: Arc<Office>,
    /// Where its database is, for a second process on it.
    pub url: String,
    /// On PostgreSQL, the database's name.
    database: Option<String>,
    /// Gone with the test.
    pub folder: TempDir,
}

impl TestOffice {
    /// An office on a migrated, empty database.
    pub fn on(backend: Backend) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let folder = TempDir::new().unwrap();
        let (url, database) = match backend {
            Backend::Sqlite => {
                let path = folder.path().join("sanbao.db");
                std::fs::write(&path, &*SQLITE_TEMPLATE).unwrap();
                (path.to_str().unwrap().to_owned(), None)
            }
            Backend::Postgres => {
                let name = format!("test_{}", MADE.fetch_add(1, Ordering::Relaxed));
                CLUSTER.create(&name);
                (CLUSTER.url(&name), Some(name))
            }
        };
        Self { office: open(&url), url, database, folder }
    }

    /// A second office on the same database, as another process would be.
    pub fn another(&self) -> Arc<Office> {
        open(&self.url)
    }

    /// The same, whose clock shows the same.
    pub fn another_at_the_same_time(&self) -> Arc<Office> {
        let another = self.another();
        another.clock.shift(self.office.clock.shift_seconds());
        another
    }

    /// Shows this business time from now on, such as `2026-02-20 10:00`.
    pub fn at(&self, business_time: &str) {
        self.office.clock.set(Moment::parse_from_str(business_time, "%Y-%m-%d %H:%M").unwrap());
    }

    /// Which backend it is on.
    pub fn backend(&self) -> Backend {
        self.office.store.backend()
    }

    /// The schema of the database as text.
    pub fn dump_schema(&self) -> String {
        match &self.database {
            Some(database) => super::super::schema::dump_postgres(database),
            None => super::super::schema::dump_sqlite(&self.office.store),
        }
    }
}

impl Drop for TestOffice {
    fn drop(&mut self) {
        if let Some(database) = &self.database {
            CLUSTER.remove(database);
        }
    }
}

fn open(url: &str) -> Arc<Office> {
    let store = Store::open(url, CONNECTIONS).unwrap();
    let reader = Reader::new(PathBuf::from(env!("CARGO_BIN_EXE_sanbao")));
    // The same for every office of a database, as its processes have it.
    let seal = Seal::new(&[7; 32]);
    Arc::new(Office {
        store,
        clock: Clock::default(),
        reader,
        seal,
        attempts: Attempts::default(),
        typeface: Typeface::embedded(),
    })
}
