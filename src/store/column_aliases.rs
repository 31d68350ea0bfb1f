//! What dealers call the columns of their sheets beside the names that they have.

use diesel::prelude::*;

use super::dialect::Suffix;
use super::schema::column_aliases;
use super::{Db, Error, stored};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::calendar::Moment;

const TABLE: &str = "column_aliases";

/// What a dealer calls a column.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = column_aliases)]
pub struct ColumnAlias {
    /// What counts of the header's spelling.
    pub spelled_key: String,
    /// As it was spelled when it was said.
    pub spelled: String,
    /// The column's English name; empty for a column that is none of ours.
    pub column_name: String,
}

/// What a dealer calls the columns of a sheet, by their spelling.
pub fn of_sheet(c: &mut Db, dealer: &DealerCode, sheet: FiledSheet) -> Result<Vec<ColumnAlias>, Error> {
    let said = column_aliases::table
        .filter(column_aliases::dealer.eq(dealer.as_str()))
        .filter(column_aliases::sheet.eq(stored::word_of(TABLE, &sheet)?))
        .order(column_aliases::spelled_key);
    Ok(said.select(ColumnAlias::as_select()).load(c)?)
}

/// Keeps what a dealer calls a column; what was said of the spelling before is over.
pub fn keep(
    c: &mut Db,
    dealer: &DealerCode,
    sheet: FiledSheet,
    alias: &ColumnAlias,
    (by, now): (&str, Moment),
) -> Result<(), Error> {
    let insert = diesel::insert_into(column_aliases::table).values((
        column_aliases::dealer.eq(dealer.as_str()),
        column_aliases::sheet.eq(stored::word_of(TABLE, &sheet)?),
        column_aliases::spelled_key.eq(&alias.spelled_key),
        column_aliases::spelled.eq(&alias.spelled),
        column_aliases::column_name.eq(&alias.column_name),
        column_aliases::said_by.eq(by),
        column_aliases::said_at.eq(now),
    ));
    let replace = " ON CONFLICT (dealer, sheet, spelled_key) DO UPDATE SET spelled = excluded.spelled, \
                   column_name = excluded.column_name, said_by = excluded.said_by, said_at = excluded.said_at";
    Suffix(insert, replace).execute(c)?;
    Ok(())
}
