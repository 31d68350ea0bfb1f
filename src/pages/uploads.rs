//! What dealers upload: what is due, a new file, a file and what became of it, all files, the month's templates.

pub mod columns;
pub mod due;
mod faults;
pub mod list;
pub mod new;
pub mod one;
mod reasons;
mod sentence;
pub mod steps;
pub mod template;

use super::Page;
use super::listing::segment;
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;

/// The uploads of a dealer.
pub fn uploads_of(dealer: &DealerCode) -> String {
    format!("/dealers/{}/uploads", segment(dealer.as_str()))
}

impl Page {
    /// A sheet's name.
    pub fn sheet_name(&self, sheet: FiledSheet) -> String {
        self.t(match sheet {
            FiledSheet::Slips => "sheet-slips",
            FiledSheet::Feedback => "sheet-feedback",
        })
    }
}

/// A sheet as forms and addresses name it.
pub const fn sheet_word(sheet: FiledSheet) -> &'static str {
    match sheet {
        FiledSheet::Slips => "slips",
        FiledSheet::Feedback => "feedback",
    }
}

/// The sheet of a word.
pub fn sheet_of(word: &str) -> Option<FiledSheet> {
    [FiledSheet::Slips, FiledSheet::Feedback].into_iter().find(|sheet| sheet_word(*sheet) == word)
}
