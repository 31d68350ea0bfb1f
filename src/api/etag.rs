//! Versions of what two people may look at: `ETag` tells which one was seen, `If-Match` which one a decision rests on.
//!
//! A decision about one thing takes an [`IfMatch`] before its body and hands it to the verb, which compares it in its own
//! transaction; the answer that shows the thing is [`tagged`]. Every version is a number that only rises.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ETAG, HeaderValue, IF_MATCH};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;

use super::Problem;
use super::guard::lang_of;

/// A version that nothing has.
const NONE_OF_OURS: i64 = -1;

/// The version that a decision rests on. Without it nothing is decided (428), and over another one neither (412).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub i64);

impl IfMatch {
    /// What is no tag of ours names no version: neither `*`, which would be any, nor a weak tag, nor several.
    fn of(header: &HeaderValue) -> Self {
        let tag = header.to_str().ok().map(str::trim);
        let version = tag.and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok());
        Self(version.filter(|version| *version >= 0).unwrap_or(NONE_OF_OURS))
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let missing = || Problem::version_missing(lang_of(request));
        ready(request.headers().get(IF_MATCH).map(Self::of).ok_or_else(missing))
    }
}

/// An answer that shows a thing, with its version.
pub fn tagged<T: Serialize>(version: i64, thing: T) -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, format!("\"{version}\""))).json(thing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_strong_tag_names_a_version() {
        let version = |tag: &'static str| IfMatch::of(&HeaderValue::from_static(tag)).0;
        assert_eq!((version("\"7\""), version(" \"0\" ")), (7, 0));
        for none in ["*", "7", "W/\"7\"", "\"6\", \"7\"", "\"-7\"", "\"seven\"", "\"\"", ""] {
            assert_eq!(version(none), NONE_OF_OURS, "{none}");
        }
    }
}
