//! The cookie of a session.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, web};

/// How the session's cookie is called, and whether browsers send it over TLS alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieKind {
    /// `__Host-sanbao`: over TLS, or on the machine itself.
    Secure,
    /// `sanbao`: for trials over plain HTTP.
    Plain,
}

impl CookieKind {
    /// The cookie's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secure => "__Host-sanbao",
            Self::Plain => "sanbao",
        }
    }

    /// As this server was started.
    pub fn of(request: &HttpRequest) -> Self {
        request.app_data::<web::Data<Self>>().map_or(Self::Secure, |kind| ***kind)
    }

    /// A cookie that scripts cannot read and other sites do not send along: gone with the browser.
    pub fn cookie(self, name: &str, value: &str) -> Cookie<'static> {
        Cookie::build(name.to_owned(), value.to_owned())
            .path("/")
            .secure(self == Self::Secure)
            .http_only(true)
            .same_site(SameSite::Lax)
            .finish()
    }
}

/// The session's cookie: gone with the browser, or when the session ends.
pub fn cookie(request: &HttpRequest, value: &str) -> Cookie<'static> {
    let kind = CookieKind::of(request);
    kind.cookie(kind.name(), value)
}

/// The cookie that takes the session's away.
pub fn removal(request: &HttpRequest) -> Cookie<'static> {
    let mut cookie = cookie(request, "");
    cookie.make_removal();
    cookie
}
