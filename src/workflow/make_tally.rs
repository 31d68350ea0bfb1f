//! Makes a tally, which pages of quality and sales are drawn from: counted without a lock, kept in one short transaction.
//!
//! It may run twice and in several processes: of two that counted on the same state only one keeps its count.

use super::{Error, Office};
use crate::store::tallies::{self, Counted, Tally};

/// Makes a tally.
pub fn make_tally(office: &Office, tally: Tally) -> Result<(), Error> {
    let counted_at = office.clock.now();
    let counted = office.store.read(|c| Counted::of(c, tally))?;
    let is_kept = office.store.write(|c| counted.keep(c, counted_at))?;
    if is_kept { Ok(()) } else { Err(Error::Changed) }
}

/// The job of it; the subject says what is counted.
pub fn job(office: &Office, subject: &str) -> Result<(), Error> {
    make_tally(office, Tally::of(subject).ok_or(Error::NotFound)?)
}

/// Queues the tallies that were never made, or were thrown away.
pub fn queue_missing(office: &Office) -> Result<(), Error> {
    let missing = office.store.read(Tally::missing)?;
    if missing.is_empty() {
        return Ok(());
    }
    let now = office.clock.now();
    office.store.write(|c| missing.into_iter().try_for_each(|tally| Ok(tallies::changed(c, tally, now)?)))
}

/// Makes every tally.
pub fn make_all(office: &Office) -> Result<(), Error> {
    let all = office.store.read(Tally::all)?;
    all.into_iter().try_for_each(|tally| make_tally(office, tally))
}
