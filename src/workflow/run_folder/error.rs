//! Why nothing could be run.

use std::io;
use std::path::PathBuf;

use crate::agreement::terms::{SameFirstDay, TermFault};
use crate::sheets::{Fault, ReadError};

/// Why nothing could be run: exit status 2.
#[derive(Debug)]
pub enum RunError {
    /// There is no such folder.
    NoFolder(PathBuf),
    /// The last period is before the first.
    PeriodsBackwards,
    /// The output folder is the input folder.
    OutIsFolder(PathBuf),
    /// The folder has no register of dealers.
    NoDealers(PathBuf),
    /// The folder has no agreement.
    NoAgreement(PathBuf),
    /// An agreement that cannot stand.
    Agreement {
        /// The file's name.
        file: String,
        /// Everything that is wrong with it.
        faults: Vec<TermFault>,
    },
    /// Versions with the same first day for one dealer.
    SameFirstDay(Vec<SameFirstDay>),
    /// A register that cannot be read.
    Register {
        /// The file's name.
        file: String,
        /// Everything that is wrong with it.
        faults: Vec<Fault>,
    },
    /// One register in two files.
    RegisterTwice {
        /// The two files' names.
        files: [String; 2],
    },
    /// A file or folder that could not be read or written.
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The reader failed.
    Reader(ReadError),
}

impl RunError {
    /// Names the file or folder that an input or output error is about.
    pub fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<ReadError> for RunError {
    fn from(error: ReadError) -> Self {
        Self::Reader(error)
    }
}
