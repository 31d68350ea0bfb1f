//! Finding the header row and knowing its columns (`sheets.md`, "Reading").

use std::ops::ControlFlow;

use super::Glossary;
use super::cell::{normalised, shown};
use super::columns::{Column, Need};
use super::fault::{FileProblem, Word};
use super::formats::{Merge, RawValue, RowSink};

/// The header stands in one of this many first rows.
pub const ROWS_SEARCHED: u32 = 20;
/// A header block of merged cells does not reach further below its first row.
const BLOCK_ROWS_MAX: u32 = 10;

/// A recognised header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The last row of the header block; the data begin below.
    pub last_row: u32,
    /// The known columns: where they stand in the sheet, which they are, how they are spelled.
    pub known: Vec<Known>,
    /// The columns that Sanbao does not know, as spelled.
    pub unknown: Vec<String>,
}

/// A known column of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The column of the sheet, from 0.
    pub at: u32,
    /// The place among the sheet's columns.
    pub column: usize,
    /// As the header spells it.
    pub spelled: String,
}

/// How near a sheet comes to having the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// It has it.
    Found(Header),
    /// It has not: how many of the required columns its best row has, and those it lacks.
    Missing {
        /// That row; 0 where none has any.
        row: u32,
        /// Required columns found.
        found: usize,
        /// Required columns lacking.
        missing: Vec<Word>,
    },
    /// A known column stands twice.
    Wrong {
        /// The header's row.
        row: u32,
        /// What is wrong.
        problem: FileProblem,
    },
}

/// The first rows of a sheet as texts.
#[derive(Debug, Default)]
pub struct FirstRows {
    rows: Vec<(u32, Vec<(u32, String)>)>,
}

impl RowSink for FirstRows {
    fn row(&mut self, number: u32) -> ControlFlow<()> {
        if number > ROWS_SEARCHED + BLOCK_ROWS_MAX {
            return ControlFlow::Break(());
        }
        self.rows.push((number, Vec::new()));
        ControlFlow::Continue(())
    }

    fn cell(&mut self, column: u32, value: RawValue<'_>) {
        let text = shown(value, false);
        let text = text.trim();
        if let Some((_, cells)) = self.rows.last_mut()
            && !text.is_empty()
        {
            cells.push((column, text.to_owned()));
        }
    }
}

impl FirstRows {
    /// Looks for the header among these rows.
    pub fn search(&self, columns: &[Column], aliases: &Glossary, merges: &[Merge]) -> Search {
        let merges: Vec<&Merge> = merges.iter().filter(|merge| merge.first_row <= ROWS_SEARCHED).collect();
        let names = Names::of(columns, aliases);
        let mut best = Search::Missing { row: 0, found: 0, missing: missing(columns, &[]) };
        for row in 1..=ROWS_SEARCHED {
            let recognised = names.recognise(&self.texts(row, &merges));
            let missing = missing(columns, &recognised);
            if missing.is_empty() {
                return self.block(row, &names, &merges);
            }
            let required = columns.iter().filter(|column| column.need != Need::Optional).count();
            let count = required - missing.len();
            if matches!(best, Search::Missing { found, .. } if count > found) {
                best = Search::Missing { row, found: count, missing };
            }
        }
        best
    }

    /// The cells of a row, those that reach into it from above among them.
    fn texts(&self, row: u32, merges: &[&Merge]) -> Vec<(u32, &str)> {
        let mut texts = self.own_texts(row);
        for merge in merges {
            if merge.first_row < row && row <= merge.last_row {
                let above = self.own_texts(merge.first_row);
                texts.extend(above.into_iter().find(|(column, _)| *column == merge.first_column));
            }
        }
        texts.sort_unstable_by_key(|(column, _)| *column);
        texts.dedup_by_key(|(column, _)| *column);
        texts
    }

    fn own_texts(&self, row: u32) -> Vec<(u32, &str)> {
        let cells = self.rows.iter().filter(|(number, _)| *number == row).flat_map(|(_, cells)| cells);
        cells.map(|(column, text)| (*column, text.as_str())).collect()
    }

    /// The header that begins in `row` and reaches to the bottom of the merged cells that begin in it; of the texts
    /// of a column the lowest that is a column's name counts.
    fn block(&self, row: u32, names: &Names, merges: &[&Merge]) -> Search {
        let bottoms = merges.iter().filter(|merge| merge.first_row == row).map(|merge| merge.last_row);
        let last_row = bottoms.max().unwrap_or(row).min(row + BLOCK_ROWS_MAX);
        let mut texts: Vec<(u32, &str)> = Vec::new();
        for row in row..=last_row {
            for (column, text) in self.texts(row, merges) {
                let is_known = !names.recognise(&[(column, text)]).is_empty();
                match texts.iter_mut().find(|(at, _)| *at == column) {
                    Some((_, upper)) if is_known => *upper = text,
                    Some(_) => {}
                    None => texts.push((column, text)),
                }
            }
        }
        texts.sort_unstable_by_key(|(column, _)| *column);
        let known = names.recognise(&texts);
        if let Some(problem) = twice(names.columns, &known) {
            return Search::Wrong { row, problem };
        }
        let is_known = |at: u32| known.iter().any(|known| known.at == at);
        let unknown = texts.iter().filter(|(at, _)| !is_known(*at)).map(|(_, text)| (*text).to_owned()).collect();
        Search::Found(Header { last_row, known, unknown })
    }
}

