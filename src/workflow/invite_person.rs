//! Inviting somebody: a person without a password, and a one-time link to set one.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::json;

use super::people::{hold, record};
use super::{Error, Office, only};
use crate::agreement::codes::DealerCode;
use crate::auth::{self, Actor, Refused, Role, Secret};
use crate::calendar::Moment;
use crate::notify::address::{MailPace, address};
use crate::store::invitations::InvitationRow;
use crate::store::people::PersonRow;
use crate::store::{Db, invitations, people};

/// How long a link holds.
const LINK_TIME: TimeDelta = TimeDelta::days(7);
/// The first administrator, when nobody is there yet. The account has no password: only its link gives it one.
const FIRST_LOGIN: &str = "admin";

/// Somebody who is to come.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The name to sign in with.
    pub login: String,
    /// As people call them.
    pub name: String,
    /// What they are to be.
    pub role: Role,
    /// A dealer clerk's dealer; none for everybody else.
    pub dealer: Option<DealerCode>,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Where mail goes to them; empty where none is to come.
    pub email: String,
    /// When it comes. Where that is not said a dealer's clerk has it at once, and the offices, which hear of every dealer,
    /// have one mail a day.
    pub mail_pace: Option<MailPace>,
}

/// A one-time link's secret, shown once.
#[derive(Debug)]
pub struct Invited {
    /// The login of who is invited.
    pub login: String,
    /// What the link holds.
    pub token: Secret,
    /// From when on it is worth nothing.
    pub expires_at: Moment,
}

/// Adds a person and invites them.
pub fn invite_person(office: &Office, actor: &Actor, new: &NewPerson) -> Result<Invited, Error> {
    only(actor, &[Role::Administrator])?;
    let login = usable(new)?;
    office.store.write(|c| {
        if people::by_login(c, &login)?.is_some() {
            return Err(Refused::LoginTaken.into());
        }
        add(c, office, actor, new, &login)
    })
}

/// Why somebody of several cannot be invited.
#[derive(Debug)]
pub struct NotInvited {
    /// Which of them: 0, 1, …
    pub place: usize,
    /// Why.
    pub refused: Refused,
}

/// Invites several people, all or nobody.
pub fn invite_people(
    office: &Office,
    actor: &Actor,
    new: &[NewPerson],
) -> Result<Result<Vec<Invited>, Vec<NotInvited>>, Error> {
    only(actor, &[Role::Administrator])?;
    office.store.write(|c| {
        let (mut logins, mut not_invited) = (BTreeSet::new(), Vec::new());
        for (place, person) in new.iter().enumerate() {
            match usable(person) {
                Ok(login) if people::by_login(c, &login)?.is_none() && logins.insert(login.clone()) => {}
                Ok(_) => not_invited.push(NotInvited { place, refused: Refused::LoginTaken }),
                Err(refused) => not_invited.push(NotInvited { place, refused }),
            }
        }
        if !not_invited.is_empty() {
            return Ok(Err(not_invited));
        }
        let invited = new.iter().map(|person| add(c, office, actor, person, &usable(person)?));
        Ok(Ok(invited.collect::<Result<_, Error>>()?))
    })
}

/// Gives a person a new link: the first was lost, or they forgot their password. Earlier links are worth nothing.
pub fn invite_again(office: &Office, actor: &Actor, login: &str) -> Result<Invited, Error> {
    only(actor, &[Role::Administrator])?;
    office.store.write(|c| {
        let now = office.clock.now();
        let person = hold(c, login)?;
        if person.disabled_at.is_some() {
            return Err(Refused::Disabled.into());
        }
        invitations::use_up(c, &person.id, now)?;
        let invited = link(c, &person, now)?;
        record(c, now, &actor.login, "person.invite", &person, json!({ "again": true }))?;
        Ok(invited)
    })
}

/// Invites the first administrator of an installation that nobody uses yet; none where somebody is there.
pub fn invite_first_administrator(office: &Office) -> Result<Option<Invited>, Error> {
    office.store.write(|c| {
        if !people::is_empty(c)? {
            return Ok(None);
        }
        let (role, locale) = (Role::Administrator, "zh-CN".to_owned());
        let new = NewPerson {
            login: FIRST_LOGIN.to_owned(),
            name: "管理员".to_owned(),
            role,
            dealer: None,
            locale,
            email: String::new(),
            mail_pace: None,
        };
        add(c, office, &Actor::system(), &new, FIRST_LOGIN).map(Some)
    })
}

/// The login of somebody who can be invited as they are.
fn usable(new: &NewPerson) -> Result<String, Refused> {
    let login = auth::login(&new.login).ok_or(Refused::LoginUnusable)?;
    dealer_fits(new.role, new.dealer.as_ref())?;
    usable_or_none(&new.email)?;
    Ok(login)
}

/// A dealer's clerk has a dealer, and nobody else has one.
pub(super) fn dealer_fits(role: Role, dealer: Option<&DealerCode>) -> Result<(), Refused> {
    if (role == Role::DealerClerk) == dealer.is_some() { Ok(()) } else { Err(Refused::DealerAndRole) }
}

/// An address that mail servers take, or none.
pub(super) fn usable_or_none(email: &str) -> Result<String, Refused> {
    if email.trim().is_empty() { Ok(String::new()) } else { address(email).ok_or(Refused::EmailUnusable) }
}

const fn usual_pace(role: Role) -> MailPace {
    match role {
        Role::DealerClerk => MailPace::AtOnce,
        _ => MailPace::Daily,
    }
}

fn add(c: &mut Db, office: &Office, actor: &Actor, new: &NewPerson, login: &str) -> Result<Invited, Error> {
    let now = office.clock.now();
    let person = PersonRow {
        name: new.name.trim().to_owned(),
        dealer: new.dealer.as_ref().map_or("", DealerCode::as_str).to_owned(),
        locale: new.locale.clone(),
        email: usable_or_none(&new.email)?,
        mail_pace: new.mail_pace.unwrap_or(usual_pace(new.role)).as_str().to_owned(),
        ..PersonRow::new(login, new.role.as_str(), now)
    };
    people::insert(c, &person)?;
    let invited = link(c, &person, now)?;
    record(c, now, &actor.login, "person.invite", &person, json!({ "role": person.role }))?;
    Ok(invited)
}

fn link(c: &mut Db, person: &PersonRow, now: Moment) -> Result<Invited, Error> {
    let (token, expires_at) = (Secret::random(), now + LINK_TIME);
    let row = InvitationRow {
        token_sha256: token.sha256(),
        person: person.id.clone(),
        created_at: now,
        expires_at,
        used_at: None,
    };
    invitations::insert(c, &row)?;
    Ok(Invited { login: person.login.clone(), token, expires_at })
}
