//! Acting as somebody's deputy from now on, in one session: with their reach instead of one's own.

use serde_json::json;

use super::people::{hold_session, only_themselves, record};
use super::{Error, Office};
use crate::auth::{Caller, Refused, Role, may_act_as, principal_of};
use crate::store::{delegations, sessions};

/// Begins to act under a delegation. A role that moves money needs the deputy's own second factor.
pub fn act_as_deputy(office: &Office, caller: &Caller, id: &str) -> Result<(), Error> {
    let (now, today) = (office.clock.now(), office.clock.today());
    office.store.write(|c| {
        let (session, person) = hold_session(c, caller)?;
        let given = delegations::find(c, id)?.filter(|row| row.deputy == person.login).ok_or(Error::NotFound)?;
        only_themselves(c, (&session, &person), now)?;
        if !Role::of(&person.role).is_some_and(Role::may_be_deputy) {
            return Err(Error::NotAllowed);
        }
        let (principal, role) = principal_of(c, &given, today)?.ok_or(Refused::DelegationOver)?;
        if !may_act_as(role, &person) {
            return Err(Refused::FactorForDeputy.into());
        }
        sessions::wear(c, &session.token_sha256, Some(id), None)?;
        let facts = json!({ "delegation": id, "role": role, "last_day": given.last_day });
        Ok(record(c, now, &person.login, "delegation.act", &principal, facts)?)
    })
}
