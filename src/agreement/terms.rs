//! Agreement 1: the terms of an agreement, their defaults, and which version governs a dealer on a day.

mod text;

use std::collections::{BTreeMap, HashMap, HashSet};

pub use text::{Expected, TermFault, parse};

use super::codes::{DealerCode, ProductLine, Region};
use super::registers::Severity;
use super::sampling::Aql;
use crate::calendar::{Day, Period};
use crate::money::{Money, Rate};

/// One version of an agreement, as its file states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// What the parties call it.
    pub code: String,
    /// Whom it binds.
    pub dealers: Vec<Binds>,
    /// The first day in force.
    pub effective_from: Day,
    /// The last day in force; open where absent.
    pub effective_to: Option<Day>,
    /// The general terms.
    pub terms: Terms,
    /// One entry per product line.
    pub lines: BTreeMap<ProductLine, LineTerms>,
    /// Longer warranties that were approved for a region (agreement 1, `warranty_months`).
    pub warranty_extensions: Vec<WarrantyExtension>,
}

/// Whom an agreement binds (agreement 1.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Binds {
    /// `"*"`: every dealer that no agreement names, on any day.
    Unnamed,
    /// One dealer.
    Dealer(DealerCode),
}

/// The general terms, in the order of the table in agreement 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Slips of P are due by this day of P+1.
    pub slips_due_day: u32,
    /// Quality feedback of P is due by this day of P+1.
    pub feedback_due_day: u32,
    /// Slips of P that have not come by `slips_due_day` of P plus so many months are forfeited.
    pub forfeiture_months: u32,
    /// Days from the complete receipt of P's slips to payment.
    pub payment_days: u32,
    /// A statement can be disputed for so many months after its issue.
    pub dispute_months: u32,
    /// 假一罚十
    pub fabrication_multiplier: u32,
    /// The year-end deduction for missing feedback.
    pub feedback_penalty_rate: Rate,
    /// The run of months without feedback that brings it about.
    pub feedback_missing_months: u32,
    /// The share of a month's slips that the dealer must itself call back.
    pub dealer_callback_quota: Rate,
    /// The fine for a month below the quota.
    pub dealer_callback_fine: Money,
    /// What 4.21 measures from the customer's report.
    pub response_measure: ResponseMeasure,
    /// The time allowed in the city.
    pub city_hours: u32,
    /// The time allowed in the county.
    pub county_hours: u32,
    /// The fine per late slip.
    pub late_service_fine: Money,
    /// The fine per upheld complaint.
    pub complaint_fine: ComplaintFine,
    /// The acceptance quality limit of the manufacturer's own callbacks.
    pub sampling_aql: Aql,
    /// Calls before a customer counts as unreachable.
    pub callback_attempts: u32,
    /// Slips re-issued for lost ones (补单) that a dealer may file for a period.
    pub reissued_slips_max: u32,
    /// Whether a serial must be in the unit register.
    pub require_registered_serial: bool,
    /// Whether a technician must be on the dealer's list.
    pub require_registered_technician: bool,
    /// Whether a dealer may repair a unit that another dealer sold.
    pub serve_other_dealers_units: bool,
    /// Violations within 12 months that call for a termination review.
    pub termination_violations: u32,
    /// Upheld complaints ÷ units sold must stay below this for the award.
    pub award_complaint_rate: Rate,
    /// Satisfied customers ÷ marks must reach this.
    pub award_satisfaction_rate: Rate,
    /// Months with feedback on time ÷ months must reach this.
    pub award_feedback_rate: Rate,
}

/// What 4.21 measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMeasure {
    /// 故障排除
    Completion,
    /// Arrival at the customer's.
    Arrival,
}

/// The fine per upheld complaint, by severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComplaintFine {
    /// 一般
    pub minor: Money,
    /// 较重
    pub serious: Money,
    /// 严重
    pub major: Money,
}

impl ComplaintFine {
    /// The fine of a severity.
    pub fn of(self, severity: Severity) -> Money {
        match severity {
            Severity::Minor => self.minor,
            Severity::Serious => self.serious,
            Severity::Major => self.major,
        }
    }
}

/// The terms of one product line, in the order of the table in agreement 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineTerms {
    /// From the sale date; a model or an extension may say more.
    pub warranty_months: u32,
    /// Per repair; without it the line has no tariff.
    pub labour_fee: Option<Money>,
    /// Per door-to-door repair.
    pub visit_fee: Money,
    /// The repair allowance as a share of the sales settlement; not capped where absent.
    pub allowance_rate: Option<Rate>,
    /// How the allowance is settled over the year.
    pub allowance_settlement: AllowanceSettlement,
    /// What becomes of an allowance that was not used.
    pub unused_allowance: UnusedAllowance,
    /// How the dealer comes by spare parts.
    pub parts_policy: PartsPolicy,
    /// Consigned stock as a share of the units sold.
    pub consignment_rate: Rate,
    /// The months before that count for it.
    pub consignment_months: u32,
    /// A part whose unit cost is at or below this needs no old part back.
    pub free_part_limit: Money,
    /// Same unit, same fault, same dealer: not paid again within this many days.
    pub repeat_repair_days: u32,
    /// A month's repairs beyond this share of the units under warranty go to review.
    pub max_repair_rate: Rate,
}

