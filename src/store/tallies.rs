//! What quality and sales are counted from: tallies that a job makes, so that no page looks through all slips.
//!
//! They are derived and may be emptied: a tally that is gone is made again. Whatever changes what a tally rests on says so
//! in its own transaction ([`changed`]); the job counts without a lock ([`Counted::of`]) and writes only what differs
//! ([`Counted::keep`]).

mod claims;
mod faults;
mod sales;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::Text;

use self::claims::ClaimsRow;
use self::faults::{FeedbackRow, FirstRow};
use self::sales::SalesRow;
use super::dialect::{Suffix, insert_many};
use super::jobs::{self, JobKind};
use super::schema::{claims_tallies, feedback_rows, feedback_tallies, first_reports, sales_tallies, tallied};
use super::{Db, Error, months, stored};
use crate::calendar::{Moment, Period};

pub(in crate::store) use self::faults::grain;
pub use self::sales::{UnitsSold, units_by_dealer, units_by_month, units_sold};

/// What was counted is counted again so long after the first change of it, with all that changed meanwhile.
pub const PAUSE: TimeDelta = TimeDelta::minutes(5);

/// More months than are kept.
const PERIODS_MAX: i64 = 1_200;

/// What is counted at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tally {
    /// The slips of a period by time in service.
    Claims(Period),
    /// The feedback of a period.
    Feedback(Period),
    /// The first report of each fault.
    Firsts,
    /// Units sold.
    Sales,
}

impl Tally {
    /// As the job's subject names it.
    pub fn subject(self) -> String {
        match self {
            Self::Claims(period) => format!("claims {period}"),
            Self::Feedback(period) => format!("feedback {period}"),
            Self::Firsts => "firsts".to_owned(),
            Self::Sales => "sales".to_owned(),
        }
    }

    /// The tally of a subject.
    pub fn of(subject: &str) -> Option<Self> {
        match subject.split_once(' ') {
            Some(("claims", period)) => Some(Self::Claims(period.parse().ok()?)),
            Some(("feedback", period)) => Some(Self::Feedback(period.parse().ok()?)),
            None if subject == "firsts" => Some(Self::Firsts),
            None if subject == "sales" => Some(Self::Sales),
            _ => None,
        }
    }

    /// Every tally that there is something for.
    pub fn all(c: &mut Db) -> Result<Vec<Self>, Error> {
        let claims = months::periods(c, None, PERIODS_MAX)?.into_iter().map(Self::Claims);
        let of_feedback: Vec<String> = feedback_rows::table
            .group_by(feedback_rows::period)
            .order(feedback_rows::period)
            .select(feedback_rows::period)
            .load(c)?;
        let of_feedback =
            of_feedback.iter().map(|period| stored::period("feedback_rows", period)).collect::<Result<Vec<_>, _>>()?;
        let firsts = (!of_feedback.is_empty()).then_some(Self::Firsts);
        let feedback = of_feedback.into_iter().map(Self::Feedback);
        let sales = sales::is_any(c)?.then_some(Self::Sales);
        Ok(claims.chain(feedback).chain(firsts).chain(sales).collect())
    }

    /// Those of them that were never made, or were thrown away.
    pub fn missing(c: &mut Db) -> Result<Vec<Self>, Error> {
        let made: Vec<String> = tallied::table.select(tallied::what).load(c)?;
        let made: BTreeSet<String> = made.into_iter().collect();
        Ok(Self::all(c)?.into_iter().filter(|tally| !made.contains(&tally.subject())).collect())
    }
}

/// Something under a tally changed: it is made at once where there is none, else after a pause, so that a busy day does
/// not count all the time. The waiting job is locked until the transaction is over, so this comes late in it; whoever
/// names several names them in their order.
pub fn changed(c: &mut Db, tally: Tally, now: Moment) -> Result<(), Error> {
    let what = tally.subject();
    let due = if revision(c, &what)? > 0 { now + PAUSE } else { now };
    jobs::enqueue_at(c, JobKind::Tally, &what, due, now)
}

/// Units were registered otherwise: the slips of every period are counted again.
pub fn all_claims_changed(c: &mut Db, now: Moment) -> Result<(), Error> {
    let periods = months::periods(c, None, PERIODS_MAX)?;
    periods.into_iter().try_for_each(|period| changed(c, Tally::Claims(period), now))
}

fn revision(c: &mut Db, what: &str) -> Result<i64, Error> {
    Ok(tallied::table.find(what).select(tallied::revision).first(c).optional()?.unwrap_or_default())
}

/// The periods of a tally that were counted, from one through another.
pub(in crate::store) fn periods(
    c: &mut Db,
    tally: fn(Period) -> Tally,
    first: Period,
    last: Period,
) -> Result<Vec<Period>, Error> {
    let counted: Vec<String> = tallied::table
        .filter(tallied::what.between(tally(first).subject(), tally(last).subject()))
        .order(tallied::what)
        .select(tallied::what)
        .load(c)?;
    let period = |what: &String| match Tally::of(what) {
        Some(Tally::Claims(period) | Tally::Feedback(period)) => Ok(period),
        _ => Err(Error::stored("tallied", what)),
    };
    counted.iter().map(period).collect()
}

/// As of when the tallies of some months are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AsOf {
    /// The oldest instant of what changed since, or the latest of all; none where nothing was counted.
    pub counted_at: Option<Moment>,
    /// Whether something changed since, or was never counted.
    pub waits: bool,
}

