//! The agreements as they were published (agreement 1): every text is kept, one stands for a code and first day.

use diesel::prelude::*;

use super::schema::agreements;
use super::{Db, Error};
use crate::agreement::terms::{self, Agreement, Agreements};

const TABLE: &str = "agreements";

/// The agreements that stand.
pub fn standing(c: &mut Db) -> Result<Agreements, Error> {
    let bodies: Vec<String> =
        agreements::table.filter(agreements::replaced_at.is_null()).select(agreements::body).load(c)?;
    let versions = bodies.iter().map(|body| parsed(body)).collect::<Result<Vec<Agreement>, Error>>()?;
    Agreements::new(versions).map_err(|clashes| Error::stored(TABLE, format!("{clashes:?}")))
}

/// The text as terms; it was read once before it was kept.
fn parsed(body: &str) -> Result<Agreement, Error> {
    terms::parse(body).map_err(|faults| Error::stored(TABLE, format!("{faults:?}")))
}
