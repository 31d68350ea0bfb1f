//! Takes a file of the manufacturer into a register (agreement 2), whole or not at all.
//!
//! The file is read before the transaction, so that the one writer of SQLite does not wait for a slow file; its rows wait
//! in a temporary file, so that memory does not grow with them.

mod accounts;
mod callbacks;
mod consignments;
mod spool;

use std::fs::File;
use std::path::Path;

use serde_json::json;

use self::spool::Spool;
use super::{Error, Office, Refusal};
use crate::agreement::registers::{
    Complaint, Dealer, GoodsReturn, Part, Product, Sale, StockMovement, TechnicianListing, Unit,
};
use crate::auth::Actor;
use crate::calendar::Moment;
use crate::sheets::{Fault, Problem, Record};
use crate::store::registers::incoming::{self, Changes, NewRow};
use crate::store::registers::versions::{self, Mode, Version};
use crate::store::registers::{Kept, Register};
use crate::store::tallies::{self, Tally};
use crate::store::{Db, audit, books, files};

/// Faults of rows against each other or against what stands are listed so many at most.
const FAULTS_MAX: u16 = 1_000;

/// Files up to this size are kept with their version. Of a larger one the rows and the hash are kept, which say the same:
/// a file in the database must fit into memory.
const KEPT_BYTES_MAX: u64 = 64 << 20;

/// A file for a register.
#[derive(Clone, Copy, Debug)]
pub struct RegisterFile<'a> {
    /// Which register.
    pub register: Register,
    /// What becomes of the rows that stand.
    pub mode: Mode,
    /// What the file was called where it came from.
    pub name: &'a str,
    /// Where it lies.
    pub path: &'a Path,
}

/// Takes a file into its register and answers the version that it makes; the same file again answers the first.
pub fn import_register(office: &Office, actor: &Actor, file: &RegisterFile) -> Result<Version, Error> {
    if file.register == Register::Callbacks {
        return callbacks::import(office, actor, file);
    }
    let import = Import::new(office, actor, file)?;
    if let Some(version) = office.store.read(|c| import.answered(c))? {
        return Ok(version);
    }
    let mut rows = import.read()?;
    office.store.write(|c| import.take(c, &mut rows))
}

/// A file on its way.
struct Import<'a> {
    office: &'a Office,
    actor: &'a Actor,
    file: &'a RegisterFile<'a>,
    sha256: String,
    now: Moment,
}

impl<'a> Import<'a> {
    fn new(office: &'a Office, actor: &'a Actor, file: &'a RegisterFile<'a>) -> Result<Self, Error> {
        let sha256 = files::sha256_of(&mut File::open(file.path)?)?;
        Ok(Self { office, actor, file, sha256, now: office.clock.now() })
    }

    fn answered(&self, c: &mut Db) -> Result<Option<Version>, Error> {
        Ok(versions::answered(c, self.file.register, self.file.mode, &self.sha256)?)
    }

    /// Reads the file as the rows of its register.
    fn read(&self) -> Result<Spool<NewRow>, Error> {
        match self.file.register {
            Register::Dealers => self.rows::<Dealer>(),
            Register::Products => self.rows::<Product>(),
            Register::Parts => self.rows::<Part>(),
            Register::Sales => self.rows::<Sale>(),
            Register::Units => self.rows::<Unit>(),
            Register::Stock => self.rows::<StockMovement>(),
            Register::GoodsReturns => self.rows::<GoodsReturn>(),
            Register::Complaints => self.rows::<Complaint>(),
            Register::Technicians => self.rows::<TechnicianListing>(),
            Register::Callbacks => Err(Error::NotFound),
        }
    }

    fn rows<T: Kept + Record>(&self) -> Result<Spool<NewRow>, Error> {
        Spool::read(&self.office.reader, self.file.path, |row_no, row: T| Ok(NewRow::of(row_no, &row)?))
    }

    fn take(&self, c: &mut Db, rows: &mut Spool<NewRow>) -> Result<Version, Error> {
        books::lock_several(c)?;
        if let Some(version) = self.answered(c)? {
            return Ok(version);
        }
        let (register, id) = (self.file.register, versions::next_id(c)?);
        rows.batches(|batch| Ok(incoming::bring(c, register, id, &batch)?))?;
        incoming::analyze(c)?;
        let second = incoming::second_rows(c, register, id, FAULTS_MAX.into())?;
        rows.refuse(second.into_iter().map(|row| (row, Problem::SecondRow)))?;
        let changes = incoming::take_effect(c, register, id, self.file.mode)?;
        let accounts = match register {
            Register::Dealers => accounts::propose_changed(c, self, id, rows)?,
            Register::Stock if self.file.mode == Mode::Add => {
                let beyond = consignments::beyond_entitlement(c, id)?;
                rows.refuse(beyond)?;
                0
            }
            _ => 0,
        };
        self.touch(c, id, changes)?;
        self.record(c, id, rows.rows_read(), changes, &json!({ "accounts_proposed": accounts }))
    }

    /// The dealers whose months rest on what changed are settled again, and what is counted from it counted again.
    fn touch(&self, c: &mut Db, id: i64, changes: Changes) -> Result<(), Error> {
        if changes == Changes::default() {
            return Ok(());
        }
        if self.file.register.is_by_dealer() {
            for dealer in incoming::changed_dealers(c, self.file.register, id)? {
                books::touch(c, &dealer, self.now)?;
            }
        } else {
            books::touch_all(c, self.now)?;
        }
        match self.file.register {
            Register::Sales => tallies::changed(c, Tally::Sales, self.now)?,
            Register::Units => tallies::all_claims_changed(c, self.now)?,
            _ => {}
        }
        Ok(())
    }

    fn record(
        &self,
        c: &mut Db,
        id: i64,
        rows_read: u32,
        changes: Changes,
        more: &serde_json::Value,
    ) -> Result<Version, Error> {
        let register = self.file.register;
        let version = Version {
            id,
            register,
            mode: self.file.mode,
            file_name: self.file.name.to_owned(),
            file_sha256: self.sha256.clone(),
            uploaded_by: self.actor.login.clone(),
            uploaded_at: self.now,
            rows_read: rows_read.into(),
            rows_added: changes.added,
            rows_removed: changes.removed,
        };
        versions::record(c, &version)?;
        if self.file.path.metadata()?.len() <= KEPT_BYTES_MAX {
            files::put(c, &std::fs::read(self.file.path)?, self.now)?;
        }
        audit::append(
            c,
            &audit::Entry {
                at: self.now,
                person: &self.actor.login,
                action: "registers.import",
                dealer: "",
                object: &format!("register {}", register.as_str()),
                facts: json!({
                    "version": id, "mode": self.file.mode, "sha256": self.sha256, "rows": rows_read,
                    "added": changes.added, "removed": changes.removed, "more": more,
                }),
            },
        )?;
        Ok(version)
    }
}

/// Refuses the whole file for these rows of it, unless there are none.
fn refuse(sheet: &str, rows: impl IntoIterator<Item = (u32, Problem)>) -> Result<(), Error> {
    let fault = |(row, problem)| Fault { sheet: sheet.to_owned(), row: Some(row), ..Fault::of_sheet(problem) };
    let faults: Vec<Fault> = rows.into_iter().map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Refused(Refusal::Register { faults })) }
}
