//! What of an upload was not understood: headers that no column was found for, and words that a column does not take.

use std::collections::{BTreeMap, BTreeSet};

use super::check_upload::SheetAnswer;
use super::name_columns::original_of;
use super::read_sheet::kind;
use super::{Error, Office};
use crate::sheets::peek::peek;
use crate::sheets::refusal::Original;
use crate::sheets::template::{Asked, asked};
use crate::sheets::{CellProblem, FileProblem, Problem, header_key};
use crate::store::dictionary::Spelling;
use crate::store::uploads::Upload;

/// So many headers are counted of one upload.
const COUNTED_MAX: usize = 200;
/// A longer text is no header, and no word.
const LETTERS_MAX: usize = 40;
/// More different words in one column of one upload are none of that column's.
const WORDS_MAX: usize = 6;
/// A text with more digits may be somebody's telephone number.
const DIGITS_MAX: usize = 4;

/// What is counted of an upload, each spelling once.
pub fn unmatched(office: &Office, upload: &Upload, answer: &SheetAnswer) -> Result<Vec<Spelling>, Error> {
    let columns = asked(kind(upload.sheet));
    let has_no_header = |problem: &Problem| matches!(problem, Problem::File(FileProblem::NoHeader { .. }));
    let headers = if answer.faults.iter().any(|fault| has_no_header(&fault.problem)) {
        nearest(office, upload, &columns)?
    } else {
        answer.unknown_columns.clone()
    };
    let mut met: BTreeSet<Spelling> = headers.iter().take(COUNTED_MAX).filter_map(|spelled| header(spelled)).collect();
    met.extend(words(answer, &columns));
    Ok(met.into_iter().collect())
}

/// The columns of the row that comes nearest to a header, without those that are known.
fn nearest(office: &Office, upload: &Upload, columns: &[Asked]) -> Result<Vec<String>, Error> {
    let (_, limits, aliases, copy) = original_of(office, &upload.dealer, &upload.id)?;
    let original = Original { path: copy.path(), sheet: kind(upload.sheet), limits, aliases: &aliases };
    let seen = peek(&office.reader, &original)?.into_iter().map(|column| column.spelled);
    let is_known =
        |spelled: &str| columns.iter().any(|column| column.is_named(spelled)) || aliases.said(spelled).is_some();
    Ok(seen.filter(|spelled| !is_known(spelled)).collect())
}

fn header(spelled: &str) -> Option<Spelling> {
    let spelled_key = header_key(spelled);
    (!spelled_key.is_empty() && may_be_shown(spelled)).then(|| Spelling {
        of_column: String::new(),
        spelled_key,
        spelled: spelled.to_owned(),
    })
}

/// Whether a text may be shown to whoever keeps the dictionary, who sees no customers.
fn may_be_shown(spelled: &str) -> bool {
    let digits = spelled.chars().filter(|letter| letter.is_numeric()).count();
    spelled.chars().count() <= LETTERS_MAX && digits <= DIGITS_MAX
}

/// The words that columns of some words do not take. Where cells are shifted, a customer's name stands where a word should:
/// a row with another fault, and a column with more different words than people choose from, are left out.
fn words(answer: &SheetAnswer, columns: &[Asked]) -> BTreeSet<Spelling> {
    let is_word =
        |problem: &Problem| matches!(problem, Problem::Cell(CellProblem::NotAChoice { .. } | CellProblem::NotYesNo));
    let other = answer.faults.iter().filter(|fault| !is_word(&fault.problem));
    let shifted: BTreeSet<(&str, Option<u32>)> = other.map(|fault| (fault.sheet.as_str(), fault.row)).collect();
    let mut of_columns: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for fault in &answer.faults {
        let stands = is_word(&fault.problem) && !shifted.contains(&(fault.sheet.as_str(), fault.row));
        let spelled = fault.column.as_ref().filter(|_| stands && !fault.value.is_empty());
        let named = spelled.and_then(|spelled| answer.header.iter().find(|(_, header)| header == spelled));
        if let Some((name, _)) = named.filter(|(name, _)| is_coded(columns, name)) {
            of_columns.entry(name).or_default().insert(&fault.value);
        }
    }
    of_columns.retain(|_, words| words.len() <= WORDS_MAX);
    let spelling = |name: &str, word: &str| Spelling {
        of_column: name.to_owned(),
        spelled_key: word.to_owned(),
        spelled: word.to_owned(),
    };
    let words = of_columns.iter().flat_map(|(name, words)| words.iter().map(|word| (*name, *word)));
    words.filter(|(_, word)| may_be_shown(word)).map(|(name, word)| spelling(name, word)).collect()
}

fn is_coded(columns: &[Asked], name: &str) -> bool {
    columns.iter().any(|column| column.name == name && column.is_coded())
}
