//! Every page and who may see it. To add one: write the handler in a file of its office, give it a row here, a line in
//! `nav` where it is gone to from everywhere, its words in `locales/{zh-CN,en}/<page>.ftl`, a row in `tests/service/pages.rs`
//! and a line in `tests/pages/tour.mjs`.

use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig};

use super::guard::guard;
use super::{assets, centre, door, help, home, months, uploads};
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

/// Who decides held slips and confirms statements.
const REVIEWER: Access = Access::people(&[Role::Reviewer], Scope::Review);
/// Who calls customers.
const CALLERS: Access = Access::people(&[Role::CallAgent, Role::Reviewer], Scope::Call);
/// Who sees the lots of all dealers.
const LOTS: Access = Access::people(
    &[Role::Reviewer, Role::CallAgent, Role::SalesManager, Role::Finance, Role::Administrator],
    Scope::Read,
);

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

/// A dealer's own people.
const CLERK: &[Role] = &[Role::DealerClerk];
/// Who look at disputes.
const DISPUTANTS: &[Role] = &[Role::DealerClerk, Role::Reviewer, Role::SalesManager, Role::Finance];
/// Who settle them.
const REVIEWERS: &[Role] = &[Role::Reviewer];
/// Who enter a dealer's invoice.
const INVOICERS: &[Role] = &[Role::DealerClerk, Role::Finance];
/// Who need a customer's name, phone and address.
const CLOSE: &[Role] = &[Role::DealerClerk, Role::Reviewer, Role::CallAgent];
/// Who answer a finding, and who settle it.
const FINDERS: &[Role] = &[Role::DealerClerk, Role::Reviewer, Role::SalesManager];

const fn people(roles: &'static [Role], scope: Scope) -> Access {
    Access::people(roles, scope)
}

/// The dealer's clerk, and what all offices see of a dealer's month.
static DEALER: &[PageRoute] = &[
    // Uploads.
    get("/dealers/{dealer}/uploads", LOOKING, || web::to(uploads::list::show)),
    get("/dealers/{dealer}/uploads/new", LOOKING, || web::to(uploads::new::show)),
    post("/dealers/{dealer}/uploads/new", FILING, || web::to(uploads::new::take)),
    get("/dealers/{dealer}/uploads/{id}", LOOKING, || web::to(uploads::one::show)),
    get("/dealers/{dealer}/uploads/{id}/columns", LOOKING, || web::to(uploads::columns::show)),
    post("/dealers/{dealer}/uploads/{id}/columns", FILING, || web::to(uploads::columns::take)),
    post("/dealers/{dealer}/uploads/{id}/file", FILING, || web::to(uploads::steps::file)),
    post("/dealers/{dealer}/uploads/{id}/withdraw", FILING, || web::to(uploads::steps::withdraw)),
    get("/dealers/{dealer}/template.xlsx", LOOKING, || web::to(uploads::template::fetch)),
    // The month.
    get("/dealers/{dealer}/months/{period}", ALL, || web::to(months::month::show)),
    get("/dealers/{dealer}/months/{period}/statement", ALL, || web::to(months::statement::show)),
    post("/dealers/{dealer}/months/{period}/statement", people(INVOICERS, Scope::File), || {
        web::to(months::statement::take_invoice)
    }),
    get("/slips", ALL, || web::to(months::slips::all)),
    get("/dealers/{dealer}/months/{period}/slips", ALL, || web::to(months::slips::of_month)),
    get("/dealers/{dealer}/months/{period}/slips/{slip_no}", ALL, || web::to(months::slip::show)),
    post("/dealers/{dealer}/months/{period}/slips/{slip_no}", people(CLOSE, Scope::Read), || {
        web::to(months::slip::show_customer)
    }),
    get("/disputes", people(DISPUTANTS, Scope::Read), || web::to(months::disputes::show)),
    get("/dealers/{dealer}/months/{period}/dispute", people(CLERK, Scope::File), || web::to(months::raise::show)),
    post("/dealers/{dealer}/months/{period}/dispute", people(CLERK, Scope::File), || web::to(months::raise::take)),
    get("/dealers/{dealer}/disputes/{id}", people(DISPUTANTS, Scope::Read), || web::to(months::dispute::show)),
    post("/dealers/{dealer}/disputes/{id}", people(REVIEWERS, Scope::Review), || web::to(months::dispute::settle)),
    post("/dealers/{dealer}/disputes/{id}/attachments", people(CLERK, Scope::File), || {
        web::to(months::dispute::attach)
    }),
    get("/findings", ALL, || web::to(months::findings::show)),
    get("/dealers/{dealer}/findings/{id}", ALL, || web::to(months::finding::show)),
    post("/dealers/{dealer}/findings/{id}", people(FINDERS, Scope::Read), || web::to(months::finding::take)),
];

/// Reviewer and call agent.
static CENTRE: &[PageRoute] = &[
    get("/review", REVIEWER, || web::to(centre::review::show)),
    post("/review/decide", REVIEWER, || web::to(centre::decide::take)),
    post("/review/undo", REVIEWER, || web::to(centre::decide::undo)),
    get("/review/bulk", REVIEWER, || web::to(centre::bulk::show)),
    post("/review/bulk", REVIEWER, || web::to(centre::bulk::take)),
    get("/dealers/{dealer}/months/{period}/slips/{slip_no}/source", LOOKING, || web::to(centre::source::show)),
    get("/calls", CALLERS, || web::to(centre::calls::show)),
    post("/calls/next", CALLERS, || web::to(centre::calls::next)),
    get("/calls/{dealer}/{period}/{slip_no}", CALLERS, || web::to(centre::call::show)),
    post("/calls/{dealer}/{period}/{slip_no}", CALLERS, || web::to(centre::call::take)),
    get("/lots", LOTS, || web::to(centre::lots::show)),
    get("/dealers/{dealer}/months/{period}/lot", ALL, || web::to(centre::lot::show)),
    post("/dealers/{dealer}/months/{period}/lot", REVIEWER, || web::to(centre::lot::take)),
    get("/confirm-month", REVIEWER, || web::to(centre::confirm_month::first)),
    get("/confirm-month/{period}", REVIEWER, || web::to(centre::confirm_month::show)),
    post("/confirm-month/{period}", REVIEWER, || web::to(centre::confirm_month::take)),
];

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
