//! Every dependency can be used under a licence of the list in `deny.toml`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// What `cargo tree` says of every package that is built here: its name and version, and its licence.
fn packages() -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--no-dedupe"])
        .args(["--edges", "normal,build,dev", "--format", "{p}\t{l}"])
        .output()
        .expect("cargo starts");
    let (tree, complaint) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "cargo tree failed: {complaint}");
    let package = |line: &str| line.split_once('\t').map(|(package, licence)| (package.to_owned(), licence.to_owned()));
    let packages: BTreeSet<(String, String)> = tree.lines().filter_map(package).collect();
    packages.into_iter().collect()
}

fn allowed() -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let text = std::fs::read_to_string(file).expect("deny.toml is there");
    let table: toml::Table = text.parse().expect("deny.toml is TOML");
    let list = table.get("licenses").and_then(|licenses| licenses.get("allow")).and_then(toml::Value::as_array);
    let list = list.expect("licenses.allow is a list");
    list.iter().map(|licence| licence.as_str().expect("a licence is a text").to_owned()).collect()
}

/// Whether a licence expression can be met. `AND` binds tighter than `OR`; some packages still write `/` for `OR`.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_is_met(&mut rest, allowed) && rest.is_empty()
}

fn any_is_met(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = all_are_met(words, allowed);
    while let ["OR", rest @ ..] = words {
        *words = rest;
        met |= all_are_met(words, allowed);
    }
    met
}

fn all_are_met(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = one_is_met(words, allowed);
    while let ["AND", rest @ ..] = words {
        *words = rest;
        met &= one_is_met(words, allowed);
    }
    met
}

fn one_is_met(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    match words {
        ["(", rest @ ..] => {
            *words = rest;
            let met = any_is_met(words, allowed);
            let [")", rest @ ..] = words else { return false };
            *words = rest;
            met
        }
        [licence, "WITH", exception, rest @ ..] => {
            let met = allowed.contains(&format!("{licence} WITH {exception}"));
            *words = rest;
            met
        }
        [licence, rest @ ..] => {
            let met = allowed.contains(*licence);
            *words = rest;
            met
        }
        [] => false,
    }
}

#[test]
fn every_dependency_has_a_permissive_licence() {
    let (packages, allowed) = (packages(), allowed());
    assert!(packages.len() > 10, "cargo tree names the dependencies: {packages:?}");
    let unmet: Vec<_> = packages.iter().filter(|(_, licence)| !is_met(licence, &allowed)).collect();
    assert!(unmet.is_empty(), "use another crate, or allow its licence in deny.toml where it is permissive: {unmet:?}");
}

#[test]
fn licence_expressions_are_understood() {
    let allowed = ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("MIT AND Zlib", true),
        ("(GPL-3.0 OR MIT) AND Zlib", true),
        ("MIT AND (GPL-3.0 OR LGPL-3.0)", false),
        ("MIT OR GPL-3.0 AND LGPL-3.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Apache-2.0", false),
        ("(MIT", false),
        ("", false),
    ] {
        assert_eq!(is_met(expression, &allowed), met, "{expression}");
    }
}
