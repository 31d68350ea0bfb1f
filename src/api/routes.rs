//! Every route of the API, and who may take it. To add one: write the handler in the file of its resource with
//! `#[utoipa::path]`, give it a row here, and its answers a row in `tests/service/access.rs`.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};

use super::guard::guard;
use super::{
    accounts, adjustments, agreements, bank_results, batches, binders, call_picks, calls, capacity, claims, customers,
    delegations, disputes, do_not_call, exports, feedback, findings, house_checks, invoices, ledger, lots, outbox,
    papers, payment_terms, payments, people, questions, registers, seeds, sessions, settings, slips, statement_lines,
    statements, steps, tokens, trail, uploads, violations,
};
use crate::auth::{Role, Scope};
pub use crate::web::Access;

/// One route.
#[derive(Debug)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path below `/api/v1`. A `{dealer}` in it is the own one for a dealer's clerk, or not there.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    /// What becomes of a POST that is sent again under its `Idempotency-Key`.
    pub again: Again,
    /// The handler.
    handler: fn() -> actix_web::Route,
}

/// What becomes of a POST that is sent again under its `Idempotency-Key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It is done once, in one transaction, and answered with the first answer.
    Once,
    /// The same, but one that died half way is done once more from its beginning: its verb finds what is there already.
    Resumed,
    /// It is done once. Its answer has a secret and is kept nowhere; a repetition is answered without a body.
    OnceUntold,
    /// It is done again: its answer has a customer's data, is kept nowhere, and every view of it is recorded.
    Anew,
}

const fn people(roles: &'static [Role], scope: Scope) -> Access {
    Access::people(roles, scope)
}

const fn close(roles: &'static [Role], scope: Scope) -> Access {
    Access::close(roles, scope)
}

const fn present(roles: &'static [Role], scope: Scope) -> Access {
    Access::present(roles, scope)
}

const ADMINISTRATOR: &[Role] = &[Role::Administrator];
/// Who propose and decide the accounts that are paid to.
const TREASURERS: &[Role] = &[Role::Finance, Role::Administrator];
/// Who look into the registers and agreements.
const KEEPERS: &[Role] = &[Role::Reviewer, Role::SalesManager, Role::Finance, Role::Administrator];

/// Who name deputies.
const DELEGATING: &[Role] = OFFICE;
/// Who may be deputies, and who name them.
const HOUSE: &[Role] = &[Role::Reviewer, Role::CallAgent, Role::SalesManager, Role::Finance];
/// Who act as deputies, or look at a dealer's pages.
const IN_A_CAPACITY: &[Role] =
    &[Role::Reviewer, Role::CallAgent, Role::SalesManager, Role::Finance, Role::Administrator];

/// Who may settle what another found.
const SECOND: &[Role] = &[Role::Reviewer, Role::SalesManager];
/// Who may take files with accounts and amounts; a clerk takes the own dealer's.
const EXPORTING: &[Role] = &[Role::DealerClerk, Role::Reviewer, Role::SalesManager, Role::Finance, Role::Administrator];
/// Who look at a dealer's year; a clerk at the own dealer's.
const YEARS: &[Role] = EXPORTING;
/// Who needs a customer's name, phone and address.
const CLOSE: &[Role] = &[Role::DealerClerk, Role::Reviewer, Role::CallAgent];
/// Who files: a dealer's clerk, or the after-sales centre for a dealer.
const FILERS: &[Role] = &[Role::DealerClerk, Role::Reviewer];
const CUSTOMER: &str = "/dealers/{dealer}/months/{period}/slips/{slip_no}/customer";
const PICK: &str = "/dealers/{dealer}/months/{period}/slips/{slip_no}/call-pick";
const QUESTION: &str = "/dealers/{dealer}/months/{period}/slips/{slip_no}/question";
/// The after-sales centre.
const CENTRE: &[Role] = &[Role::Reviewer];
/// Who approves.
const MANAGER: &[Role] = &[Role::SalesManager];
/// Who pays.
const FINANCE: &[Role] = &[Role::Finance];
/// Who enters the dealer's invoice: its clerk, or finance from the paper.
const INVOICERS: &[Role] = &[Role::DealerClerk, Role::Finance];
/// A dealer's own people.
const CLERK: &[Role] = &[Role::DealerClerk];
/// Who look at the steps of statements.
const OFFICE: &[Role] = &[Role::Reviewer, Role::SalesManager, Role::Finance];
/// Who look at payments.
const PAYERS: &[Role] = &[Role::SalesManager, Role::Finance, Role::Administrator];
/// Who look after quality.
const QUALITY: &[Role] = &[Role::Reviewer, Role::SalesManager, Role::Administrator];
/// Who enter corrections.
const CORRECTORS: &[Role] = &[Role::SalesManager, Role::Finance];
/// Who look at disputes and adjustments.
const DISPUTANTS: &[Role] = &[Role::DealerClerk, Role::Reviewer, Role::SalesManager, Role::Finance];

