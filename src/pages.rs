//! The pages: HTML that the server draws, in both languages, which works without scripts.
//!
//! `routes` is the one table of what there is and who may see it. A handler takes a `Page` (who asks, the language, the
//! message to show), asks the store or a verb through `Page::look`, and answers with `html` of its askama template,
//! whose words are keys of `locales/<language>/<page>.ftl`. A form is posted with its CSRF token, taken with
//! `form::Posted`, and answered with `Page::see` (303) or, with its faults at its fields, with `unprocessable` (422).

pub mod administration;
pub mod assets;
pub mod centre;
pub mod chart;
pub mod chips;
pub mod door;
pub mod error;
pub mod flash;
pub mod form;
pub mod format;
pub mod guard;
pub mod help;
pub mod home;
pub mod listing;
pub mod management;
pub mod months;
pub mod nav;
pub mod own;
pub mod page;
pub mod quality;
pub mod routes;
pub mod search;
pub mod token;
pub mod treasury;
pub mod uploads;
pub mod words;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use askama::Template;

pub use error::Failure;
pub use flash::Flash;
pub use page::{Crumb, Page};

/// What a handler answers.
pub type Answer = Result<HttpResponse, Failure>;

/// A page.
pub fn html(template: &impl Template) -> Answer {
    drawn(StatusCode::OK, template)
}

/// The page of a form again, with what is wrong at its fields.
pub fn unprocessable(template: &impl Template) -> Answer {
    drawn(StatusCode::UNPROCESSABLE_ENTITY, template)
}

fn drawn(status: StatusCode, template: &impl Template) -> Answer {
    let text = template.render().map_err(|error| Failure::undrawn(&error.to_string()))?;
    Ok(HttpResponse::build(status).content_type(ContentType::html()).body(text))
}
