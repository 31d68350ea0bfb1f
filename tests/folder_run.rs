//! The folder run as its users start it: the worked cases, the import samples, and everything that can be wrong.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod expected;

mod folder_run {
    pub mod refused;
    pub mod wrong;
}

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder of the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Runs `sanbao` with the words of a command line.
fn command(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sanbao")).args(words).output().unwrap()
}

/// Runs a folder and gives the outputs' folder with what the run said.
fn run(folder: &Path, [from, through, seed]: [&str; 3], lang: &str) -> (TempDir, Output) {
    let out = tempfile::tempdir().unwrap();
    let (folder, to) = (folder.to_str().unwrap(), out.path().to_str().unwrap());
    let words = ["run", folder, "--from", from, "--through", through, "--seed", seed, "--out", to, "--lang", lang];
    let output = command(&words);
    (out, output)
}

const SAMPLES: [&str; 3] = ["2026-01", "2026-03", "2026-spring"];

/// A copy of the import samples that a test may spoil.
fn samples_copy() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in walk(&repository("import-samples")) {
        let below = entry.strip_prefix(repository("import-samples")).unwrap();
        let place = copy.path().join(below);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::copy(&entry, place).unwrap();
    }
    copy
}

/// Every file below a folder, sorted.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_worked_cases_come_out_equal() {
    let cases: Vec<PathBuf> = fs::read_dir(repository("tests/cases")).unwrap().map(|it| it.unwrap().path()).collect();
    assert!(cases.len() >= 2);
    for case in cases {
        let words = fs::read_to_string(case.join("run.txt")).unwrap();
        let words: Vec<&str> = words.split_whitespace().collect();
        let after = |flag: &str| words[words.iter().position(|word| *word == flag).unwrap() + 1];
        let order = [after("--from"), after("--through"), after("--seed")];
        let (out, output) = run(&case.join("input"), order, "en");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
        expected::check(&case, |file| fs::read_to_string(out.path().join(file)).unwrap());
    }
}

#[test]
fn the_case_with_forfeited_sheets_says_so_and_ends_with_one() {
    let (out, output) = run(&repository("tests/cases/one-year/input"), ["2026-01", "2027-01", "seed-7"], "en");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(fs::read_to_string(out.path().join("rejected_sheets.csv")).unwrap(), @r#"
    file,row,column,value,message
    2026-03/D002-slips.csv,,,,"The sheet came after its last day, 2026-05-10; its slips are forfeited and filed nowhere."
    2026-05/D003-slips.csv,,,,"The sheet came after its last day, 2026-08-20; its slips are forfeited and filed nowhere."
    2026-06/D001-slips.csv,,,,"The sheet came after its last day, 2026-09-20; its slips are forfeited and filed nowhere."
    "#);
}

#[test]
fn the_import_samples_are_all_filed_and_settled() {
    for lang in ["zh-CN", "en"] {
        let (out, output) = run(&repository("import-samples"), SAMPLES, lang);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let table = String::from_utf8(output.stdout).unwrap();
        let table = table.replace(out.path().to_str().unwrap(), "OUT");
        insta::assert_snapshot!(format!("table-{lang}"), table);
        for file in walk(out.path()) {
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let says_words = ["reasons.csv", "violations.csv"].contains(&name.as_str());
            if says_words || lang == "en" {
                insta::assert_snapshot!(format!("{name}-{lang}"), fs::read_to_string(&file).unwrap());
            }
        }
    }
}

#[test]
fn the_same_folder_gives_the_same_bytes() {
    let (first, _) = run(&repository("tests/cases/one-year/input"), ["2026-01", "2027-01", "seed-7"], "zh-CN");
    let (second, _) = run(&repository("tests/cases/one-year/input"), ["2026-01", "2027-01", "seed-7"], "zh-CN");
    let contents = |out: &TempDir| -> Vec<(PathBuf, Vec<u8>)> {
        let below = |file: &Path| file.strip_prefix(out.path()).unwrap().to_owned();
        walk(out.path()).iter().map(|file| (below(file), fs::read(file).unwrap())).collect()
    };
    assert!(contents(&first) == contents(&second), "two runs differ");
}

#[test]
fn every_statement_is_the_sum_of_its_lines_and_every_payment_one_of_the_statements() {
    let (out, _) = run(&repository("tests/cases/one-year/input"), ["2026-01", "2027-01", "seed-7"], "en");
    let rows = |file: &str| -> Vec<csv::StringRecord> {
        csv::Reader::from_path(out.path().join(file)).unwrap().records().map(Result::unwrap).collect()
    };
    let fen = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let (lines, payments) = (rows("statement_lines.csv"), rows("payments.csv"));
    for statement in rows("statements.csv") {
        let of_it = |row: &&csv::StringRecord| row[0] == statement[0] && row[1] == statement[1];
        let sum: i64 = lines.iter().filter(of_it).map(|line| fen(&line[6])).sum();
        assert_eq!(fen(&statement[3]), sum, "{statement:?}");
        assert_eq!(fen(&statement[3]), fen(&statement[4]) - fen(&statement[5]), "{statement:?}");
        let paid: i64 = payments.iter().filter(of_it).map(|payment| fen(&payment[5])).sum();
        assert_eq!(fen(&statement[4]), paid, "{statement:?}");
    }
}
