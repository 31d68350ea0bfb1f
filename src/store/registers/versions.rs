//! The versions of a register: one for each upload that was taken.

use diesel::prelude::*;

use super::Register;
use crate::calendar::Moment;
use crate::store::schema::register_versions;
use crate::store::{Db, Error, stored};

const TABLE: &str = "register_versions";

/// What an upload does to the rows that stand.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema, clap::ValueEnum,
)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Its rows come to them; a row takes the place of the one with its key.
    Add,
    /// No other row stands any more.
    Replace,
}

/// A version of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// 1, 2, … over all registers.
    pub id: i64,
    /// Which register.
    pub register: Register,
    /// What it did to the rows that stood.
    pub mode: Mode,
    /// The file's name.
    pub file_name: String,
    /// The SHA-256 of its content.
    pub file_sha256: String,
    /// Who uploaded it.
    pub uploaded_by: String,
    /// When, UTC.
    pub uploaded_at: Moment,
    /// Rows in the file.
    pub rows_read: i64,
    /// Rows that are new or different.
    pub rows_added: i64,
    /// Rows that stand no more.
    pub rows_removed: i64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = register_versions)]
struct VersionRow {
    id: i64,
    register: String,
    mode: String,
    file_name: String,
    file_sha256: String,
    uploaded_by: String,
    uploaded_at: Moment,
    rows_read: i64,
    rows_added: i64,
    rows_removed: i64,
}

impl VersionRow {
    fn into_version(self) -> Result<Version, Error> {
        Ok(Version {
            id: self.id,
            register: stored::word(TABLE, &self.register)?,
            mode: stored::word(TABLE, &self.mode)?,
            file_name: self.file_name,
            file_sha256: self.file_sha256,
            uploaded_by: self.uploaded_by,
            uploaded_at: self.uploaded_at,
            rows_read: self.rows_read,
            rows_added: self.rows_added,
            rows_removed: self.rows_removed,
        })
    }
}

/// The number of the next version. Whoever takes it holds `books::lock_several`.
pub fn next_id(c: &mut Db) -> Result<i64, Error> {
    let last: Option<i64> = register_versions::table.select(diesel::dsl::max(register_versions::id)).first(c)?;
    Ok(last.unwrap_or_default() + 1)
}

/// Records a version.
pub fn record(c: &mut Db, version: &Version) -> Result<(), Error> {
    let row = VersionRow {
        id: version.id,
        register: version.register.as_str().to_owned(),
        mode: stored::word_of(TABLE, &version.mode)?,
        file_name: version.file_name.clone(),
        file_sha256: version.file_sha256.clone(),
        uploaded_by: version.uploaded_by.clone(),
        uploaded_at: version.uploaded_at,
        rows_read: version.rows_read,
        rows_added: version.rows_added,
        rows_removed: version.rows_removed,
    };
    diesel::insert_into(register_versions::table).values(row).execute(c)?;
    Ok(())
}

/// The version that this file made already, where uploading it again would say nothing new: it is the register's last, or
/// its rows were added to a register without keys and none was replaced since.
pub fn answered(c: &mut Db, register: Register, mode: Mode, file_sha256: &str) -> Result<Option<Version>, Error> {
    for version in of_register(c, register)? {
        if version.mode == mode && version.file_sha256 == file_sha256 {
            return Ok(Some(version));
        }
        if register.has_key() || version.mode == Mode::Replace {
            break;
        }
    }
    Ok(None)
}

/// A register's versions, the last first.
pub fn of_register(c: &mut Db, register: Register) -> Result<Vec<Version>, Error> {
    let rows: Vec<VersionRow> = register_versions::table
        .filter(register_versions::register.eq(register.as_str()))
        .order(register_versions::id.desc())
        .load(c)?;
    rows.into_iter().map(VersionRow::into_version).collect()
}

/// The version of a register that was the last at a moment.
pub fn standing_at(c: &mut Db, register: Register, at: Moment) -> Result<Option<i64>, Error> {
    let last = register_versions::table
        .filter(register_versions::register.eq(register.as_str()))
        .filter(register_versions::uploaded_at.le(at))
        .select(diesel::dsl::max(register_versions::id));
    Ok(last.first(c)?)
}

/// The last version of every register that has one.
pub fn last_of_each(c: &mut Db) -> Result<Vec<Version>, Error> {
    let last =
        register_versions::table.group_by(register_versions::register).select(diesel::dsl::max(register_versions::id));
    let ids: Vec<Option<i64>> = last.load(c)?;
    let ids: Vec<i64> = ids.into_iter().flatten().collect();
    let rows: Vec<VersionRow> =
        register_versions::table.filter(register_versions::id.eq_any(ids)).order(register_versions::id).load(c)?;
    rows.into_iter().map(VersionRow::into_version).collect()
}
