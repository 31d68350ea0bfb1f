//! OpenDocument spreadsheets (.ods): a zip file whose `content.xml` holds the tables.

mod paragraph;
mod row;

use std::collections::HashSet;
use std::ops::ControlFlow;

use self::row::Row;
use super::{Merge, RowSink, Sheet, Workbook};
use crate::sheets::container::Container;
use crate::sheets::fault::{FileProblem, Stranger};
use crate::sheets::xml::{Event, Scanner};

/// The rows that any spreadsheet program offers.
const ROWS_MAX: u32 = 1_048_576;

/// How many cells the file may mean by repeating others: a few bytes could ask for billions.
const REPEATED_CELLS_MAX: u64 = 20_000_000;

/// How many merged areas a sheet may have.
const MERGES_MAX: usize = 1_000_000;

/// The part that holds the tables.
const CONTENT: &str = "content.xml";

/// An opened OpenDocument spreadsheet.
#[derive(Debug)]
pub struct Ods {
    container: Container,
    sheets: Vec<Sheet>,
    /// The merged cells of each sheet.
    merges: Vec<Vec<Merge>>,
}

impl Ods {
    /// Reads the names, the visibility and the merged cells of all tables, which checks the whole part.
    pub fn open(mut container: Container) -> Result<Self, FileProblem> {
        if is_encrypted(&mut container)? {
            return Err(FileProblem::PasswordProtected);
        }
        let mut contents = Contents::default();
        contents.read(&mut Scanner::of_stream(container.part(CONTENT)?)?)?;
        let Contents { sheets, merges, .. } = contents;
        Ok(Self { container, sheets, merges })
    }
}

impl Workbook for Ods {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn merges(&mut self, sheet: usize) -> Result<Vec<Merge>, FileProblem> {
        Ok(self.merges.get(sheet).cloned().unwrap_or_default())
    }

    fn rows(&mut self, sheet: usize, sink: &mut dyn RowSink) -> Result<(), FileProblem> {
        let mut scanner = Scanner::of_stream(self.container.part(CONTENT)?)?;
        enter_spreadsheet(&mut scanner)?;
        let mut tables = 0;
        while let Some(tag) = scanner.next_child()? {
            let (is_table, is_empty) = (tag.name == b"table", tag.is_empty);
            if is_table && tables == sheet && !is_empty {
                let mut sender = Sender { sink, repeated_cells: 0 };
                return read_table(&mut scanner, &mut |number, row| sender.send(number, row));
            }
            tables += usize::from(is_table);
            if !is_empty {
                scanner.skip()?;
            }
        }
        Ok(())
    }
}

/// Sends rows on, each as often as it is repeated.
struct Sender<'s> {
    sink: &'s mut dyn RowSink,
    repeated_cells: u64,
}

