//! Faults counted by the database: what the feedback sheets report, and what slips claim beside the units in service. Read
//! from the tallies, and from the rows themselves where the tallies do not tell apart what is asked for.

pub mod direct;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use self::direct::bound;
pub use self::direct::{FeedbackOrder, claims_of_age, feedback};
use super::schema::{claims_tallies, months};
use super::tallies::{self, Tally, grain};
use super::{Db, Error, stored};
use crate::agreement::registers::Product;
use crate::calendar::{Day, Period};

/// Which faults and claims; what is empty is not asked for.
#[derive(Clone, Debug)]
pub struct QualityFilter {
    /// From this month on.
    pub first: Period,
    /// Through this one.
    pub last: Period,
    /// Reported by one dealer.
    pub dealer: String,
    /// Of these models; of all where there is none.
    pub models: Vec<String>,
    /// With one part.
    pub part: String,
    /// With one fault code.
    pub fault: String,
}

impl QualityFilter {
    /// The models between bars, to be looked for in SQL; empty for all.
    fn models(&self) -> String {
        if self.models.is_empty() { String::new() } else { format!("|{}|", self.models.join("|")) }
    }
}

/// So many months are looked at where none are asked for.
const MONTHS_MEANT: i32 = 12;

/// The months that are meant: through the newest one that there is, and twelve, where they are not asked for; none before
/// the first that there is, lest units be counted of months in which nobody could claim.
pub fn months_meant(
    c: &mut Db,
    first: Option<Period>,
    last: Option<Period>,
    today: Day,
) -> Result<(Period, Period), Error> {
    let (oldest, newest): (Option<String>, Option<String>) =
        months::table.select((diesel::dsl::min(months::period), diesel::dsl::max(months::period))).first(c)?;
    let known = |period: Option<String>| period.map(|period| stored::period("months", &period)).transpose();
    let (oldest, newest) = (known(oldest)?, known(newest)?);
    let through = last.or(newest).unwrap_or_else(|| Period::of(today));
    let from = first.unwrap_or_else(|| through.plus(1 - MONTHS_MEANT));
    Ok((oldest.map_or(from, |oldest| from.max(oldest)).min(through), through))
}

/// The models that a product line and a model mean, each of which may be empty: none for all. A line without models means
/// a model that there is not.
pub fn models_meant(products: &[Product], line: &str, model: &str) -> Vec<String> {
    if !model.is_empty() {
        return vec![model.to_owned()];
    }
    if line.is_empty() {
        return Vec::new();
    }
    let of_line = products.iter().filter(|product| product.line.as_str() == line);
    of_line.map(|product| product.model.to_string()).chain([" ".to_owned()]).collect()
}

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Fault codes.
    Fault,
    /// Product models.
    Model,
    /// Parts.
    Part,
    /// Dealers.
    Dealer,
}

impl Dimension {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Fault, Self::Model, Self::Part, Self::Dealer];

    /// As addresses name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Model => "model",
            Self::Part => "part",
            Self::Dealer => "dealer",
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Fault => "fault_code",
            Self::Model => "product_model",
            Self::Part => "part_no",
            Self::Dealer => "dealer",
        }
    }
}

/// A condition on a column where something is asked for; the parameter is named either way, as SQLite numbers them in the
/// order in which they are first named.
fn asked(column: &str, value: &str, parameter: &str) -> String {
    if value.is_empty() { format!("'' = {parameter}") } else { format!("{column} = {parameter}") }
}

/// Periods for a condition of SQL; with none, one that there is not.
fn listed(periods: &[Period]) -> String {
    let periods: Vec<String> = periods.iter().map(|period| format!("'{period}'")).collect();
    if periods.is_empty() { "''".to_owned() } else { periods.join(", ") }
}

/// How often something was reported.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Reported {
    /// The code, model, part or dealer; empty where the sheets say none.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// A description of a fault in a dealer's words.
    #[diesel(sql_type = Text)]
    pub description: String,
    /// How often.
    #[diesel(sql_type = BigInt)]
    pub occurrences: i64,
    #[diesel(sql_type = BigInt)]
    of_all: i64,
}

