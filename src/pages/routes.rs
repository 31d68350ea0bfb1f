//! Every page and who may see it. To add one: write the handler in a file of its office, give it a row here, a line in
//! `nav` where it is gone to from everywhere, its words in `locales/{zh-CN,en}/<page>.ftl`, a row in `tests/service/pages.rs`
//! and a line in `tests/pages/tour.mjs`.

use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig};

use super::administration::{
    agreements, audit, dictionary, health, house_checks, hub, outbox, people, registers, seeds, settings, what_if,
};
use super::guard::guard;
use super::treasury::{
    account, accounts, balances, bank_result, bank_results, batch, batches, closing, entries, invoices, payment,
    payment_terms, release,
};
use super::{assets, centre, door, help, home, management, months, own, quality, search, uploads};
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
/// Who look at the numbers that are not to be called, and who take one off.
const WISHES: &[Role] = &[Role::Reviewer, Role::CallAgent, Role::Administrator];
const REMOVERS: &[Role] = &[Role::Reviewer, Role::Administrator];
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
    post("/logout", Access::Leaving, || web::to(door::sign_in::out)),
    post("/leave", Access::Leaving, || web::to(own::capacity::leave)),
    get("/invitation", Access::Anyone, || web::to(door::invitation::show)),
    post("/invitation", Access::Anyone, || web::to(door::invitation::take)),
    get("/help", Access::Anyone, || web::to(help::show)),
    get("/help/errors/{code}", Access::Anyone, || web::to(help::error)),
    get("/", ALL, || web::to(home::show)),
    get("/search", ALL, || web::to(search::show)),
    get("/profile", ALL, || web::to(own::profile::show)),
    post("/profile", ALL, || web::to(own::profile::take)),
    get("/tokens", ALL, || web::to(own::tokens::show)),
    post("/tokens", ALL, || web::to(own::tokens::take)),
    post("/tokens/{id}/revoke", ALL, || web::to(own::tokens::revoke)),
    get("/deputies", HOUSE, || web::to(own::deputies::show)),
    post("/deputies", DELEGATING, || web::to(own::deputies::take)),
    post("/deputies/{id}/end", HOUSE, || web::to(own::deputies::end)),
    post("/deputies/{id}/act", HOUSE, || web::to(own::capacity::act)),
    post("/dealers/{dealer}/look", LOOKING_AT, || web::to(own::capacity::look)),
];

/// Who may be deputies, and who name them.
const HOUSE: Access = Access::people(own::deputies::HOUSE, Scope::Read);
/// Who name them.
const DELEGATING: Access = Access::people(own::deputies::DELEGATING, Scope::Admin);
/// Who files: the dealer's clerk, and the after-sales centre what came by post.
const FILERS: &[Role] = &[Role::DealerClerk, Role::Reviewer];
const FILING: Access = Access::people(FILERS, Scope::File);
/// Who look at a dealer's pages as its clerk sees them.
const LOOKING_AT: Access = Access::people(&[Role::Reviewer, Role::Administrator], Scope::Read);
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
    get("/questions", LOOKING, || web::to(months::questions::show)),
    post("/dealers/{dealer}/months/{period}/slips/{slip_no}/answer", people(CLERK, Scope::File), || {
        web::to(months::questions::answer)
    }),
    get("/findings", ALL, || web::to(months::findings::show)),
    get("/dealers/{dealer}/findings/{id}", ALL, || web::to(months::finding::show)),
    post("/dealers/{dealer}/findings/{id}", people(FINDERS, Scope::Read), || web::to(months::finding::take)),
    get("/dealers/{dealer}/uploads", LOOKING, || web::to(uploads::list::show)),
    get("/dealers/{dealer}/uploads/new", LOOKING, || web::to(uploads::new::show)),
    post("/dealers/{dealer}/uploads/new", FILING, || web::to(uploads::new::take)),
    get("/dealers/{dealer}/uploads/{id}", LOOKING, || web::to(uploads::one::show)),
    get("/dealers/{dealer}/uploads/{id}/columns", Access::close(FILERS, Scope::Read), || {
        web::to(uploads::columns::show)
    }),
    post("/dealers/{dealer}/uploads/{id}/columns", FILING, || web::to(uploads::columns::take)),
    post("/dealers/{dealer}/uploads/{id}/file", FILING, || web::to(uploads::steps::file)),
    post("/dealers/{dealer}/uploads/{id}/mend", FILING, || web::to(uploads::steps::mend)),
    post("/dealers/{dealer}/uploads/{id}/withdraw", FILING, || web::to(uploads::steps::withdraw)),
    get("/dealers/{dealer}/template.xlsx", Access::close(FILERS, Scope::Read), || web::to(uploads::template::fetch)),
];

