//! Who may pass: made from a row of the table of routes, in front of its handler. What is not allowed is refused.

use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse, web};
use futures_util::FutureExt as _;

use super::Desk;
use super::document;
use super::idempotency::{self, Once};
use super::problem::Problem;
use super::routes::{Again, Route};
use crate::auth::{self, Caller};
use crate::texts::Lang;
use crate::web::Denied;
pub use crate::web::language::lang_of;
pub use crate::web::pass::{CSRF_HEADER, credential};
use crate::web::pass::{on_behalf, pass};
pub use crate::web::{Access, CookieKind};
use crate::workflow::Error;

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

/// Lets a request pass to its handler, or refuses it; one with an `Idempotency-Key` reaches its handler once.
pub async fn guard(
    route: &'static Route,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    let passed = pass(&route.access, &request, None).await;
    let lang = lang_of(request.request());
    if let Err(denied) = passed {
        return Ok(request.error_response(problem_of(&denied, lang)));
    }
    if let Err(problem) = asks(route, request.request()) {
        return Ok(request.error_response(problem));
    }
    if route.again == Again::Anew {
        return safely(request, next).await;
    }
    let mut once = match once(&mut request, lang).await {
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
        let handled = safely(request, next);
        let response = if route.again == Again::Resumed { handled.await } else { once.at_work(handled).await };
        let response = response.map_err(|_| Problem::internal("a handler failed", lang))?;
        once.end(&desk, lang, response, route.again != Again::OnceUntold).await
    });
    let answered = answered.await.unwrap_or_else(|_| Err(Problem::internal("a handler ended early", lang)));
    Ok(answered.unwrap_or_else(|problem| ServiceResponse::new(http, HttpResponse::from_error(problem))))
}

/// The request under its key, where a caller gave it one.
async fn once(request: &mut ServiceRequest, lang: Lang) -> Result<Option<Once>, Problem> {
    let caller = request.extensions().get::<Rc<Caller>>().cloned();
    let (Some(caller), Some(key)) = (caller, idempotency::key_of(request, lang)?) else { return Ok(None) };
    Once::of(request, (&caller.person, key), lang).await.map(Some)
}

/// The handler's answer; a panic is one too, and not a connection that breaks off.
async fn safely(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    let http = request.request().clone();
    if let Ok(answered) = AssertUnwindSafe(on_behalf(&http, next.call(request))).catch_unwind().await {
        return answered.map(ServiceResponse::map_into_boxed_body);
    }
    let problem = Problem::internal("a handler panicked", lang_of(&http));
    Ok(ServiceResponse::new(http, HttpResponse::from_error(problem)))
}

/// A parameter that the route's description does not name is refused, and not passed over.
fn asks(route: &Route, request: &HttpRequest) -> Result<(), Problem> {
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let lang = lang_of(request);
    let pairs = query.map_err(|_| Problem::query(lang, lang.invalid_query()))?.into_inner();
    let known = document::parameters(route);
    match pairs.iter().find(|(name, _)| !known.contains(name)) {
        Some((name, _)) => Err(Problem::query(lang, &lang.unknown_parameter(name, &known.join(", ")))),
        None => Ok(()),
    }
}

/// What a caller is told who may not pass.
fn problem_of(denied: &Denied, lang: Lang) -> Problem {
    match denied {
        Denied::Forged => Problem::forged(lang),
        Denied::Unauthenticated => Problem::unauthenticated(lang),
        Denied::SigningIn | Denied::PresenceNeeded => Problem::of(&Error::from(auth::Refused::PresenceNeeded), lang),
        Denied::Refused(error) => Problem::of(error, lang),
    }
}
