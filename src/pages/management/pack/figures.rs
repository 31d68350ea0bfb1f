//! The month in numbers: from what is claimed to what is paid, dealer by dealer, and who is out of the ordinary.

use std::collections::BTreeMap;

use crate::agreement::codes::DealerCode;
use crate::agreement::decision::Verdict;
use crate::money::Money;
use crate::pages::management::chance::Chance;
use crate::store::month_pack::{Heap, HeapSums};
use crate::store::months::Month;

/// The key of a heap's words.
pub const fn heap_key(heap: Heap) -> &'static str {
    match heap {
        Heap::Allowance => "walk-allowance",
        Heap::Parts => "walk-parts",
        Heap::Fines => "walk-fines",
        Heap::Corrections => "walk-corrections",
    }
}

/// From what is claimed to what is paid, each step signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The claim values of all slips.
    pub claimed: Money,
    /// What the agreement does not pay.
    pub rejected: Money,
    /// Slips whose evidence does not stand.
    pub void: Money,
    /// Slips of which no such repair was made.
    pub fabricated: Money,
    /// What waits for a person or a call.
    pub held: Money,
    /// The lines of statements.
    pub heaps: HeapSums,
    /// What a negative net leaves to the next statement (agreement 7.2).
    pub to_next: Money,
    /// What the statement pays.
    pub payable: Money,
}

impl Walk {
    /// One dealer's month. What is claimed and neither paid, rejected nor void waits.
    pub fn of(month: &Month, verdicts: &BTreeMap<Verdict, (i64, Money)>) -> Self {
        let of = |verdict| verdicts.get(&verdict).map_or(Money::ZERO, |(_, claimed)| *claimed);
        let (rejected, void, fabricated) = (of(Verdict::Rejected), of(Verdict::Void), of(Verdict::Fabricated));
        let sums = &month.sums;
        Self {
            claimed: sums.claimed,
            rejected: -rejected,
            void: -void,
            fabricated: -fabricated,
            held: -(sums.claimed - sums.accepted - rejected - void - fabricated),
            heaps: sums.heaps,
            to_next: sums.payable - sums.net,
            payable: sums.payable,
        }
    }

    /// What the slips pay before the lines of statements.
    pub fn accepted(&self) -> Money {
        self.claimed + self.rejected + self.void + self.fabricated + self.held
    }

    /// How much less is paid than is claimed.
    pub fn cut(&self) -> Money {
        self.claimed - self.payable
    }

    /// Several months together.
    pub fn sum<'a>(walks: impl Iterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        for walk in walks {
            sum.claimed += walk.claimed;
            sum.rejected += walk.rejected;
            sum.void += walk.void;
            sum.fabricated += walk.fabricated;
            sum.held += walk.held;
            sum.heaps.add(&walk.heaps);
            sum.to_next += walk.to_next;
            sum.payable += walk.payable;
        }
        sum
    }
}

/// What is compared between dealers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Slips that are not paid, among the dealer's own slips.
    Unpaid,
    /// Slips, beside the units that the dealer sold.
    Frequency,
}

/// A dealer whose count chance does not explain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlier {
    /// Whose.
    pub dealer: DealerCode,
    /// What.
    pub measure: Measure,
    /// The dealer's count.
    pub count: u64,
    /// Out of how many: the own slips, or the own units.
    pub whole: u64,
    /// The count of all dealers, and out of how many.
    pub of_all: (u64, u64),
    /// The least and the largest count that chance explains.
    pub limits: (u64, u64),
}

/// A dealer's counts of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Slips filed.
    pub slips: u64,
    /// Of these, those that are decided and not paid.
    pub unpaid: u64,
    /// Units sold in the year up to the month.
    pub units: u64,
}

/// Who is outside of the limits, by measure and dealer.
pub fn outliers(counts: &BTreeMap<DealerCode, Counts>) -> Vec<Outlier> {
    let sum = |of: fn(&Counts) -> u64| counts.values().map(of).sum::<u64>();
    let (slips, unpaid, units) = (sum(|of| of.slips), sum(|of| of.unpaid), sum(|of| of.units));
    // Slips of dealers without sales would count for the others.
    let slips_of_units: u64 = counts.values().filter(|of| of.units > 0).map(|of| of.slips).sum();
    let unpaid_of = |(dealer, of): (&DealerCode, &Counts)| {
        let chance = Chance { tries: of.slips, part: unpaid, whole: slips };
        let of_all = (unpaid, slips);
        Outlier::found(chance, of.unpaid, |limits| Outlier {
            dealer: dealer.clone(),
            measure: Measure::Unpaid,
            count: of.unpaid,
            whole: of.slips,
            of_all,
            limits,
        })
    };
    let frequency_of = |(dealer, of): (&DealerCode, &Counts)| {
        // Of all slips each is this dealer's with the chance that its units have among all units.
        let chance = Chance { tries: slips_of_units, part: of.units, whole: units };
        let of_all = (slips_of_units, units);
        Outlier::found(chance, of.slips, |limits| Outlier {
            dealer: dealer.clone(),
            measure: Measure::Frequency,
            count: of.slips,
            whole: of.units,
            of_all,
            limits,
        })
    };
    let by_slips = counts.iter().filter(|(_, of)| of.slips > 0 && slips > 0).filter_map(unpaid_of);
    by_slips.chain(counts.iter().filter(|(_, of)| of.units > 0).filter_map(frequency_of)).collect()
}

