//! Sessions of people who signed in.

use diesel::prelude::*;

use super::people::PersonRow;
use super::schema::{people, sessions};
use super::{Db, Error};
use crate::calendar::Moment;

/// A session.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// The hash of the token that only the browser has.
    pub token_sha256: String,
    /// Whose.
    pub person: String,
    /// What unsafe requests must show.
    pub csrf_token: String,
    /// When the person signed in; a session that takes over from another keeps this of it.
    pub created_at: Moment,
    /// The last request, to the minute.
    pub seen_at: Moment,
    /// When a second factor was last shown.
    pub confirmed_at: Option<Moment>,
    /// When it was ended.
    pub ended_at: Option<Moment>,
    /// The delegation that its person acts under.
    pub delegation: Option<String>,
    /// The dealer whose pages its person looks at; not beside a delegation.
    pub looks_at: Option<String>,
}

impl SessionRow {
    /// One that begins now, without a second factor.
    pub fn new(token_sha256: String, person: &str, csrf_token: String, now: Moment) -> Self {
        Self {
            token_sha256,
            person: person.to_owned(),
            csrf_token,
            created_at: now,
            seen_at: now,
            confirmed_at: None,
            ended_at: None,
            delegation: None,
            looks_at: None,
        }
    }
}

impl std::fmt::Debug for SessionRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionRow").field("person", &self.person).finish_non_exhaustive()
    }
}

/// Adds a session.
pub fn insert(c: &mut Db, session: &SessionRow) -> Result<(), Error> {
    diesel::insert_into(sessions::table).values(session).execute(c)?;
    Ok(())
}

/// The session of a token, with its person.
pub fn find(c: &mut Db, token_sha256: &str) -> Result<Option<(SessionRow, PersonRow)>, Error> {
    let both = sessions::table.find(token_sha256).inner_join(people::table.on(people::id.eq(sessions::person)));
    Ok(both.select((SessionRow::as_select(), PersonRow::as_select())).first(c).optional()?)
}

/// Says that a request came.
pub fn seen(c: &mut Db, token_sha256: &str, now: Moment) -> Result<(), Error> {
    diesel::update(sessions::table.find(token_sha256)).set(sessions::seen_at.eq(now)).execute(c)?;
    Ok(())
}

/// Says as what the person of a session acts or looks from now on: under a delegation, at a dealer's pages, or neither.
pub fn wear(c: &mut Db, token_sha256: &str, delegation: Option<&str>, looks_at: Option<&str>) -> Result<(), Error> {
    let columns = (sessions::delegation.eq(delegation), sessions::looks_at.eq(looks_at));
    diesel::update(sessions::table.find(token_sha256)).set(columns).execute(c)?;
    Ok(())
}

/// The sessions of a person that look at a dealer's pages, those among them that were ended meanwhile.
pub fn looking(c: &mut Db, person: &str) -> Result<Vec<SessionRow>, Error> {
    let looking = sessions::table.filter(sessions::person.eq(person)).filter(sessions::looks_at.is_not_null());
    Ok(looking.order(sessions::created_at).select(SessionRow::as_select()).load(c)?)
}

/// Ends a session.
pub fn end(c: &mut Db, token_sha256: &str, now: Moment) -> Result<(), Error> {
    let open = sessions::table.find(token_sha256).filter(sessions::ended_at.is_null());
    diesel::update(open).set(sessions::ended_at.eq(now)).execute(c)?;
    Ok(())
}

/// Ends all sessions of a person.
pub fn end_all(c: &mut Db, person: &str, now: Moment) -> Result<(), Error> {
    let open = sessions::table.filter(sessions::person.eq(person)).filter(sessions::ended_at.is_null());
    diesel::update(open).set(sessions::ended_at.eq(now)).execute(c)?;
    Ok(())
}

/// Forgets a person's sessions that were made before an instant; the audit trail keeps who signed in when.
pub fn forget(c: &mut Db, person: &str, before: Moment) -> Result<(), Error> {
    let old = sessions::table.filter(sessions::person.eq(person)).filter(sessions::created_at.lt(before));
    diesel::delete(old).execute(c)?;
    Ok(())
}
