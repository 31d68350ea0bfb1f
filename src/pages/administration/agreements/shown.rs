//! How a draft of an agreement is drawn: its terms as tables, as fields of a form, and what differs between two.

use askama::Template;
use askama::filters::HtmlSafe;

use super::draft::{Draft, Said};
use super::terms::{
    GENERAL, LINE, Term, choice_words, general_expected, general_terms, general_values, line_expected, line_values,
};
use crate::agreement::terms::{Expected, LineTerms, TermFault, Terms};
use crate::money::{Money, Rate};
use crate::pages::Page;
use crate::pages::form::Faults;

/// Terms under one heading.
pub struct Block {
    /// The heading.
    pub label: String,
    /// The terms.
    pub rows: Vec<Row>,
}

/// A term with what it holds: once, or for every product line.
pub struct Row {
    /// What it is called.
    pub label: String,
    /// Which clause reads it.
    pub clause: &'static str,
    /// What holds where nothing is said.
    pub default: String,
    /// What may be said.
    pub range: String,
    /// What is said.
    pub cells: Vec<Cell>,
}

/// What is said of a term: as text, or as a field of the form; `{{ cell }}` draws the field.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "administration/term_field.html")]
pub struct Cell {
    /// As the form names it.
    pub name: String,
    /// What the field is called where no label stands beside it.
    pub label: String,
    /// What is in it.
    pub value: String,
    /// The same as people read it.
    pub shown: String,
    /// Whether it is not the default.
    pub is_own: bool,
    /// What is wrong with it.
    pub fault: String,
    /// What can be chosen: value, words, whether it is.
    pub choices: Vec<(String, String, bool)>,
}

impl HtmlSafe for Cell {}

/// The general terms of a draft.
pub fn shown(page: &Page, draft: &Draft) -> Vec<Block> {
    fields(page, draft, &Faults::none())
}

/// The general terms of a draft with what is wrong at them.
pub fn fields(page: &Page, draft: &Draft, faults: &Faults) -> Vec<Block> {
    let defaults = general_values(&Terms::default());
    let row = |term: &Term<Terms>| {
        let expected = general_expected(term.key);
        let default = defaults.get(term.key).cloned().unwrap_or_default();
        let name = format!("terms.{}", term.key);
        row(
            page,
            term,
            &expected,
            &default,
            vec![cell(page, draft, faults, (term, name, String::new()), &expected, &default)],
        )
    };
    let block =
        |group: &super::terms::Group| Block { label: page.t(group.label), rows: group.terms.iter().map(row).collect() };
    GENERAL.iter().map(block).collect()
}

/// The terms of all product lines that have names.
pub fn lines_shown(page: &Page, draft: &Draft) -> Block {
    let named: Vec<usize> =
        draft.lines().into_iter().filter(|number| !draft.get(&format!("lines.{number}")).is_empty()).collect();
    of_lines(page, draft, &Faults::none(), &named)
}

/// The terms of all product lines with what is wrong at them.
pub fn line_fields(page: &Page, draft: &Draft, faults: &Faults) -> Block {
    of_lines(page, draft, faults, &draft.lines())
}

fn of_lines(page: &Page, draft: &Draft, faults: &Faults, numbers: &[usize]) -> Block {
    let defaults = line_values(&LineTerms::default());
    let of_term = |term: &Term<LineTerms>| {
        let expected = line_expected(term.key);
        let default = defaults.get(term.key).cloned().unwrap_or_default();
        let cells = numbers.iter().map(|number| {
            let line = draft.get(&format!("lines.{number}")).to_owned();
            let name = format!("lines.{number}.{}", term.key);
            cell(page, draft, faults, (term, name, line), &expected, &default)
        });
        row(page, term, &expected, &default, cells.collect())
    };
    Block { label: page.t("agreement-lines"), rows: LINE.iter().map(of_term).collect() }
}

fn row<T>(page: &Page, term: &Term<T>, expected: &Expected, default: &str, cells: Vec<Cell>) -> Row {
    let default = if default.is_empty() { page.t("term-none") } else { worded(page, expected, default) };
    Row { label: page.t(term.label), clause: term.clause, default, range: range(page, expected), cells }
}

