//! What the feedback sheets of a period report, and which month reported a fault first.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::calendar::Period;
use crate::store::schema::{feedback_rows, feedback_tallies, first_reports};
use crate::store::{Db, Error};

/// A row; the grain says which codes are told apart, the others are empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Insertable, Queryable)]
#[diesel(table_name = feedback_tallies, treat_none_as_default_value = false)]
pub struct FeedbackRow {
    pub period: String,
    pub grain: String,
    pub product_model: String,
    pub fault_code: String,
    pub part_no: String,
    pub occurrences: i64,
    pub description: String,
}

/// The first month of a fault; without a part whatever the part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Insertable, Queryable)]
#[diesel(table_name = first_reports, treat_none_as_default_value = false)]
pub struct FirstRow {
    pub part_no: String,
    pub product_model: String,
    pub fault_code: String,
    pub period: String,
}

/// The name of a grain.
pub(in crate::store) fn grain(model: bool, fault: bool, part: bool) -> String {
    [(model, 'm'), (fault, 'f'), (part, 'p')]
        .into_iter()
        .filter(|(is_told, _)| *is_told)
        .map(|(_, name)| name)
        .collect()
}

/// Model, fault, part.
const GRAINS: [[bool; 3]; 7] = [
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [true, true, false],
    [true, false, true],
    [false, true, true],
    [true, true, true],
];

/// A grain, with model, fault and part.
type Key = (String, [String; 3]);
/// How often, and a description.
type Sum = (i64, String);

pub fn kept(c: &mut Db, period: Period) -> Result<Vec<FeedbackRow>, Error> {
    Ok(feedback_tallies::table.filter(feedback_tallies::period.eq(period.to_string())).load(c)?)
}

pub fn made(c: &mut Db, period: Period) -> Result<Vec<FeedbackRow>, Error> {
    let codes = (feedback_rows::product_model, feedback_rows::fault_code, feedback_rows::part_no);
    let groups: Vec<(String, String, String, i64, String)> = feedback_rows::table
        .filter(feedback_rows::period.eq(period.to_string()))
        .group_by(codes)
        .select((
            feedback_rows::product_model,
            feedback_rows::fault_code,
            feedback_rows::part_no,
            sql::<BigInt>("CAST(sum(occurrences) AS BIGINT)"),
            sql::<Text>("min(fault_description)"),
        ))
        .load(c)?;
    let mut rows: BTreeMap<Key, Sum> = BTreeMap::new();
    for (model, fault, part, occurrences, description) in groups {
        for told @ [by_model, by_fault, by_part] in GRAINS {
            let mut codes = [model.clone(), fault.clone(), part.clone()];
            for (code, _) in codes.iter_mut().zip(told).filter(|(_, is_told)| !is_told) {
                code.clear();
            }
            let row = rows.entry((grain(by_model, by_fault, by_part), codes));
            let (sum, least) = row.or_insert_with(|| (0, description.clone()));
            *sum += occurrences;
            if description < *least {
                least.clone_from(&description);
            }
        }
    }
    let row = |((grain, [product_model, fault_code, part_no]), (occurrences, description)): (Key, Sum)| FeedbackRow {
        period: period.to_string(),
        grain,
        product_model,
        fault_code,
        part_no,
        occurrences,
        description,
    };
    Ok(rows.into_iter().map(row).collect())
}

pub fn kept_firsts(c: &mut Db) -> Result<Vec<FirstRow>, Error> {
    Ok(first_reports::table.load(c)?)
}

pub fn made_firsts(c: &mut Db) -> Result<Vec<FirstRow>, Error> {
    let groups: Vec<(String, String, String, String)> = feedback_rows::table
        .group_by((feedback_rows::product_model, feedback_rows::fault_code, feedback_rows::part_no))
        .select((
            feedback_rows::product_model,
            feedback_rows::fault_code,
            feedback_rows::part_no,
            sql::<Text>("min(period)"),
        ))
        .load(c)?;
    let mut firsts: BTreeMap<[String; 3], String> = BTreeMap::new();
    for (model, fault, part, period) in groups {
        let whatever_part = [String::new(), model.clone(), fault.clone()];
        for key in [whatever_part, [part, model, fault]] {
            let first = firsts.entry(key).or_insert_with(|| period.clone());
            if period < *first {
                first.clone_from(&period);
            }
        }
    }
    let row = |([part_no, product_model, fault_code], period): ([String; 3], String)| FirstRow {
        part_no,
        product_model,
        fault_code,
        period,
    };
    Ok(firsts.into_iter().map(row).collect())
}
