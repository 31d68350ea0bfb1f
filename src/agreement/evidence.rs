//! Everything that a dealer's month was decided by, and what it came to: whoever has the first can repeat the second.
//!
//! It holds no more than the rules look at. Customers' names, telephone numbers and addresses are only ever blank or not
//! for the rules (4.1), so that masked ones decide the same; earlier periods are there as far as they concern the month.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::callbacks::Calls;
use super::codes::{DealerCode, PartNo, ProductLine, SerialNo, SlipNo};
use super::decision::house_check::{CheckText, ExpressionCheck};
use super::decision::{DecidedMonth, Findings, History, Hit, HouseCheck, Month, Review, SameDay, Verdict, decide};
use super::filing::SheetStatus;
use super::registers::{
    Call, Complaint, Dealer, DealerRecords, GoodsReturn, Part, Product, Registers, Sale, StockMovement,
    TechnicianListing, Unit,
};
use super::sampling::Plan;
use super::slip::Slip;
use super::statement::{Account, Adjustment, LineKind, MadeFrom, MonthEnd, Statement, settle};
use super::terms::{Agreements, parse};
use crate::calendar::{Day, Period};
use crate::money::Money;

/// What a month was decided by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// The dealer, without its account and whom to reach.
    pub dealer: Dealer,
    /// The month.
    pub period: Period,
    /// The texts of the agreements that bind the dealer.
    pub agreements: Vec<String>,
    /// The administrator's own checks (agreement 4.32).
    pub house_checks: Vec<CheckText>,
    /// The products of the slips and of their units.
    pub products: Vec<Product>,
    /// The parts of the slips.
    pub parts: Vec<Part>,
    /// The registered units of the slips.
    pub units: Vec<Unit>,
    /// What the dealer sold.
    pub sales: Vec<Sale>,
    /// The movements of the slips' parts.
    pub stock: Vec<StockMovement>,
    /// The dealer's technicians.
    pub technicians: Vec<TechnicianListing>,
    /// The month's goods returns.
    pub goods_returns: Vec<GoodsReturn>,
    /// The month's complaints.
    pub complaints: Vec<Complaint>,
    /// The slips that were filed.
    pub slips: Vec<Slip>,
    /// Units that other dealers repaired on a slip's day (agreement 4.19).
    pub elsewhere: Vec<Elsewhere>,
    /// Slips of earlier periods with a number, a unit or a part of the month's (agreement 4.5, 4.15, 5.2).
    pub earlier: Vec<EarlierSlip>,
    /// The calls about the slips.
    pub calls: Vec<Call>,
    /// What reviewers decided (agreement 4.31).
    pub reviews: BTreeMap<String, Review>,
    /// The seed of the draw; none while the lot is not drawn.
    pub seed: Option<String>,
    /// How the slips sheet came.
    pub slips_sheet: SheetStatus,
    /// How the feedback sheet came.
    pub feedback_sheet: SheetStatus,
    /// What the statement before handed on: the year's allowance and feedback, the open balance (agreement 7.1, 7.2, 8.1).
    pub account: Account,
    /// What corrects earlier statements (agreement 7.4).
    pub adjustments: Vec<Adjustment>,
}

/// A unit that another dealer repaired.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Elsewhere {
    /// Who.
    pub dealer: DealerCode,
    /// The unit.
    pub serial: SerialNo,
    /// When.
    pub repaired_on: Day,
}

/// A slip of an earlier period, with what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierSlip {
    /// For which period it was filed.
    pub period: Period,
    /// Its number, unit, fault, day and parts alone.
    pub slip: Slip,
    /// What became of it.
    pub verdict: Verdict,
}

impl EarlierSlip {
    /// An earlier slip with no more than the rules look at.
    pub fn of(period: Period, slip: &Slip, verdict: Verdict) -> Self {
        let slip = Slip {
            serial: slip.serial.clone(),
            fault: slip.fault.clone(),
            repaired_on: slip.repaired_on,
            parts: slip.parts.clone(),
            ..Slip::blank(slip.no.clone())
        };
        Self { period, slip, verdict }
    }

