//! `/dealers/{dealer}/months/{period}/slips/{slip_no}/source`: the rows of a slip exactly as its dealer sent them.

use std::collections::BTreeMap;

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::Path;
use askama::Template;

use crate::pages::months::places;
use crate::pages::{Answer, Page, html};
use crate::sheets::source::SourceRows;
use crate::web::Desk;
use crate::workflow::show_source::show_source;

#[derive(Template)]
#[template(path = "centre/source.html")]
struct SourcePage {
    page: Page,
    file: String,
    place: String,
    upload: String,
    /// A column's header, and what each row says there.
    columns: Vec<(String, Vec<String>)>,
    /// The number of each row, in words.
    rows: Vec<String>,
    slip: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page, path: Path<(String, String, String)>) -> Answer {
    let (dealer, period, no) = places::slip_of(&path).map_err(|error| page.failure(&error))?;
    let slip = places::slip(dealer.as_str(), period, no.as_str());
    let title = page.t_with("source-title", &[&no]);
    let page = page.named(title).below_month(&dealer, period);
    let actor = page.caller()?.actor;
    let source = page.ask(&desk, move |office| show_source(office, &actor, &dealer, period, &no)).await?;
    let rows = source.rows.unwrap_or_default();
    let sheet = if rows.sheet.is_empty() { String::new() } else { format!("{} · ", rows.sheet) };
    let received = page.t_with("source-received", &[&source.upload.uploaded_by, &page.day(source.upload.received_on)]);
    let mut response = html(&SourcePage {
        place: format!("{sheet}{} · {received}", page.t_n("source-row", source.row)),
        file: source.upload.file_name.clone(),
        upload: places::upload(source.upload.dealer.as_str(), &source.upload.id),
        columns: turned(&rows),
        rows: rows.rows.iter().map(|(number, _)| page.t_n("source-row", *number)).collect(),
        slip,
        page,
    })?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The rows turned, so that a wide sheet can be read: a line is a column.
fn turned(rows: &SourceRows) -> Vec<(String, Vec<String>)> {
    let mut columns: BTreeMap<u32, (String, Vec<String>)> = BTreeMap::new();
    for (column, header) in &rows.header {
        columns.entry(*column).or_default().0.clone_from(header);
    }
    for (place, (_, cells)) in rows.rows.iter().enumerate() {
        for (column, text) in cells {
            let values = &mut columns.entry(*column).or_default().1;
            values.resize(place, String::new());
            values.push(text.clone());
        }
    }
    let mut columns: Vec<(String, Vec<String>)> = columns.into_values().collect();
    for (_, values) in &mut columns {
        values.resize(rows.rows.len(), String::new());
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_down_a_column() {
        let cell = |column: u32, text: &str| (column, text.to_owned());
        let rows = SourceRows {
            sheet: String::new(),
            header: vec![cell(0, "维修单号"), cell(1, "配件编号"), cell(3, "备注")],
            rows: vec![(5, vec![cell(0, "W1")]), (6, vec![cell(0, "W1"), cell(1, "P-1"), cell(4, "?")])],
        };
        let line =
            |header: &str, first: &str, second: &str| (header.to_owned(), vec![first.to_owned(), second.to_owned()]);
        let expected =
            [line("维修单号", "W1", "W1"), line("配件编号", "", "P-1"), line("备注", "", ""), line("", "", "?")];
        assert_eq!(turned(&rows), expected);
    }
}
