//! What is read to prove that the books are whole: sums, files, and what belongs to what.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::jobs::{self, JobKind};
use super::month_pack::HeapSums;
use super::schema::{adjustments, audit, files, months, slip_codes, slips, statement_lines, statements, uploads};
use super::slips::waiting;
use super::{Db, Error, stored};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::LineKind;
use crate::calendar::Period;
use crate::money::Money;

/// What a revision of a statement says it comes to, and what its lines come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RevisionSums {
    /// Its net.
    pub net: Money,
    /// What it pays.
    pub payable: Money,
    /// What it hands on.
    pub balance: Money,
    /// The sum of its lines.
    pub lines: Money,
    /// The sum of those that are adjustments.
    pub adjustments: Money,
    /// The sums of those that are no fees.
    pub heaps: HeapSums,
}

/// Everybody who has a month.
pub fn dealers(c: &mut Db) -> Result<Vec<DealerCode>, Error> {
    let codes: Vec<String> = months::table.select(months::dealer).distinct().order(months::dealer).load(c)?;
    codes.iter().map(|code| stored::dealer("months", code)).collect()
}

/// The sums of every revision of a dealer's statements, by period and revision.
pub fn revisions(c: &mut Db, dealer: &DealerCode) -> Result<BTreeMap<(Period, i64), RevisionSums>, Error> {
    let rows: Vec<(String, i64, i64, i64, i64)> = statements::table
        .filter(statements::dealer.eq(dealer.as_str()))
        .select((
            statements::period,
            statements::revision,
            statements::net_fen,
            statements::payable_fen,
            statements::balance_fen,
        ))
        .load(c)?;
    let mut found = BTreeMap::new();
    for (period, revision, net, payable, balance) in rows {
        let sums = RevisionSums {
            net: Money::from_fen(net),
            payable: Money::from_fen(payable),
            balance: Money::from_fen(balance),
            ..RevisionSums::default()
        };
        found.insert((stored::period("statements", &period)?, revision), sums);
    }
    let rows: Vec<(String, i64, String, i64)> = statement_lines::table
        .filter(statement_lines::dealer.eq(dealer.as_str()))
        .select((
            statement_lines::period,
            statement_lines::revision,
            statement_lines::kind,
            statement_lines::amount_fen,
        ))
        .load(c)?;
    for (period, revision, kind, amount) in rows {
        let sums = found.entry((stored::period("statement_lines", &period)?, revision)).or_default();
        let (kind, amount) = (stored::word("statement_lines", &kind)?, Money::from_fen(amount));
        sums.lines += amount;
        sums.heaps.add_line(kind, amount);
        if kind == LineKind::Adjustment {
            sums.adjustments += amount;
        }
    }
    Ok(found)
}

/// What the adjustments that entered a dealer's statements come to, by the statement's period.
pub fn entered(c: &mut Db, dealer: &DealerCode) -> Result<BTreeMap<Period, Money>, Error> {
    let rows: Vec<(String, i64)> = adjustments::table
        .filter(adjustments::dealer.eq(dealer.as_str()))
        .filter(adjustments::entered_period.ne(""))
        .group_by(adjustments::entered_period)
        .select((adjustments::entered_period, sql::<BigInt>("CAST(sum(amount_fen) AS BIGINT)")))
        .load(c)?;
    rows.iter().map(|(period, sum)| Ok((stored::period("adjustments", period)?, Money::from_fen(*sum)))).collect()
}