    /// Whether it concerns a month with these slips.
    pub fn concerns(&self, concern: &Concern) -> bool {
        concern.numbers.contains(&self.slip.no)
            || self.slip.serial.as_ref().is_some_and(|serial| concern.serials.contains(serial))
            || self.slip.parts_used().iter().any(|(part, _)| concern.parts.contains(*part))
    }
}

/// The numbers, units and parts of a month's slips.
#[derive(Clone, Debug, Default)]
pub struct Concern {
    /// Their numbers.
    pub numbers: BTreeSet<SlipNo>,
    /// Their units.
    pub serials: BTreeSet<SerialNo>,
    /// Their parts.
    pub parts: BTreeSet<PartNo>,
}

impl Concern {
    /// What these slips concern.
    pub fn of(slips: &[Slip]) -> Self {
        Self {
            numbers: slips.iter().map(|slip| slip.no.clone()).collect(),
            serials: slips.iter().filter_map(|slip| slip.serial.clone()).collect(),
            parts: slips.iter().flat_map(Slip::parts_used).map(|(part, _)| part.clone()).collect(),
        }
    }
}

/// What a month came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The slips in the order in which they were taken.
    pub decisions: Vec<SlipOutcome>,
    /// The lot; none while it is not drawn.
    pub lot: Option<LotOutcome>,
    /// The statement; none where no agreement binds the dealer.
    pub statement: Option<StatementOutcome>,
}

/// What became of a slip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipOutcome {
    /// Its number.
    pub no: SlipNo,
    /// The decision.
    pub verdict: Verdict,
    /// What it claims at most, in fen.
    pub claim_value: Money,
    /// Every rule that hit, with its facts.
    pub hits: Vec<Hit>,
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotOutcome {
    /// How many slips the lot holds.
    pub size: u64,
    /// n and Ac.
    pub plan: Plan,
    /// The drawn slips in draw order.
    pub drawn: Vec<SlipNo>,
    /// The drawn slips that failed.
    pub failed: u64,
}

/// What the statement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementOutcome {
    /// Line 1 is the first.
    pub lines: Vec<LineOutcome>,
    /// Σ paid(P) over the product lines, in fen.
    pub fees_paid: Money,
    /// The sum of the lines, in fen.
    pub net: Money,
    /// What is wired, in fen.
    pub payable: Money,
    /// What the next statement takes up, in fen.
    pub balance_carried_forward: Money,
    /// The day by which it is to be paid.
    pub payment_due_on: Option<Day>,
}

/// A line of the statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineOutcome {
    /// What it is for.
    pub kind: LineKind,
    /// Its product line.
    pub product_line: Option<ProductLine>,
    /// The part, the slip or the day that it is about.
    pub reference: Option<String>,
    /// Signed, in fen.
    pub amount: Money,
    /// The slips that it was made from.
    pub slips: Vec<SlipNo>,
}

/// Inputs that nothing can be computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// An agreement that cannot be read.
    Agreement,
    /// An administrator's check that cannot be read.
    HouseCheck,
    /// Two rows of one register have the same key.
    SecondRow,
}

impl Inputs {
    /// Decides and settles the month again.
    pub fn repeat(&self) -> Result<Outcome, Unusable> {
        let texts = self.agreements.iter().map(|text| parse(text).map_err(|_| Unusable::Agreement));
        let versions = texts.collect::<Result<_, Unusable>>()?;
        let agreements = Agreements::new(versions).map_err(|_| Unusable::Agreement)?;
        let registers = self.registers()?;
        let mut history = History::default();
        for earlier in &self.earlier {
            history.add(earlier.period, &earlier.slip, earlier.verdict);
        }
        let others = self.elsewhere_by_dealer();
        let filed = std::iter::once((&self.dealer.code, self.slips.as_slice()));
        let same_day = SameDay::of(filed.chain(others.iter().map(|(dealer, slips)| (*dealer, slips.as_slice()))));
        let no_records = DealerRecords::default();
        let month = Month {
            dealer: &self.dealer,
            period: self.period,
            registers: &registers,
            records: registers.records(&self.dealer.code).unwrap_or(&no_records),
            versions: agreements.of(&self.dealer.code),
            history: &history,
            same_day: &same_day,
        };
        let mut calls = Calls::default();
        self.calls.iter().for_each(|call| calls.add(call.clone()));
        let reviewed = |(no, review): (&String, &Review)| Some((SlipNo::new(no)?, *review));
        let reviews: HashMap<SlipNo, Review> = self.reviews.iter().filter_map(reviewed).collect();
        let checks = self.house_checks.iter().map(|text| ExpressionCheck::new(text.clone()));
        let checks: Vec<ExpressionCheck> = checks.collect::<Result<_, _>>().map_err(|_| Unusable::HouseCheck)?;
        let house_checks: Vec<&dyn HouseCheck> = checks.iter().map(|check| -> &dyn HouseCheck { check }).collect();
        let findings =
            Findings { house_checks: &house_checks, reviews: &reviews, calls: &calls, seed: self.seed.as_deref() };
        let decided = decide(&month, self.slips.clone(), &findings);
        let end = MonthEnd {
            month: &month,
            decided: &decided,
            slips_sheet: self.slips_sheet,
            feedback_sheet: self.feedback_sheet,
            adjustments: &self.adjustments,
        };
        let statement = settle(&end, &mut self.account.clone());
        Ok(Outcome::of(&decided, statement.as_ref()))
    }

