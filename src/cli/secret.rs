//! The installation's key at start: from a file, from the environment, or beside an embedded database.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use crate::auth::Seal;
use crate::store::Backend;

/// Where the key is.
#[derive(Clone, Debug, clap::Args)]
pub struct SecretArgs {
    /// The file with the installation's key, 64 hexadecimal digits; by default DATABASE.key beside an SQLite database
    #[arg(long)]
    secret_file: Option<PathBuf>,
    /// The key itself
    #[arg(long, env = "SANBAO_SECRET_KEY", hide = true, hide_env_values = true)]
    secret_key: Option<String>,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// What is there is no key.
    #[error("the installation's key in {0} is not one: it must be 64 hexadecimal digits")]
    NotAKey(String),
    /// The file cannot be read or made.
    #[error("the installation's key in {} cannot be read or made: {reason}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// PostgreSQL serves several machines; a key that one of them makes up would lock the others out.
    #[error("give the installation's key with --secret-file or SANBAO_SECRET_KEY; `openssl rand -hex 32` makes one")]
    Missing,
}

impl SecretArgs {
    /// The seal with the installation's key. Beside an embedded database that has none yet a key is made.
    pub fn seal(&self, database_url: &str) -> Result<Seal, SecretError> {
        if let Some(path) = &self.secret_file {
            return of_file(path);
        }
        if let Some(key) = &self.secret_key {
            return Seal::of_text(key).map_err(|_| SecretError::NotAKey("SANBAO_SECRET_KEY".to_owned()));
        }
        if Backend::of(database_url) == Backend::Postgres {
            return Err(SecretError::Missing);
        }
        let database = database_url.strip_prefix("sqlite://").unwrap_or(database_url);
        let path = PathBuf::from(format!("{database}.key"));
        match make(&path) {
            Ok(()) => {}
            Err(reason) if reason.kind() == io::ErrorKind::AlreadyExists => {}
            Err(reason) => return Err(SecretError::File { path, reason }),
        }
        of_file(&path)
    }
}

/// Makes a new key that only the owner of the process reads; never in the place of another.
fn make(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(Seal::new_key_text().as_bytes())?;
    file.sync_all()
}

fn of_file(path: &Path) -> Result<Seal, SecretError> {
    let text = fs::read_to_string(path).map_err(|reason| SecretError::File { path: path.to_owned(), reason })?;
    Seal::of_text(&text).map_err(|_| SecretError::NotAKey(path.display().to_string()))
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

    #[test]
    fn a_key_that_is_missing_or_wrong_is_told() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("key");
        let missing = args(None, None).seal("postgres://localhost/sanbao").unwrap_err();
        assert!(missing.to_string().contains("--secret-file"), "{missing}");
        let unreadable = args(Some(path.clone()), None).seal("sanbao.db").unwrap_err();
        assert!(matches!(unreadable, SecretError::File { .. }));
        fs::write(&path, "secret").unwrap();
        let wrong = args(Some(path.clone()), None).seal("sanbao.db").unwrap_err();
        assert!(
            wrong.to_string().contains("64 hexadecimal digits") && !wrong.to_string().contains("secret\""),
            "{wrong}"
        );
        let wrong = args(None, Some("secret")).seal("sanbao.db").unwrap_err();
        assert!(matches!(wrong, SecretError::NotAKey(_)));
        fs::write(&path, Seal::new_key_text()).unwrap();
        args(Some(path), None).seal("postgres://localhost/sanbao").unwrap();
    }
}
