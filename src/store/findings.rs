//! What was found of slips after their statements were frozen (agreement 7.4).

use diesel::prelude::*;

use super::behalf::behalf;
use super::schema::findings;
use super::{Db, Error, new_id, stored};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::{Day, Moment, Period};

const TABLE: &str = "findings";

/// What a call found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// No such repair: needs a second person and the dealer's answer.
    Fabricated,
    /// The customer's account differs.
    Mismatch,
    /// The number is not the customer's.
    WrongNumber,
}

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Waits for the dealer's answer, then for a second person.
    Open,
    /// It stands.
    Upheld,
    /// It does not.
    Dismissed,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whose slip.
    pub dealer: DealerCode,
    /// Its identifier.
    pub id: String,
    /// The period of the frozen statement.
    pub period: Period,
    /// The slip.
    pub slip: SlipNo,
    /// What was found.
    pub kind: FindingKind,
    /// Where it stands.
    pub state: FindingState,
    /// Who found it.
    pub found_by: String,
    /// When.
    pub found_on: Day,
    /// The last day on which the dealer can answer.
    pub answer_until: Day,
    /// The dealer's answer.
    pub answer: String,
    /// When it came.
    pub answered_at: Option<Moment>,
    /// Who decided it.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<Moment>,
    /// Why.
    pub decision_reason: String,
    /// For whom a deputy decided it: a login, else empty.
    pub decided_on_behalf_of: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = findings, treat_none_as_default_value = false)]
struct FindingRow {
    dealer: String,
    id: String,
    period: String,
    slip_no: String,
    kind: String,
    state: String,
    found_by: String,
    found_on: Day,
    answer_until: Day,
    answer: String,
    answered_at: Option<Moment>,
    decided_by: String,
    decided_at: Option<Moment>,
    decision_reason: String,
    decided_on_behalf_of: String,
}

impl FindingRow {
    fn into_finding(self) -> Result<Finding, Error> {
        Ok(Finding {
            dealer: stored::dealer(TABLE, &self.dealer)?,
            id: self.id,
            period: stored::period(TABLE, &self.period)?,
            slip: stored::slip_no(TABLE, &self.slip_no)?,
            kind: stored::word(TABLE, &self.kind)?,
            state: stored::word(TABLE, &self.state)?,
            found_by: self.found_by,
            found_on: self.found_on,
            answer_until: self.answer_until,
            answer: self.answer,
            answered_at: self.answered_at,
            decided_by: self.decided_by,
            decided_at: self.decided_at,
            decision_reason: self.decision_reason,
            decided_on_behalf_of: self.decided_on_behalf_of,
        })
    }
}

/// A finding that is to be opened.
#[derive(Clone, Copy, Debug)]
pub struct NewFinding<'a> {
    /// Whose slip.
    pub dealer: &'a DealerCode,
    /// The period of the frozen statement.
    pub period: Period,
    /// The slip.
    pub slip: &'a SlipNo,
    /// What was found.
    pub kind: FindingKind,
    /// Who found it.
    pub found_by: &'a str,
    /// When.
    pub found_on: Day,
    /// The last day on which the dealer can answer.
    pub answer_until: Day,
}

/// Opens a finding and answers its identifier.
pub fn open(c: &mut Db, found: NewFinding) -> Result<String, Error> {
    let row = FindingRow {
        dealer: found.dealer.to_string(),
        id: new_id(),
        period: found.period.to_string(),
        slip_no: found.slip.to_string(),
        kind: stored::word_of(TABLE, &found.kind)?,
        state: stored::word_of(TABLE, &FindingState::Open)?,
        found_by: found.found_by.to_owned(),
        found_on: found.found_on,
        answer_until: found.answer_until,
        answer: String::new(),
        answered_at: None,
        decided_by: String::new(),
        decided_at: None,
        decision_reason: String::new(),
        decided_on_behalf_of: String::new(),
    };
    let id = row.id.clone();
    diesel::insert_into(findings::table).values(row).execute(c)?;
    Ok(id)
}

impl Finding {
    /// The instant of its last change, in microseconds; 0 before the first: another one, and it is no longer what somebody
    /// saw.
    #[must_use]
    pub fn changed_at(&self) -> i64 {
        self.decided_at.max(self.answered_at).map_or(0, |at| at.and_utc().timestamp_micros())
    }
}

/// A finding.
pub fn load(c: &mut Db, dealer: &DealerCode, id: &str) -> Result<Option<Finding>, Error> {
    let row = findings::table.find((dealer.as_str(), id)).first::<FindingRow>(c).optional()?;
    row.map(FindingRow::into_finding).transpose()
}

/// The findings about a slip that stand or wait.
pub fn of_slip(c: &mut Db, dealer: &DealerCode, period: Period, slip: &SlipNo) -> Result<Vec<Finding>, Error> {
    let rows: Vec<FindingRow> = findings::table
        .filter(findings::dealer.eq(dealer.as_str()))
        .filter(findings::period.eq(period.to_string()))
        .filter(findings::slip_no.eq(slip.as_str()))
        .order(findings::id)
        .load(c)?;
    rows.into_iter().map(FindingRow::into_finding).collect()
}

/// The findings about a dealer's month, in the order of their making.
pub fn of_month(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Vec<Finding>, Error> {
    let of_dealer = findings::table.filter(findings::dealer.eq(dealer.as_str()));
    let rows: Vec<FindingRow> =
        of_dealer.filter(findings::period.eq(period.to_string())).order(findings::id).load(c)?;
    rows.into_iter().map(FindingRow::into_finding).collect()
}

/// Findings in the order of their making, after one; only a dealer's, or only those in a state, where asked.
pub fn list(
    c: &mut Db,
    dealer: Option<&DealerCode>,
    state: Option<FindingState>,
    after: Option<&str>,
    rows_max: i64,
) -> Result<Vec<Finding>, Error> {
    let mut query = findings::table.into_boxed::<super::connection::MultiBackend>();
    if let Some(dealer) = dealer {
        query = query.filter(findings::dealer.eq(dealer.to_string()));
    }
    if let Some(state) = state {
        query = query.filter(findings::state.eq(stored::word_of(TABLE, &state)?));
    }
    if let Some(after) = after {
        query = query.filter(findings::id.gt(after.to_owned()));
    }
    let rows: Vec<FindingRow> = query.order(findings::id).limit(rows_max).load(c)?;
    rows.into_iter().map(FindingRow::into_finding).collect()
}

/// The dealer answers.
pub fn answered(c: &mut Db, dealer: &DealerCode, id: &str, answer: &str, now: Moment) -> Result<(), Error> {
    let columns = (findings::answer.eq(answer), findings::answered_at.eq(now));
    diesel::update(findings::table.find((dealer.as_str(), id))).set(columns).execute(c)?;
    Ok(())
}

/// A person decided; answers whether the finding was still open.
pub fn decided(
    c: &mut Db,
    dealer: &DealerCode,
    id: &str,
    state: FindingState,
    (by, reason): (&str, &str),
    now: Moment,
) -> Result<bool, Error> {
    let open = findings::table
        .find((dealer.as_str(), id))
        .filter(findings::state.eq(stored::word_of(TABLE, &FindingState::Open)?));
    let columns = (
        findings::state.eq(stored::word_of(TABLE, &state)?),
        findings::decided_by.eq(by),
        findings::decided_at.eq(now),
        findings::decision_reason.eq(reason),
        findings::decided_on_behalf_of.eq(behalf()),
    );
    Ok(diesel::update(open).set(columns).execute(c)? == 1)
}