/// How many steps of a statement the audit trail has.
pub fn recorded_steps(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<usize, Error> {
    let steps = ["confirm", "hold", "approve", "release", "refuse", "pay", "return"];
    let actions = steps.map(|step| format!("statement.{step}"));
    let recorded: i64 = audit::table
        .filter(audit::object.eq(format!("statement {dealer} {period}")))
        .filter(audit::action.eq_any(actions))
        .count()
        .get_result(c)?;
    stored::count("audit", recorded)
}

/// The names of all files.
pub fn file_names(c: &mut Db) -> Result<Vec<String>, Error> {
    Ok(files::table.select(files::sha256).order(files::sha256).load(c)?)
}

/// Uploads that are not filed though slips of theirs are, by dealer and identifier.
pub fn half_filed(c: &mut Db) -> Result<Vec<(String, String)>, Error> {
    let of_slip = slips::dealer.eq(uploads::dealer).and(slips::upload.eq(uploads::id));
    Ok(uploads::table
        .inner_join(slips::table.on(of_slip))
        .filter(uploads::state.ne("filed"))
        .select((uploads::dealer, uploads::id))
        .distinct()
        .load(c)?)
}

/// Slip numbers of a month with none or several versions that stand, by dealer, period and number.
pub fn unclear_slips(c: &mut Db) -> Result<Vec<(String, String, String)>, Error> {
    let standing = "sum(CASE WHEN is_current THEN 1 ELSE 0 END)";
    Ok(slips::table
        .group_by((slips::dealer, slips::period, slips::slip_no))
        .having(sql::<BigInt>(standing).ne(1))
        .select((slips::dealer, slips::period, slips::slip_no))
        .load(c)?)
}

/// Slips of a dealer that lists by code do not find as they were decided last, by period and number.
pub fn miscoded_slips(c: &mut Db, dealer: &DealerCode) -> Result<BTreeSet<(String, String)>, Error> {
    type Coded = (String, String, String, String);
    let decided: Vec<Coded> = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::is_current)
        .filter(slips::reasons.ne(""))
        .select((slips::period, slips::slip_no, slips::reasons, slips::verdict))
        .load(c)?;
    let mut expected: BTreeSet<Coded> = BTreeSet::new();
    for (period, number, reasons, verdict) in decided {
        let row = |code: &str| (period.clone(), number.clone(), code.to_owned(), verdict.clone());
        expected.extend(reasons.split(';').map(row));
    }
    let listed: Vec<Coded> = slip_codes::table
        .filter(slip_codes::dealer.eq(dealer.as_str()))
        .select((slip_codes::period, slip_codes::slip_no, slip_codes::code, slip_codes::verdict))
        .load(c)?;
    let listed: BTreeSet<Coded> = listed.into_iter().collect();
    let differing = expected.symmetric_difference(&listed);
    Ok(differing.map(|(period, number, ..)| (period.clone(), number.clone())).collect())
}

#[derive(QueryableByName)]
struct OfPeriod {
    #[diesel(sql_type = Text)]
    period: String,
}

/// The periods of a dealer whose slips are counted otherwise than they were decided, or wait for somebody else; none while
/// a settlement is still to come, which says both anew.
pub fn miscounted(c: &mut Db, dealer: &DealerCode) -> Result<BTreeSet<Period>, Error> {
    if jobs::is_open(c, JobKind::SettleDealer, dealer.as_str())? {
        return Ok(BTreeSet::new());
    }
    let differing: Vec<OfPeriod> = diesel::sql_query(
        "SELECT DISTINCT period FROM (SELECT period, verdict FROM ( \
            SELECT period, verdict, slip_count, claimed_fen FROM month_verdicts WHERE dealer = $1 UNION ALL \
            SELECT period, verdict, -count(*), -CAST(sum(claim_fen) AS BIGINT) FROM slips \
            WHERE dealer = $1 AND is_current AND verdict <> '' GROUP BY period, verdict \
         ) counted GROUP BY period, verdict HAVING sum(slip_count) <> 0 OR sum(claimed_fen) <> 0) differing",
    )
    .bind::<Text, _>(dealer.as_str())
    .load(c)?;
    let periods = differing.into_iter().map(|row| row.period).chain(waiting::misrouted(c, dealer)?);
    periods.map(|period| stored::period("slips", &period)).collect()
}
