//! Who makes a request: the person of a session or of an API token, and what that gives.

use super::secret::{is_equal, sha256_hex};
use super::session::{self, SEEN_EVERY};
use super::{Actor, Capacity, Role, Scope, Scopes};
use crate::agreement::codes::DealerCode;
use crate::calendar::Moment;
use crate::clock::business_day;
use crate::store::people::PersonRow;
use crate::store::{self, Store, api_tokens, sessions};

/// What a request shows.
#[derive(Clone, Copy, Debug)]
pub enum Credential<'a> {
    /// The value of the session's cookie.
    Session(&'a str),
    /// What follows `Bearer` in the header `Authorization`.
    ApiToken(&'a str),
}

/// The person who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who verbs run for: the person, with the role of whatever they act or look as.
    pub actor: Actor,
    /// The person's key in the table of people.
    pub person: String,
    /// As people call them.
    pub name: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// How they came in.
    pub access: Access,
}

/// How somebody came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Signed in, with a cookie.
    Session(Session),
    /// A program, with an API token.
    ApiToken {
        /// The token's key.
        id: String,
        /// What it may be used for.
        scopes: Scopes,
    },
}

/// A session as its requests see it.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// The session's key.
    pub token_sha256: String,
    /// What every unsafe request must show beside the cookie.
    pub csrf_token: String,
    /// When a second factor was last shown in it.
    pub confirmed_at: Option<Moment>,
    /// How far signing in has come.
    pub stage: Stage,
    /// As what its person acts or looks.
    pub capacity: Capacity,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("stage", &self.stage).finish_non_exhaustive()
    }
}

/// How far signing in has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The role moves money and the person has no second factor: one is to be enrolled, and nothing else can be done.
    Enrol,
    /// The code of the second factor is to be shown, and nothing else can be done.
    Code,
    /// Signed in.
    Full,
}

impl Stage {
    /// The stage of a person's session.
    pub fn of(role: Role, has_second_factor: bool, confirmed_at: Option<Moment>) -> Self {
        match (has_second_factor, confirmed_at) {
            (true, None) => Self::Code,
            (false, _) if role.moves_money() => Self::Enrol,
            _ => Self::Full,
        }
    }
}

impl Caller {
    /// Whether signing in is complete; until then only the rest of signing in, and signing out, can be asked for.
    pub fn is_signed_in(&self) -> bool {
        match &self.access {
            Access::Session(session) => session.stage == Stage::Full,
            Access::ApiToken { .. } => true,
        }
    }

    /// Whether the way in covers the scope; a session covers all that its person may.
    pub fn has_scope(&self, scope: Scope) -> bool {
        match &self.access {
            Access::Session(_) => true,
            Access::ApiToken { scopes, .. } => scopes.has(scope),
        }
    }

    /// Whether the caller may do what needs a second factor shown just before. A session shows it; a token has the
    /// scope `approve` or `pay`, which only somebody who had just shown theirs could give it. The role is needed besides.
    pub fn is_present(&self, scope: Scope, now: Moment) -> bool {
        match &self.access {
            Access::Session(session) => session::is_present(session.confirmed_at, now),
            Access::ApiToken { scopes, .. } => scope.moves_money() && scopes.has(scope),
        }
    }

    /// Whether an unsafe request shows what only our own pages know. Browsers send no API token by themselves.
    pub fn accepts_csrf(&self, shown: Option<&str>) -> bool {
        match &self.access {
            Access::Session(session) => shown.is_some_and(|shown| is_equal(shown, &session.csrf_token)),
            Access::ApiToken { .. } => true,
        }
    }

    /// As what the caller acts or looks; a token is nobody's deputy.
    pub fn capacity(&self) -> &Capacity {
        self.session().map_or(&Capacity::Own, |session| &session.capacity)
    }

    /// Whether the caller only looks, as a dealer's clerk.
    pub fn is_looking(&self) -> bool {
        matches!(self.capacity(), Capacity::Look(_))
    }

    /// For whom the caller acts: a login; empty where for themselves.
    pub fn behalf(&self) -> &str {
        match self.capacity() {
            Capacity::Deputy(deputy) => &deputy.login,
            Capacity::Own | Capacity::Look(_) => "",
        }
    }