/// As of when the tallies from one month through another are.
pub fn as_of(c: &mut Db, first: Period, last: Period) -> Result<AsOf, Error> {
    #[derive(QueryableByName)]
    struct Subject {
        #[diesel(sql_type = Text)]
        subject: String,
    }
    // Each half has an index of the jobs in its state.
    let waiting: Vec<Subject> = diesel::sql_query(
        "SELECT subject FROM jobs WHERE state = 'queued' AND kind = $1 \
         UNION SELECT subject FROM jobs WHERE state = 'running' AND kind = $1",
    )
    .bind::<Text, _>(JobKind::Tally.as_str())
    .load(c)?;
    let is_meant = |what: &str| match Tally::of(what) {
        Some(Tally::Claims(period) | Tally::Feedback(period)) => first <= period && period <= last,
        other => other.is_some(),
    };
    let waiting: BTreeSet<String> =
        waiting.into_iter().map(|job| job.subject).filter(|subject| is_meant(subject)).collect();
    let mut counted: Vec<(String, Moment)> = tallied::table.select((tallied::what, tallied::made_at)).load(c)?;
    counted.retain(|(what, _)| is_meant(what));
    let waits_since = counted.iter().filter(|(what, _)| waiting.contains(what)).map(|(_, at)| *at).min();
    let latest = counted.iter().map(|(_, at)| *at).max();
    Ok(AsOf { counted_at: waits_since.or(latest), waits: !waiting.is_empty() })
}

/// What a count came to beside what is kept.
#[derive(Debug)]
pub struct Counted {
    tally: Tally,
    revision: i64,
    changes: Changes,
}

#[derive(Debug)]
enum Changes {
    Claims(Difference<ClaimsRow>),
    Feedback(Difference<FeedbackRow>),
    Firsts(Difference<FirstRow>),
    Sales(Difference<SalesRow>),
}

/// Rows that go, and rows that come.
#[derive(Debug)]
struct Difference<T> {
    go: Vec<T>,
    come: Vec<T>,
}

impl<T: Ord + Clone> Difference<T> {
    fn of(kept: Vec<T>, made: Vec<T>) -> Self {
        let (kept, made): (BTreeSet<T>, BTreeSet<T>) = (kept.into_iter().collect(), made.into_iter().collect());
        Self { go: kept.difference(&made).cloned().collect(), come: made.difference(&kept).cloned().collect() }
    }
}

/// Deletes the rows of a difference that go by their keys, and inserts those that come.
macro_rules! write_difference {
    ($c:expr, $table:ident, $difference:expr, |$row:ident| $key:expr) => {{
        for $row in &$difference.go {
            diesel::delete($table::table.find($key)).execute($c)?;
        }
        insert_many!($c, $table::table, &$difference.come)?;
    }};
}

impl Counted {
    /// Counts, in one state of the database.
    pub fn of(c: &mut Db, tally: Tally) -> Result<Self, Error> {
        let changes = match tally {
            Tally::Claims(period) => {
                Changes::Claims(Difference::of(claims::kept(c, period)?, claims::made(c, period)?))
            }
            Tally::Feedback(period) => {
                Changes::Feedback(Difference::of(faults::kept(c, period)?, faults::made(c, period)?))
            }
            Tally::Firsts => Changes::Firsts(Difference::of(faults::kept_firsts(c)?, faults::made_firsts(c)?)),
            Tally::Sales => Changes::Sales(Difference::of(sales::kept(c)?, sales::made(c)?)),
        };
        Ok(Self { tally, revision: revision(c, &tally.subject())?, changes })
    }

    /// Keeps the count; answers false, and changes nothing, where somebody else kept one meanwhile.
    pub fn keep(&self, c: &mut Db, counted_at: Moment) -> Result<bool, Error> {
        if !self.step(c, counted_at)? {
            return Ok(false);
        }
        match &self.changes {
            Changes::Claims(rows) => write_difference!(c, claims_tallies, rows, |row| (
                &row.period,
                &row.dealer,
                &row.part_no,
                &row.fault_code,
                &row.product_model,
                row.months_in_service
            )),
            Changes::Feedback(rows) => write_difference!(c, feedback_tallies, rows, |row| (
                &row.period,
                &row.grain,
                &row.product_model,
                &row.fault_code,
                &row.part_no
            )),
            Changes::Firsts(rows) => {
                write_difference!(c, first_reports, rows, |row| (&row.part_no, &row.product_model, &row.fault_code));
            }
            Changes::Sales(rows) => {
                write_difference!(c, sales_tallies, rows, |row| (&row.dealer, &row.product_line, &row.period));
            }
        }
        Ok(true)
    }

    /// Takes the next revision, where the one that was counted on is still the last; locks it.
    fn step(&self, c: &mut Db, counted_at: Moment) -> Result<bool, Error> {
        let what = self.tally.subject();
        let next = (tallied::revision.eq(self.revision + 1), tallied::made_at.eq(counted_at));
        let stepped = if self.revision == 0 {
            let insert = diesel::insert_into(tallied::table).values((tallied::what.eq(what), next));
            Suffix(insert, " ON CONFLICT DO NOTHING").execute(c)?
        } else {
            let still = tallied::table.find(what).filter(tallied::revision.eq(self.revision));
            diesel::update(still).set(next).execute(c)?
        };
        Ok(stepped == 1)
    }
}
