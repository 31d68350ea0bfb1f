//! Evidence binders: one zip of everything that decided a statement or a dispute.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::Path;

use super::{Desk, Problem, Who, on_block, place};
use crate::workflow::bind_evidence::{bind_dispute, bind_statement};

/// The evidence of a statement. `sanbao verify` repeats its computation without the database.
#[utoipa::path(get, path = "/dealers/{dealer}/statements/{period}/binder.zip", tag = "statements",
    params(("dealer" = String, Path), ("period" = String, Path)),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn statement(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    let bytes = on_block(&desk, who.lang, move |office| {
        bind_statement(office, &actor, &place::dealer(&path.0)?, place::period(&path.1)?)
    });
    Ok(zip(bytes.await?))
}

/// The evidence of a dispute: of its statement, with what was said and attached.
#[utoipa::path(get, path = "/dealers/{dealer}/disputes/{id}/binder.zip", tag = "disputes",
    params(("dealer" = String, Path), ("id" = String, Path)),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn dispute(desk: Desk, who: Who, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let actor = who.actor.clone();
    let bytes =
        on_block(&desk, who.lang, move |office| bind_dispute(office, &actor, &place::dealer(&path.0)?, &path.1));
    Ok(zip(bytes.await?))
}

fn zip(bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"binder.zip\""))
        .body(bytes)
}
