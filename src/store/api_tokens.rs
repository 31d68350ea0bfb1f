//! API tokens of people, for their programs.

use diesel::prelude::*;

use super::people::PersonRow;
use super::schema::{api_tokens, people};
use super::{Db, Error};
use crate::calendar::Moment;

/// An API token.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_tokens)]
pub struct ApiTokenRow {
    /// The key.
    pub id: String,
    /// Whose.
    pub person: String,
    /// What its person calls it.
    pub name: String,
    /// The hash of the token that only its holder has.
    pub token_sha256: String,
    /// What it may be used for, separated by spaces.
    pub scopes: String,
    /// When it was made.
    pub created_at: Moment,
    /// From when on it is worth nothing.
    pub expires_at: Moment,
    /// The last request, to the minute.
    pub used_at: Option<Moment>,
    /// When it was revoked.
    pub revoked_at: Option<Moment>,
}

/// Adds a token.
pub fn insert(c: &mut Db, token: &ApiTokenRow) -> Result<(), Error> {
    diesel::insert_into(api_tokens::table).values(token).execute(c)?;
    Ok(())
}

/// The token of a hash, with its person.
pub fn find(c: &mut Db, token_sha256: &str) -> Result<Option<(ApiTokenRow, PersonRow)>, Error> {
    let token = api_tokens::table.filter(api_tokens::token_sha256.eq(token_sha256));
    let both = token.inner_join(people::table.on(people::id.eq(api_tokens::person)));
    Ok(both.select((ApiTokenRow::as_select(), PersonRow::as_select())).first(c).optional()?)
}

/// The token of a key.
pub fn by_id(c: &mut Db, id: &str) -> Result<Option<ApiTokenRow>, Error> {
    Ok(api_tokens::table.find(id).select(ApiTokenRow::as_select()).first(c).optional()?)
}

/// A person's tokens, the newest first.
pub fn of_person(c: &mut Db, person: &str) -> Result<Vec<ApiTokenRow>, Error> {
    let tokens = api_tokens::table.filter(api_tokens::person.eq(person)).order(api_tokens::id.desc());
    Ok(tokens.select(ApiTokenRow::as_select()).load(c)?)
}

/// Says that a request came.
pub fn used(c: &mut Db, id: &str, now: Moment) -> Result<(), Error> {
    diesel::update(api_tokens::table.find(id)).set(api_tokens::used_at.eq(now)).execute(c)?;
    Ok(())
}

/// Revokes a token.
pub fn revoke(c: &mut Db, id: &str, now: Moment) -> Result<(), Error> {
    let standing = api_tokens::table.find(id).filter(api_tokens::revoked_at.is_null());
    diesel::update(standing).set(api_tokens::revoked_at.eq(now)).execute(c)?;
    Ok(())
}

/// Revokes all tokens of a person.
pub fn revoke_all(c: &mut Db, person: &str, now: Moment) -> Result<(), Error> {
    let standing = api_tokens::table.filter(api_tokens::person.eq(person)).filter(api_tokens::revoked_at.is_null());
    diesel::update(standing).set(api_tokens::revoked_at.eq(now)).execute(c)?;
    Ok(())
}
