//! How long files and functions may be, and that every module says what it is.

use crate::{is_rust, none, root, sources, texts};

const FILE_LINES_MAX: usize = 500;

#[test]
fn files_have_at_most_500_lines() {
    let rust = texts().into_iter().filter(|source| is_rust(&source.path));
    let long: Vec<String> = rust
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > FILE_LINES_MAX)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    none(&long, "split the file where it has two subjects");
}

#[test]
fn functions_have_at_most_70_lines_but_tables_of_sentences() {
    let settings = std::fs::read_to_string(root().join(".clippy.toml")).unwrap();
    assert!(settings.contains("too-many-lines-threshold = 70\n"), "keep the limit in .clippy.toml at 70 lines");
    let mut broken = Vec::new();
    for source in sources() {
        let sentences = source.path.starts_with("src/texts/");
        let excused = source.code().filter(|(_, line)| {
            line.contains("clippy::too_many_lines") && !(sentences && line.contains("#[expect(clippy::too_many_lines"))
        });
        broken.extend(excused.map(|(number, _)| format!("{}:{number}", source.path)));
    }
    none(&broken, "split the function; only a table of sentences may be longer");
}

#[test]
fn every_file_says_what_it_is() {
    let is_test = |path: &str| path.ends_with("/tests.rs");
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|source| !is_test(&source.path) && !source.text.starts_with("//! "))
        .map(|source| source.path)
        .collect();
    none(&silent, "begin the file with a //! line: what it is for, or its clause");
}
