//! Whether a request may pass, from its row of a table of routes. What is not allowed is denied.

use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, HOST, ORIGIN};
use actix_web::{HttpMessage as _, HttpRequest};

use super::{Access, CookieKind, Desk, on_block};
use crate::auth::{self, Caller, Credential, Refused, Role, origin};
use crate::store::behalf::on_behalf_of;
use crate::workflow::Error;

/// The header that shows the session's CSRF token.
pub const CSRF_HEADER: &str = "X-CSRF-Token";

/// Why a request may not pass.
#[derive(Debug)]
pub enum Denied {
    /// It comes from another site, or does not show the session's CSRF token.
    Forged,
    /// Nobody is signed in.
    Unauthenticated,
    /// Signing in is not complete.
    SigningIn,
    /// A second factor is to be shown just before.
    PresenceNeeded,
    /// The role, the dealer or the token does not reach so far, or the session could not be looked up.
    Refused(Error),
}

/// Whether the request may pass; its caller is with it from here on. `csrf` is the token that a form showed; programs and
/// scripts show it in [`CSRF_HEADER`].
pub async fn pass(access: &Access, request: &ServiceRequest, csrf: Option<&str>) -> Result<(), Denied> {
    let caller = caller_of(request).await.map_err(Denied::Refused)?;
    let http = request.request();
    // Who signs in, or sets a password with a link, may still carry the cookie of a session whose token is not at hand.
    let of_session = caller.as_ref().filter(|_| !matches!(access, Access::Anyone));
    let shown = csrf.or_else(|| header(http, CSRF_HEADER));
    let forged = is_unsafe(http.method())
        && !(is_ours(http) && of_session.is_none_or(|caller: &Caller| caller.accepts_csrf(shown)));
    let Some(caller) = caller else {
        return match access {
            _ if forged => Err(Denied::Forged),
            Access::Anyone => Ok(()),
            _ => Err(Denied::Unauthenticated),
        };
    };
    let verdict = if forged { Err(Denied::Forged) } else { may_pass(access, http, &caller) };
    request.extensions_mut().insert(Rc::new(caller));
    verdict
}

/// Handles a request for whomever its caller acts.
pub async fn on_behalf<T>(request: &HttpRequest, handler: impl Future<Output = T>) -> T {
    let whom = request.extensions().get::<Rc<Caller>>().map(|caller| caller.behalf().to_owned()).unwrap_or_default();
    let mut handler = pin!(handler);
    poll_fn(|context| on_behalf_of(&whom, || handler.as_mut().poll(context))).await
}

/// Whether a method changes something.
pub fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn may_pass(access: &Access, http: &HttpRequest, caller: &Caller) -> Result<(), Denied> {
    if caller.is_looking() && is_unsafe(http.method()) && !matches!(access, Access::Leaving) {
        return Err(Denied::Refused(Refused::OnlyLooking.into()));
    }
    let Access::People { roles, scope, present, shows_customers } = access else { return Ok(()) };
    if !caller.is_signed_in() {
        return Err(Denied::SigningIn);
    }
    if caller.actor.role == Role::DealerClerk
        && let Some(dealer) = http.match_info().get("dealer")
        && caller.actor.dealer.as_ref().is_none_or(|own| own.as_str() != dealer)
    {
        // Another dealer's books are not there for whoever asks.
        return Err(Denied::Refused(Error::NotFound));
    }
    if !roles.contains(&caller.actor.role) || !caller.has_scope(*scope) {
        return Err(Denied::Refused(Error::NotAllowed));
    }
    if *shows_customers && caller.is_looking() && !caller.sees_customers_as().sees_customers() {
        return Err(Denied::Refused(Refused::CustomersMasked.into()));
    }
    let desk = http.app_data::<Desk>();
    if *present && !desk.is_some_and(|desk| caller.is_present(*scope, desk.clock.now())) {
        return Err(Denied::PresenceNeeded);
    }
    Ok(())
}

/// The credential of a request: an API token, else the session's cookie.
pub fn credential(request: &HttpRequest) -> Option<(bool, String)> {
    if let Some(token) = header(request, AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer ")) {
        return Some((true, token.to_owned()));
    }
    request.cookie(CookieKind::of(request).name()).map(|cookie| (false, cookie.value().to_owned()))
}

async fn caller_of(request: &ServiceRequest) -> Result<Option<Caller>, Error> {
    let Some((is_token, value)) = credential(request.request()) else { return Ok(None) };
    let desk = request.app_data::<Desk>().cloned();
    let desk = desk.ok_or_else(|| Error::Io(std::io::Error::other("no office")))?;
    on_block(&desk, move |office| {
        let credential = if is_token { Credential::ApiToken(&value) } else { Credential::Session(&value) };
        Ok(auth::authenticate(&office.store, office.clock.now(), credential)?)
    })
    .await
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Whether nothing in the headers says that another site sent the request.
pub fn is_ours(request: &HttpRequest) -> bool {
    origin::is_ours(origin::Headers {
        origin: header(request, ORIGIN.as_str()),
        host: header(request, HOST.as_str()),
        sec_fetch_site: header(request, "Sec-Fetch-Site"),
    })
}
