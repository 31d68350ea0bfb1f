//! 4.11 `OUT_OF_WARRANTY`: reported before the sale date or after the warranty's last day (1.5); rejected.
//!
//! The register's sale date governs, then the slip's; the longest of the line's, the model's and an approved extension's
//! months counts.

use super::case::Case;
use super::hit::Hit;
use crate::calendar::{Day, months_after};

/// Whether the customer reported outside the warranty.
pub fn hits(case: &Case) -> Option<Hit> {
    let sold_on = sold_on(case)?;
    let last_day = months_after(sold_on, warranty_months(case)?);
    let reported_on = case.slip.reported_at?.date();
    let covered = (sold_on..=last_day).contains(&reported_on);
    (!covered).then_some(Hit::OutOfWarranty { sold_on, last_day, reported_on })
}

/// The sale date that governs.
pub fn sold_on(case: &Case) -> Option<Day> {
    case.unit.map(|unit| unit.sold_on).or(case.slip.sold_on)
}

fn warranty_months(case: &Case) -> Option<u32> {
    let (version, line) = (case.version?, case.line()?);
    let of_line = case.line_terms?.warranty_months;
    let of_model = case.product.and_then(|product| product.warranty_months);
    let extensions = version.warranty_extensions.iter();
    let extended = extensions.filter(|it| it.line == *line && Some(&it.region) == case.month.dealer.region.as_ref());
    extended.map(|extension| extension.warranty_months).chain(of_model).chain([of_line]).max()
}

#[cfg(test)]
mod tests {
    use crate::agreement::decision::table::{World, check};

    #[test]
    fn the_warranty_ends_with_the_same_day_months_later() {
        check(
            &World::default(),
            "
            W1 serial_no=S-JAN reported_at=2026-01-31T23:59 -> accepted
            W2 serial_no=S-JAN reported_at=2026-02-01T00:00 -> rejected OUT_OF_WARRANTY
            W3 serial_no=S-JAN reported_at=2025-01-31T00:00 fault_code=E2 -> accepted
            W4 serial_no=S-JAN reported_at=2025-01-30T23:59 -> rejected OUT_OF_WARRANTY
            W5 serial_no=S-LONG product_model=WH-80 reported_at=2026-03-01T08:00 -> accepted
            ",
        );
    }

    #[test]
    fn the_slips_sale_date_counts_where_the_unit_is_not_registered() {
        check(
            &World { terms: "require_registered_serial = false", ..World::default() },
            "
            W1 serial_no=N1 sale_date=2025-03-01 reported_at=2026-03-01T08:00 -> accepted
            W2 serial_no=N2 sale_date=2025-02-28 reported_at=2026-03-01T08:00 -> rejected OUT_OF_WARRANTY
            W3 serial_no=N3 sale_date= -> accepted
            ",
        );
    }

    #[test]
    fn an_extension_counts_for_the_filing_dealers_region_and_the_line() {
        check(
            &World { extensions: "云南 water-heater 24\n浙江 water-heater 13\n浙江 fan 36", ..World::default() },
            "
            W1 serial_no=S-JAN reported_at=2026-02-28T08:00 -> accepted
            W2 serial_no=S-JAN reported_at=2026-03-01T08:00 -> rejected OUT_OF_WARRANTY
            ",
        );
    }
}
