//! Takes the registers and agreements of a folder run's folder (`sheets.md`, "A folder run") into the database, as they
//! stand there. What dealers filed is not among them: that comes through uploads.

use std::path::Path;

use super::import_register::{RegisterFile, import_register};
use super::publish_agreement::publish_agreement;
use super::run_folder::RunError;
use super::run_folder::folder::Folder;
use super::{Error, Office, Refusal};
use crate::auth::Actor;
use crate::sheets::SheetKind;
use crate::store::agreements::PublishedAgreement;
use crate::store::registers::Register;
use crate::store::registers::versions::{Mode, Version};

/// What came of a file of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// An agreement, as it is kept.
    Agreement(PublishedAgreement),
    /// A register, as the version that it made.
    Register(Version),
}

/// Why a folder was not taken to its end; what was told before is in the database.
#[derive(Debug)]
pub enum FolderError {
    /// The folder, or a file of it, cannot stand.
    Folder(RunError),
    /// A verb could not be done.
    Verb(Error),
}

impl From<Error> for FolderError {
    fn from(error: Error) -> Self {
        Self::Verb(error)
    }
}

/// Takes one file after the other, each whole, and tells of it. Running it again changes nothing.
pub fn import_folder(office: &Office, actor: &Actor, root: &Path, tell: impl FnMut(&Taken)) -> Result<(), FolderError> {
    import(office, actor, root, &Register::ALL, tell)
}

/// The same without the calls, which somebody makes later.
pub fn import_books(office: &Office, actor: &Actor, root: &Path, tell: impl FnMut(&Taken)) -> Result<(), FolderError> {
    let books: Vec<Register> = Register::ALL.into_iter().filter(|register| *register != Register::Callbacks).collect();
    import(office, actor, root, &books, tell)
}

fn import(
    office: &Office,
    actor: &Actor,
    root: &Path,
    registers: &[Register],
    mut tell: impl FnMut(&Taken),
) -> Result<(), FolderError> {
    let folder = Folder::of(root).map_err(FolderError::Folder)?;
    for path in &folder.agreements {
        let bytes = std::fs::read(path).map_err(RunError::io(path)).map_err(FolderError::Folder)?;
        let published = publish_agreement(office, actor, &bytes).map_err(|error| of_file(path, error))?;
        tell(&Taken::Agreement(published));
    }
    for register in registers.iter().copied() {
        let Some(path) = folder.register(sheet_of(register)) else { continue };
        let mode = if register == Register::Callbacks { Mode::Add } else { Mode::Replace };
        let name = file_name(path);
        let file = RegisterFile { register, mode, name: &name, path };
        let version = import_register(office, actor, &file).map_err(|error| of_file(path, error))?;
        tell(&Taken::Register(version));
    }
    Ok(())
}

/// The sheet that a register comes in.
const fn sheet_of(register: Register) -> SheetKind {
    match register {
        Register::Dealers => SheetKind::Dealers,
        Register::Products => SheetKind::Products,
        Register::Parts => SheetKind::Parts,
        Register::Sales => SheetKind::Sales,
        Register::Units => SheetKind::Units,
        Register::Stock => SheetKind::Stock,
        Register::GoodsReturns => SheetKind::GoodsReturns,
        Register::Complaints => SheetKind::Complaints,
        Register::Technicians => SheetKind::Technicians,
        Register::Callbacks => SheetKind::Callbacks,
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().display().to_string()
}

/// What is wrong with a file is said as the folder run says it.
fn of_file(path: &Path, error: Error) -> FolderError {
    let file = file_name(path);
    match error {
        Error::Refused(Refusal::Register { faults }) => FolderError::Folder(RunError::Register { file, faults }),
        Error::Refused(Refusal::Agreement { faults }) => FolderError::Folder(RunError::Agreement { file, faults }),
        Error::Refused(Refusal::SameFirstDay(clashes)) => FolderError::Folder(RunError::SameFirstDay(clashes)),
        Error::Read(error) => FolderError::Folder(RunError::Reader(error)),
        error => FolderError::Verb(error),
    }
}
