//! What a file must not hold: work left for later, and traces of the place where it was written.

use crate::{Source, none, texts};

/// Every line of a file that `is_broken` finds. The words that are looked for are in this file too, in two pieces.
fn found(files: impl Iterator<Item = Source>, words: &[String]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in files {
        for (index, line) in source.text.lines().enumerate() {
            let held = words.iter().filter(|word| line.contains(word.as_str()));
            broken.extend(held.map(|word| format!("{}:{}: {word}", source.path, index + 1)));
        }
    }
    broken
}

fn joined<const N: usize>(pieces: [[&str; 2]; N]) -> Vec<String> {
    pieces.iter().map(|pieces| pieces.concat()).collect()
}

#[test]
fn nothing_is_left_for_later() {
    let words =
        joined([["TO", "DO"], ["FIX", "ME"], ["XX", "X:"], ["todo", "!("], ["unimplemented", "!("], ["#[ig", "nore"]]);
    none(&found(texts().into_iter(), &words), "do it now, or describe it where work is planned");
}

#[test]
fn no_file_names_a_registry_or_a_place_outside() {
    let words = joined([
        ["//crates", ".io"],
        ["index.crates", ".io"],
        ["static.crates", ".io"],
        ["pypi", ".org"],
        ["/wo", "rk/"],
        ["../sha", "red"],
        ["/ro", "ot/"],
    ]);
    none(&found(texts().into_iter(), &words), "say what is meant without the address or the path");
}

#[test]
fn no_file_is_left_by_a_tool() {
    let leftovers = [".snap.new", ".pending-snap", ".orig", ".rej", ".proptest-regressions"];
    let files = texts().into_iter().map(|source| source.path);
    let left: Vec<String> = files.filter(|path| leftovers.iter().any(|end| path.ends_with(end))).collect();
    none(&left, "accept or remove what the tool left, and do not commit it");
}

#[test]
fn rooms_are_named_after_what_they_hold() {
    let vague = ["utils", "helpers", "common", "manager", "service"];
    let files = texts().into_iter().map(|source| source.path).filter(|path| path.starts_with("src/"));
    let is_vague = |path: &String| path.split(['/', '.']).any(|part| vague.contains(&part));
    let broken: Vec<String> = files.filter(is_vague).collect();
    none(&broken, "name the module after its subject");
}