    fn registers(&self) -> Result<Registers, Unusable> {
        let mut registers = Registers::default();
        let mut fits = registers.add_dealer(self.dealer.clone());
        for product in &self.products {
            fits &= registers.add_product(product.clone());
        }
        for part in &self.parts {
            fits &= registers.add_part(part.clone());
        }
        for unit in &self.units {
            fits &= registers.add_unit(unit.clone());
        }
        for listing in &self.technicians {
            fits &= registers.add_technician(listing.clone());
        }
        self.sales.iter().for_each(|row| registers.add_sale(row.clone()));
        self.stock.iter().for_each(|row| registers.add_stock(row.clone()));
        self.goods_returns.iter().for_each(|row| registers.add_goods_return(row.clone()));
        self.complaints.iter().for_each(|row| registers.add_complaint(row.clone()));
        if fits { Ok(registers) } else { Err(Unusable::SecondRow) }
    }

    /// Other dealers' repairs as slips that have nothing else.
    fn elsewhere_by_dealer(&self) -> BTreeMap<&DealerCode, Vec<Slip>> {
        let mut found: BTreeMap<&DealerCode, Vec<Slip>> = BTreeMap::new();
        for other in &self.elsewhere {
            // Any number will do: only unit and day are looked at.
            if let Some(no) = SlipNo::new(other.serial.as_str()) {
                let (serial, repaired_on) = (Some(other.serial.clone()), Some(other.repaired_on));
                found.entry(&other.dealer).or_default().push(Slip { serial, repaired_on, ..Slip::blank(no) });
            }
        }
        found
    }
}

impl Outcome {
    /// What a decided month came to.
    pub fn of(decided: &DecidedMonth, statement: Option<&Statement>) -> Self {
        let no_of = |place: &usize| decided.slips.get(*place).map(|decided| decided.slip.no.clone());
        let decisions = decided.slips.iter().map(|decided| SlipOutcome {
            no: decided.slip.no.clone(),
            verdict: decided.verdict,
            claim_value: decided.claim_value,
            hits: decided.hits.clone(),
        });
        let lot = decided.lot.as_ref().map(|lot| LotOutcome {
            size: lot.size,
            plan: lot.plan,
            drawn: lot.drawn.iter().filter_map(no_of).collect(),
            failed: lot.failed,
        });
        let statement = statement.map(|statement| StatementOutcome {
            lines: statement
                .lines
                .iter()
                .map(|line| LineOutcome {
                    kind: line.kind,
                    product_line: line.product_line.clone(),
                    reference: line.reference.clone(),
                    amount: line.amount,
                    slips: match &line.made_from {
                        MadeFrom::Slips(places) => places.iter().filter_map(no_of).collect(),
                        _ => Vec::new(),
                    },
                })
                .collect(),
            fees_paid: statement.fees_paid,
            net: statement.net,
            payable: statement.payable,
            balance_carried_forward: statement.balance_carried_forward,
            payment_due_on: statement.payment_due_on,
        });
        Self { decisions: decisions.collect(), lot, statement }
    }
}
