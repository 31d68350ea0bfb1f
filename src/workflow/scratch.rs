//! Files that are gone with their process, also where it was killed.
//!
//! Each process has a folder of its own among the system's temporary files, and a lock beside it which the system frees
//! when the process ends, however it ends. Whoever makes a folder first takes those away whose locks nobody holds.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use crate::store::new_id;

/// What the names of folders begin with.
const PREFIX: &str = "sanbao-";
/// What the name of a folder's lock ends with.
const LOCK: &str = ".lock";

/// A process's folder.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
    lock: PathBuf,
    /// Locked as long as it is open.
    _held: File,
}

/// This process's own.
static OURS: Mutex<Option<Folder>> = Mutex::new(None);

/// An empty file, gone when it is dropped.
pub fn file() -> io::Result<NamedTempFile> {
    let mut ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = if let Some(folder) = ours.take() {
        folder
    } else {
        let among = std::env::temp_dir();
        sweep(&among)?;
        Folder::make(&among)?
    };
    let path = ours.insert(folder).path.clone();
    drop(ours);
    // Somebody may have tidied up among the temporary files.
    DirBuilder::new().recursive(true).mode(0o700).create(&path)?;
    NamedTempFile::new_in(path)
}

/// Takes this process's folder away; the last thing that a process does.
pub fn end() {
    if let Some(folder) = OURS.lock().unwrap_or_else(PoisonError::into_inner).take() {
        // What cannot be removed is removed by the next process.
        let _ = std::fs::remove_dir_all(&folder.path);
        let _ = std::fs::remove_file(&folder.lock);
    }
}

impl Folder {
    fn make(among: &Path) -> io::Result<Self> {
        loop {
            let path = among.join(format!("{PREFIX}{}", new_id()));
            let lock = with_lock(&path);
            let held = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&lock)?;
            // Somebody who sweeps may have met the lock before it was locked.
            if held.try_lock().is_ok() && lock.exists() {
                return Ok(Self { path, lock, _held: held });
            }
        }
    }
}

fn with_lock(folder: &Path) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(LOCK);
    PathBuf::from(name)
}

/// Takes away what processes left that are no more.
fn sweep(among: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(among)? {
        let lock = entry?.path();
        let name = lock.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(folder) = name.strip_suffix(LOCK).filter(|name| name.starts_with(PREFIX)) else { continue };
        // Another user's cannot be opened; a living process's cannot be locked.
        let Ok(held) = OpenOptions::new().write(true).open(&lock) else { continue };
        if held.try_lock().is_ok() {
            let _ = std::fs::remove_dir_all(among.join(folder));
            let _ = std::fs::remove_file(&lock);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_holds_is_swept() {
        let among = tempfile::TempDir::new().unwrap();
        let (living, dead) = (Folder::make(among.path()).unwrap(), Folder::make(among.path()).unwrap());
        for folder in [&living, &dead] {
            std::fs::create_dir(&folder.path).unwrap();
            std::fs::write(folder.path.join("upload"), "slips").unwrap();
        }
        std::fs::write(among.path().join("another.lock"), "").unwrap();
        let (dead_path, dead_lock) = (dead.path.clone(), dead.lock.clone());
        drop(dead);
        sweep(among.path()).unwrap();
        assert!(!dead_path.exists() && !dead_lock.exists());
        assert!(living.path.join("upload").exists() && living.lock.exists());
        assert!(among.path().join("another.lock").exists());
    }
}
