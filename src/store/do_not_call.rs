//! Telephone numbers as they were called, and those whose customers asked not to be called again: by the marks of the
//! numbers (`Seal::mark`), never the numbers themselves.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::calls::{CallRow, RecordedCall};
use super::connection::MultiBackend;
use super::dialect::{Suffix, insert_many};
use super::schema::{call_numbers, calls, do_not_call};
use super::{Db, Error, new_id, stored};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::Moment;

const TABLE: &str = "do_not_call";

/// A number whose customer asked not to be called again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Its identifier.
    pub id: String,
    /// The number, masked.
    pub masked: String,
    /// Whose slip the customer was called about.
    pub dealer: DealerCode,
    /// Which slip.
    pub no: SlipNo,
    /// To whom it was said: a login.
    pub said_to: String,
    /// When.
    pub said_at: Moment,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = do_not_call, treat_none_as_default_value = false)]
struct WishRow {
    id: String,
    number_mark: String,
    masked: String,
    dealer: String,
    slip_no: String,
    said_to: String,
    said_at: Moment,
}

impl WishRow {
    fn into_wish(self) -> Result<Wish, Error> {
        Ok(Wish {
            id: self.id,
            masked: self.masked,
            dealer: stored::dealer(TABLE, &self.dealer)?,
            no: stored::slip_no(TABLE, &self.slip_no)?,
            said_to: self.said_to,
            said_at: self.said_at,
        })
    }
}

/// A call, and the mark of the number.
#[derive(Insertable)]
#[diesel(table_name = call_numbers, treat_none_as_default_value = false)]
struct NumberRow {
    dealer: String,
    call_id: String,
    number_mark: String,
}

/// Notes which numbers a dealer's calls went to, each call with the mark.
pub fn note(c: &mut Db, dealer: &DealerCode, called: Vec<(String, String)>) -> Result<(), Error> {
    let row = |(call_id, number_mark)| NumberRow { dealer: dealer.to_string(), call_id, number_mark };
    insert_many!(c, call_numbers::table, called.into_iter().map(row).collect::<Vec<_>>())?;
    Ok(())
}

/// The slips of a dealer's calls whose numbers were not noted, with the calls: all that were recorded before numbers were.
pub fn not_noted(c: &mut Db, dealer: &DealerCode) -> Result<Vec<(String, SlipNo)>, Error> {
    let noted = call_numbers::table.filter(call_numbers::dealer.eq(dealer.as_str())).select(call_numbers::call_id);
    let of_dealer = calls::table.filter(calls::dealer.eq(dealer.as_str())).filter(calls::id.ne_all(noted));
    let rows: Vec<(String, String)> = of_dealer.select((calls::id, calls::slip_no)).load(c)?;
    rows.into_iter().map(|(id, no)| Ok((id, stored::slip_no("calls", &no)?))).collect()
}

/// The calls to a number, whoever's slip they were about, the latest first.
pub fn calls_to(c: &mut Db, mark: &str, rows_max: i64) -> Result<Vec<RecordedCall>, Error> {
    let of_call = calls::dealer.eq(call_numbers::dealer).and(calls::id.eq(call_numbers::call_id));
    let rows: Vec<CallRow> = call_numbers::table
        .inner_join(calls::table.on(of_call))
        .filter(call_numbers::number_mark.eq(mark))
        .order(call_numbers::call_id.desc())
        .limit(rows_max)
        .select(CallRow::as_select())
        .load(c)?;
    rows.into_iter().map(CallRow::into_call).collect()
}

/// Puts a number on the list; one that is there stays as it was said first. Answers whether it is new.
pub fn add(c: &mut Db, mark: &str, masked: &str, wish: (&DealerCode, &SlipNo, &str, Moment)) -> Result<bool, Error> {
    let (dealer, no, said_to, said_at) = wish;
    let row = WishRow {
        id: new_id(),
        number_mark: mark.to_owned(),
        masked: masked.to_owned(),
        dealer: dealer.to_string(),
        slip_no: no.to_string(),
        said_to: said_to.to_owned(),
        said_at,
    };
    let insert = diesel::insert_into(do_not_call::table).values(row);
    Ok(Suffix(insert, " ON CONFLICT (number_mark) DO NOTHING").execute(c)? == 1)
}

/// What the customer of a number asked.
pub fn of_number(c: &mut Db, mark: &str) -> Result<Option<Wish>, Error> {
    let row: Option<WishRow> = do_not_call::table.filter(do_not_call::number_mark.eq(mark)).first(c).optional()?;
    row.map(WishRow::into_wish).transpose()
}

/// Those of some marks that are on the list.
pub fn among(c: &mut Db, marks: &[&str]) -> Result<BTreeSet<String>, Error> {
    let listed = do_not_call::table.filter(do_not_call::number_mark.eq_any(marks));
    Ok(listed.select(do_not_call::number_mark).load::<String>(c)?.into_iter().collect())
}

/// One of the list.
pub fn load(c: &mut Db, id: &str) -> Result<Option<Wish>, Error> {
    let row: Option<WishRow> = do_not_call::table.find(id).first(c).optional()?;
    row.map(WishRow::into_wish).transpose()
}

/// Takes a number off the list; answers whether it was there.
pub fn remove(c: &mut Db, id: &str) -> Result<bool, Error> {
    Ok(diesel::delete(do_not_call::table.find(id)).execute(c)? == 1)
}

/// The list before an identifier, the latest first.
pub fn list(c: &mut Db, before: Option<&str>, rows_max: i64) -> Result<Vec<Wish>, Error> {
    let mut query = do_not_call::table.into_boxed::<MultiBackend>();
    if let Some(before) = before {
        query = query.filter(do_not_call::id.lt(before.to_owned()));
    }
    let rows: Vec<WishRow> = query.order(do_not_call::id.desc()).limit(rows_max).load(c)?;
    rows.into_iter().map(WishRow::into_wish).collect()
}
