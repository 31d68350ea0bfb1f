//! The installation's key at start: from a file, from the environment, or beside an embedded database.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use crate::auth::Seal;
use crate::store::Backend;
use crate::texts::ServiceFailure;

/// Whoever can read no files gives the key itself.
const VARIABLE: &str = "SANBAO_SECRET_KEY";

/// Where the key is.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct SecretArgs {
    /// The file with the installation's key, 64 hexadecimal digits; made as DATABASE.key beside an SQLite file
    #[arg(long, env = "SANBAO_SECRET_FILE", global = true)]
    secret_file: Option<PathBuf>,
    /// The key itself
    #[arg(long, env = VARIABLE, hide = true, hide_env_values = true)]
    secret_key: Option<String>,
}

impl SecretArgs {
    /// The seal with the installation's key. Beside an embedded database that has none yet a key is made; PostgreSQL
    /// serves several machines, and a key that one of them made up would lock the others out.
    pub fn seal(&self, database_url: &str) -> Result<Seal, ServiceFailure> {
        if let Some(path) = &self.secret_file {
            return of_file(path);
        }
        if let Some(key) = &self.secret_key {
            return Seal::of_text(key).map_err(|error| failed(Path::new(VARIABLE), &error));
        }
        if Backend::of(database_url) == Backend::Postgres {
            return Err(failed(Path::new(VARIABLE), &"not set, and no --secret-file is given"));
        }
        let database = database_url.strip_prefix("sqlite://").unwrap_or(database_url);
        let path = PathBuf::from(format!("{database}.key"));
        match make(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(failed(&path, &error)),
            _ => of_file(&path),
        }
    }
}

/// Makes a new key that only the owner of the process reads; never in the place of another.
fn make(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{}", Seal::new_key_text())?;
    file.sync_all()
}

fn of_file(path: &Path) -> Result<Seal, ServiceFailure> {
    let text = fs::read_to_string(path).map_err(|error| failed(path, &error))?;
    Seal::of_text(&text).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, reason: &dyn std::fmt::Display) -> ServiceFailure {
    ServiceFailure::Secret { path: path.to_owned(), reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn args(secret_file: Option<PathBuf>, secret_key: Option<&str>) -> SecretArgs {
        SecretArgs { secret_file, secret_key: secret_key.map(str::to_owned) }
    }

    #[test]
    fn a_key_is_made_once_beside_an_embedded_database() {
        let folder = tempfile::TempDir::new().unwrap();
        let database = folder.path().join("sanbao.db");
        let database = database.to_str().unwrap();
        let sealed = args(None, None).seal(database).unwrap().seal("", b"x");
        let again = args(None, None).seal(&format!("sqlite://{database}")).unwrap();
        assert_eq!(again.open("", &sealed), Some(b"x".to_vec()));
        let mode = fs::metadata(format!("{database}.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[track_caller]
    fn reason(args: &SecretArgs, database_url: &str) -> String {
        match args.seal(database_url) {
            Err(ServiceFailure::Secret { path, reason }) => format!("{}: {reason}", path.display()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_key_that_is_missing_or_wrong_is_told() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("key");
        let missing = reason(&args(None, None), "postgres://localhost/sanbao");
        assert_eq!(missing, "SANBAO_SECRET_KEY: not set, and no --secret-file is given");
        let of_file = args(Some(path.clone()), None);
        assert!(reason(&of_file, "sanbao.db").contains("No such file"));
        fs::write(&path, "a secret text").unwrap();
        let wrong = reason(&of_file, "sanbao.db");
        assert!(wrong.contains("64 hexadecimal digits") && !wrong.contains("a secret text"), "{wrong}");
        assert!(reason(&args(None, Some("a secret text")), "sanbao.db").contains("64 hexadecimal digits"));
        fs::write(&path, Seal::new_key_text()).unwrap();
        of_file.seal("postgres://localhost/sanbao").unwrap();
    }
}
