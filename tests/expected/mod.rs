//! What a worked case of `tests/cases` expects, compared line by line.

use std::path::Path;

/// The six files that a case tells the whole content of.
const FILES: [&str; 6] =
    ["decisions.csv", "samples.csv", "statement_lines.csv", "statements.csv", "payments.csv", "violations.csv"];

/// Compares each file of a case with what came out under its name.
#[track_caller]
pub fn check(case: &Path, found: impl Fn(&str) -> String) {
    for file in FILES {
        let expected = std::fs::read_to_string(case.join("expected").join(file)).unwrap();
        let found = found(file);
        // The details of violations are for people.
        let has_details = file == "violations.csv";
        let compared = |text: String| if has_details { without_last_column(&text) } else { text };
        let (expected, found) = (compared(expected), compared(found));
        let differing = expected.lines().zip(found.lines()).find(|(expected, found)| expected != found);
        assert_eq!(differing, None, "{} {file}", case.display());
        assert_eq!(expected.lines().count(), found.lines().count(), "{} {file}", case.display());
    }
}

fn without_last_column(text: &str) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut rows = String::new();
    for record in reader.records() {
        let record = record.unwrap();
        let kept: Vec<&str> = record.iter().take(record.len() - 1).collect();
        rows.push_str(&kept.join("|"));
        rows.push('\n');
    }
    rows
}
