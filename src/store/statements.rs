//! The statements, revision by revision (agreement 7): lines, violations and the account that the next goes on from.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::dialect::insert_many;
use super::schema::{months, statement_lines, statements, violations};
use super::{Db, Error, of_json, stored, to_json};
use crate::agreement::codes::{DealerCode, ProductLine, SlipNo};
use crate::agreement::decision::DecidedSlip;
use crate::agreement::position::Position;
use crate::agreement::statement::{Account, LineKind, MadeFrom, Statement, StatementLine};
use crate::agreement::violations::Violation;
use crate::calendar::{Day, Moment, Period};
use crate::money::Money;

const TABLE: &str = "statements";
const LINES: &str = "statement_lines";
const VIOLATIONS: &str = "violations";

/// What one revision of a statement says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredStatement {
    /// Σ paid(P) over the product lines.
    pub fees_paid: Money,
    /// The sum of the lines.
    pub net: Money,
    /// What is wired.
    pub payable: Money,
    /// What the next statement takes up.
    pub balance_carried_forward: Money,
    /// The day by which it is to be paid.
    pub payment_due_on: Option<Day>,
    /// Line 1 is the first.
    pub lines: Vec<StoredLine>,
    /// What is recorded against the dealer, by code and reference.
    pub violations: Vec<Violation>,
    /// What the next statement goes on from.
    pub account: Account,
    /// What stands behind the lines.
    pub position: Position,
}

/// A line of a statement, with its slips by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLine {
    /// What it is for.
    pub kind: LineKind,
    /// The product line, where the kind goes by product line.
    pub product_line: Option<ProductLine>,
    /// The part, the slip or the day that it is about.
    pub reference: Option<String>,
    /// Signed.
    pub amount: Money,
    /// The rows that it was made from.
    pub made_from: LineSource,
}

/// The rows that a line was made from, slips by their numbers.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum LineSource {
    /// Slips of the month.
    Slips {
        /// Their numbers.
        slips: Vec<SlipNo>,
    },
    /// Anything else.
    Other(MadeFrom),
}

impl StoredStatement {
    /// A statement as it is kept. `slips` are the month's, in the order in which they were decided.
    pub fn of(
        (statement, position): (&Statement, &Position),
        slips: &[DecidedSlip],
        violations: &[Violation],
        account: &Account,
    ) -> Self {
        Self {
            fees_paid: statement.fees_paid,
            net: statement.net,
            payable: statement.payable,
            balance_carried_forward: statement.balance_carried_forward,
            payment_due_on: statement.payment_due_on,
            lines: statement.lines.iter().map(|line| StoredLine::of(line, slips)).collect(),
            violations: violations.to_vec(),
            account: account.clone(),
            position: position.clone(),
        }
    }

    /// The agreement's statement, with the slips' places among `slips`.
    pub fn statement(&self, slips: &[DecidedSlip]) -> Statement {
        Statement {
            lines: self.lines.iter().map(|line| line.line(slips)).collect(),
            fees_paid: self.fees_paid,
            net: self.net,
            payable: self.payable,
            balance_carried_forward: self.balance_carried_forward,
            payment_due_on: self.payment_due_on,
            allowance: self.position.allowance.clone(),
        }
    }

    /// The number of the line that paid a slip: the fees of its product line.
    pub fn fees_line_of(&self, slip: &SlipNo) -> Option<u32> {
        let paid = |line: &StoredLine| match &line.made_from {
            LineSource::Slips { slips } => line.kind == LineKind::Fees && slips.contains(slip),
            LineSource::Other(_) => false,
        };
        (1..).zip(&self.lines).find(|(_, line)| paid(line)).map(|(number, _)| number)
    }
}

impl StoredLine {
    fn of(line: &StatementLine, slips: &[DecidedSlip]) -> Self {
        let made_from = match &line.made_from {
            MadeFrom::Slips(places) => {
                let slips = places.iter().filter_map(|place| slips.get(*place));
                LineSource::Slips { slips: slips.map(|decided| decided.slip.no.clone()).collect() }
            }
            other => LineSource::Other(other.clone()),
        };
        Self {
            kind: line.kind,
            product_line: line.product_line.clone(),
            reference: line.reference.clone(),
            amount: line.amount,
            made_from,
        }
    }

