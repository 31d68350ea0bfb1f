//! The versions that stand.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::{NUMBERS_AT_ONCE, TABLE};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::Verdict;
use crate::agreement::slip::Slip;
use crate::calendar::{Moment, Period};
use crate::money::Money;
use crate::store::schema::{reviews, slips};
use crate::store::{Db, Error, of_json, questions, stored};

/// The version of a slip that stands, with its last decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentSlip {
    /// As it was filed.
    pub slip: Slip,
    /// Which filing of its number it is.
    pub version: i64,
    /// When it was filed.
    pub filed_at: Moment,
    /// The number of the last decision of its number; 0 where there is none.
    pub decision: i64,
    /// What was decided of this version; none until it was.
    pub verdict: Option<Verdict>,
    /// What it claims at most, as it was decided.
    pub claim_value: Money,
}

/// The slips that stand for a period, in the order of their numbers.
pub fn current(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Vec<Slip>, Error> {
    let bodies: Vec<String> = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::is_current)
        .order(slips::slip_no)
        .select(slips::body)
        .load(c)?;
    bodies.iter().map(|body| of_json(TABLE, body)).collect()
}

/// The version of one number that stands for a period.
pub fn current_one(c: &mut Db, dealer: &DealerCode, period: Period, slip_no: &SlipNo) -> Result<Option<Slip>, Error> {
    let body: Option<String> = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::slip_no.eq(slip_no.as_str()))
        .filter(slips::is_current)
        .select(slips::body)
        .first(c)
        .optional()?;
    body.map(|body| of_json(TABLE, &body)).transpose()
}

type Row = (String, String, i64, Moment, i64, String, i64);

/// All slips of a dealer that stand for the periods through `last`, by period, in the order of their numbers.
pub fn current_by_period(
    c: &mut Db,
    dealer: &DealerCode,
    last: Period,
) -> Result<BTreeMap<Period, Vec<CurrentSlip>>, Error> {
    let rows: Vec<Row> = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.le(last.to_string()))
        .filter(slips::is_current)
        .order((slips::period, slips::slip_no))
        .select((
            slips::period,
            slips::body,
            slips::version,
            slips::filed_at,
            slips::decision,
            slips::verdict,
            slips::claim_fen,
        ))
        .load(c)?;
    let mut by_period: BTreeMap<Period, Vec<CurrentSlip>> = BTreeMap::new();
    for (period, body, version, filed_at, decision, verdict, claim_fen) in rows {
        by_period.entry(stored::period(TABLE, &period)?).or_default().push(CurrentSlip {
            slip: of_json(TABLE, &body)?,
            version,
            filed_at,
            decision,
            verdict: if verdict.is_empty() { None } else { Some(stored::word(TABLE, &verdict)?) },
            claim_value: Money::from_fen(claim_fen),
        });
    }
    Ok(by_period)
}

/// What is known of a slip that stands, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The period that it is filed for.
    pub period: Period,
    /// The number of its last decision.
    pub decision: i64,
    /// What was decided of this version; none until it was.
    pub verdict: Option<Verdict>,
    /// What it claims at most.
    pub claim_value: Money,
}

type StandingRow = (String, String, i64, String, i64);
const STANDING: (slips::slip_no, slips::period, slips::decision, slips::verdict, slips::claim_fen) =
    (slips::slip_no, slips::period, slips::decision, slips::verdict, slips::claim_fen);

fn standing_of((_, period, decision, verdict, claim_fen): StandingRow) -> Result<Standing, Error> {
    Ok(Standing {
        period: stored::period(TABLE, &period)?,
        decision,
        verdict: if verdict.is_empty() { None } else { Some(stored::word(TABLE, &verdict)?) },
        claim_value: Money::from_fen(claim_fen),
    })
}

/// The version of a number that stands for a period.
pub fn standing(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<Option<Standing>, Error> {
    let row: Option<StandingRow> = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::slip_no.eq(no.as_str()))
        .filter(slips::is_current)
        .select(STANDING)
        .first(c)
        .optional()?;
    row.map(standing_of).transpose()
}