impl Sender<'_> {
    fn send(&mut self, number: u32, row: &Row) -> Result<ControlFlow<()>, FileProblem> {
        for number in (number..).take(row.times()) {
            self.repeated_cells += row.repeated_cells();
            if self.repeated_cells > REPEATED_CELLS_MAX {
                return Err(FileProblem::InflatesTooFar);
            }
            if self.sink.row(number).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            row.cells().for_each(|(column, value)| self.sink.cell(column, value));
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// What the first pass over the content finds out.
#[derive(Default)]
struct Contents {
    sheets: Vec<Sheet>,
    merges: Vec<Vec<Merge>>,
}

impl Contents {
    fn read(&mut self, scanner: &mut Scanner<'_>) -> Result<(), FileProblem> {
        let hidden_styles = enter_spreadsheet(scanner)?;
        while let Some(tag) = scanner.next_child()? {
            let is_empty = tag.is_empty;
            if tag.name == b"table" {
                let name = tag.attribute(b"name")?.unwrap_or_default().into_owned();
                let style = tag.attribute(b"style-name")?.unwrap_or_default();
                self.sheets.push(Sheet { name, visible: !hidden_styles.contains(&*style) });
                self.merges.push(if is_empty { Vec::new() } else { merges(scanner)? });
            } else if !is_empty {
                scanner.skip()?;
            }
        }
        while !matches!(scanner.next_event()?, Event::End) {}
        Ok(())
    }
}

/// Reads up to the start of the tables; returns the styles of tables that are hidden.
fn enter_spreadsheet(scanner: &mut Scanner<'_>) -> Result<HashSet<String>, FileProblem> {
    let mut hidden_styles = HashSet::new();
    loop {
        match scanner.next_event()? {
            Event::Open(tag) => match tag.name {
                b"document-content" | b"body" => {}
                b"spreadsheet" => return Ok(hidden_styles),
                b"text" => return Err(FileProblem::NotASheet(Stranger::Document)),
                b"presentation" => return Err(FileProblem::NotASheet(Stranger::Presentation)),
                b"automatic-styles" if !tag.is_empty => find_hidden_styles(scanner, &mut hidden_styles)?,
                _ if !tag.is_empty => scanner.skip()?,
                _ => {}
            },
            Event::End => return Err(FileProblem::NotASheet(Stranger::Other)),
            _ => {}
        }
    }
}

/// Finds the styles that say `table:display="false"`.
fn find_hidden_styles(scanner: &mut Scanner<'_>, hidden: &mut HashSet<String>) -> Result<(), FileProblem> {
    let depth = scanner.depth();
    let mut style = String::new();
    while scanner.depth() >= depth {
        if let Event::Open(tag) = scanner.next_event()? {
            match tag.name {
                b"style" => style = tag.attribute(b"name")?.unwrap_or_default().into_owned(),
                b"table-properties" if tag.attribute(b"display")?.as_deref() == Some("false") => {
                    hidden.insert(style.clone());
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Takes a row that holds something, with its number.
type RowTaker<'a> = dyn FnMut(u32, &Row) -> Result<ControlFlow<()>, FileProblem> + 'a;

/// Reads a table's rows from behind its start tag up to its end tag.
fn read_table(scanner: &mut Scanner<'_>, take: &mut RowTaker<'_>) -> Result<(), FileProblem> {
    let mut groups = 0_u32;
    let mut row = Row::default();
    let mut next = 1_u32;
    loop {
        match scanner.next_event()? {
            Event::Open(tag) => match tag.name {
                b"table-row" => {
                    let is_empty = tag.is_empty;
                    row.begin(&tag)?;
                    if !is_empty {
                        row.read(scanner)?;
                    }
                    let number = next;
                    next = next.saturating_add(row.repeated);
                    if row.is_blank() {
                        continue;
                    }
                    if next > ROWS_MAX + 1 {
                        return Err(FileProblem::Damaged);
                    }
                    if take(number, &row)?.is_break() {
                        return Ok(());
                    }
                }
                b"table-row-group" | b"table-header-rows" | b"table-rows" => groups += u32::from(!tag.is_empty),
                _ if !tag.is_empty => scanner.skip()?,
                _ => {}
            },
            Event::Close if groups == 0 => return Ok(()),
            Event::Close => groups -= 1,
            Event::End => return Err(FileProblem::Damaged),
            Event::Text(..) => {}
        }
    }
}

/// The merged cells of the table whose start tag was read last.
fn merges(scanner: &mut Scanner<'_>) -> Result<Vec<Merge>, FileProblem> {
    let mut merges = Vec::new();
    read_table(scanner, &mut |number, row| {
        if row.has_merges() {
            for number in (number..).take(row.times()) {
                merges.extend(row.merges(number));
                if merges.len() > MERGES_MAX {
                    return Err(FileProblem::InflatesTooFar);
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(merges)
}

/// Whether the manifest says that parts are encrypted. Its text is only searched, since old programs begin it with a
/// document type, which a part that is parsed must not have.
fn is_encrypted(container: &mut Container) -> Result<bool, FileProblem> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    const MANIFEST_BYTES_MAX: u64 = 1 << 20;
    const ELEMENT: &[u8] = b":encryption-data";
    if !container.has(MANIFEST) {
        return Ok(false);
    }
    let manifest = container.read(MANIFEST, MANIFEST_BYTES_MAX)?;
    Ok(memchr::memmem::find(&manifest, ELEMENT).is_some())
}
