//! Slips that reviewers added to the calls (agreement 6.6).

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::calls::RecordedCall;
use super::order::behind;
use super::schema::call_picks;
use super::{Db, Error, stored};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::{Moment, Period};

const TABLE: &str = "call_picks";

/// A slip that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Whose.
    pub dealer: DealerCode,
    /// The number.
    pub no: SlipNo,
    /// For which the number was filed first, which is what calls concern (agreement 6.4).
    pub period: Period,
    /// Why.
    pub reason: String,
    /// Who added it: a login.
    pub picked_by: String,
    /// For whom a deputy added it: a login; empty where somebody did it for themselves.
    pub on_behalf_of: String,
    /// When.
    pub picked_at: Moment,
    /// How many calls about the number there were; those after them are made for this.
    pub calls_before: usize,
    /// Whether the customer is still to be called.
    pub is_open: bool,
}

impl Pick {
    /// Of the calls about the number those that were made for this.
    pub fn made<'a>(&self, calls: &'a [RecordedCall]) -> &'a [RecordedCall] {
        calls.get(self.calls_before..).unwrap_or_default()
    }

    /// Whether it is done with these calls about the number: somebody answered, or so many attempts were made.
    pub fn is_done(&self, calls: &[RecordedCall], callback_attempts: u32) -> bool {
        let made = self.made(calls);
        let is_answered = made.iter().any(|made| made.call.outcome.is_answered());
        is_answered || made.len() >= usize::try_from(callback_attempts).unwrap_or(usize::MAX)
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = call_picks, treat_none_as_default_value = false)]
struct PickRow {
    dealer: String,
    slip_no: String,
    period: String,
    reason: String,
    picked_by: String,
    on_behalf_of: String,
    picked_at: Moment,
    calls_before: i64,
    is_open: bool,
}

impl PickRow {
    fn into_pick(self) -> Result<Pick, Error> {
        Ok(Pick {
            dealer: stored::dealer(TABLE, &self.dealer)?,
            no: stored::slip_no(TABLE, &self.slip_no)?,
            period: stored::period(TABLE, &self.period)?,
            reason: self.reason,
            picked_by: self.picked_by,
            on_behalf_of: self.on_behalf_of,
            picked_at: self.picked_at,
            calls_before: stored::count(TABLE, self.calls_before)?,
            is_open: self.is_open,
        })
    }
}

/// Adds a slip, in the place of what was said of its number before.
pub fn add(c: &mut Db, pick: &Pick) -> Result<(), Error> {
    remove(c, &pick.dealer, &pick.no)?;
    let row = PickRow {
        dealer: pick.dealer.to_string(),
        slip_no: pick.no.to_string(),
        period: pick.period.to_string(),
        reason: pick.reason.clone(),
        picked_by: pick.picked_by.clone(),
        on_behalf_of: pick.on_behalf_of.clone(),
        picked_at: pick.picked_at,
        calls_before: i64::try_from(pick.calls_before).unwrap_or(i64::MAX),
        is_open: pick.is_open,
    };
    diesel::insert_into(call_picks::table).values(row).execute(c)?;
    Ok(())
}

/// Takes a slip off again.
pub fn remove(c: &mut Db, dealer: &DealerCode, no: &SlipNo) -> Result<(), Error> {
    diesel::delete(call_picks::table.find((dealer.as_str(), no.as_str()))).execute(c)?;
    Ok(())
}

/// The customer is called no more.
pub fn close(c: &mut Db, dealer: &DealerCode, no: &SlipNo) -> Result<(), Error> {
    let pick = call_picks::table.find((dealer.as_str(), no.as_str()));
    diesel::update(pick).set(call_picks::is_open.eq(false)).execute(c)?;
    Ok(())
}

/// What was said last of a number.
pub fn of_slip(c: &mut Db, dealer: &DealerCode, no: &SlipNo) -> Result<Option<Pick>, Error> {
    let row: Option<PickRow> = call_picks::table.find((dealer.as_str(), no.as_str())).first(c).optional()?;
    row.map(PickRow::into_pick).transpose()
}

/// A dealer's slips that are still to be called.
pub fn open_of(c: &mut Db, dealer: &DealerCode) -> Result<Vec<Pick>, Error> {
    let open = call_picks::table.filter(call_picks::is_open).filter(call_picks::dealer.eq(dealer.as_str()));
    let rows: Vec<PickRow> = open.order(call_picks::slip_no).load(c)?;
    rows.into_iter().map(PickRow::into_pick).collect()
}

/// The slips that are still to be called behind a dealer and number.
pub fn open(c: &mut Db, after: Option<[String; 2]>, rows_max: i64) -> Result<Vec<Pick>, Error> {
    let [dealer, no] = after.unwrap_or_default();
    let place = behind("call_picks.dealer, call_picks.slip_no", false);
    let place = place.bind::<Text, _>(dealer).sql(", ").bind::<Text, _>(no).sql(")");
    let open = call_picks::table.filter(call_picks::is_open).filter(place);
    let order = (call_picks::dealer, call_picks::slip_no);
    let rows: Vec<PickRow> = open.order(order).limit(rows_max).load(c)?;
    rows.into_iter().map(PickRow::into_pick).collect()
}
