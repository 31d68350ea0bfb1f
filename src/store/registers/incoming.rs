//! The rows of an upload, and what they do to those that stand. The rows come first, whole; the rest is said in
//! statements over all of them, so that no more memory is needed for millions of rows than for ten.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde::{Deserialize, Serialize};

use super::versions::Mode;
use super::{Kept, Register, TABLE};
use crate::agreement::codes::DealerCode;
use crate::store::dialect::insert_many;
use crate::store::schema::register_rows;
use crate::store::{Db, Error, of_json, stored, to_json};

/// A row on its way into a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRow {
    /// Its number in the file.
    pub row_no: u32,
    dealer: String,
    row_key: String,
    body: String,
}

impl NewRow {
    /// A row as it will be kept.
    pub fn of<T: Kept>(row_no: u32, row: &T) -> Result<Self, Error> {
        let row_key = row.key().map_or_else(|| row_no.to_string(), std::borrow::Cow::into_owned);
        Ok(Self { row_no, dealer: row.dealer().to_owned(), row_key, body: to_json(TABLE, row)? })
    }
}

#[derive(Insertable)]
#[diesel(table_name = register_rows, treat_none_as_default_value = false)]
struct RegisterRow<'a> {
    dealer: &'a str,
    register: &'static str,
    row_key: &'a str,
    added_in: i64,
    row_no: i64,
    removed_in: Option<i64>,
    body: &'a str,
}

/// Brings rows in with a version.
pub fn bring(c: &mut Db, register: Register, version: i64, rows: &[NewRow]) -> Result<(), Error> {
    let rows: Vec<RegisterRow> = rows.iter().map(|row| RegisterRow::of(register, version, row)).collect();
    insert_many!(c, register_rows::table, &rows)?;
    Ok(())
}

impl<'a> RegisterRow<'a> {
    fn of(register: Register, version: i64, row: &'a NewRow) -> Self {
        Self {
            dealer: &row.dealer,
            register: register.as_str(),
            row_key: &row.row_key,
            added_in: version,
            row_no: row.row_no.into(),
            removed_in: None,
            body: &row.body,
        }
    }
}

