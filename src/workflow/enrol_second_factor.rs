//! Enrolling a second factor. The secret waits with the person, sealed in a ticket, until its first code is shown: until
//! then nothing of it is stored, and nobody is locked out by an app that did not take it.

use chrono::{DateTime, TimeDelta};
use serde_json::json;

use super::people::{
    SignedIn, end_sessions, hold, hold_session, open_session, person_of, record, record_looked, session_of,
    totp_purpose,
};
use super::{Error, Office, only};
use crate::auth::{Actor, Caller, Refused, Role, session, totp};
use crate::calendar::Moment;
use crate::store::people;

/// How long a ticket holds.
const TICKET_TIME: TimeDelta = TimeDelta::minutes(10);

/// A secret to be put into an authenticator app.
#[derive(Clone, serde::Serialize, utoipa::ToSchema)]
pub struct Enrolment {
    /// The secret as people type it (base 32).
    pub secret: String,
    /// The secret as an app reads it, mostly from a QR code.
    pub uri: String,
    /// To be sent back with the first code, within ten minutes.
    pub ticket: String,
}

/// Offers a secret. Who has a second factor already must have shown it just before.
pub fn offer(office: &Office, caller: &Caller) -> Result<Enrolment, Error> {
    let (session, person) = office.store.read(|c| session_of(c, caller))?;
    let now = office.clock.now();
    may_enrol(!person.totp_secret.is_empty(), session.confirmed_at, now)?;
    let secret = totp::new_secret();
    let ticket = [now.and_utc().timestamp().to_be_bytes().as_slice(), &secret].concat();
    Ok(Enrolment {
        secret: totp::secret_text(&secret),
        uri: totp::uri(&secret, &person.login),
        ticket: office.seal.seal(&ticket_purpose(&person.id), &ticket),
    })
}

/// Enrols the secret of a ticket, whose first code is shown; the session goes on, confirmed, under a new token, and the
/// person's other sessions end.
pub fn enrol_second_factor(office: &Office, caller: &Caller, ticket: &str, code: &str) -> Result<SignedIn, Error> {
    office.store.write(|c| {
        let now = office.clock.now();
        let (session, mut person) = hold_session(c, caller)?;
        may_enrol(!person.totp_secret.is_empty(), session.confirmed_at, now)?;
        let secret = secret_of(office, &person.id, ticket, now).ok_or(Refused::Code)?;
        let step = totp::accepted_step(&secret, code, 0, now).ok_or(Refused::Code)?;
        person.totp_secret = office.seal.seal(&totp_purpose(&person.id), &secret);
        person.totp_step = step;
        people::update(c, &person)?;
        let looked = end_sessions(c, &person, now)?;
        let signed_in = open_session(c, &person, Some(&session), Some(now), now)?;
        record_looked(c, now, &person.login, &looked)?;
        record(c, now, &person.login, "second_factor.enrol", &person, json!({}))?;
        Ok(signed_in)
    })
}

/// Gives a person a second factor at the command line, where the installation itself is the one who asks.
pub fn give_second_factor(office: &Office, actor: &Actor, login: &str) -> Result<Enrolment, Error> {
    only(actor, &[Role::Administrator])?;
    let secret = totp::new_secret();
    office.store.write(|c| {
        let now = office.clock.now();
        let mut person = hold(c, login)?;
        person.totp_secret = office.seal.seal(&totp_purpose(&person.id), &secret);
        person.totp_step = 0;
        people::update(c, &person)?;
        let looked = end_sessions(c, &person, now)?;
        record_looked(c, now, &person.login, &looked)?;
        Ok::<_, Error>(record(c, now, &actor.login, "second_factor.enrol", &person, json!({}))?)
    })?;
    Ok(Enrolment { secret: totp::secret_text(&secret), uri: totp::uri(&secret, login), ticket: String::new() })
}

/// The present code of a person's second factor: for the demonstration, at the command line alone.
pub fn present_code(office: &Office, login: &str) -> Result<String, Error> {
    let person = office.store.read(|c| person_of(c, login))?;
    let secret = office.seal.open(&totp_purpose(&person.id), &person.totp_secret).ok_or(Refused::NoSecondFactor)?;
    Ok(totp::code_at(&secret, office.clock.now()))
}

fn may_enrol(has_second_factor: bool, confirmed_at: Option<Moment>, now: Moment) -> Result<(), Refused> {
    let may = !has_second_factor || session::is_present(confirmed_at, now);
    if may { Ok(()) } else { Err(Refused::PresenceNeeded) }
}

fn ticket_purpose(person: &str) -> String {
    format!("enrolment {person}")
}

fn secret_of(office: &Office, person: &str, ticket: &str, now: Moment) -> Option<Vec<u8>> {
    let opened = office.seal.open(&ticket_purpose(person), ticket)?;
    let (offered_at, secret) = opened.split_first_chunk::<8>()?;
    let offered_at = DateTime::from_timestamp_secs(i64::from_be_bytes(*offered_at))?.naive_utc();
    (now.signed_duration_since(offered_at).abs() <= TICKET_TIME).then(|| secret.to_vec())
}
