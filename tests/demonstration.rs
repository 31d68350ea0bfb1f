//! The demonstration as its users start it, and the commands on the database that it leaves.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails where it cannot go on")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// `sanbao` with the words of a command line.
fn sanbao(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sanbao"));
    command.args(words).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// In surroundings that speak of another installation.
fn elsewhere(command: &mut Command) -> &mut Command {
    let other = [
        ("SANBAO_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
        ("SANBAO_SECRET_FILE", "/nonexistent/key"),
        ("SANBAO_SECRET_KEY", "none"),
        ("SANBAO_LISTEN", "none"),
        ("SANBAO_WORKERS", "none"),
    ];
    command.envs(other)
}

/// A demonstration that serves.
struct Demonstration {
    process: Child,
    address: String,
    /// The lines that it said.
    said: Vec<String>,
}

impl Demonstration {
    fn start(folder: &Path) -> Self {
        let words = ["demo", "--dir", folder.to_str().unwrap(), "--listen", "127.0.0.1:0", "--lang", "en"];
        let mut process = elsewhere(&mut sanbao(&words)).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut said: Vec<String> = Vec::new();
        // The last of the logins.
        while !said.last().is_some_and(|line| line.starts_with("  cashier")) {
            said.push(lines.next().unwrap_or_else(|| panic!("it ended after {said:?}")).unwrap());
        }
        let address = said[0].split_whitespace().find(|word| word.starts_with("http://")).unwrap();
        let address = address.trim_end_matches(';').to_owned();
        Self { process, address, said }
    }

    /// Logins and codes, as they were said.
    fn logins(&self) -> BTreeMap<String, String> {
        let of_line = |line: &String| {
            let words: Vec<&str> = line.strip_prefix("  ")?.split_whitespace().collect();
            let code = words.get(1).filter(|word| word.len() == 6 && word.parse::<u32>().is_ok());
            Some((words[0].to_owned(), code.copied().unwrap_or_default().to_owned()))
        };
        self.said.iter().filter_map(of_line).collect()
    }

    fn sign_in(&self, login: &str, code: &str) -> Person {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let body = json!({ "login": login, "password": "try-the-three-guarantees", "code": code });
        let address = format!("{}/api/v1/session", self.address);
        let mut answer = agent.post(address).content_type("application/json").send(body.to_string()).unwrap();
        let said = answer.body_mut().read_to_string().unwrap();
        assert_eq!(answer.status(), 200, "{login}: {said}");
        let session: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(session["stage"], "full", "{login}");
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Person { agent, address: format!("{}/api/v1", self.address), cookie }
    }

    /// Tells it to stop, and sees that it ends well.
    fn stop(mut self) {
        // Whoever answers hears signals too.
        let begun = Instant::now();
        while ureq::get(format!("{}/healthz", self.address)).call().is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it never answers");
            std::thread::sleep(Duration::from_millis(50));
        }
        let told = Command::new("kill").arg(self.process.id().to_string()).status().unwrap();
        assert!(told.success() && self.process.wait().unwrap().success());
    }
}

impl Drop for Demonstration {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Somebody who is signed in.
struct Person {
    agent: ureq::Agent,
    address: String,
    cookie: String,
}

impl Person {
    fn get(&self, path: &str) -> Value {
        let request = self.agent.get(format!("{}{path}", self.address)).header("Cookie", &self.cookie);
        let mut answer = request.call().unwrap();
        let said = answer.body_mut().read_to_string().unwrap();
        assert_eq!(answer.status(), 200, "{path}: {said}");
        serde_json::from_str(&said).unwrap()
    }

    /// The states of a month's statements.
    fn states(&self, period: &str) -> BTreeSet<String> {
        let page = self.get(&format!("/statements?period={period}"));
        page["items"].as_array().unwrap().iter().map(|month| month["state"].as_str().unwrap().to_owned()).collect()
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[track_caller]
fn check(output: &Output, status: i32, part: &str) -> String {
    let said = said(output);
    assert!(output.status.code() == Some(status) && said.contains(part), "{:?} {said}", output.status.code());
    said
}

/// A database of the demonstration, and its folder.
fn database(folder: &TempDir) -> (PathBuf, String) {
    let path = folder.path().join("demo/sanbao.db");
    (folder.path().join("demo"), path.to_str().unwrap().to_owned())
}

#[test]
fn the_demonstration_shows_a_paid_month_and_one_that_waits_for_approval() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, database) = database(&folder);
    let first = Demonstration::start(&demo);
    let logins = first.logins();
    let roles = ["admin", "caller", "cashier", "finance", "hz01", "manager", "reviewer"];
    assert!(roles.iter().all(|login| logins.contains_key(*login)), "{:?}", first.said);
    // A code signs in once; the manager's is for the second start.
    for login in roles.into_iter().filter(|login| *login != "manager") {
        let person = first.sign_in(login, &logins[login]);
        assert_eq!(person.get("/session")["login"], login);
    }
    let reviewer = first.sign_in("reviewer", "");
    let states = |period| reviewer.states(period).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!([states("2026-01"), states("2026-02"), states("2026-03")], ["paid", "confirmed", "draft"]);
    let uploads = reviewer.get("/uploads?limit=500");
    let filed = uploads["items"].as_array().unwrap();
    assert!(filed.len() > 30 && filed.iter().all(|upload| upload["state"] == "filed"), "through the dealers' way");
    let clerk = first.sign_in("hz01", "");
    let own = clerk.get("/statements");
    assert!(own["items"].as_array().unwrap().iter().all(|month| month["dealer"] == "HZ01"));

    commands_while_it_serves(folder.path(), &database);
    first.stop();

    let second = Demonstration::start(&demo);
    let reviewer = second.sign_in("reviewer", "");
    assert_eq!(reviewer.get("/uploads?limit=500"), uploads, "the second start goes on with what is there");
    // The clock goes on too: the code of now signs in.
    let code = sanbao(&["user", "code", "manager", "--database-url", &database]).output().unwrap();
    second.sign_in("manager", String::from_utf8(code.stdout).unwrap().trim());
    second.stop();
}

/// Backup, restore, audit, settle, export, user: on the database that serves.
fn commands_while_it_serves(folder: &Path, database: &str) {
    let on = |words: &[&str]| {
        let here = ["--database-url", database, "--lang", "en"];
        sanbao(&[words, &here].concat()).output().unwrap()
    };
    let (copy, restored) = (folder.join("copy.db"), folder.join("restored.db"));
    let (copy, restored) = (copy.to_str().unwrap(), restored.to_str().unwrap());
    check(&on(&["audit", "verify"]), 0, "The audit trail is whole");
    check(&on(&["migrate"]), 0, "up to date");
    check(&on(&["settle"]), 0, "6 dealers are settled");
    check(&on(&["user", "list"]), 0, "hz01");
    check(&on(&["user", "code", "nobody"]), 2, "nobody");
    check(&on(&["backup", "--out", copy]), 0, "SHA-256");
    check(&on(&["backup", "--out", copy]), 2, "is there already");
    let aside = sanbao(&["restore", "--from", copy, "--database-url", restored, "--lang", "en"]).output().unwrap();
    check(&aside, 0, "The backup is whole");
    check(&on(&["restore", "--from", copy]), 2, "is there already");
    let exported = |url: &str, out: &str| {
        let out = folder.join(out);
        let months = ["export", "--from", "2026-01", "--through", "2026-03", "--out", out.to_str().unwrap()];
        check(&sanbao(&[&months[..], &["--database-url", url]].concat()).output().unwrap(), 0, "");
        std::fs::read(out.join("decisions.csv")).unwrap()
    };
    std::fs::copy(format!("{database}.key"), format!("{restored}.key")).unwrap();
    assert_eq!(exported(database, "of-the-one"), exported(restored, "of-the-other"));
}

#[test]
fn what_cannot_be_shown_is_told_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, database) = database(&folder);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let show = |words: &[&str]| {
        let all = [&["demo", "--lang", "en", "--dir", demo.to_str().unwrap()], words].concat();
        sanbao(&all).output().unwrap()
    };
    check(&show(&["--listen", &taken]), 2, "Choose another address with --listen.");
    assert!(!demo.exists(), "nothing is filled before the address is had");
    check(&show(&["--listen", "127.0.0.1:0", "--samples", "no-samples"]), 2, "no-samples");
    // An installation is not taken for a demonstration.
    std::fs::create_dir_all(&demo).unwrap();
    check(&sanbao(&["migrate", "--database-url", &database, "--lang", "en"]).output().unwrap(), 0, "steps");
    check(&show(&["--listen", "127.0.0.1:0"]), 2, "is no demonstration");
}

#[test]
fn a_demonstration_that_was_stopped_in_the_middle_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, database) = database(&folder);
    let unfinished = demo.join(".unfinished");
    std::fs::create_dir_all(&unfinished).unwrap();
    std::fs::write(unfinished.join("sanbao.db"), "half a database").unwrap();
    Demonstration::start(&demo).stop();
    assert!(Path::new(&database).exists() && !unfinished.exists());
}
