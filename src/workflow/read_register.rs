//! A register as people look at it: what stands, what stood at a version, what versions there are.

use super::{Error, Office};
use crate::store::registers::Register;
use crate::store::registers::page::{self, PlacedRow, Wanted};
use crate::store::registers::versions::{self, Version};

/// A page of a register's rows. Accounts are looked at elsewhere, where they are decided: here they are left out.
pub fn read_register(
    office: &Office,
    register: Register,
    wanted: &Wanted,
    rows_max: i64,
) -> Result<Vec<PlacedRow>, Error> {
    let mut rows = office.store.read(|c| page::page(c, register, wanted, rows_max))?;
    if register == Register::Dealers {
        for body in rows.iter_mut().filter_map(|row| row.body.as_object_mut()) {
            body.retain(|field, _| {
                !["account_name", "bank_name", "bank_account", "bank_code"].contains(&field.as_str())
            });
        }
    }
    Ok(rows)
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
