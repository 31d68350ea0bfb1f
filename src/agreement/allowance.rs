//! Agreement 7.1: the repair allowance, per dealer and product line, over the calendar year.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::codes::ProductLine;
use super::registers::DealerRecords;
use super::terms::{Agreement, AllowanceSettlement, UnusedAllowance, Versions};
use crate::calendar::Period;
use crate::money::{ExactFen, Money};

/// What a line's earlier months of the year leave behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineYear {
    /// paid January..P−1
    pub paid: Money,
    /// What P−1 carried on.
    pub carried: Money,
}

/// A year's lines at one dealer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowanceYear {
    lines: BTreeMap<ProductLine, LineYear>,
}

/// One line's month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineMonth {
    /// What was carried from the month before.
    pub brought_forward: Money,
    /// What the month pays.
    pub paid: Money,
    /// What is carried on; in December it lapses.
    pub carried_forward: Money,
}

impl AllowanceYear {
    /// A line's earlier months.
    pub fn line(&self, line: &ProductLine) -> LineYear {
        self.lines.get(line).copied().unwrap_or_default()
    }

    /// The lines that paid or carried anything this year.
    pub fn lines(&self) -> impl Iterator<Item = &ProductLine> {
        self.lines.keys()
    }

    /// The year's payments over all product lines (agreement 8.1).
    pub fn paid_over_all_lines(&self) -> Money {
        self.lines.values().map(|line| line.paid).sum()
    }

    /// Adds a line's month.
    pub fn add(&mut self, line: &ProductLine, month: LineMonth) {
        let year = self.lines.entry(line.clone()).or_default();
        year.paid += month.paid;
        year.carried = month.carried_forward;
    }
}

/// accrued(P): the sum of each month's rate × settlement amount, January..P, rounded once, not below 0. A month accrues
/// where a version was in force that names the line with a rate, also before the installation's first period.
pub fn accrued(records: &DealerRecords, versions: Versions, line: &ProductLine, period: Period) -> Money {
    let mut sum = ExactFen::default();
    for month in period.january().through(period) {
        let rate = versions.for_period(month).and_then(|version| version.lines.get(line)?.allowance_rate);
        if let Some(rate) = rate {
            sum += records.sold(line, month).settlement.exact() * rate;
        }
    }
    sum.rounded().at_least_zero()
}

/// What is left of a line's allowance: the money that December returns (8.2), and that a successor takes over (9.1).
pub fn remaining(accrued: Money, paid: Money) -> Money {
    (accrued - paid).at_least_zero()
}

/// One line's month: what of the fees and of what was carried is paid now (agreement 7.1).
pub fn month(version: &Agreement, line: &ProductLine, accrued: Money, year: LineYear, fees: Money) -> LineMonth {
    let claims = fees + year.carried;
    let paid = if is_capped(version, line) { claims.min(remaining(accrued, year.paid)) } else { claims };
    LineMonth { brought_forward: year.carried, paid, carried_forward: claims - paid }
}

/// Whether a month pays only what has accrued. A line that the version does not name accrues nothing and stays capped.
fn is_capped(version: &Agreement, line: &ProductLine) -> bool {
    let Some(terms) = version.lines.get(line) else { return true };
    terms.allowance_rate.is_some() && terms.allowance_settlement == AllowanceSettlement::Monthly
}

/// 8.2: what December returns of a line's unused allowance; `paid` is January..December.
pub fn unused(version: &Agreement, line: &ProductLine, accrued: Money, paid: Money) -> Money {
    let returns = version.lines.get(line).is_some_and(|terms| terms.unused_allowance == UnusedAllowance::Return);
    if returns { remaining(accrued, paid) } else { Money::ZERO }
}

