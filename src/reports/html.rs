//! A paper as a page of its own, which prints on A4. How it looks is in `reports/document.html`.

use askama::Template;

use super::document::{Cell, ColumnKind, Document, Part, Table};

#[derive(Template)]
#[template(path = "document.html")]
struct Page<'a> {
    lang: &'static str,
    document: &'a Document,
}

impl Table {
    /// The heads of the columns, each with how it looks.
    fn heads(&self) -> Vec<(&'static str, &str)> {
        self.columns.iter().map(|column| (class(column.kind), column.title.as_str())).collect()
    }

    /// The cells of a row, each with how it looks.
    fn cells(&self, row: &[Cell]) -> Vec<(&'static str, String)> {
        self.columns.iter().zip(row).map(|(column, cell)| (class(column.kind), cell.shown())).collect()
    }
}

/// How the cells of a kind look.
fn class(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "text",
        ColumnKind::Id | ColumnKind::Day => "whole",
        ColumnKind::Count | ColumnKind::Amount => "number",
    }
}

/// The page; what people wrote is escaped.
pub fn draw(document: &Document) -> Result<String, askama::Error> {
    Page { lang: document.lang.tag(), document }.render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::document::{Fact, Section};
    use crate::texts::Lang;

    #[test]
    fn what_people_wrote_is_escaped() {
        let document = Document {
            file_stem: "D1".to_owned(),
            lang: Lang::En,
            title: "Statement".to_owned(),
            subtitle: "<script>alert(1)</script>".to_owned(),
            draft: Some("\"draft\"".to_owned()),
            made_on: "2026-04-20".parse().unwrap(),
            facts: vec![Fact::main("Dealer", "A & B")],
            sections: vec![Section { title: "Notes".to_owned(), parts: vec![Part::Note("<b>".to_owned())] }],
        };
        let page = draw(&document).unwrap();
        assert!(!page.contains("<script>") && !page.contains("<b>") && page.contains("A &#38; B"), "{page}");
    }
}
