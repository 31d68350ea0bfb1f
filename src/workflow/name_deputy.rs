//! Naming a deputy for some days: somebody else of the house may then act with one's own reach. Rules about second persons
//! go on looking at the person who acts (agreement 7.4), and every record of it says for whom.

use serde_json::json;

use super::people::{hold_session, only_themselves, record};
use super::{Error, Office};
use crate::auth::{self, Caller, Refused, Role, session};
use crate::calendar::Day;
use crate::store::delegations::{self, DelegationRow};
use crate::store::people::PersonRow;
use crate::store::{Db, new_id, people};

/// For how many days somebody can be a deputy.
const DAYS_MAX: i64 = 366;

/// Who is to be a deputy, and when.
#[derive(Clone, Debug)]
pub struct NewDelegation {
    /// The deputy's login.
    pub deputy: String,
    /// The first day, business time: today or later.
    pub first_day: Day,
    /// The last day, itself among them.
    pub last_day: Day,
}

/// Names a deputy. Only somebody who is signed in does, as themselves, and whose role moves money only after showing their
/// second factor: what the deputy does is done in their name.
pub fn name_deputy(office: &Office, caller: &Caller, new: &NewDelegation) -> Result<DelegationRow, Error> {
    let (now, today) = (office.clock.now(), office.clock.today());
    let days = new.last_day.signed_duration_since(new.first_day).num_days() + 1;
    if new.first_day < today || !(1..=DAYS_MAX).contains(&days) {
        return Err(Refused::DelegationDays { days_max: DAYS_MAX }.into());
    }
    office.store.write(|c| {
        // Held, so that two deputies are not named at once for the same days.
        let (session, person) = hold_session(c, caller)?;
        only_themselves(c, (&session, &person), now)?;
        let role = Role::of(&person.role).filter(|role| role.may_delegate()).ok_or(Error::NotAllowed)?;
        if role.moves_money() && !session::is_present(session.confirmed_at, now) {
            return Err(Refused::PresenceNeeded.into());
        }
        let deputy = deputy_of(c, &new.deputy, &person)?;
        if let Some(other) = named_before(c, &person.login, new, today)? {
            let DelegationRow { deputy, first_day, last_day, .. } = other;
            return Err(Refused::DeputyNamed { deputy, first_day, last_day }.into());
        }
        let row = DelegationRow {
            id: new_id(),
            principal: person.login,
            role: person.role,
            deputy: deputy.login.clone(),
            first_day: new.first_day,
            last_day: new.last_day,
            made_at: now,
            ended_at: None,
            ended_by: String::new(),
        };
        delegations::insert(c, &row)?;
        let facts = json!({
            "delegation": row.id, "role": row.role, "first_day": row.first_day, "last_day": row.last_day,
        });
        record(c, now, &row.principal, "delegation.give", &deputy, facts)?;
        Ok(row)
    })
}

/// Everybody who can be somebody's deputy.
pub fn possible_deputies(c: &mut Db, principal: &str) -> Result<Vec<PersonRow>, crate::store::Error> {
    let mut all = Vec::new();
    for role in Role::ALL.into_iter().filter(|role| role.may_be_deputy()) {
        all.extend(people::active(c, role.as_str())?);
    }
    all.retain(|person| person.login != principal);
    all.sort_by(|a, b| a.login.cmp(&b.login));
    Ok(all)
}

fn deputy_of(c: &mut Db, login: &str, principal: &PersonRow) -> Result<PersonRow, Error> {
    let found = match auth::login(login) {
        Some(login) => people::by_login(c, &login)?,
        None => None,
    };
    let is_fit = |person: &PersonRow| {
        let role = Role::of(&person.role);
        person.id != principal.id && person.disabled_at.is_none() && role.is_some_and(Role::may_be_deputy)
    };
    Ok(found.filter(is_fit).ok_or(Refused::DeputyUnfit)?)
}

/// One has one deputy at a time, so that it is plain who acts.
fn named_before(c: &mut Db, principal: &str, new: &NewDelegation, today: Day) -> Result<Option<DelegationRow>, Error> {
    let open = delegations::open_of(c, principal, today)?;
    let overlaps = |other: &DelegationRow| other.first_day <= new.last_day && new.first_day <= other.last_day;
    Ok(open.into_iter().find(|other| other.principal == principal && overlaps(other)))
}
