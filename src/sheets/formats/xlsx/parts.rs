//! Where the parts of a workbook are: relations and the list of sheets.

use std::collections::HashMap;

use super::{SMALL_PART_BYTES_MAX, stranger};
use crate::sheets::container::Container;
use crate::sheets::fault::{FileProblem, Stranger};
use crate::sheets::formats::Sheet;
use crate::sheets::xml::{Scanner, Tag};

/// What the workbook says of its parts.
#[derive(Debug)]
pub struct Parts {
    /// Sheets of cells (charts and dialogs are none) with their parts, in the order of the tabs.
    pub sheets: Vec<(Sheet, String)>,
    /// The shared strings.
    pub shared_strings: Option<String>,
    /// The styles.
    pub styles: Option<String>,
    /// The date system.
    pub counts_from_1904: bool,
}

/// A relation: the last step of its type, and the part that it leads to.
struct Relation {
    kind: String,
    target: String,
}

impl Parts {
    /// Follows the relations from the root.
    pub fn read(container: &mut Container) -> Result<Self, FileProblem> {
        let root = if container.has("_rels/.rels") { relations(container, "")? } else { HashMap::new() };
        let workbook = root.into_values().find(|relation| relation.kind == "officeDocument");
        let workbook = workbook.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        if let Some(stranger) = stranger(&workbook) {
            return Err(FileProblem::NotASheet(stranger));
        }
        if !container.has(&workbook) {
            return Err(FileProblem::NotASheet(Stranger::Archive));
        }
        let relations = relations(container, &workbook)?;
        let one = |kind: &str| {
            let found = relations.values().find(|relation| relation.kind == kind);
            found.map(|relation| relation.target.clone()).filter(|target| container.has(target))
        };
        let (shared_strings, styles) = (one("sharedStrings"), one("styles"));
        let bytes = container.read(&workbook, SMALL_PART_BYTES_MAX)?;
        let (sheets, counts_from_1904) = workbook_sheets(&bytes, &relations)?;
        if sheets.iter().any(|(_, path)| !container.has(path)) {
            return Err(FileProblem::Damaged);
        }
        Ok(Self { sheets, shared_strings, styles, counts_from_1904 })
    }
}

fn relations(container: &mut Container, part: &str) -> Result<HashMap<String, Relation>, FileProblem> {
    let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
    let path = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let bytes = container.read(&path, SMALL_PART_BYTES_MAX)?;
    let mut scanner = Scanner::of_bytes(&bytes);
    let mut relations = HashMap::new();
    enter(&mut scanner, b"Relationships")?;
    while let Some(tag) = scanner.next_child()? {
        if let (Some(id), Some(kind), Some(target)) =
            (tag.attribute(b"Id")?, tag.attribute(b"Type")?, tag.attribute(b"Target")?)
        {
            let is_external = tag.attribute(b"TargetMode")?.is_some_and(|mode| mode == "External");
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let (id, target) = (id.into_owned(), resolved(folder, &target));
            if !is_external && relations.insert(id, Relation { kind, target }).is_some() {
                return Err(FileProblem::Damaged);
            }
        }
        skip_content(&mut scanner, 1)?;
    }
    Ok(relations)
}

/// A target as the name of a part: from the root, or from the folder of the part that names it.
fn resolved(folder: &str, target: &str) -> String {
    let from_root = target.strip_prefix('/');
    let mut steps: Vec<&str> = if from_root.is_some() { Vec::new() } else { folder.split('/').collect() };
    for step in from_root.unwrap_or(target).split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

type Sheets = Vec<(Sheet, String)>;

fn workbook_sheets(bytes: &[u8], relations: &HashMap<String, Relation>) -> Result<(Sheets, bool), FileProblem> {
    let mut scanner = Scanner::of_bytes(bytes);
    enter(&mut scanner, b"workbook")?;
    let (mut sheets, mut counts_from_1904) = (Vec::new(), false);
    while let Some(tag) = scanner.next_child()? {
        match tag.name {
            b"workbookPr" => {
                let date1904 = tag.attribute(b"date1904")?;
                counts_from_1904 = date1904.is_some_and(|value| matches!(&*value, "1" | "true"));
            }
            b"sheets" if !tag.is_empty => {
                while let Some(tag) = scanner.next_child()? {
                    if tag.name == b"sheet" {
                        sheets.extend(sheet(&tag, relations)?);
                    }
                    skip_content(&mut scanner, 2)?;
                }
            }
            _ => {}
        }
        skip_content(&mut scanner, 1)?;
    }
    Ok((sheets, counts_from_1904))
}

fn sheet(tag: &Tag<'_>, relations: &HashMap<String, Relation>) -> Result<Option<(Sheet, String)>, FileProblem> {
    let name = tag.attribute(b"name")?.ok_or(FileProblem::Damaged)?.into_owned();
    let id = tag.attribute(b"id")?.ok_or(FileProblem::Damaged)?;
    let state = tag.attribute(b"state")?;
    let visible = !matches!(state.as_deref(), Some("hidden" | "veryHidden"));
    let relation = relations.get(&*id).ok_or(FileProblem::Damaged)?;
    let holds_cells = relation.kind == "worksheet";
    Ok(holds_cells.then(|| (Sheet { name, visible }, relation.target.clone())))
}

/// Steps into the document's root, which must have this name.
pub fn enter(scanner: &mut Scanner<'_>, root: &[u8]) -> Result<(), FileProblem> {
    match scanner.next_child()? {
        Some(tag) if tag.name == root => Ok(()),
        _ => Err(FileProblem::Damaged),
    }
}

/// Skips what is left of a child, so that no more than `depth` elements are open.
pub fn skip_content(scanner: &mut Scanner<'_>, depth: usize) -> Result<(), FileProblem> {
    while scanner.depth() > depth {
        scanner.skip()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn targets_lead_to_parts() {
        for (folder, target, expected) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "../sheet1.xml", "sheet1.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("", "./xl/workbook.xml", "xl/workbook.xml"),
        ] {
            assert_eq!(resolved(folder, target), expected, "{folder} {target}");
        }
    }
}
