//! The sums of the ledger's entries: what went over an account on a day, statement by statement. The entries themselves are
//! derived and never stored.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::MultiBackend;
use super::dialect::insert_many;
use super::schema::ledger_sums;
use super::{Db, Error, stored};
use crate::agreement::codes::DealerCode;
use crate::agreement::ledger::{Account, Entry, Turnover, Turnovers};
use crate::calendar::{Day, Period};
use crate::money::Money;

const TABLE: &str = "ledger_sums";

/// Which entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// Of one dealer.
    pub dealer: Option<DealerCode>,
    /// Of statements of one period.
    pub period: Option<Period>,
    /// That move one account.
    pub account: Option<Account>,
    /// Booked on this day or later.
    pub from: Option<Day>,
    /// Booked on this day or earlier.
    pub through: Option<Day>,
}

impl LedgerFilter {
    /// Whether an entry is one of them.
    pub fn takes(&self, entry: &Entry) -> bool {
        let moves = |account: Account| entry.debit() == account || entry.credit() == account;
        self.dealer.as_ref().is_none_or(|dealer| *dealer == entry.dealer)
            && self.period.is_none_or(|period| period == entry.period)
            && self.account.is_none_or(moves)
            && self.from.is_none_or(|day| day <= entry.on)
            && self.through.is_none_or(|day| entry.on <= day)
    }
}

/// A boxed query of the sums that a filter takes.
macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let (mut query, filter): (_, &LedgerFilter) = ($query.into_boxed::<MultiBackend>(), $filter);
        if let Some(dealer) = &filter.dealer {
            query = query.filter(ledger_sums::dealer.eq(dealer.to_string()));
        }
        if let Some(period) = filter.period {
            query = query.filter(ledger_sums::period.eq(period.to_string()));
        }
        if let Some(account) = filter.account {
            query = query.filter(ledger_sums::account.eq(account.name()));
        }
        if let Some(day) = filter.from {
            query = query.filter(ledger_sums::booked_on.ge(day));
        }
        if let Some(day) = filter.through {
            query = query.filter(ledger_sums::booked_on.le(day));
        }
        query
    }};
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ledger_sums, treat_none_as_default_value = false)]
struct Row {
    dealer: String,
    period: String,
    account: String,
    booked_on: Day,
    debits_fen: i64,
    credits_fen: i64,
}

/// The sums of a dealer's statements, or of one.
pub fn of_dealer(c: &mut Db, dealer: &DealerCode, period: Option<Period>) -> Result<Turnovers, Error> {
    let filter = LedgerFilter { dealer: Some(dealer.clone()), period, ..LedgerFilter::default() };
    let rows: Vec<Row> = filtered!(ledger_sums::table.select(Row::as_select()), &filter).load(c)?;
    let sum = |row: Row| {
        let key = (stored::period(TABLE, &row.period)?, account(&row.account)?, row.booked_on);
        Ok((key, turnover_of(row.debits_fen, row.credits_fen)))
    };
    rows.into_iter().map(sum).collect()
}

/// Puts sums in the place of those that a statement has; all of them are of its period.
pub fn replace(c: &mut Db, dealer: &DealerCode, period: Period, sums: &Turnovers) -> Result<(), Error> {
    let of_statement = ledger_sums::table
        .filter(ledger_sums::dealer.eq(dealer.as_str()))
        .filter(ledger_sums::period.eq(period.to_string()));
    diesel::delete(of_statement).execute(c)?;
    let row = |((period, account, booked_on), turnover): (&(Period, Account, Day), &Turnover)| Row {
        dealer: dealer.to_string(),
        period: period.to_string(),
        account: account.name().to_owned(),
        booked_on: *booked_on,
        debits_fen: turnover.debits.fen(),
        credits_fen: turnover.credits.fen(),
    };
    let rows: Vec<Row> = sums.iter().map(row).collect();
    insert_many!(c, ledger_sums::table, &rows)?;
    Ok(())
}

/// What the entries of a filter come to: of one account its debits and credits, else what moved in all.
pub fn turnover(c: &mut Db, filter: &LedgerFilter) -> Result<Turnover, Error> {
    let sums = (
        sql::<BigInt>("CAST(COALESCE(sum(debits_fen), 0) AS BIGINT)"),
        sql::<BigInt>("CAST(COALESCE(sum(credits_fen), 0) AS BIGINT)"),
    );
    let (debits, credits): (i64, i64) = filtered!(ledger_sums::table.select(sums), filter).first(c)?;
    Ok(turnover_of(debits, credits))
}

/// What went over every account of the entries of a filter; over a dealer's accounts by dealer.
pub fn balances(c: &mut Db, filter: &LedgerFilter) -> Result<BTreeMap<(Account, Option<DealerCode>), Turnover>, Error> {
    let sums = ledger_sums::table.group_by((ledger_sums::account, ledger_sums::dealer)).select((
        ledger_sums::account,
        ledger_sums::dealer,
        sql::<BigInt>("CAST(sum(debits_fen) AS BIGINT)"),
        sql::<BigInt>("CAST(sum(credits_fen) AS BIGINT)"),
    ));
    let rows: Vec<(String, String, i64, i64)> = filtered!(sums, filter).load(c)?;
    let mut found: BTreeMap<_, Turnover> = BTreeMap::new();
    for (name, dealer, debits, credits) in rows {
        let account = account(&name)?;
        let dealer = if account.is_per_dealer() { Some(stored::dealer(TABLE, &dealer)?) } else { None };
        *found.entry((account, dealer)).or_default() += turnover_of(debits, credits);
    }
    Ok(found)
}

/// What went over every account of the entries of a filter, of all dealers together.
pub fn by_account(c: &mut Db, filter: &LedgerFilter) -> Result<BTreeMap<Account, Turnover>, Error> {
    let sums = ledger_sums::table.group_by(ledger_sums::account).select((
        ledger_sums::account,
        sql::<BigInt>("CAST(sum(debits_fen) AS BIGINT)"),
        sql::<BigInt>("CAST(sum(credits_fen) AS BIGINT)"),
    ));
    let rows: Vec<(String, i64, i64)> = filtered!(sums, filter).load(c)?;
    rows.iter().map(|(name, debits, credits)| Ok((account(name)?, turnover_of(*debits, *credits)))).collect()
}

/// The dealers that have entries of a filter, from one on, in the order of their codes.
pub fn dealers(c: &mut Db, filter: &LedgerFilter, from: Option<&DealerCode>) -> Result<Vec<DealerCode>, Error> {
    let mut query = filtered!(ledger_sums::table.select(ledger_sums::dealer).distinct(), filter);
    if let Some(from) = from {
        query = query.filter(ledger_sums::dealer.ge(from.to_string()));
    }
    let codes: Vec<String> = query.order(ledger_sums::dealer).load(c)?;
    codes.iter().map(|code| stored::dealer(TABLE, code)).collect()
}

fn turnover_of(debits_fen: i64, credits_fen: i64) -> Turnover {
    Turnover { debits: Money::from_fen(debits_fen), credits: Money::from_fen(credits_fen) }
}

fn account(name: &str) -> Result<Account, Error> {
    Account::ALL
        .into_iter()
        .find(|account| account.name() == name)
        .ok_or_else(|| Error::stored(TABLE, format!("no account is called {name}")))
}
