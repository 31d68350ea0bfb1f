//! 4.13 `UNREGISTERED_TECHNICIAN`: not on the dealer's list on the repair date, and `require_registered_technician`; rejected.

use super::case::Case;
use super::hit::Hit;

/// Whether the dealer's list does not have the technician on that day, where it must.
pub fn hits(case: &Case) -> Option<Hit> {
    let technician = case.slip.technician.as_ref()?;
    let repaired_on = case.slip.repaired_on?;
    if !case.version?.terms.require_registered_technician {
        return None;
    }
    let listed = case.month.records.is_listed(technician, repaired_on);
    (!listed).then(|| Hit::UnregisteredTechnician { technician: technician.clone() })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn the_list_counts_from_its_first_to_its_last_day() {
        check(
            &World {
                terms: "require_registered_technician = true",
                technicians: "王强 2026-03-05 2026-03-20\n李娜 2020-01-01",
                ..World::default()
            },
            "
            W1 technician=王强 repair_date=2026-03-04 -> rejected UNREGISTERED_TECHNICIAN
            W2 technician=王强 repair_date=2026-03-05 -> accepted
            W3 technician=王强 repair_date=2026-03-20 -> accepted
            W4 technician=王强 repair_date=2026-03-21 -> rejected UNREGISTERED_TECHNICIAN
            W5 technician=李娜 -> accepted
            W6 technician=赵六 -> rejected UNREGISTERED_TECHNICIAN
            ",
        );
    }

    #[test]
    fn anybody_may_repair_by_default() {
        check(
            &World::default(),
            "
            W1 technician=赵六 -> accepted
            ",
        );
    }
}
