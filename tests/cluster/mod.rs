//! A PostgreSQL of the process's own, for tests and benches: made when it is first asked for, gone when the process is.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use sanbao::store::Store;

/// The one of this process.
pub static CLUSTER: LazyLock<Cluster> = LazyLock::new(Cluster::start);

/// The migrated database that every other is copied from.
const TEMPLATE: &str = "template_sanbao";

/// Nothing here outlives the process, so nothing needs to reach the disk. Reached over a socket only.
const SETTINGS: &str = "listen_addresses=''\nfsync=off\nsynchronous_commit=off\nfull_page_writes=off\n\
    max_connections=400\nshared_buffers=32MB\nmax_wal_size=256MB\nautovacuum=off\nlog_min_messages=warning\n";

/// Starts the server and waits until whoever holds the other end of its input is gone, however they went; then stops the
/// server and takes its files away. `$1` is the folder, the rest the command.
const KEEPER: &str = r#"folder=$1; shift
"$@" >"$folder/log" 2>&1 &
server=$!
read -r _
kill -QUIT "$server"
wait "$server"
rm -rf "$folder""#;

/// A running server.
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    /// Makes and drops databases, one at a time: a template must not be in use.
    admin: Mutex<PgConnection>,
    /// Its input ends with this process.
    _keeper: Child,
}

impl Cluster {
    fn start() -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new().prefix("sanbao-postgres-").tempdir().unwrap().keep();
        let user = unprivileged_user(&folder);
        let data = folder.join("data");
        // The letters of a language do not stand in the order of their bytes; whatever needs that order must ask for it.
        let locale = ["--locale-provider=icu", "--icu-locale=zh-Hans-CN", "--locale=C.UTF-8", "--encoding=UTF8"];
        let mut initdb = as_user(user, &programs.join("initdb"));
        run(initdb.arg("-D").arg(&data).args(["--username=sanbao", "--auth=trust", "--no-sync"]).args(locale));
        let mut settings = OpenOptions::new().append(true).open(data.join("postgresql.conf")).unwrap();
        settings.write_all(SETTINGS.as_bytes()).unwrap();
        let server = as_user(user, &programs.join("postgres"));
        let mut keeper = Command::new("sh");
        keeper.arg("-c").arg(KEEPER).arg("sh").arg(&folder).arg(server.get_program()).args(server.get_args());
        keeper.arg("-D").arg(&data).arg("-k").arg(&folder);
        // What interrupts the tests must not reach the keeper before their end does.
        keeper.process_group(0);
        let keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let admin = Mutex::new(connect_when_ready(&folder));
        let cluster = Self { programs, folder, admin, _keeper: keeper };
        cluster.execute(&format!("CREATE DATABASE {TEMPLATE}"));
        Store::open(&cluster.url(TEMPLATE), 1).unwrap().migrate().unwrap();
        cluster
    }

    /// Where a database is.
    pub fn url(&self, database: &str) -> String {
        url(&self.folder, database)
    }

    /// Makes a database, migrated.
    pub fn create(&self, database: &str) {
        self.execute(&format!("CREATE DATABASE {database} TEMPLATE {TEMPLATE}"));
    }

    /// Drops a database, whoever still looks at it.
    pub fn remove(&self, database: &str) {
        self.execute(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"));
    }

    /// Runs one of PostgreSQL's programs on a database, and answers what it prints.
    pub fn program(&self, name: &str, options: &[&str], database: &str) -> String {
        let mut program = Command::new(self.programs.join(name));
        String::from_utf8(run(program.args(options).arg(self.url(database))).stdout).unwrap()
    }

    fn execute(&self, sql: &str) {
        let mut admin = self.admin.lock().unwrap_or_else(PoisonError::into_inner);
        let deadline = Instant::now() + Duration::from_secs(30);
        // A connection to the template that was just closed may take a moment to be gone.
        while let Err(error) = admin.batch_execute(sql) {
            let in_use = error.to_string().contains("accessed by other users");
            assert!(in_use && Instant::now() < deadline, "{sql}: {error}");
            sleep(Duration::from_millis(20));
        }
    }
}

fn url(folder: &Path, database: &str) -> String {
    format!("postgres:///{database}?host={}&user=sanbao", folder.display())
}

fn connect_when_ready(folder: &Path) -> PgConnection {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        match PgConnection::establish(&url(folder, "postgres")) {
            Ok(connection) => return connection,
            Err(_) if Instant::now() < deadline => sleep(Duration::from_millis(50)),
            Err(error) => {
                let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
                panic!("the PostgreSQL of the tests did not start: {error}\n{log}");
            }
        }
    }
}

/// The programs of the newest PostgreSQL here; Debian's is installed where there is none.
fn programs() -> PathBuf {
    installed().unwrap_or_else(|| {
        install();
        installed().expect("Debian's package has PostgreSQL in /usr/lib/postgresql")
    })
}

fn installed() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let programs = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    let version = |programs: &PathBuf| -> Option<u32> { programs.parent()?.file_name()?.to_str()?.parse().ok() };
    programs.filter(|programs| programs.join("initdb").exists()).max_by_key(version)
}

fn install() {
    eprintln!("PostgreSQL is needed; installing Debian's package.");
    let install = "export DEBIAN_FRONTEND=noninteractive; apt-get -o DPkg::Lock::Timeout=300 update \
        && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends postgresql";
    let installed = as_root(install).status().is_ok_and(|status| status.success());
    assert!(
        installed,
        "The tests on PostgreSQL need its server, and it could not be installed. On Debian or Ubuntu run \
        `sudo apt-get install postgresql`; elsewhere have its programs in /usr/lib/postgresql/<version>/bin. \
        `cargo test --locked sqlite` runs the tests on SQLite alone."
    );
}

/// A shell's words as root, where we are it or may become it without a password.
pub fn as_root(words: &str) -> Command {
    let mut command = Command::new(if is_root() { "sh" } else { "sudo" });
    if !is_root() {
        command.args(["-n", "sh"]);
    }
    command.args(["-c", words]);
    command
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// The user and group that the server runs as, where we are root, which it refuses to be; the folder becomes theirs.
fn unprivileged_user(folder: &Path) -> Option<(u32, u32)> {
    if !is_root() {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let ids = |name: &str| {
        let mut fields = users.lines().find(|line| line.split(':').next() == Some(name))?.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let (user, group) = ids("postgres").or_else(|| ids("nobody")).expect("a user to run PostgreSQL as");
    chown(folder, Some(user), Some(group)).unwrap();
    Some((user, group))
}

fn as_user(user: Option<(u32, u32)>, program: &Path) -> Command {
    let Some((user, group)) = user else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.args([format!("--reuid={user}"), format!("--regid={group}")]).arg("--clear-groups").arg(program);
    command
}

#[track_caller]
fn run(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", command.get_program().display());
    output
}
