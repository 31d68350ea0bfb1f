//! A register as people look at it: what stands, what stood at a version, what versions there are.

use super::{Error, Office};
use crate::store::registers::page::{self, PlacedRow, Wanted};
use crate::store::registers::versions::{self, Version};
use crate::store::registers::{Kept, Register};

/// A page of a register's rows.
pub fn read_register<T: Kept>(office: &Office, wanted: &Wanted, rows_max: i64) -> Result<Vec<PlacedRow<T>>, Error> {
    Ok(office.store.read(|c| page::page(c, wanted, rows_max))?)
}

/// A register's versions, the last first.
pub fn register_versions(office: &Office, register: Register) -> Result<Vec<Version>, Error> {
    Ok(office.store.read(|c| versions::of_register(c, register))?)
}

/// A register, and its last version where it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRegister {
    /// Which.
    pub register: Register,
    /// None before the first file.
    pub last_version: Option<Version>,
}

/// Every register.
pub fn registers(office: &Office) -> Result<Vec<KeptRegister>, Error> {
    let last = office.store.read(versions::last_of_each)?;
    let kept = |register: Register| {
        let last_version = last.iter().find(|version| version.register == register).cloned();
        KeptRegister { register, last_version }
    };
    Ok(Register::ALL.into_iter().map(kept).collect())
}
