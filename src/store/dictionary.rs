//! What was not understood of uploads, counted as they are read; and what an administrator taught, which counts for all
//! dealers.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamp};

use super::dialect::Suffix;
use super::schema::{column_aliases, dictionary, unmatched, upload_corrections as corrections};
use super::uploads::Upload;
use super::{Db, Error, stored};
use crate::agreement::registers::FiledSheet;
use crate::calendar::Moment;

const TABLE: &str = "dictionary";

/// A header, or a word that stands in a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spelling {
    /// The English name of the column that the word stands in; empty for a header.
    pub of_column: String,
    /// What counts of it.
    pub spelled_key: String,
    /// As it is spelled.
    pub spelled: String,
}

/// What was taught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taught {
    /// Of which sheet.
    pub sheet: FiledSheet,
    /// Of what.
    pub spelling: Spelling,
    /// The English name of the column, empty for one that is none of ours; or the word that is meant.
    pub meaning: String,
    /// By whom: a login.
    pub taught_by: String,
    /// When.
    pub taught_at: Moment,
}

type TaughtRow = (String, String, String, String, String, String, Moment);

/// What was taught of a sheet, or of all.
pub fn taught(c: &mut Db, sheet: Option<FiledSheet>) -> Result<Vec<Taught>, Error> {
    let mut query = dictionary::table.into_boxed::<super::connection::MultiBackend>();
    if let Some(sheet) = sheet {
        query = query.filter(dictionary::sheet.eq(stored::word_of(TABLE, &sheet)?));
    }
    let order = (dictionary::sheet, dictionary::of_column, dictionary::spelled_key);
    let rows: Vec<TaughtRow> = query.order(order).load(c)?;
    let of_row = |(sheet, of_column, spelled_key, spelled, meaning, taught_by, taught_at): TaughtRow| {
        let spelling = Spelling { of_column, spelled_key, spelled };
        Ok(Taught { sheet: stored::word(TABLE, &sheet)?, spelling, meaning, taught_by, taught_at })
    };
    rows.into_iter().map(of_row).collect()
}

/// Teaches; what was taught of the spelling before is over.
pub fn teach(c: &mut Db, taught: &Taught) -> Result<(), Error> {
    let insert = diesel::insert_into(dictionary::table).values((
        dictionary::sheet.eq(stored::word_of(TABLE, &taught.sheet)?),
        dictionary::of_column.eq(&taught.spelling.of_column),
        dictionary::spelled_key.eq(&taught.spelling.spelled_key),
        dictionary::spelled.eq(&taught.spelling.spelled),
        dictionary::meaning.eq(&taught.meaning),
        dictionary::taught_by.eq(&taught.taught_by),
        dictionary::taught_at.eq(taught.taught_at),
    ));
    let replace = " ON CONFLICT (sheet, of_column, spelled_key) DO UPDATE SET spelled = excluded.spelled, \
                   meaning = excluded.meaning, taught_by = excluded.taught_by, taught_at = excluded.taught_at";
    Suffix(insert, replace).execute(c)?;
    Ok(())
}

/// Takes back what was taught; answers whether it was.
pub fn forget(c: &mut Db, sheet: FiledSheet, of_column: &str, spelled_key: &str) -> Result<bool, Error> {
    let taught = dictionary::table.find((stored::word_of(TABLE, &sheet)?, of_column, spelled_key));
    Ok(diesel::delete(taught).execute(c)? == 1)
}

/// Counts what was not understood of an upload; one that is read again counts once.
pub fn note(c: &mut Db, upload: &Upload, met: &[Spelling], now: Moment) -> Result<(), Error> {
    let sheet = stored::word_of(TABLE, &upload.sheet)?;
    for spelling in met {
        let insert = diesel::insert_into(unmatched::table).values((
            unmatched::dealer.eq(upload.dealer.as_str()),
            unmatched::sheet.eq(&sheet),
            unmatched::of_column.eq(&spelling.of_column),
            unmatched::spelled_key.eq(&spelling.spelled_key),
            unmatched::spelled.eq(&spelling.spelled),
            unmatched::file_count.eq(1),
            unmatched::last_at.eq(now),
            unmatched::upload.eq(&upload.id),
            unmatched::file_name.eq(&upload.file_name),
        ));
        let again = " ON CONFLICT (dealer, sheet, of_column, spelled_key) DO UPDATE SET spelled = excluded.spelled, \
                     file_count = unmatched.file_count + CASE WHEN unmatched.upload = excluded.upload THEN 0 ELSE 1 END, \
                     last_at = excluded.last_at, upload = excluded.upload, file_name = excluded.file_name";
        Suffix(insert, again).execute(c)?;
    }
    Ok(())
}