/// The columns of a sheet with what counts of their names; found out once, since small files are mostly header.
struct Names<'a> {
    columns: &'a [Column],
    keys: Vec<[String; 2]>,
    /// By what the dealer calls them: the column's place.
    aliases: Vec<(&'a str, usize)>,
    /// By what was taught for all dealers.
    taught: Vec<(&'a str, usize)>,
}

impl<'a> Names<'a> {
    fn of(columns: &'a [Column], aliases: &'a Glossary) -> Self {
        let place = |name: &str| columns.iter().position(|column| column.name == name);
        let placed = |said: &'a [(String, String)]| -> Vec<(&'a str, usize)> {
            said.iter().filter_map(|(alias, name)| Some((alias.as_str(), place(name)?))).collect()
        };
        let keys = columns.iter().map(|column| [key(column.name), key(column.chinese)]).collect();
        Self { columns, keys, aliases: placed(&aliases.columns), taught: placed(&aliases.taught) }
    }

    /// The known columns among the texts of a row. A remark in brackets is only set aside where no column has the bare
    /// name; what the dealer calls a column counts where none has its own name, and what was taught for all dealers last.
    fn recognise(&self, texts: &[(u32, &str)]) -> Vec<Known> {
        let mut known: Vec<Known> = texts.iter().filter_map(|(at, text)| self.knows(*at, text, text)).collect();
        let remarked = texts.iter().filter_map(|(at, text)| self.knows(*at, text, without_remark(text)));
        let mapped = texts.iter().filter_map(|(at, text)| is_mapped(&self.aliases, *at, text));
        let taught = texts.iter().filter_map(|(at, text)| is_mapped(&self.taught, *at, text));
        for candidate in remarked.chain(mapped).chain(taught) {
            if !known.iter().any(|other| other.column == candidate.column) {
                known.push(candidate);
            }
        }
        known.sort_unstable_by_key(|known| known.at);
        known
    }

    fn knows(&self, at: u32, spelled: &str, name: &str) -> Option<Known> {
        let name = Some(key(name)).filter(|name| !name.is_empty())?;
        let column = self.keys.iter().position(|keys| keys.contains(&name))?;
        Some(Known { at, column, spelled: spelled.to_owned() })
    }
}

/// The column that a spelling was said to be.
fn is_mapped(said: &[(&str, usize)], at: u32, spelled: &str) -> Option<Known> {
    let name = key(spelled);
    let (_, column) = said.iter().find(|(alias, _)| *alias == name)?;
    Some(Known { at, column: *column, spelled: spelled.to_owned() })
}

