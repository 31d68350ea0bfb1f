//! Looking for a number: slips and units by how their numbers begin. Every query begins at an index, and is cut short.

use diesel::prelude::*;

use super::connection::MultiBackend;
use super::schema::{dealer_books, register_rows, slips};
use super::slips::ListedSlip;
use super::{Db, Error};
use crate::agreement::codes::DealerCode;

/// What no text stands behind that begins as another does.
const END: char = '\u{10FFFF}';

/// Slips that stand whose numbers begin so, of one dealer or of all; not all of them where there are many.
pub fn slips_by_number(
    c: &mut Db,
    begins: &str,
    dealer: Option<&DealerCode>,
    rows_max: i64,
) -> Result<Vec<ListedSlip>, Error> {
    let numbers = slips::slip_no.ge(begins.to_owned()).and(slips::slip_no.lt(format!("{begins}{END}")));
    let mut query = slips::table.filter(slips::is_current).filter(numbers).into_boxed::<MultiBackend>();
    query = match dealer {
        Some(dealer) => query.filter(slips::dealer.eq(dealer.to_string())),
        // The index of numbers begins with the dealer.
        None => query.filter(slips::dealer.eq_any(dealer_books::table.select(dealer_books::dealer))),
    };
    Ok(query.limit(rows_max).select(ListedSlip::as_select()).load(c)?)
}

/// Slips that stand of units whose serial numbers begin so, of one dealer or of all.
pub fn slips_by_serial(
    c: &mut Db,
    begins: &str,
    dealer: Option<&DealerCode>,
    rows_max: i64,
) -> Result<Vec<ListedSlip>, Error> {
    let serials = slips::serial_no.ge(begins.to_owned()).and(slips::serial_no.lt(format!("{begins}{END}")));
    let mut query = slips::table.filter(slips::is_current).filter(serials).into_boxed::<MultiBackend>();
    if let Some(dealer) = dealer {
        query = query.filter(slips::dealer.eq(dealer.to_string()));
    }
    let order = (slips::serial_no, slips::repair_date);
    Ok(query.order(order).limit(rows_max).select(ListedSlip::as_select()).load(c)?)
}

/// Keys of a register's rows that stand and begin so, in their order.
pub fn register_keys(c: &mut Db, register: &str, begins: &str, rows_max: i64) -> Result<Vec<String>, Error> {
    Ok(register_rows::table
        .filter(register_rows::register.eq(register))
        .filter(register_rows::removed_in.is_null())
        .filter(register_rows::row_key.ge(begins.to_owned()))
        .filter(register_rows::row_key.lt(format!("{begins}{END}")))
        .order(register_rows::row_key)
        .limit(rows_max)
        .select(register_rows::row_key)
        .load(c)?)
}
