//! Agreement 5: spare parts: what a dealer is entitled to, has, owes and needs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::codes::{PartNo, ProductLine};
use super::decision::{DecidedSlip, Month};
use super::registers::{DealerRecords, Part, Registers};
use super::terms::{Agreement, LineTerms, PartsPolicy};
use crate::calendar::Period;
use crate::money::Money;

/// The consigned stock that a dealer is entitled to of each consigned part of a line (铺底, agreement 5.1):
/// ⌈`consignment_rate` × net units sold in the `consignment_months` months before P⌉, none below 0.
pub fn entitlement(records: &DealerRecords, line: &ProductLine, terms: &LineTerms, period: Period) -> i64 {
    if terms.parts_policy != PartsPolicy::ConsignmentExchange {
        return 0;
    }
    let first = period.plus(-i32::try_from(terms.consignment_months).unwrap_or(i32::MAX));
    let units = records.units_sold(line, first..=period.plus(-1)).max(0);
    terms.consignment_rate.share_rounded_up(units)
}

/// What is on hand of a part in a month (agreement 5.2): all movements up to and including it, less what the slips of
/// earlier periods used that were payable in the end, less what the month's slips used before.
pub fn on_hand(month: &Month, part: &PartNo, used_before: i64) -> i64 {
    month.records.moved_through(part, month.period) - month.history.used(part) - used_before
}

/// New parts that a period's slips used and for which no old part came back (agreement 5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreturned {
    /// The part.
    pub part: PartNo,
    /// How many are owed.
    pub qty: i64,
    /// What one costs.
    pub unit_cost: Money,
}

impl Unreturned {
    /// The charge: the unreturned parts at cost (按成本价购买).
    pub fn charge(&self) -> Money {
        self.unit_cost.for_each_of(self.qty)
    }
}

/// What a dealer owes of old parts for a period, by part (agreement 5.3). `version` is the one of the period.
pub fn unreturned(
    registers: &Registers,
    records: &DealerRecords,
    version: &Agreement,
    period: Period,
    slips: &[DecidedSlip],
) -> Vec<Unreturned> {
    let owed = |(no, used): (&PartNo, i64)| {
        let part = registers.part(no)?;
        let terms = version.lines.get(&part.line)?;
        if !needs_old_part(part, terms) {
            return None;
        }
        let qty = used - records.old_parts_received(no, period);
        (qty > 0).then(|| Unreturned { part: no.clone(), qty, unit_cost: part.unit_cost })
    };
    used_on_payable(slips).into_iter().filter_map(owed).collect()
}

fn used_on_payable(slips: &[DecidedSlip]) -> BTreeMap<&PartNo, i64> {
    let mut used: BTreeMap<&PartNo, i64> = BTreeMap::new();
    for decided in slips.iter().filter(|decided| decided.verdict.is_payable()) {
        for (part, qty) in decided.slip.parts_used() {
            *used.entry(part).or_default() += qty;
        }
    }
    used
}

fn needs_old_part(part: &Part, terms: &LineTerms) -> bool {
    terms.parts_policy.exchanges() && part.unit_cost > terms.free_part_limit
}

/// What the centre sees of one part at one dealer's (agreement 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    /// On hand at the end of the period.
    pub on_hand: i64,
    /// The entitlement of its line.
    pub entitlement: i64,
    /// How many days what is on hand lasts at the period's use; none where nothing was used.
    pub days_of_cover: Option<i64>,
    /// What is missing to the entitlement.
    pub replenish: i64,
    /// Old parts owed for the period.
    pub old_parts_owed: i64,
}

/// Every part of the register at one dealer's, after its month was decided (agreement 5.4).
pub fn part_views<'a>(month: &Month<'a>, version: &Agreement, slips: &[DecidedSlip]) -> Vec<(&'a Part, PartView)> {
    let used = used_on_payable(slips);
    let owed = unreturned(month.registers, month.records, version, month.period, slips);
    let owed: BTreeMap<&PartNo, i64> = owed.iter().map(|owed| (&owed.part, owed.qty)).collect();
    let days = month.period.next().first_day().signed_duration_since(month.period.first_day()).num_days();
    let view = |part: &'a Part| {
        let used = used.get(&part.no).copied().unwrap_or_default();
        let on_hand = on_hand(month, &part.no, used);
        let terms = version.lines.get(&part.line).filter(|_| part.consigned);
        let entitlement = terms.map_or(0, |terms| entitlement(month.records, &part.line, terms, month.period));
        let view = PartView {
            on_hand,
            entitlement,
            days_of_cover: (used > 0).then(|| on_hand.max(0).saturating_mul(days) / used),
            replenish: (entitlement - on_hand).max(0),
            old_parts_owed: owed.get(&part.no).copied().unwrap_or_default(),
        };
        (part, view)
    };
    month.registers.parts().map(view).collect()
}

