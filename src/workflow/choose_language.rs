//! Choosing the language that one is answered in.

use serde_json::json;

use super::people::{hold_session, record};
use super::{Error, Office};
use crate::auth::Caller;
use crate::store::people;
use crate::texts::Lang;

/// Keeps the language for the caller, from any session on.
pub fn choose_language(office: &Office, caller: &Caller, lang: Lang) -> Result<(), Error> {
    if caller.locale == lang.locale() {
        return Ok(());
    }
    office.store.write(|c| {
        let (_, mut person) = hold_session(c, caller)?;
        lang.locale().clone_into(&mut person.locale);
        people::update(c, &person)?;
        let facts = json!({ "locale": person.locale });
        Ok(record(c, office.clock.now(), &person.login, "person.language", &person, facts)?)
    })
}
