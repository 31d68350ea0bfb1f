//! `/invitation`: a password with a one-time link.

use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use crate::pages::form::{Faults, Field, Posted};
use crate::pages::{Answer, Flash, Page, html, unprocessable};
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::set_password::accept_invitation;

#[derive(Template)]
#[template(path = "invitation.html")]
struct Invitation {
    page: Page,
    whole: String,
    token: Field,
    password: Field,
}

impl Invitation {
    fn new(page: Page, token: &str, faults: &Faults) -> Self {
        let page = page.titled("invitation-title");
        Self {
            whole: faults.at("").to_owned(),
            token: Field::new(&page, "token", "invitation-token", faults).value(token).autocomplete("off"),
            password: Field::new(&page, "password", "invitation-password", faults)
                .kind("password")
                .hint(page.t("invitation-hint"))
                .autocomplete("new-password")
                .first(),
            page,
        }
    }
}

/// What the link holds.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

/// What is posted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitationForm {
    token: String,
    password: String,
}

/// The form.
pub async fn show(page: Page, link: Query<Link>) -> Answer {
    html(&Invitation::new(page, &link.token, &Faults::none()))
}

/// Sets the password; one signs in with it next.
pub async fn take(desk: Desk, page: Page, form: Posted<InvitationForm>) -> Answer {
    let Posted(InvitationForm { token, password }) = form;
    let typed = token.clone();
    match on_block(&desk, move |office| accept_invitation(office, token.trim(), &password)).await {
        Ok(login) => Ok(page.see("/login", Flash::done(page.t_with("invitation-done", &[&login])))),
        Err(error @ Error::Refused(_)) => {
            let faults = Faults::whole(page.why(&error));
            unprocessable(&Invitation::new(page, &typed, &faults))
        }
        Err(error) => Err(page.failure(&error)),
    }
}
