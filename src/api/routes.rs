//! Every route of the API, and who may take it. To add one: write the handler in the file of its resource with
//! `#[utoipa::path]`, give it a row here, and its answers a row in `tests/service/access.rs`.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};

use super::guard::guard;
use super::{customers, people, sessions, tokens};
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

const fn route(method: Method, path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method, path, access, handler }
}

const fn people(roles: &'static [Role], scope: Scope) -> Access {
    Access::People { roles, scope, present: false }
}

/// Every route.
pub static ROUTES: &[Route] = &[
    // Signing in.
    route(Method::POST, "/session", Access::Anyone, || web::to(sessions::begin)),
    route(Method::GET, "/session", Access::SigningIn, || web::to(sessions::show)),
    route(Method::DELETE, "/session", Access::SigningIn, || web::to(sessions::end)),
    route(Method::POST, "/session/confirmation", Access::SigningIn, || web::to(sessions::confirm)),
    route(Method::POST, "/second-factor/offer", Access::SigningIn, || web::to(sessions::offer)),
    route(Method::POST, "/second-factor", Access::SigningIn, || web::to(sessions::enrol)),
    route(Method::POST, "/password", people(&Role::ALL, Scope::Admin), || web::to(sessions::password)),
    route(Method::POST, "/invitation", Access::Anyone, || web::to(sessions::accept)),
    // People and their tokens.
    route(Method::POST, "/people", people(ADMINISTRATORS, Scope::Admin), || web::to(people::invite)),
    route(Method::GET, "/people/{login}", people(ADMINISTRATORS, Scope::Admin), || web::to(people::show)),
    route(Method::PATCH, "/people/{login}", people(ADMINISTRATORS, Scope::Admin), || web::to(people::change)),
    route(Method::POST, "/people/{login}/invitation", people(ADMINISTRATORS, Scope::Admin), || {
        web::to(people::invite_anew)
    }),
    route(Method::GET, "/tokens", people(&Role::ALL, Scope::Read), || web::to(tokens::list)),
    route(Method::POST, "/tokens", people(&Role::ALL, Scope::Admin), || web::to(tokens::make)),
    route(Method::DELETE, "/tokens/{id}", people(&Role::ALL, Scope::Admin), || web::to(tokens::revoke)),
    // What dealers own.
    route(
        Method::POST,
        "/dealers/{dealer}/months/{period}/slips/{slip_no}/customer",
        people(CLOSE, Scope::Read),
        || web::to(customers::view),
    ),
];

const ADMINISTRATORS: &[Role] = &[Role::Administrator];
/// Who needs a customer's name, phone and address.
const CLOSE: &[Role] = &[Role::DealerClerk, Role::Reviewer, Role::CallAgent];

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
