//! A process of `sanbao serve`: started on a test's database, killed or told to stop.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rustix::process::{Pid, Signal, kill_process};
use sanbao::store::settings;

use crate::service::harness::TestOffice;

/// The key of the harness' offices, as a process is given it.
const KEY: [&str; 32] = ["07"; 32];

/// A running `sanbao serve`.
pub struct Served {
    child: Child,
    /// `http://127.0.0.1:…`
    pub address: String,
    log: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
}

impl Served {
    /// Starts a process on the test's database, at the time that the test's clock shows, and waits until it
    /// answers.
    pub fn start(test: &TestOffice) -> Self {
        let mut child = Command::new("nice")
            // Other tests measure how fast they are.
            .args(["-n", "5", env!("CARGO_BIN_EXE_sanbao"), "serve", "--listen", "127.0.0.1:0", "--lang", "en"])
            .args(["--database-url", &test.url])
            .env("SANBAO_SECRET_KEY", KEY.concat())
            .env("TMPDIR", temporary(test))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        let address = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {said:?}")).unwrap();
            if let Some((_, place)) = line.split_once("127.0.0.1:") {
                let port: String = place.chars().take_while(char::is_ascii_digit).collect();
                break format!("http://127.0.0.1:{port}");
            }
            said.push(line);
        };
        // Told to stop before it takes requests, it would end without a word.
        assert_eq!(ureq::get(format!("{address}/healthz")).call().unwrap().status(), 200);
        let log = Arc::new(Mutex::new(said));
        let kept = Arc::clone(&log);
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        Self { child, address, log, reader: Some(reader) }
    }

    /// Kills it (SIGKILL); answers what it logged.
    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.ended()
    }

    /// Tells it to stop (SIGTERM), and sees that it ends well; answers what it logged.
    pub fn stop(mut self) -> Vec<String> {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        let status = self.child.wait().unwrap();
        let log = self.ended();
        assert!(status.success(), "{status}: {log:?}");
        log
    }

    fn ended(&mut self) -> Vec<String> {
        self.child.wait().unwrap();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        std::mem::take(&mut *self.log.lock().unwrap())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // A test that failed leaves no process behind.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Where the processes of a test keep what is gone with them.
pub fn temporary(test: &TestOffice) -> PathBuf {
    let folder = test.folder.path().join("temporary");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Processes that are started from here on show the time of the test's clock.
pub fn keep_time(test: &TestOffice) {
    let shift = test.office.clock.shift_seconds().to_string();
    test.office.store.write(|c| settings::set(c, settings::CLOCK_SHIFT_SECONDS, &shift)).unwrap();
}

/// What a log has of failures: everything that is an error, or says that the database had no time.
pub fn failures(log: &[String]) -> Vec<&String> {
    let tells = |line: &&String| {
        line.contains("\"level\":\"ERROR\"")
            || line.contains("locked")
            || line.contains("panicked")
            || line.contains("deadlock")
    };
    log.iter().filter(tells).collect()
}
