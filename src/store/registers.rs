//! The registers (agreement 2): versioned rows, all kept in one way. A row stands from the version that brought it until
//! one takes it away; its body is the agreement's struct.

pub mod cells;
pub mod incoming;
pub mod page;
mod row;
pub mod versions;

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

pub use self::row::{Kept, Register};
use super::schema::{bank_accounts, register_rows};
use super::{Db, Error, of_json, stored};
use crate::agreement::codes::{DealerCode, SerialNo};
use crate::agreement::registers::{Dealer, Registers, Unit};
use crate::calendar::Moment;

const TABLE: &str = "register_rows";

/// How many keys one query names.
const KEYS_PER_QUERY: usize = 500;

/// The registers as the months of one dealer need them: the dealer, all products and parts, the units with these serials,
/// and what is kept of this dealer, in the order of the register.
pub fn load_for_dealer(c: &mut Db, code: &DealerCode, serials: &BTreeSet<SerialNo>) -> Result<Registers, Error> {
    let mut registers = Registers::default();
    if let Some(dealer) = dealer(c, code)? {
        registers.add_dealer(dealer);
    }
    add_standing(c, "", &[Register::Products, Register::Parts], &mut registers)?;
    let kept_by_dealer =
        [Register::Sales, Register::Stock, Register::Technicians, Register::GoodsReturns, Register::Complaints];
    add_standing(c, code.as_str(), &kept_by_dealer, &mut registers)?;
    for unit in units(c, serials)? {
        registers.add_unit(unit);
    }
    Ok(registers)
}

/// Adds the standing rows that belong to one dealer, or to none.
fn add_standing(c: &mut Db, dealer: &str, which: &[Register], registers: &mut Registers) -> Result<(), Error> {
    let names: Vec<&str> = which.iter().copied().map(Register::as_str).collect();
    let rows: Vec<(String, String)> = register_rows::table
        .filter(register_rows::dealer.eq(dealer))
        .filter(register_rows::register.eq_any(names))
        .filter(register_rows::removed_in.is_null())
        .order((register_rows::added_in, register_rows::row_no))
        .select((register_rows::register, register_rows::body))
        .load(c)?;
    for (register, body) in rows {
        let register = Register::of(&register).ok_or_else(|| Error::stored(TABLE, &register))?;
        row::add(registers, register, &body)?;
    }
    Ok(())
}

/// A row of a register with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingRow<T> {
    /// The version that brought it.
    pub added_in: i64,
    /// Its number in that version's file.
    pub row_no: u32,
    /// The row.
    pub row: T,
}

/// The standing rows of a register that are about one dealer, or about none, in the order of the register.
pub fn standing<T: Kept>(c: &mut Db, dealer: &str) -> Result<Vec<StandingRow<T>>, Error> {
    let rows: Vec<(i64, i64, String)> = register_rows::table
        .filter(register_rows::dealer.eq(dealer))
        .filter(register_rows::register.eq(T::REGISTER.as_str()))
        .filter(register_rows::removed_in.is_null())
        .order((register_rows::added_in, register_rows::row_no))
        .select((register_rows::added_in, register_rows::row_no, register_rows::body))
        .load(c)?;
    let row = |(added_in, row_no, body): &(i64, i64, String)| {
        Ok(StandingRow { added_in: *added_in, row_no: stored::count(TABLE, *row_no)?, row: of_json(TABLE, body)? })
    };
    rows.iter().map(row).collect()
}

/// The registered units among some serial numbers.
pub fn units(c: &mut Db, serials: &BTreeSet<SerialNo>) -> Result<Vec<Unit>, Error> {
    let serials: Vec<&str> = serials.iter().map(SerialNo::as_str).collect();
    let mut units = Vec::with_capacity(serials.len());
    for some in serials.chunks(KEYS_PER_QUERY) {
        let bodies: Vec<String> = register_rows::table
            .filter(register_rows::dealer.eq(""))
            .filter(register_rows::register.eq(Register::Units.as_str()))
            .filter(register_rows::row_key.eq_any(some))
            .filter(register_rows::removed_in.is_null())
            .select(register_rows::body)
            .load(c)?;
        for body in bodies {
            units.push(of_json(TABLE, &body)?);
        }
    }
    Ok(units)
}

