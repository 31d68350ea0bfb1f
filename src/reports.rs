//! Papers: statements, notices, evaluations and lists as one model, `Document`, drawn as a page, a PDF and a workbook.
//!
//! `facts` says what a paper is made from; a verb of `workflow` loads it. A module per paper makes the model of it, in one
//! of the two languages; `html`, `pdf` and `xlsx` draw any model and know no paper. The same facts give the same bytes.

pub mod document;
pub mod facts;
mod format;
pub mod html;
pub mod pdf;
pub mod penalty_notice;
pub mod statement;
pub mod violations;
pub mod xlsx;
pub mod year;

pub use document::{Cell, Column, ColumnKind, Document, Fact, Part, Section, Table};
pub use format::{DrawError, Format};
