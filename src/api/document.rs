//! The API's description, made from the code: `/api/v1/openapi.json`, and a page to try it.
//!
//! A handler describes itself with `#[utoipa::path]` and stands in the list below; a test holds the list against the table
//! of routes.

use actix_web::web::ServiceConfig;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_swagger_ui::SwaggerUi;

use super::guard::CookieKind;
use super::problem::Problem;
use super::{
    accounts, adjustments, agreements, bank_results, batches, calls, customers, disputes, exports, findings,
    house_checks, invoices, lots, payment_terms, people, registers, seeds, sessions, slips, statements, steps, tokens,
    trail, uploads, violations,
};

/// Where the page to try the API is.
pub const DOCS: &str = "/api/v1/docs/";

/// The description.
#[derive(Debug, OpenApi)]
#[openapi(
    info(title = "Sanbao", description = "Warranty claims between dealers and the manufacturer: filing, deciding, settling, paying."),
    servers((url = "/api/v1")),
    paths(
        accounts::approve,
        accounts::list,
        accounts::propose,
        accounts::reject,
        adjustments::correct,
        adjustments::list,
        agreements::list,
        agreements::one,
        agreements::publish,
        bank_results::import,
        bank_results::record,
        batches::document,
        batches::list,
        batches::make,
        batches::one,
        batches::preflight,
        calls::record,
        customers::view,
        disputes::attach,
        disputes::download,
        disputes::list,
        disputes::one,
        disputes::raise,
        disputes::reject,
        disputes::uphold,
        exports::file,
        findings::answer,
        findings::list,
        findings::settle,
        house_checks::attempt,
        house_checks::end,
        house_checks::list,
        house_checks::publish,
        invoices::enter,
        invoices::list,
        lots::draw,
        lots::show,
        payment_terms::set,
        payment_terms::show,
        people::change,
        people::invite,
        people::invite_anew,
        people::list,
        people::show,
        registers::list,
        registers::rows,
        registers::upload,
        registers::versions,
        seeds::list,
        seeds::set,
        sessions::accept,
        sessions::begin,
        sessions::confirm,
        sessions::end,
        sessions::enrol,
        sessions::offer,
        sessions::password,
        sessions::show,
        slips::list,
        slips::review,
        slips::review_several,
        slips::show,
        slips::to_call,
        statements::list,
        statements::show,
        steps::approve,
        steps::approve_period,
        steps::close,
        steps::confirm,
        steps::confirm_period,
        steps::hindering,
        steps::hold,
        tokens::list,
        tokens::make,
        tokens::revoke,
        trail::list,
        trail::verify,
        uploads::faults,
        uploads::feedback,
        uploads::file,
        uploads::list,
        uploads::list_all,
        uploads::marked,
        uploads::original,
        uploads::show,
        uploads::slips,
        uploads::withdraw,
        violations::list,
    ),
    components(schemas(Problem)),
    modifiers(&Credentials),
    security(("session" = []), ("token" = []))
)]
pub struct Document;

/// How callers show who they are.
struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let session = ApiKey::Cookie(ApiKeyValue::new(CookieKind::Secure.name()));
        components.add_security_scheme("session", SecurityScheme::ApiKey(session));
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

/// Serves the description and the page.
pub fn configure(config: &mut ServiceConfig) {
    config.service(SwaggerUi::new("/api/v1/docs/{_:.*}").url("/api/v1/openapi.json", Document::openapi()));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::api::routes::ROUTES;

    #[test]
    fn every_route_is_described_and_no_other() {
        let document = serde_json::to_value(Document::openapi()).expect("JSON");
        let paths = document["paths"].as_object().expect("paths");
        let described: BTreeSet<(String, String)> = paths
            .iter()
            .flat_map(|(path, item)| {
                let methods = item.as_object().expect("methods").keys();
                methods.map(|method| (path.clone(), method.to_uppercase())).collect::<Vec<_>>()
            })
            .collect();
        let routes = ROUTES.iter().map(|route| (route.path.to_owned(), route.method.to_string())).collect();
        assert_eq!(described, routes, "list the handler in `paths` of src/api/document.rs, its path as in routes.rs");
    }
}
