//! Making an API token for one's own programs.

use chrono::TimeDelta;
use serde_json::json;

use super::people::{record, session_of};
use super::{Error, Office};
use crate::auth::{Caller, Refused, Scope, Scopes, Secret, session};
use crate::store::api_tokens::{self, ApiTokenRow};
use crate::store::new_id;

/// How long a token holds at most.
const DAYS_MAX: i64 = 366;
const NAME_LETTERS_MAX: usize = 100;

/// What a token is to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What its person calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// For how many days.
    pub days: i64,
}

/// Makes a token, which is shown once. Only somebody who is signed in makes one, and one that moves money or
/// administers only after showing their second factor: that is what such a token stands for later.
pub fn make_token(office: &Office, caller: &Caller, new: &NewToken) -> Result<(Secret, ApiTokenRow), Error> {
    let name = new.name.trim();
    let name_is_sound = !name.is_empty() && name.chars().count() <= NAME_LETTERS_MAX;
    if !name_is_sound || !(1..=DAYS_MAX).contains(&new.days) || new.scopes == Scopes::default() {
        return Err(Refused::TokenTerms.into());
    }
    let secret = Secret::api_token();
    office.store.write(|c| {
        let now = office.clock.now();
        let (session, person) = session_of(c, caller)?;
        let is_grave = new.scopes.iter().any(|scope| scope.moves_money() || scope == Scope::Admin);
        if is_grave && !session::is_present(session.confirmed_at, now) {
            return Err(Refused::PresenceNeeded.into());
        }
        let row = ApiTokenRow {
            id: new_id(),
            person: person.id.clone(),
            name: name.to_owned(),
            token_sha256: secret.sha256(),
            scopes: new.scopes.as_text(),
            created_at: now,
            expires_at: now + TimeDelta::days(new.days),
            used_at: None,
            revoked_at: None,
        };
        api_tokens::insert(c, &row)?;
        let facts = json!({ "token": row.id, "scopes": row.scopes, "days": new.days });
        record(c, now, &person.login, "token.make", &person, facts)?;
        Ok((secret, row))
    })
}
