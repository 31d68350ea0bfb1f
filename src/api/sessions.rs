//! Signing in and out, the second factor, one's own password.

use actix_web::web::Json;
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::capacity::CapacityView;
use super::guard::lang_of;
use super::{Checked, Desk, Problem, Who, on_block};
use crate::auth::{Caller, Role, Stage};
use crate::web::session;
use crate::workflow::confirm_presence::confirm_presence;
use crate::workflow::enrol_second_factor::{self, Enrolment, enrol_second_factor};
use crate::workflow::set_password::{accept_invitation, change_password};
use crate::workflow::sign_in::{Attempt, sign_in};
use crate::workflow::sign_out::sign_out;
use crate::workflow::{Error, SignedIn};

/// What somebody signs in with.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignInBody {
    /// The login.
    #[validate(length(max = 200))]
    login: String,
    /// The password.
    #[validate(length(max = 1000))]
    password: String,
    /// The code of the second factor; it can be shown afterwards too.
    #[validate(length(max = 20))]
    code: Option<String>,
}

/// A code of the second factor.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    /// Six digits.
    #[validate(length(max = 20))]
    code: String,
}

/// The first code of an offered secret.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct EnrolBody {
    /// As it was offered.
    #[validate(length(max = 1000))]
    ticket: String,
    /// Six digits.
    #[validate(length(max = 20))]
    code: String,
}

/// A change of one's own password.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PasswordBody {
    /// The present one.
    #[validate(length(max = 1000))]
    current: String,
    /// The next one: 12 to 128 letters of any kind.
    #[validate(length(max = 1000))]
    new: String,
}

/// A one-time link, and the password that it sets.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct InvitationBody {
    /// What the link holds.
    #[validate(length(max = 200))]
    token: String,
    /// 12 to 128 letters of any kind.
    #[validate(length(max = 1000))]
    password: String,
}

/// Whose password a one-time link set.
#[derive(Serialize, ToSchema)]
pub struct AcceptedView {
    /// The name to sign in with.
    login: String,
}

/// Who is signed in, and how far.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// The login.
    login: String,
    /// As people call them.
    name: String,
    /// What they are.
    role: Role,
    /// A clerk's dealer.
    dealer: Option<String>,
    /// `zh-CN` or `en`.
    locale: String,
    /// How far signing in has come.
    stage: Stage,
    /// As what the person acts or looks in this session; none where as themselves.
    capacity: Option<CapacityView>,
    /// Unsafe requests show it in `X-CSRF-Token`; none for an API token.
    csrf_token: Option<String>,
}

impl SessionView {
    fn of(caller: &Caller) -> Self {
        let session = caller.session();
        Self {
            login: caller.actor.login.clone(),
            name: caller.name.clone(),
            role: caller.actor.role,
            dealer: caller.actor.dealer.as_ref().map(ToString::to_string),
            locale: caller.locale.clone(),
            stage: session.map_or(Stage::Full, |session| session.stage),
            capacity: CapacityView::of(caller.capacity()),
            csrf_token: session.map(|session| session.csrf_token.clone()),
        }
    }
}

impl From<SignedIn> for SessionView {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            login: signed_in.actor.login,
            name: signed_in.name,
            role: signed_in.actor.role,
            dealer: signed_in.actor.dealer.as_ref().map(ToString::to_string),
            locale: signed_in.locale,
            stage: signed_in.stage,
            capacity: CapacityView::of(&signed_in.capacity),
            csrf_token: Some(signed_in.csrf_token),
        }
    }
}

