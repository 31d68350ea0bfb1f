//! Showing the second factor: to complete signing in, and again before money is moved.

use serde_json::json;

use super::people::{SignedIn, failed, hold_session, no_wait, open_session, record, take_code};
use super::{Error, Office};
use crate::auth::{Caller, Refused};
use crate::store::{people, sessions};

/// Takes a code of the second factor; the session goes on under a new token.
pub fn confirm_presence(office: &Office, caller: &Caller, code: &str) -> Result<SignedIn, Error> {
    let outcome = office.store.write(|c| {
        let now = office.clock.now();
        let (session, mut person) = hold_session(c, caller)?;
        if person.totp_secret.is_empty() {
            return Ok::<_, Error>(Err(Refused::NoSecondFactor));
        }
        if let Err(wait) = no_wait(&person, now) {
            return Ok(Err(wait));
        }
        if !take_code(office, &mut person, code, now)? {
            failed(c, &mut person, "person.confirm_failed", json!({}), now)?;
            return Ok(Err(Refused::Code));
        }
        people::update(c, &person)?;
        sessions::end(c, &session.token_sha256, now)?;
        let signed_in = open_session(c, &person, Some(&session), Some(now), now)?;
        record(c, now, &person.login, "person.confirm", &person, json!({}))?;
        Ok(Ok(signed_in))
    })?;
    Ok(outcome?)
}
