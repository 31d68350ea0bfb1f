//! The door: signing in and out, the second factor, an invitation.

pub mod enrolment;
pub mod invitation;
pub mod second_factor;
pub mod sign_in;

use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::guard::see;
use super::listing::encoded;
use crate::auth::Stage;
use crate::web::session;
use crate::workflow::SignedIn;

/// Where to go on.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

impl Next {
    /// To a path.
    pub fn to(path: &str) -> Self {
        Self { next: path.to_owned() }
    }

    /// A path of ours; home where it is none.
    pub fn path(&self) -> &str {
        let is_ours =
            self.next.starts_with('/') && !self.next.starts_with("//") && !self.next.contains(['\\', '\n', '\r']);
        if is_ours { &self.next } else { "/" }
    }
}

/// Goes on with a session that began or changed hands: to what was asked for, or to the rest of signing in.
fn go_on(request: &HttpRequest, signed_in: &SignedIn, next: &Next) -> HttpResponse {
    let query = encoded(&[("next".to_owned(), next.path().to_owned())]);
    let mut response = match signed_in.stage {
        Stage::Full => see(next.path()),
        Stage::Code => see(&format!("/login/code?{query}")),
        Stage::Enrol => see(&format!("/second-factor?{query}")),
    };
    let _ = response.add_cookie(&session::cookie(request, signed_in.token.as_str()));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_within_our_own_pages_only() {
        for (next, expected) in [
            ("/slips?x=1", "/slips?x=1"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil", "/"),
            ("", "/"),
        ] {
            assert_eq!(Next { next: next.to_owned() }.path(), expected, "{next}");
        }
    }
}
