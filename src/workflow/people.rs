//! What the verbs about people share: sessions that begin and change hands, attempts that fail, the record of it.

use serde_json::{Value, json};

use super::{Error, Office};
use crate::auth::{self, Actor, Capacity, HashingBusy, Refused, Secret, Stage, totp};
use crate::calendar::Moment;
use crate::clock::business_day;
use crate::store::audit::{self, Entry};
use crate::store::people::PersonRow;
use crate::store::sessions::SessionRow;
use crate::store::{self, Db, people, sessions};

/// A session that began or changed hands. The token goes into the cookie, and nowhere else.
#[derive(Debug)]
pub struct SignedIn {
    /// The session's token.
    pub token: Secret,
    /// What unsafe requests must show beside the cookie.
    pub csrf_token: String,
    /// How far signing in has come.
    pub stage: Stage,
    /// Who signed in.
    pub actor: Actor,
    /// As what they act in the session.
    pub capacity: Capacity,
    /// As people call them.
    pub name: String,
    /// `zh-CN` or `en`.
    pub locale: String,
}

/// The person of a login.
pub(super) fn person_of(c: &mut Db, login: &str) -> Result<PersonRow, Error> {
    people::by_login(c, login)?.ok_or(Error::NotFound)
}

/// The same, held until the transaction is over.
pub(super) fn hold(c: &mut Db, login: &str) -> Result<PersonRow, Error> {
    let person = person_of(c, login)?;
    people::hold(c, &person.id)?.ok_or(Error::NotFound)
}

/// Adds to the audit trail what was done to a person.
pub(super) fn record(
    c: &mut Db,
    at: Moment,
    by: &str,
    action: &str,
    about: &PersonRow,
    facts: Value,
) -> Result<(), store::Error> {
    let object = format!("person {}", about.login);
    audit::append(c, &Entry { at, person: by, action, dealer: &about.dealer, object: &object, facts })
}

/// Begins a session, or lets the one before go on under a new token, its person still whose deputy they act as. Whoever looks
/// at a dealer's pages comes to no such change.
pub(super) fn open_session(
    c: &mut Db,
    person: &PersonRow,
    before: Option<&SessionRow>,
    confirmed_at: Option<Moment>,
    now: Moment,
) -> Result<SignedIn, Error> {
    let (token, csrf_token) = (Secret::random(), Secret::random().as_str().to_owned());
    let mut row = SessionRow { confirmed_at, ..SessionRow::new(token.sha256(), &person.id, csrf_token.clone(), now) };
    if let Some(before) = before {
        row.created_at = before.created_at;
        row.delegation.clone_from(&before.delegation);
    }
    sessions::insert(c, &row)?;
    let own = Actor::of(person)?;
    let stage = Stage::of(own.role, !person.totp_secret.is_empty(), confirmed_at);
    let (capacity, actor) = Capacity::of(c, &row, person, business_day(now))?;
    Ok(SignedIn { token, csrf_token, stage, actor, capacity, name: person.name.clone(), locale: person.locale.clone() })
}

/// Ends the looking at dealers' pages in sessions of a person, and answers whose pages; they are recorded last.
pub(super) fn stop_looking(
    c: &mut Db,
    person: &str,
    is_over: impl Fn(&SessionRow) -> bool,
) -> Result<Vec<String>, store::Error> {
    let mut dealers = Vec::new();
    for session in sessions::looking(c, person)?.into_iter().filter(is_over) {
        sessions::wear(c, &session.token_sha256, None, None)?;
        dealers.extend(session.looks_at);
    }
    Ok(dealers)
}

/// Ends all sessions of a person, and answers whose pages were looked at in them.
pub(super) fn end_sessions(c: &mut Db, person: &PersonRow, now: Moment) -> Result<Vec<String>, store::Error> {
    sessions::end_all(c, &person.id, now)?;
    stop_looking(c, &person.id, |_| true)
}

/// Records that somebody looks at the pages of these dealers no more.
pub(super) fn record_looked(c: &mut Db, at: Moment, login: &str, dealers: &[String]) -> Result<(), store::Error> {
    dealers.iter().try_for_each(|dealer| record_look(c, at, login, "look.end", dealer))
}

/// Records that somebody begins to look at a dealer's pages, or ends it.
pub(super) fn record_look(
    c: &mut Db,
    at: Moment,
    person: &str,
    action: &str,
    dealer: &str,
) -> Result<(), store::Error> {
    let object = format!("dealer {dealer}");
    audit::append(c, &Entry { at, person, action, dealer, object: &object, facts: json!({}) })
}

/// The open session of a caller, and its person as they are now.
pub(super) fn session_of(c: &mut Db, caller: &auth::Caller) -> Result<(SessionRow, PersonRow), Error> {
    let session = caller.session().ok_or(Error::NotAllowed)?;
    let found = sessions::find(c, &session.token_sha256)?;
    found.filter(|(row, person)| row.ended_at.is_none() && person.disabled_at.is_none()).ok_or(Error::NotAllowed)
}

/// The same, the person held until the transaction is over: nobody takes one code twice, or guesses twice at once.
pub(super) fn hold_session(c: &mut Db, caller: &auth::Caller) -> Result<(SessionRow, PersonRow), Error> {
    people::hold(c, &caller.person)?;
    session_of(c, caller)
}

/// Refuses whoever acts or looks as somebody else in a session that is held.
pub(super) fn only_themselves(
    c: &mut Db,
    (session, person): (&SessionRow, &PersonRow),
    now: Moment,
) -> Result<(), Error> {
    let (capacity, _) = Capacity::of(c, session, person, business_day(now))?;
    if capacity == Capacity::Own { Ok(()) } else { Err(Refused::NotThemselves.into()) }
}

/// Refuses an attempt that comes before the person's wait is over.
pub(super) fn no_wait(person: &PersonRow, now: Moment) -> Result<(), Refused> {
    match auth::wait_seconds(person.retry_at, now) {
        Some(seconds) => Err(Refused::Wait { seconds }),
        None => Ok(()),
    }
}

/// Counts an attempt that failed; the next is looked at later, each time more.
pub(super) fn failed(c: &mut Db, person: &mut PersonRow, action: &str, facts: Value, now: Moment) -> Result<(), Error> {
    person.failed_count = person.failed_count.saturating_add(1);
    person.retry_at = Some(auth::retry_at(person.failed_count, now));
    people::update(c, person)?;
    Ok(record(c, now, &person.login, action, person, facts)?)
}

/// Takes the code of the person's second factor, or says that it is not right.
pub(super) fn take_code(office: &Office, person: &mut PersonRow, code: &str, now: Moment) -> Result<bool, Error> {
    let opened = office.seal.open(&totp_purpose(&person.id), &person.totp_secret);
    let secret = opened.ok_or_else(|| store::Error::Stored {
        table: "people",
        reason: "a second factor was sealed with another key than this process has".to_owned(),
    })?;
    let Some(step) = totp::accepted_step(&secret, code, person.totp_step, now) else { return Ok(false) };
    person.totp_step = step;
    person.failed_count = 0;
    person.retry_at = None;
    Ok(true)
}

/// What the secret of a person's second factor is sealed for.
pub(super) fn totp_purpose(person: &str) -> String {
    format!("totp {person}")
}

/// The facts of an attempt.
pub(super) fn from_address(address: Option<std::net::IpAddr>) -> Value {
    address.map_or_else(|| json!({}), |address| json!({ "address": address.to_string() }))
}

impl From<HashingBusy> for Error {
    fn from(_: HashingBusy) -> Self {
        Refused::Wait { seconds: 1 }.into()
    }
}
