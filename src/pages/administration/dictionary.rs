//! `/dictionary`: headers and words of dealers' sheets that were not understood, the most frequent first, each with what it
//! probably is; what is taught counts for all dealers.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use serde::Deserialize;

use crate::agreement::registers::FiledSheet;
use crate::pages::form::Posted;
use crate::pages::listing::Empty;
use crate::pages::{Answer, Failure, Flash, Page, html};
use crate::sheets::likely;
use crate::sheets::template::{Asked, asked};
use crate::store::dictionary::{self, Taught, Unmatched};
use crate::store::{Db, Error as StoreError};
use crate::texts::Lang;
use crate::web::{Desk, on_block};
use crate::workflow::Error;
use crate::workflow::read_sheet::kind;
use crate::workflow::teach_dictionary::{forget, teach};

/// So many of each are shown: whoever has taught these sees the next.
const ROWS_MAX: i64 = 100;

/// The word that is posted for a header of no use, since nothing chosen is nothing taught.
const OF_NO_USE: &str = "-";

/// What can be chosen: what is posted, and in words.
type Options = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "administration/dictionary.html")]
struct Dictionary {
    page: Page,
    tables: Vec<Table>,
    empty: Empty,
    taught: Vec<TaughtLine>,
}

/// The headers, or the words.
struct Table {
    id: &'static str,
    title: String,
    lines: Vec<Line>,
}

/// What was not understood.
struct Line {
    /// What is posted of it.
    sheet: &'static str,
    of_column: String,
    spelled: String,
    /// The sheet, or the column.
    stands_in: String,
    files: String,
    dealers: String,
    last: String,
    example: String,
    options: Options,
    /// What it probably is.
    likely: String,
    /// Why it is thought so; empty where nothing is.
    because: String,
}

struct TaughtLine {
    sheet: &'static str,
    of_column: String,
    spelled_key: String,
    spelled: String,
    stands_in: String,
    meaning: String,
    by: String,
    at: String,
}

/// What is read.
struct Found {
    headers: Vec<Unmatched>,
    words: Vec<Unmatched>,
    taught: Vec<Taught>,
    /// What most dealers say, by sheet, column and spelling.
    said: HashMap<(FiledSheet, String, String), String>,
}

/// What is taught.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeachForm {
    sheet: FiledSheet,
    #[serde(default)]
    of_column: String,
    spelled: String,
    #[serde(default)]
    meaning: String,
}

/// What is taken back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgetForm {
    sheet: FiledSheet,
    #[serde(default)]
    of_column: String,
    spelled_key: String,
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let found = page.look(&desk, read).await?;
    html(&drawn(page.titled("dictionary-title"), &found)?)
}

/// Teaches.
pub async fn take(desk: Desk, page: Page, posted: Posted<TeachForm>) -> Answer {
    let Posted(form) = posted;
    if form.meaning.is_empty() {
        return Ok(page.see("/dictionary", Flash::failed(page.t_with("dictionary-choose", &[&form.spelled]))));
    }
    let (actor, spelled) = (page.caller()?.actor, form.spelled.clone());
    let meaning = if form.meaning == OF_NO_USE { String::new() } else { form.meaning };
    let taught =
        on_block(&desk, move |office| teach(office, &actor, form.sheet, (&form.of_column, &form.spelled), &meaning));
    told(&page, taught.await, "dictionary-was-taught", &spelled)
}

/// Takes back what was taught.
pub async fn take_back(desk: Desk, page: Page, posted: Posted<ForgetForm>) -> Answer {
    let Posted(form) = posted;
    let (actor, spelled) = (page.caller()?.actor, form.spelled_key.clone());
    let forgotten =
        on_block(&desk, move |office| forget(office, &actor, form.sheet, (&form.of_column, &form.spelled_key)));
    told(&page, forgotten.await, "dictionary-was-forgotten", &spelled)
}

