//! Requests that carry a key, so that sending one again does nothing again.
//!
//! Whoever begins a request holds a claim to it. What the request does is kept in one transaction with the word that it is
//! done (`mark`), and only while the claim stands: a process may die at any moment, or be taken for dead, and the
//! request is done once.

use std::cell::RefCell;

use chrono::TimeDelta;
use diesel::prelude::*;

use super::dialect::Suffix;
use super::schema::idempotency;
use super::{Db, Error};
use crate::calendar::Moment;

/// An answer is kept so long.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// A request that was at work for longer than this is taken over; where its process lives, it can no longer do anything.
const AT_WORK_MAX: TimeDelta = TimeDelta::seconds(10);
/// The status of a request that is at work.
const AT_WORK: i64 = 0;
/// The status of a request that is done and not answered yet.
const DONE: i64 = 1;

/// The first answer to a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Queryable)]
pub struct Answered {
    /// The HTTP status.
    pub status: i64,
    /// The content type; empty where there is no body.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
    /// The header that says where the thing is that was made; empty where there is none.
    pub location: String,
    /// The version of what it shows; empty where it has none.
    pub etag: String,
}

impl Answered {
    /// That all went well, where nothing else is known.
    pub fn without_body() -> Self {
        Self { status: 204, ..Self::default() }
    }
}

/// What a request with a key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The first; [`answered`] or [`given_up`] must follow.
    First,
    /// A repetition of one that was answered.
    Again(Answered),
    /// A repetition of one that was done, and whose process died before it could answer.
    Done,
    /// A repetition of one that is at work.
    AtWork,
    /// Another request, whose key was used before.
    Other,
}

/// A person's key, and the hash of the request that it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Keyed<'a> {
    /// The person's key in the table of people.
    pub person: &'a str,
    /// The request's key.
    pub key: &'a str,
    /// Of method, path and body.
    pub request_sha256: &'a str,
}

/// The right to do a request, of whoever began it or took it over last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The person's key in the table of people.
    pub person: String,
    /// The request's key.
    pub key: String,
    /// When it was begun; whoever takes it over begins later.
    pub begun_at: Moment,
}

thread_local! {
    static CLAIM: RefCell<Option<Claim>> = const { RefCell::new(None) };
}

/// The claim that this thread works under.
pub fn claimed() -> Option<Claim> {
    CLAIM.with_borrow(Clone::clone)
}

/// Works under a claim: every transaction that writes says that the request is done.
pub fn under<T>(claim: Option<Claim>, work: impl FnOnce() -> T) -> T {
    struct Before(Option<Claim>);
    impl Drop for Before {
        fn drop(&mut self) {
            CLAIM.set(self.0.take());
        }
    }
    let _before = Before(CLAIM.replace(claim));
    work()
}

/// Says in a transaction that the request is done that this thread works for; fails where another has taken it over.
pub(in crate::store) fn mark(c: &mut Db) -> Result<(), Error> {
    let Some(claim) = claimed() else { return Ok(()) };
    let row = idempotency::table.find((&claim.person, &claim.key)).filter(idempotency::created_at.eq(claim.begun_at));
    let marked =
        diesel::update(row.filter(idempotency::status.le(DONE))).set(idempotency::status.eq(DONE)).execute(c)?;
    if marked == 1 { Ok(()) } else { Err(Error::TakenOver) }
}

/// Begins a request with a key, unless it was begun before.
pub fn begin(c: &mut Db, keyed: Keyed<'_>, now: Moment) -> Result<Begun, Error> {
    let old = idempotency::table.filter(idempotency::person.eq(keyed.person));
    diesel::delete(old.filter(idempotency::created_at.lt(now - KEPT))).execute(c)?;
    let insert = diesel::insert_into(idempotency::table).values((
        idempotency::person.eq(keyed.person),
        idempotency::request_key.eq(keyed.key),
        idempotency::request_sha256.eq(keyed.request_sha256),
        idempotency::status.eq(AT_WORK),
        idempotency::content_type.eq(""),
        idempotency::body.eq(Vec::<u8>::new()),
        idempotency::created_at.eq(now),
    ));
    if Suffix(insert, " ON CONFLICT (person, request_key) DO NOTHING").execute(c)? == 1 {
        return Ok(Begun::First);
    }
    let row = idempotency::table.find((keyed.person, keyed.key));
    let (request_sha256, begun_at): (String, Moment) =
        row.select((idempotency::request_sha256, idempotency::created_at)).first(c)?;
    let kept =
        (idempotency::status, idempotency::content_type, idempotency::body, idempotency::location, idempotency::etag);
    let answered: Answered = row.select(kept).first(c)?;
    if request_sha256 != keyed.request_sha256 {
        return Ok(Begun::Other);
    }
    if answered.status > DONE {
        return Ok(Begun::Again(answered));
    }
    if answered.status == DONE {
        return Ok(if begun_at < now - AT_WORK_MAX { Begun::Done } else { Begun::AtWork });
    }
    let died = row
        .filter(idempotency::status.eq(AT_WORK))
        .filter(idempotency::created_at.eq(begun_at).and(idempotency::created_at.lt(now - AT_WORK_MAX)));
    let taken_over = diesel::update(died).set(idempotency::created_at.eq(now)).execute(c)?;
    Ok(if taken_over == 1 { Begun::First } else { Begun::AtWork })
}

/// Keeps the first answer, of whoever began at that instant.
pub fn answered(c: &mut Db, keyed: Keyed<'_>, begun_at: Moment, answer: &Answered) -> Result<(), Error> {
    let row = idempotency::table.find((keyed.person, keyed.key)).filter(idempotency::created_at.eq(begun_at));
    let columns = (
        idempotency::status.eq(answer.status),
        idempotency::content_type.eq(&answer.content_type),
        idempotency::body.eq(&answer.body),
        idempotency::location.eq(&answer.location),
        idempotency::etag.eq(&answer.etag),
    );
    diesel::update(row).set(columns).execute(c)?;
    Ok(())
}

/// Forgets a request that was refused: it did nothing, and may be sent again.
pub fn given_up(c: &mut Db, keyed: Keyed<'_>, begun_at: Moment) -> Result<(), Error> {
    let row = idempotency::table.find((keyed.person, keyed.key)).filter(idempotency::status.eq(AT_WORK));
    diesel::delete(row.filter(idempotency::created_at.eq(begun_at))).execute(c)?;
    Ok(())
}
