//! Adjustments as they are shown: with where they come from, who made them and the statement that they entered.

use diesel::prelude::*;

use super::{RETURN, TABLE};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::Adjustment;
use crate::calendar::{Moment, Period};
use crate::money::Money;
use crate::store::schema::adjustments;
use crate::store::{Db, Error, stored};

/// An adjustment as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAdjustment {
    /// Its identifier.
    pub id: String,
    /// What it says.
    pub adjustment: Adjustment,
    /// What it comes from: a dispute, a finding, its penalty, a correction, a payment that came back.
    pub source: String,
    /// Which of them.
    pub source_id: String,
    /// Why.
    pub reason: String,
    /// By whom: a login.
    pub made_by: String,
    /// When, UTC.
    pub made_at: Moment,
    /// The statement that it entered; none until that is confirmed.
    pub entered_period: Option<Period>,
    /// For whom a deputy made it: a login, else empty.
    pub on_behalf_of: String,
}

impl KeptAdjustment {
    /// Whether it pays again what the bank took back.
    pub fn pays_again(&self) -> bool {
        self.source == RETURN
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = adjustments)]
struct Row {
    id: String,
    period: String,
    line: i64,
    reference: String,
    amount_fen: i64,
    source: String,
    source_id: String,
    reason: String,
    made_by: String,
    made_at: Moment,
    entered_period: String,
    on_behalf_of: String,
}

impl Row {
    fn into_kept(self) -> Result<KeptAdjustment, Error> {
        let filled = |text: String| (!text.is_empty()).then_some(text);
        Ok(KeptAdjustment {
            id: self.id,
            adjustment: Adjustment {
                period: stored::period(TABLE, &self.period)?,
                line: stored::count(TABLE, self.line)?,
                reference: filled(self.reference),
                amount: Money::from_fen(self.amount_fen),
            },
            source: self.source,
            source_id: self.source_id,
            reason: self.reason,
            made_by: self.made_by,
            made_at: self.made_at,
            on_behalf_of: self.on_behalf_of,
            entered_period: filled(self.entered_period).map(|period| stored::period(TABLE, &period)).transpose()?,
        })
    }
}

/// The adjustments that entered a confirmed statement, in the order in which they were made.
pub fn of_statement(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Vec<KeptAdjustment>, Error> {
    let rows: Vec<Row> = adjustments::table
        .filter(adjustments::dealer.eq(dealer.as_str()))
        .filter(adjustments::entered_period.eq(period.to_string()))
        .order(adjustments::id)
        .select(Row::as_select())
        .load(c)?;
    rows.into_iter().map(Row::into_kept).collect()
}

/// All adjustments of a dealer, the latest first.
pub fn of_dealer(c: &mut Db, dealer: &DealerCode) -> Result<Vec<KeptAdjustment>, Error> {
    let of_dealer = adjustments::table.filter(adjustments::dealer.eq(dealer.as_str()));
    let rows: Vec<Row> = of_dealer.order(adjustments::id.desc()).select(Row::as_select()).load(c)?;
    rows.into_iter().map(Row::into_kept).collect()
}
