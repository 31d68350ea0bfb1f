//! Every page and who may see it. To add one: write the handler in a file of its office, give it a row here, a line in
//! `nav` where it is gone to from everywhere, its words in `locales/{zh-CN,en}/<page>.ftl`, a row in `tests/service/pages.rs`
//! and a line in `tests/pages/tour.mjs`.

use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig};

use super::guard::guard;
use super::{assets, door, help, home, uploads};
use crate::auth::{Role, Scope};
use crate::web::Access;

/// One page, or what is posted to it.
#[derive(Debug)]
pub struct PageRoute {
    /// The method.
    pub method: Method,
    /// The path. A `{dealer}` in it is the own one for a dealer's clerk, or not there.
    pub path: &'static str,
    /// Who may. What is posted where a second factor is needed just before has a page at the same path, to which the
    /// question for it leads back.
    pub access: Access,
    handler: fn() -> actix_web::Route,
}

/// Everybody who is signed in.
const ALL: Access = Access::people(&Role::ALL, Scope::Read);

/// Signing in, help, what is the same for everybody.
static DOOR: &[PageRoute] = &[
    get("/assets/{hash}/{name}", Access::Anyone, || web::to(assets::file)),
    get("/login", Access::Anyone, || web::to(door::sign_in::show)),
    post("/login", Access::Anyone, || web::to(door::sign_in::take)),
    get("/login/code", Access::SigningIn, || web::to(door::second_factor::show)),
    post("/login/code", Access::SigningIn, || web::to(door::second_factor::take)),
    get("/confirm", Access::SigningIn, || web::to(door::second_factor::show)),
    post("/confirm", Access::SigningIn, || web::to(door::second_factor::take)),
    get("/second-factor", Access::SigningIn, || web::to(door::enrolment::show)),
    post("/second-factor", Access::SigningIn, || web::to(door::enrolment::take)),
    post("/logout", Access::SigningIn, || web::to(door::sign_in::out)),
    get("/invitation", Access::Anyone, || web::to(door::invitation::show)),
    post("/invitation", Access::Anyone, || web::to(door::invitation::take)),
    get("/help", Access::Anyone, || web::to(help::show)),
    get("/help/errors/{code}", Access::Anyone, || web::to(help::error)),
    get("/", ALL, || web::to(home::show)),
];

/// Who files: the dealer's clerk, and the after-sales centre what came by post.
const FILERS: &[Role] = &[Role::DealerClerk, Role::Reviewer];
const FILING: Access = Access::people(FILERS, Scope::File);
const LOOKING: Access = Access::people(FILERS, Scope::Read);

/// The dealer's clerk.
static DEALER: &[PageRoute] = &[
    get("/dealers/{dealer}/uploads", LOOKING, || web::to(uploads::list::show)),
    get("/dealers/{dealer}/uploads/new", LOOKING, || web::to(uploads::new::show)),
    post("/dealers/{dealer}/uploads/new", FILING, || web::to(uploads::new::take)),
    get("/dealers/{dealer}/uploads/{id}", LOOKING, || web::to(uploads::one::show)),
    get("/dealers/{dealer}/uploads/{id}/columns", LOOKING, || web::to(uploads::columns::show)),
    post("/dealers/{dealer}/uploads/{id}/columns", FILING, || web::to(uploads::columns::take)),
    post("/dealers/{dealer}/uploads/{id}/file", FILING, || web::to(uploads::steps::file)),
    post("/dealers/{dealer}/uploads/{id}/mend", FILING, || web::to(uploads::steps::mend)),
    post("/dealers/{dealer}/uploads/{id}/withdraw", FILING, || web::to(uploads::steps::withdraw)),
    get("/dealers/{dealer}/template.xlsx", LOOKING, || web::to(uploads::template::fetch)),
];

/// Reviewer and call agent.
static CENTRE: &[PageRoute] = &[];

/// The sales manager.
static MANAGEMENT: &[PageRoute] = &[];

/// Finance.
static TREASURY: &[PageRoute] = &[];

/// The administrator, and quality.
static ADMINISTRATION: &[PageRoute] =
    &[get("/uploads", Access::people(&[Role::Reviewer, Role::Administrator], Scope::Read), || {
        web::to(uploads::list::show_all)
    })];

/// Every page, office by office.
pub fn pages() -> impl Iterator<Item = &'static PageRoute> {
    [DOOR, DEALER, CENTRE, MANAGEMENT, TREASURY, ADMINISTRATION].into_iter().flatten()
}

const fn get(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> PageRoute {
    PageRoute { method: Method::GET, path, access, handler }
}

const fn post(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> PageRoute {
    PageRoute { method: Method::POST, path, access, handler }
}

/// Puts every page behind its guard.
pub fn configure(config: &mut ServiceConfig) {
    let mut paths: Vec<&str> = pages().map(|route| route.path).collect();
    // Fixed words before what varies, where both would fit.
    paths.sort_by_key(|path| path.replace('{', "~"));
    paths.dedup();
    for path in paths {
        let mut resource = web::resource(path);
        for route in pages().filter(|route| route.path == path) {
            let access = &route.access;
            let guarded = (route.handler)()
                .method(route.method.clone())
                .wrap(from_fn(move |request, next| guard(access, request, next)));
            resource = resource.route(guarded);
        }
        config.service(resource.wrap(Compress::default()));
    }
}
