//! An agreement as a form has it: texts by the names of its fields, not yet known to be terms.
//!
//! Fields are called as the keys of an agreement's text, with numbers in the place of names that may change:
//! `terms.slips_due_day`, `lines.0` (its name), `lines.0.labour_fee`, `extensions.0.region`. What is blank is left out of the
//! text, so that its default holds; a product line or an extension whose name is blank is not there.

use std::collections::{BTreeMap, BTreeSet};

use super::terms::{LINE, general_expected, general_terms, general_values, line_expected, line_values};
use crate::agreement::terms::{Agreement, Binds, Expected, LineTerms, TermFault, Terms, parse};
use crate::calendar::Day;
use crate::pages::form::Faults;

/// The fields above the terms.
const HEAD: [&str; 4] = ["code", "dealers", "effective_from", "effective_to"];
/// The fields of a longer warranty for a region.
pub const EXTENSION: [&str; 3] = ["region", "product_line", "warranty_months"];
/// More product lines or extensions than any agreement has.
const NUMBER_MAX: usize = 200;

/// A draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft(BTreeMap<String, String>);

/// A statement of a draft, under a path that names product lines and not their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Where it stands in the agreement's text.
    pub path: String,
    /// The product line that it is about; empty where about all.
    pub line: String,
    /// The key below.
    pub key: String,
    /// What is said.
    pub value: String,
}

impl Draft {
    /// Every term with its default.
    pub fn of_defaults() -> Self {
        let mut draft = Self::default();
        draft.set_general(&Terms::default());
        draft
    }

    /// An agreement with all that it says, defaults written out.
    pub fn of(agreement: &Agreement) -> Self {
        let mut draft = Self::default();
        let binds: Vec<&str> = agreement.dealers.iter().map(word_of).collect();
        draft.set("code", &agreement.code);
        draft.set("dealers", &binds.join(", "));
        draft.set("effective_from", &agreement.effective_from.to_string());
        draft.set("effective_to", &agreement.effective_to.map(|day| day.to_string()).unwrap_or_default());
        draft.set_general(&agreement.terms);
        for (number, (line, terms)) in agreement.lines.iter().enumerate() {
            draft.set(&format!("lines.{number}"), line.as_str());
            draft.set_line(number, terms);
        }
        for (number, extension) in agreement.warranty_extensions.iter().enumerate() {
            draft.set(&format!("extensions.{number}.region"), extension.region.as_str());
            draft.set(&format!("extensions.{number}.product_line"), extension.line.as_str());
            draft.set(&format!("extensions.{number}.warranty_months"), &extension.warranty_months.to_string());
        }
        draft
    }

    fn set_general(&mut self, terms: &Terms) {
        for (key, value) in general_values(terms) {
            self.set(&format!("terms.{key}"), &value);
        }
    }

    fn set_line(&mut self, number: usize, terms: &LineTerms) {
        for (key, value) in line_values(terms) {
            self.set(&format!("lines.{number}.{key}"), &value);
        }
    }