impl Outlier {
    /// The dealer, where chance does not explain the count.
    fn found(chance: Chance, count: u64, outlier: impl FnOnce((u64, u64)) -> Self) -> Option<Self> {
        if chance.is_near(count) {
            return None;
        }
        let (low, high) = chance.limits();
        (count < low || count > high).then(|| outlier((low, high)))
    }

    /// Whether there are too many, not too few.
    pub fn is_above(&self) -> bool {
        self.count > self.limits.1
    }
}

/// What the calls to the customers of drawn slips came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Callbacks {
    /// Slips that were drawn.
    pub drawn: u64,
    /// Of these, those whose customers answered.
    pub answered: u64,
    /// Of these, those that the customer's account did not bear out.
    pub failed: u64,
    /// Lots with more failures than they may have.
    pub lots_rejected: u64,
}

impl Callbacks {
    /// The calls of all lots of a period.
    pub fn of<'a>(months: impl Iterator<Item = &'a Month>) -> Self {
        let mut sum = Self::default();
        for month in months.filter(|month| month.lot_drawn_at.is_some()) {
            let Some(lot) = &month.lot else { continue };
            sum.drawn += u64::try_from(lot.drawn.len()).unwrap_or_default();
            sum.answered += lot.answered;
            sum.failed += lot.failed;
            sum.lots_rejected += u64::from(lot.failed > lot.plan.accept_number);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::statement::LineKind;
    use crate::store::months::MonthSums;

    fn yuan(yuan: i64) -> Money {
        Money::from_fen(yuan * 100)
    }

    fn month(claimed: i64, accepted: i64, net: i64) -> Month {
        Month {
            dealer: DealerCode::new("D1").unwrap(),
            period: "2026-02".parse().unwrap(),
            state: None,
            state_version: 0,
            statement_revision: 1,
            slips_received_on: None,
            feedback_received_on: None,
            forfeited: None,
            lot_drawn_at: None,
            lot_drawn_by: String::new(),
            lot: None,
            sums: MonthSums {
                claimed: yuan(claimed),
                accepted: yuan(accepted),
                net: yuan(net),
                payable: yuan(net.max(0)),
                ..MonthSums::default()
            },
        }
    }

    #[test]
    fn the_steps_of_a_walk_add_up_to_what_is_paid() {
        for (claimed, accepted, net, fine) in [(100, 60, 50, -10), (100, 60, -40, -100), (0, 0, 0, 0)] {
            let verdicts = BTreeMap::from([(Verdict::Rejected, (1, yuan(claimed / 5)))]);
            let mut month = month(claimed, accepted, net);
            let lines = [(LineKind::Fees, yuan(accepted)), (LineKind::ComplaintFines, yuan(fine))];
            month.sums.heaps = HeapSums::of(lines.into_iter());
            let walk = Walk::of(&month, &verdicts);
            let heaps: Money = Heap::ALL.into_iter().map(|heap| walk.heaps.heap(heap)).sum();
            assert_eq!(walk.accepted(), yuan(accepted));
            assert_eq!(walk.accepted() + heaps + walk.to_next, walk.payable, "{claimed} {accepted} {net}");
            assert_eq!(Walk::sum([&walk, &walk].into_iter()).payable, walk.payable + walk.payable);
        }
    }

    #[test]
    fn every_line_but_fees_lies_in_one_heap() {
        for kind in LineKind::ALL {
            let heaps = Heap::ALL.into_iter().filter(|heap| heap.kinds().contains(&kind)).count();
            assert_eq!(heaps, usize::from(kind != LineKind::Fees), "{kind:?}");
        }
    }

    #[test]
    fn a_small_dealer_is_not_an_outlier_for_one_bad_slip() {
        let counts = |slips, unpaid, units| Counts { slips, unpaid, units };
        let code = |code: &str| DealerCode::new(code).unwrap();
        let dealers = BTreeMap::from([
            (code("BIG"), counts(1_000, 150, 10_000)),
            (code("FAIR"), counts(1_000, 50, 10_000)),
            (code("SMALL"), counts(2, 1, 20)),
            (code("BUSY"), counts(40, 2, 20)),
        ]);
        let told: Vec<(String, Measure, bool)> = outliers(&dealers)
            .into_iter()
            .map(|outlier| (outlier.dealer.to_string(), outlier.measure, outlier.is_above()))
            .collect();
        let expected =
            [("BIG", Measure::Unpaid, true), ("FAIR", Measure::Unpaid, false), ("BUSY", Measure::Frequency, true)];
        assert_eq!(told, expected.map(|(dealer, measure, above)| (dealer.to_owned(), measure, above)));
    }
}
