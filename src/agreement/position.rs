//! Agreement 5.4, 7 and 7.1: where a dealer's account stood when a month was settled: the allowance line by line, the parts,
//! and the rows of the registers that the statement's lines were made from. It is kept with the statement, so that a paper
//! that is made later says the same.

use serde::{Deserialize, Serialize};

use super::codes::{PartNo, ProductLine, SlipNo};
use super::parts::{PartView, part_views};
use super::penalties;
use super::registers::Severity;
use super::statement::{MonthEnd, Statement};
use crate::calendar::Day;
use crate::money::Money;

/// What stands behind a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The allowance, by product line.
    pub allowance: Vec<AllowanceMonth>,
    /// The parts that are or should be at the dealer's, by number.
    pub stock: Vec<PartStock>,
    /// The goods that came back in the month.
    pub goods_returns: Vec<ReturnedGoods>,
    /// The month's upheld complaints.
    pub complaints: Vec<UpheldComplaint>,
}

/// One product line's allowance in a month (agreement 7.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowanceMonth {
    /// The product line.
    pub line: ProductLine,
    /// The month's sales settlement.
    pub settlement: Money,
    /// The version's rate, as it is written; none where the line is not capped or not named.
    pub rate: Option<String>,
    /// January..P
    pub accrued: Money,
    /// January..P−1
    pub paid_before: Money,
    /// What P−1 carried on.
    pub brought_forward: Money,
    /// Claim values of P's payable slips.
    pub fees: Money,
    /// What P pays.
    pub paid: Money,
    /// What is carried on; in December it lapses.
    pub carried_forward: Money,
}

impl AllowanceMonth {
    /// max(0, accrued(P) − paid January..P−1)
    pub fn available(&self) -> Money {
        (self.accrued - self.paid_before).at_least_zero()
    }

    /// What is left after P, for the months to come or for December's return (8.2).
    pub fn left(&self) -> Money {
        (self.accrued - self.paid_before - self.paid).at_least_zero()
    }

    /// Whether nothing was sold, claimed or paid this year.
    pub fn is_blank(&self) -> bool {
        let amounts =
            [self.settlement, self.accrued, self.paid_before, self.brought_forward, self.fees, self.carried_forward];
        amounts.into_iter().all(Money::is_zero)
    }
}

/// One part at the dealer's at the end of a month (agreement 5.2–5.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartStock {
    /// The part.
    pub part: PartNo,
    /// Its name.
    pub name: String,
    /// What one costs.
    pub unit_cost: Money,
    /// How it stands.
    pub view: PartView,
}

/// Goods that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedGoods {
    /// When.
    pub returned_on: Day,
    /// What the dealer bears.
    pub cost: Money,
    /// 单号
    pub reference: Option<String>,
}

/// A complaint that was upheld.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpheldComplaint {
    /// When it came.
    pub received_on: Day,
    /// How grave it is.
    pub severity: Severity,
    /// The repair that it is about.
    pub slip: Option<SlipNo>,
}

/// The position at the end of a month that was settled.
pub fn position(end: &MonthEnd, statement: &Statement) -> Position {
    let month = end.month;
    let Some(version) = month.versions.for_period(month.period) else { return Position::default() };
    let is_there = |view: &PartView| {
        [view.on_hand, view.entitlement, view.old_parts_owed].iter().any(|count| *count != 0)
            || view.days_of_cover.is_some()
    };
    let mut stock: Vec<PartStock> = part_views(month, version, &end.decided.slips)
        .into_iter()
        .filter(|(_, view)| is_there(view))
        .map(|(part, view)| PartStock {
            part: part.no.clone(),
            name: part.name.clone(),
            unit_cost: part.unit_cost,
            view,
        })
        .collect();
    stock.sort_by(|a, b| a.part.cmp(&b.part));
    let goods_returns = month.records.goods_returns(month.period).iter().map(|goods| ReturnedGoods {
        returned_on: goods.returned_on,
        cost: goods.cost,
        reference: goods.reference.clone(),
    });
    let complaints =
        penalties::upheld(month.records.complaints(month.period)).into_iter().map(|complaint| UpheldComplaint {
            received_on: complaint.received_on,
            severity: complaint.severity,
            slip: complaint.slip.clone(),
        });
    let mut goods_returns: Vec<ReturnedGoods> = goods_returns.collect();
    goods_returns.sort_by(|a, b| (a.returned_on, &a.reference, a.cost).cmp(&(b.returned_on, &b.reference, b.cost)));
    Position { allowance: statement.allowance.clone(), stock, goods_returns, complaints: complaints.collect() }
}
