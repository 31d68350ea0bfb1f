//! What corrects frozen statements (agreement 7.4, 9.2): made once, entered into one later statement.

mod kept;

use diesel::prelude::*;

pub use self::kept::{KeptAdjustment, of_dealer, of_statement};

use super::behalf::behalf;
use super::schema::adjustments;
use super::{Db, Error, new_id, stored};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::Adjustment;
use crate::calendar::{Moment, Period};
use crate::money::Money;

const TABLE: &str = "adjustments";
/// The kind of source that a payment is which came back.
const RETURN: &str = "return";

/// Where an adjustment comes from; of one source it is made once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    /// An upheld dispute.
    Dispute(&'a str),
    /// A finding, which takes back what was paid.
    Finding(&'a str),
    /// The penalty of a finding of fabrication.
    Penalty(&'a str),
    /// A correction that a person entered.
    Correction(&'a str),
    /// A payment that the bank took back after it had paid it, by its reference.
    Return(&'a str),
}

impl<'a> Source<'a> {
    fn columns(self) -> (&'static str, &'a str) {
        match self {
            Self::Dispute(id) => ("dispute", id),
            Self::Finding(id) => ("finding", id),
            Self::Penalty(id) => ("penalty", id),
            Self::Correction(id) => ("correction", id),
            Self::Return(reference) => (RETURN, reference),
        }
    }
}

/// Makes an adjustment; `source` has made it already where the unique key refuses it.
pub fn add(
    c: &mut Db,
    dealer: &DealerCode,
    adjustment: &Adjustment,
    source: Source,
    (made_by, reason): (&str, &str),
    now: Moment,
) -> Result<(), Error> {
    let (source, source_id) = source.columns();
    diesel::insert_into(adjustments::table)
        .values((
            adjustments::dealer.eq(dealer.as_str()),
            adjustments::id.eq(new_id()),
            adjustments::period.eq(adjustment.period.to_string()),
            adjustments::line.eq(i64::from(adjustment.line)),
            adjustments::reference.eq(adjustment.reference.as_deref().unwrap_or_default()),
            adjustments::amount_fen.eq(adjustment.amount.fen()),
            adjustments::source.eq(source),
            adjustments::source_id.eq(source_id),
            adjustments::reason.eq(reason),
            adjustments::made_by.eq(made_by),
            adjustments::made_at.eq(now),
            adjustments::entered_period.eq(""),
            adjustments::on_behalf_of.eq(behalf()),
        ))
        .execute(c)?;
    Ok(())
}

/// The adjustments that no frozen statement has taken up; the dealer's first open month takes them.
pub fn open(c: &mut Db, dealer: &DealerCode) -> Result<Vec<Adjustment>, Error> {
    let rows: Vec<(String, i64, String, i64)> = adjustments::table
        .filter(adjustments::dealer.eq(dealer.as_str()))
        .filter(adjustments::entered_period.eq(""))
        .order(adjustments::id)
        .select((adjustments::period, adjustments::line, adjustments::reference, adjustments::amount_fen))
        .load(c)?;
    let adjustment = |(period, line, reference, amount): (String, i64, String, i64)| {
        Ok(Adjustment {
            period: stored::period(TABLE, &period)?,
            line: stored::count(TABLE, line)?,
            reference: Some(reference).filter(|reference| !reference.is_empty()),
            amount: Money::from_fen(amount),
        })
    };
    rows.into_iter().map(adjustment).collect()
}

/// The statement of a period was confirmed: it has taken up all open adjustments.
pub fn entered(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<(), Error> {
    let of_dealer = adjustments::table.filter(adjustments::dealer.eq(dealer.as_str()));
    let open = of_dealer.filter(adjustments::entered_period.eq(""));
    diesel::update(open).set(adjustments::entered_period.eq(period.to_string())).execute(c)?;
    Ok(())
}
