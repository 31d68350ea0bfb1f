//! The slips that dealers filed: every version of each, the one that stands, and what was decided of it last.

pub mod codes;
mod current;
mod decided;
mod elsewhere;
mod list;
mod verdicts;
pub mod waiting;
mod worklist;

use std::collections::HashMap;

use diesel::prelude::*;

use super::dialect::insert_many;
use super::schema::slips;
use super::{Db, Error, questions, to_json};
use crate::agreement::codes::{DealerCode, FaultCode, ProductModel, SerialNo};
use crate::agreement::slip::Slip;
use crate::calendar::{Day, Moment, Period};

pub use current::{
    CurrentSlip, Standing, change_count, current, current_by_period, current_one, filed_at, first_filings,
    first_period, phones, standing,
};
pub use decided::decided;
pub use elsewhere::elsewhere;
pub use list::{
    FiledVersion, ListedSlip, SlipFilter, SlipSource, SlipTotals, VersionPlace, list, places, sources, totals, versions,
};
pub use verdicts::Verdicts;
pub use worklist::{
    SlipOfUnit, WorklistFilter, WorklistPlace, of_unit, waiting_for_a_call, waiting_for_a_call_count, worklist,
    worklist_count,
};

const TABLE: &str = "slips";
/// So many numbers go into one condition.
pub(in crate::store) const NUMBERS_AT_ONCE: usize = 500;

/// What a filing came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Filed {
    /// Slips whose number was not filed for the period before.
    pub new: u64,
    /// Slips that replace an earlier version of their number (agreement 3.4).
    pub replaced: u64,
    /// Slips that say what they said before.
    pub unchanged: u64,
}

impl Filed {
    /// Whether anything stands otherwise than before.
    pub fn changes_anything(self) -> bool {
        self.new + self.replaced > 0
    }
}

/// A version of a slip, as it is inserted.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = slips, treat_none_as_default_value = false)]
struct SlipRow {
    dealer: String,
    period: String,
    slip_no: String,
    version: i64,
    is_current: bool,
    upload: String,
    sheet_row: i64,
    serial_no: String,
    product_model: String,
    repair_date: Option<Day>,
    fault_code: String,
    body: String,
    filed_at: Moment,
    decision: i64,
    verdict: String,
    reasons: String,
    claim_fen: i64,
    payable_fen: i64,
}

/// The version of a number that stands before a filing.
struct Before {
    version: i64,
    decision: i64,
    body: String,
}

/// Files slips for a period, each with the row that it begins in. A number that is filed again becomes its next version,
/// which replaces the one before (agreement 3.4); one that says the same as before is left as it is.
pub fn file(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    upload: &str,
    filed: &[(u32, Slip)],
    now: Moment,
) -> Result<Filed, Error> {
    let standing = before(c, dealer, period)?;
    let mut came = Filed::default();
    let mut rows = Vec::with_capacity(filed.len());
    let mut replaced = Vec::new();
    for (row, slip) in filed {
        let body = to_json(TABLE, slip)?;
        let before = standing.get(slip.no.as_str());
        match before {
            None => came.new += 1,
            Some(before) if before.body == body => {
                came.unchanged += 1;
                continue;
            }
            Some(_) => {
                came.replaced += 1;
                replaced.push(slip.no.as_str());
            }
        }
        // The next decision goes on counting; until it is there, the new version has none.
        let (version, decision) = before.map_or((0, 0), |before| (before.version, before.decision));
        rows.push(slip_row([dealer.as_str(), upload], period, slip, (*row, body), (version + 1, decision), now));
    }
    let of_month = slips::dealer.eq(dealer.as_str()).and(slips::period.eq(period.to_string()));
    for numbers in replaced.chunks(NUMBERS_AT_ONCE) {
        let before = slips::table.filter(of_month.clone()).filter(slips::slip_no.eq_any(numbers));
        diesel::update(before.filter(slips::is_current)).set(slips::is_current.eq(false)).execute(c)?;
    }
    codes::forget(c, dealer, period, &replaced)?;
    questions::filed_again(c, dealer, period, &replaced, now)?;
    insert_many!(c, slips::table, rows)?;
    Ok(came)
}

fn before(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<HashMap<String, Before>, Error> {
    let rows: Vec<(String, i64, i64, String)> = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::is_current)
        .select((slips::slip_no, slips::version, slips::decision, slips::body))
        .load(c)?;
    let standing = |(no, version, decision, body)| (no, Before { version, decision, body });
    Ok(rows.into_iter().map(standing).collect())
}

fn slip_row(
    [dealer, upload]: [&str; 2],
    period: Period,
    slip: &Slip,
    (row, body): (u32, String),
    (version, decision): (i64, i64),
    now: Moment,
) -> SlipRow {
    let text = |code: Option<&str>| code.unwrap_or_default().to_owned();
    SlipRow {
        dealer: dealer.to_owned(),
        period: period.to_string(),
        slip_no: slip.no.to_string(),
        version,
        is_current: true,
        upload: upload.to_owned(),
        sheet_row: row.into(),
        serial_no: text(slip.serial.as_ref().map(SerialNo::as_str)),
        product_model: text(slip.model.as_ref().map(ProductModel::as_str)),
        repair_date: slip.repaired_on,
        fault_code: text(slip.fault.as_ref().map(FaultCode::as_str)),
        body,
        filed_at: now,
        decision,
        verdict: String::new(),
        reasons: String::new(),
        claim_fen: 0,
        payable_fen: 0,
    }
}