/// Tells PostgreSQL what came: it knows nothing of a transaction's own rows, and would look through all of them for each.
pub fn analyze(c: &mut Db) -> Result<(), Error> {
    if let Db::Postgres(postgres) = c {
        diesel::sql_query("ANALYZE register_rows").execute(postgres)?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct RowNo {
    #[diesel(sql_type = BigInt)]
    row_no: i64,
}

/// The rows of a version that have the key of a row above, by number (agreement 2); the first so many.
pub fn second_rows(c: &mut Db, register: Register, version: i64, rows_max: i64) -> Result<Vec<u32>, Error> {
    if !register.has_key() {
        return Ok(Vec::new());
    }
    let found: Vec<RowNo> = diesel::sql_query(
        "SELECT again.row_no FROM register_rows again \
         WHERE again.register = $1 AND again.added_in = $2 AND EXISTS (\
            SELECT 1 FROM register_rows first \
            WHERE first.dealer = again.dealer AND first.register = again.register \
            AND first.row_key = again.row_key AND first.added_in = again.added_in AND first.row_no < again.row_no) \
         ORDER BY again.row_no LIMIT $3",
    )
    .bind::<Text, _>(register.as_str())
    .bind::<BigInt, _>(version)
    .bind::<BigInt, _>(rows_max)
    .load(c)?;
    found.into_iter().map(|found| stored::count(TABLE, found.row_no)).collect()
}

/// What a version did to a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows that are new or different.
    pub added: i64,
    /// Rows that stand no more.
    pub removed: i64,
}

/// The rows of a version take the places of those that stood; a row that says what the standing one says stays away.
pub fn take_effect(c: &mut Db, register: Register, version: i64, mode: Mode) -> Result<Changes, Error> {
    let removed = match (mode, register.has_key()) {
        (Mode::Add, false) => 0,
        (Mode::Add, true) => end(c, register, version, SAME_KEY_OTHER_BODY)?,
        (Mode::Replace, false) => end(c, register, version, ALL)?,
        (Mode::Replace, true) => end(c, register, version, ALL_BUT_THE_SAME)?,
    };
    if register.has_key() {
        diesel::sql_query(
            "DELETE FROM register_rows WHERE register = $1 AND added_in = $2 AND EXISTS (\
                SELECT 1 FROM register_rows standing \
                WHERE standing.dealer = register_rows.dealer AND standing.register = register_rows.register \
                AND standing.row_key = register_rows.row_key AND standing.added_in < register_rows.added_in \
                AND standing.removed_in IS NULL)",
        )
        .bind::<Text, _>(register.as_str())
        .bind::<BigInt, _>(version)
        .execute(c)?;
    }
    let added = brought_rows(register, version).count().get_result(c)?;
    Ok(Changes { added, removed })
}

/// Driven by the version's own rows, however many stand.
const SAME_KEY_OTHER_BODY: &str = "UPDATE register_rows SET removed_in = $1 FROM register_rows brought \
    WHERE brought.register = $2 AND brought.added_in = $1 \
    AND register_rows.dealer = brought.dealer AND register_rows.register = brought.register \
    AND register_rows.row_key = brought.row_key AND register_rows.added_in < brought.added_in \
    AND register_rows.removed_in IS NULL AND register_rows.body <> brought.body";

const ALL: &str =
    "UPDATE register_rows SET removed_in = $1 WHERE register = $2 AND added_in < $1 AND removed_in IS NULL";

const ALL_BUT_THE_SAME: &str = "UPDATE register_rows SET removed_in = $1 \
    WHERE register = $2 AND added_in < $1 AND removed_in IS NULL AND NOT EXISTS (\
        SELECT 1 FROM register_rows brought \
        WHERE brought.dealer = register_rows.dealer AND brought.register = register_rows.register \
        AND brought.row_key = register_rows.row_key AND brought.added_in = $1 \
        AND brought.body = register_rows.body)";

fn end(c: &mut Db, register: Register, version: i64, which: &'static str) -> Result<i64, Error> {
    let ended = diesel::sql_query(which).bind::<BigInt, _>(version).bind::<Text, _>(register.as_str()).execute(c)?;
    stored::count(TABLE, i64::try_from(ended).unwrap_or(i64::MAX))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn brought_rows<'a>(register: Register, version: i64) -> _ {
    let name: &'a str = register.as_str();
    register_rows::table.filter(register_rows::register.eq(name)).filter(register_rows::added_in.eq(version))
}

/// The rows that a version brought and that say something new, in the order of the file, with their numbers.
pub fn brought<T: Kept>(c: &mut Db, version: i64) -> Result<Vec<(u32, T)>, Error> {
    let rows: Vec<(i64, String)> = brought_rows(T::REGISTER, version)
        .order(register_rows::row_no)
        .select((register_rows::row_no, register_rows::body))
        .load(c)?;
    rows.iter().map(|(row_no, body)| Ok((stored::count(TABLE, *row_no)?, of_json(TABLE, body)?))).collect()
}

/// The dealers whose rows a version of a register by dealer changed, in the order of codes.
pub fn changed_dealers(c: &mut Db, register: Register, version: i64) -> Result<Vec<DealerCode>, Error> {
    let changed = register_rows::added_in.eq(version).or(register_rows::removed_in.eq(version).assume_not_null());
    let codes: Vec<String> = register_rows::table
        .filter(register_rows::register.eq(register.as_str()))
        .filter(changed)
        .select(register_rows::dealer)
        .distinct()
        .load(c)?;
    let mut dealers = codes.iter().map(|code| stored::dealer(TABLE, code)).collect::<Result<Vec<_>, _>>()?;
    dealers.sort_unstable();
    Ok(dealers)
}

/// Whether the register had a row of this dealer before a version.
pub fn knew_dealer(c: &mut Db, dealer: &DealerCode, version: i64) -> Result<bool, Error> {
    let before: i64 = register_rows::table
        .filter(register_rows::dealer.eq(dealer.as_str()))
        .filter(register_rows::register.eq(Register::Dealers.as_str()))
        .filter(register_rows::added_in.lt(version))
        .count()
        .get_result(c)?;
    Ok(before > 0)
}