/// What was reported most, and how often anything was.
pub fn reported(
    c: &mut Db,
    filter: &QualityFilter,
    by: Dimension,
    rows_max: i64,
) -> Result<(Vec<Reported>, i64), Error> {
    if by == Dimension::Dealer || !filter.dealer.is_empty() {
        return direct::reported(c, filter, by, rows_max);
    }
    let periods = listed(&tallies::periods(c, Tally::Feedback, filter.first, filter.last)?);
    let tells = |dimension, is_asked| by == dimension || is_asked;
    let grain = grain(
        tells(Dimension::Model, !filter.models.is_empty()),
        tells(Dimension::Fault, !filter.fault.is_empty()),
        tells(Dimension::Part, !filter.part.is_empty()),
    );
    let (part, fault) = (asked("t.part_no", &filter.part, "$5"), asked("t.fault_code", &filter.fault, "$6"));
    let column = by.column();
    let description = if by == Dimension::Fault { "min(t.description)" } else { "''" };
    let query = format!(
        "SELECT t.{column} AS code, {description} AS description, CAST(sum(t.occurrences) AS BIGINT) AS occurrences, \
         CAST(sum(sum(t.occurrences)) OVER () AS BIGINT) AS of_all \
         FROM feedback_tallies t WHERE t.period IN ({periods}) AND t.period >= $1 AND t.period <= $2 AND '' = $3 \
         AND t.grain = '{grain}' AND ($4 = '' OR replace($4, '|' || t.product_model || '|', '') <> $4) \
         AND {part} AND {fault} GROUP BY t.{column} ORDER BY 3 DESC, 1 LIMIT $7"
    );
    let rows: Vec<Reported> = bound!(diesel::sql_query(query), filter).bind::<BigInt, _>(rows_max).load(c)?;
    let of_all = rows.first().map_or(0, |row| row.of_all);
    Ok((rows, of_all))
}

/// A fault of a model that no sheet named before.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct FirstSeen {
    /// 产品型号
    #[diesel(sql_type = Text)]
    pub product_model: String,
    /// 故障代码
    #[diesel(sql_type = Text)]
    pub fault_code: String,
    /// In a dealer's words.
    #[diesel(sql_type = Text)]
    pub description: String,
    /// The month in which it was reported first.
    #[diesel(sql_type = Text)]
    pub period: String,
    /// How often since.
    #[diesel(sql_type = BigInt)]
    pub occurrences: i64,
}

/// The faults that were reported in these months and never before.
pub fn first_seen(c: &mut Db, filter: &QualityFilter, rows_max: i64) -> Result<Vec<FirstSeen>, Error> {
    let periods = listed(&tallies::periods(c, Tally::Feedback, filter.first, filter.last)?);
    let grain = grain(true, true, !filter.part.is_empty());
    let fault = asked("r.fault_code", &filter.fault, "$6");
    // What another dealer reported before is nothing new: of the faults that are new to all, those of the dealer.
    let (is_asked, of_dealer) = match filter.dealer.as_str() {
        "" => ("'' = $3", ""),
        _ => (
            "'' <> $3",
            " AND (r.product_model, r.fault_code) IN (SELECT f.product_model, f.fault_code FROM feedback_rows f \
             WHERE f.dealer = $3 AND f.period >= $1 AND f.period <= $2 AND ('' = $5 OR f.part_no = $5))",
        ),
    };
    let first = format!(
        "r.period >= $1 AND r.period <= $2 AND {is_asked} \
         AND ($4 = '' OR replace($4, '|' || r.product_model || '|', '') <> $4) AND r.part_no = $5 AND {fault}{of_dealer}"
    );
    // Only the months that the last ones listed fall into are looked at; SQLite is to begin with the faults.
    let query = format!(
        "SELECT r.product_model, r.fault_code, min(t.description) AS description, r.period, \
         CAST(sum(t.occurrences) AS BIGINT) AS occurrences FROM first_reports r CROSS JOIN feedback_tallies t \
         WHERE {first} AND r.period >= coalesce(\
            (SELECT r.period FROM first_reports r WHERE {first} ORDER BY r.period DESC LIMIT 1 OFFSET $7), '') \
         AND t.period IN ({periods}) AND t.grain = '{grain}' AND t.product_model = r.product_model \
         AND t.fault_code = r.fault_code AND t.part_no = r.part_no \
         GROUP BY r.product_model, r.fault_code, r.period \
         ORDER BY r.period DESC, occurrences DESC, r.product_model, r.fault_code LIMIT $8"
    );
    Ok(bound!(diesel::sql_query(query), filter).bind::<BigInt, _>(rows_max - 1).bind::<BigInt, _>(rows_max).load(c)?)
}

