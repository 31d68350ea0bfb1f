//! What is wrong with a sheet, by distinct causes: one wrong value in 300 rows is one entry, with its rows.

use std::collections::HashMap;

use crate::pages::Page;
use crate::sheets::{CellProblem, Fault, Problem, Word};
use crate::store::corrections::KeptCorrection;
use crate::texts::Lang;
use crate::workflow::check_upload::SheetAnswer;

/// So many entries are shown; the marked workbook has everything.
const ENTRIES_MAX: usize = 60;
/// So many runs of rows of an entry are shown.
const RUNS_MAX: usize = 12;

/// Everything that is wrong for one cause.
pub struct FaultGroup {
    /// The column as the sheet spells it; empty where it is none's.
    pub column: String,
    /// What stands there; empty where nothing does.
    pub value: String,
    /// What is wrong, what was expected, and the way out.
    pub told: String,
    /// How many rows, in words; empty where it is one or none's.
    pub count: String,
    /// Which rows.
    pub rows: String,
    /// How it can be put right in all of its rows at once; none where each row must be looked at.
    pub mend: Option<Mend>,
}

/// The field in which a value is put right.
pub struct Mend {
    /// The column's English name.
    pub name: String,
    /// What can be chosen; any text where nothing stands here.
    pub options: Vec<String>,
    /// What was said before, and is wrong too.
    pub said: String,
}

/// The groups, what concerns the whole file first, then the most frequent, and how many are left out.
pub fn grouped(page: &Page, answer: &SheetAnswer, corrections: &[KeptCorrection]) -> (Vec<FaultGroup>, usize) {
    let mut places: HashMap<(Option<&str>, &str, String), usize> = HashMap::new();
    let mut groups: Vec<(&Fault, String, Vec<u32>)> = Vec::new();
    for fault in &answer.faults {
        let told = page.lang.problem(&fault.problem);
        let key = (fault.column.as_deref(), fault.value.as_str(), told.clone());
        let place = *places.entry(key).or_insert(groups.len());
        if place == groups.len() {
            groups.push((fault, told, Vec::new()));
        }
        if let Some((_, _, rows)) = groups.get_mut(place) {
            rows.extend(fault.row);
        }
    }
    let of_file = |fault: &Fault| matches!(fault.problem, Problem::File(_) | Problem::Forfeited { .. });
    groups.sort_by_key(|(fault, _, rows)| (!of_file(fault), std::cmp::Reverse(rows.len())));
    let more = groups.len().saturating_sub(ENTRIES_MAX);
    groups.truncate(ENTRIES_MAX);
    let shown = groups.into_iter().map(|(fault, told, rows)| FaultGroup {
        mend: mend(page, answer, fault, corrections),
        column: fault.column.clone().unwrap_or_default(),
        value: fault.value.clone(),
        told,
        count: if rows.len() < 2 { String::new() } else { page.t_n("upload-fault-rows", rows.len()) },
        rows: if rows.is_empty() { String::new() } else { page.t_with("upload-fault-at", &[&runs(&rows)]) },
    });
    (shown.collect(), more)
}

fn mend(page: &Page, answer: &SheetAnswer, fault: &Fault, corrections: &[KeptCorrection]) -> Option<Mend> {
    let Problem::Cell(problem) = &fault.problem else { return None };
    let spelled = fault.column.as_ref().filter(|_| problem.says_what_was_meant() && !fault.value.is_empty())?;
    let (name, _) = answer.header.iter().find(|(_, header)| header == spelled)?;
    let is_chinese = page.lang == Lang::ZhCn;
    let word = |word: &Word| {
        if is_chinese && !word.chinese.is_empty() { word.chinese.to_string() } else { word.english.to_string() }
    };
    let options = match problem {
        CellProblem::NotYesNo => page.lang.yes_no().map(str::to_owned).to_vec(),
        CellProblem::NotAChoice { allowed } => allowed.iter().map(word).collect(),
        _ => Vec::new(),
    };
    let said = corrections.iter().find(|kept| kept.column_name == *name && kept.wrong == fault.value);
    Some(Mend { name: name.clone(), options, said: said.map(|kept| kept.right_value.clone()).unwrap_or_default() })
}

/// Rows in runs: `3, 5–9, 12`; with `…` where there are very many.
fn runs(rows: &[u32]) -> String {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    rows.dedup();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => runs.push((row, row)),
        }
    }
    let is_cut = runs.len() > RUNS_MAX;
    let run = |(first, last): &(u32, u32)| {
        if first == last { first.to_string() } else { format!("{first}–{last}") }
    };
    let mut shown: Vec<String> = runs.iter().take(RUNS_MAX).map(run).collect();
    shown.extend(is_cut.then(|| "…".to_owned()));
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn fault(row: u32, value: &str) -> Fault {
        Fault {
            sheet: "维修单".to_owned(),
            row: Some(row),
            row_key: format!("W{row}"),
            column: Some("区域".to_owned()),
            value: value.to_owned(),
            problem: Problem::Cell(CellProblem::NotYesNo),
        }
    }

    #[test]
    fn one_wrong_value_in_many_rows_is_one_entry() {
        let page = Page::of(&TestRequest::default().to_http_request());
        let mut faults: Vec<Fault> = (2..302).map(|row| fault(row, "城里")).collect();
        faults.push(fault(400, "乡下"));
        let (groups, more) = grouped(&page, &SheetAnswer { faults, ..SheetAnswer::default() }, &[]);
        let shown: Vec<(&str, &str)> = groups.iter().map(|group| (group.value.as_str(), group.rows.as_str())).collect();
        assert_eq!((shown, more), (vec![("城里", "第 2–301 行"), ("乡下", "第 400 行")], 0));
    }

    #[test]
    fn rows_are_shown_in_runs() {
        let many: Vec<u32> = (0..40).map(|row| row * 2).collect();
        for (rows, expected) in [
            (vec![], String::new()),
            (vec![5], "5".to_owned()),
            (vec![9, 3, 4, 5, 4], "3–5, 9".to_owned()),
            (many, "0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, …".to_owned()),
        ] {
            assert_eq!(runs(&rows), expected);
        }
    }
}