fn told(page: &Page, done: Result<(), Error>, key: &str, spelled: &str) -> Answer {
    match done {
        Ok(()) => Ok(page.see("/dictionary", Flash::done(page.t_with(key, &[&spelled])))),
        Err(error @ Error::Changed) => Ok(page.see("/dictionary", Flash::failed(page.why(&error)))),
        Err(error) => Err(page.failure(&error)),
    }
}

fn read(c: &mut Db) -> Result<Found, StoreError> {
    let headers = dictionary::unmatched(c, true, ROWS_MAX)?;
    let words = dictionary::unmatched(c, false, ROWS_MAX)?;
    let mut asked_of: BTreeMap<(&'static str, String), (FiledSheet, Vec<&str>)> = BTreeMap::new();
    for met in headers.iter().chain(&words) {
        let sheet = met.sheet()?;
        let of = asked_of.entry((word_of(sheet), met.of_column.clone())).or_insert((sheet, Vec::new()));
        of.1.push(&met.spelled_key);
    }
    let mut said = HashMap::new();
    for ((_, of_column), (sheet, keys)) in asked_of {
        let meanings = if of_column.is_empty() {
            dictionary::said_of_headers(c, sheet, &keys)?
        } else {
            dictionary::said_of_words(c, &of_column, &keys)?
        };
        said.extend(meanings.into_iter().map(|(key, meaning)| ((sheet, of_column.clone(), key), meaning)));
    }
    Ok(Found { taught: dictionary::taught(c, None)?, headers, words, said })
}

fn drawn(page: Page, found: &Found) -> Result<Dictionary, Failure> {
    let line = |met: &Unmatched| line(&page, met, &found.said);
    let lines = |met: &[Unmatched]| met.iter().map(line).collect::<Result<Vec<Line>, StoreError>>();
    let failed = |error: StoreError| page.failure(&Error::Store(error));
    let tables = [("headers", "dictionary-headers", &found.headers), ("words", "dictionary-words", &found.words)];
    let table = |(id, title, met): (&'static str, &str, &Vec<Unmatched>)| {
        Ok(Table { id, title: page.t(title), lines: lines(met).map_err(failed)? })
    };
    let mut tables = tables.into_iter().map(table).collect::<Result<Vec<Table>, _>>()?;
    tables.retain(|table| !table.lines.is_empty());
    let empty = Empty {
        title: page.t("dictionary-empty"),
        what_to_do: page.t("dictionary-empty-do"),
        href: "/uploads".to_owned(),
        label: page.t("uploads-all"),
    };
    let taught = found.taught.iter().map(|taught| taught_line(&page, taught)).collect();
    Ok(Dictionary { page, tables, empty, taught })
}

fn line(
    page: &Page,
    met: &Unmatched,
    said: &HashMap<(FiledSheet, String, String), String>,
) -> Result<Line, StoreError> {
    let sheet = met.sheet()?;
    let columns = asked(kind(sheet));
    let column = columns.iter().find(|column| column.name == met.of_column);
    let by_dealers = said.get(&(sheet, met.of_column.clone(), met.spelled_key.clone()));
    let by_dealers = by_dealers.and_then(|said| match column {
        Some(column) => of_words(column, said),
        None if said.is_empty() => Some(OF_NO_USE.to_owned()),
        None => Some(said.clone()),
    });
    let by_name = match column {
        Some(column) => likely::word(column, &met.spelled),
        None => likely::column(kind(sheet), &met.spelled),
    };
    let because = match (&by_dealers, by_name) {
        (Some(_), _) => page.t("dictionary-by-dealers"),
        (None, Some(_)) => page.t("dictionary-by-name"),
        (None, None) => String::new(),
    };
    Ok(Line {
        sheet: word_of(sheet),
        of_column: met.of_column.clone(),
        spelled: met.spelled.clone(),
        stands_in: column.map_or_else(|| sheet_name(page, sheet), |column| column_name(column, page.lang)),
        files: page.count(met.files),
        dealers: page.count(met.dealers),
        last: page.moment(met.last_at),
        example: format!("{} · {}", met.dealer, met.file_name),
        options: column.map_or_else(|| of_headers(page, &columns), |column| of_column(page, column)),
        likely: by_dealers.or_else(|| by_name.map(str::to_owned)).unwrap_or_default(),
        because,
    })
}

fn taught_line(page: &Page, taught: &Taught) -> TaughtLine {
    let Taught { sheet, spelling, meaning, .. } = taught;
    let columns = asked(kind(*sheet));
    let named = |name: &str| columns.iter().find(|column| column.name == name);
    let column = named(&spelling.of_column);
    let meaning = match column {
        Some(column) => word_name(page, column, meaning),
        None if meaning.is_empty() => page.t("columns-none-of-ours"),
        None => named(meaning).map_or_else(|| meaning.clone(), |column| column_name(column, page.lang)),
    };
    TaughtLine {
        sheet: word_of(*sheet),
        of_column: spelling.of_column.clone(),
        spelled_key: spelling.spelled_key.clone(),
        spelled: spelling.spelled.clone(),
        stands_in: column.map_or_else(|| sheet_name(page, *sheet), |column| column_name(column, page.lang)),
        meaning,
        by: taught.taught_by.clone(),
        at: page.moment(taught.taught_at),
    }
}

const fn word_of(sheet: FiledSheet) -> &'static str {
    match sheet {
        FiledSheet::Slips => "slips",
        FiledSheet::Feedback => "feedback",
    }
}

