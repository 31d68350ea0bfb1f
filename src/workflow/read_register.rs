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

/// Every register with its last version, where it has one.
pub fn registers(office: &Office) -> Result<Vec<(Register, Option<Version>)>, Error> {
    let last = office.store.read(|c| versions::last_of_each(c))?;
    let of = |register: Register| last.iter().find(|version| version.register == register).cloned();
    Ok(Register::ALL.into_iter().map(|register| (register, of(register))).collect())
}
