//! People, as the table has them; `auth` knows what it means.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::connection::MultiBackend;
use super::order::{behind, order_by};
use super::schema::people;
use super::{Db, Error, new_id};
use crate::calendar::Moment;

/// A person.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = people)]
pub struct PersonRow {
    /// The key.
    pub id: String,
    /// The name to sign in with.
    pub login: String,
    /// As people call them.
    pub name: String,
    /// What they are.
    pub role: String,
    /// A dealer clerk's dealer; empty for everybody else.
    pub dealer: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// PHC string; empty until the person has set a password.
    pub password_hash: String,
    /// Sealed; empty without a second factor.
    pub totp_secret: String,
    /// The last time step whose code was taken.
    pub totp_step: i64,
    /// Attempts to sign in that failed since the last that did not.
    pub failed_count: i64,
    /// No attempt is looked at before this instant.
    pub retry_at: Option<Moment>,
    /// When they came.
    pub created_at: Moment,
    /// When they left.
    pub disabled_at: Option<Moment>,
    /// Where mail goes to them; empty where none is to come.
    pub email: String,
    /// `at_once`, or `daily`: one mail with all of a day.
    pub mail_pace: String,
}

impl PersonRow {
    /// Somebody who just came: of no dealer, with neither password, second factor nor address for mail.
    pub fn new(login: &str, role: &str, created_at: Moment) -> Self {
        Self {
            id: new_id(),
            login: login.to_owned(),
            name: login.to_owned(),
            role: role.to_owned(),
            dealer: String::new(),
            locale: "zh-CN".to_owned(),
            password_hash: String::new(),
            totp_secret: String::new(),
            totp_step: 0,
            failed_count: 0,
            retry_at: None,
            created_at,
            disabled_at: None,
            email: String::new(),
            mail_pace: "at_once".to_owned(),
        }
    }
}

impl std::fmt::Debug for PersonRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonRow").field("login", &self.login).field("role", &self.role).finish_non_exhaustive()
    }
}

/// Adds a person.
pub fn insert(c: &mut Db, person: &PersonRow) -> Result<(), Error> {
    diesel::insert_into(people::table).values(person).execute(c)?;
    Ok(())
}

/// The person who signs in with this name.
pub fn by_login(c: &mut Db, login: &str) -> Result<Option<PersonRow>, Error> {
    let person = people::table.filter(people::login.eq(login));
    Ok(person.select(PersonRow::as_select()).first(c).optional()?)
}

/// What people are called, by their logins.
pub fn names(c: &mut Db, logins: &[&str]) -> Result<BTreeMap<String, String>, Error> {
    let named = people::table.filter(people::login.eq_any(logins)).select((people::login, people::name));
    Ok(named.load::<(String, String)>(c)?.into_iter().collect())
}

/// The person of a key.
pub fn by_id(c: &mut Db, id: &str) -> Result<Option<PersonRow>, Error> {
    Ok(people::table.find(id).select(PersonRow::as_select()).first(c).optional()?)
}

/// The person of a key, whom nobody else changes until the transaction is over. `update` keeps the whole row, so only who
/// holds a person changes them.
pub fn hold(c: &mut Db, id: &str) -> Result<Option<PersonRow>, Error> {
    diesel::update(people::table.find(id)).set(people::failed_count.eq(people::failed_count)).execute(c)?;
    Ok(people::table.find(id).select(PersonRow::as_select()).first(c).optional()?)
}

/// Holds everybody of a role, so that the last of them stays the last.
pub fn hold_role(c: &mut Db, role: &str) -> Result<(), Error> {
    let all = people::table.filter(people::role.eq(role));
    diesel::update(all).set(people::failed_count.eq(people::failed_count)).execute(c)?;
    Ok(())
}

/// At most `count` people whose logins come after one, in the order of logins.
pub fn after(c: &mut Db, login: &str, count: i64) -> Result<Vec<PersonRow>, Error> {
    let later = people::table.filter(people::login.gt(login)).order(people::login).limit(count);
    Ok(later.select(PersonRow::as_select()).load(c)?)
}

/// What people are ordered by first; what is alike in it, by logins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleOrder {
    /// The login.
    #[default]
    Login,
    /// The name.
    Name,
    /// The role.
    Role,
    /// The dealer.
    Dealer,
}

impl PeopleOrder {
    const fn column(self) -> &'static str {
        match self {
            Self::Login => "people.login",
            Self::Name => "people.name",
            Self::Role => "people.role",
            Self::Dealer => "people.dealer",
        }
    }

    /// The place of a person in this order, behind which a list goes on.
    pub fn place(self, person: &PersonRow) -> [String; 2] {
        let first = match self {
            Self::Login => &person.login,
            Self::Name => &person.name,
            Self::Role => &person.role,
            Self::Dealer => &person.dealer,
        };
        [first.clone(), person.login.clone()]
    }
}

