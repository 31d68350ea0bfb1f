//! A paper as a PDF: A4, the font embedded, table heads on every page, pages numbered.
//!
//! Everything is placed in whole units of a fiftieth of a point, so that the same paper has the same bytes on
//! every machine; only the library is handed floating-point numbers. Its own shaping is not used: it reads the font anew for
//! every text, and took a substitution of the font for empty boxes. Every character has its glyph, as the font's map has it.

mod flow;
mod sheet;
mod table;
mod typeface;

use krilla::configure::validate::Archival;
use krilla::configure::{Configuration, ConfigurationBuilder};
use krilla::metadata::{DateTime, Metadata};
use krilla::{Document as Pdf, SerializeSettings};

pub use typeface::{Typeface, TypefaceError};

use self::flow::Flow;
use self::sheet::Sheet;
use super::document::{Document, Part};
use crate::calendar::Day;

/// Why a PDF could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the PDF could not be written: {0}")]
pub struct PdfError(String);

/// The PDF of a paper. It keeps to PDF/A-2b, as archives want it. A character that the font does not have stands as 〓, and
/// a note at the paper's end names it; who searches or copies the text finds the character itself.
pub fn draw(document: &Document, typeface: &Typeface) -> Result<Vec<u8>, PdfError> {
    let sheets = laid_out(document, typeface);
    let settings =
        SerializeSettings { configuration: archival()?, enable_tagging: false, ..SerializeSettings::default() };
    let mut pdf = Pdf::new_with(settings);
    let count = sheets.len();
    for (number, sheet) in (1..).zip(sheets) {
        sheet.draw(&mut pdf, document, typeface, (number, count));
    }
    pdf.set_metadata(metadata(document));
    pdf.finish().map_err(|error| PdfError(format!("{error:?}")))
}

/// The pages.
fn laid_out(document: &Document, typeface: &Typeface) -> Vec<Sheet> {
    let mut flow = Flow::new(document, typeface);
    flow.head();
    flow.facts(&document.facts);
    for section in &document.sections {
        flow.heading(&section.title);
        for part in &section.parts {
            match part {
                Part::Facts(facts) => flow.facts(facts),
                Part::Note(note) => flow.note(note),
                Part::Table(table) => flow.table(table),
            }
        }
    }
    flow.end()
}

fn archival() -> Result<Configuration, PdfError> {
    let configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A2_B).finish();
    configuration.map_err(|error| PdfError(format!("{error:?}")))
}

fn metadata(document: &Document) -> Metadata {
    Metadata::new()
        .title(format!("{} {}", document.title, document.subtitle))
        .language(document.lang.tag().to_owned())
        .creator("Sanbao".to_owned())
        .document_id(document.sha256())
        .creation_date(date_of(document.made_on))
}

fn date_of(day: Day) -> DateTime {
    use chrono::Datelike as _;
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    DateTime::new(u16::try_from(day.year()).unwrap_or_default()).month(small(day.month())).day(small(day.day()))
}

#[cfg(test)]
mod tests;
