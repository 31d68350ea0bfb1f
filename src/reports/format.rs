//! The forms in which a paper goes out.

use super::document::Document;
use super::pdf::Typeface;
use super::{html, pdf, xlsx};

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A page.
    Html,
    /// For reading, printing and keeping.
    Pdf,
    /// For going on with.
    Xlsx,
}

/// Why a paper could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// As a page.
    #[error(transparent)]
    Html(#[from] askama::Error),
    /// As a PDF.
    #[error(transparent)]
    Pdf(#[from] pdf::PdfError),
    /// As a workbook.
    #[error(transparent)]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

impl Format {
    /// The form that a file's ending names.
    pub fn of(ending: &str) -> Option<Self> {
        match ending {
            "html" => Some(Self::Html),
            "pdf" => Some(Self::Pdf),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The ending of its files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }

    /// As HTTP and mail name it.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Draws a paper.
    pub fn draw(self, document: &Document, typeface: &Typeface) -> Result<Vec<u8>, DrawError> {
        Ok(match self {
            Self::Html => html::draw(document)?.into_bytes(),
            Self::Pdf => pdf::draw(document, typeface)?,
            Self::Xlsx => xlsx::draw(document)?,
        })
    }
}