/// A row of a feedback sheet.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct FeedbackLine {
    /// Whose.
    #[diesel(sql_type = Text)]
    pub dealer: String,
    /// For which month.
    #[diesel(sql_type = Text)]
    pub period: String,
    /// Its place in the sheet.
    #[diesel(sql_type = BigInt)]
    pub row_no: i64,
    /// The sheet's upload.
    #[diesel(sql_type = Text)]
    pub upload: String,
    /// 产品型号
    #[diesel(sql_type = Text)]
    pub product_model: String,
    /// 故障代码
    #[diesel(sql_type = Text)]
    pub fault_code: String,
    /// 故障现象
    #[diesel(sql_type = Text)]
    pub fault_description: String,
    /// 数量
    #[diesel(sql_type = BigInt)]
    pub occurrences: i64,
    /// 配件编号
    #[diesel(sql_type = Text)]
    pub part_no: String,
    /// safety, function, appearance, or empty
    #[diesel(sql_type = Text)]
    pub severity: String,
    /// 原因分析
    #[diesel(sql_type = Text)]
    pub suspected_cause: String,
    /// 改进建议
    #[diesel(sql_type = Text)]
    pub suggestion: String,
}

/// Claims by how long the unit had been in service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct ClaimsOfAge {
    /// Whole months from the sale to the repair.
    #[diesel(sql_type = BigInt)]
    pub months: i64,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub claims: i64,
}

/// A claim with its unit's time in service.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct ClaimOfAge {
    /// Whose.
    #[diesel(sql_type = Text)]
    pub dealer: String,
    /// For which month.
    #[diesel(sql_type = Text)]
    pub period: String,
    /// 维修单号
    #[diesel(sql_type = Text)]
    pub slip_no: String,
    /// 产品型号
    #[diesel(sql_type = Text)]
    pub product_model: String,
    /// 机身编号
    #[diesel(sql_type = Text)]
    pub serial_no: String,
    /// 故障代码
    #[diesel(sql_type = Text)]
    pub fault_code: String,
    /// The unit's sale.
    #[diesel(sql_type = Text)]
    pub sold_on: String,
    /// 维修日期
    #[diesel(sql_type = Text)]
    pub repaired_on: String,
}

/// Claims by whole months in service; those of units that are not registered, or were sold later, are not among them.
pub fn claims_by_age(c: &mut Db, filter: &QualityFilter) -> Result<Vec<ClaimsOfAge>, Error> {
    let is_of_all_faults = filter.part.is_empty() && filter.fault.is_empty();
    if !filter.dealer.is_empty() && !is_of_all_faults {
        return direct::claims_by_age(c, filter);
    }
    let periods = tallies::periods(c, Tally::Claims, filter.first, filter.last)?;
    let periods: Vec<String> = periods.iter().map(ToString::to_string).collect();
    // What is not asked for is not told apart, and empty.
    let models = if filter.models.is_empty() { vec![String::new()] } else { filter.models.clone() };
    let sums: Vec<(i64, i64)> = claims_tallies::table
        .filter(claims_tallies::period.eq_any(periods))
        .filter(claims_tallies::dealer.eq(&filter.dealer))
        .filter(claims_tallies::part_no.eq(&filter.part))
        .filter(claims_tallies::fault_code.eq(&filter.fault))
        .filter(claims_tallies::product_model.eq_any(models))
        .group_by(claims_tallies::months_in_service)
        .order(claims_tallies::months_in_service)
        .select((claims_tallies::months_in_service, sql::<BigInt>("CAST(sum(claims) AS BIGINT)")))
        .load(c)?;
    Ok(sums.into_iter().map(|(months, claims)| ClaimsOfAge { months, claims }).collect())
}
