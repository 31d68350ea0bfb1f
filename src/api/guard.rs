//! Who may pass: made from a row of the table of routes, in front of its handler. What is not allowed is refused.

use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HOST, ORIGIN};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse, web};
use futures_util::FutureExt as _;

use super::Desk;
use super::document;
use super::idempotency::{self, Once};
use super::problem::Problem;
use super::routes::{Access, Route};
use crate::auth::{self, Caller, Credential, Role, origin};
use crate::texts::Lang;
use crate::workflow::Error;

/// The header that shows the session's CSRF token.
pub const CSRF_HEADER: &str = "X-CSRF-Token";

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
}

/// The caller, for handlers behind the guard.
#[derive(Clone, Debug)]
pub struct Who {
    /// The person and the way in.
    pub caller: Rc<Caller>,
    /// The language of answers.
    pub lang: Lang,
}

impl std::ops::Deref for Who {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl FromRequest for Who {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Rc<Caller>>().cloned();
        let lang = lang_of(request);
        std::future::ready(caller.map(|caller| Self { caller, lang }).ok_or_else(|| Problem::unauthenticated(lang)))
    }
}

/// The language of a request: the caller's, else what the browser prefers.
pub fn lang_of(request: &HttpRequest) -> Lang {
    let of_caller = request.extensions().get::<Rc<Caller>>().map(|caller| Lang::of(&caller.locale));
    let preferred =
        || request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map(Lang::preferred);
    of_caller.or_else(preferred).unwrap_or_default()
}

/// Lets a request pass to its handler, or refuses it; one with an `Idempotency-Key` reaches its handler once.
pub async fn guard(
    route: &'static Route,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    if let Err(problem) = pass(&route.access, &request).await.and_then(|()| asks(route, request.request())) {
        return Ok(request.error_response(problem));
    }
    let lang = lang_of(request.request());
    let once = match once(&mut request, lang).await {
        Ok(Some(once)) => once,
        Ok(None) => return safely(request, next).await,
        Err(problem) => return Ok(request.error_response(problem)),
    };
    let Some(desk) = request.app_data::<Desk>().cloned() else { return safely(request, next).await };
    match once.begin(&desk, lang).await {
        Ok(None) => {}
        Ok(Some(first_answer)) => return Ok(request.into_response(first_answer)),
        Err(problem) => return Ok(request.error_response(problem)),
    }
    let http = request.request().clone();
    // Whoever hangs up before the answer asks for it again under the same key, so the request goes on without them.
    let answered = actix_web::rt::spawn(async move {
        let response = safely(request, next).await.map_err(|_| Problem::internal("a handler failed", lang))?;
        once.end(&desk, lang, response).await
    });
    let answered = answered.await.unwrap_or_else(|_| Err(Problem::internal("a handler ended early", lang)));
    Ok(answered.unwrap_or_else(|problem| ServiceResponse::new(http, HttpResponse::from_error(problem))))
}

/// The request under its key, where a caller gave it one.
async fn once(request: &mut ServiceRequest, lang: Lang) -> Result<Option<Once>, Problem> {
    let caller = request.extensions().get::<Rc<Caller>>().cloned();
    let (Some(caller), Some(key)) = (caller, idempotency::key_of(request, lang)?) else { return Ok(None) };
    Once::of(request, &caller.person, key, lang).await.map(Some)
}

/// The handler's answer; a panic is one too, and not a connection that breaks off.
async fn safely(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    let http = request.request().clone();
    if let Ok(answered) = AssertUnwindSafe(next.call(request)).catch_unwind().await {
        return answered.map(ServiceResponse::map_into_boxed_body);
    }
    let problem = Problem::internal("a handler panicked", lang_of(&http));
    Ok(ServiceResponse::new(http, HttpResponse::from_error(problem)))
}

