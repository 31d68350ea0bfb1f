//! OpenDocument spreadsheets (.ods): a zip file whose `content.xml` holds the tables.

mod paragraph;
mod row;
mod xml;

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::ops::ControlFlow;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use self::row::Row;
use self::xml::Xml;
use super::{Merge, RowSink, Sheet, Workbook};
use crate::sheets::fault::{FileProblem, Stranger};

/// The rows that any spreadsheet program offers.
const ROWS_MAX: u32 = 1_048_576;

/// How many cells the file may mean by repeating others: a few bytes could ask for billions.
const REPEATED_CELLS_MAX: u64 = 20_000_000;

/// How many merged areas a sheet may have.
const MERGES_MAX: usize = 1_000_000;

/// An opened OpenDocument spreadsheet.
pub struct Ods<R> {
    archive: ZipArchive<R>,
    sheets: Vec<Sheet>,
    tables: Vec<Table>,
}

/// What the first pass over `content.xml` finds out about a table.
struct Table {
    /// Where its start tag stands, or a blank before it.
    offset: u64,
    merges: Vec<Merge>,
}

impl<R: Read + Seek> Ods<R> {
    /// Reads the names, the visibility and the merged cells of all tables, which checks the whole part.
    pub fn open(mut archive: ZipArchive<R>) -> Result<Self, FileProblem> {
        if is_encrypted(&mut archive)? {
            return Err(FileProblem::PasswordProtected);
        }
        let mut xml = Xml::new(part(&mut archive, "content.xml")?);
        let mut contents = Contents::default();
        contents.read(&mut xml)?;
        drop(xml);
        let Contents { sheets, tables, .. } = contents;
        Ok(Self { archive, sheets, tables })
    }
}

impl<R: Read + Seek> Workbook for Ods<R> {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn merges(&mut self, sheet: usize) -> Result<Vec<Merge>, FileProblem> {
        Ok(self.tables.get(sheet).map(|table| table.merges.clone()).unwrap_or_default())
    }

    fn rows(&mut self, sheet: usize, sink: &mut dyn RowSink) -> Result<(), FileProblem> {
        let Some(table) = self.tables.get(sheet) else { return Ok(()) };
        let mut content = part(&mut self.archive, "content.xml")?;
        io::copy(&mut content.by_ref().take(table.offset), &mut io::sink()).map_err(|_| FileProblem::Damaged)?;
        let mut xml = Xml::new(content);
        while !matches!(xml.next()?, Event::Start(_)) {}
        let mut repeated = 0;
        read_table(&mut xml, &mut |number, row| {
            if row.repeated > 1 || row.has_repeated_cells() {
                repeated += row.cells_meant();
            }
            if repeated > REPEATED_CELLS_MAX {
                return Err(FileProblem::InflatesTooFar);
            }
            Ok(send(row, number, sink))
        })
    }
}

/// Sends a row as often as it is repeated.
fn send(row: &Row, number: u32, sink: &mut dyn RowSink) -> ControlFlow<()> {
    for number in (number..).take(usize::try_from(row.repeated).unwrap_or(usize::MAX)) {
        sink.row(number)?;
        row.cells().for_each(|(column, value)| sink.cell(column, value));
    }
    ControlFlow::Continue(())
}

/// Takes a row that holds something, with its number.
type RowTaker<'a> = dyn FnMut(u32, &Row) -> Result<ControlFlow<()>, FileProblem> + 'a;

/// Reads a table's rows from behind its start tag up to its end tag.
fn read_table<R: BufRead>(xml: &mut Xml<R>, take: &mut RowTaker<'_>) -> Result<(), FileProblem> {
    let mut row = Row::default();
    let mut next = 1_u32;
    let mut groups = 0_u32;
    loop {
        match xml.next()? {
            Event::Start(element) => match element.name().into_inner() {
                "table:table-row" => {
                    row.begin(&element)?;
                    row.read(xml)?;
                    let number = next;
                    next = next.saturating_add(row.repeated);
                    if row.is_blank() {
                        continue;
                    }
                    if next - 1 > ROWS_MAX {
                        return Err(FileProblem::Damaged);
                    }
                    if take(number, &row)?.is_break() {
                        return Ok(());
                    }
                }
                "table:table-row-group" | "table:table-header-rows" | "table:table-rows" => groups += 1,
                _ => xml.skip()?,
            },
            Event::End(_) if groups == 0 => return Ok(()),
            Event::End(_) => groups -= 1,
            _ => {}
        }
    }
}

