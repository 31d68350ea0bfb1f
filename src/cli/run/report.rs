//! What a run came to: notices on standard error, the table on standard output.

use std::path::Path;

use unicode_normalization::char::is_combining_mark;

use crate::agreement::decision::Verdict;
use crate::texts::Lang;
use crate::workflow::run_folder::Summary;

/// How many unknown columns a terminal is shown.
const UNKNOWN_COLUMNS_MAX: usize = 20;

/// Refused sheets with their faults, sheets that were not read, columns that were not known.
pub fn notices(lang: Lang, summary: &Summary) {
    for sheet in summary.rejected.sheets() {
        eprintln!("{}", lang.refused(&sheet.file));
        for line in lang.fault_lines(&sheet.faults) {
            eprintln!("{line}");
        }
    }
    if !summary.missing_registers.is_empty() {
        eprintln!("{}", lang.missing_registers(&summary.missing_registers));
    }
    if !summary.ignored.is_empty() {
        eprintln!("{}", lang.ignored(&summary.ignored));
    }
    if !summary.strangers.is_empty() {
        eprintln!("{}", lang.strangers(&summary.strangers));
    }
    for (column, sheets) in summary.unknown_columns.iter().take(UNKNOWN_COLUMNS_MAX) {
        eprintln!("{}", lang.unknown_column(column, *sheets));
    }
    if let Some(more) = summary.unknown_columns.len().checked_sub(UNKNOWN_COLUMNS_MAX).filter(|more| *more > 0) {
        eprintln!("{}", lang.more_unknown_columns(more));
    }
}

/// Dealers, slips by decision, the money's way from claimed to paid, and where the files are.
pub fn table(lang: Lang, summary: &Summary, out: &Path) {
    let words = lang.table();
    let slips: u64 = summary.slips.values().sum();
    let rejected = summary.rejected.sheets().len();
    let mut rows = vec![
        (words.dealers.to_owned(), summary.dealers.to_string()),
        (words.sheets.to_owned(), format!("{} / {rejected}", summary.filed)),
        (words.slips.to_owned(), grouped(&slips.to_string())),
    ];
    for verdict in Verdict::ALL {
        let count = summary.slips.get(&verdict).copied().unwrap_or_default();
        rows.push((format!("  {}", lang.verdict(verdict)), grouped(&count.to_string())));
    }
    rows.extend([
        (words.claimed.to_owned(), grouped(&summary.claimed.to_string())),
        (words.payable.to_owned(), grouped(&summary.payable.to_string())),
        (words.fees_paid.to_owned(), grouped(&summary.fees_paid.to_string())),
        (words.penalties.to_owned(), grouped(&summary.penalties.to_string())),
        (words.paid.to_owned(), grouped(&summary.paid.to_string())),
    ]);
    let names = rows.iter().map(|(name, _)| columns(name)).max().unwrap_or(0);
    let values = rows.iter().map(|(_, value)| columns(value)).max().unwrap_or(0);
    for (name, value) in rows {
        println!("{name}{}  {value:>values$}", " ".repeat(names - columns(&name)));
    }
    println!("{}{}  {}", words.files, " ".repeat(names.saturating_sub(columns(words.files))), out.display());
}

/// A number with commas every three digits.
fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, decimals) =
        digits.split_once('.').map_or((digits, String::new()), |(whole, decimals)| (whole, format!(".{decimals}")));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{decimals}")
}

/// How many columns of a terminal a text takes; Chinese characters and punctuation take two.
fn columns(text: &str) -> usize {
    let width = |character: char| match character {
        _ if is_combining_mark(character) => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' => 2,
        _ => 1,
    };
    text.chars().map(width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_texts_measured_as_a_terminal_shows_them() {
        for (number, written) in [("0", "0"), ("999", "999"), ("1000", "1,000"), ("-1234567.80", "-1,234,567.80")] {
            assert_eq!(grouped(number), written);
        }
        assert_eq!(columns("Slips"), 5);
        assert_eq!(columns("表格：受理 / 退回"), 17);
    }
}
