//! The API's description, made from the code: `/api/v1/openapi.json`, and a page to try it.
//!
//! A handler describes itself with `#[utoipa::path]` and stands in the list below; a test holds the list against the table
//! of routes.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::web::ServiceConfig;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{AdditionalProperties, Schema, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ObjectBuilder, RefOr, Required};
use utoipa::{Modify, OpenApi};
use utoipa_swagger_ui::SwaggerUi;

use super::guard::{CSRF_HEADER, CookieKind};
use super::idempotency::KEY_HEADER;
use super::problem::Problem;
use super::routes::Route;
use super::{
    accounts, adjustments, agreements, bank_results, batches, binders, call_picks, calls, capacity, claims, customers,
    delegations, disputes, do_not_call, exports, feedback, findings, house_checks, invoices, ledger, lots, outbox,
    papers, payment_terms, payments, people, questions, registers, seeds, sessions, settings, slips, statement_lines,
    statements, steps, tokens, trail, uploads, violations,
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
        accounts::one,
        accounts::propose,
        accounts::reject,
        accounts::standing,
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
        binders::dispute,
        binders::statement,
        call_picks::add,
        call_picks::list,
        call_picks::remove,
        calls::record,
        capacity::leave,
        capacity::take,
        customers::view,
        delegations::end,
        delegations::list,
        delegations::name,
        disputes::attach,
        disputes::download,
        disputes::list,
        disputes::one,
        disputes::raise,
        disputes::reject,
        disputes::uphold,
        do_not_call::keep,
        do_not_call::list,
        do_not_call::remove,
        exports::file,
        findings::answer,
        findings::list,
        findings::one,
        findings::settle,
        house_checks::attempt,
        house_checks::end,
        house_checks::list,
        house_checks::publish,
        invoices::enter,
        invoices::list,
        invoices::payable,
        ledger::balances,
        ledger::beancount,
        ledger::hledger,
        ledger::list,
        lots::draw,
        lots::list,
        lots::show,
        outbox::cancel,
        outbox::list,
        outbox::preview,
        outbox::resend,
        papers::monthly,
        papers::of_all,
        papers::of_today,
        papers::yearly,
        payment_terms::set,
        payment_terms::show,
        payments::list,
        people::change,
        people::invite,
        people::invite_anew,
        people::list,
        people::show,
        questions::answer,
        questions::ask,
        questions::list,
        questions::withdraw,
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
        settings::change,
        settings::show,
        slips::list,
        slips::review,
        slips::review_several,
        slips::show,
        slips::to_call,
        slips::withdraw,
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
        feedback::list,
        claims::list,
        statement_lines::list,
    ),
    components(schemas(Problem)),
    modifiers(&Credentials, &Changes, &Variants),
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

/// What every route that changes something takes besides: the session's CSRF token, and a key under which a request counts
/// once.
struct Changes;

impl Modify for Changes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let token = ApiKey::Header(ApiKeyValue::new(CSRF_HEADER));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("csrf", SecurityScheme::ApiKey(token));
        for item in document.paths.paths.values_mut() {
            let changing = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            changing.into_iter().flatten().for_each(shows_csrf_token);
            item.post.iter_mut().for_each(takes_key);
        }
    }
}

/// Of what is said as one of several, each has its own field and no other.
struct Variants;

impl Modify for Variants {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for schema in document.components.iter_mut().flat_map(|components| components.schemas.values_mut()) {
            let RefOr::T(Schema::OneOf(several)) = schema else { continue };
            for variant in &mut several.items {
                if let RefOr::T(Schema::Object(object)) = variant
                    && object.properties.len() == 1
                {
                    object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
                }
            }
        }
    }
}

/// Where somebody is to be signed in; the others say themselves that they are open.
fn shows_csrf_token(operation: &mut Operation) {
    const NO_SCOPES: [&str; 0] = [];
    operation.security.get_or_insert_with(|| {
        let session = SecurityRequirement::new("session", NO_SCOPES).add("csrf", NO_SCOPES);
        vec![session, SecurityRequirement::new("token", NO_SCOPES)]
    });
}

fn takes_key(operation: &mut Operation) {
    let key = ParameterBuilder::new()
        .name(KEY_HEADER)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The same key with the same request again answers as the first time."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)));
    operation.parameters.get_or_insert_default().push(RefOr::T(key.build()));
}

/// The names of the parameters that a route has in its query.
pub fn parameters(route: &Route) -> &'static [String] {
    static KNOWN: LazyLock<HashMap<(String, String), Vec<String>>> = LazyLock::new(|| {
        let document = Document::openapi();
        document.paths.paths.iter().flat_map(|(path, item)| operations(path, item)).collect()
    });
    KNOWN.get(&(route.method.to_string(), route.path.to_owned())).map_or(&[], Vec::as_slice)
}

type Operations = Vec<((String, String), Vec<String>)>;

