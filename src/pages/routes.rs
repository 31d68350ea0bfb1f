//! Every page and who may see it. To add one: write the handler in a file of its office, give it a row here, a line in
//! `nav` where it is gone to from everywhere, its words in `locales/{zh-CN,en}/<page>.ftl`, a row in `tests/service/pages.rs`
//! and a line in `tests/pages/tour.mjs`.

use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig};

use super::guard::guard;
use super::treasury::{
    account, accounts, balances, bank_result, bank_results, batch, batches, closing, entries, invoice, invoices,
    payment, payment_terms, release,
};
use super::{assets, door, help, home};
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

/// Who pays.
const FINANCE: &[Role] = &[Role::Finance];
/// Who look at payments.
const PAYERS: &[Role] = &[Role::SalesManager, Role::Finance, Role::Administrator];
/// Who keep the accounts that payments go to.
const TREASURERS: &[Role] = &[Role::Finance, Role::Administrator];

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

/// The dealer's clerk.
static DEALER: &[PageRoute] = &[];

/// Reviewer and call agent.
static CENTRE: &[PageRoute] = &[];

/// The sales manager.
static MANAGEMENT: &[PageRoute] = &[];

/// Finance.
static TREASURY: &[PageRoute] = &[
    get("/batches", people(PAYERS, Scope::Read), || web::to(batches::show)),
    get("/batches/new", people(FINANCE, Scope::Read), || web::to(release::show)),
    post("/batches/new", present(FINANCE, Scope::Pay), || web::to(release::take)),
    get("/batches/{id}", people(PAYERS, Scope::Read), || web::to(batch::show)),
    get("/payments/{reference}", people(PAYERS, Scope::Read), || web::to(payment::show)),
    get("/payments/{reference}/bank-result", people(FINANCE, Scope::Read), || web::to(bank_result::show)),
    post("/payments/{reference}/bank-result", present(FINANCE, Scope::Pay), || web::to(bank_result::take)),
    get("/bank-results", people(FINANCE, Scope::Read), || web::to(bank_results::show)),
    post("/bank-results", present(FINANCE, Scope::Pay), || web::to(bank_results::take)),
    get("/statements/close", people(FINANCE, Scope::Read), || web::to(closing::show)),
    post("/statements/close", present(FINANCE, Scope::Pay), || web::to(closing::take)),
    get("/bank-accounts", people(TREASURERS, Scope::Read), || web::to(accounts::show)),
    get(ACCOUNTS, people(&[Role::DealerClerk, Role::Finance, Role::Administrator], Scope::Read), || {
        web::to(account::show)
    }),
    post(ACCOUNTS, present(TREASURERS, Scope::Pay), || web::to(account::take)),
    get(ACCOUNT, people(TREASURERS, Scope::Read), || web::to(account::decide::show)),
    post(ACCOUNT, present(TREASURERS, Scope::Pay), || web::to(account::decide::take)),
    get("/invoices", people(FINANCE, Scope::Read), || web::to(invoices::show)),
    get(INVOICE, people(&[Role::DealerClerk, Role::Finance], Scope::Read), || web::to(invoice::show)),
    post(INVOICE, people(&[Role::DealerClerk, Role::Finance], Scope::File), || web::to(invoice::take)),
    get("/payment-terms", people(PAYERS, Scope::Read), || web::to(payment_terms::show)),
    post("/payment-terms", present(&[Role::Administrator], Scope::Admin), || web::to(payment_terms::take)),
    get("/ledger", people(PAYERS, Scope::Read), || web::to(balances::show)),
    get("/ledger/entries", people(PAYERS, Scope::Read), || web::to(entries::show)),
];

const ACCOUNTS: &str = "/dealers/{dealer}/bank-accounts";
const ACCOUNT: &str = "/dealers/{dealer}/bank-accounts/{seq}";
const INVOICE: &str = "/dealers/{dealer}/months/{period}/invoice";

/// The administrator, and quality.
static ADMINISTRATION: &[PageRoute] = &[];

/// Every page, office by office.
pub fn pages() -> impl Iterator<Item = &'static PageRoute> {
    [DOOR, DEALER, CENTRE, MANAGEMENT, TREASURY, ADMINISTRATION].into_iter().flatten()
}

const fn people(roles: &'static [Role], scope: Scope) -> Access {
    Access::people(roles, scope)
}

const fn present(roles: &'static [Role], scope: Scope) -> Access {
    Access::present(roles, scope)
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