    fn line(&self, slips: &[DecidedSlip]) -> StatementLine {
        let made_from = match &self.made_from {
            LineSource::Slips { slips: numbers } => {
                let numbers: std::collections::HashSet<&SlipNo> = numbers.iter().collect();
                let places = slips.iter().enumerate().filter(|(_, decided)| numbers.contains(&decided.slip.no));
                MadeFrom::Slips(places.map(|(place, _)| place).collect())
            }
            LineSource::Other(other) => other.clone(),
        };
        StatementLine {
            kind: self.kind,
            product_line: self.product_line.clone(),
            reference: self.reference.clone(),
            amount: self.amount,
            made_from,
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = statements, treat_none_as_default_value = false)]
struct StatementRow {
    dealer: String,
    period: String,
    revision: i64,
    fees_paid_fen: i64,
    net_fen: i64,
    payable_fen: i64,
    balance_fen: i64,
    payment_due_on: Option<Day>,
    account: String,
    settled_at: Moment,
    position: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = statement_lines, treat_none_as_default_value = false)]
struct LineRow {
    dealer: String,
    period: String,
    revision: i64,
    line: i64,
    kind: String,
    product_line: String,
    reference: String,
    amount_fen: i64,
    made_from: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = violations, treat_none_as_default_value = false)]
struct ViolationRow {
    dealer: String,
    period: String,
    revision: i64,
    seq: i64,
    code: String,
    reference: String,
    violated_on: Day,
    body: String,
}

/// The statements of a dealer that stand, from a period on, by period.
pub fn standing(
    c: &mut Db,
    dealer: &DealerCode,
    from: Period,
) -> Result<BTreeMap<Period, (i64, StoredStatement)>, Error> {
    let standing = |period: Period, row: &StatementRow| (period, (row.revision, sums(row)));
    let mut found = BTreeMap::new();
    let of_month = statements::dealer
        .eq(months::dealer)
        .and(statements::period.eq(months::period))
        .and(statements::revision.eq(months::statement_revision));
    let rows: Vec<StatementRow> = months::table
        .inner_join(statements::table.on(of_month))
        .filter(months::dealer.eq(dealer.as_str()))
        .filter(months::period.ge(from.to_string()))
        .select(StatementRow::as_select())
        .load(c)?;
    for row in rows {
        let (period, (revision, mut statement)) = standing(stored::period(TABLE, &row.period)?, &row);
        statement.account = of_json(TABLE, &row.account)?;
        statement.position = position_of(&row)?;
        found.insert(period, (revision, statement));
    }
    let of_month = statement_lines::dealer
        .eq(months::dealer)
        .and(statement_lines::period.eq(months::period))
        .and(statement_lines::revision.eq(months::statement_revision));
    let rows: Vec<LineRow> = months::table
        .inner_join(statement_lines::table.on(of_month))
        .filter(months::dealer.eq(dealer.as_str()))
        .filter(months::period.ge(from.to_string()))
        .order((statement_lines::period, statement_lines::line))
        .select(LineRow::as_select())
        .load(c)?;
    for row in rows {
        if let Some((_, statement)) = found.get_mut(&stored::period(LINES, &row.period)?) {
            statement.lines.push(line(row)?);
        }
    }
    let of_month = violations::dealer
        .eq(months::dealer)
        .and(violations::period.eq(months::period))
        .and(violations::revision.eq(months::statement_revision));
    let rows: Vec<(String, String)> = months::table
        .inner_join(violations::table.on(of_month))
        .filter(months::dealer.eq(dealer.as_str()))
        .filter(months::period.ge(from.to_string()))
        .order((violations::period, violations::seq))
        .select((violations::period, violations::body))
        .load(c)?;
    for (period, body) in rows {
        if let Some((_, statement)) = found.get_mut(&stored::period(VIOLATIONS, &period)?) {
            statement.violations.push(of_json(VIOLATIONS, &body)?);
        }
    }
    Ok(found)
}

/// When a revision of a statement was computed.
pub fn settled_at(c: &mut Db, dealer: &DealerCode, period: Period, revision: i64) -> Result<Option<Moment>, Error> {
    let row = statements::table.find((dealer.as_str(), period.to_string(), revision));
    Ok(row.select(statements::settled_at).first(c).optional()?)
}

