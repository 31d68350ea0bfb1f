//! Looking at a dealer's pages exactly as its clerk sees them, and changing nothing: to help somebody who calls.

use super::people::{hold_session, only_themselves, record_look};
use super::{Error, Office};
use crate::agreement::codes::DealerCode;
use crate::auth::{Caller, Role};
use crate::store::{registers, sessions};

/// Begins to look, in one session; that it begins and ends is recorded.
pub fn look_as_dealer(office: &Office, caller: &Caller, dealer: &DealerCode) -> Result<(), Error> {
    let now = office.clock.now();
    office.store.write(|c| {
        let (session, person) = hold_session(c, caller)?;
        registers::dealer(c, dealer)?.ok_or(Error::NotFound)?;
        only_themselves(c, (&session, &person), now)?;
        if !Role::of(&person.role).is_some_and(Role::may_look) {
            return Err(Error::NotAllowed);
        }
        sessions::wear(c, &session.token_sha256, None, Some(dealer.as_str()))?;
        Ok(record_look(c, now, &person.login, "look.begin", dealer.as_str())?)
    })
}
