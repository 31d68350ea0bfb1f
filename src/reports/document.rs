//! The model of a paper: titled sections of facts, tables and notes, in one language, every amount still an amount.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::calendar::Day;
use crate::money::{Money, grouped};
use crate::texts::{Label, Lang};

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What a file of it is called, without its ending.
    pub file_stem: String,
    /// The language.
    pub lang: Lang,
    /// What it is.
    pub title: String,
    /// Whose, and of what time.
    pub subtitle: String,
    /// That it does not count yet, and why; shown across its top.
    pub draft: Option<String>,
    /// The day from which it says what it says.
    pub made_on: Day,
    /// What identifies it.
    pub facts: Vec<Fact>,
    /// The rest.
    pub sections: Vec<Section>,
}

/// A name and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name.
    pub label: String,
    /// What it is.
    pub value: String,
    /// Whether this is what the paper is looked at for.
    pub is_main: bool,
}

/// A part of a paper with a title of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// What is in it.
    pub parts: Vec<Part>,
}

/// What a section holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Facts side by side.
    Facts(Vec<Fact>),
    /// A table.
    Table(Table),
    /// Sentences.
    Note(String),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is, where a section has several.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// The sums, a cell for each column.
    pub total: Option<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands at its head.
    pub title: String,
    /// What its cells hold.
    pub kind: ColumnKind,
    /// Its share of the width.
    pub weight: u16,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// Numbers and codes that are no quantities.
    Id,
    /// Whole numbers.
    Count,
    /// Money.
    Amount,
    /// Days.
    Day,
}

impl ColumnKind {
    /// Whether its cells stand at the right.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Count | Self::Amount)
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Words, or a code.
    Text(String),
    /// A whole number.
    Count(i64),
    /// Money.
    Amount(Money),
    /// A day.
    Day(Day),
}

impl Cell {
    /// Words, or a code.
    pub fn text(text: &(impl ToString + ?Sized)) -> Self {
        Self::Text(text.to_string())
    }

    /// A code that may be missing.
    pub fn maybe(text: Option<impl ToString>) -> Self {
        text.map_or(Self::Blank, |text| Self::text(&text))
    }

    /// A day that may be missing.
    pub fn day(day: Option<Day>) -> Self {
        day.map_or(Self::Blank, Self::Day)
    }

    /// As it is read.
    pub fn shown(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Amount(amount) => grouped(*amount),
            Self::Day(day) => day.to_string(),
        }
    }
}

impl Fact {
    /// A fact.
    pub fn new(label: &str, value: &(impl ToString + ?Sized)) -> Self {
        Self { label: label.to_owned(), value: value.to_string(), is_main: false }
    }

    /// The fact for which people look at the paper.
    pub fn main(label: &str, value: &(impl ToString + ?Sized)) -> Self {
        Self { is_main: true, ..Self::new(label, value) }
    }
}

impl Table {
    /// A table without rows. `columns`: the label, what the cells hold, the share of the width.
    pub fn of(lang: Lang, columns: &[(Label, ColumnKind, u16)]) -> Self {
        let column = |(label, kind, weight): &(Label, ColumnKind, u16)| Column {
            title: lang.label(*label).to_owned(),
            kind: *kind,
            weight: *weight,
        };
        let columns = columns.iter().map(column).collect();
        Self { caption: String::new(), columns, rows: Vec::new(), total: None }
    }

    /// Adds up the amounts below the last row; the first cell says that these are sums.
    #[must_use]
    pub fn with_total(mut self, lang: Lang) -> Self {
        let sum = |place: usize| -> Money {
            let of_row = |row: &Vec<Cell>| match row.get(place) {
                Some(Cell::Amount(amount)) => *amount,
                _ => Money::ZERO,
            };
            self.rows.iter().map(of_row).sum()
        };
        let total = self.columns.iter().enumerate().map(|(place, column)| match column.kind {
            ColumnKind::Amount => Cell::Amount(sum(place)),
            _ if place == 0 => Cell::text(lang.label(Label::Total)),
            _ => Cell::Blank,
        });
        self.total = Some(total.collect());
        self
    }
}

impl Document {
    /// The paper as plain text: what it says and nothing of how it looks.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n", self.title, self.subtitle);
        if let Some(draft) = &self.draft {
            let _ = writeln!(text, "[{draft}]");
        }
        write_facts(&mut text, &self.facts);
        for section in &self.sections {
            let _ = writeln!(text, "\n== {}", section.title);
            for part in &section.parts {
                match part {
                    Part::Facts(facts) => write_facts(&mut text, facts),
                    Part::Note(note) => drop(writeln!(text, "{note}")),
                    Part::Table(table) => write_table(&mut text, table),
                }
            }
        }
        text
    }

    /// The hexadecimal SHA-256 of what the paper says; it is the same on the page, in the PDF and in the workbook.
    pub fn sha256(&self) -> String {
        let digest = Sha256::digest(self.text().as_bytes());
        data_encoding::HEXLOWER.encode(&digest)
    }

    /// What stands at the foot of every page.
    pub fn footer(&self) -> String {
        format!("{} · SHA-256 {}", self.file_stem, self.sha256())
    }
}

fn write_facts(text: &mut String, facts: &[Fact]) {
    for fact in facts {
        let _ = writeln!(text, "{}: {}", fact.label, fact.value);
    }
}

fn write_table(text: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        let _ = writeln!(text, "-- {}", table.caption);
    }
    let titles: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
    let _ = writeln!(text, "{}", titles.join(" | "));
    for row in table.rows.iter().chain(&table.total) {
        let cells: Vec<String> = row.iter().map(Cell::shown).collect();
        let _ = writeln!(text, "{}", cells.join(" | "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_adds_up_the_amounts_alone() {
        let mut table = Table::of(
            Lang::En,
            &[
                (Label::Slip, ColumnKind::Id, 1),
                (Label::Quantity, ColumnKind::Count, 1),
                (Label::Amount, ColumnKind::Amount, 1),
            ],
        );
        table.rows = vec![
            vec![Cell::text("W1"), Cell::Count(2), Cell::Amount(Money::from_fen(15_00))],
            vec![Cell::text("W2"), Cell::Count(1), Cell::Amount(Money::from_fen(-5_00))],
        ];
        let total = table.with_total(Lang::En).total.unwrap();
        assert_eq!(total, [Cell::text("Total"), Cell::Blank, Cell::Amount(Money::from_fen(10_00))]);
    }
}