fn operations(path: &str, item: &PathItem) -> Operations {
    let all = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    let described = all.into_iter().filter_map(|(method, operation)| operation.as_ref().map(|it| (method, it)));
    let of_query = |operation: &Operation| {
        let queried = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
            RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.clone()),
            RefOr::T(_) | RefOr::Ref(_) => None,
        });
        queried.collect()
    };
    described.map(|(method, operation)| ((method.to_owned(), path.to_owned()), of_query(operation))).collect()
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

    /// Every operation: method, path, description.
    fn operations() -> Vec<(String, String, serde_json::Value)> {
        let document = serde_json::to_value(Document::openapi()).expect("JSON");
        let paths = document["paths"].as_object().expect("paths").clone();
        let of_path = |(path, item): (String, serde_json::Value)| {
            let methods = item.as_object().expect("methods").clone();
            methods.into_iter().map(move |(method, operation)| (method, path.clone(), operation)).collect::<Vec<_>>()
        };
        paths.into_iter().flat_map(of_path).collect()
    }

    fn names(operation: &serde_json::Value, place: &str) -> BTreeSet<String> {
        let all = operation["parameters"].as_array().cloned().unwrap_or_default();
        let of_place = all.into_iter().filter(|parameter| parameter["in"] == place);
        of_place.map(|parameter| parameter["name"].as_str().expect("a name").to_owned()).collect()
    }

    #[test]
    fn parameters_of_the_path_are_those_in_its_braces() {
        for (method, path, operation) in operations() {
            let braced = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
            assert_eq!(names(&operation, "path"), braced.map(str::to_owned).collect(), "{method} {path}");
        }
    }

    #[test]
    fn every_list_has_pages_and_files() {
        for (method, path, operation) in operations() {
            let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            let is_page = answer["$ref"].as_str().is_some_and(|schema| schema.contains("/Page_"));
            let has_paging =
                ["cursor", "format", "limit"].iter().all(|name| names(&operation, "query").contains(*name));
            assert_eq!(is_page, has_paging, "{method} {path}");
            // What hinders a statement is a handful of sentences; what is posted for several has an answer for each.
            assert!(
                answer["type"] != "array" || path.ends_with("/hindrances") || method == "post",
                "{method} {path} is a list without pages"
            );
        }
    }

    #[test]
    fn what_changes_something_needs_the_sessions_token_and_takes_a_key() {
        for (method, path, operation) in operations() {
            let is_open = ["/session", "/invitation"].contains(&path.as_str()) && method == "post";
            let shows_token = operation["security"][0]["csrf"].is_array();
            assert_eq!(shows_token, method != "get" && !is_open, "{method} {path}");
            assert_eq!(names(&operation, "header").contains(KEY_HEADER), method == "post", "{method} {path}");
            assert!(
                operation["responses"]["4XX"]["content"]["application/problem+json"].is_object(),
                "{method} {path}"
            );
        }
    }

    /// The objects of a schema that would take fields which they do not know.
    fn open_objects(
        document: &serde_json::Value,
        schema: &serde_json::Value,
        place: &str,
        found: &mut BTreeSet<String>,
    ) {
        if let Some(name) = schema["$ref"].as_str() {
            let named = document.pointer(name.trim_start_matches('#')).expect("a schema of the document");
            return open_objects(document, named, &format!("{place} {name}"), found);
        }
        if schema["properties"].is_object() && schema["additionalProperties"] != false {
            found.insert(place.to_owned());
        }
        if schema.is_null() {
            return;
        }
        let several = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|word| schema[word].as_array()).flatten();
        let fields = schema["properties"].as_object().into_iter().flat_map(serde_json::Map::values);
        for within in several.chain(fields).chain([&schema["items"]]) {
            open_objects(document, within, place, found);
        }
    }

    #[test]
    fn every_body_refuses_fields_that_it_does_not_know() {
        let document = serde_json::to_value(Document::openapi()).expect("JSON");
        let (mut found, mut bodies) = (BTreeSet::new(), 0);
        for (method, path, operation) in operations() {
            for media in operation["requestBody"]["content"].as_object().into_iter().flat_map(serde_json::Map::values) {
                open_objects(&document, &media["schema"], &format!("{method} {path}"), &mut found);
                bodies += 1;
            }
        }
        assert!(bodies > 30, "{bodies} bodies");
        assert_eq!(found, BTreeSet::new());
    }

    #[test]
    fn every_decision_about_one_thing_rests_on_the_version_that_was_seen_of_it() {
        let resting =
            operations().into_iter().filter(|(.., operation)| names(operation, "header").contains("If-Match"));
        let mut decisions = Vec::new();
        for (method, path, operation) in resting {
            let parameters = operation["parameters"].as_array().expect("parameters");
            let tag = parameters.iter().find(|parameter| parameter["name"] == "If-Match").expect("the header");
            assert_eq!(tag["required"], true, "{method} {path}");
            decisions.push(format!("{method} {path}"));
        }
        decisions.sort();
        let expected = [
            "delete /dealers/{dealer}/months/{period}/slips/{slip_no}/question",
            "delete /dealers/{dealer}/months/{period}/slips/{slip_no}/review",
            "post /dealers/{dealer}/bank-accounts/{seq}/approve",
            "post /dealers/{dealer}/bank-accounts/{seq}/reject",
            "post /dealers/{dealer}/disputes/{id}/reject",
            "post /dealers/{dealer}/disputes/{id}/uphold",
            "post /dealers/{dealer}/findings/{id}/settlement",
            "post /dealers/{dealer}/months/{period}/slips/{slip_no}/question",
            "post /dealers/{dealer}/months/{period}/slips/{slip_no}/review",
            "post /dealers/{dealer}/statements/{period}/approve",
            "post /dealers/{dealer}/statements/{period}/confirm",
            "post /dealers/{dealer}/statements/{period}/hold",
        ];
        assert_eq!(decisions, expected);
        let shows_version =
            |operation: &serde_json::Value| operation["responses"]["200"]["headers"]["ETag"].is_object();
        let shown =
            operations().into_iter().filter(|(method, _, operation)| method == "get" && shows_version(operation));
        let mut shown: Vec<String> = shown.map(|(_, path, _)| path).collect();
        shown.sort();
        let expected = [
            "/dealers/{dealer}/bank-accounts/{seq}",
            "/dealers/{dealer}/disputes/{id}",
            "/dealers/{dealer}/findings/{id}",
            "/dealers/{dealer}/months/{period}/slips/{slip_no}",
            "/dealers/{dealer}/months/{period}/statement",
        ];
        assert_eq!(shown, expected);
    }

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
