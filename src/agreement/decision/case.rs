//! What the rules of 4.1–4.21 look at: one slip beside everything that was known when its turn came.

use std::collections::{HashMap, HashSet};

use super::hit::{Code, Effect, Hit, Verdict};
use crate::agreement::codes::{DealerCode, FaultCode, PartNo, ProductLine, SerialNo, SlipNo};
use crate::agreement::parts;
use crate::agreement::registers::{Dealer, DealerRecords, Product, RegisteredUnit, Registers};
use crate::agreement::slip::Slip;
use crate::agreement::terms::{Agreement, LineTerms, Versions};
use crate::calendar::{self, Day, Period};

/// One slip, and what the rules hold against it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The slip.
    pub slip: &'a Slip,
    /// The dealer's month that it was filed in.
    pub month: &'a Month<'a>,
    /// The slip's product, where its model is registered.
    pub product: Option<&'a Product>,
    /// The slip's unit, where its serial is registered.
    pub unit: Option<RegisteredUnit<'a>>,
    /// The version in force on the repair date (agreement 1.2).
    pub version: Option<&'a Agreement>,
    /// That version's entry for the product's line.
    pub line_terms: Option<&'a LineTerms>,
    /// The slips of the period that came before this one.
    pub before: &'a SlipsBefore,
}

impl<'a> Case<'a> {
    /// Finds the slip's product, unit and terms.
    pub fn new(month: &'a Month<'a>, before: &'a SlipsBefore, slip: &'a Slip) -> Self {
        let product = month.product_of(slip);
        let unit = slip.serial.as_ref().and_then(|serial| month.registers.unit(serial));
        let version = slip.repaired_on.and_then(|day| month.versions.on(day));
        let line_terms = version.zip(product).and_then(|(version, product)| version.lines.get(&product.line));
        Self { slip, month, product, unit, version, line_terms, before }
    }

    /// The slip's product line.
    pub fn line(&self) -> Option<&'a ProductLine> {
        self.product.map(|product| &product.line)
    }

    /// What is on hand of a part when this slip's turn comes (agreement 5.2).
    pub fn on_hand(&self, part: &PartNo) -> i64 {
        let used_before = self.before.parts_used.get(part).copied().unwrap_or_default();
        parts::on_hand(self.month, part, used_before)
    }
}

/// One dealer's month, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Month<'a> {
    /// The filing dealer.
    pub dealer: &'a Dealer,
    /// The period filed for.
    pub period: Period,
    /// The registers.
    pub registers: &'a Registers,
    /// The dealer's rows in the registers.
    pub records: &'a DealerRecords,
    /// The dealer's agreement, in all its versions.
    pub versions: Versions<'a>,
    /// The dealer's earlier periods.
    pub history: &'a History,
    /// Where the period's units were repaired.
    pub same_day: &'a SameDay,
}

impl<'a> Month<'a> {
    /// The product of a slip whose model is registered.
    pub fn product_of(&self, slip: &Slip) -> Option<&'a Product> {
        self.registers.product(slip.model.as_ref()?)
    }
}

/// The slips of this dealer and period that the rules have taken so far.
#[derive(Debug, Default)]
pub struct SlipsBefore {
    /// Re-issued slips, whatever hit them (agreement 4.5).
    pub reissued: u32,
    /// The repairs that 4.1–4.15 left standing.
    pub repairs: Repairs,
    /// The slips of each line that 4.1–4.16 left standing.
    pub volume: HashMap<ProductLine, i64>,
    /// The parts used by slips that 4.1–4.18 left standing.
    pub parts_used: HashMap<PartNo, i64>,
}

impl SlipsBefore {
    /// Counts a slip after its rules ran. One that a rule made void, rejected or held uses up nothing of what the rules
    /// after it watch (agreement 4).
    pub fn count(&mut self, slip: &Slip, line: Option<&ProductLine>, hits: &[Hit]) {
        let stands_through = |last: Code| {
            let hits = hits.iter().take_while(|hit| hit.code() <= last);
            hits.map(Hit::effect).all(|effect| effect < Effect::Held)
        };
        self.reissued += u32::from(slip.is_reissued());
        if stands_through(Code::RepeatRepair) {
            self.repairs.add(slip);
        }
        if stands_through(Code::PartQtyAboveMaximum)
            && let Some(line) = line
        {
            match self.volume.get_mut(line) {
                Some(count) => *count += 1,
                None => drop(self.volume.insert(line.clone(), 1)),
            }
        }
        if stands_through(Code::PartExceedsStock) {
            for (part, qty) in slip.parts_used() {
                *self.parts_used.entry(part.clone()).or_default() += qty;
            }
        }
    }
}