/// How often something was filed, decided, reviewed or asked of a number that stands for a period: another count, and it is
/// no longer what somebody saw.
pub fn change_count(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<Option<i64>, Error> {
    let standing = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::slip_no.eq(no.as_str()))
        .filter(slips::is_current);
    let counts: Option<(i64, i64)> = standing.select((slips::version, slips::decision)).first(c).optional()?;
    let Some((version, decision)) = counts else { return Ok(None) };
    let reviewed: i64 = reviews::table
        .filter(reviews::dealer.eq(dealer.as_str()))
        .filter(reviews::period.eq(period.to_string()))
        .filter(reviews::slip_no.eq(no.as_str()))
        .count()
        .get_result(c)?;
    Ok(Some(version + decision + reviewed + questions::change_count(c, dealer, period, no)?))
}

/// The first filings of some numbers, which are what calls concern (agreement 6.4).
pub fn first_filings(
    c: &mut Db,
    dealer: &DealerCode,
    numbers: &BTreeSet<&SlipNo>,
) -> Result<BTreeMap<SlipNo, Standing>, Error> {
    let numbers: Vec<&str> = numbers.iter().map(|no| no.as_str()).collect();
    let mut first = BTreeMap::new();
    for some in numbers.chunks(NUMBERS_AT_ONCE) {
        // The database sorts nothing: for an order it would rather walk through all of the dealer's slips.
        let mut rows: Vec<StandingRow> = slips::table
            .filter(slips::dealer.eq(dealer.as_str()))
            .filter(slips::slip_no.eq_any(some))
            .filter(slips::is_current)
            .select(STANDING)
            .load(c)?;
        rows.sort_by(|one, other| one.1.cmp(&other.1));
        for row in rows {
            let no = stored::slip_no(TABLE, &row.0)?;
            let filing = standing_of(row)?;
            first.entry(no).or_insert(filing);
        }
    }
    Ok(first)
}

/// The customers' telephone numbers as the first filings of some numbers have them, which are what calls concern; without
/// those that have none.
pub fn phones(c: &mut Db, dealer: &DealerCode, numbers: &BTreeSet<&SlipNo>) -> Result<BTreeMap<SlipNo, String>, Error> {
    #[derive(serde::Deserialize)]
    struct Phone {
        customer_phone: Option<String>,
    }
    let numbers: Vec<&str> = numbers.iter().map(|no| no.as_str()).collect();
    let mut first = BTreeMap::new();
    for some in numbers.chunks(NUMBERS_AT_ONCE) {
        let mut rows: Vec<(String, String, String)> = slips::table
            .filter(slips::dealer.eq(dealer.as_str()))
            .filter(slips::slip_no.eq_any(some))
            .filter(slips::is_current)
            .select((slips::period, slips::slip_no, slips::body))
            .load(c)?;
        rows.sort();
        for (_, no, body) in rows {
            let phone = of_json::<Phone>(TABLE, &body)?.customer_phone;
            first.entry(stored::slip_no(TABLE, &no)?).or_insert(phone);
        }
    }
    Ok(first.into_iter().filter_map(|(no, phone)| Some((no, phone?))).collect())
}

/// The period for which a number was filed first, which is what calls concern (agreement 6.4).
pub fn first_period(c: &mut Db, dealer: &DealerCode, no: &SlipNo) -> Result<Option<Period>, Error> {
    let filed = slips::table.filter(slips::dealer.eq(dealer.as_str())).filter(slips::slip_no.eq(no.as_str()));
    let periods: Vec<String> = filed.filter(slips::is_current).select(slips::period).load(c)?;
    periods.into_iter().min().map(|period| stored::period(TABLE, &period)).transpose()
}

/// When the version of a number that stands for a period was filed.
pub fn filed_at(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<Option<Moment>, Error> {
    let standing = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::slip_no.eq(no.as_str()))
        .filter(slips::is_current);
    Ok(standing.select(slips::filed_at).first(c).optional()?)
}
