//! People, for administrators.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::listing::{Cell, Filter, Item, Page, Paging};
use super::{Checked, Desk, Problem, Who, on_block};
use crate::agreement::codes::DealerCode;
use crate::auth::{Refused, Role};
use crate::notify::address::MailPace;
use crate::store::people::{self, PeopleFilter, PersonRow};
use crate::texts::Lang;
use crate::workflow::Error;
use crate::workflow::change_person::{Change, change_person};
use crate::workflow::invite_person::{Invited, NewPerson, invite_again, invite_person};

/// The languages of people.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub enum Locale {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl From<Locale> for Lang {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::ZhCn => Self::ZhCn,
            Locale::En => Self::En,
        }
    }
}

/// Somebody who is to come.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewPersonBody {
    /// The name to sign in with: letters, digits and `. - _ @`.
    #[validate(length(min = 1, max = 64))]
    login: String,
    /// As people call them.
    #[validate(length(min = 1, max = 100))]
    name: String,
    /// What they are to be.
    role: Role,
    /// A dealer clerk's dealer.
    #[validate(length(min = 1, max = 100))]
    dealer: Option<String>,
    /// The language of pages, mails and refusals.
    locale: Locale,
    /// Where mail goes to them.
    #[validate(length(max = 254))]
    #[serde(default)]
    email: String,
    /// When it comes; where that is not said, to dealers' clerks at once and to the offices once a day.
    mail_pace: Option<MailPace>,
}

/// What is to change; what is left out stays.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ChangeBody {
    /// As people call them.
    #[validate(length(min = 1, max = 100))]
    name: Option<String>,
    /// The language of pages, mails and refusals.
    locale: Option<Locale>,
    /// What they are; a clerk's dealer is given with it.
    role: Option<Role>,
    /// A dealer clerk's dealer.
    #[validate(length(min = 1, max = 100))]
    dealer: Option<String>,
    /// Whether they may come in no more, or again.
    disabled: Option<bool>,
    /// Where mail goes to them; empty where none is to come.
    #[validate(length(max = 254))]
    email: Option<String>,
    /// When it comes.
    mail_pace: Option<MailPace>,
    /// Takes a lost second factor away.
    #[serde(default)]
    drop_second_factor: bool,
}

/// A person.
#[derive(Serialize, ToSchema)]
pub struct PersonView {
    /// The name to sign in with.
    login: String,
    /// As people call them.
    name: String,
    /// What they are.
    role: String,
    /// A dealer clerk's dealer.
    dealer: Option<String>,
    /// `zh-CN` or `en`.
    locale: String,
    /// Where mail goes to them; empty where none is to come.
    email: String,
    /// When it comes.
    mail_pace: MailPace,
    /// Whether they set a password.
    has_password: bool,
    /// Whether they enrolled a second factor.
    has_second_factor: bool,
    /// When they came, UTC.
    created_at: String,
    /// Since when they may come in no more.
    disabled_at: Option<String>,
}

impl From<PersonRow> for PersonView {
    fn from(row: PersonRow) -> Self {
        Self {
            login: row.login,
            name: row.name,
            role: row.role,
            dealer: Some(row.dealer).filter(|dealer| !dealer.is_empty()),
            locale: row.locale,
            email: row.email,
            mail_pace: MailPace::of(&row.mail_pace),
            has_password: !row.password_hash.is_empty(),
            has_second_factor: !row.totp_secret.is_empty(),
            created_at: row.created_at.and_utc().to_rfc3339(),
            disabled_at: row.disabled_at.map(|at| at.and_utc().to_rfc3339()),
        }
    }
}

/// A one-time link, shown once.
#[derive(Serialize, ToSchema)]
pub struct InvitedView {
    /// Who is invited.
    login: String,
    /// With it they set a password, at `/invitation`.
    token: String,
    /// From when on it is worth nothing.
    expires_at: String,
}

impl From<Invited> for InvitedView {
    fn from(invited: Invited) -> Self {
        Self {
            login: invited.login,
            token: invited.token.as_str().to_owned(),
            expires_at: invited.expires_at.and_utc().to_rfc3339(),
        }
    }
}

impl Item for PersonView {
    const COLUMNS: &'static [&'static str] = &[
        "login",
        "name",
        "role",
        "dealer",
        "locale",
        "email",
        "mail_pace",
        "has_password",
        "has_second_factor",
        "created_at",
        "disabled_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        let flag = |flag: bool| Cell::text(if flag { "yes" } else { "no" });
        vec![
            Cell::text(&self.login),
            Cell::text(&self.name),
            Cell::text(&self.role),
            Cell::text(self.dealer.as_deref().unwrap_or_default()),
            Cell::text(&self.locale),
            Cell::text(&self.email),
            Cell::text(self.mail_pace.as_str()),
            flag(self.has_password),
            flag(self.has_second_factor),
            Cell::text(&self.created_at),
            Cell::text(self.disabled_at.as_deref().unwrap_or_default()),
        ]
    }

    fn key(&self) -> Vec<String> {
        vec![self.login.clone()]
    }
}

