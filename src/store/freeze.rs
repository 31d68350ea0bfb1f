//! What stands against confirming a dealer's month (agreement 7.4): earlier drafts, held slips, a lot not drawn.

use diesel::prelude::*;

use super::schema::{months, slips};
use super::{Db, Error, settings, stored};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::Period;

/// The dealer's first month before `period` whose statement is still a draft, from the installation's first period on.
pub fn earlier_draft(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Option<Period>, Error> {
    let first_period = settings::get(c, settings::FIRST_PERIOD)?.unwrap_or_default();
    let draft: Option<String> = months::table
        .filter(months::dealer.eq(dealer.as_str()))
        .filter(months::period.ge(first_period))
        .filter(months::period.lt(period.to_string()))
        .filter(months::state.eq("draft"))
        .order(months::period)
        .select(months::period)
        .first(c)
        .optional()?;
    draft.map(|period| stored::period("months", &period)).transpose()
}

/// The slips that wait for a person or a call, in the order of their numbers; at most `count_max`.
pub fn held_slips(c: &mut Db, dealer: &DealerCode, period: Period, count_max: i64) -> Result<Vec<SlipNo>, Error> {
    let numbers: Vec<String> = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::is_current)
        .filter(slips::verdict.eq("held"))
        .order(slips::slip_no)
        .limit(count_max)
        .select(slips::slip_no)
        .load(c)?;
    numbers.iter().map(|number| stored::slip_no("slips", number)).collect()
}

/// How many slips wait for a person or a call.
pub fn held_count(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<i64, Error> {
    let held = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::is_current)
        .filter(slips::verdict.eq("held"));
    Ok(held.count().get_result(c)?)
}

/// Whether any slip of the month is paid, so that there is a lot to draw (agreement 6.1).
pub fn any_payable_slip(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<bool, Error> {
    let payable = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::is_current)
        .filter(slips::verdict.eq_any(["accepted", "adjusted"]));
    Ok(payable.limit(1).select(slips::slip_no).first::<String>(c).optional()?.is_some())
}