/// A parameter that the route's description does not name is refused, and not passed over.
fn asks(route: &Route, request: &HttpRequest) -> Result<(), Problem> {
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let lang = lang_of(request);
    let pairs = query.map_err(|error| Problem::query(lang, &error.to_string()))?.into_inner();
    let known = document::parameters(route);
    match pairs.iter().find(|(name, _)| !known.contains(name)) {
        Some((name, _)) => Err(Problem::query(lang, &lang.unknown_parameter(name, &known.join(", ")))),
        None => Ok(()),
    }
}

/// Whether the request may pass; its caller is with it from here on.
async fn pass(access: &Access, request: &ServiceRequest) -> Result<(), Problem> {
    let lang = lang_of(request.request());
    let caller = caller_of(request, lang).await?;
    let http = request.request();
    let unsafe_method = !matches!(*http.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // Who signs in, or sets a password with a link, may still carry the cookie of a session whose token is not at hand.
    let of_session = caller.as_ref().filter(|_| !matches!(access, Access::Anyone));
    if unsafe_method && !comes_from_us(http, of_session) {
        return Err(Problem::forged(lang));
    }
    let Some(caller) = caller else {
        return if matches!(access, Access::Anyone) { Ok(()) } else { Err(Problem::unauthenticated(lang)) };
    };
    let verdict = may_pass(access, http, &caller, Lang::of(&caller.locale));
    request.extensions_mut().insert(Rc::new(caller));
    verdict
}

fn may_pass(access: &Access, http: &HttpRequest, caller: &Caller, lang: Lang) -> Result<(), Problem> {
    let Access::People { roles, scope, present } = access else { return Ok(()) };
    if !caller.is_signed_in() {
        return Err(Problem::of(&Error::from(auth::Refused::PresenceNeeded), lang));
    }
    if caller.actor.role == Role::DealerClerk
        && let Some(dealer) = http.match_info().get("dealer")
        && caller.actor.dealer.as_ref().is_none_or(|own| own.as_str() != dealer)
    {
        // Another dealer's books are not there for whoever asks.
        return Err(Problem::of(&Error::NotFound, lang));
    }
    if !roles.contains(&caller.actor.role) || !caller.has_scope(*scope) {
        return Err(Problem::of(&Error::NotAllowed, lang));
    }
    let desk = http.app_data::<Desk>();
    if *present && !desk.is_some_and(|desk| caller.is_present(*scope, desk.clock.now())) {
        return Err(Problem::of(&Error::from(auth::Refused::PresenceNeeded), lang));
    }
    Ok(())
}

/// The credential of a request: an API token, else the session's cookie.
pub fn credential(request: &HttpRequest) -> Option<(bool, String)> {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(token) = header.and_then(|value| value.strip_prefix("Bearer ")) {
        return Some((true, token.to_owned()));
    }
    let kind = request.app_data::<web::Data<CookieKind>>().map_or(CookieKind::Secure, |kind| ***kind);
    request.cookie(kind.name()).map(|cookie| (false, cookie.value().to_owned()))
}

async fn caller_of(request: &ServiceRequest, lang: Lang) -> Result<Option<Caller>, Problem> {
    let Some((is_token, value)) = credential(request.request()) else { return Ok(None) };
    let Some(desk) = request.app_data::<Desk>().cloned() else { return Err(Problem::internal("no office", lang)) };
    super::on_block(&desk, lang, move |office| {
        let credential = if is_token { Credential::ApiToken(&value) } else { Credential::Session(&value) };
        Ok(auth::authenticate(&office.store, office.clock.now(), credential)?)
    })
    .await
}

/// Whether an unsafe request is one of our own pages' or programs'.
fn comes_from_us(request: &HttpRequest, caller: Option<&Caller>) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let headers = origin::Headers {
        origin: header(ORIGIN.as_str()),
        host: header(HOST.as_str()),
        sec_fetch_site: header("Sec-Fetch-Site"),
    };
    origin::is_ours(headers) && caller.is_none_or(|caller| caller.accepts_csrf(header(CSRF_HEADER)))
}
