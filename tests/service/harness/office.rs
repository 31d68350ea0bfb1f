//! An installation on an empty, migrated database.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use sanbao::auth::{Attempts, Seal};
use sanbao::calendar::Moment;
use sanbao::clock::Clock;
use sanbao::sheets::Reader;
use sanbao::store::{Backend, Store};
use sanbao::workflow::Office;
use tempfile::TempDir;

use super::postgres;

/// One test's installation; what it keeps goes with it.
pub struct TestOffice {
    /// What verbs work with.
    pub office: Arc<Office>,
    /// Where the database is.
    pub url: String,
    folder: TempDir,
}

/// Migrating takes a while; a copy does not.
static SQLITE: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("template.db");
    Store::open(path.to_str().unwrap(), 1).unwrap().migrate().unwrap();
    (folder, path)
});

static POSTGRES: LazyLock<String> = LazyLock::new(|| {
    let url = postgres::new_database("");
    Store::open(&url, 1).unwrap().migrate().unwrap();
    url
});

impl TestOffice {
    /// An installation on a database of its own.
    pub fn on(backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match backend {
            Backend::Sqlite => {
                let path = folder.path().join("sanbao.db");
                std::fs::copy(&SQLITE.1, &path).unwrap();
                path.to_str().unwrap().to_owned()
            }
            Backend::Postgres => postgres::new_database(postgres::name_of(&POSTGRES)),
        };
        Self { office: office(&url), url, folder }
    }

    /// A second process's view of the same installation.
    pub fn another(&self) -> Arc<Office> {
        let another = office(&self.url);
        another.clock.shift(self.office.clock.shift_seconds());
        another
    }

    /// A folder that goes with the test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Shows this business time from now on, such as `2026-02-20 10:00`.
    pub fn at(&self, business_time: &str) {
        self.office.clock.set(Moment::parse_from_str(business_time, "%Y-%m-%d %H:%M").unwrap());
    }
}

fn office(url: &str) -> Arc<Office> {
    Arc::new(Office {
        store: Store::open(url, 4).unwrap(),
        clock: Clock::default(),
        reader: Reader::new(env!("CARGO_BIN_EXE_sanbao").into()),
        seal: Seal::new(&[7; 32]),
        attempts: Attempts::default(),
    })
}