/// Who see the lots of all dealers.
const LOTS: &[Role] = &[Role::Reviewer, Role::CallAgent, Role::SalesManager, Role::Finance, Role::Administrator];

/// Every route.
pub static ROUTES: &[Route] = &[
    // Signing in.
    untold("/session", Access::Anyone, || web::to(sessions::begin)),
    get("/session", Access::SigningIn, || web::to(sessions::show)),
    delete("/session", Access::Leaving, || web::to(sessions::end)),
    put("/session/capacity", people(IN_A_CAPACITY, Scope::Admin), || web::to(capacity::take)),
    delete("/session/capacity", Access::Leaving, || web::to(capacity::leave)),
    untold("/session/confirmation", Access::SigningIn, || web::to(sessions::confirm)),
    untold("/second-factor/offer", Access::SigningIn, || web::to(sessions::offer)),
    untold("/second-factor", Access::SigningIn, || web::to(sessions::enrol)),
    post("/password", people(&Role::ALL, Scope::Admin), || web::to(sessions::password)),
    untold("/invitation", Access::Anyone, || web::to(sessions::accept)),
    // People and their tokens.
    get("/people", people(ADMINISTRATOR, Scope::Admin), || web::to(people::list)),
    untold("/people", people(ADMINISTRATOR, Scope::Admin), || web::to(people::invite)),
    get("/people/{login}", people(ADMINISTRATOR, Scope::Admin), || web::to(people::show)),
    patch("/people/{login}", people(ADMINISTRATOR, Scope::Admin), || web::to(people::change)),
    untold("/people/{login}/invitation", people(ADMINISTRATOR, Scope::Admin), || web::to(people::invite_anew)),
    get("/tokens", people(&Role::ALL, Scope::Read), || web::to(tokens::list)),
    untold("/tokens", people(&Role::ALL, Scope::Admin), || web::to(tokens::make)),
    delete("/tokens/{id}", people(&Role::ALL, Scope::Admin), || web::to(tokens::revoke)),
    // Deputies.
    get("/delegations", people(HOUSE, Scope::Read), || web::to(delegations::list)),
    post("/delegations", people(DELEGATING, Scope::Admin), || web::to(delegations::name)),
    post("/delegations/{id}/end", people(HOUSE, Scope::Admin), || web::to(delegations::end)),
    // What is told by mail.
    get("/outbox", people(ADMINISTRATOR, Scope::Admin), || web::to(outbox::list)),
    get("/outbox/{id}", people(ADMINISTRATOR, Scope::Admin), || web::to(outbox::preview)),
    post("/outbox/{id}/resend", people(ADMINISTRATOR, Scope::Admin), || web::to(outbox::resend)),
    post("/outbox/{id}/cancel", people(ADMINISTRATOR, Scope::Admin), || web::to(outbox::cancel)),
    // What dealers own.
    anew(CUSTOMER, people(CLOSE, Scope::Read), || web::to(customers::view)),
    // What claims are checked against.
    get("/registers", people(KEEPERS, Scope::Read), || web::to(registers::list)),
    get("/registers/{register}", people(KEEPERS, Scope::Read), || web::to(registers::rows)),
    resumed("/registers/{register}", people(ADMINISTRATOR, Scope::Admin), || web::to(registers::upload)),
    get("/registers/{register}/versions", people(KEEPERS, Scope::Read), || web::to(registers::versions)),
    get("/agreements", people(KEEPERS, Scope::Read), || web::to(agreements::list)),
    post("/agreements", people(ADMINISTRATOR, Scope::Admin), || web::to(agreements::publish)),
    get("/agreements/{id}", people(KEEPERS, Scope::Read), || web::to(agreements::one)),
    get("/house-checks", people(KEEPERS, Scope::Read), || web::to(house_checks::list)),
    post("/house-checks", people(ADMINISTRATOR, Scope::Admin), || web::to(house_checks::publish)),
    post("/house-checks/{id}/end", people(ADMINISTRATOR, Scope::Admin), || web::to(house_checks::end)),
    post("/trials", people(ADMINISTRATOR, Scope::Admin), || web::to(house_checks::attempt)),
    get("/seeds", people(&Role::ALL, Scope::Read), || web::to(seeds::list)),
    put("/seeds/{period}", people(ADMINISTRATOR, Scope::Admin), || web::to(seeds::set)),
    get("/settings", people(KEEPERS, Scope::Read), || web::to(settings::show)),
    patch("/settings", people(ADMINISTRATOR, Scope::Admin), || web::to(settings::change)),
    // Where payments go: by two people, each with a second factor.
    get("/bank-accounts", people(TREASURERS, Scope::Read), || web::to(accounts::list)),
    get("/bank-accounts/standing", people(TREASURERS, Scope::Read), || web::to(accounts::standing)),
    post("/dealers/{dealer}/bank-accounts", present(TREASURERS, Scope::Pay), || web::to(accounts::propose)),
    get("/dealers/{dealer}/bank-accounts/{seq}", people(TREASURERS, Scope::Read), || web::to(accounts::one)),
    post("/dealers/{dealer}/bank-accounts/{seq}/approve", present(TREASURERS, Scope::Pay), || {
        web::to(accounts::approve)
    }),
    post("/dealers/{dealer}/bank-accounts/{seq}/reject", present(TREASURERS, Scope::Pay), || web::to(accounts::reject)),
    // The steps of statements (agreement 7.4); what moves money needs a second factor just before.
    get("/dealers/{dealer}/statements/{period}/hindrances", people(OFFICE, Scope::Read), || web::to(steps::hindering)),
    post("/dealers/{dealer}/statements/{period}/confirm", people(CENTRE, Scope::Review), || web::to(steps::confirm)),
    post("/dealers/{dealer}/statements/{period}/approve", present(MANAGER, Scope::Approve), || web::to(steps::approve)),
    post("/dealers/{dealer}/statements/{period}/hold", people(MANAGER, Scope::Approve), || web::to(steps::hold)),
    resumed("/periods/{period}/confirm", people(CENTRE, Scope::Review), || web::to(steps::confirm_period)),
    resumed("/periods/{period}/approve", present(MANAGER, Scope::Approve), || web::to(steps::approve_period)),
    resumed("/statements/close", present(FINANCE, Scope::Pay), || web::to(steps::close)),
    // Payments.
    get("/batches", people(PAYERS, Scope::Read), || web::to(batches::list)),
    post("/batches", present(FINANCE, Scope::Pay), || web::to(batches::make)),
    get("/batches/{id}", people(PAYERS, Scope::Read), || web::to(batches::one)),
    get("/batches/{id}/{file}", people(PAYERS, Scope::Read), || web::to(batches::document)),
    resumed("/batches/preflight", people(FINANCE, Scope::Read), || web::to(batches::preflight)),
    get("/payments", people(PAYERS, Scope::Read), || web::to(payments::list)),
    get("/invoices", people(FINANCE, Scope::Read), || web::to(invoices::payable)),
    get("/payment-terms", people(PAYERS, Scope::Read), || web::to(payment_terms::show)),
    put("/payment-terms", present(ADMINISTRATOR, Scope::Admin), || web::to(payment_terms::set)),
    get("/dealers/{dealer}/statements/{period}/invoices", people(DISPUTANTS, Scope::Read), || web::to(invoices::list)),
    post("/dealers/{dealer}/statements/{period}/invoices", people(INVOICERS, Scope::File), || web::to(invoices::enter)),
    resumed("/bank-results", present(FINANCE, Scope::Pay), || web::to(bank_results::import)),
    post("/dealers/{dealer}/statements/{period}/bank-result", present(FINANCE, Scope::Pay), || {
        web::to(bank_results::record)
    }),
    // Disputes and corrections (agreement 7.4, 9.2).
    get("/disputes", people(DISPUTANTS, Scope::Read), || web::to(disputes::list)),
    post("/dealers/{dealer}/statements/{period}/disputes", people(CLERK, Scope::File), || web::to(disputes::raise)),
    get("/dealers/{dealer}/disputes/{id}", people(DISPUTANTS, Scope::Read), || web::to(disputes::one)),
    post("/dealers/{dealer}/disputes/{id}/attachments", people(CLERK, Scope::File), || web::to(disputes::attach)),
    get("/dealers/{dealer}/disputes/{id}/attachments/{seq}", close(DISPUTANTS, Scope::Read), || {
        web::to(disputes::download)
    }),
    post("/dealers/{dealer}/disputes/{id}/uphold", people(CENTRE, Scope::Review), || web::to(disputes::uphold)),
    post("/dealers/{dealer}/disputes/{id}/reject", people(CENTRE, Scope::Review), || web::to(disputes::reject)),
    get("/dealers/{dealer}/adjustments", people(DISPUTANTS, Scope::Read), || web::to(adjustments::list)),
    post("/dealers/{dealer}/statements/{period}/corrections", present(CORRECTORS, Scope::Approve), || {
        web::to(adjustments::correct)
    }),
    // Evidence.
    get("/dealers/{dealer}/statements/{period}/binder.zip", close(EXPORTING, Scope::Read), || {
        web::to(binders::statement)
    }),
    get("/dealers/{dealer}/disputes/{id}/binder.zip", close(DISPUTANTS, Scope::Read), || web::to(binders::dispute)),
    // The audit trail.
    get("/audit", people(&[Role::Administrator, Role::Finance], Scope::Admin), || web::to(trail::list)),
    get("/audit/verified", people(&[Role::Administrator, Role::Finance], Scope::Admin), || web::to(trail::verify)),
    // Uploads.
    resumed("/dealers/{dealer}/months/{period}/slips", people(FILERS, Scope::File), || web::to(uploads::slips)),
    resumed("/dealers/{dealer}/months/{period}/feedback", people(FILERS, Scope::File), || web::to(uploads::feedback)),
    get("/dealers/{dealer}/uploads", people(FILERS, Scope::Read), || web::to(uploads::list)),
    get("/dealers/{dealer}/uploads/{id}", people(FILERS, Scope::Read), || web::to(uploads::show)),
    get("/dealers/{dealer}/uploads/{id}/faults", people(FILERS, Scope::Read), || web::to(uploads::faults)),
    get("/dealers/{dealer}/uploads/{id}/original", close(FILERS, Scope::Read), || web::to(uploads::original)),
    get("/dealers/{dealer}/uploads/{id}/marked", close(FILERS, Scope::Read), || web::to(uploads::marked)),
    resumed("/dealers/{dealer}/uploads/{id}/file", people(FILERS, Scope::File), || web::to(uploads::file)),
    post("/dealers/{dealer}/uploads/{id}/withdraw", people(FILERS, Scope::File), || web::to(uploads::withdraw)),
    get("/uploads", people(&[Role::Reviewer, Role::Administrator], Scope::Read), || web::to(uploads::list_all)),
    // Slips and calls.
    get("/slips", people(&Role::ALL, Scope::Read), || web::to(slips::list)),
    get("/slips/to-call", people(&[Role::CallAgent, Role::Reviewer], Scope::Read), || web::to(slips::to_call)),
    get("/dealers/{dealer}/months/{period}/slips/{slip_no}", people(&Role::ALL, Scope::Read), || web::to(slips::show)),
    post("/dealers/{dealer}/months/{period}/slips/{slip_no}/review", people(&[Role::Reviewer], Scope::Review), || {
        web::to(slips::review)
    }),
    delete(
        "/dealers/{dealer}/months/{period}/slips/{slip_no}/review",
        people(&[Role::Reviewer], Scope::Review),
        || web::to(slips::withdraw),
    ),
    resumed("/reviews", people(&[Role::Reviewer], Scope::Review), || web::to(slips::review_several)),
    get("/questions", people(FILERS, Scope::Read), || web::to(questions::list)),
    post(QUESTION, people(CENTRE, Scope::Review), || web::to(questions::ask)),
    delete(QUESTION, people(CENTRE, Scope::Review), || web::to(questions::withdraw)),
    post("/dealers/{dealer}/months/{period}/slips/{slip_no}/question/answer", people(CLERK, Scope::File), || {
        web::to(questions::answer)
    }),
    post("/dealers/{dealer}/calls", people(&[Role::CallAgent, Role::Reviewer], Scope::Call), || web::to(calls::record)),
    get("/call-picks", people(&[Role::CallAgent, Role::Reviewer], Scope::Read), || web::to(call_picks::list)),
    post(PICK, people(CENTRE, Scope::Review), || web::to(call_picks::add)),
    delete(PICK, people(CENTRE, Scope::Review), || web::to(call_picks::remove)),
    get("/do-not-call", people(&[Role::CallAgent, Role::Reviewer, Role::Administrator], Scope::Read), || {
        web::to(do_not_call::list)
    }),
    post("/do-not-call/{id}/removal", people(&[Role::Reviewer, Role::Administrator], Scope::Review), || {
        web::to(do_not_call::remove)
    }),
    post(
        "/dealers/{dealer}/months/{period}/slips/{slip_no}/kept-wish",
        people(&[Role::CallAgent, Role::Reviewer], Scope::Call),
        || web::to(do_not_call::keep),
    ),
    // Lots.
    get("/lots", people(LOTS, Scope::Read), || web::to(lots::list)),
    get("/dealers/{dealer}/months/{period}/lot", people(&Role::ALL, Scope::Read), || web::to(lots::show)),
    post("/dealers/{dealer}/months/{period}/lot", people(&[Role::Reviewer], Scope::Review), || web::to(lots::draw)),
    // Statements and what is recorded against dealers.
    get("/statements", people(&Role::ALL, Scope::Read), || web::to(statements::list)),
    get("/dealers/{dealer}/months/{period}/statement", people(&Role::ALL, Scope::Read), || web::to(statements::show)),
    get("/violations", people(&Role::ALL, Scope::Read), || web::to(violations::list)),
    get("/statement-lines", people(KEEPERS, Scope::Read), || web::to(statement_lines::list)),
    get("/feedback", people(QUALITY, Scope::Read), || web::to(feedback::list)),
    get("/claims", people(QUALITY, Scope::Read), || web::to(claims::list)),
    // Papers.
    get("/dealers/{dealer}/statements/{period}/papers/{file}", people(&Role::ALL, Scope::Read), || {
        web::to(papers::monthly)
    }),
    get("/dealers/{dealer}/years/{year}/papers/{file}", people(YEARS, Scope::Read), || web::to(papers::yearly)),
    get("/years/{year}/papers/{file}", people(KEEPERS, Scope::Read), || web::to(papers::of_all)),
    get("/papers/{file}", people(KEEPERS, Scope::Read), || web::to(papers::of_today)),
    // Findings after the freeze.
    get("/findings", people(&Role::ALL, Scope::Read), || web::to(findings::list)),
    get("/dealers/{dealer}/findings/{id}", people(&Role::ALL, Scope::Read), || web::to(findings::one)),
    post("/dealers/{dealer}/findings/{id}/answer", people(&[Role::DealerClerk], Scope::File), || {
        web::to(findings::answer)
    }),
    post("/dealers/{dealer}/findings/{id}/settlement", people(SECOND, Scope::Review), || web::to(findings::settle)),
    // The ledger.
    get("/ledger", people(PAYERS, Scope::Read), || web::to(ledger::list)),
    get("/ledger/balances", people(PAYERS, Scope::Read), || web::to(ledger::balances)),
    get("/exports/journal.beancount", people(PAYERS, Scope::Read), || web::to(ledger::beancount)),
    get("/exports/journal.hledger", people(PAYERS, Scope::Read), || web::to(ledger::hledger)),
    // Exports.
    get("/exports/{file}", people(EXPORTING, Scope::Read), || web::to(exports::file)),
];

const fn get(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::GET, path, access, again: Again::Once, handler }
}

const fn post(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::POST, path, access, again: Again::Once, handler }
}

/// A POST whose request can be done once more.
const fn resumed(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::POST, path, access, again: Again::Resumed, handler }
}

/// A POST that is answered with a secret.
const fn untold(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::POST, path, access, again: Again::OnceUntold, handler }
}

/// A POST that shows what every view of is recorded.
const fn anew(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::POST, path, access, again: Again::Anew, handler }
}

const fn put(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::PUT, path, access, again: Again::Once, handler }
}

const fn patch(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::PATCH, path, access, again: Again::Once, handler }
}

const fn delete(path: &'static str, access: Access, handler: fn() -> actix_web::Route) -> Route {
    Route { method: Method::DELETE, path, access, again: Again::Once, handler }
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
            let guarded = (route.handler)()
                .method(route.method.clone())
                .wrap(from_fn(move |request, next| guard(route, request, next)));
            resource = resource.route(guarded);
        }
        config.service(resource);
    }
}
