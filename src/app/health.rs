//! How the service is doing: whether it lives, whether it can work, and its numbers.

use std::sync::OnceLock;

use actix_web::http::header::ContentType;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::api::{Desk, Problem, on_block};
use crate::store::{self, Store, jobs};
use crate::web::language::lang_of;

/// Where the numbers of this process are kept.
static METRICS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Keeps numbers from now on; a process has one place for them.
pub fn install_metrics() {
    METRICS.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
}

/// The three pages, which hold nobody's data.
pub fn configure(config: &mut ServiceConfig) {
    config.route("/healthz", web::get().to(healthz));
    config.route("/readyz", web::get().to(readyz));
    config.route("/metrics", web::get().to(numbers));
}

/// The process answers.
async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers, and its schema is the one that this binary was made for.
async fn readyz(desk: Desk, request: HttpRequest) -> Result<&'static str, Problem> {
    let lang = lang_of(&request);
    match on_block(&desk, lang, |office| Ok(is_ready(&office.store)?)).await {
        Ok(true) => Ok("ready\n"),
        Ok(false) | Err(_) => Err(Problem::not_ready(lang)),
    }
}

fn is_ready(store: &Store) -> Result<bool, store::Error> {
    store.is_migrated()
}

/// The numbers, as Prometheus reads them.
async fn numbers(desk: Desk, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let waiting = on_block(&desk, lang_of(&request), |office| Ok(office.store.read(jobs::count_by_state)?)).await?;
    for (state, count) in waiting {
        metrics::gauge!("sanbao_jobs", "state" => state).set(u32::try_from(count).unwrap_or(u32::MAX));
    }
    let text = METRICS.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default();
    Ok(HttpResponse::Ok().content_type(ContentType::plaintext()).body(text))
}
