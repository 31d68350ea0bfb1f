//! The slips of a period that are paid or wait, by whole months in service: of all, by model, fault and part in every
//! combination, and by dealer, alone and with the model.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::calendar::Period;
use crate::store::quality::direct;
use crate::store::schema::claims_tallies;
use crate::store::{Db, Error};

/// A row; what is empty is not told apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Insertable, Queryable)]
#[diesel(table_name = claims_tallies, treat_none_as_default_value = false)]
pub struct ClaimsRow {
    pub period: String,
    pub dealer: String,
    pub part_no: String,
    pub fault_code: String,
    pub product_model: String,
    pub months_in_service: i64,
    pub claims: i64,
}

/// Slips that are alike.
#[derive(QueryableByName)]
struct Group {
    #[diesel(sql_type = Text)]
    dealer: String,
    #[diesel(sql_type = Text)]
    part_no: String,
    #[diesel(sql_type = Text)]
    fault_code: String,
    #[diesel(sql_type = Text)]
    product_model: String,
    #[diesel(sql_type = BigInt)]
    months: i64,
    #[diesel(sql_type = BigInt)]
    claims: i64,
}

/// What is told apart: dealer, part, fault, model.
type Grain = [bool; 4];

/// Dealer, part, fault, model; and the months in service.
type Key = ([String; 4], i64);

/// Of slips without a look at their parts.
const BY_SLIP: [Grain; 6] = [
    [false, false, false, false],
    [false, false, false, true],
    [false, false, true, false],
    [false, false, true, true],
    [true, false, false, false],
    [true, false, false, true],
];

/// Of slips once for each of their parts.
const BY_PART: [Grain; 4] =
    [[false, true, false, false], [false, true, false, true], [false, true, true, false], [false, true, true, true]];

pub fn kept(c: &mut Db, period: Period) -> Result<Vec<ClaimsRow>, Error> {
    Ok(claims_tallies::table.filter(claims_tallies::period.eq(period.to_string())).load(c)?)
}

pub fn made(c: &mut Db, period: Period) -> Result<Vec<ClaimsRow>, Error> {
    let mut counts: HashMap<Key, i64> = HashMap::new();
    for (query, grains) in [(direct::by_slip(c), &BY_SLIP[..]), (direct::by_part(c), &BY_PART[..])] {
        let groups: Vec<Group> = diesel::sql_query(query).bind::<Text, _>(period.to_string()).load(c)?;
        for group in groups {
            let of = [group.dealer, group.part_no, group.fault_code, group.product_model];
            for grain in grains {
                // What is blank cannot be asked for, and would be counted as all.
                if grain.iter().zip(&of).any(|(is_told, code)| *is_told && code.is_empty()) {
                    continue;
                }
                let mut key = of.clone();
                for (code, _) in key.iter_mut().zip(grain).filter(|(_, is_told)| !**is_told) {
                    code.clear();
                }
                *counts.entry((key, group.months)).or_default() += group.claims;
            }
        }
    }
    let row = |(([dealer, part_no, fault_code, product_model], months_in_service), claims): (Key, i64)| ClaimsRow {
        period: period.to_string(),
        dealer,
        part_no,
        fault_code,
        product_model,
        months_in_service,
        claims,
    };
    Ok(counts.into_iter().map(row).collect())
}
