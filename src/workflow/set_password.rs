//! Setting a password: one's own, with a one-time link, or at the command line.

use serde_json::json;

use super::people::{
    SignedIn, end_sessions, failed, hold, hold_session, no_wait, open_session, person_of, record, record_looked,
    session_of,
};
use super::{Error, Office, only};
use crate::auth::{self, Actor, Caller, Password, Refused, Role};
use crate::store::people::PersonRow;
use crate::store::{Db, invitations, people};

/// Changes the caller's own password; their other sessions end, this one goes on under a new token.
pub fn change_password(office: &Office, caller: &Caller, current: &str, new: &str) -> Result<SignedIn, Error> {
    let (_, read) = office.store.read(|c| session_of(c, caller))?;
    no_wait(&read, office.clock.now())?;
    let is_right = auth::is_right(current, &read.password_hash)?;
    let hash = if is_right { Some(new_hash(new, &read)?) } else { None };
    let outcome = office.store.write(|c| {
        let now = office.clock.now();
        let (session, mut person) = hold_session(c, caller)?;
        if let Err(wait) = no_wait(&person, now) {
            return Ok::<_, Error>(Err(wait));
        }
        let Some(hash) = hash.filter(|_| person.password_hash == read.password_hash) else {
            failed(c, &mut person, "password.set_failed", json!({}), now)?;
            return Ok(Err(Refused::SignIn));
        };
        keep(c, office, &mut person, hash)?;
        let signed_in = open_session(c, &person, Some(&session), session.confirmed_at, now)?;
        record(c, now, &person.login, "password.set", &person, json!({ "by": "password" }))?;
        Ok(Ok(signed_in))
    })?;
    Ok(outcome?)
}

/// Sets the password of whoever holds a one-time link, and answers their login; they sign in with it next.
pub fn accept_invitation(office: &Office, token: &str, new: &str) -> Result<String, Error> {
    let token_sha256 = auth::sha256_hex(token);
    let read = office.store.read(|c| invited(c, office, &token_sha256))?;
    let hash = new_hash(new, &read)?;
    office.store.write(|c| {
        people::hold(c, &read.id)?;
        let mut person = invited(c, office, &token_sha256)?;
        keep(c, office, &mut person, hash)?;
        record(c, office.clock.now(), &person.login, "password.set", &person, json!({ "by": "invitation" }))?;
        Ok(person.login)
    })
}

/// Sets anybody's password, at the command line.
pub fn set_password(office: &Office, actor: &Actor, login: &str, new: &str) -> Result<(), Error> {
    only(actor, &[Role::Administrator])?;
    let read = office.store.read(|c| person_of(c, login))?;
    let hash = new_hash(new, &read)?;
    office.store.write(|c| {
        let mut person = hold(c, login)?;
        keep(c, office, &mut person, hash)?;
        Ok(record(c, office.clock.now(), &actor.login, "password.set", &person, json!({ "by": actor.login }))?)
    })
}

/// Takes long: before the transaction.
fn new_hash(new: &str, person: &PersonRow) -> Result<String, Error> {
    Ok(Password::new(new, &person.login).map_err(Refused::Password)?.hash()?)
}

/// Whoever may set a password need not wait for attempts with the one before.
fn keep(c: &mut Db, office: &Office, person: &mut PersonRow, hash: String) -> Result<(), Error> {
    let now = office.clock.now();
    person.password_hash = hash;
    person.failed_count = 0;
    person.retry_at = None;
    people::update(c, person)?;
    let looked = end_sessions(c, person, now)?;
    invitations::use_up(c, &person.id, now)?;
    Ok(record_looked(c, now, &person.login, &looked)?)
}

fn invited(c: &mut Db, office: &Office, token_sha256: &str) -> Result<PersonRow, Error> {
    let invitation = invitations::find(c, token_sha256)?.ok_or(Refused::Invitation)?;
    if invitation.used_at.is_some() || invitation.expires_at <= office.clock.now() {
        return Err(Refused::Invitation.into());
    }
    let person = people::by_id(c, &invitation.person)?.ok_or(Refused::Invitation)?;
    if person.disabled_at.is_some() { Err(Refused::Invitation.into()) } else { Ok(person) }
}
