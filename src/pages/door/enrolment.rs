//! `/second-factor`: a secret for an authenticator app, as a picture and as text, and its first code.

use actix_web::HttpRequest;
use actix_web::web::Query;
use askama::Template;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;

use super::{Next, go_on};
use crate::pages::form::{Faults, Field, Posted};
use crate::pages::{Answer, Page, html, unprocessable};
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::enrol_second_factor::{Enrolment, enrol_second_factor, offer};

#[derive(Template)]
#[template(path = "enrolment.html")]
struct Enrol {
    page: Page,
    next: String,
    secret: String,
    picture: String,
    ticket: String,
    code: Field,
}

impl Enrol {
    fn new(page: Page, next: &Next, offered: Enrolment, faults: &Faults) -> Self {
        let page = page.titled("enrol-title");
        let code = Field::new(&page, "code", "code-code", faults).autocomplete("one-time-code").digits().first();
        let (picture, secret) = (picture(&offered.uri), in_fours(&offered.secret));
        Self { next: next.path().to_owned(), secret, picture, ticket: offered.ticket, code, page }
    }
}

/// What is posted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolForm {
    ticket: String,
    code: String,
    #[serde(default)]
    next: String,
}

/// Offers a secret.
pub async fn show(desk: Desk, page: Page, next: Query<Next>) -> Answer {
    let caller = page.caller()?;
    let offered = page.ask(&desk, move |office| offer(office, &caller)).await?;
    html(&Enrol::new(page, &next, offered, &Faults::none()))
}

/// Takes the first code; where it is not right, another secret is offered.
pub async fn take(desk: Desk, request: HttpRequest, page: Page, form: Posted<EnrolForm>) -> Answer {
    let Posted(EnrolForm { ticket, code, next }) = form;
    let (next, caller) = (Next { next }, page.caller()?);
    match on_block(&desk, move |office| enrol_second_factor(office, &caller, &ticket, code.trim())).await {
        Ok(signed_in) => Ok(go_on(&request, &signed_in, &next)),
        Err(error @ Error::Refused(_)) => {
            let faults = Faults::none().with("code", page.t("enrol-again"));
            tracing::debug!(?error, "a first code was refused");
            let caller = page.caller()?;
            let offered = page.ask(&desk, move |office| offer(office, &caller)).await?;
            unprocessable(&Enrol::new(page, &next, offered, &faults))
        }
        Err(error) => Err(page.failure(&error)),
    }
}

/// The secret as a picture; empty where it does not fit into one.
fn picture(uri: &str) -> String {
    let drawn = QrCode::new(uri).map(|code| code.render::<svg::Color>().min_dimensions(200, 200).build());
    let drawn = drawn.unwrap_or_default();
    drawn.find("<svg").and_then(|at| drawn.get(at..)).unwrap_or_default().to_owned()
}

/// Easier to type.
fn in_fours(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
