//! Papers as pages, PDFs and workbooks. Each is read by whoever may read what it is made from.

use std::io;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};
use actix_web::web::Path;
use serde::Deserialize;

use super::listing::Filter;
use super::{Desk, Problem, Who, on_block, place};
use crate::reports::{Document, Format};
use crate::texts::Lang;
use crate::url::segment;
use crate::workflow::read_paper::{
    MonthlyPaper, YearlyPaper, monthly_paper, termination_review, violations_register, yearly_paper,
};
use crate::workflow::{Error, Office};

/// A page brings its own looks and nothing else.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// In which language.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PaperQuery {
    /// zh-CN or en; the caller's own where it is left out.
    #[serde(default)]
    pub lang: Option<String>,
}

impl PaperQuery {
    fn lang(&self, who: &Who) -> Lang {
        self.lang.as_deref().map_or(who.lang, Lang::of)
    }
}

/// A paper of a dealer's month: `statement` or `penalty-notice`, as .html, .pdf or .xlsx. A month without deductions and
/// violations has no notice.
#[utoipa::path(get, path = "/dealers/{dealer}/statements/{period}/papers/{file}", tag = "papers",
    params(("dealer" = String, Path), ("period" = String, Path, description = "YYYY-MM"),
        ("file" = String, Path, description = "such as statement.pdf"), PaperQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn monthly(
    desk: Desk,
    who: Who,
    path: Path<(String, String, String)>,
    query: Filter<PaperQuery>,
) -> Result<HttpResponse, Problem> {
    let (dealer, period, file) = path.into_inner();
    let made = paper(&desk, &who, &query.0, file, move |office, name, lang| {
        let paper = MonthlyPaper::of(name).ok_or(Error::NotFound)?;
        monthly_paper(office, &place::dealer(&dealer)?, place::period(&period)?, paper, lang)
    });
    made.await
}

/// A paper of a dealer's year: `year-end`, `award`, `scorecard` or `violations`, as .html, .pdf or .xlsx.
#[utoipa::path(get, path = "/dealers/{dealer}/years/{year}/papers/{file}", tag = "papers",
    params(("dealer" = String, Path), ("year" = String, Path, description = "YYYY"),
        ("file" = String, Path, description = "such as year-end.pdf"), PaperQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn yearly(
    desk: Desk,
    who: Who,
    path: Path<(String, String, String)>,
    query: Filter<PaperQuery>,
) -> Result<HttpResponse, Problem> {
    let (dealer, year, file) = path.into_inner();
    let made = paper(&desk, &who, &query.0, file, move |office, name, lang| {
        let paper = YearlyPaper::of(name).ok_or(Error::NotFound)?;
        yearly_paper(office, &place::dealer(&dealer)?, year_of(&year)?, paper, lang)
    });
    made.await
}

/// What is recorded against all dealers in a year: `violations` as .html, .pdf or .xlsx.
#[utoipa::path(get, path = "/years/{year}/papers/{file}", tag = "papers",
    params(("year" = String, Path, description = "YYYY"), ("file" = String, Path, description = "such as violations.pdf"), PaperQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn of_all(
    desk: Desk,
    who: Who,
    path: Path<(String, String)>,
    query: Filter<PaperQuery>,
) -> Result<HttpResponse, Problem> {
    let (year, file) = path.into_inner();
    let made = paper(&desk, &who, &query.0, file, move |office, name, lang| match name {
        "violations" => violations_register(office, year_of(&year)?, lang),
        _ => Err(Error::NotFound),
    });
    made.await
}

/// Papers of the day: `termination-review` as .html, .pdf or .xlsx, whom the violations of the last 12 months put up for it.
#[utoipa::path(get, path = "/papers/{file}", tag = "papers",
    params(("file" = String, Path, description = "such as termination-review.pdf"), PaperQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn of_today(
    desk: Desk,
    who: Who,
    path: Path<String>,
    query: Filter<PaperQuery>,
) -> Result<HttpResponse, Problem> {
    let made = paper(&desk, &who, &query.0, path.into_inner(), |office, name, lang| match name {
        "termination-review" => termination_review(office, lang),
        _ => Err(Error::NotFound),
    });
    made.await
}

fn year_of(text: &str) -> Result<i32, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// Draws the paper that `make` makes of a file's name without its ending, which says the form.
async fn paper(
    desk: &Desk,
    who: &Who,
    query: &PaperQuery,
    file: String,
    make: impl FnOnce(&Office, &str, Lang) -> Result<Document, Error> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let lang = query.lang(who);
    let drawn = on_block(desk, who.lang, move |office| {
        let (name, ending) = file.rsplit_once('.').ok_or(Error::NotFound)?;
        let format = Format::of(ending).ok_or(Error::NotFound)?;
        let document = make(office, name, lang)?;
        let content = format.draw(&document, &office.typeface).map_err(io::Error::other)?;
        Ok(Drawn { file: format!("{}.{}", document.file_stem, format.ending()), format, content })
    });
    Ok(answer(drawn.await?))
}

/// A paper that is drawn.
struct Drawn {
    file: String,
    format: Format,
    content: Vec<u8>,
}

fn answer(drawn: Drawn) -> HttpResponse {
    let disposition = match drawn.format {
        Format::Html => "inline".to_owned(),
        Format::Pdf => format!("inline; {}", file_name(&drawn.file)),
        Format::Xlsx => format!("attachment; {}", file_name(&drawn.file)),
    };
    HttpResponse::Ok()
        .content_type(drawn.format.content_type())
        .insert_header((CONTENT_DISPOSITION, disposition))
        .insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .body(drawn.content)
}

/// The name under which it is saved (RFC 6266): dealers' codes may be Chinese.
fn file_name(file: &str) -> String {
    let plain: String =
        file.chars().map(|letter| if letter.is_ascii_graphic() && letter != '"' { letter } else { '_' }).collect();
    format!("filename=\"{plain}\"; filename*=UTF-8''{}", segment(file))
}
