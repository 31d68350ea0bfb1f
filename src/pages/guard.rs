//! In front of every page: who may pass, the choice of a language, the message that is shown once.

use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::{Cookie, time::Duration};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::LOCATION;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError as _};
use futures_util::FutureExt as _;

use super::flash::FLASH_COOKIE;
use super::listing::{encoded, pairs};
use super::{Failure, Page, error, token};
use crate::auth::{self, Caller, Stage};
use crate::texts::Lang;
use crate::web::language::LANGUAGE_COOKIE;
use crate::web::pass::{self, is_unsafe};
use crate::web::{Access, CookieKind, Denied, Desk, on_block};
use crate::workflow::Error;
use crate::workflow::choose_language::choose_language;

/// Lets a request pass to its handler, shows the way to the door, or says why not.
pub async fn guard(
    access: &'static Access,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    let shown = if is_unsafe(request.method()) { token::of_body(&mut request).await } else { None };
    let passed = pass::pass(access, &request, shown.as_deref()).await;
    let http = request.request().clone();
    if let Err(denied) = passed {
        return Ok(request.into_response(refused(&http, denied)));
    }
    if let Some(response) = language(&http).await {
        return Ok(request.into_response(response));
    }
    let had_flash = http.cookie(FLASH_COOKIE).is_some();
    let answered = AssertUnwindSafe(pass::on_behalf(&http, next.call(request))).catch_unwind().await;
    let mut response: ServiceResponse<BoxBody> = if let Ok(answered) = answered {
        answered?.map_into_boxed_body()
    } else {
        let failure = Page::of(&http).internal("a handler panicked");
        ServiceResponse::new(http.clone(), failure.error_response())
    };
    if had_flash && !response.status().is_redirection() {
        let mut over = CookieKind::of(&http).cookie(FLASH_COOKIE, "");
        over.make_removal();
        let _ = response.response_mut().add_cookie(&over);
    }
    Ok(response)
}

/// In front of what is not there: a browser is told in the language of whoever looks.
pub async fn nowhere(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    let is_page = !is_unsafe(request.method()) && error::is_wanted(request.request());
    if is_page {
        guard(&Access::Anyone, request, next).await
    } else {
        Ok(next.call(request).await?.map_into_boxed_body())
    }
}

/// Where somebody goes who may not pass.
fn refused(http: &HttpRequest, denied: Denied) -> HttpResponse {
    let page = Page::of(http);
    let next = encoded(&[("next".to_owned(), way_back(http))]);
    match denied {
        Denied::Unauthenticated => see(&format!("/login?{next}")),
        Denied::PresenceNeeded => see(&format!("/confirm?{next}")),
        Denied::SigningIn => {
            let stage = page.who.as_ref().and_then(|who| who.session().map(|session| session.stage));
            see(&format!("{}?{next}", if stage == Some(Stage::Enrol) { "/second-factor" } else { "/login/code" }))
        }
        Denied::Forged => page.forged().error_response(),
        Denied::Refused(error) => page.failure(&error).error_response(),
    }
}

/// The page that was asked for. What is posted has a page at the same path, to which one comes back.
fn way_back(http: &HttpRequest) -> String {
    let query = http.query_string();
    if query.is_empty() { http.path().to_owned() } else { format!("{}?{query}", http.path()) }
}

/// A redirect after which the browser fetches.
pub fn see(path: &str) -> HttpResponse {
    HttpResponse::build(StatusCode::SEE_OTHER).insert_header((LOCATION, path)).finish()
}

/// `?lang=` is kept, for the person or else in a cookie, and taken out of the address.
async fn language(http: &HttpRequest) -> Option<HttpResponse> {
    if *http.method() != Method::GET || !pass::is_ours(http) {
        return None;
    }
    let query = pairs(http.query_string());
    let chosen = query.iter().find(|(name, _)| name == "lang")?;
    let lang = Lang::of(&chosen.1);
    let caller = http.extensions().get::<Rc<Caller>>().cloned();
    if let (Some(caller), Some(desk)) = (caller.filter(|caller| caller.is_signed_in()), http.app_data::<Desk>()) {
        let caller = Caller::clone(&caller);
        if let Err(error) = on_block(desk, move |office| choose_language(office, &caller, lang)).await {
            return Some(Page::of(http).failure(&error).error_response());
        }
    }
    let rest: Vec<(String, String)> = query.into_iter().filter(|(name, _)| name != "lang").collect();
    let to = if rest.is_empty() { http.path().to_owned() } else { format!("{}?{}", http.path(), encoded(&rest)) };
    let mut response = see(&to);
    let kept: Cookie = {
        let mut cookie = CookieKind::of(http).cookie(LANGUAGE_COOKIE, lang.locale());
        cookie.set_max_age(Duration::days(365));
        cookie
    };
    let _ = response.add_cookie(&kept);
    Some(response)
}

impl Page {
    /// The failure that an error of a verb is to whoever sees the page.
    pub fn failure(&self, error: &Error) -> Failure {
        Failure::of(self.clone(), error)
    }

    /// A request that our own pages did not make.
    pub fn forged(&self) -> Failure {
        Failure::new(self.clone(), StatusCode::FORBIDDEN, "forged", self.lang.forged().to_owned())
    }

    /// A failure of ours; the cause goes to the log alone.
    pub fn internal(&self, cause: &str) -> Failure {
        tracing::error!(cause, "internal failure");
        let detail = self.lang.internal().to_owned();
        Failure::new(self.clone(), StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    /// The wait of somebody who tried too often, in seconds.
    pub fn wait_of(error: &Error) -> Option<i64> {
        match error {
            Error::Refused(crate::workflow::Refusal::Person(auth::Refused::Wait { seconds })) => Some(*seconds),
            _ => None,
        }
    }
}
