//! Disputes (agreement 9.2) and what dealers attach to them.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::connection::MultiBackend;
use super::schema::{attachments, disputes, slips};
use super::{Db, Error, stored};
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::calendar::{Moment, Period};
use crate::money::Money;

const TABLE: &str = "disputes";

/// What became of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeState {
    /// The centre has not decided.
    Open,
    /// The dealer is right.
    Upheld,
    /// It is not.
    Rejected,
}

/// A dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Whose.
    pub dealer: DealerCode,
    /// Its identifier.
    pub id: String,
    /// The statement.
    pub period: Period,
    /// The line; none for the whole statement.
    pub line: Option<u32>,
    /// The slip, where it is about one.
    pub slip: Option<SlipNo>,
    /// The dealer's reason.
    pub reason: String,
    /// Who raised it: a login.
    pub raised_by: String,
    /// When, UTC.
    pub raised_at: Moment,
    /// What became of it.
    pub state: DisputeState,
    /// What the dealer gets, where upheld.
    pub amount: Money,
    /// The centre's reason.
    pub outcome_reason: String,
    /// Who settled it.
    pub settled_by: String,
    /// When, UTC.
    pub settled_at: Option<Moment>,
    /// For whom a deputy settled it: a login, else empty.
    pub settled_on_behalf_of: String,
}

/// A file that a dealer attached.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = attachments)]
pub struct Attachment {
    /// Whose.
    pub dealer: String,
    /// To which dispute.
    pub dispute: String,
    /// 1, 2, …
    pub seq: i64,
    /// As the dealer named it; only ever shown.
    pub file_name: String,
    /// Under which its bytes are kept.
    pub file_sha256: String,
    /// Who attached it: a login.
    pub added_by: String,
    /// When, UTC.
    pub added_at: Moment,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = disputes, treat_none_as_default_value = false)]
struct Row {
    dealer: String,
    id: String,
    period: String,
    line: i64,
    slip_no: String,
    reason: String,
    raised_by: String,
    raised_at: Moment,
    state: String,
    amount_fen: i64,
    outcome_reason: String,
    settled_by: String,
    settled_at: Option<Moment>,
    settled_on_behalf_of: String,
}

impl Row {
    fn into_dispute(self) -> Result<Dispute, Error> {
        let line: u32 = stored::count(TABLE, self.line)?;
        Ok(Dispute {
            dealer: stored::dealer(TABLE, &self.dealer)?,
            id: self.id,
            period: stored::period(TABLE, &self.period)?,
            line: (line > 0).then_some(line),
            slip: SlipNo::new(&self.slip_no),
            reason: self.reason,
            raised_by: self.raised_by,
            raised_at: self.raised_at,
            state: stored::word(TABLE, &self.state)?,
            amount: Money::from_fen(self.amount_fen),
            outcome_reason: self.outcome_reason,
            settled_by: self.settled_by,
            settled_at: self.settled_at,
            settled_on_behalf_of: self.settled_on_behalf_of,
        })
    }
}

/// Keeps a new dispute.
pub fn add(c: &mut Db, dispute: &Dispute) -> Result<(), Error> {
    let row = Row {
        dealer: dispute.dealer.to_string(),
        id: dispute.id.clone(),
        period: dispute.period.to_string(),
        line: dispute.line.unwrap_or_default().into(),
        slip_no: dispute.slip.as_ref().map_or("", SlipNo::as_str).to_owned(),
        reason: dispute.reason.clone(),
        raised_by: dispute.raised_by.clone(),
        raised_at: dispute.raised_at,
        state: stored::word_of(TABLE, &dispute.state)?,
        amount_fen: dispute.amount.fen(),
        outcome_reason: dispute.outcome_reason.clone(),
        settled_by: dispute.settled_by.clone(),
        settled_at: dispute.settled_at,
        settled_on_behalf_of: dispute.settled_on_behalf_of.clone(),
    };
    diesel::insert_into(disputes::table).values(row).execute(c)?;
    Ok(())
}

/// A dealer's dispute.
pub fn load(c: &mut Db, dealer: &DealerCode, id: &str) -> Result<Option<Dispute>, Error> {
    let row = disputes::table.find((dealer.as_str(), id)).first::<Row>(c).optional()?;
    row.map(Row::into_dispute).transpose()
}

