//! As what one acts or looks: begins, and ends where one was.

use actix_web::cookie::Cookie;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::agreement::codes::DealerCode;
use crate::auth::Capacity;
use crate::pages::door::Next;
use crate::pages::form::Posted;
use crate::pages::guard::see;
use crate::pages::{Failure, Flash, Page};
use crate::web::{CookieKind, Desk, on_block};
use crate::workflow::Error;
use crate::workflow::act_as_deputy::act_as_deputy;
use crate::workflow::leave_capacity::leave_capacity;
use crate::workflow::look_as_dealer::look_as_dealer;

/// Where the page is kept from which somebody began to look.
const BACK_COOKIE: &str = "sanbao-back";

/// Begins to act as a deputy, at home.
pub async fn act(desk: Desk, page: Page, id: Path<String>) -> Result<HttpResponse, Failure> {
    let caller = page.caller()?;
    match on_block(&desk, move |office| act_as_deputy(office, &caller, &id)).await {
        Ok(()) => Ok(see("/")),
        Err(error @ Error::Refused(_)) => Ok(page.see("/deputies", Flash::failed(page.why(&error)))),
        Err(error) => Err(page.failure(&error)),
    }
}

/// From where somebody begins to look.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookForm {
    #[serde(default)]
    back: String,
}

/// Begins to look at a dealer's pages, at the clerk's home.
pub async fn look(
    desk: Desk,
    request: HttpRequest,
    page: Page,
    dealer: Path<String>,
    posted: Posted<LookForm>,
) -> Result<HttpResponse, Failure> {
    let dealer = DealerCode::new(&dealer).ok_or_else(|| page.failure(&Error::NotFound))?;
    let caller = page.caller()?;
    page.ask(&desk, move |office| look_as_dealer(office, &caller, &dealer)).await?;
    let mut response = see("/");
    let _ = response.add_cookie(&back(&request, &posted.0.back));
    Ok(response)
}

/// Is oneself again: where one began to look, else at home.
pub async fn leave(desk: Desk, request: HttpRequest, page: Page) -> Result<HttpResponse, Failure> {
    let caller = page.caller()?;
    let was_looking = matches!(caller.capacity(), Capacity::Look(_));
    page.ask(&desk, move |office| leave_capacity(office, &caller)).await?;
    let kept = request.cookie(BACK_COOKIE).filter(|_| was_looking);
    let to = kept.map(|cookie| Next::to(cookie.value())).unwrap_or_default();
    let mut response = page.see(to.path(), Flash::done(page.t("capacity-left")));
    let mut over = back(&request, "");
    over.make_removal();
    let _ = response.add_cookie(&over);
    Ok(response)
}

fn back(request: &HttpRequest, path: &str) -> Cookie<'static> {
    CookieKind::of(request).cookie(BACK_COOKIE, path)
}
