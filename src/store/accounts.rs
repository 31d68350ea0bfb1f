//! The bank accounts of dealers (agreement 7.2): every one that was proposed is kept; the latest approved is paid to.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::behalf::behalf;
use super::schema::bank_accounts;
use super::{Db, Error, registers, stored};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::Dealer;
use crate::calendar::Moment;

const TABLE: &str = "bank_accounts";

/// An account; what is blank is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// 户名
    pub account_name: String,
    /// 开户行
    pub bank_name: String,
    /// 账号
    pub bank_account: String,
    /// 联行号
    pub bank_code: String,
}

impl Account {
    /// The account that a row of the register states.
    pub fn of(dealer: &Dealer) -> Self {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        Self {
            account_name: text(&dealer.account_name),
            bank_name: text(&dealer.bank_name),
            bank_account: text(&dealer.bank_account),
            bank_code: text(&dealer.bank_code),
        }
    }

    /// Whether no account is stated: without a number there is none.
    pub fn is_blank(&self) -> bool {
        self.bank_account.is_empty()
    }
}

/// What became of a proposed account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// It waits for a second person.
    Proposed,
    /// It is the dealer's account from then on, until another one is.
    Approved,
    /// It never was.
    Rejected,
}

impl AccountState {
    /// As the table has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

/// An account that somebody proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedAccount {
    /// Whose.
    pub dealer: DealerCode,
    /// 1, 2, … for the dealer.
    pub seq: i64,
    /// The account.
    pub account: Account,
    /// What became of it.
    pub state: AccountState,
    /// Who proposed it.
    pub proposed_by: String,
    /// When, UTC.
    pub proposed_at: Moment,
    /// Who decided; empty until then.
    pub decided_by: String,
    /// When, UTC.
    pub decided_at: Option<Moment>,
    /// For whom a deputy proposed it: a login, else empty.
    pub proposed_on_behalf_of: String,
    /// For whom a deputy decided it: a login, else empty.
    pub decided_on_behalf_of: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = bank_accounts, treat_none_as_default_value = false)]
struct AccountRow {
    dealer: String,
    seq: i64,
    account_name: String,
    bank_name: String,
    bank_account: String,
    bank_code: String,
    state: String,
    proposed_by: String,
    proposed_at: Moment,
    decided_by: String,
    decided_at: Option<Moment>,
    proposed_on_behalf_of: String,
    decided_on_behalf_of: String,
}

impl AccountRow {
    fn into_proposed(self) -> Result<ProposedAccount, Error> {
        Ok(ProposedAccount {
            dealer: stored::dealer(TABLE, &self.dealer)?,
            seq: self.seq,
            account: Account {
                account_name: self.account_name,
                bank_name: self.bank_name,
                bank_account: self.bank_account,
                bank_code: self.bank_code,
            },
            state: stored::word(TABLE, &self.state)?,
            proposed_by: self.proposed_by,
            proposed_at: self.proposed_at,
            decided_by: self.decided_by,
            decided_at: self.decided_at,
            proposed_on_behalf_of: self.proposed_on_behalf_of,
            decided_on_behalf_of: self.decided_on_behalf_of,
        })
    }
}

impl ProposedAccount {
    /// 0 while it waits and 1 once it is decided: what somebody saw of it is that.
    #[must_use]
    pub const fn change_count(&self) -> i64 {
        if self.decided_at.is_some() { 1 } else { 0 }
    }
}

/// All that was ever proposed for a dealer, in order.
pub fn of_dealer(c: &mut Db, dealer: &DealerCode) -> Result<Vec<ProposedAccount>, Error> {
    let rows: Vec<AccountRow> =
        bank_accounts::table.filter(bank_accounts::dealer.eq(dealer.as_str())).order(bank_accounts::seq).load(c)?;
    rows.into_iter().map(AccountRow::into_proposed).collect()
}