/// The disputes of a statement, in the order in which they were raised.
pub fn of_statement(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Vec<Dispute>, Error> {
    let rows: Vec<Row> = disputes::table
        .filter(disputes::dealer.eq(dealer.as_str()))
        .filter(disputes::period.eq(period.to_string()))
        .order(disputes::id)
        .load(c)?;
    rows.into_iter().map(Row::into_dispute).collect()
}

/// Disputes, the latest first: of one dealer and in one state where these are given, raised before `before`.
pub fn list(
    c: &mut Db,
    dealer: Option<&DealerCode>,
    state: Option<DisputeState>,
    before: Option<&str>,
    count_max: i64,
) -> Result<Vec<Dispute>, Error> {
    let mut found = disputes::table.into_boxed::<MultiBackend>();
    if let Some(dealer) = dealer {
        found = found.filter(disputes::dealer.eq(dealer.to_string()));
    }
    if let Some(state) = state {
        found = found.filter(disputes::state.eq(stored::word_of(TABLE, &state)?));
    }
    if let Some(before) = before {
        found = found.filter(disputes::id.lt(before.to_owned()));
    }
    let rows: Vec<Row> = found.order(disputes::id.desc()).limit(count_max).load(c)?;
    rows.into_iter().map(Row::into_dispute).collect()
}

/// How many disputes are open: of one dealer where it is given.
pub fn open_count(c: &mut Db, dealer: Option<&DealerCode>) -> Result<i64, Error> {
    let open = stored::word_of(TABLE, &DisputeState::Open)?;
    let mut found = disputes::table.filter(disputes::state.eq(open)).count().into_boxed::<MultiBackend>();
    if let Some(dealer) = dealer {
        found = found.filter(disputes::dealer.eq(dealer.to_string()));
    }
    Ok(found.get_result(c)?)
}

/// Settles an open dispute as it now says; answers false where it was settled already.
pub fn settle(c: &mut Db, dispute: &Dispute) -> Result<bool, Error> {
    let open = disputes::table
        .find((dispute.dealer.as_str(), dispute.id.as_str()))
        .filter(disputes::state.eq(stored::word_of(TABLE, &DisputeState::Open)?));
    let columns = (
        disputes::state.eq(stored::word_of(TABLE, &dispute.state)?),
        disputes::amount_fen.eq(dispute.amount.fen()),
        disputes::outcome_reason.eq(&dispute.outcome_reason),
        disputes::settled_by.eq(&dispute.settled_by),
        disputes::settled_at.eq(dispute.settled_at),
        disputes::settled_on_behalf_of.eq(&dispute.settled_on_behalf_of),
    );
    Ok(diesel::update(open).set(columns).execute(c)? == 1)
}

/// Keeps an attachment; its bytes are among the files.
pub fn attach(c: &mut Db, attachment: &Attachment) -> Result<(), Error> {
    diesel::insert_into(attachments::table).values(attachment.clone()).execute(c)?;
    Ok(())
}

/// What is attached to a dispute.
pub fn attached(c: &mut Db, dealer: &DealerCode, dispute: &str) -> Result<Vec<Attachment>, Error> {
    let of_dispute =
        attachments::table.filter(attachments::dealer.eq(dealer.as_str())).filter(attachments::dispute.eq(dispute));
    Ok(of_dispute.order(attachments::seq).load(c)?)
}

/// How often something came to a dispute since it was raised, its attachments and its settlement: another count, and it is
/// no longer what somebody saw.
pub fn change_count(c: &mut Db, dispute: &Dispute) -> Result<i64, Error> {
    let attached: i64 = attachments::table
        .filter(attachments::dealer.eq(dispute.dealer.as_str()))
        .filter(attachments::dispute.eq(&dispute.id))
        .count()
        .get_result(c)?;
    Ok(attached + i64::from(dispute.state != DisputeState::Open))
}

/// Whether a slip of this number stands for the period.
pub fn is_slip_filed(c: &mut Db, dealer: &DealerCode, period: Period, slip: &SlipNo) -> Result<bool, Error> {
    let filed = slips::table
        .filter(slips::dealer.eq(dealer.as_str()))
        .filter(slips::period.eq(period.to_string()))
        .filter(slips::slip_no.eq(slip.as_str()))
        .filter(slips::is_current);
    Ok(filed.count().get_result::<i64>(c)? > 0)
}
