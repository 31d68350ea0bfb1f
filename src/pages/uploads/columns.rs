//! What the columns of a file are that are not known by their names: said once, and remembered for the dealer.

use actix_web::web::Path;
use askama::Template;

use super::uploads_of;
use crate::agreement::codes::DealerCode;
use crate::pages::form::Posted;
use crate::pages::{Answer, Flash, Page, html};
use crate::sheets::Glossary;
use crate::sheets::peek::SeenColumn;
use crate::sheets::template::{Asked, asked};
use crate::store::uploads::Upload;
use crate::texts::Lang;
use crate::web::{Desk, on_block};
use crate::workflow::name_columns::{name_columns, seen_columns};
use crate::workflow::{Error, read_sheet};

#[derive(Template)]
#[template(path = "uploads/columns.html")]
struct Columns {
    page: Page,
    own: String,
    lead: String,
    doubtful: Vec<Doubtful>,
    remembered: Vec<Doubtful>,
    options: Vec<(&'static str, String)>,
}

/// A column that is not known by its name.
struct Doubtful {
    spelled: String,
    values: String,
    /// The English name of what it was said to be; empty where it is none of ours, or nothing was said.
    said: String,
}

/// The columns that nobody knows, with a few values of each.
pub async fn show(desk: Desk, page: Page, path: Path<(String, String)>) -> Answer {
    let (dealer, id) = path.into_inner();
    let dealer = DealerCode::new(&dealer).ok_or_else(|| page.failure(&Error::NotFound))?;
    let actor = page.caller()?.actor;
    let (upload, seen, aliases) = page.ask(&desk, move |office| seen_columns(office, &actor, &dealer, &id)).await?;
    html(&drawn(page, &upload, &seen, &aliases))
}

/// Takes what they are, and has the file read again.
pub async fn take(desk: Desk, page: Page, path: Path<(String, String)>, form: Posted<Vec<(String, String)>>) -> Answer {
    let (dealer, id) = path.into_inner();
    let dealer = DealerCode::new(&dealer).ok_or_else(|| page.failure(&Error::NotFound))?;
    let (actor, own) = (page.caller()?.actor, format!("{}/{id}", uploads_of(&dealer)));
    let said = said(form.0);
    match on_block(&desk, move |office| name_columns(office, &actor, &dealer, &id, &said)).await {
        Ok(_) => Ok(page.see(&own, Flash::done(page.t("columns-kept")))),
        Err(error @ Error::Refused(_)) => Ok(page.see(&own, Flash::failed(page.why(&error)))),
        Err(error) => Err(page.failure(&error)),
    }
}

/// Each spelling with what is chosen beside it.
fn said(form: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    for (field, value) in form {
        match (field.as_str(), said.last_mut()) {
            ("column", _) => said.push((value, String::new())),
            ("is", Some((_, name))) => *name = value,
            _ => {}
        }
    }
    said
}

fn drawn(page: Page, upload: &Upload, seen: &[SeenColumn], aliases: &Glossary) -> Columns {
    let base = uploads_of(&upload.dealer);
    let own = format!("{base}/{}", upload.id);
    let columns = asked(read_sheet::kind(upload.sheet));
    let mut page = page.titled("columns-title").below("uploads-title", &base);
    page.crumbs.push(crate::pages::Crumb { label: upload.file_name.clone(), href: own.clone() });
    let unknown: Vec<&SeenColumn> = seen.iter().filter(|column| !has_own_name(&columns, &column.spelled)).collect();
    let line = |column: &&SeenColumn| Doubtful {
        spelled: column.spelled.clone(),
        values: column.values.join(" · "),
        said: aliases.said(&column.spelled).unwrap_or_default().to_owned(),
    };
    let (remembered, doubtful): (Vec<&SeenColumn>, Vec<&SeenColumn>) =
        unknown.into_iter().partition(|column| aliases.said(&column.spelled).is_some());
    let missing: Vec<String> = columns
        .iter()
        .filter(|column| column.is_required && !is_seen(column, seen, aliases))
        .map(|column| name(column, page.lang))
        .collect();
    let lead = if missing.is_empty() {
        page.t("columns-lead")
    } else {
        page.t_with("columns-missing", &[&missing.join(page.lang.comma())])
    };
    let none = ("", page.t("columns-none-of-ours"));
    let options = columns.iter().map(|column| (column.name, name(column, page.lang)));
    Columns {
        lead,
        doubtful: doubtful.iter().map(line).collect(),
        remembered: remembered.iter().map(line).collect(),
        options: std::iter::once(none).chain(options).collect(),
        own,
        page,
    }
}

/// A column as the language has it.
fn name(column: &Asked, lang: Lang) -> String {
    let name = if lang == Lang::ZhCn { column.chinese } else { column.name };
    if column.is_required { format!("{name} *") } else { name.to_owned() }
}

/// Whether a spelling is one of a column's own names, a remark in brackets set aside.
fn has_own_name(columns: &[Asked], spelled: &str) -> bool {
    columns.iter().any(|column| column.is_named(spelled))
}

fn is_seen(column: &Asked, seen: &[SeenColumn], aliases: &Glossary) -> bool {
    seen.iter().any(|seen| column.is_named(&seen.spelled) || aliases.said(&seen.spelled) == Some(column.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_has_what_is_chosen_beside_it() {
        let form = [("column", "件数"), ("is", "part_qty"), ("column", "备注"), ("is", ""), ("x", "y")];
        let form = form.map(|(field, value)| (field.to_owned(), value.to_owned())).to_vec();
        let expected = [("件数".to_owned(), "part_qty".to_owned()), ("备注".to_owned(), String::new())];
        assert_eq!(said(form), expected);
    }
}