/// Which people, in which order.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// Of one role.
    pub role: Option<String>,
    /// Of one dealer.
    pub dealer: Option<String>,
    /// Whose login or name holds this.
    pub text: Option<String>,
    /// Who may come in no more, or who may.
    pub is_disabled: Option<bool>,
    /// Who has not set a password yet.
    pub is_invited: bool,
    /// By what they are ordered.
    pub order: PeopleOrder,
    /// The other way round.
    pub is_down: bool,
}

/// At most `count` of these people behind a place in their order.
pub fn list(
    c: &mut Db,
    filter: &PeopleFilter,
    after: Option<[String; 2]>,
    count: i64,
) -> Result<Vec<PersonRow>, Error> {
    let mut query = people::table.into_boxed::<MultiBackend>();
    let columns = format!("{}, people.login", filter.order.column());
    if let Some([first, login]) = after {
        let row = behind(&columns, filter.is_down).bind::<Text, _>(first).sql(", ");
        query = query.filter(row.bind::<Text, _>(login).sql(")"));
    }
    if let Some(role) = &filter.role {
        query = query.filter(people::role.eq(role.clone()));
    }
    if let Some(dealer) = &filter.dealer {
        query = query.filter(people::dealer.eq(dealer.clone()));
    }
    if let Some(text) = &filter.text {
        let within = format!("%{}%", text.to_lowercase());
        let holds = sql::<Bool>("(lower(people.login) LIKE ").bind::<Text, _>(within.clone());
        query = query.filter(holds.sql(" OR lower(people.name) LIKE ").bind::<Text, _>(within).sql(")"));
    }
    query = match filter.is_disabled {
        Some(true) => query.filter(people::disabled_at.is_not_null()),
        Some(false) => query.filter(people::disabled_at.is_null()),
        None => query,
    };
    if filter.is_invited {
        query = query.filter(people::password_hash.eq("")).filter(people::disabled_at.is_null());
    }
    let order = order_by(&columns, filter.is_down);
    Ok(query.order(order).limit(count).select(PersonRow::as_select()).load(c)?)
}

/// How many people have not set a password yet.
pub fn invited_count(c: &mut Db) -> Result<i64, Error> {
    let invited = people::table.filter(people::password_hash.eq("")).filter(people::disabled_at.is_null());
    Ok(invited.count().get_result(c)?)
}

/// Whether there is anybody.
pub fn is_empty(c: &mut Db) -> Result<bool, Error> {
    Ok(people::table.count().get_result::<i64>(c)? == 0)
}

/// The people of a role who are not disabled, in the order of logins.
pub fn active(c: &mut Db, role: &str) -> Result<Vec<PersonRow>, Error> {
    let active = people::table.filter(people::role.eq(role)).filter(people::disabled_at.is_null());
    Ok(active.order(people::login).select(PersonRow::as_select()).load(c)?)
}

/// How many people of a role are not disabled.
pub fn active_count(c: &mut Db, role: &str) -> Result<i64, Error> {
    Ok(people::table.filter(people::role.eq(role)).filter(people::disabled_at.is_null()).count().get_result(c)?)
}

/// Keeps what can change of a person, whom the caller holds: all but key, login and the day they came.
pub fn update(c: &mut Db, person: &PersonRow) -> Result<(), Error> {
    diesel::update(people::table.find(&person.id))
        .set((
            people::name.eq(&person.name),
            people::role.eq(&person.role),
            people::dealer.eq(&person.dealer),
            people::locale.eq(&person.locale),
            people::password_hash.eq(&person.password_hash),
            people::totp_secret.eq(&person.totp_secret),
            people::totp_step.eq(person.totp_step),
            people::failed_count.eq(person.failed_count),
            people::retry_at.eq(person.retry_at),
            people::disabled_at.eq(person.disabled_at),
            people::email.eq(&person.email),
            people::mail_pace.eq(&person.mail_pace),
        ))
        .execute(c)?;
    Ok(())
}

/// Who of a role gets mail: those who are not disabled and have an address. `dealer` is the clerks' own, else empty.
pub fn reachable(c: &mut Db, role: &str, dealer: &str) -> Result<Vec<PersonRow>, Error> {
    let people = people::table.filter(people::role.eq(role)).filter(people::dealer.eq(dealer));
    let reachable = people.filter(people::disabled_at.is_null()).filter(people::email.ne(""));
    Ok(reachable.order(people::login).select(PersonRow::as_select()).load(c)?)
}