fn cell<T>(
    page: &Page,
    draft: &Draft,
    faults: &Faults,
    (term, name, line): (&Term<T>, String, String),
    expected: &Expected,
    default: &str,
) -> Cell {
    let value = draft.get(&name).to_owned();
    let options: Vec<&str> = match expected {
        Expected::Flag => vec!["true", "false"],
        Expected::OneOf(words) => words.to_vec(),
        _ => Vec::new(),
    };
    let chosen = if value.is_empty() { default } else { &value };
    let choices = options
        .into_iter()
        .map(|option| (option.to_owned(), worded(page, expected, option), option == chosen))
        .collect();
    let label = page.t(term.label);
    Cell {
        label: if line.is_empty() { label } else { format!("{label} · {line}") },
        shown: if value.is_empty() { page.t("term-none") } else { worded(page, expected, &value) },
        is_own: value != default,
        fault: faults.at(&name).to_owned(),
        choices,
        name,
        value,
    }
}

/// A value as people read it.
fn worded(page: &Page, expected: &Expected, value: &str) -> String {
    match expected {
        Expected::Money => value.parse::<Money>().map_or_else(|_| value.to_owned(), |amount| page.money(amount)),
        Expected::Rate => {
            Rate::parse(value).map_or_else(|| value.to_owned(), |rate| format!("{value} ({})", rate.percent()))
        }
        Expected::Date => value.parse().map_or_else(|_| value.to_owned(), |day| page.day(day)),
        _ => choice_words(value).map_or_else(|| value.to_owned(), |words| page.t(words)),
    }
}

/// What may be said.
fn range(page: &Page, expected: &Expected) -> String {
    match expected {
        Expected::Integer { min, max } => format!("{}–{}", page.count(min), page.count(max)),
        Expected::Money => page.t("term-range-money"),
        Expected::Rate => "0–1".to_owned(),
        _ => String::new(),
    }
}

/// What is wrong with a field.
pub fn fault(page: &Page, fault: &TermFault) -> String {
    match &fault.expected {
        Expected::Integer { min, max } => page.t_with("term-fault-integer", &[min, max]),
        Expected::Money => page.t("term-fault-money"),
        Expected::Rate => page.t("term-fault-rate"),
        Expected::Date => page.t("term-fault-date"),
        Expected::NotBeforeFirstDay => page.t("term-fault-before"),
        Expected::Present | Expected::Text => page.t("term-fault-present"),
        Expected::AnotherName => page.t("term-fault-name"),
        Expected::OneOf(_) | Expected::Flag => page.t("term-fault-choice"),
        Expected::Dealers => page.t("term-fault-dealers"),
        Expected::Toml(_) | Expected::Utf8 | Expected::KnownKey | Expected::Table => page.lang.term_fault(fault),
    }
}

/// A statement that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Of which product line; empty where of all.
    pub line: String,
    /// What it is about.
    pub label: String,
    /// Which clause reads it; may be empty.
    pub clause: &'static str,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
}

/// What another draft says otherwise, in the order of the form.
pub fn differences(page: &Page, before: &Draft, after: &Draft) -> Vec<Difference> {
    let (was, is) = (before.said(), after.said());
    let find = |said: &[Said], path: &str| said.iter().find(|one| one.path == path).cloned();
    let changed = is.iter().filter_map(|one| {
        let old = find(&was, &one.path);
        (old.as_ref().map(|old| &old.value) != Some(&one.value)).then(|| difference(page, old.as_ref(), Some(one)))
    });
    let gone = was.iter().filter(|one| find(&is, &one.path).is_none()).map(|one| difference(page, Some(one), None));
    changed.chain(gone).flatten().collect()
}

fn difference(page: &Page, before: Option<&Said>, after: Option<&Said>) -> Option<Difference> {
    let one = after.or(before)?;
    let of_line = LINE.iter().find(|term| one.path.starts_with("lines.") && term.key == one.key);
    let of_all = general_terms().find(|term| one.path.starts_with("terms.") && term.key == one.key);
    let (label, clause, expected) = match (of_line, of_all, one.key.as_str()) {
        (Some(term), _, _) => (page.t(term.label), term.clause, line_expected(term.key)),
        (_, Some(term), _) => (page.t(term.label), term.clause, general_expected(term.key)),
        (_, _, "code") => (page.t("agreement-code"), "1.2", Expected::Text),
        (_, _, "dealers") => (page.t("agreement-dealers"), "1.2", Expected::Dealers),
        (_, _, "effective_from") => (page.t("agreement-first-day"), "1.2", Expected::Date),
        (_, _, "effective_to") => (page.t("agreement-last-day"), "1.2", Expected::Date),
        (_, _, region) => (page.t_with("agreement-extension-of", &[&region]), "4.11", Expected::Text),
    };
    let words =
        |said: Option<&Said>| said.map_or_else(|| page.t("term-none"), |said| worded(page, &expected, &said.value));
    Some(Difference { line: one.line.clone(), label, clause, before: words(before), after: words(after) })
}
