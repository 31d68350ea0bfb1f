//! The folder run's files, from what is stored.

use std::fs::File;
use std::io::{self, Read as _, Seek as _};

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{self, Bytes, Path};
use futures_util::stream;
use serde::Deserialize;

use super::listing::Filter;
use super::{Desk, Problem, Who, on_block, place};
use crate::exports::REJECTED_SHEETS;
use crate::workflow::Error;
use crate::workflow::export_months::{Selection, export_months, export_of, rejected_sheets};

/// So much of a file is sent at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// Which months.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// The first period, YYYY-MM.
    pub from: String,
    /// The last period, YYYY-MM.
    pub through: String,
    /// One dealer's alone.
    #[serde(default)]
    pub dealer: Option<String>,
}

/// One of the exports as CSV: decisions.csv, reasons.csv, samples.csv, statement_lines.csv, statements.csv, payments.csv,
/// violations.csv, rejected_sheets.csv.
#[utoipa::path(get, path = "/exports/{file}", tag = "exports", params(("file" = String, Path), ExportQuery),
    responses((status = 200, content_type = "text/csv", body = String), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn file(
    desk: Desk,
    who: Who,
    path: Path<String>,
    query: Filter<ExportQuery>,
) -> Result<HttpResponse, Problem> {
    let lang = who.lang;
    let dealer = place::listed_dealer(&who, query.0.dealer.as_deref()).map_err(|error| Problem::of(&error, lang))?;
    let (name, query) = (path.into_inner(), query.0);
    // Written before it is sent: an error half way would cut the file off, and the database would wait for the caller.
    let written = on_block(&desk, lang, move |office| {
        let (from, through) = (place::period(&query.from)?, place::period(&query.through)?);
        let selection = Selection { from, through, dealer: dealer.as_ref() };
        let mut file = tempfile::tempfile()?;
        let to = Box::new(file.try_clone()?);
        let name = match export_of(&name) {
            Some(export) => {
                export_months(office, export, selection, lang, to)?;
                export.file
            }
            None if name == REJECTED_SHEETS => {
                rejected_sheets(office, selection)?.write_to(to, lang).map_err(io::Error::from)?;
                REJECTED_SHEETS
            }
            None => return Err(Error::NotFound),
        };
        file.rewind()?;
        Ok((name, file))
    });
    let (name, file) = written.await?;
    Ok(send(file, name, "text/csv; charset=utf-8"))
}

/// Sends a file that is written, from its beginning.
pub(super) fn send(file: File, name: &str, content_type: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .streaming(stream::unfold(file, next_chunk))
}

async fn next_chunk(file: File) -> Option<(io::Result<Bytes>, File)> {
    let read = web::block(move || {
        let mut chunk = Vec::with_capacity(CHUNK_BYTES);
        let limit = u64::try_from(CHUNK_BYTES).unwrap_or(u64::MAX);
        let read = (&file).take(limit).read_to_end(&mut chunk);
        (read.map(|_| Bytes::from(chunk)), file)
    });
    let (chunk, file) = read.await.ok()?;
    match chunk {
        Ok(chunk) if chunk.is_empty() => None,
        chunk => Some((chunk, file)),
    }
}
