//! Counted from the rows themselves, slip by slip: what the tallies are made of, and what they do not tell apart.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{ClaimOfAge, ClaimsOfAge, Dimension, FeedbackLine, QualityFilter, Reported, asked};
use crate::store::{Backend, Db, Error};

/// A query with the six parameters of a filter, each of which stands in it in this order: SQLite numbers them as they are
/// first named.
macro_rules! bound {
    ($query:expr, $filter:expr) => {
        $query
            .bind::<Text, _>($filter.first.to_string())
            .bind::<Text, _>($filter.last.to_string())
            .bind::<Text, _>($filter.dealer.clone())
            .bind::<Text, _>($filter.models())
            .bind::<Text, _>($filter.part.clone())
            .bind::<Text, _>($filter.fault.clone())
    };
}
pub(super) use bound;

/// The rows of feedback that a filter means. What is not asked for is not said, so that an index serves what is.
fn of_feedback(filter: &QualityFilter) -> String {
    let dealer = asked("f.dealer", &filter.dealer, "$3");
    let part = asked("f.part_no", &filter.part, "$5");
    let fault = asked("f.fault_code", &filter.fault, "$6");
    format!(
        "f.period >= $1 AND f.period <= $2 AND {dealer} \
         AND ($4 = '' OR replace($4, '|' || f.product_model || '|', '') <> $4) AND {part} AND {fault}"
    )
}

/// What was reported most, and how often anything was.
pub fn reported(
    c: &mut Db,
    filter: &QualityFilter,
    by: Dimension,
    rows_max: i64,
) -> Result<(Vec<Reported>, i64), Error> {
    let (column, of_feedback) = (by.column(), of_feedback(filter));
    // Only a fault is described; for the others an index has all that is read.
    let description = if by == Dimension::Fault { "min(f.fault_description)" } else { "''" };
    let query = format!(
        "SELECT f.{column} AS code, {description} AS description, CAST(sum(f.occurrences) AS BIGINT) AS occurrences, \
         CAST(sum(sum(f.occurrences)) OVER () AS BIGINT) AS of_all \
         FROM feedback_rows f WHERE {of_feedback} GROUP BY f.{column} ORDER BY 3 DESC, 1 LIMIT $7"
    );
    let rows: Vec<Reported> = bound!(diesel::sql_query(query), filter).bind::<BigInt, _>(rows_max).load(c)?;
    let of_all = rows.first().map_or(0, |row| row.of_all);
    Ok((rows, of_all))
}

/// What rows of feedback are ordered by first; what is alike in it, by month, dealer and place in the sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeedbackOrder {
    /// The month.
    #[default]
    Month,
    /// How often the fault occurred.
    Occurrences,
}

impl FeedbackOrder {
    /// The place of a row in this order, behind which a list goes on.
    pub fn place(self, row: &FeedbackLine) -> [String; 4] {
        let first = match self {
            Self::Month => row.period.clone(),
            Self::Occurrences => row.occurrences.to_string(),
        };
        [first, row.period.clone(), row.dealer.clone(), row.row_no.to_string()]
    }
}

/// The rows of feedback sheets behind a place in their order: the latest month or the most frequent fault first, or
/// upwards.
pub fn feedback(
    c: &mut Db,
    filter: &QualityFilter,
    (order, is_up): (FeedbackOrder, bool),
    after: Option<[String; 4]>,
    rows_max: i64,
) -> Result<Vec<FeedbackLine>, Error> {
    let numbers =
        |[first, _, _, row]: &[String; 4]| Some((first.parse::<i64>().unwrap_or(0), row.parse::<i64>().ok()?));
    let (behind, direction) = if is_up { (">", "ASC") } else { ("<", "DESC") };
    let after = after.and_then(|after| numbers(&after).map(|numbers| (after, numbers)));
    // As the indexes have them: the month does not stand before itself.
    let (first, bound_first) = match order {
        FeedbackOrder::Month => ("", ""),
        FeedbackOrder::Occurrences => ("f.occurrences, ", "$7, "),
    };
    // Every parameter stands in either, for SQLite numbers them as they are first named.
    let is_behind = match &after {
        Some(_) => format!("$7 = $7 AND ({first}f.period, f.dealer, f.row_no) {behind} ({bound_first}$8, $9, $10)"),
        None => "$7 = 0 AND $8 = '' AND $9 = '' AND $10 = 0".to_owned(),
    };
    let ([_, period, dealer, _], (first_value, row_no)) = after.unwrap_or_default();
    let of_feedback = of_feedback(filter);
    let columns = format!("{first}f.period, f.dealer, f.row_no").replace(", ", &format!(" {direction}, "));
    let query = format!(
        "SELECT f.* FROM feedback_rows f WHERE {of_feedback} AND {is_behind} ORDER BY {columns} {direction} LIMIT $11"
    );
    Ok(bound!(diesel::sql_query(query), filter)
        .bind::<BigInt, _>(first_value)
        .bind::<Text, _>(period)
        .bind::<Text, _>(dealer)
        .bind::<BigInt, _>(row_no)
        .bind::<BigInt, _>(rows_max)
        .load(c)?)
}

