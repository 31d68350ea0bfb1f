//! Being oneself again: after acting as a deputy, or after looking at a dealer's pages.

use serde_json::json;

use super::people::{hold_session, record, record_look};
use super::{Error, Office};
use crate::auth::Caller;
use crate::store::{delegations, people, sessions};

/// Ends what the caller acts or looks as; whoever is themselves stays it.
pub fn leave_capacity(office: &Office, caller: &Caller) -> Result<(), Error> {
    let now = office.clock.now();
    office.store.write(|c| {
        let (session, person) = hold_session(c, caller)?;
        sessions::wear(c, &session.token_sha256, None, None)?;
        if let Some(dealer) = &session.looks_at {
            record_look(c, now, &person.login, "look.end", dealer)?;
        }
        let Some(id) = &session.delegation else { return Ok(()) };
        let principal = match delegations::find(c, id)? {
            Some(given) => people::by_login(c, &given.principal)?,
            None => None,
        };
        let principal = principal.ok_or(Error::NotFound)?;
        Ok(record(c, now, &person.login, "delegation.rest", &principal, json!({ "delegation": id }))?)
    })
}
