//! Every route of the API, and who may take it. To add one: write the handler in the file of its resource with
//! `#[utoipa::path]`, give it a row here, and its answers a row in `tests/service/access.rs`.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};

use super::guard::guard;
use super::{customers, people, sessions, tokens, trail};
use crate::auth::{Role, Scope};

/// One route.
#[derive(Debug)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path below `/api/v1`. A `{dealer}` in it is the own one for a dealer's clerk, or not there.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    /// The handler.
    handler: fn() -> actix_web::Route,
}

/// Who may take a route.
#[derive(Debug)]
pub enum Access {
    /// Everybody, signed in or not.
    Anyone,
    /// Whoever shows a session, also one whose signing in is not complete.
    SigningIn,
    /// People of some roles.
    People {
        /// Which.
        roles: &'static [Role],
        /// What an API token needs.
        scope: Scope,
        /// Whether a second factor is to be shown just before.
        present: bool,
    },
}

const fn people(roles: &'static [Role], scope: Scope) -> Access {
    Access::People { roles, scope, present: false }
}

/// Every route.
pub static ROUTES: &[Route] = &[
    // Signing in.
    post("/session", Access::Anyone, || web::to(sessions::begin)),
    get("/session", Access::SigningIn, || web::to(sessions::show)),
    delete("/session", Access::SigningIn, || web::to(sessions::end)),
    post("/session/confirmation", Access::SigningIn, || web::to(sessions::confirm)),
    post("/second-factor/offer", Access::SigningIn, || web::to(sessions::offer)),
    post("/second-factor", Access::SigningIn, || web::to(sessions::enrol)),
    post("/password", people(&Role::ALL, Scope::Admin), || web::to(sessions::password)),
    post("/invitation", Access::Anyone, || web::to(sessions::accept)),
    // People and their tokens.
    get("/people", people(ADMINISTRATORS, Scope::Admin), || web::to(people::list)),
    post("/people", people(ADMINISTRATORS, Scope::Admin), || web::to(people::invite)),
    get("/people/{login}", people(ADMINISTRATORS, Scope::Admin), || web::to(people::show)),
    patch("/people/{login}", people(ADMINISTRATORS, Scope::Admin), || web::to(people::change)),
    post("/people/{login}/invitation", people(ADMINISTRATORS, Scope::Admin), || web::to(people::invite_anew)),
    get("/tokens", people(&Role::ALL, Scope::Read), || web::to(tokens::list)),
    post("/tokens", people(&Role::ALL, Scope::Admin), || web::to(tokens::make)),
    delete("/tokens/{id}", people(&Role::ALL, Scope::Admin), || web::to(tokens::revoke)),
    // What dealers own.
    post(CUSTOMER, people(CLOSE, Scope::Read), || web::to(customers::view)),
    // The audit trail.
    get("/audit", people(&[Role::Administrator, Role::Finance], Scope::Admin), || web::to(trail::list)),
    get("/audit/verified", people(&[Role::Administrator, Role::Finance], Scope::Admin), || web::to(trail::verify)),
];

const ADMINISTRATORS: &[Role] = &[Role::Administrator];
/// Who needs a customer's name, phone and address.
const CLOSE: &[Role] = &[Role::DealerClerk, Role::Reviewer, Role::CallAgent];
const CUSTOMER: &str = "/dealers/{dealer}/months/{period}/slips/{slip_no}/customer";

const fn get(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::GET, path, access, handler }
}

const fn post(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::POST, path, access, handler }
}

const fn patch(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::PATCH, path, access, handler }
}

const fn delete(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::DELETE, path, access, handler }
}

/// Puts every route behind its guard.
pub fn configure(config: &mut ServiceConfig) {
    let mut paths: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    // Fixed words before what varies, where both would fit.
    paths.sort_by_key(|path| path.replace('{', "~"));
    paths.dedup();
    for path in paths {
        let mut resource = web::resource(path);
        for route in ROUTES.iter().filter(|route| route.path == path) {
            let access = &route.access;
            let guarded = (route.handler)()
                .method(route.method.clone())
                .wrap(from_fn(move |request, next| guard(access, request, next)));
            resource = resource.route(guarded);
        }
        config.service(resource);
    }
}