    /// Sets a field.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.trim().to_owned());
    }

    /// What is in a field.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Takes fields of a form or of an address; answers false where one of them is none of a draft.
    pub fn take(&mut self, fields: &[(String, String)]) -> bool {
        let are_known = fields.iter().all(|(name, _)| is_field(name));
        for (name, value) in fields.iter().filter(|(name, _)| is_field(name)) {
            self.set(name, value);
        }
        are_known
    }

    /// Adds a product line with defaults, whose name is still to be given.
    pub fn add_line(&mut self) {
        let number = self.lines().last().map_or(0, |last| last + 1);
        self.set(&format!("lines.{number}"), "");
        self.set_line(number, &LineTerms::default());
    }

    /// The numbers of product lines.
    pub fn lines(&self) -> Vec<usize> {
        self.numbers("lines.")
    }

    /// The numbers of extensions, and the next one, which is blank.
    pub fn extensions(&self) -> Vec<usize> {
        let mut numbers = self.numbers("extensions.");
        let next = numbers.last().map_or(0, |last| last + 1);
        numbers.push(next);
        numbers
    }

    fn numbers(&self, prefix: &str) -> Vec<usize> {
        let number = |name: &String| name.strip_prefix(prefix)?.split('.').next()?.parse().ok();
        let numbers: BTreeSet<usize> = self.0.keys().filter_map(number).collect();
        numbers.into_iter().collect()
    }

    /// The fields that differ from another draft's.
    pub fn changes(&self, from: &Self) -> Vec<(String, String)> {
        let differs = |(name, value): &(&String, &String)| from.get(name) != value.as_str();
        self.0.iter().filter(differs).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// Everything that is said, in the order of the form; what is blank is not said.
    pub fn said(&self) -> Vec<Said> {
        let mut said = Vec::new();
        let mut say = |path: String, line: &str, key: &str, value: &str| {
            if !value.is_empty() {
                said.push(Said { path, line: line.to_owned(), key: key.to_owned(), value: value.to_owned() });
            }
        };
        for key in HEAD {
            say(key.to_owned(), "", key, self.get(key));
        }
        for term in general_terms() {
            say(format!("terms.{}", term.key), "", term.key, self.get(&format!("terms.{}", term.key)));
        }
        for number in self.lines() {
            let line = self.get(&format!("lines.{number}"));
            for term in LINE.iter().filter(|_| !line.is_empty()) {
                let value = self.get(&format!("lines.{number}.{}", term.key));
                say(format!("lines.{line}.{}", term.key), line, term.key, value);
            }
        }
        for number in self.extensions() {
            let [region, line, months] = EXTENSION.map(|key| self.get(&format!("extensions.{number}.{key}")));
            say(format!("warranty_extensions {region} {line}"), line, region, months);
        }
        said
    }

    /// The agreement's text.
    pub fn toml(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        lines.extend(stated("code", written(&Expected::Text, self.get("code"))));
        lines.extend(stated("dealers", self.dealers()));
        for key in ["effective_from", "effective_to"] {
            lines.extend(stated(key, written(&Expected::Date, self.get(key))));
        }
        lines.push("\n[terms]".to_owned());
        for term in general_terms() {
            let value = self.get(&format!("terms.{}", term.key));
            lines.extend(stated(term.key, written(&general_expected(term.key), value)));
        }
        for number in self.lines() {
            let line = self.get(&format!("lines.{number}"));
            if line.is_empty() {
                continue;
            }
            lines.push(format!("\n[lines.{}]", key_of(line)));
            for term in LINE {
                let value = self.get(&format!("lines.{number}.{}", term.key));
                lines.extend(stated(term.key, written(&line_expected(term.key), value)));
            }
        }
        for number in self.stated_extensions() {
            lines.push("\n[[warranty_extensions]]".to_owned());
            for key in EXTENSION {
                let expected = if key == "warranty_months" { line_expected(key) } else { Expected::Text };
                lines.extend(stated(key, written(&expected, self.get(&format!("extensions.{number}.{key}")))));
            }
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn dealers(&self) -> Option<String> {
        let codes: Vec<String> = self
            .get("dealers")
            .split([',', '，', '、', ';', '；', ' ', '\n', '\t'])
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .map(quoted)
            .collect();
        (!codes.is_empty()).then(|| format!("[{}]", codes.join(", ")))
    }

    /// Extensions of which anything is said.
    fn stated_extensions(&self) -> Vec<usize> {
        let is_stated =
            |number: &usize| EXTENSION.iter().any(|key| !self.get(&format!("extensions.{number}.{key}")).is_empty());
        self.extensions().into_iter().filter(is_stated).collect()
    }

    /// The agreement, or what is wrong at which field; `word` says what was expected there.
    pub fn read(&self, word: impl Fn(&TermFault) -> String) -> Result<Agreement, Faults> {
        let mut names = BTreeSet::new();
        for number in self.lines() {
            let line = self.get(&format!("lines.{number}"));
            if !line.is_empty() && !names.insert(line) {
                let twice = TermFault { key: line.to_owned(), value: String::new(), expected: Expected::AnotherName };
                return Err(Faults::none().with(&format!("lines.{number}"), word(&twice)));
            }
        }
        parse(&self.toml()).map_err(|faults| {
            let at = |found: Faults, fault: &TermFault| found.with(&self.field_of(&fault.key), word(fault));
            faults.iter().fold(Faults::none(), at)
        })
    }

    /// The field that a key of the text stands in.
    fn field_of(&self, key: &str) -> String {
        if let Some(rest) = key.strip_prefix("lines.") {
            let is_its = |number: &usize| {
                let line = self.get(&format!("lines.{number}"));
                rest.strip_prefix(line).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) && !line.is_empty()
            };
            if let Some(number) = self.lines().into_iter().find(is_its) {
                let line = self.get(&format!("lines.{number}"));
                return format!("lines.{number}{}", rest.get(line.len()..).unwrap_or_default());
            }
        }
        if let Some((place, key)) = key.strip_prefix("warranty_extensions[").and_then(|rest| rest.split_once("].")) {
            let place = place.parse::<usize>().unwrap_or(1).saturating_sub(1);
            let number = self.stated_extensions().get(place).copied().unwrap_or_default();
            return format!("extensions.{number}.{key}");
        }
        key.to_owned()
    }
}

fn word_of(binds: &Binds) -> &str {
    match binds {
        Binds::Unnamed => "*",
        Binds::Dealer(dealer) => dealer.as_str(),
    }
}

/// Whether a form of an agreement has the field.
fn is_field(name: &str) -> bool {
    let is_number = |text: &str| text.parse::<usize>().is_ok_and(|number| number < NUMBER_MAX);
    if let Some(key) = name.strip_prefix("terms.") {
        return general_terms().any(|term| term.key == key);
    }
    if let Some(rest) = name.strip_prefix("lines.") {
        return match rest.split_once('.') {
            Some((number, key)) => is_number(number) && LINE.iter().any(|term| term.key == key),
            None => is_number(rest),
        };
    }
    if let Some((number, key)) = name.strip_prefix("extensions.").and_then(|rest| rest.split_once('.')) {
        return is_number(number) && EXTENSION.contains(&key);
    }
    HEAD.contains(&name)
}

/// A value as the text has it, bare where it can be what is expected; none where it is blank.
fn written(expected: &Expected, value: &str) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    let bare = match expected {
        Expected::Integer { .. } => value.parse::<i64>().ok().map(|number| number.to_string()),
        Expected::Flag => matches!(value, "true" | "false").then(|| value.to_owned()),
        Expected::Date => value.parse::<Day>().ok().map(|day| day.to_string()),
        _ => None,
    };
    Some(bare.unwrap_or_else(|| quoted(value)))
}

