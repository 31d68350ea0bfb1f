//! The demonstration's database, made once, and a server on a copy of it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};

use sanbao::app::CookieKind;
use sanbao::auth::{Actor, Attempts, Seal};
use sanbao::clock::Clock;
use sanbao::jobs::Runner;
use sanbao::reports::pdf::Typeface;
use sanbao::sheets::Reader;
use sanbao::store::Store;
use sanbao::workflow::Office;
use sanbao::workflow::demonstrate::{PEOPLE, demonstrate};
use sanbao::workflow::enrol_second_factor::give_second_factor;
use serde_json::{Map, Value};
use tempfile::TempDir;

use super::browser;
use crate::served::Served;

/// What is made once for all tests of the process.
struct Made {
    folder: TempDir,
    shift_seconds: i64,
    /// The secrets of second factors by login.
    secrets: Map<String, Value>,
}

static MADE: LazyLock<Made> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let office = office(&folder.path().join("demo.db"));
    office.store.migrate().unwrap();
    demonstrate(&office, Path::new("import-samples"), &mut |_, _| {}).unwrap();
    let mut secrets = Map::new();
    for (login, _, role) in PEOPLE {
        if role.moves_money() {
            let secret = give_second_factor(&office, &Actor::system(), login).unwrap().secret;
            secrets.insert(login.to_owned(), secret.into());
        }
    }
    Made { shift_seconds: office.clock.shift_seconds(), folder, secrets }
});

fn office(path: &Path) -> Office {
    let store = Store::open(path.to_str().unwrap(), 8).unwrap();
    let reader = Reader::new(PathBuf::from(env!("CARGO_BIN_EXE_sanbao")));
    Office {
        store,
        clock: Clock::default(),
        reader,
        seal: Seal::new(&[7; 32]),
        attempts: Attempts::default(),
        typeface: Typeface::embedded(),
    }
}

/// A server on a copy of the demonstration.
pub struct Demo {
    served: Served,
    jobs: Option<Runner>,
    /// The copy; gone with the test.
    _folder: TempDir,
}

impl Demo {
    /// Copies the database and serves it.
    pub fn copied() -> Self {
        let made = &*MADE;
        let folder = TempDir::new().unwrap();
        for file in std::fs::read_dir(made.folder.path()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
        let office = Arc::new(office(&folder.path().join("demo.db")));
        office.clock.shift(made.shift_seconds);
        let jobs = Runner::start(&office, 1);
        let served = Served::begin(office, CookieKind::Plain);
        Self { served, jobs: Some(jobs), _folder: folder }
    }

    /// Runs a script of `tests/pages`, which fails the test where it fails.
    pub fn run(&self, script: &str) {
        self.run_in(script, "");
    }

    /// Runs one that can be gone through in several ways.
    pub fn run_in(&self, script: &str, way: &str) {
        browser::install();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let screenshots = root.join("target/screenshots");
        std::fs::create_dir_all(&screenshots).unwrap();
        let status = Command::new("node")
            .current_dir(root.join("tests/pages"))
            .args(["--test", "--test-reporter=spec", "--test-timeout=1500000", script])
            .env("SANBAO_URL", &self.served.address)
            .env("SANBAO_SHIFT_SECONDS", MADE.shift_seconds.to_string())
            .env("SANBAO_SECRETS", Value::from(MADE.secrets.clone()).to_string())
            .env("SANBAO_SCREENSHOTS", screenshots)
            .env("SANBAO_WAY", way)
            .status()
            .unwrap();
        assert!(status.success(), "tests/pages/{script} {way} failed; what it printed says where");
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if let Some(jobs) = self.jobs.take() {
            jobs.stop();
        }
    }
}
