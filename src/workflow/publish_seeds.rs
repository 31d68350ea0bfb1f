//! Fixes the seeds of the draws before any lot of their period is known (agreement 6.2).

use serde_json::json;

use super::{Error, Office};
use crate::auth::Actor;
use crate::store::{audit, seeds};

/// 256 bits: nobody guesses a seed from its hash.
const SEED_BYTES: usize = 32;

/// Makes the seeds of the running month and the next where they are missing. May run at any time and on several
/// processes: the first one counts.
pub fn publish_seeds(office: &Office) -> Result<(), Error> {
    let (now, running) = (office.clock.now(), office.clock.period());
    for period in [running, running.next()] {
        if office.store.read(|c| seeds::of(c, period))?.is_some() {
            continue;
        }
        let mut bytes = [0; SEED_BYTES];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        let seed = data_encoding::HEXLOWER.encode(&bytes);
        let published = office.store.write(|c| {
            let sha256 = seeds::publish(c, period, &seed, now)?;
            let person = Actor::system().login;
            audit::append(
                c,
                &audit::Entry {
                    at: now,
                    person: &person,
                    action: "seeds.publish",
                    dealer: "",
                    object: &format!("seed {period}"),
                    facts: json!({ "sha256": sha256 }),
                },
            )
        });
        match published {
            Err(error) if error.is_unique_violation() => {}
            published => published?,
        }
    }
    Ok(())
}
