//! What was decided of every slip, decision by decision (agreement 4); the slip's own row has the last one's sum.

use std::collections::HashMap;

use diesel::prelude::*;

use super::dialect::insert_many;
use super::schema::{decisions, slips};
use super::slips::codes;
use super::{Db, Error, of_json, stored, to_json};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::{Hit, Verdict};
use crate::calendar::{Moment, Period};
use crate::money::Money;

const TABLE: &str = "decisions";

/// One decision of a slip number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Of which slip.
    pub no: SlipNo,
    /// 1, 2, …
    pub seq: i64,
    /// Of which filing of the number.
    pub version: i64,
    /// What became of it.
    pub verdict: Verdict,
    /// Every rule that hit.
    pub hits: Vec<Hit>,
    /// What it claims at most.
    pub claim_value: Money,
}

#[derive(Insertable)]
#[diesel(table_name = decisions, treat_none_as_default_value = false)]
struct DecisionRow {
    dealer: String,
    period: String,
    slip_no: String,
    seq: i64,
    version: i64,
    verdict: String,
    reasons: String,
    hits: String,
    claim_fen: i64,
    decided_at: Moment,
}

type Columns = (String, i64, i64, String, String, i64);
const COLUMNS: (
    decisions::slip_no,
    decisions::seq,
    decisions::version,
    decisions::verdict,
    decisions::hits,
    decisions::claim_fen,
) = (decisions::slip_no, decisions::seq, decisions::version, decisions::verdict, decisions::hits, decisions::claim_fen);

fn decision((no, seq, version, verdict, hits, claim_fen): Columns) -> Result<Decision, Error> {
    Ok(Decision {
        no: stored::slip_no(TABLE, &no)?,
        seq,
        version,
        verdict: stored::word(TABLE, &verdict)?,
        hits: of_json(TABLE, &hits)?,
        claim_value: Money::from_fen(claim_fen),
    })
}

/// The last decision of every slip of a month, by its number.
pub fn last(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<HashMap<SlipNo, Decision>, Error> {
    let of_slip = decisions::dealer
        .eq(slips::dealer)
        .and(decisions::period.eq(slips::period))
        .and(decisions::slip_no.eq(slips::slip_no))
        .and(decisions::seq.eq(slips::decision));
    let rows: Vec<Columns> = slips::table
        .inner_join(decisions::table.on(of_slip))
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::is_current)
        .select(COLUMNS)
        .load(c)?;
    rows.into_iter().map(|row| decision(row).map(|last| (last.no.clone(), last))).collect()
}

/// All decisions of a slip number, the first one first, each with its time.
pub fn of_slip(c: &mut Db, dealer: &DealerCode, period: Period, no: &SlipNo) -> Result<Vec<(Decision, Moment)>, Error> {
    let rows: Vec<(Columns, Moment)> = decisions::table
        .filter(decisions::dealer.eq(dealer.as_str()))
        .filter(decisions::period.eq(period.to_string()))
        .filter(decisions::slip_no.eq(no.as_str()))
        .order(decisions::seq)
        .select((COLUMNS, decisions::decided_at))
        .load(c)?;
    rows.into_iter().map(|(row, at)| Ok((decision(row)?, at))).collect()
}

/// Copies what the decision after a slip's last one says into the slip's row; the statement is the same on both backends.
/// Whom a held slip waits for is said afterwards (`slips::waiting::say`).
const CARRY_INTO_SLIPS: &str = "UPDATE slips SET decision = d.seq, verdict = d.verdict, reasons = d.reasons, \
    claim_fen = d.claim_fen, waits_for = '', \
    payable_fen = CASE WHEN d.verdict IN ('accepted', 'adjusted') THEN d.claim_fen ELSE 0 END \
    FROM decisions d WHERE slips.dealer = $1 AND slips.period = $2 AND slips.is_current \
    AND d.dealer = slips.dealer AND d.period = slips.period AND d.slip_no = slips.slip_no \
    AND d.version = slips.version AND d.seq = slips.decision + 1";

/// Adds decisions of a month's slips that stand, each the next of its number.
pub fn add(c: &mut Db, dealer: &DealerCode, period: Period, made: &[Decision], now: Moment) -> Result<(), Error> {
    if made.is_empty() {
        return Ok(());
    }
    let row = |made: &Decision| {
        let codes: Vec<&str> = made.hits.iter().map(Hit::name).collect();
        Ok(DecisionRow {
            dealer: dealer.to_string(),
            period: period.to_string(),
            slip_no: made.no.to_string(),
            seq: made.seq,
            version: made.version,
            verdict: made.verdict.to_string(),
            reasons: codes.join(";"),
            hits: to_json(TABLE, &made.hits)?,
            claim_fen: made.claim_value.fen(),
            decided_at: now,
        })
    };
    let rows = made.iter().map(row).collect::<Result<Vec<DecisionRow>, Error>>()?;
    insert_many!(c, decisions::table, rows)?;
    diesel::sql_query(CARRY_INTO_SLIPS)
        .bind::<diesel::sql_types::Text, _>(dealer.as_str())
        .bind::<diesel::sql_types::Text, _>(period.to_string())
        .execute(c)?;
    codes::decided(c, dealer, period, made)
}
