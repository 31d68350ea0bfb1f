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
use super::{customers, people, sessions, tokens, trail};

/// Where the page to try the API is.
pub const DOCS: &str = "/api/v1/docs/";

/// The description.
#[derive(Debug, OpenApi)]
#[openapi(
    info(title = "Sanbao", description = "Warranty claims between dealers and the manufacturer: filing, deciding, settling, paying."),
    servers((url = "/api/v1")),
    paths(
        sessions::begin, sessions::show, sessions::end, sessions::confirm, sessions::offer, sessions::enrol,
        sessions::password, sessions::accept, people::list, people::invite, people::show, people::change,
        people::invite_anew, tokens::list, tokens::make, tokens::revoke, customers::view, trail::list, trail::verify
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
