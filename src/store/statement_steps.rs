//! The steps that people took on statements (agreement 7.4): only ever added, each with its person.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::months::{self, Month};
use super::schema::statement_steps;
use super::{Db, Error, stored};
use crate::agreement::codes::DealerCode;
use crate::agreement::statement::{State, Step};
use crate::calendar::{Moment, Period};

const TABLE: &str = "statement_steps";

/// What a person did to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Draft to confirmed.
    Confirm,
    /// The sales manager keeps a confirmed statement back for now, and says why.
    Hold,
    /// Confirmed to approved.
    Approve,
    /// Approved to released; again where the bank refused and another batch pays.
    Release,
    /// The bank refused the payment; the statement stays released.
    Refuse,
    /// Released to paid.
    Pay,
    /// The bank took back what it had paid; the statement stays paid.
    Return,
}

impl StepKind {
    /// The step of the agreement that it is; keeping back and what the bank gives back are none.
    pub const fn step(self) -> Option<Step> {
        match self {
            Self::Confirm => Some(Step::Confirm),
            Self::Approve => Some(Step::Approve),
            Self::Release => Some(Step::Release),
            Self::Pay => Some(Step::Pay),
            Self::Hold | Self::Refuse | Self::Return => None,
        }
    }
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenStep {
    /// What was done.
    pub kind: StepKind,
    /// By whom: a login.
    pub person: String,
    /// When, UTC.
    pub taken_at: Moment,
    /// The statement's revision that stood.
    pub revision: i64,
    /// The payment batch, where one is concerned; else empty.
    pub batch: String,
    /// What was said to it; the bank's day of payment, or its reason.
    pub note: String,
    /// For whom a deputy took it: a login; empty where somebody took it for themselves.
    pub on_behalf_of: String,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = statement_steps)]
struct StepRow {
    dealer: String,
    period: String,
    seq: i64,
    step: String,
    person: String,
    taken_at: Moment,
    revision: i64,
    batch: String,
    note: String,
    on_behalf_of: String,
}

impl StepRow {
    fn into_step(self) -> Result<TakenStep, Error> {
        Ok(TakenStep {
            kind: stored::word(TABLE, &self.step)?,
            person: self.person,
            taken_at: self.taken_at,
            revision: self.revision,
            batch: self.batch,
            note: self.note,
            on_behalf_of: self.on_behalf_of,
        })
    }
}

/// The steps that were taken on a statement, in their order.
pub fn of(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Vec<TakenStep>, Error> {
    let rows: Vec<StepRow> = statement_steps::table
        .filter(statement_steps::dealer.eq(dealer.as_str()))
        .filter(statement_steps::period.eq(period.to_string()))
        .order(statement_steps::seq)
        .load(c)?;
    rows.into_iter().map(StepRow::into_step).collect()
}

/// The steps that were taken on some statements, by statement and in their order.
pub fn of_statements(
    c: &mut Db,
    statements: &BTreeSet<(DealerCode, Period)>,
) -> Result<BTreeMap<(DealerCode, Period), Vec<TakenStep>>, Error> {
    let mut found: BTreeMap<(DealerCode, Period), Vec<TakenStep>> = BTreeMap::new();
    for (period, dealers) in stored::by_period(statements) {
        let some = statement_steps::table
            .filter(statement_steps::period.eq(period))
            .filter(statement_steps::dealer.eq_any(dealers));
        let rows: Vec<StepRow> = some.order((statement_steps::dealer, statement_steps::seq)).load(c)?;
        for row in rows {
            let statement = (stored::dealer(TABLE, &row.dealer)?, stored::period(TABLE, &row.period)?);
            found.entry(statement).or_default().push(row.into_step()?);
        }
    }
    Ok(found)
}

/// The steps that were taken on all statements of a dealer, by period and in their order.
pub fn of_dealer(c: &mut Db, dealer: &DealerCode) -> Result<BTreeMap<Period, Vec<TakenStep>>, Error> {
    let of_dealer = statement_steps::table.filter(statement_steps::dealer.eq(dealer.as_str()));
    let rows: Vec<StepRow> = of_dealer.order((statement_steps::period, statement_steps::seq)).load(c)?;
    let mut found: BTreeMap<Period, Vec<TakenStep>> = BTreeMap::new();
    for row in rows {
        found.entry(stored::period(TABLE, &row.period)?).or_default().push(row.into_step()?);
    }
    Ok(found)
}

/// The steps that were taken on all statements of a period, in the order of their time.
pub fn of_period(c: &mut Db, period: Period) -> Result<Vec<(DealerCode, TakenStep)>, Error> {
    let rows: Vec<StepRow> = statement_steps::table
        .filter(statement_steps::period.eq(period.to_string()))
        .order((statement_steps::taken_at, statement_steps::dealer, statement_steps::seq))
        .select(StepRow::as_select())
        .load(c)?;
    rows.into_iter().map(|row| Ok((stored::dealer(TABLE, &row.dealer)?, row.into_step()?))).collect()
}

/// Brings a month into a state and keeps the step. Answers false, and keeps nothing, where somebody else changed the
/// month's state since it was loaded.
pub fn take(c: &mut Db, month: &Month, to: State, step: &TakenStep) -> Result<bool, Error> {
    if !months::step(c, &month.dealer, month.period, month.state_version, to)? {
        return Ok(false);
    }
    let taken: i64 = statement_steps::table
        .filter(statement_steps::dealer.eq(month.dealer.as_str()))
        .filter(statement_steps::period.eq(month.period.to_string()))
        .count()
        .get_result(c)?;
    let row = StepRow {
        dealer: month.dealer.to_string(),
        period: month.period.to_string(),
        seq: taken + 1,
        step: stored::word_of(TABLE, &step.kind)?,
        person: step.person.clone(),
        taken_at: step.taken_at,
        revision: step.revision,
        batch: step.batch.clone(),
        note: step.note.clone(),
        on_behalf_of: step.on_behalf_of.clone(),
    };
    diesel::insert_into(statement_steps::table).values(row).execute(c)?;
    Ok(true)
}
