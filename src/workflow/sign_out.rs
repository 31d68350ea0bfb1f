//! Signing out: the session ends here too, not only in the browser.

use super::people::{record, record_looked, session_of, stop_looking};
use super::{Error, Office};
use crate::auth::Caller;
use crate::store::sessions;

/// Ends the caller's session.
pub fn sign_out(office: &Office, caller: &Caller) -> Result<(), Error> {
    office.store.write(|c| {
        let now = office.clock.now();
        let (session, person) = session_of(c, caller)?;
        sessions::end(c, &session.token_sha256, now)?;
        let looked = stop_looking(c, &person.id, |other| other.token_sha256 == session.token_sha256)?;
        record_looked(c, now, &person.login, &looked)?;
        Ok(record(c, now, &person.login, "person.sign_out", &person, serde_json::json!({}))?)
    })
}
