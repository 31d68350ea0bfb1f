//! Revoking an API token: one's own, or anybody's by an administrator.

use serde_json::json;

use super::people::record;
use super::{Error, Office};
use crate::auth::{Caller, Role};
use crate::store::{api_tokens, people};

/// Revokes a token; revoked once more, it stays revoked.
pub fn revoke_token(office: &Office, caller: &Caller, id: &str) -> Result<(), Error> {
    office.store.write(|c| {
        let now = office.clock.now();
        let token = api_tokens::by_id(c, id)?.ok_or(Error::NotFound)?;
        if token.person != caller.person && caller.actor.role != Role::Administrator {
            return Err(Error::NotFound);
        }
        if token.revoked_at.is_some() {
            return Ok(());
        }
        api_tokens::revoke(c, id, now)?;
        let person = people::by_id(c, &token.person)?.ok_or(Error::NotFound)?;
        Ok(record(c, now, &caller.actor.login, "token.revoke", &person, json!({ "token": id }))?)
    })
}
