//! Help: the keys, and for every code of an error its cause and the way out.

use actix_web::web::Path;
use askama::Template;

use super::words::words_if_any;
use super::{Answer, Page, html};
use crate::workflow::Error;

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    page: Page,
    keys: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "help_error.html")]
struct HelpError {
    page: Page,
    code: String,
    cause: String,
    way_out: String,
}

/// The keys, and where to go on.
pub async fn show(page: Page) -> Answer {
    let page = page.titled("help-title");
    let keys = [
        ("?", "key-help"),
        ("g h", "key-home"),
        ("/", "key-search"),
        ("j", "key-down"),
        ("k", "key-up"),
        ("Enter", "key-open"),
    ];
    let keys = keys.into_iter().map(|(key, words)| (key, page.t(words))).collect();
    html(&Help { page, keys })
}

/// What a code means.
pub async fn error(page: Page, code: Path<String>) -> Answer {
    let code = code.into_inner();
    let cause = words_if_any(page.lang, &format!("error-{}", code.replace('_', "-")));
    let Some(told) = cause else { return Err(page.failure(&Error::NotFound)) };
    let (cause, way_out) = told.split_once('→').unwrap_or((told.as_str(), ""));
    let (cause, way_out) = (cause.trim().to_owned(), way_out.trim().to_owned());
    let page = page.named(cause.clone()).below("help-title", "/help");
    html(&HelpError { page, code, cause, way_out })
}
