//! Copies of the embedded database, and the way back from one.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::audit::{self, ChainFault, Verified};
use super::{Backend, Store, files};

/// Why there is no copy, or why a copy was not taken.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// PostgreSQL has its own way.
    #[error("a PostgreSQL database is backed up with pg_dump and restored with pg_restore")]
    NotEmbedded,
    /// Something is there already.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// The copy is not the one that was made.
    #[error("{0} does not have the SHA-256 that stands beside it")]
    OtherHash(PathBuf),
    /// The copy is damaged.
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    /// Its schema is newer than this binary, or of something else.
    #[error("the copy is of a newer version, or of another program")]
    OtherSchema,
    /// Its audit trail is not whole.
    #[error("entry {seq} of the copy's audit trail is not as it was written ({fault:?})")]
    Trail {
        /// The first such entry.
        seq: i64,
        /// What is wrong with it.
        fault: ChainFault,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] super::Error),
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError + '_ {
    |source| BackupError::File { path: path.to_owned(), source }
}

/// The file beside a backup that holds its SHA-256, as `sha256sum --check` reads it.
fn hash_path(copy: &Path) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push(".sha256");
    name.into()
}

/// Writes a copy of the whole database as of one instant, and its SHA-256 beside it; whoever works goes on meanwhile.
pub fn back_up(store: &Store, out: &Path) -> Result<String, BackupError> {
    if store.backend() != Backend::Sqlite {
        return Err(BackupError::NotEmbedded);
    }
    let beside = hash_path(out);
    if out.exists() || beside.exists() {
        return Err(BackupError::Exists(out.to_owned()));
    }
    let mut connection = store.connection()?;
    let copy = diesel::sql_query("VACUUM INTO $1").bind::<Text, _>(out.to_string_lossy().into_owned());
    copy.execute(&mut *connection).map_err(super::Error::from)?;
    let mut file = File::open(out).map_err(at(out))?;
    file.sync_all().map_err(at(out))?;
    let sha256 = files::sha256_of(&mut file).map_err(at(out))?;
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    fs::write(&beside, format!("{sha256}  {name}\n")).map_err(at(&beside))?;
    File::open(&beside).and_then(|file| file.sync_all()).map_err(at(&beside))?;
    Ok(sha256)
}

/// Puts a backup at `url`, where nothing may be, after its hash, its pages, its schema and its audit trail were checked;
/// answers how many entries the trail has.
pub fn restore(copy: &Path, url: &str) -> Result<i64, BackupError> {
    if Backend::of(url) != Backend::Sqlite {
        return Err(BackupError::NotEmbedded);
    }
    let target = PathBuf::from(url.strip_prefix("sqlite://").unwrap_or(url));
    if target.exists() {
        return Err(BackupError::Exists(target));
    }
    check_hash(copy)?;
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let unfinished = tempfile::tempdir_in(folder).map_err(at(folder))?;
    let tried = unfinished.path().join("restored.db");
    fs::copy(copy, &tried).map_err(at(copy))?;
    let entries = check_copy(&tried)?;
    File::open(&tried).and_then(|file| file.sync_all()).map_err(at(&tried))?;
    // Refuses where something came to be there meanwhile.
    fs::hard_link(&tried, &target).map_err(at(&target))?;
    Ok(entries)
}

fn check_hash(copy: &Path) -> Result<(), BackupError> {
    let beside = hash_path(copy);
    let expected = fs::read_to_string(&beside).map_err(at(&beside))?;
    let mut file = File::open(copy).map_err(at(copy))?;
    let sha256 = files::sha256_of(&mut file).map_err(at(copy))?;
    if expected.split_whitespace().next() == Some(sha256.as_str()) {
        Ok(())
    } else {
        Err(BackupError::OtherHash(copy.to_owned()))
    }
}

#[derive(QueryableByName)]
struct Integrity {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// The copy as a database of this version, older ones brought up to date; all of it is in its one file afterwards.
fn check_copy(path: &Path) -> Result<i64, BackupError> {
    let store = Store::open(&path.to_string_lossy(), 1)?;
    let failed = super::Error::from;
    let integrity: Integrity =
        diesel::sql_query("PRAGMA integrity_check").get_result(&mut *store.connection()?).map_err(failed)?;
    if integrity.integrity_check != "ok" {
        return Err(BackupError::Damaged(integrity.integrity_check));
    }
    store.migrate()?;
    if !store.is_migrated()? {
        return Err(BackupError::OtherSchema);
    }
    let entries = match store.read(audit::verify)? {
        Verified::Whole { entries } => entries,
        Verified::Broken { seq, fault } => return Err(BackupError::Trail { seq, fault }),
    };
    store.connection()?.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").map_err(failed)?;
    Ok(entries)
}
