//! `/people/{login}`: what is known of a person, and what can be done about them.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::invite::links;
use super::{languages, paces, role_of, roles, state};
use crate::agreement::codes::DealerCode;
use crate::auth::Role;
use crate::notify::address::MailPace;
use crate::pages::chips::Chip;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::listing::{encoded, segment};
use crate::pages::{Answer, Failure, Flash, Page, html, unprocessable};
use crate::store::people::{self, PersonRow};
use crate::texts::Lang;
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::change_person::{Change, change_person};
use crate::workflow::invite_person::invite_again;

#[derive(Template)]
#[template(path = "administration/person.html")]
struct One {
    page: Page,
    href: String,
    chip: Chip,
    role: String,
    since: String,
    whole: String,
    fields: Vec<Field>,
    is_own: bool,
    is_disabled: bool,
    has_factor: bool,
    trail: String,
    /// Where one looks as the clerk's dealer; empty for everybody else.
    look: String,
}

/// What is posted of a person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonForm {
    name: String,
    role: String,
    dealer: String,
    locale: String,
    email: String,
    mail_pace: String,
}

impl PersonForm {
    fn of(row: &PersonRow) -> Self {
        Self {
            name: row.name.clone(),
            role: row.role.clone(),
            dealer: row.dealer.clone(),
            locale: row.locale.clone(),
            email: row.email.clone(),
            mail_pace: row.mail_pace.clone(),
        }
    }
}

async fn person(desk: &Desk, page: &Page, login: &str) -> Result<PersonRow, Failure> {
    let login = login.to_owned();
    page.ask(desk, move |office| office.store.read(|c| people::by_login(c, &login))?.ok_or(Error::NotFound)).await
}

/// The page.
pub async fn show(desk: Desk, page: Page, login: Path<String>) -> Answer {
    let row = person(&desk, &page, &login).await?;
    html(&drawn(page, &row, &PersonForm::of(&row), &Faults::none()))
}

/// Changes what is known of a person.
pub async fn take(desk: Desk, page: Page, login: Path<String>, posted: Posted<PersonForm>) -> Answer {
    let Posted(form) = posted;
    let row = person(&desk, &page, &login).await?;
    if form.name.trim().is_empty() {
        let faults = Faults::none().with("name", page.t("people-no-name"));
        return unprocessable(&drawn(page, &row, &form, &faults));
    }
    let is_other = form.role != row.role || form.dealer.trim() != row.dealer;
    let role = Role::of(&form.role).filter(|_| is_other).map(|role| (role, DealerCode::new(form.dealer.trim())));
    let change = Change {
        name: Some(form.name.trim().to_owned()),
        locale: Some(Lang::of(&form.locale).locale().to_owned()),
        role,
        email: Some(form.email.trim().to_owned()),
        mail_pace: Some(MailPace::of(&form.mail_pace)),
        ..Change::default()
    };
    let (actor, of) = (page.caller()?.actor, row.login.clone());
    match on_block(&desk, move |office| change_person(office, &actor, &of, &change)).await {
        Ok(_) => Ok(page.see(&address(&row.login), Flash::done(page.t("person-changed")))),
        Err(error @ Error::Refused(_)) => {
            let faults = Faults::whole(page.why(&error));
            unprocessable(&drawn(page, &row, &form, &faults))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

/// Lets somebody in no more.
pub async fn disable(desk: Desk, page: Page, login: Path<String>) -> Result<HttpResponse, Failure> {
    change(&desk, &page, &login, "person-disabled-now", Change { is_disabled: Some(true), ..Change::default() }).await
}

/// Lets somebody in again.
pub async fn enable(desk: Desk, page: Page, login: Path<String>) -> Result<HttpResponse, Failure> {
    change(&desk, &page, &login, "person-enabled-now", Change { is_disabled: Some(false), ..Change::default() }).await
}

/// Takes a lost second factor away.
pub async fn drop_factor(desk: Desk, page: Page, login: Path<String>) -> Result<HttpResponse, Failure> {
    change(&desk, &page, &login, "person-factor-dropped", Change { drop_second_factor: true, ..Change::default() })
        .await
}

async fn change(desk: &Desk, page: &Page, login: &str, done: &str, change: Change) -> Result<HttpResponse, Failure> {
    let (actor, of) = (page.caller()?.actor, login.to_owned());
    match on_block(desk, move |office| change_person(office, &actor, &of, &change)).await {
        Ok(row) => Ok(page.see(&address(&row.login), Flash::done(page.t_with(done, &[&row.name])))),
        Err(error @ Error::Refused(_)) => Ok(page.see(&address(login), Flash::failed(page.why(&error)))),
        Err(error) => Err(page.failure(&error)),
    }
}

/// A new one-time link, shown once; earlier ones are worth nothing.
pub async fn invite_anew(desk: Desk, page: Page, login: Path<String>) -> Answer {
    let row = person(&desk, &page, &login).await?;
    let (actor, of) = (page.caller()?.actor, row.login.clone());
    match on_block(&desk, move |office| invite_again(office, &actor, &of)).await {
        Ok(invited) => links(&desk, page, vec![(invited, row.name)]).await,
        Err(error @ Error::Refused(_)) => Ok(page.see(&address(&row.login), Flash::failed(page.why(&error)))),
        Err(error) => Err(page.failure(&error)),
    }
}

fn address(login: &str) -> String {
    format!("/people/{}", segment(login))
}

fn drawn(page: Page, row: &PersonRow, form: &PersonForm, faults: &Faults) -> One {
    let page = page.named(format!("{} ({})", row.name, row.login)).below("people-title", "/people");
    let field = |name: &'static str, label: &str, value: &str| Field::new(&page, name, label, faults).value(value);
    let fields = vec![
        field("name", "person-name", &form.name),
        field("role", "person-role", &form.role).options(roles(&page)),
        field("dealer", "person-dealer", &form.dealer).optional().hint(page.t("person-dealer-hint")),
        field("locale", "person-language", &form.locale).options(languages(&page)),
        field("email", "person-email", &form.email).kind("email").optional().hint(page.t("person-email-hint")),
        field("mail_pace", "person-pace", &form.mail_pace).options(paces(&page)),
    ];
    let object = encoded(&[("object".to_owned(), format!("person {}", row.login))]);
    One {
        href: address(&row.login),
        chip: state(&page, row),
        role: role_of(&page, &row.role),
        since: page.moment(row.created_at),
        whole: faults.at("").to_owned(),
        fields,
        is_own: page.who.as_ref().is_some_and(|who| who.actor.login == row.login),
        is_disabled: row.disabled_at.is_some(),
        has_factor: !row.totp_secret.is_empty(),
        trail: format!("/audit?{object}"),
        look: if row.dealer.is_empty() { String::new() } else { format!("/dealers/{}/look", segment(&row.dealer)) },
        page,
    }
}