fn sheet_name(page: &Page, sheet: FiledSheet) -> String {
    page.t(match sheet {
        FiledSheet::Slips => "dictionary-slips",
        FiledSheet::Feedback => "dictionary-feedback",
    })
}

fn column_name(column: &Asked, lang: Lang) -> String {
    if lang == Lang::ZhCn { column.chinese } else { column.name }.to_owned()
}

fn of_headers(page: &Page, columns: &[Asked]) -> Options {
    let none = (OF_NO_USE.to_owned(), page.t("columns-none-of-ours"));
    let columns = columns.iter().map(|column| (column.name.to_owned(), column_name(column, page.lang)));
    columns.chain([none]).collect()
}

fn of_column(page: &Page, column: &Asked) -> Options {
    let words: Vec<&str> =
        if column.is_yes_no { vec!["yes", "no"] } else { column.words.iter().map(|(english, _)| *english).collect() };
    words.into_iter().map(|word| (word.to_owned(), word_name(page, column, word))).collect()
}

/// A column's word in the reader's language.
fn word_name(page: &Page, column: &Asked, word: &str) -> String {
    if column.is_yes_no {
        let [yes, no] = page.lang.yes_no();
        return if word == "yes" { yes } else { no }.to_owned();
    }
    let known = column.words.iter().find(|(english, _)| *english == word);
    let chinese = known.map(|(_, chinese)| *chinese).filter(|name| page.lang == Lang::ZhCn && !name.is_empty());
    chinese.unwrap_or(word).to_owned()
}

/// What dealers put a word right to, as the column's English word.
fn of_words(column: &Asked, said: &str) -> Option<String> {
    if column.is_yes_no {
        let ([yes, no], [english_yes, english_no]) = (Lang::ZhCn.yes_no(), Lang::En.yes_no());
        let is = |words: [&str; 2]| words.iter().any(|word| word.eq_ignore_ascii_case(said));
        return if is([yes, english_yes]) {
            Some("yes".to_owned())
        } else {
            is([no, english_no]).then(|| "no".to_owned())
        };
    }
    let known = column.words.iter().find(|(english, chinese)| english.eq_ignore_ascii_case(said) || *chinese == said);
    known.map(|(english, _)| (*english).to_owned())
}
