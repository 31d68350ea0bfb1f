//! Versions of what two people may look at: `ETag` tells which one was seen, `If-Match` which one a change rests on.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};

use super::Problem;
use super::guard::lang_of;
use crate::texts::Lang;
use crate::workflow::Error;

/// The version that a change rests on. Without it nothing is changed (428).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(String);

impl IfMatch {
    /// Refuses (412) where what stands is of another version.
    pub fn check(&self, version: i64, lang: Lang) -> Result<(), Problem> {
        let is_it = self.0.split(',').any(|tag| tag.trim() == tag_of(version));
        if is_it { Ok(()) } else { Err(Problem::of(&Error::Changed, lang)) }
    }

    /// The version, for a verb that checks it in its own transaction; none where the header names none of ours.
    pub fn version(&self) -> Option<i64> {
        self.0.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok()
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(IF_MATCH).and_then(|value| value.to_str().ok());
        let missing = || Problem::of_status(StatusCode::PRECONDITION_REQUIRED, lang_of(request));
        ready(header.map(|tags| Self(tags.to_owned())).ok_or_else(missing))
    }
}

fn tag_of(version: i64) -> String {
    format!("\"{version}\"")
}

/// The header of a version.
pub fn etag(version: i64) -> (HeaderName, HeaderValue) {
    let value = HeaderValue::from_str(&tag_of(version)).unwrap_or_else(|_| HeaderValue::from_static("\"\""));
    (actix_web::http::header::ETAG, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_that_was_seen_passes() {
        let seen = IfMatch("\"7\"".to_owned());
        assert!(seen.check(7, Lang::En).is_ok());
        assert!(seen.check(8, Lang::En).is_err() && seen.check(77, Lang::En).is_err());
        assert_eq!(seen.version(), Some(7));
        assert!(IfMatch("\"6\", \"7\"".to_owned()).check(7, Lang::En).is_ok());
        assert_eq!(IfMatch("*".to_owned()).version(), None);
    }
}
