//! What of an upload was not understood: headers that no column was found for, and words that a column does not take.

use std::collections::BTreeSet;

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

/// So many of each are counted of one upload.
const COUNTED_MAX: usize = 200;
/// A longer text is no header, and no word.
const LETTERS_MAX: usize = 40;

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
    let is_header = !spelled_key.is_empty() && spelled.chars().count() <= LETTERS_MAX;
    is_header.then(|| Spelling { of_column: String::new(), spelled_key, spelled: spelled.to_owned() })
}

/// The words that columns of some words do not take.
fn words(answer: &SheetAnswer, columns: &[Asked]) -> BTreeSet<Spelling> {
    let mut words = BTreeSet::new();
    for fault in &answer.faults {
        let is_word = matches!(&fault.problem, Problem::Cell(CellProblem::NotAChoice { .. } | CellProblem::NotYesNo));
        let is_short = !fault.value.is_empty() && fault.value.chars().count() <= LETTERS_MAX;
        let spelled = fault.column.as_ref().filter(|_| is_word && is_short);
        let named = spelled.and_then(|spelled| answer.header.iter().find(|(_, header)| header == spelled));
        let Some((name, _)) = named.filter(|(name, _)| is_coded(columns, name)) else { continue };
        words.insert(Spelling {
            of_column: name.clone(),
            spelled_key: fault.value.clone(),
            spelled: fault.value.clone(),
        });
        if words.len() >= COUNTED_MAX {
            break;
        }
    }
    words
}

fn is_coded(columns: &[Asked], name: &str) -> bool {
    columns.iter().any(|column| column.name == name && column.is_coded())
}