/// 8.3: what December takes back of a line's advances; `paid` is January..December.
pub fn excess(version: &Agreement, line: &ProductLine, accrued: Money, paid: Money) -> Money {
    let advances = version.lines.get(line).is_some_and(|terms| {
        terms.allowance_settlement == AllowanceSettlement::Yearly && terms.allowance_rate.is_some()
    });
    if advances { (paid - accrued).at_least_zero() } else { Money::ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::decision::table::World;

    fn fen(fen: i64) -> Money {
        Money::from_fen(fen)
    }

    fn stove() -> ProductLine {
        ProductLine::new("water-heater").unwrap()
    }

    /// Each row: the line's terms, accrued, paid before, carried, fees, and then paid and carried on.
    #[track_caller]
    fn check(line: &'static str, [accrued, paid_before, carried, fees]: [i64; 4], [paid, carried_on]: [i64; 2]) {
        let world = World { line, ..World::default() };
        let found = world.with_month(|march| {
            let version = march.versions.for_period(march.period).unwrap();
            let year = LineYear { paid: fen(paid_before), carried: fen(carried) };
            month(version, &stove(), fen(accrued), year, fen(fees))
        });
        assert_eq!((found.paid, found.carried_forward), (fen(paid), fen(carried_on)));
        assert_eq!(fen(fees) + found.brought_forward - found.carried_forward, found.paid);
    }

    #[test]
    fn a_capped_month_pays_what_has_accrued_and_carries_the_rest() {
        let capped = "allowance_rate = \"0.01\"";
        check(capped, [1000, 0, 0, 999], [999, 0]);
        check(capped, [1000, 0, 0, 1001], [1000, 1]);
        check(capped, [1000, 400, 300, 500], [600, 200]);
        check(capped, [1000, 1200, 300, 500], [0, 800]);
        check("", [0, 0, 300, 500], [800, 0]);
        check("allowance_rate = \"0.01\"\nallowance_settlement = \"yearly\"", [0, 0, 300, 500], [800, 0]);
        check("allowance_rate = \"0\"", [0, 0, 0, 500], [0, 500]);
    }

    #[test]
    fn a_line_that_the_version_does_not_name_stays_capped() {
        World::default().with_month(|march| {
            let version = march.versions.for_period(march.period).unwrap();
            let fan = ProductLine::new("fan").unwrap();
            let year = LineYear { paid: fen(0), carried: fen(70) };
            assert_eq!(month(version, &fan, fen(0), year, fen(0)).carried_forward, fen(70));
            assert_eq!(unused(version, &fan, fen(100), fen(0)), fen(0));
            assert_eq!(excess(version, &fan, fen(0), fen(100)), fen(0));
        });
    }

    #[test]
    fn the_year_accrues_month_by_month_and_is_rounded_once() {
        for (sales, in_force, expected) in [
            ("2025-12 9 9999.00\n2026-01 1 0.49\n2026-02 1 0.49\n2026-03 1 0.49\n2026-04 1 9999.00", "2026-01-01", 1),
            ("2026-01 1 0.49\n2026-02 1 0.49\n2026-03 1 0.51", "2026-02-28", 1),
            ("2026-01 1 100.00\n2026-03 1 100.00", "2026-02-01", 100),
            ("2026-01 1 100.00\n2026-03 -3 -300.00", "2026-01-01", 0),
        ] {
            let line = "allowance_rate = \"0.01\"";
            let in_force = if in_force == "2026-01-01" {
                "effective_from = 2026-01-01"
            } else if in_force == "2026-02-01" {
                "effective_from = 2026-02-01"
            } else {
                "effective_from = 2026-02-28"
            };
            let world = World { line, in_force, sales, ..World::default() };
            let found = world.with_month(|march| accrued(march.records, march.versions, &stove(), march.period));
            assert_eq!(found, fen(expected), "{sales}");
        }
    }

    #[test]
    fn december_returns_or_takes_back() {
        for (line, accrued, paid, returned, taken_back) in [
            ("allowance_rate = \"0.01\"", 100, 60, 40, 0),
            ("allowance_rate = \"0.01\"", 100, 120, 0, 0),
            ("allowance_rate = \"0.01\"\nunused_allowance = \"lapse\"", 100, 60, 0, 0),
            ("allowance_rate = \"0.01\"\nallowance_settlement = \"yearly\"", 100, 120, 0, 20),
            ("allowance_rate = \"0.01\"\nallowance_settlement = \"yearly\"", 100, 60, 40, 0),
            ("allowance_settlement = \"yearly\"", 0, 120, 0, 0),
        ] {
            let world = World { line, ..World::default() };
            world.with_month(|march| {
                let version = march.versions.for_period(march.period).unwrap();
                assert_eq!(unused(version, &stove(), fen(accrued), fen(paid)), fen(returned), "{line}");
                assert_eq!(excess(version, &stove(), fen(accrued), fen(paid)), fen(taken_back), "{line}");
            });
        }
    }
}