/// What was not understood, of all dealers.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Unmatched {
    #[diesel(sql_type = Text)]
    sheet: String,
    /// The English name of the column that it stood in; empty for a header.
    #[diesel(sql_type = Text)]
    pub of_column: String,
    /// What counts of the spelling.
    #[diesel(sql_type = Text)]
    pub spelled_key: String,
    /// As it was spelled last.
    #[diesel(sql_type = Text)]
    pub spelled: String,
    /// In how many files.
    #[diesel(sql_type = BigInt)]
    pub files: i64,
    /// Of how many dealers.
    #[diesel(sql_type = BigInt)]
    pub dealers: i64,
    /// When last.
    #[diesel(sql_type = Timestamp)]
    pub last_at: Moment,
    /// Whose the last file was.
    #[diesel(sql_type = Text)]
    pub dealer: String,
    /// How that is called.
    #[diesel(sql_type = Text)]
    pub file_name: String,
}

impl Unmatched {
    /// Of which sheet.
    pub fn sheet(&self) -> Result<FiledSheet, Error> {
        stored::word("unmatched", &self.sheet)
    }
}

/// Not taught yet.
const OPEN: &str = "NOT EXISTS (SELECT 1 FROM dictionary d WHERE d.sheet = u.sheet AND d.of_column = u.of_column \
    AND d.spelled_key = u.spelled_key)";

/// The headers that were not understood and are not taught, or the words; the most frequent first.
pub fn unmatched(c: &mut Db, headers: bool, rows_max: i64) -> Result<Vec<Unmatched>, Error> {
    let comparison = if headers { "=" } else { "<>" };
    let same = "PARTITION BY u.sheet, u.of_column, u.spelled_key";
    let query = format!(
        "SELECT sheet, of_column, spelled_key, spelled, files, dealers, last_at, dealer, file_name FROM (\
         SELECT u.sheet, u.of_column, u.spelled_key, u.spelled, u.last_at, u.dealer, u.file_name, \
         CAST(sum(u.file_count) OVER ({same}) AS BIGINT) AS files, count(*) OVER ({same}) AS dealers, \
         row_number() OVER ({same} ORDER BY u.last_at DESC, u.dealer) AS place \
         FROM unmatched u WHERE u.of_column {comparison} '' AND {OPEN}) met \
         WHERE place = 1 ORDER BY files DESC, dealers DESC, sheet, of_column, spelled_key LIMIT $1"
    );
    Ok(diesel::sql_query(query).bind::<BigInt, _>(rows_max).load(c)?)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many headers and words were not understood and are not taught.
pub fn unmatched_count(c: &mut Db) -> Result<i64, Error> {
    let query = format!(
        "SELECT count(*) AS count FROM (SELECT DISTINCT u.sheet, u.of_column, u.spelled_key FROM unmatched u WHERE {OPEN}) met"
    );
    let counted: Count = diesel::sql_query(query).get_result(c)?;
    Ok(counted.count)
}

/// What most dealers say that headers of a sheet are, by what counts of their spelling; of those that nobody named, nothing.
pub fn said_of_headers(c: &mut Db, sheet: FiledSheet, spelled_keys: &[&str]) -> Result<HashMap<String, String>, Error> {
    let said = column_aliases::table
        .filter(column_aliases::sheet.eq(stored::word_of(TABLE, &sheet)?))
        .filter(column_aliases::spelled_key.eq_any(spelled_keys));
    let rows: Vec<(String, String)> =
        said.select((column_aliases::spelled_key, column_aliases::column_name)).load(c)?;
    Ok(most_frequent(rows))
}

/// What dealers put words of a column right to most often.
pub fn said_of_words(c: &mut Db, of_column: &str, words: &[&str]) -> Result<HashMap<String, String>, Error> {
    let said = corrections::table.filter(corrections::column_name.eq(of_column));
    let said = said.filter(corrections::wrong.eq_any(words));
    let rows: Vec<(String, String)> = said.select((corrections::wrong, corrections::right_value)).load(c)?;
    Ok(most_frequent(rows))
}

/// The second of the pairs that stands most often beside each first; of several the first in order.
fn most_frequent(rows: Vec<(String, String)>) -> HashMap<String, String> {
    let mut counts: HashMap<(String, String), usize> = HashMap::new();
    for row in rows {
        *counts.entry(row).or_default() += 1;
    }
    let mut ranked: Vec<((String, String), usize)> = counts.into_iter().collect();
    ranked.sort_by(|(one, count), (other, of_other)| of_other.cmp(count).then_with(|| one.cmp(other)));
    let mut said = HashMap::new();
    for ((spelled, meaning), _) in ranked {
        said.entry(spelled).or_insert(meaning);
    }
    said
}