    /// The role by which customers are shown to the caller: of whoever only looks, their own.
    pub fn sees_customers_as(&self) -> Role {
        match self.capacity() {
            Capacity::Look(look) => look.own_role,
            Capacity::Own | Capacity::Deputy(_) => self.actor.role,
        }
    }

    /// The session, where the caller came in with one.
    pub fn session(&self) -> Option<&Session> {
        match &self.access {
            Access::Session(session) => Some(session),
            Access::ApiToken { .. } => None,
        }
    }
}

/// Who makes a request; none where what it shows does not hold, or no longer.
pub fn authenticate(store: &Store, now: Moment, credential: Credential<'_>) -> Result<Option<Caller>, store::Error> {
    match credential {
        Credential::Session(token) => of_session(store, now, &sha256_hex(token)),
        Credential::ApiToken(token) => of_api_token(store, now, &sha256_hex(token)),
    }
}

fn of_session(store: &Store, now: Moment, token_sha256: &str) -> Result<Option<Caller>, store::Error> {
    let found = store.read(|c| {
        let Some((row, person)) = sessions::find(c, token_sha256)? else { return Ok::<_, store::Error>(None) };
        let (capacity, actor) = Capacity::of(c, &row, &person, business_day(now))?;
        Ok(Some((row, person, capacity, actor)))
    })?;
    let Some((row, person, capacity, actor)) = found else { return Ok(None) };
    let is_alive = row.ended_at.is_none() && session::is_alive(row.created_at, row.seen_at, now);
    if !is_alive || person.disabled_at.is_some() {
        return Ok(None);
    }
    if now.signed_duration_since(row.seen_at).abs() >= SEEN_EVERY {
        store.write(|c| sessions::seen(c, token_sha256, now))?;
    }
    let session = Session {
        token_sha256: row.token_sha256,
        csrf_token: row.csrf_token,
        confirmed_at: row.confirmed_at,
        // Of the person: what they act as beside it asks for nothing that they have not shown.
        stage: Stage::of(role_of(&person)?, !person.totp_secret.is_empty(), row.confirmed_at),
        capacity,
    };
    Ok(Some(caller_of(person, actor, Access::Session(session))))
}

fn of_api_token(store: &Store, now: Moment, token_sha256: &str) -> Result<Option<Caller>, store::Error> {
    let Some((row, person)) = store.read(|c| api_tokens::find(c, token_sha256))? else { return Ok(None) };
    if row.revoked_at.is_some() || row.expires_at <= now || person.disabled_at.is_some() {
        return Ok(None);
    }
    if row.used_at.is_none_or(|at| now.signed_duration_since(at).abs() >= SEEN_EVERY) {
        store.write(|c| api_tokens::used(c, &row.id, now))?;
    }
    let scopes = Scopes::of(&row.scopes);
    let actor = Actor::of(&person)?;
    Ok(Some(caller_of(person, actor, Access::ApiToken { id: row.id, scopes })))
}

fn caller_of(person: PersonRow, actor: Actor, access: Access) -> Caller {
    Caller { actor, person: person.id, name: person.name, locale: person.locale, access }
}

fn role_of(person: &PersonRow) -> Result<Role, store::Error> {
    Role::of(&person.role).ok_or_else(|| store::Error::Stored {
        table: "people",
        reason: format!("{} has the role {}, which is not known", person.login, person.role),
    })
}

impl Actor {
    /// The person as one who acts.
    pub fn of(person: &PersonRow) -> Result<Self, store::Error> {
        Ok(Self { login: person.login.clone(), role: role_of(person)?, dealer: DealerCode::new(&person.dealer) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_moves_money_needs_a_second_factor_and_who_has_one_shows_it() {
        let at = Some(Moment::default());
        let table = [
            (Role::DealerClerk, false, None, Stage::Full),
            (Role::DealerClerk, true, None, Stage::Code),
            (Role::DealerClerk, true, at, Stage::Full),
            (Role::Finance, false, None, Stage::Enrol),
            // Taken away by an administrator since.
            (Role::Finance, false, at, Stage::Enrol),
            (Role::Finance, true, None, Stage::Code),
            (Role::Finance, true, at, Stage::Full),
        ];
        for (role, has_second_factor, confirmed_at, expected) in table {
            assert_eq!(Stage::of(role, has_second_factor, confirmed_at), expected, "{role:?} {has_second_factor}");
        }
    }
}
