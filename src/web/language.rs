//! The language of a request.

use std::rc::Rc;

use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpMessage as _, HttpRequest};

use crate::auth::Caller;
use crate::texts::Lang;

/// Where the choice of somebody who is not signed in is kept.
pub const LANGUAGE_COOKIE: &str = "sanbao-lang";

/// The caller's language, else what was chosen before signing in, else what the browser prefers.
pub fn lang_of(request: &HttpRequest) -> Lang {
    let of_caller = request.extensions().get::<Rc<Caller>>().map(|caller| Lang::of(&caller.locale));
    let chosen = || request.cookie(LANGUAGE_COOKIE).map(|cookie| Lang::of(cookie.value()));
    let preferred =
        || request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map(Lang::preferred);
    of_caller.or_else(chosen).or_else(preferred).unwrap_or_default()
}
