//! 4.4 `OUTSIDE_PERIOD`: the repair date is not in the filed period; rejected.

use super::case::Case;
use super::hit::Hit;

/// Whether the repair was made in another month.
pub fn hits(case: &Case) -> Option<Hit> {
    let repaired_on = case.slip.repaired_on?;
    (!case.month.period.contains(repaired_on)).then_some(Hit::OutsidePeriod { repaired_on })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn the_months_first_and_last_days_are_in_it() {
        check(
            &World::default(),
            "
            W1 repair_date=2026-02-28 -> rejected OUTSIDE_PERIOD
            W2 repair_date=2026-03-01 -> accepted
            W3 repair_date=2026-03-31 -> accepted
            W4 repair_date=2026-04-01 -> rejected OUTSIDE_PERIOD
            W5 repair_date=2025-03-15 reported_at=2025-03-14T09:00 -> rejected OUTSIDE_PERIOD;NO_AGREEMENT
            ",
        );
    }
}
