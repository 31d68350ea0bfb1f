//! `/login` and `/logout`.

use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{Next, go_on};
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::guard::see;
use crate::pages::{Answer, Failure, Page, html, unprocessable};
use crate::web::{Desk, on_block, session};
use crate::workflow::Error;
use crate::workflow::sign_in::{Attempt, sign_in};
use crate::workflow::sign_out::sign_out;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    page: Page,
    next: String,
    whole: String,
    login: Field,
    password: Field,
}

impl LoginPage {
    fn new(page: Page, next: &Next, login: &str, faults: &Faults) -> Self {
        let page = page.titled("login-title");
        Self {
            next: next.path().to_owned(),
            whole: faults.at("").to_owned(),
            login: Field::new(&page, "login", "login-login", faults).value(login).autocomplete("username").first(),
            password: Field::new(&page, "password", "login-password", faults)
                .kind("password")
                .autocomplete("current-password"),
            page,
        }
    }
}

/// What is posted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginForm {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// The form.
pub async fn show(page: Page, next: Query<Next>) -> Answer {
    html(&LoginPage::new(page, &next, "", &Faults::none()))
}

/// Signs in.
pub async fn take(desk: Desk, request: HttpRequest, page: Page, form: Posted<LoginForm>) -> Answer {
    let Posted(LoginForm { login, password, next }) = form;
    let (next, typed) = (Next { next }, login.clone());
    let address = request.peer_addr().map(|peer| peer.ip());
    let signed_in = on_block(&desk, move |office| {
        sign_in(office, Attempt { login: &login, password: &password, code: None, address })
    });
    match signed_in.await {
        Ok(signed_in) => Ok(go_on(&request, &signed_in, &next)),
        Err(error @ Error::Refused(_)) => {
            let faults = Faults::whole(page.why(&error));
            unprocessable(&LoginPage::new(page, &next, &typed, &faults))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

/// Signs out.
pub async fn out(desk: Desk, request: HttpRequest, page: Page) -> Result<HttpResponse, Failure> {
    let caller = page.caller()?;
    page.ask(&desk, move |office| sign_out(office, &caller)).await?;
    let mut response = see("/login");
    let _ = response.add_cookie(&session::removal(&request));
    Ok(response)
}
