//! `/login/code` and `/confirm`: the code of the second factor, to complete signing in and again before money is moved.

use actix_web::HttpRequest;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::{Next, go_on};
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::guard::see;
use crate::pages::{Answer, Page, html, unprocessable};
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::confirm_presence::confirm_presence;

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    page: Page,
    next: String,
    why: String,
    code: Field,
}

impl CodePage {
    fn new(page: Page, next: &Next, faults: &Faults) -> Self {
        let page = page.titled("code-title");
        let is_again = page.is_signed_in();
        let why = page.t(if is_again { "code-again" } else { "code-why" });
        let code = Field::new(&page, "code", "code-code", faults).autocomplete("one-time-code").digits().first();
        Self { next: next.path().to_owned(), why, code, page }
    }
}

/// What is posted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeForm {
    code: String,
    #[serde(default)]
    next: String,
}

/// The form.
pub async fn show(page: Page, next: Query<Next>) -> Answer {
    if page.path == "/login/code" && page.is_signed_in() {
        return Ok(see(next.path()));
    }
    html(&CodePage::new(page, &next, &Faults::none()))
}

/// Takes a code.
pub async fn take(desk: Desk, request: HttpRequest, page: Page, form: Posted<CodeForm>) -> Answer {
    let Posted(CodeForm { code, next }) = form;
    let (next, caller) = (Next { next }, page.caller()?);
    let digits: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    match on_block(&desk, move |office| confirm_presence(office, &caller, &digits)).await {
        Ok(signed_in) => Ok(go_on(&request, &signed_in, &next)),
        Err(error @ Error::Refused(_)) => {
            let faults = Faults::none().with("code", page.why(&error));
            unprocessable(&CodePage::new(page, &next, &faults))
        }
        Err(error) => Err(page.failure(&error)),
    }
}
