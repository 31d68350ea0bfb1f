//! The slips of a month with what was decided of them last.

use diesel::prelude::*;

use super::TABLE;
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::DecidedSlip;
use crate::calendar::Period;
use crate::money::Money;
use crate::store::schema::{decisions, slips};
use crate::store::{Db, Error, of_json, stored};

/// The decided slips that stand for a period, in the order in which they are decided (agreement 4). A version that waits
/// for its decision is not among them; what reviewers said is in the verdict.
pub fn decided(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Vec<DecidedSlip>, Error> {
    let of_slip = decisions::dealer
        .eq(slips::dealer)
        .and(decisions::period.eq(slips::period))
        .and(decisions::slip_no.eq(slips::slip_no))
        .and(decisions::seq.eq(slips::decision))
        .and(decisions::version.eq(slips::version));
    let rows: Vec<(String, String, String, i64)> = slips::table
        .inner_join(decisions::table.on(of_slip))
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::is_current)
        .select((slips::body, decisions::verdict, decisions::hits, decisions::claim_fen))
        .load(c)?;
    let slip = |(body, verdict, hits, claim_fen): (String, String, String, i64)| {
        Ok(DecidedSlip {
            slip: of_json(TABLE, &body)?,
            hits: of_json(TABLE, &hits)?,
            verdict: stored::word(TABLE, &verdict)?,
            claim_value: Money::from_fen(claim_fen),
            review: None,
        })
    };
    let mut decided = rows.into_iter().map(slip).collect::<Result<Vec<DecidedSlip>, Error>>()?;
    decided.sort_unstable_by(|a, b| (a.slip.repaired_on, &a.slip.no).cmp(&(b.slip.repaired_on, &b.slip.no)));
    Ok(decided)
}
