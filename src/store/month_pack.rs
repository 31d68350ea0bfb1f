//! One month over all dealers, added up by the database: what a sales manager decides on.

mod heaps;

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

pub use self::heaps::{DealersLine, Heap, LineFilter, LineOrder, lines_of};
use super::schema::{disputes, findings, month_verdicts, months, statement_lines};
use super::{Db, Error, stored};
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::Verdict;
use crate::agreement::statement::LineKind;
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

/// The lines of the statements of a period that stand, by dealer and kind.
pub fn lines(c: &mut Db, period: Period) -> Result<BTreeMap<(DealerCode, LineKind), Money>, Error> {
    let of_month = statement_lines::dealer
        .eq(months::dealer)
        .and(statement_lines::period.eq(months::period))
        .and(statement_lines::revision.eq(months::statement_revision));
    let rows: Vec<(String, String, i64)> = months::table
        .inner_join(statement_lines::table.on(of_month))
        .filter(months::period.eq(period.to_string()))
        .group_by((statement_lines::dealer, statement_lines::kind))
        .select((statement_lines::dealer, statement_lines::kind, sql::<BigInt>("CAST(sum(amount_fen) AS BIGINT)")))
        .load(c)?;
    let sum = |(dealer, kind, amount): (String, String, i64)| {
        Ok(((stored::dealer(LINES, &dealer)?, stored::word(LINES, &kind)?), Money::from_fen(amount)))
    };
    rows.into_iter().map(sum).collect()
}

/// How many disputes and findings of a period are open.
pub fn open_cases(c: &mut Db, period: Period) -> Result<(i64, i64), Error> {
    let disputed = disputes::table.filter(disputes::state.eq("open")).filter(disputes::period.eq(period.to_string()));
    let found = findings::table.filter(findings::state.eq("open")).filter(findings::period.eq(period.to_string()));
    Ok((disputed.count().get_result(c)?, found.count().get_result(c)?))
}
