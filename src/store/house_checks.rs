//! The administrator's own checks (agreement 4.32): what was written is kept; a check ends, and another begins.

use diesel::prelude::*;

use super::schema::house_checks;
use super::{Db, Error, new_id, stored};
use crate::agreement::decision::house_check::{CheckText, ExpressionCheck};
use crate::calendar::{Moment, Period};

const TABLE: &str = "house_checks";

/// A check, and the months whose slips it looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseCheckRow {
    /// Its identifier.
    pub id: String,
    /// What it asks and says.
    pub text: CheckText,
    /// The first month.
    pub first_period: Period,
    /// The last month; none while it goes on.
    pub last_period: Option<Period>,
    /// Who published it.
    pub published_by: String,
    /// When, UTC.
    pub published_at: Moment,
    /// Who ended it, and when, UTC.
    pub ended: Option<(String, Moment)>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = house_checks, treat_none_as_default_value = false)]
struct Row {
    id: String,
    code: String,
    expression: String,
    message: String,
    held: bool,
    first_period: String,
    last_period: Option<String>,
    published_by: String,
    published_at: Moment,
    ended_by: Option<String>,
    ended_at: Option<Moment>,
}

impl HouseCheckRow {
    /// A check that begins.
    pub fn new(text: CheckText, first_period: Period, by: &str, now: Moment) -> Self {
        let published_by = by.to_owned();
        Self { id: new_id(), text, first_period, last_period: None, published_by, published_at: now, ended: None }
    }

    /// Whether it looks at the slips of a month; one that ended before it began looks at none.
    pub fn looks_at(&self, period: Period) -> bool {
        self.first_period <= period && self.last_period.is_none_or(|last| period <= last)
    }

    /// The check as it runs; it was read once before it was kept.
    pub fn check(&self) -> Result<ExpressionCheck, Error> {
        ExpressionCheck::new(self.text.clone()).map_err(|fault| Error::stored(TABLE, format!("{}: {fault}", self.id)))
    }
}

impl TryFrom<Row> for HouseCheckRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let text =
            CheckText { code: row.code.into(), expression: row.expression, message: row.message, held: row.held };
        Ok(Self {
            id: row.id,
            text,
            first_period: stored::period(TABLE, &row.first_period)?,
            last_period: row.last_period.map(|last| stored::period(TABLE, &last)).transpose()?,
            published_by: row.published_by,
            published_at: row.published_at,
            ended: row.ended_by.zip(row.ended_at),
        })
    }
}

/// Every check that there ever was, the first first.
pub fn all(c: &mut Db) -> Result<Vec<HouseCheckRow>, Error> {
    let rows: Vec<Row> = house_checks::table.order(house_checks::id).select(Row::as_select()).load(c)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Keeps a check that begins; a second of its code that goes on is refused by the table.
pub fn insert(c: &mut Db, check: &HouseCheckRow) -> Result<(), Error> {
    let row = Row {
        id: check.id.clone(),
        code: check.text.code.to_string(),
        expression: check.text.expression.clone(),
        message: check.text.message.clone(),
        held: check.text.held,
        first_period: check.first_period.to_string(),
        last_period: check.last_period.map(|last| last.to_string()),
        published_by: check.published_by.clone(),
        published_at: check.published_at,
        ended_by: None,
        ended_at: None,
    };
    diesel::insert_into(house_checks::table).values(row).execute(c)?;
    Ok(())
}

/// Ends a check with a month; answers whether it still went on.
pub fn end(c: &mut Db, id: &str, last: Period, by: &str, now: Moment) -> Result<bool, Error> {
    let standing = house_checks::table.find(id).filter(house_checks::last_period.is_null());
    let ended =
        (house_checks::last_period.eq(last.to_string()), house_checks::ended_by.eq(by), house_checks::ended_at.eq(now));
    Ok(diesel::update(standing).set(ended).execute(c)? == 1)
}
