//! Agreement 4: how a slip is decided. [`RULES`] is the table, in its order; every rule has a file of its own.

mod case;
mod hit;

mod callback_fabricated;
mod callback_mismatch;
mod callback_pending;
mod callback_wrong_number;
mod duplicate_slip;
pub mod house_check;
mod incomplete;
mod late_service;
mod lot_rejected;
mod model_mismatch;
mod no_agreement;
mod not_a_product_fault;
mod not_under_warranty_service;
mod out_of_warranty;
mod outside_period;
mod part_exceeds_stock;
mod part_not_for_product;
mod part_qty_above_maximum;
mod repairs_exceed_sales;
mod repeat_repair;
mod sale_date_differs;
mod same_day_elsewhere;
mod sold_by_another_dealer;
mod tariff;
mod too_many_reissues;
mod unknown_model;
mod unknown_part;
mod unregistered_serial;
mod unregistered_technician;
mod unsigned;

#[cfg(test)]
pub(in crate::agreement) mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use case::{Case, History, Month, Repairs, SameDay, SlipsBefore};
pub use hit::{Code, Effect, Hit, HouseHit, Verdict};

use super::callbacks::{self, Calls, Lot};
use super::codes::SlipNo;
use super::registers::Call;
use super::slip::Slip;
use crate::money::Money;

/// One row of the table in agreement 4.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its code, which knows the clause.
    pub code: Code,
    /// When and how it is checked.
    pub check: Check,
}

/// Whether a rule looks at what was filed, or at what came of the draw and the calls.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// 4.1–4.21, before the lot is drawn.
    Filed(fn(&Case) -> Option<Hit>),
    /// 4.22–4.25, after it.
    Called(fn(&CalledCase) -> Option<Hit>),
}

const fn filed(code: Code, check: fn(&Case) -> Option<Hit>) -> Rule {
    Rule { code, check: Check::Filed(check) }
}

const fn called(code: Code, check: fn(&CalledCase) -> Option<Hit>) -> Rule {
    Rule { code, check: Check::Called(check) }
}

/// Every rule, in the order in which they run.
pub const RULES: &[Rule] = &[
    filed(Code::Incomplete, incomplete::hits),
    filed(Code::Unsigned, unsigned::hits),
    filed(Code::NotUnderWarrantyService, not_under_warranty_service::hits),
    filed(Code::OutsidePeriod, outside_period::hits),
    filed(Code::DuplicateSlip, duplicate_slip::hits),
    filed(Code::TooManyReissues, too_many_reissues::hits),
    filed(Code::UnknownModel, unknown_model::hits),
    filed(Code::NoAgreement, no_agreement::hits),
    filed(Code::UnregisteredSerial, unregistered_serial::hits),
    filed(Code::ModelMismatch, model_mismatch::hits),
    filed(Code::SoldByAnotherDealer, sold_by_another_dealer::hits),
    filed(Code::OutOfWarranty, out_of_warranty::hits),
    filed(Code::SaleDateDiffers, sale_date_differs::hits),
    filed(Code::NotAProductFault, not_a_product_fault::hits),
    filed(Code::UnregisteredTechnician, unregistered_technician::hits),
    filed(Code::UnknownPart, unknown_part::hits),
    filed(Code::PartNotForProduct, part_not_for_product::hits),
    filed(Code::RepeatRepair, repeat_repair::hits),
    filed(Code::PartQtyAboveMaximum, part_qty_above_maximum::hits),
    filed(Code::RepairsExceedSales, repairs_exceed_sales::hits),
    filed(Code::PartExceedsStock, part_exceeds_stock::hits),
    filed(Code::SameDayElsewhere, same_day_elsewhere::hits),
    filed(Code::FeeAboveTariff, tariff::hits),
    filed(Code::LateService, late_service::hits),
    called(Code::CallbackFabricated, callback_fabricated::hits),
    called(Code::CallbackMismatch, callback_mismatch::hits),
    called(Code::CallbackWrongNumber, callback_wrong_number::hits),
    called(Code::CallbackPending, callback_pending::hits),
    called(Code::LotRejected, lot_rejected::hits),
];