/// A line of the text.
fn stated(key: &str, value: Option<String>) -> Option<String> {
    value.map(|value| format!("{key} = {value}"))
}

fn key_of(name: &str) -> String {
    let is_bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare { name.to_owned() } else { quoted(name) }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            letter if letter.is_control() => quoted.extend(format!("\\u{:04X}", u32::from(letter)).chars()),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::codes::ProductLine;

    const TEXT: &str = "code = \"a\"\ndealers = [\"HZ01\", \"*\"]\neffective_from = 2026-01-01\neffective_to = 2026-12-31\n\
        [terms]\nlate_service_fine = \"5.00\"\nsampling_aql = \"6.5\"\nresponse_measure = \"arrival\"\n\
        [lines.\"热水器\"]\nlabour_fee = \"15.00\"\n[lines.range-hood]\nparts_policy = \"exchange\"\n\
        [[warranty_extensions]]\nregion = \"浙江\"\nproduct_line = \"range-hood\"\nwarranty_months = 24\n";

    fn key(fault: &TermFault) -> String {
        format!("{:?}", fault.expected)
    }

    #[test]
    fn a_draft_says_what_its_agreement_says() {
        let agreement = parse(TEXT).unwrap();
        assert_eq!(Draft::of(&agreement).read(key).unwrap(), agreement);
        let again = Draft::of(&Draft::of(&agreement).read(key).unwrap());
        assert_eq!(again, Draft::of(&agreement));
    }

    #[test]
    fn what_is_blank_has_its_default_and_a_nameless_line_is_not_there() {
        let mut draft = Draft::of(&parse(TEXT).unwrap());
        draft.set("terms.sampling_aql", " ");
        draft.set("lines.1", "");
        draft.add_line();
        draft.set("lines.2", "stove");
        let read = draft.read(key).unwrap();
        assert_eq!(read.terms.sampling_aql, Terms::default().sampling_aql);
        let names: Vec<&str> = read.lines.keys().map(ProductLine::as_str).collect();
        assert_eq!(names.len(), 2);
        assert!(names.contains(&"stove"));
    }

    #[test]
    fn faults_are_told_at_their_fields() {
        let cases = [
            ("terms.slips_due_day", "29"),
            ("terms.slips_due_day", "two"),
            ("terms.late_service_fine", "-1"),
            ("terms.award_feedback_rate", "1.5"),
            ("terms.complaint_fine.minor", "x\"\\\n"),
            ("lines.0.labour_fee", "1.005"),
            ("lines.1.allowance_settlement", "never"),
            ("extensions.0.warranty_months", "2000"),
            ("extensions.1.region", "江苏"),
            ("effective_to", "2025-01-01"),
            ("effective_from", "2026-13-01"),
            ("code", ""),
            ("dealers", " , "),
        ];
        for (field, value) in cases {
            let mut draft = Draft::of(&parse(TEXT).unwrap());
            assert!(draft.take(&[(field.to_owned(), value.to_owned())]), "{field}");
            let faults = draft.read(key).unwrap_err();
            // Of a new extension all that is missing is told.
            let field = if field == "extensions.1.region" { "extensions.1.product_line" } else { field };
            assert!(!faults.at(field).is_empty(), "{field} = {value}: {faults:?}");
        }
    }

    #[test]
    fn an_address_has_only_what_was_changed() {
        let base = Draft::of(&parse(TEXT).unwrap());
        let mut draft = base.clone();
        draft.set("terms.late_service_fine", "8.00");
        draft.set("effective_to", "");
        let changes = draft.changes(&base);
        assert_eq!(changes.len(), 2);
        let mut again = base.clone();
        assert!(again.take(&changes));
        assert_eq!(again, draft);
        assert!(!again.take(&[("terms.unknown".to_owned(), String::new())]));
    }
}