/// Reviewer and call agent.
static CENTRE: &[PageRoute] = &[
    get("/review", REVIEWER, || web::to(centre::review::show)),
    post("/review/decide", REVIEWER, || web::to(centre::decide::take)),
    post("/review/undo", REVIEWER, || web::to(centre::decide::undo)),
    get("/review/pace", REVIEWER, || web::to(centre::pace::show)),
    get("/review/bulk", REVIEWER, || web::to(centre::bulk::show)),
    post("/review/bulk", REVIEWER, || web::to(centre::bulk::take)),
    get("/dealers/{dealer}/months/{period}/slips/{slip_no}/source", Access::close(FILERS, Scope::Read), || {
        web::to(centre::source::show)
    }),
    post("/dealers/{dealer}/months/{period}/slips/{slip_no}/call-pick", REVIEWER, || web::to(centre::pick::take)),
    get("/calls", CALLERS, || web::to(centre::calls::show)),
    post("/calls/next", CALLERS, || web::to(centre::calls::next)),
    get("/calls/{dealer}/{period}/{slip_no}", CALLERS, || web::to(centre::call::show)),
    post("/calls/{dealer}/{period}/{slip_no}", CALLERS, || web::to(centre::call::take)),
    get("/do-not-call", people(WISHES, Scope::Read), || web::to(centre::do_not_call::show)),
    post("/do-not-call/{id}", people(REMOVERS, Scope::Review), || web::to(centre::do_not_call::remove)),
    get("/lots", LOTS, || web::to(centre::lots::show)),
    get("/dealers/{dealer}/months/{period}/lot", ALL, || web::to(centre::lot::show)),
    post("/dealers/{dealer}/months/{period}/lot", REVIEWER, || web::to(centre::lot::take)),
    get("/confirm-month", REVIEWER, || web::to(centre::confirm_month::first)),
    get("/confirm-month/{period}", REVIEWER, || web::to(centre::confirm_month::show)),
    post("/confirm-month/{period}", REVIEWER, || web::to(centre::confirm_month::take)),
];

/// The sales manager.
static MANAGEMENT: &[PageRoute] = &[
    get("/months", Access::people(management::OFFICES, Scope::Read), || web::to(management::packs::show)),
    get("/months/{period}", Access::people(management::OFFICES, Scope::Read), || web::to(management::pack::show)),
    get("/months/{period}/lines", Access::people(management::OFFICES, Scope::Read), || {
        web::to(management::lines::show)
    }),
    get("/months/{period}/approve", Access::people(management::MANAGER, Scope::Approve), || {
        web::to(management::approval::ask)
    }),
    post("/months/{period}/approve", Access::present(management::MANAGER, Scope::Approve), || {
        web::to(management::approval::take)
    }),
    get("/months/{period}/hold", Access::people(management::MANAGER, Scope::Approve), || {
        web::to(management::approval::hold_form)
    }),
    post("/months/{period}/hold", Access::people(management::MANAGER, Scope::Approve), || {
        web::to(management::approval::hold)
    }),
    get("/violations", Access::people(management::OFFICES, Scope::Read), || web::to(management::violations::show)),
    get("/dealers/{dealer}", Access::people(management::YEARS, Scope::Read), || web::to(management::scorecard::show)),
    get("/dealers/{dealer}/months/{period}/correct", Access::people(management::CORRECTORS, Scope::Approve), || {
        web::to(management::correction::ask)
    }),
    post("/dealers/{dealer}/months/{period}/correct", Access::present(management::CORRECTORS, Scope::Approve), || {
        web::to(management::correction::take)
    }),
    get("/quality", Access::people(quality::QUALITY, Scope::Read), || web::to(quality::picture::show)),
    get("/quality/rows", Access::people(quality::QUALITY, Scope::Read), || web::to(quality::rows::show)),
    get("/quality/claims", Access::people(quality::QUALITY, Scope::Read), || web::to(quality::claims::show)),
    post("/quality/safety", Access::people(quality::QUALITY, Scope::Review), || web::to(quality::safety::take)),
];

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
    get("/payment-terms", people(PAYERS, Scope::Read), || web::to(payment_terms::show)),
    post("/payment-terms", present(&[Role::Administrator], Scope::Admin), || web::to(payment_terms::take)),
    get("/ledger", people(PAYERS, Scope::Read), || web::to(balances::show)),
    get("/ledger/entries", people(PAYERS, Scope::Read), || web::to(entries::show)),
];

