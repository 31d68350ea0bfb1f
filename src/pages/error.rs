//! What could not be done, as a page: what happened, the way out, the number of the request.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, ContentType};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::Page;
use crate::web::status::{code_of_status, status_of};
use crate::workflow::Error;

/// A page that tells what could not be done; boxed, because it is the error of every handler.
#[derive(Debug)]
pub struct Failure(Option<Box<Told>>);

#[derive(Debug, Template)]
#[template(path = "error.html")]
struct Told {
    page: Page,
    status: StatusCode,
    code: &'static str,
    detail: String,
}

impl Failure {
    /// The page of an error. What failed inside is logged, and not told.
    pub fn of(page: Page, error: &Error) -> Self {
        match error {
            Error::Store(cause) => tracing::error!(%cause, "the database failed"),
            Error::Read(cause) => tracing::error!(%cause, "the reader failed"),
            Error::Io(cause) => tracing::error!(%cause, "a file failed"),
            _ => {}
        }
        let (status, code) = status_of(error);
        let detail = page.lang.verb_error(error);
        Self::new(page, status, code, detail)
    }

    /// A page with a status, a code and what is wrong here.
    pub fn new(page: Page, status: StatusCode, code: &'static str, detail: String) -> Self {
        let title = page.lang.problem_title(status.as_u16());
        Self(Some(Box::new(Told { page: page.named(title), status, code, detail })))
    }

    /// A template that could not be drawn; the cause goes to the log alone.
    pub fn undrawn(cause: &str) -> Self {
        tracing::error!(cause, "a template failed");
        Self(None)
    }

    /// What the framework found wrong, of which only the status is known.
    pub fn of_status(page: Page, status: StatusCode) -> Self {
        let detail = page.lang.problem_title(status.as_u16()).to_owned();
        Self::new(page, status, code_of_status(status), detail)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status_code())
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.0.as_ref().map_or(StatusCode::INTERNAL_SERVER_ERROR, |told| told.status)
    }

    fn error_response(&self) -> HttpResponse {
        let text = self.0.as_ref().and_then(|told| told.render().ok()).unwrap_or_else(|| self.to_string());
        HttpResponse::build(self.status_code()).content_type(ContentType::html()).body(text)
    }
}

/// Whether a browser asked for a page, and not a program for data.
pub fn is_wanted(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.contains("text/html") && !request.path().starts_with("/api/")
}

/// The page of an answer of which only the status is known.
pub fn answer(response: ServiceResponse) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let (request, _) = response.into_parts();
    let failure = Failure::of_status(Page::of(&request), status);
    let response = failure.error_response();
    ServiceResponse::new(request, response)
}
