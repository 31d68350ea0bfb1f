//! That rules, exports and flags are described where people look.

use std::fs;
use std::process::Command;

use sanbao::agreement::decision::{Code, RULES};
use sanbao::exports::{BATCH_DOCUMENTS, EXPORTS};

use crate::{none, root, sources};

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("README.md is there")
}

#[test]
fn every_rule_has_a_file_that_begins_with_its_clause() {
    let rules: Vec<_> =
        sources().into_iter().filter(|source| source.path.starts_with("src/agreement/decision/")).collect();
    let mut without = Vec::new();
    // A house check has the code that an administrator gave it.
    for code in Code::ALL.iter().filter(|code| **code != Code::HouseCheck) {
        let begins = format!("{} `{}`", code.clause(), code.as_str());
        let is_its = |text: &str| text.lines().next().is_some_and(|line| line.contains(&begins));
        match rules.iter().filter(|source| is_its(&source.text)).count() {
            1 => {}
            count => without.push(format!("{begins}: {count} files")),
        }
    }
    none(&without, "give the rule one file in src/agreement/decision whose first line is its clause and code");
}

#[test]
fn every_code_is_in_the_list_of_rules_once_and_in_order() {
    let listed: Vec<Code> = RULES.iter().map(|rule| rule.code).collect();
    let codes: Vec<Code> = Code::ALL.iter().copied().filter(|code| *code != Code::HouseCheck).collect();
    assert_eq!(listed, codes, "list the rule in RULES of src/agreement/decision.rs, in the order of the agreement");
}

#[test]
fn every_export_is_described() {
    let readme = readme();
    let documents = BATCH_DOCUMENTS.iter().map(|document| document.file);
    let files = EXPORTS.iter().map(|export| export.file).chain(["rejected_sheets.csv"]).chain(documents);
    let missing: Vec<String> = files.filter(|file| !readme.contains(file)).map(str::to_owned).collect();
    none(&missing, "say in README.md what the file holds");
}

#[test]
fn every_flag_is_described() {
    let readme = readme();
    let mut missing = Vec::new();
    for command in ["run", "samples", "serve", "migrate", "backup", "restore"] {
        let help = Command::new(env!("CARGO_BIN_EXE_sanbao")).args([command, "--help"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let flags: Vec<&str> =
            help.split_whitespace().filter(|word| word.starts_with("--") && *word != "--help").collect();
        assert!(flags.len() >= 3, "the help names the flags: {help}");
        missing.extend(flags.iter().filter(|flag| !readme.contains(**flag)).map(|flag| format!("{command} {flag}")));
    }
    none(&missing, "say in README.md what the flag does");
}

#[test]
fn every_ci_step_is_there() {
    let steps = fs::read_to_string(root().join(".ci/run")).unwrap();
    for step in ["cargo test --locked", "cargo fmt --check", "cargo clippy --locked", "cargo doc --locked"] {
        assert!(steps.lines().any(|line| line.contains(step)), "keep `{step}` in .ci/run");
    }
}
