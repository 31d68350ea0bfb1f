//! Lists: what their address says (filter, order, where to go on), their headers that sort, and what stands below them.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use askama::Template;
use askama::filters::HtmlSafe;
use data_encoding::BASE64URL_NOPAD;

use super::{Failure, Page};
pub use crate::url::{encoded, segment};

/// Rows on a page.
pub const ROWS: usize = 50;
/// So many are fetched: one more, so that it is known whether there are more.
pub const ROWS_FETCHED: i64 = 51;

/// The pairs of a query, or of a form.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    web::Query::from_query(query).map(web::Query::into_inner).unwrap_or_default()
}

/// What the address of a list says. Every state of a list is such an address.
#[derive(Clone, Debug, Default)]
pub struct List {
    path: String,
    query: Vec<(String, String)>,
}

impl FromRequest for List {
    type Error = Failure;
    type Future = std::future::Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self::of(request.path(), request.query_string())))
    }
}

impl List {
    /// The list of an address.
    pub fn of(path: &str, query: &str) -> Self {
        let query = pairs(query).into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Self { path: path.to_owned(), query }
    }

    /// The value of a filter; empty where it is not set.
    pub fn get(&self, name: &str) -> &str {
        self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether a filter is set.
    pub fn is_filtered(&self) -> bool {
        self.query.iter().any(|(name, _)| !matches!(name.as_str(), "sort" | "cursor"))
    }

    /// The same list with one value changed, begun anew; an empty value takes it out.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut query: Vec<(String, String)> =
            self.query.iter().filter(|(key, _)| key != name && key != "cursor").cloned().collect();
        if !value.is_empty() {
            query.push((name.to_owned(), value.to_owned()));
        }
        if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, encoded(&query)) }
    }

    /// The column that the list is sorted by, and whether downwards: `?sort=amount`, `?sort=-amount`.
    pub fn sort(&self) -> (&str, bool) {
        let sort = self.get("sort");
        sort.strip_prefix('-').map_or((sort, false), |column| (column, true))
    }

    /// The key behind which the page begins; none at the beginning, or where the cursor is none of ours.
    pub fn after<const PARTS: usize>(&self) -> Option<[String; PARTS]> {
        let bytes = BASE64URL_NOPAD.decode(self.get("cursor").as_bytes()).ok()?;
        serde_json::from_slice::<Vec<String>>(&bytes).ok()?.try_into().ok()
    }

    /// A header that does not sort.
    pub fn plain(&self, page: &Page, key: &str) -> Head {
        Head { label: page.t(key), href: String::new(), order: "", is_number: false }
    }

    /// A header that sorts by a column.
    pub fn sorted(&self, page: &Page, key: &str, column: &str) -> Head {
        let (order, value) = match self.sort() {
            (sorted, false) if sorted == column => ("ascending", format!("-{column}")),
            (sorted, true) if sorted == column => ("descending", String::new()),
            _ => ("none", column.to_owned()),
        };
        Head { label: page.t(key), href: self.with("sort", &value), order, is_number: false }
    }

    /// What stands below: the next page where there is one, and the list as files of the API, whose address may say more
    /// than the list's own.
    pub fn foot(&self, page: &Page, next: Option<&[String]>, export: &str) -> Foot {
        let cursor = next.map(|key| BASE64URL_NOPAD.encode(&serde_json::to_vec(key).unwrap_or_default()));
        let next = cursor.map(|cursor| {
            let address = self.with("cursor", "");
            let separator = if address.contains('?') { '&' } else { '?' };
            format!("{address}{separator}cursor={cursor}")
        });
        let own: Vec<(String, String)> =
            self.query.iter().filter(|(name, _)| !matches!(name.as_str(), "sort" | "cursor")).cloned().collect();
        let begin = if export.contains('?') { '&' } else { '?' };
        let separator = if own.is_empty() { "" } else { "&" };
        let file = |format: &str| {
            if export.is_empty() {
                String::new()
            } else {
                format!("{export}{begin}{}{separator}format={format}", encoded(&own))
            }
        };
        Foot {
            first: if self.get("cursor").is_empty() { String::new() } else { self.with("cursor", "") },
            next: next.unwrap_or_default(),
            csv: file("csv"),
            xlsx: file("xlsx"),
            to_first: page.t("list-first"),
            to_next: page.t("list-next"),
            as_file: page.t("list-as-file"),
        }
    }
}

/// Cuts rows that were fetched one more than are shown, and gives the key of the last where there are more.
pub fn cut<T>(rows: &mut Vec<T>, key: impl Fn(&T) -> Vec<String>) -> Option<Vec<String>> {
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    rows.last().filter(|_| has_more).map(key)
}

/// A header of a column: `{{ head }}` draws the `th`.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/head.html")]
pub struct Head {
    label: String,
    href: String,
    order: &'static str,
    is_number: bool,
}

impl HtmlSafe for Head {}

impl Head {
    /// The same over numbers, which stand to the right.
    #[must_use]
    pub fn number(mut self) -> Self {
        self.is_number = true;
        self
    }
}

/// What stands below a list: `{{ foot }}` draws it.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/foot.html")]
pub struct Foot {
    first: String,
    next: String,
    csv: String,
    xlsx: String,
    to_first: String,
    to_next: String,
    as_file: String,
}

impl HtmlSafe for Foot {}

/// What stands in the place of a list without rows: what it would show, and what to do next.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/empty.html")]
pub struct Empty {
    /// What is not there.
    pub title: String,
    /// What to do.
    pub what_to_do: String,
    /// Where; may be empty.
    pub href: String,
    /// What that is called.
    pub label: String,
}

impl HtmlSafe for Empty {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_its_address() {
        let list = List::of("/claims", "dealer=D%26&sort=-amount&cursor=x&empty=");
        assert_eq!(list.sort(), ("amount", true));
        assert_eq!(list.with("period", "2026-03"), "/claims?dealer=D%26&sort=-amount&period=2026-03");
        assert_eq!(list.with("dealer", ""), "/claims?sort=-amount");
        assert!(list.is_filtered() && !List::of("/claims", "sort=x").is_filtered());
        assert_eq!(list.after::<1>(), None);
        let mut rows: Vec<usize> = (0..=ROWS).collect();
        assert_eq!(cut(&mut rows, |row| vec![row.to_string()]), Some(vec!["49".to_owned()]));
        assert_eq!(rows.len(), ROWS);
        assert_eq!(usize::try_from(ROWS_FETCHED), Ok(ROWS + 1));
    }
}
