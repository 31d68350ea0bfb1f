//! Faults counted by the database: what the feedback sheets report, and what slips claim beside the units in service.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::schema::months;
use super::{Backend, Db, Error, stored};
use crate::agreement::registers::Product;
use crate::calendar::{Day, Period};

/// A query with the six parameters of a filter.
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

/// In the order of `QualityFilter`: each parameter stands where it is first named.
const OF_FEEDBACK: &str = "f.period >= $1 AND f.period <= $2 AND ($3 = '' OR f.dealer = $3) \
    AND ($4 = '' OR replace($4, '|' || f.product_model || '|', '') <> $4) \
    AND ($5 = '' OR f.part_no = $5) AND ($6 = '' OR f.fault_code = $6)";

/// How often something was reported.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Reported {
    /// The code, model, part or dealer; empty where the sheets say none.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// A description of it in a dealer's words.
    #[diesel(sql_type = Text)]
    pub description: String,
    /// How often.
    #[diesel(sql_type = BigInt)]
    pub occurrences: i64,
}

/// What was reported most, and how often anything was.
pub fn reported(
    c: &mut Db,
    filter: &QualityFilter,
    by: Dimension,
    rows_max: i64,
) -> Result<(Vec<Reported>, i64), Error> {
    let column = by.column();
    let query = format!(
        "SELECT f.{column} AS code, min(f.fault_description) AS description, \
         CAST(sum(f.occurrences) AS BIGINT) AS occurrences \
         FROM feedback_rows f WHERE {OF_FEEDBACK} GROUP BY f.{column} ORDER BY 3 DESC, 1 LIMIT $7"
    );
    let rows = bound!(diesel::sql_query(query), filter).bind::<BigInt, _>(rows_max).load(c)?;
    let query = format!(
        "SELECT '' AS code, '' AS description, CAST(coalesce(sum(f.occurrences), 0) AS BIGINT) AS occurrences \
         FROM feedback_rows f WHERE {OF_FEEDBACK}"
    );
    let all: Reported = bound!(diesel::sql_query(query), filter).get_result(c)?;
    Ok((rows, all.occurrences))
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
    // The dealer is not asked for: what another reported before is nothing new.
    let query = "SELECT f.product_model, f.fault_code, min(f.fault_description) AS description, min(f.period) AS period, \
        CAST(sum(f.occurrences) AS BIGINT) AS occurrences FROM feedback_rows f \
        WHERE ('' = $1 OR f.period <= $2) AND ('' = $3 OR f.dealer <> '') \
        AND ($4 = '' OR replace($4, '|' || f.product_model || '|', '') <> $4) \
        AND ($5 = '' OR f.part_no = $5) AND ($6 = '' OR f.fault_code = $6) \
        GROUP BY f.product_model, f.fault_code \
        HAVING min(f.period) >= $1 AND ($3 = '' OR sum(CASE WHEN f.dealer = $3 THEN 1 ELSE 0 END) > 0) \
        ORDER BY period DESC, occurrences DESC, f.product_model, f.fault_code LIMIT $7";
    Ok(bound!(diesel::sql_query(query), filter).bind::<BigInt, _>(rows_max).load(c)?)
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

/// The rows of feedback sheets before a month, dealer and place: the latest month first.
pub fn feedback(
    c: &mut Db,
    filter: &QualityFilter,
    before: Option<(String, String, i64)>,
    rows_max: i64,
) -> Result<Vec<FeedbackLine>, Error> {
    let (period, dealer, row_no) = before.unwrap_or_default();
    let query = format!(
        "SELECT f.* FROM feedback_rows f WHERE {OF_FEEDBACK} \
         AND ($7 = '' OR (f.period, f.dealer, f.row_no) < ($7, $8, $9)) \
         ORDER BY f.period DESC, f.dealer DESC, f.row_no DESC LIMIT $10"
    );
    Ok(bound!(diesel::sql_query(query), filter)
        .bind::<Text, _>(period)
        .bind::<Text, _>(dealer)
        .bind::<BigInt, _>(row_no)
        .bind::<BigInt, _>(rows_max)
        .load(c)?)
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

/// The slips that are paid or wait, with the registered sale of their unit.
fn claims(c: &Db) -> String {
    let (sold_on, part) = match c.backend() {
        Backend::Postgres => (
            "(u.body::jsonb ->> 'sold_on')",
            "EXISTS (SELECT 1 FROM jsonb_array_elements(s.body::jsonb -> 'parts') p WHERE p ->> 'part' = $5)",
        ),
        Backend::Sqlite => (
            "json_extract(u.body, '$.sold_on')",
            "EXISTS (SELECT 1 FROM json_each(s.body, '$.parts') p WHERE json_extract(p.value, '$.part') = $5)",
        ),
    };
    format!(
        "SELECT s.dealer, s.period, s.slip_no, s.product_model, s.serial_no, s.fault_code, \
         {sold_on} AS sold_on, CAST(s.repair_date AS TEXT) AS repaired_on \
         FROM slips s JOIN register_rows u ON u.dealer = '' AND u.register = 'units' AND u.row_key = s.serial_no \
         AND u.removed_in IS NULL \
         WHERE s.period >= $1 AND s.period <= $2 AND s.is_current AND s.repair_date IS NOT NULL \
         AND s.verdict IN ('accepted', 'adjusted', 'held') AND ($3 = '' OR s.dealer = $3) \
         AND ($4 = '' OR replace($4, '|' || s.product_model || '|', '') <> $4) \
         AND ($5 = '' OR {part}) AND ($6 = '' OR s.fault_code = $6)"
    )
}

/// Whole months between two days that are written as `2026-03-05`.
const MONTHS: &str = "(CAST(substr(repaired_on, 1, 4) AS BIGINT) - CAST(substr(sold_on, 1, 4) AS BIGINT)) * 12 \
    + CAST(substr(repaired_on, 6, 2) AS BIGINT) - CAST(substr(sold_on, 6, 2) AS BIGINT) \
    - CASE WHEN substr(repaired_on, 9, 2) < substr(sold_on, 9, 2) THEN 1 ELSE 0 END";

/// Claims by whole months in service; those of units that are not registered, or were sold later, are not among them.
pub fn claims_by_age(c: &mut Db, filter: &QualityFilter) -> Result<Vec<ClaimsOfAge>, Error> {
    let claims = claims(c);
    let query = format!(
        "SELECT {MONTHS} AS months, count(*) AS claims FROM ({claims}) claim WHERE sold_on <= repaired_on \
         GROUP BY 1 ORDER BY 1"
    );
    Ok(bound!(diesel::sql_query(query), filter).load(c)?)
}

/// The claims of units that were so many months in service, behind a month, dealer and number.
pub fn claims_of_age(
    c: &mut Db,
    filter: &QualityFilter,
    months: (i64, i64),
    after: Option<[String; 3]>,
    rows_max: i64,
) -> Result<Vec<ClaimOfAge>, Error> {
    let [period, dealer, slip_no] = after.unwrap_or_default();
    let claims = claims(c);
    let query = format!(
        "SELECT * FROM ({claims}) claim WHERE sold_on <= repaired_on AND {MONTHS} BETWEEN $7 AND $8 \
         AND (period, dealer, slip_no) > ($9, $10, $11) ORDER BY period, dealer, slip_no LIMIT $12"
    );
    Ok(bound!(diesel::sql_query(query), filter)
        .bind::<BigInt, _>(months.0)
        .bind::<BigInt, _>(months.1)
        .bind::<Text, _>(period)
        .bind::<Text, _>(dealer)
        .bind::<Text, _>(slip_no)
        .bind::<BigInt, _>(rows_max)
        .load(c)?)
}
