//! Who named whom a deputy, for which days.

use diesel::prelude::*;

use super::schema::delegations;
use super::{Db, Error};
use crate::calendar::{Day, Moment};

/// That somebody may act for another person for some days.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = delegations)]
pub struct DelegationRow {
    /// The key.
    pub id: String,
    /// Whose reach it is: a login.
    pub principal: String,
    /// What the principal was when naming the deputy.
    pub role: String,
    /// Who may act for them: a login.
    pub deputy: String,
    /// The first day, business time.
    pub first_day: Day,
    /// The last day, itself among them.
    pub last_day: Day,
    /// When the deputy was named.
    pub made_at: Moment,
    /// When it was ended early.
    pub ended_at: Option<Moment>,
    /// By whom it was: a login, else empty.
    pub ended_by: String,
}

impl DelegationRow {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.ended_at.is_none() && self.first_day <= day && day <= self.last_day
    }

    /// Whether it can still be ended on a day.
    pub fn is_open_on(&self, day: Day) -> bool {
        self.ended_at.is_none() && day <= self.last_day
    }
}

/// Adds a delegation.
pub fn insert(c: &mut Db, delegation: &DelegationRow) -> Result<(), Error> {
    diesel::insert_into(delegations::table).values(delegation).execute(c)?;
    Ok(())
}

/// The delegation of a key.
pub fn find(c: &mut Db, id: &str) -> Result<Option<DelegationRow>, Error> {
    Ok(delegations::table.find(id).select(DelegationRow::as_select()).first(c).optional()?)
}

/// The delegations that somebody gave or was given, the latest first.
pub fn of_person(c: &mut Db, login: &str) -> Result<Vec<DelegationRow>, Error> {
    let own = delegations::table.filter(delegations::principal.eq(login).or(delegations::deputy.eq(login)));
    Ok(own.order(delegations::id.desc()).select(DelegationRow::as_select()).load(c)?)
}

/// The delegations by which somebody may act on a day, those first that end first.
pub fn of_deputy_on(c: &mut Db, login: &str, day: Day) -> Result<Vec<DelegationRow>, Error> {
    let given = delegations::table.filter(delegations::deputy.eq(login)).filter(delegations::last_day.ge(day));
    let hold = given.filter(delegations::first_day.le(day)).filter(delegations::ended_at.is_null());
    Ok(hold.order((delegations::last_day, delegations::id)).select(DelegationRow::as_select()).load(c)?)
}

/// The delegations of or to somebody that can still be ended on a day.
pub fn open_of(c: &mut Db, login: &str, day: Day) -> Result<Vec<DelegationRow>, Error> {
    let own = delegations::table.filter(delegations::principal.eq(login).or(delegations::deputy.eq(login)));
    let open = own.filter(delegations::last_day.ge(day)).filter(delegations::ended_at.is_null());
    Ok(open.order(delegations::id).select(DelegationRow::as_select()).load(c)?)
}

/// Ends a delegation; answers whether it was not ended before.
pub fn end(c: &mut Db, id: &str, by: &str, now: Moment) -> Result<bool, Error> {
    let open = delegations::table.find(id).filter(delegations::ended_at.is_null());
    let columns = (delegations::ended_at.eq(now), delegations::ended_by.eq(by));
    Ok(diesel::update(open).set(columns).execute(c)? == 1)
}
