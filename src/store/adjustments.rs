//! Adjustments (agreement 7.4, 9.2): what was found after a statement was frozen, upheld in a dispute, or corrected. Each
//! enters the dealer's first open statement, and is stamped with its period once that is confirmed.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::schema::{adjustments, statement_lines};
use super::{Db, Error, new_id, stored};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::{Adjustment, LineKind};
use crate::calendar::{Moment, Period};
use crate::money::Money;

const TABLE: &str = "adjustments";

/// What an adjustment comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A dispute that was upheld (agreement 9.2).
    Dispute,
    /// Something found after the statement was frozen (agreement 7.4).
    Finding,
    /// A correction that a person entered.
    Correction,
}

/// An adjustment as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAdjustment {
    /// Its identifier.
    pub id: String,
    /// What it says.
    pub adjustment: Adjustment,
    /// What it comes from.
    pub source: Source,
    /// Which dispute, finding or correction.
    pub source_id: String,
    /// Why.
    pub reason: String,
    /// By whom: a login.
    pub made_by: String,
    /// When, UTC.
    pub made_at: Moment,
    /// The statement that it entered; none until that is confirmed.
    pub entered_period: Option<Period>,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = adjustments)]
struct Row {
    dealer: String,
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
            source: stored::word(TABLE, &self.source)?,
            source_id: self.source_id,
            reason: self.reason,
            made_by: self.made_by,
            made_at: self.made_at,
            entered_period: filled(self.entered_period).map(|period| stored::period(TABLE, &period)).transpose()?,
        })
    }
}

/// What is new about an adjustment besides what it says.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// What it comes from.
    pub source: Source,
    /// Which dispute or finding; a correction is one of its own and has an identifier made for it.
    pub source_id: &'a str,
    /// Why.
    pub reason: &'a str,
    /// By whom: a login.
    pub made_by: &'a str,
    /// When, UTC.
    pub made_at: Moment,
}

/// Keeps an adjustment, and answers its identifier. The same line of the same source is kept once. The caller touches the
/// dealer's books before.
pub fn add(c: &mut Db, dealer: &DealerCode, adjustment: &Adjustment, origin: &Origin) -> Result<String, Error> {
    let row = Row {
        dealer: dealer.to_string(),
        id: new_id(),
        period: adjustment.period.to_string(),
        line: adjustment.line.into(),
        reference: adjustment.reference.clone().unwrap_or_default(),
        amount_fen: adjustment.amount.fen(),
        source: stored::word_of(TABLE, &origin.source)?,
        source_id: origin.source_id.to_owned(),
        reason: origin.reason.to_owned(),
        made_by: origin.made_by.to_owned(),
        made_at: origin.made_at,
        entered_period: String::new(),
    };
    let id = row.id.clone();
    diesel::insert_into(adjustments::table).values(row).execute(c)?;
    Ok(id)
}

/// The adjustments that wait for the dealer's first open statement, in the order in which they were made.
pub fn open(c: &mut Db, dealer: &DealerCode) -> Result<Vec<KeptAdjustment>, Error> {
    of_statement(c, dealer, "")
}

/// The adjustments that entered a confirmed statement.
pub fn entered(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Vec<KeptAdjustment>, Error> {
    of_statement(c, dealer, &period.to_string())
}

fn of_statement(c: &mut Db, dealer: &DealerCode, entered_period: &str) -> Result<Vec<KeptAdjustment>, Error> {
    let rows: Vec<Row> = adjustments::table
        .filter(adjustments::dealer.eq(dealer.as_str()))
        .filter(adjustments::entered_period.eq(entered_period))
        .order(adjustments::id)
        .load(c)?;
    rows.into_iter().map(Row::into_kept).collect()
}

/// All adjustments of a dealer, the latest first.
pub fn of_dealer(c: &mut Db, dealer: &DealerCode) -> Result<Vec<KeptAdjustment>, Error> {
    let of_dealer = adjustments::table.filter(adjustments::dealer.eq(dealer.as_str()));
    let rows: Vec<Row> = of_dealer.order(adjustments::id.desc()).load(c)?;
    rows.into_iter().map(Row::into_kept).collect()
}

/// The statement that took up the open adjustments is confirmed: they are its lines for good. Answers how many.
pub fn enter(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<usize, Error> {
    let open =
        adjustments::table.filter(adjustments::dealer.eq(dealer.as_str())).filter(adjustments::entered_period.eq(""));
    Ok(diesel::update(open).set(adjustments::entered_period.eq(period.to_string())).execute(c)?)
}

/// The kinds of a statement's lines by their numbers, for whoever names the line that is corrected.
pub fn lines(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    revision: i64,
) -> Result<Vec<(u32, LineKind)>, Error> {
    let rows: Vec<(i64, String)> = statement_lines::table
        .filter(statement_lines::dealer.eq(dealer.as_str()))
        .filter(statement_lines::period.eq(period.to_string()))
        .filter(statement_lines::revision.eq(revision))
        .order(statement_lines::line)
        .select((statement_lines::line, statement_lines::kind))
        .load(c)?;
    let line = |(line, kind): (i64, String)| Ok((stored::count(TABLE, line)?, stored::word(TABLE, &kind)?));
    rows.into_iter().map(line).collect()
}
