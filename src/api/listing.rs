//! Lists: page after page as JSON, or whole as CSV or as a workbook, from one type of item.
//!
//! A handler takes a [`Filter`] of its own parameters and a [`Paging`], fetches [`Paging::fetch`] items behind
//! [`Paging::after`] in the order of [`Item::key`], and hands them to [`Paging::answer`].

mod files;

use std::cmp::Ordering;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::error::QueryPayloadError;
use actix_web::http::header::{CONTENT_DISPOSITION, LINK};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::guard::lang_of;
use super::{Problem, body};
use crate::money::Money;
use crate::texts::Lang;
use crate::url::encoded;

/// Items on a page where nothing is said.
const LIMIT: usize = 50;
/// The most items on a page.
const LIMIT_MAX: usize = 500;
/// The most rows of a file; the link to the next has the others.
const FILE_ROWS_MAX: usize = 100_000;

/// What stands in a cell of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, identifiers and days among it.
    Text(String),
    /// A whole number.
    Count(i64),
    /// An amount.
    Amount(Money),
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Whatever is written as a text, such as a day; empty where there is none.
    pub fn of(value: Option<&dyn std::fmt::Display>) -> Self {
        Self::Text(value.map(ToString::to_string).unwrap_or_default())
    }
}

/// Writes a file; none where that fails.
type Render<T> = fn(&[T]) -> Option<Vec<u8>>;

/// One item of a list.
pub trait Item: Serialize + Send + 'static {
    /// The header of a file, in the order of [`Item::cells`].
    const COLUMNS: &'static [&'static str];

    /// A row of a file.
    fn cells(&self) -> Vec<Cell>;

    /// What the list is ordered by, unique in it; the next page goes on behind it.
    fn key(&self) -> Vec<String>;
}

/// A page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next page; none on the last.
    pub next: Option<String>,
}

/// As what a list is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Page after page.
    #[default]
    Json,
    /// UTF-8 with the mark that spreadsheets know it by.
    Csv,
    /// A workbook.
    Xlsx,
}

/// Where in a list to begin, how much of it, and as what.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Items on a page, 1 to 500.
    limit: Option<usize>,
    /// `json`, `csv` or `xlsx`.
    #[param(inline, value_type = Option<Format>)]
    format: Format,
    /// The list's own address and parameters.
    #[param(ignore)]
    address: String,
}

/// What is ours of a query; the rest is the list's own.
const OURS: [&str; 3] = ["cursor", "limit", "format"];

fn pairs(request: &HttpRequest) -> Option<Vec<(String, String)>> {
    web::Query::from_query(request.query_string()).ok().map(web::Query::into_inner)
}

/// The list's own parameters, an unknown one refused.
#[derive(Debug)]
pub struct Filter<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Filter<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let lang = lang_of(request);
        let own: Vec<(String, String)> =
            pairs(request).unwrap_or_default().into_iter().filter(|(name, _)| !OURS.contains(&name.as_str())).collect();
        let query = web::Query::<T>::from_query(&encoded(&own));
        let wrong = |error| Problem::query(lang, &said(&error, lang));
        ready(query.map(|query| Self(query.into_inner())).map_err(wrong))
    }
}

/// What is wrong with the parameters; where no one is named, that one is wrong.
fn said(error: &QueryPayloadError, lang: Lang) -> String {
    let QueryPayloadError::Deserialize(error) = error else { return lang.invalid_query().to_owned() };
    let fault = body::said("", &error.to_string());
    if fault.field.is_empty() { lang.invalid_query().to_owned() } else { lang.body_fault(&fault) }
}

impl FromRequest for Paging {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or_else(|| Problem::query(lang_of(request), "cursor, limit, format")))
    }
}

