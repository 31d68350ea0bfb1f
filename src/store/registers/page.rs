//! A register's rows for people, a page at a time: those that stand, or those that stood at a version.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{Kept, Register, TABLE};
use crate::store::connection::MultiBackend;
use crate::store::schema::{register_rows, register_versions};
use crate::store::{Db, Error, of_json};

/// Which rows are asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// As of this version; the rows that stand where absent.
    pub version: Option<i64>,
    /// Of this dealer alone.
    pub dealer: Option<String>,
    /// With this key alone: a serial number, a part number, a model.
    pub key: Option<String>,
    /// Whose keys begin so.
    pub begins: Option<String>,
    /// Those after this place.
    pub after: Option<Place>,
}

/// Where a row stands among the others: in the order of keys, whose it is, in which version and where in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its key.
    pub row_key: String,
    /// Its dealer.
    pub dealer: String,
    /// The version that brought it.
    pub added_in: i64,
    /// Its number in that version's file.
    pub row_no: i64,
}

/// A row and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedRow<T> {
    /// Where.
    pub place: Place,
    /// The version that took it away.
    pub removed_in: Option<i64>,
    /// The row.
    pub row: T,
}

/// A register that had so many rows at a version is read in the order of keys, of which most stood then. Where there were
/// fewer, they are found by their versions and sorted. `+ 0` keeps the planners from sorting millions.
const SORTED_MAX: i64 = 20_000;

/// How many rows a register's versions up to one brought.
fn brought_until(c: &mut Db, register: Register, version: i64) -> Result<i64, Error> {
    let brought: Vec<i64> = register_versions::table
        .filter(register_versions::register.eq(register.as_str()))
        .filter(register_versions::id.le(version))
        .select(register_versions::rows_added)
        .load(c)?;
    Ok(brought.into_iter().sum())
}

type Columns = (String, String, i64, i64, Option<i64>, String);

/// The first rows of those wanted, by key, dealer and place in the register.
pub fn page<T: Kept>(c: &mut Db, wanted: &Wanted, rows_max: i64) -> Result<Vec<PlacedRow<T>>, Error> {
    let mut query =
        register_rows::table.filter(register_rows::register.eq(T::REGISTER.as_str())).into_boxed::<MultiBackend>();
    query = match wanted.version {
        None => query.filter(register_rows::removed_in.is_null()),
        Some(version) => if brought_until(c, T::REGISTER, version)? > SORTED_MAX {
            query.filter(sql::<BigInt>("added_in + 0").le(version))
        } else {
            query.filter(register_rows::added_in.le(version))
        }
        .filter(register_rows::removed_in.is_null().or(register_rows::removed_in.gt(version).assume_not_null())),
    };
    if let Some(dealer) = &wanted.dealer {
        query = query.filter(register_rows::dealer.eq(dealer));
    }
    if let Some(key) = &wanted.key {
        query = query.filter(register_rows::row_key.eq(key));
    }
    if let Some(begins) = &wanted.begins {
        // The bounds are what an index can begin and end at.
        let end = format!("{begins}\u{10FFFF}");
        query = query.filter(register_rows::row_key.ge(begins)).filter(register_rows::row_key.lt(end));
    }
    if let Some(Place { row_key, dealer, added_in, row_no }) = &wanted.after {
        let same_version = register_rows::added_in.eq(added_in).and(register_rows::row_no.gt(row_no));
        let same_dealer = register_rows::dealer.eq(dealer).and(register_rows::added_in.gt(added_in).or(same_version));
        let same_key = register_rows::row_key.eq(row_key).and(register_rows::dealer.gt(dealer).or(same_dealer));
        // The first condition is what an index can begin at.
        query =
            query.filter(register_rows::row_key.ge(row_key)).filter(register_rows::row_key.gt(row_key).or(same_key));
    }
    let rows: Vec<Columns> = query
        .order((register_rows::row_key, register_rows::dealer, register_rows::added_in, register_rows::row_no))
        .limit(rows_max)
        .select((
            register_rows::row_key,
            register_rows::dealer,
            register_rows::added_in,
            register_rows::row_no,
            register_rows::removed_in,
            register_rows::body,
        ))
        .load(c)?;
    let row = |(row_key, dealer, added_in, row_no, removed_in, body): Columns| {
        let row = of_json(TABLE, &body)?;
        Ok(PlacedRow { place: Place { row_key, dealer, added_in, row_no }, removed_in, row })
    };
    rows.into_iter().map(row).collect()
}
