//! The seeds of the draws (agreement 6.2): one a period, its hash published before the period closes.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::schema::seeds;
use super::{Db, Error, files, stored};
use crate::calendar::{Moment, Period};

/// The seed of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// The value; shown once a statement rests on it.
    pub seed: String,
    /// The hexadecimal SHA-256 of the value.
    pub sha256: String,
    /// Since when the hash can be seen.
    pub published_at: Moment,
}

/// The seed of a period, where it has one.
pub fn of(c: &mut Db, period: Period) -> Result<Option<Seed>, Error> {
    let columns = (seeds::seed, seeds::seed_sha256, seeds::published_at);
    let row: Option<(String, String, Moment)> =
        seeds::table.find(period.to_string()).select(columns).first(c).optional()?;
    Ok(row.map(|(seed, sha256, published_at)| Seed { seed, sha256, published_at }))
}

/// All seeds by period.
pub fn all(c: &mut Db) -> Result<BTreeMap<Period, Seed>, Error> {
    let rows: Vec<(String, String, String, Moment)> = seeds::table.load(c)?;
    let seed = |(period, seed, sha256, published_at): (String, String, String, Moment)| {
        Ok((stored::period("seeds", &period)?, Seed { seed, sha256, published_at }))
    };
    rows.into_iter().map(seed).collect()
}

/// Fixes the seed of a period that has none, and answers its hash; a second seed is refused by the table.
pub fn publish(c: &mut Db, period: Period, seed: &str, now: Moment) -> Result<String, Error> {
    let sha256 = files::sha256(seed.as_bytes());
    diesel::insert_into(seeds::table)
        .values((
            seeds::period.eq(period.to_string()),
            seeds::seed.eq(seed),
            seeds::seed_sha256.eq(&sha256),
            seeds::published_at.eq(now),
        ))
        .execute(c)?;
    Ok(sha256)
}
