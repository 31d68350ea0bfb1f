//! Proposes the bank account that a dealer's repair fees are wired to (agreement 7.2); a second person decides.

use serde_json::json;

use super::{Error, Office, Refusal, only};
use crate::agreement::codes::DealerCode;
use crate::auth::{Actor, Role};
use crate::calendar::Moment;
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::accounts::{self, Account, AccountState, ProposedAccount};
use crate::store::behalf::behalf;
use crate::store::{Db, audit, registers};

/// Proposes an account for a registered dealer; one at a time.
pub fn propose_account(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    account: &Account,
) -> Result<ProposedAccount, Error> {
    only(actor, &[Role::Finance, Role::Administrator])?;
    let now = office.clock.now();
    let proposed = office.store.write(|c| {
        let registered = registers::dealer(c, dealer)?.ok_or(Error::NotFound)?;
        let before = accounts::of_dealer(c, dealer)?;
        if let Some(waiting) = before.iter().find(|before| before.state == AccountState::Proposed) {
            return Err(Error::Refused(Refusal::AccountWaits { proposed_by: waiting.proposed_by.clone() }));
        }
        if Account::of(&registered) == *account {
            return Err(Error::Refused(Refusal::AccountUnchanged));
        }
        let proposed = ProposedAccount {
            dealer: dealer.clone(),
            seq: before.last().map_or(1, |last| last.seq + 1),
            account: account.clone(),
            state: AccountState::Proposed,
            proposed_by: actor.login.clone(),
            proposed_at: now,
            decided_by: String::new(),
            decided_at: None,
            proposed_on_behalf_of: behalf(),
            decided_on_behalf_of: String::new(),
        };
        accounts::insert(c, &proposed)?;
        tell_proposed(c, dealer, proposed.seq, now)?;
        let entry = audit::Entry {
            at: now,
            person: &actor.login,
            action: "accounts.propose",
            dealer: dealer.as_str(),
            object: &format!("account {dealer} {}", proposed.seq),
            facts: json!({}),
        };
        audit::append(c, &entry)?;
        Ok(proposed)
    });
    // Two people proposed at the same time, and the table took one.
    proposed.map_err(|error| match error {
        Error::Store(error) if error.is_unique_violation() => Error::Changed,
        error => error,
    })
}

/// Tells the dealer and those who may decide that another account is proposed.
pub(super) fn tell_proposed(c: &mut Db, dealer: &DealerCode, seq: i64, now: Moment) -> Result<(), Error> {
    let key = format!("{dealer} {seq}");
    outbox::tell(c, dealer, Event::AccountProposed { seq }, &key, now)?;
    Ok(outbox::tell(c, dealer, Event::AccountWaits { seq }, &key, now)?)
}
