//! One-time links with which somebody sets a password: the first administrator, new people, a forgotten password.

use diesel::prelude::*;

use super::schema::invitations;
use super::{Db, Error};
use crate::calendar::Moment;

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations)]
pub struct InvitationRow {
    /// The hash of the link's secret.
    pub token_sha256: String,
    /// Who is invited.
    pub person: String,
    /// When it was made.
    pub created_at: Moment,
    /// From when on it is worth nothing.
    pub expires_at: Moment,
    /// When it was used, or another took its place.
    pub used_at: Option<Moment>,
}

/// Adds an invitation.
pub fn insert(c: &mut Db, invitation: &InvitationRow) -> Result<(), Error> {
    diesel::insert_into(invitations::table).values(invitation).execute(c)?;
    Ok(())
}

/// The invitation of a hash.
pub fn find(c: &mut Db, token_sha256: &str) -> Result<Option<InvitationRow>, Error> {
    Ok(invitations::table.find(token_sha256).select(InvitationRow::as_select()).first(c).optional()?)
}

/// No link of the person is worth anything any more.
pub fn use_up(c: &mut Db, person: &str, now: Moment) -> Result<(), Error> {
    let open = invitations::table.filter(invitations::person.eq(person)).filter(invitations::used_at.is_null());
    diesel::update(open).set(invitations::used_at.eq(now)).execute(c)?;
    Ok(())
}
