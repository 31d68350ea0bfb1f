//! Brings in the seed of a month that was fixed elsewhere (agreement 6.2), such as by a folder run.

use serde_json::json;

use super::{Error, Office, Refusal, only};
use crate::auth::{Actor, Role};
use crate::calendar::Period;
use crate::store::seeds::Seed;
use crate::store::{audit, months, seeds};

/// Sets the seed of a period that has none and of which no lot is drawn.
pub fn set_seed(office: &Office, actor: &Actor, period: Period, seed: &str) -> Result<Seed, Error> {
    only(actor, &[Role::Administrator])?;
    let now = office.clock.now();
    let set = office.store.write(|c| {
        if seeds::of(c, period)?.is_some() {
            return Err(Error::Refused(Refusal::SeedFixed));
        }
        if months::is_any_lot_drawn(c, period)? {
            return Err(Error::Refused(Refusal::LotDrawn));
        }
        let sha256 = seeds::publish(c, period, seed, now)?;
        let entry = audit::Entry {
            at: now,
            person: &actor.login,
            action: "seeds.set",
            dealer: "",
            object: &format!("seed {period}"),
            facts: json!({ "sha256": sha256 }),
        };
        audit::append(c, &entry)?;
        Ok(Seed { seed: seed.to_owned(), sha256, published_at: now })
    });
    set.map_err(|error| match error {
        Error::Store(error) if error.is_unique_violation() => Error::Refused(Refusal::SeedFixed),
        error => error,
    })
}