/// Repairs by unit and fault; a blank fault equals a blank one (agreement 4.15).
#[derive(Debug, Default)]
pub struct Repairs {
    /// The days of each, ascending.
    days: HashMap<(SerialNo, Option<FaultCode>), Vec<Day>>,
}

impl Repairs {
    fn add(&mut self, slip: &Slip) {
        if let (Some(serial), Some(day)) = (&slip.serial, slip.repaired_on) {
            let days = self.days.entry((serial.clone(), slip.fault.clone())).or_default();
            let place = days.partition_point(|earlier| *earlier <= day);
            days.insert(place, day);
        }
    }

    /// The latest repair of the slip's unit and fault that lies 0 to `days_max` days before the slip's.
    pub fn latest_before(&self, slip: &Slip, days_max: u32) -> Option<Day> {
        let repaired_on = slip.repaired_on?;
        let days = self.days.get(&(slip.serial.clone()?, slip.fault.clone()))?;
        let place = days.partition_point(|earlier| *earlier <= repaired_on);
        let latest = *days.get(place.checked_sub(1)?)?;
        (calendar::days_after(latest, days_max) >= repaired_on).then_some(latest)
    }
}

/// What a dealer's earlier periods leave behind for the rules.
#[derive(Debug, Default)]
pub struct History {
    filed_for: HashMap<SlipNo, Period>,
    repairs: Repairs,
    parts_used: HashMap<PartNo, i64>,
}

impl History {
    /// The earliest period that a slip number was filed for, however that was decided (agreement 4.5).
    pub fn filed_for(&self, no: &SlipNo) -> Option<Period> {
        self.filed_for.get(no).copied()
    }

    /// The repairs whose decision is accepted, adjusted or held (agreement 4.15).
    pub fn repairs(&self) -> &Repairs {
        &self.repairs
    }

    /// How many of a part the slips used that were payable in the end (agreement 5.2).
    pub fn used(&self, part: &PartNo) -> i64 {
        self.parts_used.get(part).copied().unwrap_or_default()
    }

    /// Adds a slip of a period that is over, with its last verdict.
    pub fn add(&mut self, period: Period, slip: &Slip, verdict: Verdict) {
        if !self.filed_for.contains_key(&slip.no) {
            self.filed_for.insert(slip.no.clone(), period);
        }
        if verdict <= Verdict::Held {
            self.repairs.add(slip);
        }
        if verdict.is_payable() {
            for (part, qty) in slip.parts_used() {
                *self.parts_used.entry(part.clone()).or_default() += qty;
            }
        }
    }
}

/// The units that more than one dealer filed a repair of for the same day of one period (agreement 4.19).
#[derive(Debug, Default)]
pub struct SameDay {
    dealers: HashMap<(SerialNo, Day), HashSet<DealerCode>>,
}

impl SameDay {
    /// Finds them among all slips that were filed for a period.
    pub fn of<'a>(filed: impl Iterator<Item = (&'a DealerCode, &'a [Slip])>) -> Self {
        let mut first: HashMap<(&'a SerialNo, Day), &'a DealerCode> = HashMap::new();
        let mut found = Self::default();
        for (dealer, slips) in filed {
            for (serial, day) in slips.iter().filter_map(|slip| Some((slip.serial.as_ref()?, slip.repaired_on?))) {
                let other = *first.entry((serial, day)).or_insert(dealer);
                if other != dealer {
                    let dealers = found.dealers.entry((serial.clone(), day)).or_default();
                    dealers.extend([dealer.clone(), other.clone()]);
                }
            }
        }
        found
    }

    /// Another dealer, the first by its code, that filed the slip's unit for the slip's day.
    pub fn elsewhere(&self, slip: &Slip, dealer: &DealerCode) -> Option<&DealerCode> {
        if self.dealers.is_empty() {
            return None;
        }
        let dealers = self.dealers.get(&(slip.serial.clone()?, slip.repaired_on?))?;
        dealers.iter().filter(|other| *other != dealer).min()
    }
}