/// The slips that are paid or wait, with the registered sale of their unit. SQLite is to begin with the slips, and not with
/// all units; the verdict is an expression, lest it begin with those and sort what an index has in order.
fn claims(c: &Db, columns: &str, joined: &str, which: &str) -> String {
    let sold_on = match c.backend() {
        Backend::Postgres => "(u.body::jsonb ->> 'sold_on')",
        Backend::Sqlite => "json_extract(u.body, '$.sold_on')",
    };
    format!(
        "SELECT s.dealer, s.period, s.slip_no, s.product_model, s.serial_no, s.fault_code, \
         {sold_on} AS sold_on, CAST(s.repair_date AS TEXT) AS repaired_on{columns} \
         FROM slips s CROSS JOIN register_rows u{joined} \
         WHERE {which} AND s.is_current AND s.repair_date IS NOT NULL \
         AND s.verdict || '' IN ('accepted', 'adjusted', 'held') \
         AND u.dealer = '' AND u.register = 'units' AND u.row_key = s.serial_no AND u.removed_in IS NULL"
    )
}

/// The parts of a slip, one row each, and the part of such a row.
fn parts(c: &Db) -> (&'static str, &'static str) {
    match c.backend() {
        Backend::Postgres => ("jsonb_array_elements(s.body::jsonb -> 'parts') p", "p ->> 'part'"),
        Backend::Sqlite => ("json_each(s.body, '$.parts') p", "json_extract(p.value, '$.part')"),
    }
}

/// The claims that a filter means, from `$1` on; the first month's are said by `from`.
fn claims_meant(c: &Db, filter: &QualityFilter, from: &str) -> String {
    let (parts, part) = parts(c);
    let dealer = asked("s.dealer", &filter.dealer, "$3");
    let fault = asked("s.fault_code", &filter.fault, "$6");
    let part = match filter.part.as_str() {
        "" => "'' = $5".to_owned(),
        _ => format!("EXISTS (SELECT 1 FROM {parts} WHERE {part} = $5)"),
    };
    let which = format!(
        "{from} AND s.period <= $2 AND {dealer} \
         AND ($4 = '' OR replace($4, '|' || s.product_model || '|', '') <> $4) AND {part} AND {fault}"
    );
    claims(c, "", "", &which)
}

/// Whole months between two days that are written as `2026-03-05`.
const MONTHS: &str = "(CAST(substr(repaired_on, 1, 4) AS BIGINT) - CAST(substr(sold_on, 1, 4) AS BIGINT)) * 12 \
    + CAST(substr(repaired_on, 6, 2) AS BIGINT) - CAST(substr(sold_on, 6, 2) AS BIGINT) \
    - CASE WHEN substr(repaired_on, 9, 2) < substr(sold_on, 9, 2) THEN 1 ELSE 0 END";

/// Claims by whole months in service; those of units that are not registered, or were sold later, are not among them.
pub fn claims_by_age(c: &mut Db, filter: &QualityFilter) -> Result<Vec<ClaimsOfAge>, Error> {
    let claims = claims_meant(c, filter, "s.period >= $1");
    let query = format!(
        "SELECT {MONTHS} AS months, count(*) AS claims FROM ({claims}) claim WHERE sold_on <= repaired_on \
         GROUP BY 1 ORDER BY 1"
    );
    Ok(bound!(diesel::sql_query(query), filter).load(c)?)
}

/// The claims of units that were so many months in service, behind a month, dealer and number; or the other way round.
pub fn claims_of_age(
    c: &mut Db,
    filter: &QualityFilter,
    months: (i64, i64),
    after: Option<[String; 3]>,
    is_down: bool,
    rows_max: i64,
) -> Result<Vec<ClaimOfAge>, Error> {
    let first = if is_down { filter.last.next() } else { filter.first };
    let [period, dealer, slip_no] = after.unwrap_or_else(|| [first.to_string(), String::new(), String::new()]);
    // The one bound on the side of the place to go on from is that place, so that an index leads there.
    let (from, behind, order) = if is_down {
        ("s.period >= $1", "<", "period DESC, dealer DESC, slip_no DESC")
    } else {
        ("'' <> $1", ">", "period, dealer, slip_no")
    };
    let claims = claims_meant(c, filter, from);
    let query = format!(
        "SELECT * FROM ({claims} AND (s.period, s.dealer, s.slip_no) {behind} ($7, $8, $9)) claim \
         WHERE sold_on <= repaired_on AND {MONTHS} BETWEEN $10 AND $11 ORDER BY {order} LIMIT $12"
    );
    Ok(bound!(diesel::sql_query(query), filter)
        .bind::<Text, _>(period)
        .bind::<Text, _>(dealer)
        .bind::<Text, _>(slip_no)
        .bind::<BigInt, _>(months.0)
        .bind::<BigInt, _>(months.1)
        .bind::<BigInt, _>(rows_max)
        .load(c)?)
}

/// A query for the claims of one period, counted by dealer, model, fault and months.
pub(in crate::store) fn by_slip(c: &Db) -> String {
    let claims = claims(c, "", "", "s.period = $1");
    format!(
        "SELECT dealer, '' AS part_no, fault_code, product_model, {MONTHS} AS months, count(*) AS claims \
         FROM ({claims}) claim WHERE sold_on <= repaired_on GROUP BY dealer, fault_code, product_model, {MONTHS}"
    )
}

/// A query for the claims of one period, counted once for each of their parts, by part, model, fault and months.
pub(in crate::store) fn by_part(c: &Db) -> String {
    let (parts, part) = parts(c);
    let claims = claims(c, &format!(", {part} AS part_no"), &format!(" CROSS JOIN {parts}"), "s.period = $1");
    format!(
        "SELECT '' AS dealer, part_no, fault_code, product_model, {MONTHS} AS months, count(*) AS claims \
         FROM (SELECT DISTINCT dealer, slip_no, part_no, fault_code, product_model, sold_on, repaired_on \
            FROM ({claims}) claim WHERE sold_on <= repaired_on AND part_no <> '') once \
         GROUP BY part_no, fault_code, product_model, {MONTHS}"
    )
}
