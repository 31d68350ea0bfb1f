//! What the sheets say that dealers fill in.

use super::{Lang, en, zh_cn};
use crate::agreement::registers::{Dealer, FiledSheet};
use crate::calendar::Period;

impl Lang {
    /// The tab of a sheet to fill in, and the beginning of its file's name.
    pub const fn template_tab(self, sheet: FiledSheet) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::template::tab(sheet),
            Self::En => en::template::tab(sheet),
        }
    }

    /// Whose sheet it is, and for which month.
    pub fn template_title(self, sheet: FiledSheet, dealer: &Dealer, period: Period) -> String {
        match self {
            Self::ZhCn => zh_cn::template::title(sheet, dealer, period),
            Self::En => en::template::title(sheet, dealer, period),
        }
    }

    /// What is to be known before filling it in; so many rows came back.
    pub fn template_lead(self, sheet: FiledSheet, returned: usize) -> String {
        match self {
            Self::ZhCn => zh_cn::template::lead(sheet, returned),
            Self::En => en::template::lead(sheet, returned),
        }
    }

    /// How a column is filled in.
    pub fn template_note(self, sheet: FiledSheet, column: &str) -> &'static str {
        match self {
            Self::ZhCn => zh_cn::template::note(sheet, column),
            Self::En => en::template::note(sheet, column),
        }
    }

    /// Yes and no, as sheets take them.
    pub const fn yes_no(self) -> [&'static str; 2] {
        match self {
            Self::ZhCn => ["是", "否"],
            Self::En => ["yes", "no"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::SheetKind;
    use crate::sheets::template::asked;

    #[test]
    fn every_column_says_how_it_is_filled_in() {
        for (sheet, kind) in [(FiledSheet::Slips, SheetKind::Slips), (FiledSheet::Feedback, SheetKind::Feedback)] {
            for column in asked(kind) {
                for lang in [Lang::ZhCn, Lang::En] {
                    assert!(!lang.template_note(sheet, column.name).is_empty(), "{lang:?} {}", column.name);
                }
            }
        }
    }
}
