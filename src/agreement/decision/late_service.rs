//! 4.21 `LATE_SERVICE`: more than the hours of the slip's area passed from the report; a note, with a fine in section 7.

use super::case::Case;
use super::hit::Hit;
use crate::agreement::slip::Area;
use crate::agreement::terms::ResponseMeasure;

/// Whether the service came too late by `response_measure`; not where that time is blank.
pub fn hits(case: &Case) -> Option<Hit> {
    let terms = &case.version?.terms;
    let served_at = match terms.response_measure {
        ResponseMeasure::Completion => case.slip.completed_at,
        ResponseMeasure::Arrival => case.slip.arrived_at,
    };
    let area = case.slip.area();
    let hours_max = match area {
        Area::City => terms.city_hours,
        Area::County => terms.county_hours,
    };
    let served_at = served_at?;
    let taken = served_at.signed_duration_since(case.slip.reported_at?);
    let late = taken.num_seconds() > i64::from(hours_max) * 3_600;
    late.then(|| Hit::LateService { area, hours_max, minutes: taken.num_minutes(), served_on: served_at.date() })
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn the_hours_of_the_area_are_allowed_in_full() {
        check(
            &World::default(),
            "
            W1 reported_at=2026-03-01T08:00 completed_at=2026-03-02T08:00 -> accepted
            W2 reported_at=2026-03-01T08:00 completed_at=2026-03-02T08:00:01 -> accepted LATE_SERVICE
            W3 area=county reported_at=2026-03-01T08:00 completed_at=2026-03-03T08:00 -> accepted
            W4 area=county reported_at=2026-03-01T08:00 completed_at=2026-03-03T08:01 -> accepted LATE_SERVICE
            W5 reported_at=2026-03-01T08:00 completed_at= arrived_at=2026-03-09T08:00 -> accepted
            W6 reported_at=2026-03-01T08:00 completed_at=2026-02-01T08:00 -> accepted
            ",
        );
    }

    #[test]
    fn arrival_counts_where_the_terms_measure_it() {
        check(
            &World { terms: "response_measure = \"arrival\"\ncity_hours = 2", ..World::default() },
            "
            W1 reported_at=2026-03-01T08:00 arrived_at=2026-03-01T10:00 completed_at=2026-03-09T08:00 -> accepted
            W2 reported_at=2026-03-01T08:00 arrived_at=2026-03-01T10:01 completed_at=2026-03-01T11:00 -> accepted LATE_SERVICE
            W3 reported_at=2026-03-01T08:00 arrived_at= completed_at=2026-03-09T11:00 -> accepted
            ",
        );
    }
}
