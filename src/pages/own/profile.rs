//! `/profile`: oneself: language, password, second factor, tokens. For everybody.

use actix_web::HttpRequest;
use askama::Template;
use serde::Deserialize;

use crate::pages::administration::people::role_of;
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::nav::is_for;
use crate::pages::{Answer, Flash, Page, html, unprocessable};
use crate::store::people::{self, PersonRow};
use crate::web::{Desk, on_block, session};
use crate::workflow::Error;
use crate::workflow::set_password::change_password;

#[derive(Template)]
#[template(path = "own/profile.html")]
struct Profile {
    page: Page,
    login: String,
    role: String,
    dealer: String,
    email: String,
    whole: String,
    current: Field,
    new: Field,
    has_factor: bool,
    needs_factor: bool,
    has_deputies: bool,
}

/// What is posted to change one's password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordForm {
    current: String,
    new: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let row = own(&desk, &page).await?;
    html(&drawn(page, &row, &Faults::none()))
}

/// Changes one's password; other sessions end.
pub async fn take(desk: Desk, request: HttpRequest, page: Page, posted: Posted<PasswordForm>) -> Answer {
    let Posted(PasswordForm { current, new }) = posted;
    let caller = page.caller()?;
    match on_block(&desk, move |office| change_password(office, &caller, &current, &new)).await {
        Ok(signed_in) => {
            let mut response = page.see("/profile", Flash::done(page.t("profile-password-changed")));
            let _ = response.add_cookie(&session::cookie(&request, signed_in.token.as_str()));
            Ok(response)
        }
        Err(error @ Error::Refused(_)) => {
            let row = own(&desk, &page).await?;
            let faults = Faults::whole(page.why(&error));
            unprocessable(&drawn(page, &row, &faults))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

async fn own(desk: &Desk, page: &Page) -> Result<PersonRow, crate::pages::Failure> {
    let person = page.caller()?.person;
    page.ask(desk, move |office| office.store.read(|c| people::by_id(c, &person))?.ok_or(Error::NotFound)).await
}

fn drawn(page: Page, row: &PersonRow, faults: &Faults) -> Profile {
    let page = page.titled("profile-title");
    let field = |name: &'static str, label: &str| Field::new(&page, name, label, faults).kind("password");
    Profile {
        login: row.login.clone(),
        role: role_of(&page, &row.role),
        dealer: row.dealer.clone(),
        email: row.email.clone(),
        whole: faults.at("").to_owned(),
        current: field("current", "profile-current").autocomplete("current-password"),
        new: field("new", "profile-new").autocomplete("new-password").hint(page.t("invitation-hint")),
        has_factor: !row.totp_secret.is_empty(),
        needs_factor: page.who.as_ref().is_some_and(|who| who.actor.role.moves_money()),
        has_deputies: is_for(&page, "/deputies"),
        page,
    }
}
