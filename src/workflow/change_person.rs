//! Changing what is known of a person, and whether they may come in. From their next request on it holds.

use serde_json::json;

use super::end_delegation::{end_all, record_ended};
use super::invite_person::{dealer_fits, usable_or_none};
use super::people::{end_sessions, hold, record, record_looked};
use super::{Error, Office, only};
use crate::agreement::codes::DealerCode;
use crate::auth::{Actor, Refused, Role};
use crate::calendar::Moment;
use crate::notify::address::MailPace;
use crate::store::people::PersonRow;
use crate::store::{Db, api_tokens, invitations, people};

/// What is to change; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// As people call them.
    pub name: Option<String>,
    /// `zh-CN` or `en`.
    pub locale: Option<String>,
    /// What they are, and a clerk's dealer.
    pub role: Option<(Role, Option<DealerCode>)>,
    /// Whether they may come in no more, or again.
    pub is_disabled: Option<bool>,
    /// Where mail goes to them; empty where none is to come.
    pub email: Option<String>,
    /// When it comes.
    pub mail_pace: Option<MailPace>,
    /// Takes a lost second factor away; who moves money enrols another at the next sign-in.
    pub drop_second_factor: bool,
}

/// Changes a person, and answers how they are now. A change of what they may do ends their sessions, and their tokens
/// with it: both were given to somebody who was something else. So were delegations, where the role changes.
pub fn change_person(office: &Office, actor: &Actor, login: &str, change: &Change) -> Result<PersonRow, Error> {
    only(actor, &[Role::Administrator])?;
    office.store.write(|c| {
        let now = office.clock.now();
        people::hold_role(c, Role::Administrator.as_str())?;
        let before = hold(c, login)?;
        let after = changed(before.clone(), change, now)?;
        let (mut looked, mut given) = (Vec::new(), Vec::new());
        if rights(&before) != rights(&after) {
            may_change_rights(c, actor, &before, &after)?;
            looked = end_sessions(c, &before, now)?;
            if offices(&before) != offices(&after) {
                given = end_all(c, login, &actor.login, (now, office.clock.today()))?;
            }
            api_tokens::revoke_all(c, &before.id, now)?;
            invitations::use_up(c, &before.id, now)?;
        }
        people::update(c, &after)?;
        record_looked(c, now, login, &looked)?;
        given.iter().try_for_each(|row| record_ended(c, row, &actor.login, now))?;
        record(c, now, &actor.login, "person.change", &after, facts(&before, &after))?;
        Ok(after)
    })
}

fn changed(mut person: PersonRow, change: &Change, now: Moment) -> Result<PersonRow, Refused> {
    if let Some(name) = &change.name {
        name.trim().clone_into(&mut person.name);
    }
    if let Some(locale) = &change.locale {
        person.locale.clone_from(locale);
    }
    if let Some(email) = &change.email {
        person.email = usable_or_none(email)?;
    }
    if let Some(pace) = change.mail_pace {
        pace.as_str().clone_into(&mut person.mail_pace);
    }
    if let Some((role, dealer)) = &change.role {
        dealer_fits(*role, dealer.as_ref())?;
        role.as_str().clone_into(&mut person.role);
        dealer.as_ref().map_or("", DealerCode::as_str).clone_into(&mut person.dealer);
    }
    match change.is_disabled {
        Some(true) => person.disabled_at = person.disabled_at.or(Some(now)),
        Some(false) => person.disabled_at = None,
        None => {}
    }
    if change.drop_second_factor {
        person.totp_secret.clear();
    }
    Ok(person)
}

/// What decides what a person may do.
fn rights(person: &PersonRow) -> (&str, &str, bool, &str) {
    (&person.role, &person.dealer, person.disabled_at.is_some(), &person.totp_secret)
}

/// What a delegation rests on, for whoever gave it and for the deputy.
fn offices(person: &PersonRow) -> (&str, bool) {
    (&person.role, person.disabled_at.is_some())
}

fn may_change_rights(c: &mut Db, actor: &Actor, before: &PersonRow, after: &PersonRow) -> Result<(), Error> {
    if actor.login == before.login {
        return Err(Refused::OwnAccount.into());
    }
    let administers = |person: &PersonRow| person.role == Role::Administrator.as_str() && person.disabled_at.is_none();
    let is_last = people::active_count(c, Role::Administrator.as_str())? <= 1;
    if administers(before) && !administers(after) && is_last {
        return Err(Refused::LastAdministrator.into());
    }
    Ok(())
}

fn facts(before: &PersonRow, after: &PersonRow) -> serde_json::Value {
    let mut facts = serde_json::Map::new();
    let mut differs = |name: &str, before: &str, after: &str| {
        if before != after {
            facts.insert(name.to_owned(), json!({ "before": before, "after": after }));
        }
    };
    differs("name", &before.name, &after.name);
    differs("locale", &before.locale, &after.locale);
    differs("email", &before.email, &after.email);
    differs("mail_pace", &before.mail_pace, &after.mail_pace);
    differs("role", &before.role, &after.role);
    differs("dealer", &before.dealer, &after.dealer);
    let state = |person: &PersonRow| if person.disabled_at.is_some() { "disabled" } else { "active" };
    differs("state", state(before), state(after));
    let factor = |person: &PersonRow| if person.totp_secret.is_empty() { "none" } else { "enrolled" };
    differs("second_factor", factor(before), factor(after));
    facts.into()
}