/// What of a name counts: letters and digits, in lower case and plain width.
#[must_use]
pub fn key(name: &str) -> String {
    let mut scratch = String::new();
    let plain = normalised(name, &mut scratch);
    plain.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The name before a bracket: `申报费用（元）` is `申报费用`.
fn without_remark(text: &str) -> &str {
    let brackets = ['(', '（', '[', '［', '【', '〔'];
    text.split(brackets).next().unwrap_or_default()
}

fn missing(columns: &[Column], known: &[Known]) -> Vec<Word> {
    let is_missing = |(place, column): &(usize, &Column)| {
        column.need != Need::Optional && !known.iter().any(|known| known.column == *place)
    };
    columns.iter().enumerate().filter(is_missing).map(|(_, column)| column.word()).collect()
}

fn twice(columns: &[Column], known: &[Known]) -> Option<FileProblem> {
    let again = known.iter().enumerate().find_map(|(place, again)| {
        let first = known.iter().take(place).find(|first| first.column == again.column)?;
        Some((first, again))
    });
    let (first, again) = again?;
    let name = columns.get(first.column)?.word();
    Some(FileProblem::ColumnTwice { first: letters(first.at), again: letters(again.at), name })
}

/// A column as a spreadsheet letters it: `A`, `Z`, `AA`.
#[must_use]
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::SheetKind;
    use crate::sheets::columns::layout;

    /// Rows written one per line, cells between bars, from A1 on; merges as `first row-last row:first column-last column`.
    #[track_caller]
    fn check(rows: &str, merges: &[(u32, u32, u32, u32)], expected: &str) {
        check_with(&Glossary::default(), rows, merges, expected);
    }

    #[track_caller]
    fn check_with(aliases: &Glossary, rows: &str, merges: &[(u32, u32, u32, u32)], expected: &str) {
        let mut first_rows = FirstRows::default();
        for (number, line) in (1..).zip(rows.lines()) {
            assert!(first_rows.row(number).is_continue());
            for (column, text) in (0..).zip(line.split('|')) {
                first_rows.cell(column, RawValue::Text(text));
            }
        }
        let merge = |(first_row, last_row, first_column, last_column): &(u32, u32, u32, u32)| Merge {
            first_row: *first_row,
            last_row: *last_row,
            first_column: *first_column,
            last_column: *last_column,
        };
        let merges: Vec<Merge> = merges.iter().map(merge).collect();
        let columns = layout(SheetKind::Feedback).columns;
        let outcome = match first_rows.search(columns, aliases, &merges) {
            Search::Found(header) => {
                let known =
                    header.known.iter().map(|known| format!("{}={}", letters(known.at), columns[known.column].name));
                let known: Vec<String> = known.collect();
                format!("to {}: {} unknown {}", header.last_row, known.join(" "), header.unknown.join(" "))
            }
            Search::Missing { missing, .. } => {
                format!("missing {}", missing.iter().map(|word| &*word.english).collect::<Vec<_>>().join(" "))
            }
            Search::Wrong { row, problem } => format!("row {row}: {problem:?}"),
        };
        assert_eq!(outcome, expected, "{rows}");
    }

    #[test]
    fn the_header_is_the_first_row_with_every_required_column() {
        let whole = "A=product_model B=fault_code C=fault_description D=occurrences";
        check("产品型号|故障代码|故障现象|数量", &[], &format!("to 1: {whole} unknown "));
        check("Product Model|FAULT-CODE|fault description|Occurrences ", &[], &format!("to 1: {whole} unknown "));
        check("ｐｒｏｄｕｃｔ＿ｍｏｄｅｌ|故障 代码|*故障现象：|数量（件）", &[], &format!("to 1: {whole} unknown "));
        check("反馈单\n\n产品型号|故障代码|故障现象|数量|价格", &[], &format!("to 3: {whole} unknown 价格"));
        check("产品型号|故障代码\n产品型号|故障代码|数量", &[], "missing fault_description");
        check("标题", &[], "missing product_model fault_code fault_description occurrences");
        let late = format!("{}产品型号|故障代码|故障现象|数量", "\n".repeat(20));
        check(&late, &[], "missing product_model fault_code fault_description occurrences");
    }

    #[test]
    fn a_header_may_be_merged_over_two_rows() {
        check(
            "产品型号|故障|故障|数量|配件\n|故障代码|故障现象||配件编号",
            &[(1, 2, 0, 0), (1, 1, 1, 2), (1, 2, 3, 3)],
            "to 2: A=product_model B=fault_code C=fault_description D=occurrences E=part_no unknown ",
        );
        check(
            "产品型号|故障代码|故障现象|数量|其他\n||||配件编号",
            &[(1, 2, 0, 0)],
            "to 2: A=product_model B=fault_code C=fault_description D=occurrences E=part_no unknown ",
        );
    }

    #[test]
    fn what_a_dealer_calls_a_column_counts_where_none_has_its_name() {
        let aliases = Glossary::of([("件数", "occurrences"), ("机型", "product_model"), ("备注", "")]);
        let whole = "A=product_model B=fault_code C=fault_description D=occurrences";
        check_with(&aliases, "机 型|故障代码|故障现象|*件数：", &[], &format!("to 1: {whole} unknown "));
        check_with(&aliases, "机型|故障代码|故障现象|数量|件数|备注", &[], &format!("to 1: {whole} unknown 件数 备注"));
        check("机型|故障代码|故障现象|数量", &[], "missing product_model");
    }

    #[test]
    fn what_was_taught_for_all_dealers_counts_behind_what_the_dealer_says() {
        let whole = "A=product_model B=fault_code C=fault_description D=occurrences";
        let taught = [("机型", "product_model"), ("台数", "occurrences"), ("件数", "part_no")];
        let aliases = Glossary::of([("件数", "occurrences"), ("备注", "")]).taught(taught);
        check_with(&aliases, "机型|故障代码|故障现象|台数", &[], &format!("to 1: {whole} unknown "));
        check_with(&aliases, "机型|故障代码|故障现象|件数|台数", &[], &format!("to 1: {whole} unknown 台数"));
        let other = "A=product_model B=fault_code C=fault_description E=occurrences";
        check_with(&aliases, "机型|故障代码|故障现象|台数|件数", &[], &format!("to 1: {other} unknown 台数"));
        // What the dealer has no use for is nothing, whatever was taught.
        let aliases = Glossary::of([("机型", "")]).taught(taught);
        check_with(&aliases, "机型|故障代码|故障现象|数量", &[], "missing product_model");
    }

    #[test]
    fn a_column_that_stands_twice_is_wrong() {
        let name = r#"Word { english: "occurrences", chinese: "数量" }"#;
        check(
            "产品型号|故障代码|故障现象|数量|occurrences",
            &[],
            &format!(r#"row 1: ColumnTwice {{ first: "D", again: "E", name: {name} }}"#),
        );
        // The bare name wins over the one with a remark.
        check(
            "产品型号|故障代码|故障现象|数量(去年)|数量",
            &[],
            "to 1: A=product_model B=fault_code C=fault_description E=occurrences unknown 数量(去年)",
        );
    }

    #[test]
    fn columns_have_letters() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")] {
            assert_eq!(letters(column), expected);
        }
    }
}
