//! Signing in. The answer does not tell which of login, password and code was wrong, nor whether the login is anybody's.

use std::net::IpAddr;

use super::people::{
    SignedIn, failed, from_address, no_wait, open_session, record, record_looked, stop_looking, take_code,
};
use super::{Error, Office};
use crate::auth::{self, Refused, Stage, Subject, session};
use crate::calendar::Moment;
use crate::store::audit::{self, Entry};
use crate::store::people::PersonRow;
use crate::store::sessions::SessionRow;
use crate::store::{Db, people, sessions};

/// What somebody tries to sign in with.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The login.
    pub login: &'a str,
    /// The password.
    pub password: &'a str,
    /// The code of the second factor, where the person has one at hand; it can be shown afterwards too.
    pub code: Option<&'a str>,
    /// Where the request comes from: the peer's own address, whatever a header says.
    pub address: Option<IpAddr>,
}

/// Signs in. A session begins even where the second factor is still to be shown or enrolled: nothing else can be done
/// in it until then.
pub fn sign_in(office: &Office, attempt: Attempt<'_>) -> Result<SignedIn, Error> {
    // A proxy on this machine stands for everybody; the wait per person holds there.
    let address = attempt.address.filter(|address| !address.is_loopback()).map(Subject::Address);
    let now = office.clock.now();
    if let Some(seconds) = address.as_ref().and_then(|address| office.attempts.wait_seconds(address, now)) {
        return Err(Refused::Wait { seconds }.into());
    }
    let outcome = match known(office, attempt.login)? {
        Some(person) => of_person(office, attempt, &person)?,
        None => of_nobody(office, attempt)?,
    };
    if let (Err(Refused::SignIn), Some(address)) = (&outcome, address) {
        office.attempts.failed(address, now);
    }
    Ok(outcome?)
}

/// What came of an attempt: that it failed is kept, so it is no error of the transaction.
type Outcome = Result<SignedIn, Refused>;

fn known(office: &Office, login: &str) -> Result<Option<PersonRow>, Error> {
    let Some(login) = auth::login(login) else { return Ok(None) };
    Ok(office.store.read(|c| people::by_login(c, &login))?)
}

fn of_person(office: &Office, attempt: Attempt<'_>, read: &PersonRow) -> Result<Outcome, Error> {
    if let Err(wait) = no_wait(read, office.clock.now()) {
        return Ok(Err(wait));
    }
    let is_right = auth::is_right(attempt.password, &read.password_hash)?;
    let is_weak = is_right && auth::needs_new_hash(&read.password_hash);
    let new_hash = if is_weak { Some(auth::hash_again(attempt.password)?) } else { None };
    office.store.write(|c| {
        let now = office.clock.now();
        let mut person = people::hold(c, &read.id)?.ok_or(Error::NotFound)?;
        // Somebody who guesses many times at once learns of one guess only: here the others meet its wait.
        if let Err(wait) = no_wait(&person, now) {
            return Ok(Err(wait));
        }
        let is_right = is_right && person.password_hash == read.password_hash && person.disabled_at.is_none();
        let shown = attempt.code.filter(|_| !person.totp_secret.is_empty());
        let is_confirmed = match shown {
            Some(code) if is_right => take_code(office, &mut person, code, now)?,
            _ => false,
        };
        if !is_right || (shown.is_some() && !is_confirmed) {
            failed(c, &mut person, "person.sign_in_failed", from_address(attempt.address), now)?;
            return Ok(Err(Refused::SignIn));
        }
        if let Some(new_hash) = new_hash {
            person.password_hash = new_hash;
        }
        begin(c, person, is_confirmed.then_some(now), attempt.address, now).map(Ok)
    })
}

fn begin(
    c: &mut Db,
    mut person: PersonRow,
    confirmed_at: Option<Moment>,
    address: Option<IpAddr>,
    now: Moment,
) -> Result<SignedIn, Error> {
    // What ended by itself is recorded now.
    let is_over = |row: &SessionRow| row.ended_at.is_some() || !session::is_alive(row.created_at, row.seen_at, now);
    let looked = stop_looking(c, &person.id, is_over)?;
    sessions::forget(c, &person.id, now - session::AGE_MAX - session::AGE_MAX)?;
    let signed_in = open_session(c, &person, None, confirmed_at, now)?;
    // Half a sign-in does not end the wait, or who knows the password could guess codes for ever.
    if signed_in.stage != Stage::Code {
        person.failed_count = 0;
        person.retry_at = None;
    }
    people::update(c, &person)?;
    record_looked(c, now, &person.login, &looked)?;
    record(c, now, &person.login, "person.sign_in", &person, from_address(address))?;
    Ok(signed_in)
}

/// The same waits, the same work and the same record as for somebody whose password is wrong.
fn of_nobody(office: &Office, attempt: Attempt<'_>) -> Result<Outcome, Error> {
    let subject = Subject::UnknownLogin(auth::sha256_hex(&attempt.login.trim().to_lowercase()));
    let wait = || {
        let seconds = office.attempts.wait_seconds(&subject, office.clock.now());
        seconds.map(|seconds| Err(Refused::Wait { seconds }))
    };
    if let Some(wait) = wait() {
        return Ok(wait);
    }
    auth::waste_as_much_time(attempt.password)?;
    if let Some(wait) = wait() {
        return Ok(wait);
    }
    let now = office.clock.now();
    office.attempts.failed(subject, now);
    // What was typed is not recorded: it may be a password in the wrong field.
    let entry = Entry {
        at: now,
        person: "nobody",
        action: "person.sign_in_failed",
        dealer: "",
        object: "person unknown",
        facts: from_address(attempt.address),
    };
    office.store.write(|c| audit::append(c, &entry))?;
    Ok(Err(Refused::SignIn))
}
