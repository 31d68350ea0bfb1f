//! The accounts that a register of dealers states. One person alone moves no dealer's money: an account that differs from
//! the approved one is proposed and waits. The account of a dealer that no register had before is approved with it.

use super::super::Error;
use super::super::propose_account::tell_proposed;
use super::spool::Spool;
use super::{FAULTS_MAX, Import};
use crate::agreement::registers::Dealer;
use crate::sheets::Problem;
use crate::store::accounts::{self, Account, AccountState, ProposedAccount};
use crate::store::registers::incoming::{self, NewRow};
use crate::store::{Db, registers};

/// Proposes the accounts that a version's new rows state, and answers how many wait for a second person.
pub(super) fn propose_changed(c: &mut Db, import: &Import, version: i64, rows: &Spool<NewRow>) -> Result<u32, Error> {
    let mut proposed = 0;
    let mut refused = Vec::new();
    for (row_no, dealer) in incoming::brought::<Dealer>(c, version)? {
        match outcome(c, version, &dealer)? {
            Outcome::Nothing => {}
            Outcome::Refused { proposed_by } => refused.push((row_no, Problem::AccountWaits { proposed_by })),
            Outcome::Kept { seq, state } => {
                let is_approved = state == AccountState::Approved;
                proposed += u32::from(!is_approved);
                let by = &import.actor.login;
                let account = ProposedAccount {
                    account: Account::of(&dealer),
                    dealer: dealer.code,
                    seq,
                    state,
                    proposed_by: by.clone(),
                    proposed_at: import.now,
                    decided_by: if is_approved { by.clone() } else { String::new() },
                    decided_at: is_approved.then_some(import.now),
                    // Administrators import, and are nobody's deputies.
                    proposed_on_behalf_of: String::new(),
                    decided_on_behalf_of: String::new(),
                };
                accounts::insert(c, &account)?;
                if !is_approved {
                    tell_proposed(c, &account.dealer, seq, import.now)?;
                }
            }
        }
    }
    refused.truncate(FAULTS_MAX.into());
    rows.refuse(refused)?;
    Ok(proposed)
}

enum Outcome {
    /// The row says nothing new about the account.
    Nothing,
    /// The account is kept.
    Kept { seq: i64, state: AccountState },
    /// Another one waits.
    Refused { proposed_by: String },
}

fn outcome(c: &mut Db, version: i64, dealer: &Dealer) -> Result<Outcome, Error> {
    let stated = Account::of(dealer);
    if stated.is_blank() {
        return Ok(Outcome::Nothing);
    }
    let before = accounts::of_dealer(c, &dealer.code)?;
    let seq = before.last().map_or(1, |last| last.seq + 1);
    if before.is_empty() && !registers::incoming::knew_dealer(c, &dealer.code, version)? {
        return Ok(Outcome::Kept { seq, state: AccountState::Approved });
    }
    let last = |state| before.iter().rev().find(|account| account.state == state);
    if let Some(waiting) = last(AccountState::Proposed) {
        let is_same = waiting.account == stated;
        let proposed_by = waiting.proposed_by.clone();
        return Ok(if is_same { Outcome::Nothing } else { Outcome::Refused { proposed_by } });
    }
    let is_approved = last(AccountState::Approved).is_some_and(|approved| approved.account == stated);
    Ok(if is_approved { Outcome::Nothing } else { Outcome::Kept { seq, state: AccountState::Proposed } })
}
