//! Units sold, net of returns: by dealer and product line, by either alone.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::calendar::Period;
use crate::store::registers::Register;
use crate::store::schema::{register_rows, sales_tallies};
use crate::store::{Backend, Db, Error, stored};

/// A row; what is empty is not told apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Insertable, Queryable)]
#[diesel(table_name = sales_tallies, treat_none_as_default_value = false)]
pub struct SalesRow {
    pub dealer: String,
    pub product_line: String,
    pub period: String,
    pub units: i64,
}

/// Units sold, net of returns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub struct UnitsSold {
    /// By whom.
    #[diesel(sql_type = Text)]
    pub dealer: String,
    /// Of which product line.
    #[diesel(sql_type = Text)]
    pub product_line: String,
    /// In which month.
    #[diesel(sql_type = Text)]
    pub period: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub units: i64,
}

/// The units of the whole register, by dealer, product line and month: the register itself, and slow.
pub fn units_sold(c: &mut Db) -> Result<Vec<UnitsSold>, Error> {
    let (line, period, units) = match c.backend() {
        Backend::Postgres => {
            ("body::jsonb ->> 'line'", "body::jsonb ->> 'period'", "(body::jsonb ->> 'units')::bigint")
        }
        Backend::Sqlite => {
            ("json_extract(body, '$.line')", "json_extract(body, '$.period')", "json_extract(body, '$.units')")
        }
    };
    let query = format!(
        "SELECT dealer, {line} AS product_line, {period} AS period, CAST(sum({units}) AS BIGINT) AS units \
         FROM register_rows WHERE register = $1 AND removed_in IS NULL GROUP BY 1, 2, 3"
    );
    Ok(diesel::sql_query(query).bind::<Text, _>(Register::Sales.as_str()).load(c)?)
}

/// Whether the register has any rows.
pub fn is_any(c: &mut Db) -> Result<bool, Error> {
    let of_sales = register_rows::table.filter(register_rows::register.eq(Register::Sales.as_str()));
    let first: Option<i64> = of_sales.select(register_rows::row_no).limit(1).first(c).optional()?;
    Ok(first.is_some())
}

/// The units that each dealer sold from one month through another.
pub fn units_by_dealer(c: &mut Db, first: Period, last: Period) -> Result<BTreeMap<String, i64>, Error> {
    let sold: Vec<(String, i64)> = sales_tallies::table
        .filter(sales_tallies::product_line.eq(""))
        .filter(sales_tallies::period.between(first.to_string(), last.to_string()))
        .group_by(sales_tallies::dealer)
        .select((sales_tallies::dealer, sql::<BigInt>("CAST(sum(units) AS BIGINT)")))
        .load(c)?;
    Ok(sold.into_iter().collect())
}

/// The units of some product lines by month, of one dealer, or of all where none is named.
pub fn units_by_month(
    c: &mut Db,
    dealer: &str,
    lines: &[String],
    first: Period,
    last: Period,
) -> Result<BTreeMap<Period, i64>, Error> {
    let sold: Vec<(String, i64)> = sales_tallies::table
        .filter(sales_tallies::dealer.eq(dealer))
        .filter(sales_tallies::product_line.eq_any(lines))
        .filter(sales_tallies::period.between(first.to_string(), last.to_string()))
        .group_by(sales_tallies::period)
        .select((sales_tallies::period, sql::<BigInt>("CAST(sum(units) AS BIGINT)")))
        .load(c)?;
    sold.into_iter().map(|(period, units)| Ok((stored::period("sales_tallies", &period)?, units))).collect()
}

pub fn kept(c: &mut Db) -> Result<Vec<SalesRow>, Error> {
    Ok(sales_tallies::table.load(c)?)
}

pub fn made(c: &mut Db) -> Result<Vec<SalesRow>, Error> {
    let mut units: BTreeMap<[String; 3], i64> = BTreeMap::new();
    for sold in units_sold(c)? {
        let UnitsSold { dealer, product_line, period, units: count } = sold;
        let by_line = [String::new(), product_line.clone(), period.clone()];
        let by_dealer = [dealer.clone(), String::new(), period.clone()];
        for key in [by_line, by_dealer, [dealer, product_line, period]] {
            *units.entry(key).or_default() += count;
        }
    }
    let row =
        |([dealer, product_line, period], units): ([String; 3], i64)| SalesRow { dealer, product_line, period, units };
    Ok(units.into_iter().map(row).collect())
}