impl Paging {
    fn of(request: &HttpRequest) -> Option<Self> {
        let pairs = pairs(request)?;
        let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let limit = match value("limit") {
            Some(limit) => Some(limit.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit))?),
            None => None,
        };
        let format = match value("format") {
            None | Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            Some("xlsx") => Format::Xlsx,
            Some(_) => return None,
        };
        let kept: Vec<(String, String)> = pairs.iter().filter(|(name, _)| name != "cursor").cloned().collect();
        let address = format!("{}?{}", request.path(), encoded(&kept));
        Some(Self { cursor: value("cursor").map(str::to_owned), limit, format, address })
    }

    /// The key behind which the page begins; none at the list's beginning.
    pub fn after<const PARTS: usize>(&self, lang: Lang) -> Result<Option<[String; PARTS]>, Problem> {
        let Some(parts) = self.key(lang)? else { return Ok(None) };
        parts.try_into().map(Some).map_err(|_| Problem::cursor(lang))
    }

    fn key(&self, lang: Lang) -> Result<Option<Vec<String>>, Problem> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| Problem::cursor(lang))?;
        serde_json::from_slice(&bytes).map(Some).map_err(|_| Problem::cursor(lang))
    }

    fn limit(&self) -> usize {
        let by_format = if self.format == Format::Json { LIMIT } else { FILE_ROWS_MAX };
        self.limit.unwrap_or(by_format)
    }

    /// How many items to fetch: one more than are shown tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        i64::try_from(self.limit() + 1).unwrap_or(i64::MAX)
    }

    /// The answer from a list that is whole in memory. Keys follow each other as `following` says, as texts.
    pub async fn answer_all<T: Item>(
        self,
        items: Vec<T>,
        following: Ordering,
        lang: Lang,
    ) -> Result<HttpResponse, Problem> {
        let after = self.key(lang)?;
        let is_behind = |item: &T| after.as_ref().is_none_or(|after| item.key().cmp(after) == following);
        let behind = items.into_iter().filter(is_behind).take(self.limit() + 1).collect();
        self.answer(behind, lang).await
    }

    /// The answer with the items that were fetched.
    pub async fn answer<T: Item>(self, mut items: Vec<T>, lang: Lang) -> Result<HttpResponse, Problem> {
        let has_next = items.len() > self.limit();
        items.truncate(self.limit());
        let next = items.last().filter(|_| has_next).map(|last| cursor_of(&last.key()));
        let mut response = HttpResponse::Ok();
        if let Some(next) = &next {
            let separator = if self.address.ends_with('?') { "" } else { "&" };
            response.insert_header((LINK, format!("<{}{separator}cursor={next}>; rel=\"next\"", self.address)));
        }
        let (kind, file, render): (_, _, Render<T>) = match self.format {
            Format::Json => return Ok(response.json(Page { items, next })),
            Format::Csv => ("text/csv; charset=utf-8", "list.csv", files::csv),
            Format::Xlsx => (files::XLSX, "list.xlsx", files::xlsx),
        };
        let body = web::block(move || render(&items)).await.ok().flatten();
        let body = body.ok_or_else(|| Problem::internal("a list could not be written", lang))?;
        response.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")));
        Ok(response.content_type(kind).body(body))
    }
}

fn cursor_of(key: &[String]) -> String {
    BASE64URL_NOPAD.encode(&serde_json::to_vec(key).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn paging(uri: &str) -> Option<Paging> {
        Paging::of(&TestRequest::with_uri(uri).to_http_request())
    }

    #[test]
    fn a_cursor_comes_back_as_the_key_that_it_was_made_of() {
        let key = ["D001".to_owned(), "中 &/=\"".to_owned()];
        let uri = format!("/slips?limit=2&dealer=D%26&cursor={}", cursor_of(&key));
        let paging = paging(&uri).expect("paging");
        assert_eq!(paging.after::<2>(Lang::En).expect("a key"), Some(key));
        assert!(paging.after::<1>(Lang::En).is_err());
        assert_eq!((paging.fetch(), paging.address.as_str()), (3, "/slips?limit=2&dealer=D%26"));
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct OfYear {
        #[serde(rename = "year")]
        _year: i32,
    }

    #[track_caller]
    fn check(query: &str, chinese: &str, english: &str) {
        for (language, expected) in [("zh-CN", chinese), ("en", english)] {
            let request = TestRequest::with_uri(&format!("/x?{query}")).insert_header(("Accept-Language", language));
            let asked = Filter::<OfYear>::from_request(&request.to_http_request(), &mut Payload::None);
            let problem = serde_json::to_value(asked.into_inner().unwrap_err()).expect("JSON");
            assert_eq!(problem["errors"][0]["message"], expected, "{query}");
        }
    }

    #[test]
    fn what_is_wrong_with_parameters_is_said_in_both_languages() {
        check("limit=2", "缺少字段 year。", "The field year is missing.");
        check("year=2026&day=1", "此处没有字段 day；可用的字段：year。", "There is no field day here; there are year.");
        check("year=x", "网址中有无法识别的参数。", "The address has a parameter that is not understood.");
    }

    #[test]
    fn limits_and_formats_that_none_can_have_are_refused() {
        for wrong in ["limit=0", "limit=501", "limit=-1", "limit=x", "format=pdf"] {
            assert!(paging(&format!("/slips?{wrong}")).is_none(), "{wrong}");
        }
        assert_eq!(paging("/slips?limit=500").expect("paging").fetch(), 501);
        assert_eq!(paging("/slips").expect("paging").fetch(), 51);
        assert_eq!(paging("/slips?format=csv").expect("paging").fetch(), 100_001);
        assert!(paging("/slips?cursor=!").expect("paging").after::<1>(Lang::En).is_err());
    }
}
