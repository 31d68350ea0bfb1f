//! What the feedback sheets say, row by row; and who took note of what endangers people.

use diesel::prelude::*;

use super::dialect::{Suffix, insert_many};
use super::schema::{feedback_rows, safety_notes};
use super::{Db, Error, stored};
use crate::agreement::codes::{DealerCode, FaultCode, PartNo, ProductModel};
use crate::agreement::slip::Feedback;
use crate::calendar::{Moment, Period};

const TABLE: &str = "feedback_rows";

#[derive(Insertable)]
#[diesel(table_name = feedback_rows, treat_none_as_default_value = false)]
struct FeedbackRow {
    dealer: String,
    period: String,
    row_no: i64,
    upload: String,
    product_model: String,
    fault_code: String,
    fault_description: String,
    occurrences: i64,
    part_no: String,
    severity: String,
    suspected_cause: String,
    suggestion: String,
}

/// Files a dealer's sheet of a month in the place of the one that was filed before.
pub fn file(c: &mut Db, dealer: &DealerCode, period: Period, upload: &str, rows: &[Feedback]) -> Result<(), Error> {
    let of_month = feedback_rows::table
        .filter(feedback_rows::dealer.eq(dealer.as_str()))
        .filter(feedback_rows::period.eq(period.to_string()));
    diesel::delete(of_month).execute(c)?;
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let row = |(row_no, row): (i64, &Feedback)| {
        let severity = row.severity.as_ref().map(|severity| stored::word_of(TABLE, severity)).transpose()?;
        Ok(FeedbackRow {
            dealer: dealer.to_string(),
            period: period.to_string(),
            row_no,
            upload: upload.to_owned(),
            product_model: text(row.model.as_ref().map(ProductModel::as_str)),
            fault_code: text(row.fault.as_ref().map(FaultCode::as_str)),
            fault_description: text(row.fault_description.as_deref()),
            occurrences: row.occurrences.unwrap_or_default(),
            part_no: text(row.part.as_ref().map(PartNo::as_str)),
            severity: severity.unwrap_or_default(),
            suspected_cause: text(row.suspected_cause.as_deref()),
            suggestion: text(row.suggestion.as_deref()),
        })
    };
    let rows = (1..).zip(rows).map(row).collect::<Result<Vec<FeedbackRow>, Error>>()?;
    insert_many!(c, feedback_rows::table, rows)?;
    Ok(())
}

/// A fault of a model that endangers people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafetyFault {
    /// Of which model.
    pub product_model: String,
    /// Which.
    pub fault_code: String,
}

/// A fault that endangers people, with the reports of it that nobody has taken note of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedFault {
    /// Which.
    pub fault: SafetyFault,
    /// In a dealer's words.
    pub description: String,
    /// What that dealer thinks is the cause.
    pub suspected_cause: String,
    /// How often it occurred.
    pub occurrences: i64,
    /// Who reported it for which month, the latest first.
    pub reports: Vec<(String, String)>,
}

/// The faults that endanger people and that nobody has taken note of, those reported latest first.
pub fn unnoted(c: &mut Db) -> Result<Vec<ReportedFault>, Error> {
    let of_report = safety_notes::dealer
        .eq(feedback_rows::dealer)
        .and(safety_notes::period.eq(feedback_rows::period))
        .and(safety_notes::product_model.eq(feedback_rows::product_model))
        .and(safety_notes::fault_code.eq(feedback_rows::fault_code));
    let rows: Vec<(String, String, String, String, String, i64, String)> = feedback_rows::table
        .left_join(safety_notes::table.on(of_report))
        .filter(feedback_rows::severity.eq("safety"))
        .filter(safety_notes::noted_by.is_null())
        .order((feedback_rows::period.desc(), feedback_rows::dealer, feedback_rows::row_no))
        .select((
            feedback_rows::dealer,
            feedback_rows::period,
            feedback_rows::product_model,
            feedback_rows::fault_code,
            feedback_rows::fault_description,
            feedback_rows::occurrences,
            feedback_rows::suspected_cause,
        ))
        .load(c)?;
    let mut found: Vec<ReportedFault> = Vec::new();
    for (dealer, period, product_model, fault_code, description, occurrences, suspected_cause) in rows {
        let (fault, report) = (SafetyFault { product_model, fault_code }, (dealer, period));
        let Some(known) = found.iter_mut().find(|known| known.fault == fault) else {
            let reports = vec![report];
            found.push(ReportedFault { fault, description, suspected_cause, occurrences, reports });
            continue;
        };
        known.occurrences += occurrences;
        if !known.reports.contains(&report) {
            known.reports.push(report);
        }
    }
    Ok(found)
}

/// A note that somebody took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafetyNote {
    /// Of what.
    pub fault: SafetyFault,
    /// What is to be done.
    pub note: String,
    /// By whom: a login.
    pub noted_by: String,
    /// When, UTC.
    pub noted_at: Moment,
}

/// Keeps a note for each of some reports; answers false, and is to be taken back, where somebody took note of one before.
pub fn note(c: &mut Db, note: &SafetyNote, reports: &[(String, String)]) -> Result<bool, Error> {
    let row = |(dealer, period): &(String, String)| {
        (
            safety_notes::dealer.eq(dealer.clone()),
            safety_notes::period.eq(period.clone()),
            safety_notes::product_model.eq(note.fault.product_model.clone()),
            safety_notes::fault_code.eq(note.fault.fault_code.clone()),
            safety_notes::note.eq(note.note.clone()),
            safety_notes::noted_by.eq(note.noted_by.clone()),
            safety_notes::noted_at.eq(note.noted_at),
        )
    };
    for report in reports {
        let insert = diesel::insert_into(safety_notes::table).values(row(report));
        if Suffix(insert, " ON CONFLICT DO NOTHING").execute(c)? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The notes that were taken, the latest first.
pub fn notes(c: &mut Db, rows_max: i64) -> Result<Vec<SafetyNote>, Error> {
    let rows: Vec<(String, String, String, String, Moment)> = safety_notes::table
        .select((
            safety_notes::product_model,
            safety_notes::fault_code,
            safety_notes::note,
            safety_notes::noted_by,
            safety_notes::noted_at,
        ))
        .distinct()
        .order(safety_notes::noted_at.desc())
        .limit(rows_max)
        .load(c)?;
    let kept = |(product_model, fault_code, note, noted_by, noted_at)| SafetyNote {
        fault: SafetyFault { product_model, fault_code },
        note,
        noted_by,
        noted_at,
    };
    Ok(rows.into_iter().map(kept).collect())
}
