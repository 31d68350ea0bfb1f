//! Style sheets and scripts, inside the binary, under names that hold a hash of what is in them.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Path;
use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;

use super::{Answer, Page};
use crate::workflow::Error;

#[derive(RustEmbed)]
#[folder = "src/pages/assets/"]
struct Assets;

/// Where browsers find a file: `/assets/<hash>/<name>`.
pub fn address(name: &str) -> String {
    Assets::get(name).map_or_else(String::new, |file| format!("/assets/{}/{name}", hash(&file)))
}

fn hash(file: &rust_embed::EmbeddedFile) -> String {
    let whole = HEXLOWER.encode(&file.metadata.sha256_hash());
    whole.chars().take(12).collect()
}

/// A file; under this name it never changes.
pub async fn file(page: Page, path: Path<(String, String)>) -> Answer {
    let (asked, name) = path.into_inner();
    let found = Assets::get(&name).filter(|file| hash(file) == asked);
    let Some(file) = found else { return Err(page.failure(&Error::NotFound)) };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, kind));
    response.insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
    Ok(response.body(file.data.into_owned()))
}