/// Refuses a consignment beyond the entitlement when it is entered (agreement 5.1); answers how much may come at most.
pub fn refuse_consignment(entitlement: i64, consigned: i64, qty: i64) -> Result<(), i64> {
    let qty_max = (entitlement - consigned).max(0);
    if qty <= qty_max { Ok(()) } else { Err(qty_max) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::decision::table::{World, slips};
    use crate::agreement::decision::{Findings, decide};

    /// Each row: the stock register, the line's terms, the slips of March, and what is unreturned.
    #[track_caller]
    fn check(stock: &'static str, line: &'static str, filed: &str, owed: &[(&str, i64)]) {
        let world = World { stock, line, terms: "callback_attempts = 1", ..World::default() };
        let found = world.with_month(|month| {
            let calls = World::confirmed(filed);
            let findings = Findings { calls: &calls, ..Findings::none() };
            let decided = decide(month, slips(filed, "2026-03-05"), &findings);
            let version = month.versions.for_period(month.period).unwrap();
            unreturned(month.registers, month.records, version, month.period, &decided.slips)
        });
        let found: Vec<(&str, i64)> = found.iter().map(|owed| (owed.part.as_str(), owed.qty)).collect();
        assert_eq!(found, owed);
    }

    #[test]
    fn what_payable_slips_used_must_come_back_with_the_period() {
        let stock = "P-HEAT 2026-01 consign 9\nP-SEAL 2026-01 consign 9\nP-HEAT 2026-02 old_part_received 9\nP-HEAT 2026-03 old_part_received 1";
        let filed = "W1 parts=P-HEAT*2,P-SEAL\nW2 parts=P-HEAT\nW3 parts=P-HEAT customer_signed=no";
        let exchange = "parts_policy = \"exchange\"";
        check(stock, "", filed, &[("P-HEAT", 2), ("P-SEAL", 1)]);
        check(stock, exchange, filed, &[("P-HEAT", 2), ("P-SEAL", 1)]);
        check(stock, "parts_policy = \"purchase\"", filed, &[]);
        check(stock, "free_part_limit = \"19.99\"", filed, &[("P-HEAT", 2), ("P-SEAL", 1)]);
        check(stock, "free_part_limit = \"20.00\"", filed, &[]);
        check("P-HEAT 2026-03 old_part_received 9", exchange, "W1 parts=P-HEAT*2", &[]);
    }

    #[test]
    fn the_entitlement_is_a_share_of_the_months_before_rounded_up() {
        let terms = LineTerms::default();
        for (sales, entitled) in [
            ("2025-11 900 1\n2025-12 100 1\n2026-02 1 1\n2026-03 900 1", 2),
            ("2025-12 100 1", 1),
            ("2025-12 101 1", 2),
            ("2025-12 -5 -1", 0),
        ] {
            let world = World { sales, ..World::default() };
            let line = ProductLine::new("water-heater").unwrap();
            let found = world.with_month(|month| entitlement(month.records, &line, &terms, month.period));
            assert_eq!(found, entitled, "{sales}");
        }
    }

    #[test]
    fn the_centre_sees_cover_and_what_to_replenish() {
        let world = World { sales: "2026-02 500 1", stock: "P-HEAT 2026-01 consign 5", ..World::default() };
        let filed = "W1 parts=P-HEAT*2";
        let view = world.with_month(|month| {
            let calls = World::confirmed(filed);
            let findings = Findings { calls: &calls, ..Findings::none() };
            let decided = decide(month, slips(filed, "2026-03-05"), &findings);
            let version = month.versions.for_period(month.period).unwrap();
            let views = part_views(month, version, &decided.slips);
            views.into_iter().find(|(part, _)| part.no.as_str() == "P-HEAT").unwrap().1
        });
        let expected =
            PartView { on_hand: 3, entitlement: 5, days_of_cover: Some(46), replenish: 2, old_parts_owed: 2 };
        assert_eq!(view, expected);
    }

    #[test]
    fn a_consignment_beyond_the_entitlement_is_refused() {
        for (entitlement, consigned, qty, outcome) in
            [(5, 3, 2, Ok(())), (5, 3, 3, Err(2)), (5, 9, 1, Err(0)), (0, 0, 1, Err(0))]
        {
            assert_eq!(refuse_consignment(entitlement, consigned, qty), outcome);
        }
    }
}