const ACCOUNTS: &str = "/dealers/{dealer}/bank-accounts";
const ACCOUNT: &str = "/dealers/{dealer}/bank-accounts/{seq}";

/// The administrator, and quality.
static ADMINISTRATION: &[PageRoute] = &[
    get("/agreements", KEEPING, || web::to(agreements::list)),
    get("/agreements/new", ADMIN, || web::to(agreements::edit::show)),
    post("/agreements/new", ADMIN, || web::to(agreements::edit::take)),
    get("/agreements/{id}", KEEPING, || web::to(agreements::one)),
    get("/what-if", ADMIN, || web::to(what_if::show)),
    get("/house-checks", KEEPING, || web::to(house_checks::list)),
    get("/house-checks/new", ADMIN, || web::to(house_checks::show)),
    post("/house-checks/new", ADMIN, || web::to(house_checks::take)),
    get("/house-checks/{id}/end", ADMIN, || web::to(house_checks::ending)),
    post("/house-checks/{id}/end", ADMIN, || web::to(house_checks::end)),
    get("/registers", KEEPING, || web::to(registers::list)),
    get("/registers/{register}", KEEPING, || web::to(registers::one)),
    get("/registers/{register}/template.xlsx", ADMIN, || web::to(registers::template::fetch)),
    get("/registers/{register}/upload", ADMIN, || web::to(registers::upload::show)),
    post("/registers/{register}/upload", ADMIN, || web::to(registers::upload::take)),
    get("/people", ADMIN, || web::to(people::list)),
    get("/people/new", ADMIN, || web::to(people::invite::show)),
    post("/people/new", ADMIN, || web::to(people::invite::take)),
    get("/people/{login}", ADMIN, || web::to(people::one::show)),
    post("/people/{login}", ADMIN, || web::to(people::one::take)),
    post("/people/{login}/disable", ADMIN, || web::to(people::one::disable)),
    post("/people/{login}/enable", ADMIN, || web::to(people::one::enable)),
    post("/people/{login}/second-factor", ADMIN, || web::to(people::one::drop_factor)),
    post("/people/{login}/invitation", ADMIN, || web::to(people::one::invite_anew)),
    get("/administration", ADMIN, || web::to(hub::show)),
    get("/dictionary", ADMIN, || web::to(dictionary::show)),
    post("/dictionary", ADMIN, || web::to(dictionary::take)),
    post("/dictionary/forget", ADMIN, || web::to(dictionary::take_back)),
    get("/audit", AUDITING, || web::to(audit::list)),
    get("/audit/verified", AUDITING, || web::to(audit::verified)),
    get("/outbox", ADMIN, || web::to(outbox::list)),
    get("/outbox/{id}", ADMIN, || web::to(outbox::one)),
    get("/outbox/{id}/letter", ADMIN, || web::to(outbox::letter)),
    post("/outbox/{id}/resend", ADMIN, || web::to(outbox::resend)),
    post("/outbox/{id}/cancel", ADMIN, || web::to(outbox::cancel)),
    get("/health", ADMIN, || web::to(health::show)),
    post("/health/jobs/{id}/retry", ADMIN, || web::to(health::retry)),
    get("/settings", ADMIN, || web::to(settings::show)),
    post("/settings", ADMIN, || web::to(settings::take)),
    get("/seeds", ALL, || web::to(seeds::show)),
    post("/seeds", ADMIN, || web::to(seeds::take)),
    get("/uploads", Access::people(&[Role::Reviewer, Role::Administrator], Scope::Read), || {
        web::to(uploads::list::show_all)
    }),
];

/// The administrator.
const ADMIN: Access = Access::people(&[Role::Administrator], Scope::Admin);
/// Who look at the audit trail.
const AUDITING: Access = Access::people(&[Role::Administrator, Role::Finance], Scope::Admin);
/// Who look into registers, agreements and own checks.
const KEEPING: Access =
    Access::people(&[Role::Reviewer, Role::SalesManager, Role::Finance, Role::Administrator], Scope::Read);

/// Every page, office by office.
pub fn pages() -> impl Iterator<Item = &'static PageRoute> {
    [DOOR, DEALER, CENTRE, MANAGEMENT, TREASURY, ADMINISTRATION].into_iter().flatten()
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
