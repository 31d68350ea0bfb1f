//! The words of pages: the same keys in both languages, each there that is used, none that is not, and one for every code.

use std::collections::{BTreeMap, BTreeSet};

use crate::{none, texts};

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// The keys of a language, each with its file.
fn keys(language: &str) -> BTreeMap<String, Vec<String>> {
    let folder = format!("src/pages/locales/{language}/");
    let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in texts() {
        let Some(file) = source.path.strip_prefix(&folder) else { continue };
        for line in source.text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase())) {
            let key = line.split(" =").next().unwrap_or_default().trim_end_matches('=');
            keys.entry(key.to_owned()).or_default().push(file.to_owned());
        }
    }
    assert!(keys.len() > 50, "the words of {language} are found");
    keys
}

/// Everything between quotes in pages and templates that could be a key.
fn literals() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for source in texts().into_iter().filter(|source| source.path.starts_with("src/pages")) {
        if matches!(source.path.rsplit('.').next(), Some("rs" | "html")) {
            found.extend(source.text.split('"').map(str::to_owned));
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_words_in_the_same_files() {
    let [chinese, english] = LANGUAGES.map(keys);
    let differing: Vec<String> =
        chinese.keys().chain(english.keys()).filter(|key| chinese.get(*key) != english.get(*key)).cloned().collect();
    none(&differing, "give the key to src/pages/locales/zh-CN and en, once, in files of the same name");
    let twice: Vec<String> = chinese.iter().filter(|(_, files)| files.len() > 1).map(|(key, _)| key.clone()).collect();
    none(&twice, "give the key to one file alone");
}

#[test]
fn every_word_that_is_used_is_there_and_none_is_unused() {
    let (keys, literals) = (keys("en"), literals());
    let unused: Vec<String> =
        keys.keys().filter(|key| !key.starts_with("error-") && !literals.contains(*key)).cloned().collect();
    none(&unused, "take the unused key out of both languages");
    let mut missing = Vec::new();
    for source in texts().into_iter().filter(|source| source.path.starts_with("src/pages")) {
        for asked in [".t(\"", ".t_n(\"", ".t_with(\"", "titled(\"", "below(\""] {
            for (at, _) in source.text.match_indices(asked) {
                let key = source.text[at + asked.len()..].split('"').next().unwrap_or_default();
                if !keys.contains_key(key) {
                    missing.push(format!("{}: {key}", source.path));
                }
            }
        }
    }
    none(&missing, "give the key its words in src/pages/locales/zh-CN and en");
}

#[test]
fn every_code_of_an_error_says_its_cause_and_the_way_out() {
    let status = texts().into_iter().find(|source| source.path == "src/web/status.rs").unwrap();
    let codes: BTreeSet<&str> = status
        .text
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|code| code.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'))
        .collect();
    assert!(codes.len() > 50, "the codes are found: {codes:?}");
    let keys = keys("en");
    let silent: Vec<String> = codes
        .iter()
        .filter(|code| !keys.contains_key(&format!("error-{}", code.replace('_', "-"))))
        .map(|code| (*code).to_owned())
        .collect();
    none(&silent, "say in src/pages/locales/{zh-CN,en}/errors.ftl: error-<code> = cause → way out");
    let bare: Vec<String> = texts()
        .into_iter()
        .filter(|source| source.path.starts_with("src/pages/locales/") && source.path.ends_with("errors.ftl"))
        .flat_map(|source| {
            source.text.lines().filter(|line| !line.contains('→')).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    none(&bare, "write cause → way out");
}