/// 7.1
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowanceSettlement {
    /// Each month pays only what has accrued.
    Monthly,
    /// Months pay in full as advances, December settles up.
    Yearly,
}

/// 8.2
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnusedAllowance {
    /// 1%返回
    Return,
    /// Nothing is returned.
    Lapse,
}

/// Section 5
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartsPolicy {
    /// The dealer buys, no exchange.
    Purchase,
    /// 以旧换新
    Exchange,
    /// 铺底, then old for new.
    ConsignmentExchange,
}

impl PartsPolicy {
    /// Whether old parts are to come back for new ones (agreement 5.3).
    pub fn exchanges(self) -> bool {
        match self {
            Self::Purchase => false,
            Self::Exchange | Self::ConsignmentExchange => true,
        }
    }
}

/// A longer warranty for the dealers of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarrantyExtension {
    /// The filing dealer's region.
    pub region: Region,
    /// The product line.
    pub line: ProductLine,
    /// The longer term.
    pub warranty_months: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            slips_due_day: 20,
            feedback_due_day: 15,
            forfeiture_months: 3,
            payment_days: 20,
            dispute_months: 3,
            fabrication_multiplier: 10,
            feedback_penalty_rate: Rate::new(10, 2),
            feedback_missing_months: 3,
            dealer_callback_quota: Rate::new(25, 2),
            dealer_callback_fine: Money::ZERO,
            response_measure: ResponseMeasure::Completion,
            city_hours: 24,
            county_hours: 48,
            late_service_fine: Money::ZERO,
            complaint_fine: ComplaintFine {
                minor: Money::from_fen(50_00),
                serious: Money::from_fen(100_00),
                major: Money::from_fen(200_00),
            },
            sampling_aql: Aql::default(),
            callback_attempts: 3,
            reissued_slips_max: 2,
            require_registered_serial: true,
            require_registered_technician: false,
            serve_other_dealers_units: true,
            termination_violations: 5,
            award_complaint_rate: Rate::new(1, 3),
            award_satisfaction_rate: Rate::new(98, 2),
            award_feedback_rate: Rate::new(90, 2),
        }
    }
}

impl Default for LineTerms {
    fn default() -> Self {
        Self {
            warranty_months: 12,
            labour_fee: None,
            visit_fee: Money::ZERO,
            allowance_rate: None,
            allowance_settlement: AllowanceSettlement::Monthly,
            unused_allowance: UnusedAllowance::Return,
            parts_policy: PartsPolicy::ConsignmentExchange,
            consignment_rate: Rate::new(1, 2),
            consignment_months: 3,
            free_part_limit: Money::ZERO,
            repeat_repair_days: 30,
            max_repair_rate: Rate::new(10, 2),
        }
    }
}

impl Terms {
    /// The last day on which slips of a period are on time (agreement 1, 3.1).
    pub fn slips_due_on(&self, period: Period) -> Day {
        period.next().day(self.slips_due_day)
    }

    /// The last day on which the feedback sheet of a period is on time (agreement 3.2).
    pub fn feedback_due_on(&self, period: Period) -> Day {
        period.next().day(self.feedback_due_day)
    }

    /// The last day on which slips of a period are taken at all (agreement 3.5).
    pub fn forfeiture_on(&self, period: Period) -> Day {
        let months = i32::try_from(self.forfeiture_months).unwrap_or(i32::MAX);
        period.plus(months).day(self.slips_due_day)
    }
}

impl Agreement {
    /// Whether the version is in force on a day; its last day is included.
    fn is_in_force_on(&self, day: Day) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|last| day <= last)
    }
}

/// All versions of an installation.
#[derive(Clone, Debug, Default)]
pub struct Agreements {
    named: HashMap<DealerCode, Vec<Agreement>>,
    unnamed: Vec<Agreement>,
}

/// Two versions with the same first day for one dealer (agreement 1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameFirstDay {
    /// The two agreements' codes.
    pub codes: [String; 2],
    /// Their first day.
    pub effective_from: Day,
    /// Whom both bind; none where both bind `"*"`.
    pub dealer: Option<DealerCode>,
}