/// The first pass over `content.xml`.
#[derive(Default)]
struct Contents {
    /// The styles of tables that are hidden.
    hidden_styles: HashSet<String>,
    sheets: Vec<Sheet>,
    tables: Vec<Table>,
}

impl Contents {
    fn read<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), FileProblem> {
        let mut is_spreadsheet = false;
        loop {
            let offset = xml.position();
            match xml.next()? {
                Event::Start(element) => match element.name().into_inner() {
                    "office:document-content" | "office:body" => {}
                    "office:automatic-styles" => self.styles(xml)?,
                    "office:spreadsheet" => is_spreadsheet = true,
                    "office:text" => return Err(FileProblem::NotASheet(Stranger::Document)),
                    "office:presentation" => return Err(FileProblem::NotASheet(Stranger::Presentation)),
                    "table:table" if is_spreadsheet => {
                        self.name(&element)?;
                        let merges = merges(xml)?;
                        self.tables.push(Table { offset, merges });
                    }
                    _ => xml.skip()?,
                },
                Event::Eof if is_spreadsheet => return Ok(()),
                Event::Eof => return Err(FileProblem::NotASheet(Stranger::Other)),
                _ => {}
            }
        }
    }

    fn name(&mut self, element: &BytesStart<'_>) -> Result<(), FileProblem> {
        let mut sheet = Sheet { name: String::new(), visible: true };
        xml::attributes(element, |name, value| {
            match name {
                "table:name" => value.clone_into(&mut sheet.name),
                "table:style-name" => sheet.visible = !self.hidden_styles.contains(value),
                _ => {}
            }
            Ok(())
        })?;
        self.sheets.push(sheet);
        Ok(())
    }

    /// Finds the styles that say `table:display="false"`.
    fn styles<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), FileProblem> {
        let mut style = String::new();
        let mut depth = 0_u32;
        loop {
            match xml.next()? {
                Event::Start(element) => {
                    depth += 1;
                    let is_style = element.name().into_inner() == "style:style";
                    xml::attributes(&element, |name, value| {
                        match name {
                            "style:name" if is_style => value.clone_into(&mut style),
                            "table:display" if value == "false" => {
                                self.hidden_styles.insert(style.clone());
                            }
                            _ => {}
                        }
                        Ok(())
                    })?;
                }
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
    }
}

/// The merged cells of the table whose start tag was read last.
fn merges<R: BufRead>(xml: &mut Xml<R>) -> Result<Vec<Merge>, FileProblem> {
    let mut merges = Vec::new();
    read_table(xml, &mut |number, row| {
        for number in (number..).take(usize::try_from(row.repeated).unwrap_or(usize::MAX)) {
            let before = merges.len();
            merges.extend(row.merges(number));
            if merges.len() > MERGES_MAX {
                return Err(FileProblem::InflatesTooFar);
            }
            if merges.len() == before {
                break;
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(merges)
}

/// Whether the manifest says that parts are encrypted. Its text is only searched, since old programs begin it with a
/// document type, which a part that is parsed must not have.
fn is_encrypted<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<bool, FileProblem> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    const MANIFEST_BYTES_MAX: u64 = 1 << 20;
    const ELEMENT: &[u8] = b":encryption-data";
    if archive.index_for_name(MANIFEST).is_none() {
        return Ok(false);
    }
    let mut manifest = Vec::new();
    let read = part(archive, MANIFEST)?.take(MANIFEST_BYTES_MAX).read_to_end(&mut manifest);
    read.map_err(|_| FileProblem::Damaged)?;
    Ok(manifest.windows(ELEMENT.len()).any(|window| window == ELEMENT))
}

fn part<'a, R: Read + Seek>(archive: &'a mut ZipArchive<R>, name: &str) -> Result<impl BufRead + 'a, FileProblem> {
    Ok(BufReader::new(archive.by_name(name).map_err(|_| FileProblem::Damaged)?))
}
