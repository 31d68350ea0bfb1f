//! What of a dealer's sheet was not filed, and is to be mended and filed yet (agreement 3.1).

use std::collections::BTreeSet;

use super::check_upload::SheetAnswer;
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::calendar::Period;
use crate::sheets::{Fault, Problem};
use crate::store::uploads::{self, Filter, Order, Upload, UploadState};
use crate::store::{self, Db, slips};

/// So many of a month's uploads are looked through.
const UPLOADS_MAX: i64 = 100;

/// A sheet of which rows were not filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedRows {
    /// The sheet.
    pub upload: Upload,
    /// What was said of it.
    pub answer: SheetAnswer,
    /// The slips that stand by a later sheet; the empty number, where rows without one are over because one was filed.
    pub filed: BTreeSet<String>,
}

impl ParkedRows {
    /// How many slips are still to be filed, a row without a number being one; of feedback how many rows.
    pub fn count(&self) -> usize {
        if self.upload.sheet == FiledSheet::Feedback {
            return usize::try_from(self.answer.unreadable_rows).unwrap_or(usize::MAX);
        }
        let of_no_slip = |fault: &&Fault| fault.row_key.is_empty() && !self.filed.contains("");
        let rows: BTreeSet<Option<u32>> = self.answer.faults.iter().filter(of_no_slip).map(|fault| fault.row).collect();
        self.answer.unreadable_slips.difference(&self.filed).count() + rows.len()
    }
}

/// The last sheet of a dealer's month with faults, as far as its rows were filed neither with it nor since.
pub fn parked_rows(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    sheet: FiledSheet,
) -> Result<Option<ParkedRows>, store::Error> {
    let filter = Filter { dealer: Some(dealer.clone()), period: Some(period), sheet: Some(sheet), ..Filter::default() };
    let uploads = uploads::list(c, &filter, &Order::default(), UPLOADS_MAX)?;
    let mut was_filed_since = false;
    for upload in uploads {
        if !matches!(upload.state, UploadState::Checked | UploadState::Refused | UploadState::Filed) {
            continue;
        }
        let answer: SheetAnswer = uploads::answer(c, dealer, &upload.id)?.unwrap_or_default();
        let of_file = |fault: &Fault| matches!(fault.problem, Problem::File(_) | Problem::Forfeited { .. });
        if answer.faults.iter().any(of_file) {
            continue;
        }
        if answer.fault_count == 0 {
            was_filed_since |= upload.state == UploadState::Filed;
            continue;
        }
        if sheet == FiledSheet::Feedback {
            return Ok((!was_filed_since).then(|| ParkedRows { upload, answer, filed: BTreeSet::new() }));
        }
        let places = slips::places(c, dealer, period)?;
        // Identifiers of uploads sort by the time of their making.
        let since = places.into_iter().filter(|place| place.is_current && place.upload > upload.id);
        let filed: BTreeSet<String> =
            since.map(|place| place.slip_no).chain(was_filed_since.then(String::new)).collect();
        return Ok(Some(ParkedRows { upload, answer, filed }));
    }
    Ok(None)
}