impl Agreements {
    /// Sorts versions by the dealers they bind, the latest first day first.
    pub fn new(versions: Vec<Agreement>) -> Result<Self, Vec<SameFirstDay>> {
        let mut agreements = Self::default();
        for version in versions {
            let names: HashSet<&Binds> = version.dealers.iter().collect();
            for binds in names {
                match binds {
                    Binds::Unnamed => agreements.unnamed.push(version.clone()),
                    Binds::Dealer(dealer) => {
                        agreements.named.entry(dealer.clone()).or_default().push(version.clone());
                    }
                }
            }
        }
        let mut clashes = sort_latest_first(None, &mut agreements.unnamed);
        for (dealer, versions) in &mut agreements.named {
            clashes.extend(sort_latest_first(Some(dealer), versions));
        }
        clashes.sort_by(|a, b| (&a.dealer, a.effective_from).cmp(&(&b.dealer, b.effective_from)));
        if clashes.is_empty() { Ok(agreements) } else { Err(clashes) }
    }

    /// The versions that bind a dealer, whenever they are in force.
    pub fn of(&self, dealer: &DealerCode) -> Versions<'_> {
        Versions(self.named.get(dealer).unwrap_or(&self.unnamed))
    }
}

fn sort_latest_first(dealer: Option<&DealerCode>, versions: &mut [Agreement]) -> Vec<SameFirstDay> {
    versions.sort_by(|a, b| b.effective_from.cmp(&a.effective_from).then_with(|| a.code.cmp(&b.code)));
    let clash = |pair: &[Agreement]| match pair {
        [a, b] if a.effective_from == b.effective_from => Some(SameFirstDay {
            codes: [a.code.clone(), b.code.clone()],
            effective_from: a.effective_from,
            dealer: dealer.cloned(),
        }),
        _ => None,
    };
    versions.windows(2).filter_map(clash).collect()
}

/// One dealer's versions, the latest first day first.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a>(&'a [Agreement]);

impl<'a> Versions<'a> {
    /// The version that governs on a day: of those in force the one with the latest first day (agreement 1.2).
    pub fn on(self, day: Day) -> Option<&'a Agreement> {
        self.0.iter().find(|version| version.is_in_force_on(day))
    }

    /// The version that governs sections 5 to 9 of a period: the one in force on its last day (agreement 1.2).
    pub fn for_period(self, period: Period) -> Option<&'a Agreement> {
        self.on(period.last_day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(code: &str, dealers: &[&str], from: &str, to: Option<&str>) -> Agreement {
        let binds = |name: &&str| DealerCode::new(name).map_or(Binds::Unnamed, Binds::Dealer);
        Agreement {
            code: code.to_owned(),
            dealers: dealers.iter().map(binds).collect(),
            effective_from: from.parse().unwrap(),
            effective_to: to.map(|to| to.parse().unwrap()),
            terms: Terms::default(),
            lines: BTreeMap::new(),
            warranty_extensions: Vec::new(),
        }
    }

    #[test]
    fn the_latest_first_day_in_force_governs_and_a_named_dealer_is_never_one_of_all() {
        let agreements = Agreements::new(vec![
            version("standard-1", &[""], "2026-01-01", None),
            version("standard-2", &[""], "2026-06-01", Some("2026-08-31")),
            version("special", &["D2"], "2026-03-15", Some("2026-04-14")),
        ])
        .unwrap();
        for (dealer, day, governs) in [
            ("D1", "2025-12-31", None),
            ("D1", "2026-01-01", Some("standard-1")),
            ("D1", "2026-05-31", Some("standard-1")),
            ("D1", "2026-06-01", Some("standard-2")),
            ("D1", "2026-08-31", Some("standard-2")),
            ("D1", "2026-09-01", Some("standard-1")),
            ("D2", "2026-03-14", None),
            ("D2", "2026-03-15", Some("special")),
            ("D2", "2026-04-14", Some("special")),
            ("D2", "2026-04-15", None),
        ] {
            let dealer = DealerCode::new(dealer).unwrap();
            let version = agreements.of(&dealer).on(day.parse().unwrap());
            assert_eq!(version.map(|version| version.code.as_str()), governs, "{dealer} {day}");
        }
    }

    #[test]
    fn two_versions_with_one_first_day_for_a_dealer_are_an_error() {
        let clashes = Agreements::new(vec![
            version("a", &["D1", "D2"], "2026-01-01", None),
            version("b", &["D2", "D3"], "2026-01-01", Some("2026-02-01")),
            version("c", &["D1"], "2026-01-02", None),
        ])
        .unwrap_err();
        assert_eq!(clashes.len(), 1);
        assert_eq!(clashes[0].dealer, DealerCode::new("D2"));
        assert!(Agreements::new(vec![version("a", &["D1", "D1"], "2026-01-01", None)]).is_ok());
    }

    #[test]
    fn due_days_lie_in_the_months_after() {
        let terms = Terms::default();
        let period = "2026-11".parse().unwrap();
        assert_eq!(terms.slips_due_on(period).to_string(), "2026-12-20");
        assert_eq!(terms.feedback_due_on(period).to_string(), "2026-12-15");
        assert_eq!(terms.forfeiture_on(period).to_string(), "2027-02-20");
    }
}
