//! One month over all dealers, added up by the database: what a sales manager decides on.

mod heaps;

use diesel::prelude::*;

pub use self::heaps::{DealersLine, Heap, HeapSums, LineFilter, LineOrder, lines_of};
use super::schema::{disputes, findings, month_verdicts};
use super::{Db, Error, stored};
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::Verdict;
use crate::calendar::Period;
use crate::money::Money;

const SLIPS: &str = "slips";
const LINES: &str = "statement_lines";

/// The slips of a dealer that were decided alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictSum {
    /// Whose.
    pub dealer: DealerCode,
    /// How.
    pub verdict: Verdict,
    /// How many.
    pub count: i64,
    /// Their claim values.
    pub claimed: Money,
}

/// The slips of a period that stand and are decided, by dealer and verdict.
pub fn verdicts(c: &mut Db, period: Period) -> Result<Vec<VerdictSum>, Error> {
    let rows: Vec<(String, String, i64, i64)> = month_verdicts::table
        .filter(month_verdicts::period.eq(period.to_string()))
        .select((
            month_verdicts::dealer,
            month_verdicts::verdict,
            month_verdicts::slip_count,
            month_verdicts::claimed_fen,
        ))
        .load(c)?;
    let sum = |(dealer, verdict, count, claimed): (String, String, i64, i64)| {
        Ok(VerdictSum {
            dealer: stored::dealer(SLIPS, &dealer)?,
            verdict: stored::word(SLIPS, &verdict)?,
            count,
            claimed: Money::from_fen(claimed),
        })
    };
    rows.into_iter().map(sum).collect()
}

/// How many disputes and findings of a period are open.
pub fn open_cases(c: &mut Db, period: Period) -> Result<(i64, i64), Error> {
    let disputed = disputes::table.filter(disputes::state.eq("open")).filter(disputes::period.eq(period.to_string()));
    let found = findings::table.filter(findings::state.eq("open")).filter(findings::period.eq(period.to_string()));
    Ok((disputed.count().get_result(c)?, found.count().get_result(c)?))
}
