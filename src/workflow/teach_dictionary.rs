//! An administrator teaches what headers and words of dealers' sheets mean: it counts for all dealers from the next reading
//! on, where a dealer has not said otherwise; and takes it back.

use serde_json::json;

use super::read_sheet::kind;
use super::{Error, Office};
use crate::agreement::registers::FiledSheet;
use crate::auth::{Actor, Role};
use crate::sheets::header_key;
use crate::sheets::template::{Asked, asked};
use crate::store::dictionary::{self, Spelling, Taught};
use crate::store::{Db, audit};

/// A taught text has so many letters at most.
const LETTERS_MAX: usize = 100;

/// Teaches what a header is, by a column's English name or nothing for one that is of no use; or, with the English name of
/// the column that it stands in, what a word means: one of the column's own, in English.
pub fn teach(
    office: &Office,
    actor: &Actor,
    sheet: FiledSheet,
    (of_column, spelled): (&str, &str),
    meaning: &str,
) -> Result<(), Error> {
    super::only(actor, &[Role::Administrator])?;
    // A word stands as its faults show it, whatever is around it.
    let spelled = if of_column.is_empty() { spelled.trim() } else { spelled };
    let columns = asked(kind(sheet));
    let spelled_key = if of_column.is_empty() { header_key(spelled) } else { spelled.to_owned() };
    let is_short = spelled.chars().count() <= LETTERS_MAX;
    if spelled_key.trim().is_empty() || !is_short || !means_something(&columns, of_column, meaning) {
        return Err(Error::NotFound);
    }
    let spelling = Spelling { of_column: of_column.to_owned(), spelled_key, spelled: spelled.to_owned() };
    let (taught_by, taught_at) = (actor.login.clone(), office.clock.now());
    let taught = Taught { sheet, spelling, meaning: meaning.to_owned(), taught_by, taught_at };
    office.store.write(|c| {
        dictionary::teach(c, &taught)?;
        record(office, c, actor, "dictionary.teach", &taught)
    })
}

/// Takes back what was taught. What was read meanwhile stays as it was read.
pub fn forget(
    office: &Office,
    actor: &Actor,
    sheet: FiledSheet,
    (of_column, spelled_key): (&str, &str),
) -> Result<(), Error> {
    super::only(actor, &[Role::Administrator])?;
    office.store.write(|c| {
        let is_it =
            |taught: &Taught| taught.spelling.of_column == of_column && taught.spelling.spelled_key == spelled_key;
        let taught = dictionary::taught(c, Some(sheet))?.into_iter().find(is_it).ok_or(Error::NotFound)?;
        if !dictionary::forget(c, sheet, of_column, spelled_key)? {
            return Err(Error::Changed);
        }
        record(office, c, actor, "dictionary.forget", &taught)
    })
}

/// Whether a header can be such a column, or a word of a column that word.
fn means_something(columns: &[Asked], of_column: &str, meaning: &str) -> bool {
    if of_column.is_empty() {
        return meaning.is_empty() || columns.iter().any(|column| column.name == meaning);
    }
    let column = columns.iter().find(|column| column.name == of_column);
    column.is_some_and(|column| {
        let is_yes_no = column.is_yes_no && ["yes", "no"].contains(&meaning);
        is_yes_no || column.words.iter().any(|(english, _)| *english == meaning)
    })
}

fn record(office: &Office, c: &mut Db, actor: &Actor, action: &str, taught: &Taught) -> Result<(), Error> {
    let Taught { sheet, spelling, meaning, .. } = taught;
    let facts = json!({
        "sheet": sheet,
        "column": spelling.of_column,
        "spelled": spelling.spelled,
        "meaning": meaning,
    });
    let (at, person, object) = (office.clock.now(), actor.login.as_str(), "dictionary");
    Ok(audit::append(c, &audit::Entry { at, person, action, dealer: "", object, facts })?)
}