/// All accounts in a state, by dealer.
pub fn in_state(c: &mut Db, state: AccountState) -> Result<Vec<ProposedAccount>, Error> {
    let rows: Vec<AccountRow> = bank_accounts::table
        .filter(bank_accounts::state.eq(state.as_str()))
        .order((bank_accounts::dealer, bank_accounts::seq))
        .load(c)?;
    rows.into_iter().map(AccountRow::into_proposed).collect()
}

/// Whether a dealer has an account that is paid to.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It has none, and is not paid.
    Missing,
    /// Another one waits for a second person.
    UnderChange,
    /// It has one.
    Present,
}

impl Standing {
    /// Every way of standing.
    pub const ALL: [Self; 3] = [Self::Missing, Self::UnderChange, Self::Present];

    /// As addresses and files name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::UnderChange => "under_change",
            Self::Present => "present",
        }
    }
}

/// A dealer with the account that is paid to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealerAccount {
    /// Whose.
    pub dealer: DealerCode,
    /// The dealer's name.
    pub name: String,
    /// The account; blank where there is none.
    pub account: Account,
    /// How it stands.
    pub standing: Standing,
}

/// The dealers with a code or a part of a name, all where it is empty, whose account stands so, by code.
pub fn standing(c: &mut Db, named: &str, standing: Option<Standing>) -> Result<Vec<DealerAccount>, Error> {
    let waiting: BTreeSet<DealerCode> =
        in_state(c, AccountState::Proposed)?.into_iter().map(|proposed| proposed.dealer).collect();
    let is_named = |dealer: &Dealer| {
        named.is_empty() || dealer.code.as_str().eq_ignore_ascii_case(named) || dealer.name.contains(named)
    };
    let of_dealer = |dealer: Dealer| {
        let account = Account::of(&dealer);
        let standing = match account.is_blank() {
            _ if waiting.contains(&dealer.code) => Standing::UnderChange,
            true => Standing::Missing,
            false => Standing::Present,
        };
        DealerAccount { dealer: dealer.code, name: dealer.name, account, standing }
    };
    let named = registers::dealers(c)?.into_iter().filter(is_named).map(of_dealer);
    Ok(named.filter(|one| standing.is_none_or(|asked| one.standing == asked)).collect())
}

/// How many accounts wait for a second person.
pub fn waiting_count(c: &mut Db) -> Result<i64, Error> {
    let waiting = bank_accounts::table.filter(bank_accounts::state.eq(AccountState::Proposed.as_str()));
    Ok(waiting.count().get_result(c)?)
}

/// Keeps an account; the table refuses a second one that waits.
pub fn insert(c: &mut Db, proposed: &ProposedAccount) -> Result<(), Error> {
    let account = &proposed.account;
    let row = AccountRow {
        dealer: proposed.dealer.to_string(),
        seq: proposed.seq,
        account_name: account.account_name.clone(),
        bank_name: account.bank_name.clone(),
        bank_account: account.bank_account.clone(),
        bank_code: account.bank_code.clone(),
        state: proposed.state.as_str().to_owned(),
        proposed_by: proposed.proposed_by.clone(),
        proposed_at: proposed.proposed_at,
        decided_by: proposed.decided_by.clone(),
        decided_at: proposed.decided_at,
        proposed_on_behalf_of: proposed.proposed_on_behalf_of.clone(),
        decided_on_behalf_of: proposed.decided_on_behalf_of.clone(),
    };
    diesel::insert_into(bank_accounts::table).values(row).execute(c)?;
    Ok(())
}

/// Decides an account that waits; answers whether it still did.
pub fn decide(
    c: &mut Db,
    dealer: &DealerCode,
    seq: i64,
    state: AccountState,
    by: &str,
    now: Moment,
) -> Result<bool, Error> {
    let waiting = bank_accounts::table
        .find((dealer.as_str(), seq))
        .filter(bank_accounts::state.eq(AccountState::Proposed.as_str()));
    let decision = (
        bank_accounts::state.eq(state.as_str()),
        bank_accounts::decided_by.eq(by),
        bank_accounts::decided_at.eq(now),
        bank_accounts::decided_on_behalf_of.eq(behalf()),
    );
    Ok(diesel::update(waiting).set(decision).execute(c)? == 1)
}
