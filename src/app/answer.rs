//! What holds for every answer, of errors too: its number, the headers that keep browsers safe, one line in the log
//! without personal data, and the one shape of problems.

use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _};

use super::body;
use crate::api::Problem;
use crate::api::document::DOCS;
use crate::pages;
use crate::store;
use crate::web::RequestId;
use crate::web::language::lang_of;

/// The header with the number of a request, as problems and the log have it.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// On every answer.
const HEADERS: [(&str, &str); 6] = [
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    // Our own forms name their origin only so; other sites learn nothing.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// What our own pages may load.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; object-src 'none'; base-uri 'none'; form-action 'self'",
);
/// The page to try the API: its scripts set styles, and its pictures are part of its sheets.
const DOCS_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; \
     object-src 'none'; base-uri 'none'; form-action 'self'",
);
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Around everything else.
pub async fn answer(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (begun, id) = (Instant::now(), store::new_id());
    let method = request.method().clone();
    let policy = if request.path().starts_with(DOCS) { DOCS_POLICY } else { POLICY };
    body::limit_time(&mut request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let response = next.call(request).await?.map_into_boxed_body();
    let mut response = as_problem(response, &id);
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    // A handler may say otherwise of what is no data, such as the files of the page to try the API.
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, NO_STORE);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    let route = response.request().match_pattern().unwrap_or_else(|| "none".to_owned());
    record(&id, method.as_str(), &route, response.status().as_u16(), begun.elapsed());
    Ok(response)
}

/// Every error is a problem with the number of its request, also one that the framework found.
fn as_problem(response: ServiceResponse, id: &str) -> ServiceResponse {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let lang = lang_of(response.request());
    let told = response.response().error().and_then(|error| error.as_error::<Problem>()).cloned();
    if told.is_none() && is_told(response.headers()) {
        return response;
    }
    if pages::error::is_wanted(response.request()) {
        return pages::error::answer(response);
    }
    let problem = told.unwrap_or_else(|| Problem::of_status(status, lang));
    let (request, _) = response.into_parts();
    let response = actix_web::ResponseError::error_response(&problem.of_request(id));
    ServiceResponse::new(request, response)
}

/// Whether the answer is a problem already, or a page that tells one.
fn is_told(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.starts_with("application/problem+json") || content_type.starts_with("text/html")
}

/// The path itself holds dealers and slips; the log and the metrics have the row of the table of routes alone.
fn record(id: &str, method: &str, route: &str, status: u16, took: Duration) {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(request = id, method, route, status, millis, "answered");
    let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("sanbao_requests_total", &labels).increment(1);
    metrics::histogram!("sanbao_request_seconds", "route" => route.to_owned()).record(took);
}
