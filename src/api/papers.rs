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
    let lang = query.0.lang(&who);
    let made = on_block(&desk, who.lang, move |office| {
        let (dealer, period, file) = path.into_inner();
        let (dealer, period) = (place::dealer(&dealer)?, place::period(&period)?);
        let (name, format) = parts(&file)?;
        let paper = MonthlyPaper::of(name).ok_or(Error::NotFound)?;
        drawn(office, &monthly_paper(office, &dealer, period, paper, lang)?, format)
    });
    Ok(answer(made.await?))
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
    let lang = query.0.lang(&who);
    let made = on_block(&desk, who.lang, move |office| {
        let (dealer, year, file) = path.into_inner();
        let (dealer, year) = (place::dealer(&dealer)?, year.parse().map_err(|_| Error::NotFound)?);
        let (name, format) = parts(&file)?;
        let paper = YearlyPaper::of(name).ok_or(Error::NotFound)?;
        drawn(office, &yearly_paper(office, &dealer, year, paper, lang)?, format)
    });
    Ok(answer(made.await?))
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
    let lang = query.0.lang(&who);
    let made = on_block(&desk, who.lang, move |office| {
        let (year, file) = path.into_inner();
        let year = year.parse().map_err(|_| Error::NotFound)?;
        match parts(&file)? {
            ("violations", format) => drawn(office, &violations_register(office, year, lang)?, format),
            _ => Err(Error::NotFound),
        }
    });
    Ok(answer(made.await?))
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
    let lang = query.0.lang(&who);
    let made = on_block(&desk, who.lang, move |office| match parts(&path)? {
        ("termination-review", format) => drawn(office, &termination_review(office, lang)?, format),
        _ => Err(Error::NotFound),
    });
    Ok(answer(made.await?))
}

/// A file's name and the form that its ending names.
fn parts(file: &str) -> Result<(&str, Format), Error> {
    let (name, ending) = file.rsplit_once('.').ok_or(Error::NotFound)?;
    Ok((name, Format::of(ending).ok_or(Error::NotFound)?))
}

/// A paper that is drawn.
struct Drawn {
    file: String,
    format: Format,
    content: Vec<u8>,
}

fn drawn(office: &Office, document: &Document, format: Format) -> Result<Drawn, Error> {
    let content = format.draw(document, &office.typeface).map_err(io::Error::other)?;
    Ok(Drawn { file: format!("{}.{}", document.file_stem, format.ending()), format, content })
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
