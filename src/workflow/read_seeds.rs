//! The seeds as everybody may see them (agreement 6.2): the hash from the first day, the value once no lot can be drawn
//! with it any more, which is when every statement of its month is confirmed.

use super::{Error, Office};
use crate::calendar::Period;
use crate::store::seeds::Seed;
use crate::store::{months, seeds};

/// Every seed by period; the value is empty while it is still secret.
pub fn read_seeds(office: &Office) -> Result<Vec<(Period, Seed)>, Error> {
    let (all, open) = office.store.read(|c| Ok::<_, Error>((seeds::all(c)?, months::confirmed_periods(c)?)))?;
    let shown = |(period, seed): (Period, Seed)| {
        let value = if open.contains(&period) { seed.seed } else { String::new() };
        (period, Seed { seed: value, ..seed })
    };
    Ok(all.into_iter().map(shown).collect())
}