/// One revision of a statement.
pub fn load(c: &mut Db, dealer: &DealerCode, period: Period, revision: i64) -> Result<Option<StoredStatement>, Error> {
    let key = (dealer.as_str(), period.to_string(), revision);
    let Some(row) = statements::table.find(key.clone()).first::<StatementRow>(c).optional()? else { return Ok(None) };
    let mut statement = sums(&row);
    statement.account = of_json(TABLE, &row.account)?;
    statement.position = position_of(&row)?;
    let rows: Vec<LineRow> = statement_lines::table
        .filter(statement_lines::dealer.eq(key.0))
        .filter(statement_lines::period.eq(&key.1))
        .filter(statement_lines::revision.eq(revision))
        .order(statement_lines::line)
        .load(c)?;
    statement.lines = rows.into_iter().map(line).collect::<Result<_, _>>()?;
    let bodies: Vec<String> = violations::table
        .filter(violations::dealer.eq(key.0))
        .filter(violations::period.eq(&key.1))
        .filter(violations::revision.eq(revision))
        .order(violations::seq)
        .select(violations::body)
        .load(c)?;
    statement.violations = bodies.iter().map(|body| of_json(VIOLATIONS, body)).collect::<Result<_, _>>()?;
    Ok(Some(statement))
}

/// Statements that were settled before positions were kept have none.
fn position_of(row: &StatementRow) -> Result<Position, Error> {
    if row.position.is_empty() { Ok(Position::default()) } else { of_json(TABLE, &row.position) }
}

fn sums(row: &StatementRow) -> StoredStatement {
    StoredStatement {
        fees_paid: Money::from_fen(row.fees_paid_fen),
        net: Money::from_fen(row.net_fen),
        payable: Money::from_fen(row.payable_fen),
        balance_carried_forward: Money::from_fen(row.balance_fen),
        payment_due_on: row.payment_due_on,
        ..StoredStatement::default()
    }
}

fn line(row: LineRow) -> Result<StoredLine, Error> {
    Ok(StoredLine {
        kind: stored::word(LINES, &row.kind)?,
        product_line: ProductLine::new(&row.product_line),
        reference: Some(row.reference).filter(|reference| !reference.is_empty()),
        amount: Money::from_fen(row.amount_fen),
        made_from: of_json(LINES, &row.made_from)?,
    })
}

/// Adds a revision of a statement.
pub fn add(
    c: &mut Db,
    dealer: &DealerCode,
    period: Period,
    revision: i64,
    statement: &StoredStatement,
    now: Moment,
) -> Result<(), Error> {
    let (dealer, month) = (dealer.to_string(), period.to_string());
    let row = StatementRow {
        dealer: dealer.clone(),
        period: month.clone(),
        revision,
        fees_paid_fen: statement.fees_paid.fen(),
        net_fen: statement.net.fen(),
        payable_fen: statement.payable.fen(),
        balance_fen: statement.balance_carried_forward.fen(),
        payment_due_on: statement.payment_due_on,
        account: to_json(TABLE, &statement.account)?,
        settled_at: now,
        position: to_json(TABLE, &statement.position)?,
    };
    diesel::insert_into(statements::table).values(row).execute(c)?;
    let line_row = |(line, stored): (i64, &StoredLine)| {
        Ok(LineRow {
            dealer: dealer.clone(),
            period: month.clone(),
            revision,
            line,
            kind: stored.kind.as_str().to_owned(),
            product_line: stored.product_line.as_ref().map(ToString::to_string).unwrap_or_default(),
            reference: stored.reference.clone().unwrap_or_default(),
            amount_fen: stored.amount.fen(),
            made_from: to_json(LINES, &stored.made_from)?,
        })
    };
    let rows = (1..).zip(&statement.lines).map(line_row).collect::<Result<Vec<LineRow>, Error>>()?;
    insert_many!(c, statement_lines::table, rows)?;
    let violation_row = |(seq, violation): (i64, &Violation)| {
        Ok(ViolationRow {
            dealer: dealer.clone(),
            period: month.clone(),
            revision,
            seq,
            code: violation.code().to_owned(),
            reference: violation.reference(),
            violated_on: violation.violated_on(period),
            body: to_json(VIOLATIONS, violation)?,
        })
    };
    let rows = (1..).zip(&statement.violations).map(violation_row).collect::<Result<Vec<ViolationRow>, Error>>()?;
    insert_many!(c, violations::table, rows)?;
    Ok(())
}