/// Which people.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Of one role.
    pub role: Option<String>,
    /// Of one dealer.
    pub dealer: Option<String>,
    /// Whose login or name holds this.
    pub q: Option<String>,
    /// `active`, `invited` or `disabled`.
    pub state: Option<PersonState>,
}

/// Whether somebody can come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonState {
    /// They can, or could with a password.
    Active,
    /// They have not set a password yet.
    Invited,
    /// They can no more.
    Disabled,
}

impl PeopleQuery {
    fn filter(self) -> PeopleFilter {
        PeopleFilter {
            role: self.role,
            dealer: self.dealer,
            text: self.q,
            is_disabled: match self.state {
                Some(PersonState::Disabled) => Some(true),
                Some(PersonState::Active) => Some(false),
                _ => None,
            },
            is_invited: self.state == Some(PersonState::Invited),
            ..PeopleFilter::default()
        }
    }
}

/// Everybody, in the order of logins.
#[utoipa::path(get, path = "/people", tag = "people", params(PeopleQuery, Paging),
    responses((status = 200, body = Page<PersonView>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(desk: Desk, who: Who, query: Filter<PeopleQuery>, paging: Paging) -> Result<HttpResponse, Problem> {
    let after = paging.after::<1>(who.lang)?.map(|[login]| [login.clone(), login]);
    let (filter, limit) = (query.0.filter(), paging.fetch());
    let rows =
        on_block(&desk, who.lang, move |office| Ok(office.store.read(|c| people::list(c, &filter, after, limit))?));
    paging.answer(rows.await?.into_iter().map(PersonView::from).collect(), who.lang).await
}

/// A person.
#[utoipa::path(get, path = "/people/{login}", tag = "people", params(("login" = String, Path)),
    responses((status = 200, body = PersonView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn show(desk: Desk, who: Who, login: Path<String>) -> Result<Json<PersonView>, Problem> {
    let row = on_block(&desk, who.lang, move |office| {
        office.store.read(|c| people::by_login(c, &login))?.ok_or(Error::NotFound)
    });
    Ok(Json(row.await?.into()))
}

/// Adds a person, and answers the one-time link with which they set their password.
#[utoipa::path(post, path = "/people", tag = "people", request_body = NewPersonBody,
    responses((status = 201, body = InvitedView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn invite(desk: Desk, who: Who, body: Checked<NewPersonBody>) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    let Checked(NewPersonBody { login, name, role, dealer, locale, email, mail_pace }) = body;
    let invited = on_block(&desk, who.lang, move |office| {
        let dealer = dealer.as_deref().and_then(DealerCode::new);
        let locale = Lang::from(locale).locale().to_owned();
        let new = NewPerson { login, name, role, dealer, locale, email, mail_pace };
        invite_person(office, &actor, &new)
    });
    Ok(HttpResponse::Created().json(InvitedView::from(invited.await?)))
}

/// Changes a person. A change of what they may do ends their sessions and tokens.
#[utoipa::path(patch, path = "/people/{login}", tag = "people", params(("login" = String, Path)), request_body = ChangeBody,
    responses((status = 200, body = PersonView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn change(
    desk: Desk,
    who: Who,
    login: Path<String>,
    body: Checked<ChangeBody>,
) -> Result<Json<PersonView>, Problem> {
    let actor = who.actor.clone();
    let changed =
        on_block(&desk, who.lang, move |office| change_person(office, &actor, &login, &body.0.into_change()?));
    Ok(Json(changed.await?.into()))
}

impl ChangeBody {
    fn into_change(self) -> Result<Change, Refused> {
        let dealer = self.dealer.as_deref().and_then(DealerCode::new);
        let role = match (self.role, dealer) {
            (Some(role), dealer) => Some((role, dealer)),
            (None, None) => None,
            (None, Some(_)) => return Err(Refused::DealerAndRole),
        };
        Ok(Change {
            name: self.name,
            locale: self.locale.map(|locale| Lang::from(locale).locale().to_owned()),
            role,
            email: self.email,
            mail_pace: self.mail_pace,
            is_disabled: self.disabled,
            drop_second_factor: self.drop_second_factor,
        })
    }
}

/// A new one-time link for a person; earlier ones are worth nothing.
#[utoipa::path(post, path = "/people/{login}/invitation", tag = "people", params(("login" = String, Path)),
    responses((status = 201, body = InvitedView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn invite_anew(desk: Desk, who: Who, login: Path<String>) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    let invited = on_block(&desk, who.lang, move |office| invite_again(office, &actor, &login));
    Ok(HttpResponse::Created().json(InvitedView::from(invited.await?)))
}