/// A check that an administrator added (agreement 4.32).
pub trait HouseCheck: Sync {
    /// What the check says of a slip; it can hold the slip or note something.
    fn check(&self, case: &Case) -> Option<HouseHit>;
}

/// What reviewers decided of a held slip (agreement 4.31): whether it is accepted. A slip that was accepted before the
/// draw can be held again by it, and be decided again. That a slip was held when it was decided is the reviewer's verb to
/// check; from then on the rules never overwrite the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Before the lot was drawn; an accepted slip is in the lot.
    pub before_draw: Option<bool>,
    /// After it; an accepted slip pays with the draft.
    pub after_draw: Option<bool>,
}

/// What people and calls add to a month.
#[derive(Clone, Copy)]
pub struct Findings<'a> {
    /// The administrator's own checks, in their order.
    pub house_checks: &'a [&'a dyn HouseCheck],
    /// The reviewers' decisions.
    pub reviews: &'a HashMap<SlipNo, Review>,
    /// The calls about the dealer's slips.
    pub calls: &'a Calls,
    /// The seed of the draw (agreement 6.2); none while the lot is not drawn.
    pub seed: Option<&'a str>,
}

impl Findings<'_> {
    /// Nobody has added anything.
    pub fn none() -> Self {
        static NO_REVIEWS: LazyLock<HashMap<SlipNo, Review>> = LazyLock::new(HashMap::new);
        static NO_CALLS: LazyLock<Calls> = LazyLock::new(Calls::default);
        Self { house_checks: &[], reviews: &NO_REVIEWS, calls: &NO_CALLS, seed: Some("") }
    }
}

/// What the rules of 4.22–4.25 look at.
#[derive(Clone, Copy, Debug)]
pub struct CalledCase<'a> {
    /// The slip.
    pub slip: &'a Slip,
    /// The answered call that governs.
    pub answer: Option<&'a Call>,
    /// The lot, where the slip is in it.
    pub lot: Option<&'a Lot>,
    /// Whether the slip was drawn.
    pub drawn: bool,
    /// Whether a call or the lack of any answer settled it (agreement 6.3).
    pub settled: bool,
}

/// A slip with everything that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedSlip {
    /// The slip.
    pub slip: Slip,
    /// Every rule that hit, in the order of the table.
    pub hits: Vec<Hit>,
    /// What became of it.
    pub verdict: Verdict,
    /// What it claims at most (agreement 4.30).
    pub claim_value: Money,
    /// What reviewers decided of it (agreement 4.31).
    pub review: Option<Review>,
}

impl DecidedSlip {
    /// What it pays: its claim value where it is payable (agreement 4.30).
    pub fn payable(&self) -> Money {
        if self.verdict.is_payable() { self.claim_value } else { Money::ZERO }
    }

    /// Whether a rule hit.
    pub fn is_hit_by(&self, code: Code) -> bool {
        self.hits.iter().any(|hit| hit.code() == code)
    }
}

/// One dealer's decided month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecidedMonth {
    /// The slips in the order in which they were taken.
    pub slips: Vec<DecidedSlip>,
    /// The lot; none while it is not drawn, and without a version on the period's last day (agreement 1.2).
    pub lot: Option<Lot>,
}

/// The memory of so many slips is given back at once while they are decided.
const SLIPS_GIVEN_BACK: usize = 10_000;

/// Decides all slips that a dealer filed for a period.
pub fn decide(month: &Month, mut slips: Vec<Slip>, findings: &Findings) -> DecidedMonth {
    slips.sort_unstable_by(|a, b| (a.repaired_on, &a.no).cmp(&(b.repaired_on, &b.no)));
    let mut slips = decide_filed(month, slips, findings);
    let lot = month.versions.for_period(month.period).zip(findings.seed).map(|(version, seed)| {
        let members = slips.iter().enumerate().filter(|(_, decided)| decided.verdict.is_payable());
        let members = members.map(|(place, decided)| (place, &decided.slip.no));
        callbacks::draw(seed, &month.dealer.code, month.period, &version.terms, findings.calls, members)
    });
    decide_called(month, &mut slips, lot.as_ref(), findings);
    DecidedMonth { slips, lot }
}

