//! The calls to customers (agreement 6), in the order in which they were recorded.

use diesel::prelude::*;

use super::dialect::insert_many;
use super::schema::calls;
use super::{Db, Error, new_id, stored};
use crate::agreement::callbacks::Calls;
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::registers::Call;
use crate::calendar::{Day, Moment};

const TABLE: &str = "calls";

/// A call as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedCall {
    /// The call.
    pub call: Call,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Moment,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = calls, treat_none_as_default_value = false)]
pub(in crate::store) struct CallRow {
    dealer: String,
    id: String,
    slip_no: String,
    called_on: Day,
    attempt: i64,
    outcome: String,
    satisfaction: Option<i64>,
    note: String,
    recorded_by: String,
    recorded_at: Moment,
}

impl CallRow {
    fn of(call: &Call, by: &str, now: Moment) -> Result<Self, Error> {
        Ok(Self {
            dealer: call.dealer.to_string(),
            id: new_id(),
            slip_no: call.slip.to_string(),
            called_on: call.called_on,
            attempt: call.attempt.into(),
            outcome: stored::word_of(TABLE, &call.outcome)?,
            satisfaction: call.satisfaction.map(i64::from),
            note: call.note.clone().unwrap_or_default(),
            recorded_by: by.to_owned(),
            recorded_at: now,
        })
    }

    pub(in crate::store) fn into_call(self) -> Result<RecordedCall, Error> {
        let call = Call {
            dealer: stored::dealer(TABLE, &self.dealer)?,
            slip: stored::slip_no(TABLE, &self.slip_no)?,
            called_on: self.called_on,
            attempt: stored::count(TABLE, self.attempt)?,
            outcome: stored::word(TABLE, &self.outcome)?,
            satisfaction: self.satisfaction.map(|mark| stored::count(TABLE, mark)).transpose()?,
            note: Some(self.note).filter(|note| !note.is_empty()),
        };
        Ok(RecordedCall { call, recorded_by: self.recorded_by, recorded_at: self.recorded_at })
    }
}

/// Records calls, in their order; answers their identifiers.
pub fn record(c: &mut Db, made: &[Call], by: &str, now: Moment) -> Result<Vec<String>, Error> {
    let rows = made.iter().map(|call| CallRow::of(call, by, now)).collect::<Result<Vec<_>, _>>()?;
    let ids = rows.iter().map(|row| row.id.clone()).collect();
    insert_many!(c, calls::table, rows)?;
    Ok(ids)
}

/// All calls about a dealer's slips.
pub fn of_dealer(c: &mut Db, dealer: &DealerCode) -> Result<Calls, Error> {
    recorded_until(c, dealer, Moment::MAX)
}

/// The calls about a dealer's slips that were recorded until an instant.
pub fn recorded_until(c: &mut Db, dealer: &DealerCode, until: Moment) -> Result<Calls, Error> {
    let rows: Vec<CallRow> = calls::table.filter(calls::dealer.eq(dealer.as_str())).order(calls::id).load(c)?;
    let rows = rows.into_iter().filter(|row| row.recorded_at <= until);
    let mut of_dealer = Calls::default();
    for row in rows {
        of_dealer.add(row.into_call()?.call);
    }
    Ok(of_dealer)
}

/// The calls about a slip number, in the order in which they were recorded.
pub fn of_slip(c: &mut Db, dealer: &DealerCode, no: &SlipNo) -> Result<Vec<RecordedCall>, Error> {
    let of_slip = calls::table.filter(calls::dealer.eq(dealer.as_str())).filter(calls::slip_no.eq(no.as_str()));
    let rows: Vec<CallRow> = of_slip.order(calls::id).load(c)?;
    rows.into_iter().map(CallRow::into_call).collect()
}

/// So many numbers go into one condition.
const NUMBERS_AT_ONCE: usize = 500;

/// The calls about some of a dealer's numbers.
pub fn of_slips(c: &mut Db, dealer: &DealerCode, numbers: &[SlipNo]) -> Result<Calls, Error> {
    let mut found = Calls::default();
    for some in numbers.chunks(NUMBERS_AT_ONCE) {
        let some: Vec<&str> = some.iter().map(SlipNo::as_str).collect();
        let of_some = calls::table.filter(calls::dealer.eq(dealer.as_str())).filter(calls::slip_no.eq_any(some));
        for row in of_some.order(calls::id).load::<CallRow>(c)? {
            found.add(row.into_call()?.call);
        }
    }
    Ok(found)
}
