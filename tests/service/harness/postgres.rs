//! A throwaway PostgreSQL for one test process. It listens on a socket of its own, keeps nothing safe, and dies with us.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Nothing of the cluster is worth an fsync; many tests have a few connections each.
const SETTINGS: [&str; 7] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=400",
    "shared_buffers=128MB",
    "listen_addresses=",
    "autovacuum=off",
];

struct Cluster {
    folder: TempDir,
    bin: PathBuf,
    databases: AtomicU32,
}

static CLUSTER: LazyLock<Cluster> = LazyLock::new(Cluster::start);

/// The URL of a new database, a copy of `template` where that is not empty.
pub fn new_database(template: &str) -> String {
    let cluster = &*CLUSTER;
    let name = format!("test_{}", cluster.databases.fetch_add(1, Ordering::SeqCst));
    let from = if template.is_empty() { String::new() } else { format!(" TEMPLATE {template}") };
    run(&mut cluster.psql(&format!("CREATE DATABASE {name}{from}")));
    cluster.url(&name)
}

/// The name of the database of a URL that [`new_database`] gave.
pub fn name_of(url: &str) -> &str {
    url.split("dbname=").nth(1).unwrap()
}

/// The schema of a database, without what differs from dump to dump.
pub fn schema_of(url: &str) -> String {
    let mut dump = CLUSTER.command("pg_dump");
    let output = dump.args(["--schema-only", "--no-owner"]).arg(format!("--dbname={url}")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"));
    lines.collect::<Vec<_>>().join("\n")
}

impl Cluster {
    fn start() -> Self {
        let bin = bin();
        let folder = tempfile::Builder::new().prefix("sanbao-pg-").tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        let cluster = Self { folder, bin, databases: AtomicU32::new(0) };
        if is_root() {
            // PostgreSQL does not run as root; its own user came with the package.
            run(Command::new("chown").arg("postgres:").arg(cluster.folder.path()));
        }
        let mut initdb = cluster.command("initdb");
        initdb.args(["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=trust", "--username=sanbao"]);
        run(initdb.arg("-D").arg(cluster.data()));
        cluster.serve();
        cluster
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn url(&self, database: &str) -> String {
        format!("host={} user=sanbao dbname={database}", self.folder.path().display())
    }

    /// A command of the package, as the user who owns the cluster.
    fn command(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(AS_POSTGRES).arg("--").arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }

    /// Starts the server so that it ends with us, however we end. The system watches the thread that started it, so that
    /// thread stays.
    fn serve(&self) {
        let mut server = Command::new("setpriv");
        server.arg("--pdeathsig=KILL");
        if is_root() {
            server.args(AS_POSTGRES);
        }
        server.arg("--").arg(self.bin.join("postgres")).arg("-D").arg(self.data());
        server.arg("-k").arg(self.folder.path());
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        server.current_dir(self.folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
        std::thread::spawn(move || {
            let server = server.spawn().expect("PostgreSQL starts");
            loop {
                std::thread::park();
                assert!(server.id() > 0);
            }
        });
        let begun = Instant::now();
        while !self.psql("SELECT 1").output().unwrap().status.success() {
            assert!(begun.elapsed() < Duration::from_secs(60), "PostgreSQL does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn psql(&self, sql: &str) -> Command {
        let mut psql = self.command("psql");
        psql.args(["--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-c", sql]);
        psql.arg(format!("--dbname={}", self.url("postgres")));
        psql
    }
}

const AS_POSTGRES: [&str; 3] = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The folder of PostgreSQL's programs; Debian's package is installed where there is none.
fn bin() -> PathBuf {
    if let Some(bin) = installed() {
        return bin;
    }
    let script = "apt-get update && apt-get install -y --no-install-recommends postgresql";
    let shell: &[&str] = if is_root() { &["sh", "-c", script] } else { &["sudo", "-n", "sh", "-c", script] };
    let done = Command::new(shell[0]).args(&shell[1..]).env("DEBIAN_FRONTEND", "noninteractive").output();
    let told = match &done {
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    installed()
        .unwrap_or_else(|| panic!("these tests need PostgreSQL, and installing it failed; run: {script}\n{told}"))
}

fn installed() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut bins: Vec<PathBuf> = versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).collect();
    bins.retain(|bin| bin.join("initdb").exists());
    bins.sort();
    bins.pop()
}
