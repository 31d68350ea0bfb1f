//! The columns of every sheet (`sheets.md`), one file a sheet, and how a row becomes one of the agreement's structs.

pub mod bank_results;
mod callbacks;
mod complaints;
mod dealers;
mod feedback;
mod goods_returns;
mod parts;
mod products;
mod sales;
mod slips;
mod stock;
mod submissions;
mod technicians;
mod units;

use super::SheetKind;
use super::fault::{CellProblem, Word};

/// The largest count that a sheet may state on either side; a million of them still add up within an `i64`.
pub const COUNT_MAX: i64 = 1_000_000_000_000;

/// A column of a sheet.
#[derive(Debug)]
pub struct Column {
    /// Sanbao's English name.
    pub name: &'static str,
    /// The Chinese name.
    pub chinese: &'static str,
    /// What its cells hold.
    pub kind: CellKind,
    /// Whether it may be absent or blank.
    pub need: Need,
}

/// What a column's cells hold.
#[derive(Debug)]
pub enum CellKind {
    /// Text, identifiers among it.
    Text,
    /// A day.
    Day,
    /// A day with a time; midnight where it has none.
    Moment,
    /// A month.
    Period,
    /// An amount in yuan with at most two decimals.
    Money {
        /// Whether it may be negative.
        negative: bool,
    },
    /// A whole number.
    Integer {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// Yes or no.
    YesNo,
    /// One of some words.
    Choice(&'static [Choice]),
}

/// An allowed value: English, Chinese (empty where it has none).
pub type Choice = (&'static str, &'static str);

/// Whether a column may be absent or blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may be absent.
    Optional,
    /// The header must have it; its cells may be blank.
    InHeader,
    /// Every row must fill it in.
    InEveryRow,
}

/// A sheet's columns, and what no column can say alone.
#[derive(Debug)]
pub struct Layout {
    /// The columns in the order of `sheets.md`.
    pub columns: &'static [Column],
    /// What must hold between the columns of a row.
    pub row_rule: Option<RowRule>,
}

/// Finds the column that is wrong beside the others of its row.
pub type RowRule = fn(&RowFacts) -> Option<(usize, CellProblem)>;

/// What a row rule may look at: by column, whether it is filled in, and the number of an integer or a choice.
#[derive(Debug, Default)]
pub struct RowFacts {
    filled: u32,
    numbers: Vec<i64>,
}

impl RowFacts {
    /// Forgets the last row.
    pub fn clear(&mut self) {
        self.filled = 0;
        self.numbers.clear();
    }

    /// Notes a value that is not blank.
    pub fn fill(&mut self, column: usize, number: Option<i64>) {
        self.filled |= bit(column);
        if let Some(number) = number {
            if self.numbers.len() <= column {
                self.numbers.resize(column + 1, 0);
            }
            if let Some(slot) = self.numbers.get_mut(column) {
                *slot = number;
            }
        }
    }

    /// Whether any column is filled in.
    #[must_use]
    pub const fn is_anything_filled(&self) -> bool {
        self.filled != 0
    }

    /// Whether every column is filled in that is in the other.
    #[must_use]
    pub const fn has_all(&self, other: &Self) -> bool {
        self.filled & other.filled == other.filled
    }

    /// Whether the column is filled in.
    #[must_use]
    pub const fn is_filled(&self, column: usize) -> bool {
        self.filled & bit(column) != 0
    }

    /// The number of an integer or a choice, where filled in.
    #[must_use]
    pub fn number(&self, column: usize) -> Option<i64> {
        if self.is_filled(column) { self.numbers.get(column).copied() } else { None }
    }
}

/// No sheet has over 32 columns.
const fn bit(column: usize) -> u32 {
    if column < 32 { 1 << column } else { 0 }
}

/// The layout of a sheet.
#[must_use]
pub const fn layout(sheet: SheetKind) -> &'static Layout {
    match sheet {
        SheetKind::Dealers => &dealers::LAYOUT,
        SheetKind::Products => &products::LAYOUT,
        SheetKind::Parts => &parts::LAYOUT,
        SheetKind::Sales => &sales::LAYOUT,
        SheetKind::Units => &units::LAYOUT,
        SheetKind::Stock => &stock::LAYOUT,
        SheetKind::GoodsReturns => &goods_returns::LAYOUT,
        SheetKind::Complaints => &complaints::LAYOUT,
        SheetKind::Technicians => &technicians::LAYOUT,
        SheetKind::Submissions => &submissions::LAYOUT,
        SheetKind::Callbacks => &callbacks::LAYOUT,
        SheetKind::Slips => &slips::LAYOUT,
        SheetKind::Feedback => &feedback::LAYOUT,
        SheetKind::BankResults => &bank_results::LAYOUT,
    }
}

impl Layout {
    const fn of(columns: &'static [Column]) -> Self {
        Self { columns, row_rule: None }
    }
}

impl Column {
    const fn optional(name: &'static str, chinese: &'static str, kind: CellKind) -> Self {
        Self { name, chinese, kind, need: Need::Optional }
    }

    const fn in_header(name: &'static str, chinese: &'static str, kind: CellKind) -> Self {
        Self { name, chinese, kind, need: Need::InHeader }
    }

    const fn required(name: &'static str, chinese: &'static str, kind: CellKind) -> Self {
        Self { name, chinese, kind, need: Need::InEveryRow }
    }

    /// The column's name in both languages.
    #[must_use]
    pub fn word(&self) -> Word {
        word((self.name, self.chinese))
    }
}

/// A pair as the word that a fault carries.
#[must_use]
pub fn word((english, chinese): Choice) -> Word {
    Word { english: english.into(), chinese: chinese.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::header::key;

    const ALL: [SheetKind; 14] = [
        SheetKind::Dealers,
        SheetKind::Products,
        SheetKind::Parts,
        SheetKind::Sales,
        SheetKind::Units,
        SheetKind::Stock,
        SheetKind::GoodsReturns,
        SheetKind::Complaints,
        SheetKind::Technicians,
        SheetKind::Submissions,
        SheetKind::Callbacks,
        SheetKind::Slips,
        SheetKind::Feedback,
        SheetKind::BankResults,
    ];

    #[test]
    fn no_two_columns_of_a_sheet_answer_to_one_name() {
        for sheet in ALL {
            let columns = layout(sheet).columns;
            let mut names: Vec<String> =
                columns.iter().flat_map(|column| [key(column.name), key(column.chinese)]).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), 2 * columns.len(), "{sheet:?}");
            assert!(columns.len() <= 32, "{sheet:?}");
        }
    }
}