/// Signs in. Where the second factor is still to be shown or enrolled, nothing else can be done until it is.
#[utoipa::path(post, path = "/session", tag = "session", request_body = SignInBody, security(()),
    responses((status = 200, body = SessionView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn begin(desk: Desk, request: HttpRequest, body: Checked<SignInBody>) -> Result<HttpResponse, Problem> {
    let address = request.peer_addr().map(|peer| peer.ip());
    let Checked(SignInBody { login, password, code }) = body;
    let signed_in = on_block(&desk, lang_of(&request), move |office| {
        sign_in(office, Attempt { login: &login, password: &password, code: code.as_deref(), address })
    });
    Ok(with_cookie(&request, signed_in.await?))
}

/// Who is signed in.
#[utoipa::path(get, path = "/session", tag = "session",
    responses((status = 200, body = SessionView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn show(who: Who) -> Json<SessionView> {
    Json(SessionView::of(&who.caller))
}

/// Signs out.
#[utoipa::path(delete, path = "/session", tag = "session",
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn end(desk: Desk, request: HttpRequest, who: Who) -> Result<HttpResponse, Problem> {
    let caller = Caller::clone(&who.caller);
    on_block(&desk, who.lang, move |office| sign_out(office, &caller)).await?;
    Ok(HttpResponse::NoContent().cookie(session::removal(&request)).finish())
}

/// Shows the second factor: to complete signing in, and again before money is moved.
#[utoipa::path(post, path = "/session/confirmation", tag = "session", request_body = CodeBody,
    responses((status = 200, body = SessionView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn confirm(
    desk: Desk,
    request: HttpRequest,
    who: Who,
    body: Checked<CodeBody>,
) -> Result<HttpResponse, Problem> {
    goes_on(&desk, &request, &who, move |office, caller| confirm_presence(office, caller, &body.0.code)).await
}

/// Offers a secret for an authenticator app; nothing is kept of it until its first code is shown.
#[utoipa::path(post, path = "/second-factor/offer", tag = "session",
    responses((status = 200, body = Enrolment), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn offer(desk: Desk, who: Who) -> Result<Json<Enrolment>, Problem> {
    let caller = Caller::clone(&who.caller);
    let offered = on_block(&desk, who.lang, move |office| enrol_second_factor::offer(office, &caller));
    Ok(Json(offered.await?))
}

/// Enrols the secret that was offered, with its first code.
#[utoipa::path(post, path = "/second-factor", tag = "session", request_body = EnrolBody,
    responses((status = 200, body = SessionView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn enrol(
    desk: Desk,
    request: HttpRequest,
    who: Who,
    body: Checked<EnrolBody>,
) -> Result<HttpResponse, Problem> {
    let Checked(EnrolBody { ticket, code }) = body;
    goes_on(&desk, &request, &who, move |office, caller| enrol_second_factor(office, caller, &ticket, &code)).await
}

/// Changes one's own password; other sessions end.
#[utoipa::path(post, path = "/password", tag = "session", request_body = PasswordBody,
    responses((status = 200, body = SessionView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn password(
    desk: Desk,
    request: HttpRequest,
    who: Who,
    body: Checked<PasswordBody>,
) -> Result<HttpResponse, Problem> {
    let Checked(PasswordBody { current, new }) = body;
    goes_on(&desk, &request, &who, move |office, caller| change_password(office, caller, &current, &new)).await
}

/// Sets a password with a one-time link.
#[utoipa::path(post, path = "/invitation", tag = "session", request_body = InvitationBody, security(()),
    responses((status = 200, body = AcceptedView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn accept(
    desk: Desk,
    request: HttpRequest,
    body: Checked<InvitationBody>,
) -> Result<Json<AcceptedView>, Problem> {
    let Checked(InvitationBody { token, password }) = body;
    let login = on_block(&desk, lang_of(&request), move |office| accept_invitation(office, &token, &password));
    Ok(Json(AcceptedView { login: login.await? }))
}

/// Runs a verb after which the session goes on under a new token.
async fn goes_on(
    desk: &Desk,
    request: &HttpRequest,
    who: &Who,
    verb: impl FnOnce(&crate::workflow::Office, &Caller) -> Result<SignedIn, Error> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let caller = Caller::clone(&who.caller);
    let signed_in = on_block(desk, who.lang, move |office| verb(office, &caller)).await?;
    Ok(with_cookie(request, signed_in))
}

fn with_cookie(request: &HttpRequest, signed_in: SignedIn) -> HttpResponse {
    let cookie = session::cookie(request, signed_in.token.as_str());
    HttpResponse::Ok().cookie(cookie).json(SessionView::from(signed_in))
}
