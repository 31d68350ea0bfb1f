//! Approves or rejects the bank account that another person proposed for a dealer (agreement 7.2).

use serde_json::json;

use super::{Error, Office, Refusal, only};
use crate::agreement::codes::DealerCode;
use crate::auth::{Actor, Role};
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::accounts::{self, AccountState, ProposedAccount};
use crate::store::audit;
use crate::store::behalf::behalf;

/// Decides a proposed account; approved, it is what the dealer's payments go to from then on. `expected` is its
/// `change_count`, where the person says which they saw.
pub fn decide_account(
    office: &Office,
    actor: &Actor,
    dealer: &DealerCode,
    seq: i64,
    is_approved: bool,
    expected: Option<i64>,
) -> Result<ProposedAccount, Error> {
    only(actor, &[Role::Finance, Role::Administrator])?;
    let now = office.clock.now();
    let state = if is_approved { AccountState::Approved } else { AccountState::Rejected };
    office.store.write(|c| {
        let all = accounts::of_dealer(c, dealer)?;
        let proposed = all.into_iter().find(|account| account.seq == seq).ok_or(Error::NotFound)?;
        if expected.is_some_and(|seen| seen != proposed.change_count()) {
            return Err(Error::Changed);
        }
        if proposed.state != AccountState::Proposed {
            return Err(Error::Refused(Refusal::AccountDecided { decided_by: proposed.decided_by }));
        }
        if proposed.proposed_by == actor.login {
            return Err(Error::Refused(Refusal::ProposedByYourself));
        }
        if !accounts::decide(c, dealer, seq, state, &actor.login, now)? {
            return Err(Error::Changed);
        }
        let event = Event::AccountDecided { seq, approved: is_approved };
        outbox::tell(c, dealer, event, &format!("{dealer} {seq}"), now)?;
        let entry = audit::Entry {
            at: now,
            person: &actor.login,
            action: if is_approved { "accounts.approve" } else { "accounts.reject" },
            dealer: dealer.as_str(),
            object: &format!("account {dealer} {seq}"),
            facts: json!({ "proposed_by": proposed.proposed_by }),
        };
        audit::append(c, &entry)?;
        let (decided_by, decided_on_behalf_of) = (actor.login.clone(), behalf());
        Ok(ProposedAccount { state, decided_by, decided_at: Some(now), decided_on_behalf_of, ..proposed })
    })
}
