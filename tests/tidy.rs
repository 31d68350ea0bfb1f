//! The house rules, as tests. Each message says what to do.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod tidy {
    pub mod described;
    pub mod imports;
    pub mod size;
    pub mod styles;
    pub mod texts;
    pub mod traces;
    pub mod words;
}

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file of the repository.
struct Source {
    /// Its path from the root.
    path: String,
    text: String,
}

impl Source {
    /// The lines with their numbers, without what is only a comment.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every committed file that is a text. Where there is no repository, every file but what is built.
fn texts() -> Vec<Source> {
    let listed = Command::new("git").arg("-C").arg(root()).args(["ls-files", "-z"]).output();
    let paths = match listed {
        Ok(output) if output.status.success() && !output.stdout.is_empty() => {
            String::from_utf8(output.stdout).unwrap().split_terminator('\0').map(|path| root().join(path)).collect()
        }
        _ => walk(root()),
    };
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).ok()?;
        let path = path.strip_prefix(root()).ok()?.to_str()?.replace('\\', "/");
        Some(Source { path, text })
    };
    paths.into_iter().filter_map(source).collect()
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let built = ["target", "settlement", ".git"];
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if built.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

/// Every Rust file below `src`.
fn sources() -> Vec<Source> {
    let is_source = |source: &Source| source.path.starts_with("src/") && is_rust(&source.path);
    let sources: Vec<Source> = texts().into_iter().filter(is_source).collect();
    assert!(sources.len() > 50, "the sources are found");
    sources
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

/// Fails with every line that breaks a rule, and what to do about it.
#[track_caller]
fn none(broken: &[String], what_to_do: &str) {
    assert!(broken.is_empty(), "{what_to_do}:\n{}", broken.join("\n"));
}
