//! The looks of pages: an office's style sheet is loaded by the office's pages, and says nothing that they do not show.

use std::collections::BTreeSet;

use crate::{none, texts};

/// What a class in a sheet can be given by: templates, the pages' code and their script.
fn words_of(folders: &[&str]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for source in texts().into_iter().filter(|source| folders.iter().any(|folder| source.path.starts_with(folder))) {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        words.extend(source.text.split(|letter| !is_part(letter)).map(str::to_owned));
    }
    words
}

/// The classes that a sheet has rules for.
fn classes(sheet: &str) -> BTreeSet<&str> {
    let selectors = sheet.split(['{', '}', ';']).filter(|text| !text.contains(": "));
    let after_dots = selectors.flat_map(|selector| selector.split('.').skip(1));
    after_dots
        .map(|text| {
            text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').next().unwrap_or_default()
        })
        .filter(|class| class.starts_with(|first: char| first.is_ascii_lowercase()))
        .collect()
}

#[test]
fn every_sheet_is_loaded_by_its_office_and_has_no_rule_for_what_is_not_shown() {
    let sources = texts();
    let sheets = sources.iter().filter_map(|source| {
        let name = source.path.strip_prefix("src/pages/assets/")?.strip_suffix(".css")?;
        (name != "bootstrap").then_some((name, &source.text))
    });
    let mut broken = Vec::new();
    for (name, sheet) in sheets {
        let (folder, code) = (format!("src/pages/templates/{name}/"), format!("src/pages/{name}/"));
        let everywhere = ["src/pages/templates/", "src/pages/"];
        let office = [folder.as_str(), code.as_str(), "src/pages/templates/parts/", "src/pages/assets/app.js"];
        let words = words_of(if name == "app" { &everywhere } else { &office });
        // A chip's or a field's colour is put together from its tone.
        let is_shown = |class: &&&str| {
            words.contains(**class) || words.contains(&format!("{}-", class.split('-').next().unwrap_or_default()))
        };
        broken.extend(
            classes(sheet).iter().filter(|class| !is_shown(class)).map(|class| format!("{name}.css: .{class}")),
        );
        let layout = if name == "app" { "layout.html".to_owned() } else { format!("{name}/office.html") };
        let link = format!("page.asset(\"{name}.css\")");
        let loads =
            |path: &str| sources.iter().any(|source| source.path.ends_with(path) && source.text.contains(&link));
        if !loads(&format!("src/pages/templates/{layout}")) {
            broken.push(format!("{name}.css: no {layout} loads it"));
        }
        let page = |path: &str| path.starts_with(&folder) && path != format!("{folder}office.html");
        let bare =
            sources.iter().filter(|source| page(&source.path) && source.text.starts_with("{% extends \"layout.html\""));
        broken.extend(bare.map(|source| format!("{}: extend {layout}", source.path)));
    }
    none(&broken, "keep a rule in the sheet of the office that shows it, and in app.css what several show");
}
