//! The agreements as they were published (agreement 1): every text is kept, one stands for a code and first day.

use diesel::prelude::*;

use super::schema::agreements;
use super::{Db, Error, new_id};
use crate::agreement::terms::{self, Agreement, Agreements};
use crate::calendar::{Day, Moment};

const TABLE: &str = "agreements";

/// A text as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = agreements, treat_none_as_default_value = false)]
pub struct PublishedAgreement {
    /// Its identifier.
    pub id: String,
    /// What the parties call it.
    pub code: String,
    /// The first day in force.
    pub effective_from: Day,
    /// The TOML text.
    pub body: String,
    /// Who published it.
    pub published_by: String,
    /// When, UTC.
    pub published_at: Moment,
    /// Since when another text of the same code and first day stands in its place, UTC.
    pub replaced_at: Option<Moment>,
}

impl PublishedAgreement {
    /// A text that is published now.
    pub fn new(agreement: &Agreement, body: &str, by: &str, now: Moment) -> Self {
        Self {
            id: new_id(),
            code: agreement.code.clone(),
            effective_from: agreement.effective_from,
            body: body.to_owned(),
            published_by: by.to_owned(),
            published_at: now,
            replaced_at: None,
        }
    }

    /// The text as terms; it was read once before it was kept.
    pub fn terms(&self) -> Result<Agreement, Error> {
        terms::parse(&self.body).map_err(|faults| Error::stored(TABLE, format!("{faults:?}")))
    }
}

/// The agreements that stand.
pub fn standing(c: &mut Db) -> Result<Agreements, Error> {
    let texts = standing_texts(c)?;
    let versions = texts.iter().map(PublishedAgreement::terms).collect::<Result<Vec<Agreement>, Error>>()?;
    Agreements::new(versions).map_err(|clashes| Error::stored(TABLE, format!("{clashes:?}")))
}

/// The texts that stand, by code and first day.
pub fn standing_texts(c: &mut Db) -> Result<Vec<PublishedAgreement>, Error> {
    let order = (agreements::code, agreements::effective_from);
    Ok(agreements::table.filter(agreements::replaced_at.is_null()).order(order).load(c)?)
}

/// Every text that was ever published, the last first.
pub fn all(c: &mut Db) -> Result<Vec<PublishedAgreement>, Error> {
    Ok(agreements::table.order(agreements::id.desc()).load(c)?)
}

/// One text, standing or not.
pub fn one(c: &mut Db, id: &str) -> Result<Option<PublishedAgreement>, Error> {
    Ok(agreements::table.find(id).first(c).optional()?)
}

/// Publishes a text; the one that it takes the place of is kept.
pub fn publish(c: &mut Db, text: &PublishedAgreement, replaced: Option<&PublishedAgreement>) -> Result<(), Error> {
    if let Some(replaced) = replaced {
        diesel::update(agreements::table.find(&replaced.id))
            .set(agreements::replaced_at.eq(text.published_at))
            .execute(c)?;
    }
    diesel::insert_into(agreements::table).values(text).execute(c)?;
    Ok(())
}
