//! As what somebody acts or looks in a session: as themselves, as somebody's deputy, or as a dealer's clerk who only looks.
//!
//! It is looked up anew for every request. A delegation that is over, or was ended, or whose principal left or became
//! something else, gives nothing from the next request on: the person is themselves again.

use super::{Actor, Role};
use crate::agreement::codes::DealerCode;
use crate::calendar::Day;
use crate::store::delegations::{self, DelegationRow};
use crate::store::people::{self, PersonRow};
use crate::store::sessions::SessionRow;
use crate::store::{Db, Error, registers};

/// As what somebody acts or looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Capacity {
    /// As themselves.
    #[default]
    Own,
    /// As somebody's deputy: with that person's reach instead of their own.
    Deputy(DeputyFor),
    /// As a dealer's clerk who changes nothing.
    Look(LookAt),
}

/// For whom a deputy acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeputyFor {
    /// The delegation.
    pub delegation: String,
    /// The principal's login.
    pub login: String,
    /// As people call them.
    pub name: String,
    /// Until when, itself among the days.
    pub last_day: Day,
}

/// Whose pages somebody looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAt {
    /// The dealer.
    pub dealer: DealerCode,
    /// What the dealer is called.
    pub name: String,
    /// What the person is who looks: customers are shown as that role sees them.
    pub own_role: Role,
}

impl Capacity {
    /// What a session says of its person, as far as it holds today, and who acts then.
    pub fn of(c: &mut Db, session: &SessionRow, person: &PersonRow, today: Day) -> Result<(Self, Actor), Error> {
        let own = Actor::of(person)?;
        if let Some(dealer) = session.looks_at.as_deref().and_then(DealerCode::new)
            && own.role.may_look()
            && let Some(registered) = registers::dealer(c, &dealer)?
        {
            let look = LookAt { dealer: dealer.clone(), name: registered.name, own_role: own.role };
            return Ok((Self::Look(look), Actor { role: Role::DealerClerk, dealer: Some(dealer), ..own }));
        }
        if let Some(id) = &session.delegation
            && let Some(delegation) = delegations::find(c, id)?
            && delegation.deputy == person.login
            && let Some((principal, role)) = principal_of(c, &delegation, today)?
            && own.role.may_be_deputy()
            && may_act_as(role, person)
        {
            let deputy = DeputyFor {
                delegation: delegation.id,
                login: principal.login,
                name: principal.name,
                last_day: delegation.last_day,
            };
            return Ok((Self::Deputy(deputy), Actor { role, dealer: None, ..own }));
        }
        Ok((Self::Own, own))
    }
}

/// Whose reach a delegation gives today, and which; none where it does not hold.
pub fn principal_of(c: &mut Db, delegation: &DelegationRow, today: Day) -> Result<Option<(PersonRow, Role)>, Error> {
    if !delegation.holds_on(today) {
        return Ok(None);
    }
    let Some(principal) = people::by_login(c, &delegation.principal)? else { return Ok(None) };
    let role = Role::of(&principal.role).filter(|role| role.may_delegate() && role.as_str() == delegation.role);
    Ok(role.filter(|_| principal.disabled_at.is_none()).map(|role| (principal, role)))
}

/// Whether somebody has what a role asks of everybody who has it: a second factor where it moves money.
pub fn may_act_as(role: Role, person: &PersonRow) -> bool {
    !role.moves_money() || !person.totp_secret.is_empty()
}