/// 4.1–4.21, the administrator's checks, and what reviewers decided before the draw.
fn decide_filed(month: &Month, mut slips: Vec<Slip>, findings: &Findings) -> Vec<DecidedSlip> {
    let mut before = SlipsBefore::default();
    let mut decide = |slip: Slip| {
        let case = Case::new(month, &before, &slip);
        let mut hits = Vec::new();
        for rule in RULES {
            if let Check::Filed(check) = rule.check {
                let hit = check(&case);
                debug_assert!(hit.as_ref().is_none_or(|hit| hit.code() == rule.code), "{:?}", rule.code);
                hits.extend(hit);
            }
        }
        let claim_value = tariff::claim_value(&case);
        let line = case.line().cloned();
        hits.extend(findings.house_checks.iter().filter_map(|check| check.check(&case)).map(house_hit));
        before.count(&slip, line.as_ref(), &hits);
        let review = findings.reviews.get(&slip.no).copied();
        let before_draw = Review { after_draw: None, ..review.unwrap_or_default() };
        let verdict = verdict(&hits, before_draw);
        DecidedSlip { slip, hits, verdict, claim_value, review }
    };
    // Taken from the end, so that a million slips are not held twice.
    slips.reverse();
    let mut decided = Vec::with_capacity(slips.len());
    while let Some(slip) = slips.pop() {
        decided.push(decide(slip));
        if slips.len().is_multiple_of(SLIPS_GIVEN_BACK) {
            slips.shrink_to_fit();
        }
    }
    decided
}

fn house_hit(hit: HouseHit) -> Hit {
    Hit::HouseCheck(Box::new(hit))
}

/// 4.22–4.25, and what reviewers decided later.
fn decide_called(month: &Month, slips: &mut [DecidedSlip], lot: Option<&Lot>, findings: &Findings) {
    let mut drawn = vec![false; slips.len()];
    for place in lot.iter().flat_map(|lot| &lot.drawn) {
        if let Some(is_drawn) = drawn.get_mut(*place) {
            *is_drawn = true;
        }
    }
    let callback_attempts = month.versions.for_period(month.period).map(|version| version.terms.callback_attempts);
    for (decided, drawn) in slips.iter_mut().zip(drawn) {
        // A call concerns the first filing of its slip number (6.4).
        let concerned = month.history.filed_for(&decided.slip.no).is_none();
        let no = &decided.slip.no;
        let case = CalledCase {
            slip: &decided.slip,
            answer: findings.calls.answered(no).filter(|_| concerned),
            lot: lot.filter(|_| decided.verdict.is_payable()),
            drawn,
            settled: callback_attempts.is_some_and(|attempts| findings.calls.settle(no, attempts)),
        };
        for rule in RULES {
            if let Check::Called(check) = rule.check {
                let hit = check(&case);
                debug_assert!(hit.as_ref().is_none_or(|hit| hit.code() == rule.code), "{:?}", rule.code);
                decided.hits.extend(hit);
            }
        }
        // An administrator's checks ran before the draw and are listed last.
        decided.hits.sort_by_key(Hit::code);
        decided.verdict = verdict(&decided.hits, decided.review.unwrap_or_default());
    }
}

/// The gravest effect, unless a reviewer decided (agreement 4.31). A call still decides a slip that was reviewed (6.4),
/// and what was accepted before the draw can be held by it.
fn verdict(hits: &[Hit], review: Review) -> Verdict {
    let by_the_rules = Verdict::of(hits.iter().map(Hit::effect));
    let stands_beside_an_acceptance = |hit: &&Hit| match hit.code() {
        Code::CallbackFabricated | Code::CallbackMismatch | Code::CallbackWrongNumber => true,
        Code::CallbackPending | Code::LotRejected => review.after_draw.is_none(),
        _ => hit.effect() < Effect::Held,
    };
    match review.after_draw.or(review.before_draw) {
        None => by_the_rules,
        Some(false) => by_the_rules.max(Verdict::Rejected),
        Some(true) => Verdict::of(hits.iter().filter(stands_beside_an_acceptance).map(Hit::effect)),
    }
}

#[cfg(test)]
mod tests;