/// Every dealer with the account that its fees are wired to, in the order of codes.
pub fn dealers(c: &mut Db) -> Result<Vec<Dealer>, Error> {
    let bodies: Vec<String> = register_rows::table
        .filter(register_rows::register.eq(Register::Dealers.as_str()))
        .filter(register_rows::removed_in.is_null())
        .select(register_rows::body)
        .load(c)?;
    let accounts: Vec<(String, AccountColumns)> = bank_accounts::table
        .filter(bank_accounts::state.eq("approved"))
        .order(bank_accounts::seq)
        .select((bank_accounts::dealer, ACCOUNT_COLUMNS))
        .load(c)?;
    let mut latest: BTreeMap<String, AccountColumns> = accounts.into_iter().collect();
    let with_account = |body: &String| {
        let mut dealer: Dealer = of_json(TABLE, body)?;
        let account = latest.remove(dealer.code.as_str());
        set_account(&mut dealer, account);
        Ok(dealer)
    };
    let mut dealers = bodies.iter().map(with_account).collect::<Result<Vec<Dealer>, Error>>()?;
    dealers.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(dealers)
}

/// Every dealer's name.
pub fn names(c: &mut Db) -> Result<BTreeMap<DealerCode, String>, Error> {
    #[derive(serde::Deserialize)]
    struct Named {
        code: DealerCode,
        name: String,
    }
    let bodies: Vec<String> = register_rows::table
        .filter(register_rows::register.eq(Register::Dealers.as_str()))
        .filter(register_rows::removed_in.is_null())
        .select(register_rows::body)
        .load(c)?;
    let named = |body: &String| of_json(TABLE, body).map(|Named { code, name }| (code, name));
    bodies.iter().map(named).collect()
}

/// A dealer with the account that its fees are wired to.
pub fn dealer(c: &mut Db, code: &DealerCode) -> Result<Option<Dealer>, Error> {
    let body: Option<String> = register_rows::table
        .filter(register_rows::dealer.eq(code.as_str()))
        .filter(register_rows::register.eq(Register::Dealers.as_str()))
        .filter(register_rows::removed_in.is_null())
        .select(register_rows::body)
        .first(c)
        .optional()?;
    let Some(body) = body else { return Ok(None) };
    let account = bank_accounts::table
        .filter(bank_accounts::dealer.eq(code.as_str()))
        .filter(bank_accounts::state.eq("approved"))
        .order(bank_accounts::seq.desc())
        .select(ACCOUNT_COLUMNS)
        .first(c)
        .optional()?;
    let mut dealer: Dealer = of_json(TABLE, &body)?;
    set_account(&mut dealer, account);
    Ok(Some(dealer))
}

/// A dealer as the register named it at a moment, without its account.
pub fn dealer_at(c: &mut Db, code: &DealerCode, at: Moment) -> Result<Option<Dealer>, Error> {
    let Some(version) = versions::standing_at(c, Register::Dealers, at)? else { return Ok(None) };
    let body: Option<String> = register_rows::table
        .filter(register_rows::dealer.eq(code.as_str()))
        .filter(register_rows::register.eq(Register::Dealers.as_str()))
        .filter(register_rows::added_in.le(version))
        .filter(register_rows::removed_in.is_null().or(register_rows::removed_in.gt(version).assume_not_null()))
        .select(register_rows::body)
        .first(c)
        .optional()?;
    body.map(|body| of_json(TABLE, &body)).transpose()
}

type AccountColumns = (String, String, String, String);
const ACCOUNT_COLUMNS: (
    bank_accounts::account_name,
    bank_accounts::bank_name,
    bank_accounts::bank_account,
    bank_accounts::bank_code,
) = (bank_accounts::account_name, bank_accounts::bank_name, bank_accounts::bank_account, bank_accounts::bank_code);

/// The account of a dealer is the one that two people agreed on, whatever the register's row says.
fn set_account(dealer: &mut Dealer, account: Option<AccountColumns>) {
    let (account_name, bank_name, bank_account, bank_code) = account.unwrap_or_default();
    let filled = |text: String| (!text.is_empty()).then_some(text);
    dealer.account_name = filled(account_name);
    dealer.bank_name = filled(bank_name);
    dealer.bank_account = filled(bank_account);
    dealer.bank_code = filled(bank_code);
}
