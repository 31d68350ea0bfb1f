//! Agreement 7: the monthly statement (月维修费用结算单): its lines in their order, the net, and what it hands on.

mod states;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use states::{Role, State, Step, StepRefused};

use super::allowance::{self, AllowanceYear, LineMonth};
use super::codes::{PartNo, ProductLine, SlipNo};
use super::decision::{DecidedMonth, DecidedSlip, Month};
use super::filing::SheetStatus;
use super::parts;
use super::penalties::{self, FeedbackMonth, FeedbackYear, OwnCallbacks};
use super::position::AllowanceMonth;
use super::terms::{Agreement, Terms};
use crate::calendar::{Day, Period, days_after};
use crate::money::Money;

/// The kinds of line, in the order of the table in agreement 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Claim values of P's payable slips.
    Fees,
    /// What 7.1 carried from the month before.
    AllowanceBroughtForward,
    /// What 7.1 carries on; in December what lapses.
    AllowanceCarriedForward,
    /// 5.3
    UnreturnedParts,
    /// 退货费用
    GoodsReturns,
    /// Per upheld complaint.
    ComplaintFines,
    /// 4.21
    LateServiceFines,
    /// The dealer's own callbacks were too few.
    DealerCallbackFine,
    /// 假一罚十
    FabricationPenalty,
    /// 8.1
    FeedbackPenalty,
    /// 8.2
    UnusedAllowance,
    /// 8.3
    AllowanceExcess,
    /// Disputes upheld, later findings, corrections.
    Adjustment,
    /// 7.2 of the dealer's statement before.
    BalanceBroughtForward,
}

impl LineKind {
    /// Every kind, in order.
    pub const ALL: [Self; 14] = [
        Self::Fees,
        Self::AllowanceBroughtForward,
        Self::AllowanceCarriedForward,
        Self::UnreturnedParts,
        Self::GoodsReturns,
        Self::ComplaintFines,
        Self::LateServiceFines,
        Self::DealerCallbackFine,
        Self::FabricationPenalty,
        Self::FeedbackPenalty,
        Self::UnusedAllowance,
        Self::AllowanceExcess,
        Self::Adjustment,
        Self::BalanceBroughtForward,
    ];

    /// As the exports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fees => "fees",
            Self::AllowanceBroughtForward => "allowance_brought_forward",
            Self::AllowanceCarriedForward => "allowance_carried_forward",
            Self::UnreturnedParts => "unreturned_parts",
            Self::GoodsReturns => "goods_returns",
            Self::ComplaintFines => "complaint_fines",
            Self::LateServiceFines => "late_service_fines",
            Self::DealerCallbackFine => "dealer_callback_fine",
            Self::FabricationPenalty => "fabrication_penalty",
            Self::FeedbackPenalty => "feedback_penalty",
            Self::UnusedAllowance => "unused_allowance",
            Self::AllowanceExcess => "allowance_excess",
            Self::Adjustment => "adjustment",
            Self::BalanceBroughtForward => "balance_brought_forward",
        }
    }

    /// The clause that the line follows.
    pub const fn clause(self) -> &'static str {
        match self {
            Self::Fees => "4.30",
            Self::AllowanceBroughtForward | Self::AllowanceCarriedForward => "7.1",
            Self::UnreturnedParts => "5.3",
            Self::GoodsReturns | Self::ComplaintFines | Self::DealerCallbackFine | Self::FabricationPenalty => "7",
            Self::LateServiceFines => "4.21",
            Self::FeedbackPenalty => "8.1",
            Self::UnusedAllowance => "8.2",
            Self::AllowanceExcess => "8.3",
            Self::Adjustment => "7.4",
            Self::BalanceBroughtForward => "7.2",
        }
    }

    /// Whether the line is a deduction the dealer brought about, not a part of what the repairs pay.
    pub const fn is_penalty(self) -> bool {
        matches!(
            self,
            Self::UnreturnedParts
                | Self::GoodsReturns
                | Self::ComplaintFines
                | Self::LateServiceFines
                | Self::DealerCallbackFine
                | Self::FabricationPenalty
                | Self::FeedbackPenalty
        )
    }
}

/// One line of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// What it is for, which knows the clause.
    pub kind: LineKind,
    /// The product line, where the kind goes by product line.
    pub product_line: Option<ProductLine>,
    /// The part, the slip or the day that it is about.
    pub reference: Option<String>,
    /// Signed: deductions are negative.
    pub amount: Money,
    /// The rows that it was made from.
    pub made_from: MadeFrom,
}

/// The rows that a line was made from (agreement 7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MadeFrom {
    /// Places among the month's decided slips.
    Slips(Vec<usize>),
    /// The allowance account of the line, as it stood with this period.
    Allowance(Period),
    /// Parts that did not come back, at their cost.
    Parts {
        /// How many.
        qty: i64,
        /// At what cost each.
        unit_cost: Money,
    },
    /// So many goods returns of the period.
    GoodsReturns(usize),
    /// The complaint received on this day.
    Complaint(Day),
    /// The dealer's own callbacks of the period.
    OwnCallbacks(OwnCallbacks),
    /// The feedback sheets of the year.
    Feedback,
    /// A line of an earlier statement, which it corrects.
    Corrected {
        /// The earlier statement's period.
        period: Period,
        /// The number of its line.
        line: u32,
    },
    /// The dealer's statement before.
    StatementBefore,
}

/// What was found after a statement was frozen, upheld in a dispute, or corrected (agreement 7.4, 9.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// The period of the statement that it corrects.
    pub period: Period,
    /// The number of the line that it corrects.
    pub line: u32,
    /// What the line is about: the slip, the part.
    pub reference: Option<String>,
    /// Signed, as it enters the statement.
    pub amount: Money,
}

impl Adjustment {
    /// Takes back what line `line` of an earlier statement paid for a slip that was found fabricated or mismatched later
    /// (agreement 7.4).
    pub fn taking_back(period: Period, line: u32, slip: &SlipNo, paid: Money) -> Self {
        Self { period, line, reference: Some(slip.to_string()), amount: -paid }
    }

    /// The penalty for such a slip, where it was found fabricated; it names the same line.
    pub fn penalty(period: Period, line: u32, slip: &SlipNo, claim_value: Money, terms: &Terms) -> Self {
        let amount = -claim_value.for_each_of(terms.fabrication_multiplier.into());
        Self { period, line, reference: Some(slip.to_string()), amount }
    }

    /// Pays again what the bank took back of a payment after it had paid it. It is of no one line, and names the payment.
    pub fn paying_again(period: Period, payment: &str, amount: Money) -> Self {
        Self { period, line: 0, reference: Some(payment.to_owned()), amount }
    }
}

/// One dealer's statement of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The lines whose amount is not 0; line 1 is the first.
    pub lines: Vec<StatementLine>,
    /// Σ paid(P) over the product lines.
    pub fees_paid: Money,
    /// The sum of the lines.
    pub net: Money,
    /// max(0, net)
    pub payable: Money,
    /// What the next statement takes up; not negative.
    pub balance_carried_forward: Money,
    /// The day by which it is to be paid; none where no slips sheet was filed.
    pub payment_due_on: Option<Day>,
    /// How the allowance stands, by product line.
    pub allowance: Vec<AllowanceMonth>,
}

/// What a dealer's statements hand on from one to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    year: Option<i32>,
    allowance: AllowanceYear,
    feedback: FeedbackYear,
    /// What the last statement left open, as a positive amount (agreement 7.2).
    balance: Money,
}

/// A month that is decided and can be settled.
#[derive(Clone, Copy, Debug)]
pub struct MonthEnd<'a> {
    /// The dealer's month.
    pub month: &'a Month<'a>,
    /// Its decided slips.
    pub decided: &'a DecidedMonth,
    /// How the slips sheet came.
    pub slips_sheet: SheetStatus,
    /// How the feedback sheet came.
    pub feedback_sheet: SheetStatus,
    /// What earlier statements are corrected by.
    pub adjustments: &'a [Adjustment],
}

/// Settles a month. There is no statement where no version binds the dealer on its last day (agreement 1.2); what was
/// open stays open for the next.
pub fn settle(end: &MonthEnd, account: &mut Account) -> Option<Statement> {
    let period = end.month.period;
    if account.year != Some(period.year()) {
        // A new year; only the balance crosses it (7.1, 7.2).
        *account = Account { year: Some(period.year()), balance: account.balance, ..Account::default() };
    }
    let Some(version) = end.month.versions.for_period(period) else {
        account.feedback.add(period, FeedbackMonth::Unbound);
        return None;
    };
    let feedback = if end.feedback_sheet.is_on_time() { FeedbackMonth::OnTime } else { FeedbackMonth::MissingOrLate };
    account.feedback.add(period, feedback);

    let mut draft = Draft { end, version, lines: Vec::new(), fees_paid: Money::ZERO, allowance: Vec::new() };
    let line_ends = draft.allowance(account);
    draft.deductions();
    if period.is_december() {
        draft.year_end(account, &line_ends);
    }
    draft.corrections(account.balance);
    let statement = draft.add_up();
    account.balance = statement.balance_carried_forward;
    Some(statement)
}

struct Draft<'a> {
    end: &'a MonthEnd<'a>,
    version: &'a Agreement,
    lines: Vec<StatementLine>,
    fees_paid: Money,
    allowance: Vec<AllowanceMonth>,
}

/// A product line at the end of the month.
struct LineEnd {
    line: ProductLine,
    month: LineMonth,
    accrued: Money,
}

impl<'a> Draft<'a> {
    /// A line with amount 0 is left out before the lines are numbered (`sheets.md`, "A folder run").
    fn push(&mut self, kind: LineKind, amount: Money, made_from: MadeFrom) -> Option<&mut StatementLine> {
        if amount.is_zero() {
            return None;
        }
        self.lines.push(StatementLine { kind, product_line: None, reference: None, amount, made_from });
        self.lines.last_mut()
    }

    fn push_for_line(&mut self, kind: LineKind, line: &ProductLine, amount: Money, made_from: MadeFrom) {
        if let Some(pushed) = self.push(kind, amount, made_from) {
            pushed.product_line = Some(line.clone());
        }
    }

    fn push_about(&mut self, kind: LineKind, reference: String, amount: Money, made_from: MadeFrom) {
        if let Some(pushed) = self.push(kind, amount, made_from) {
            pushed.reference = Some(reference);
        }
    }

    /// The fees, and what of them the allowance pays now (agreement 7.1).
    fn allowance(&mut self, account: &mut Account) -> Vec<LineEnd> {
        let (month, period) = (self.end.month, self.end.month.period);
        let mut fees = self.fees();
        let mut lines: BTreeSet<&ProductLine> = self.version.lines.keys().collect();
        lines.extend(month.records.lines());
        lines.extend(account.allowance.lines());
        lines.extend(fees.keys().copied());
        let line_end = |line: &ProductLine| {
            let accrued = allowance::accrued(month.records, month.versions, line, period);
            let fees = fees.get(line).map_or(Money::ZERO, |(fees, _)| *fees);
            let year = account.allowance.line(line);
            LineEnd { line: line.clone(), month: allowance::month(self.version, line, accrued, year, fees), accrued }
        };
        let line_ends: Vec<LineEnd> = lines.into_iter().map(line_end).collect();
        for end in &line_ends {
            if let Some((fees, places)) = fees.remove(&end.line) {
                self.push_for_line(LineKind::Fees, &end.line, fees, MadeFrom::Slips(places));
            }
        }
        let allowance = |period| MadeFrom::Allowance(period);
        for end in &line_ends {
            let (kind, amount) = (LineKind::AllowanceBroughtForward, end.month.brought_forward);
            self.push_for_line(kind, &end.line, amount, allowance(period.plus(-1)));
        }
        for end in &line_ends {
            let (kind, amount) = (LineKind::AllowanceCarriedForward, -end.month.carried_forward);
            self.push_for_line(kind, &end.line, amount, allowance(period));
            self.fees_paid += end.month.paid;
        }
        for end in &line_ends {
            self.allowance.push(self.allowance_month(end, account.allowance.line(&end.line).paid));
            account.allowance.add(&end.line, end.month);
        }
        self.allowance.retain(|line| !line.is_blank());
        line_ends
    }

    /// A line's allowance as the paper shows it.
    fn allowance_month(&self, end: &LineEnd, paid_before: Money) -> AllowanceMonth {
        let LineMonth { brought_forward, paid, carried_forward } = end.month;
        let rate = self.version.lines.get(&end.line).and_then(|terms| terms.allowance_rate);
        AllowanceMonth {
            line: end.line.clone(),
            settlement: self.end.month.records.sold(&end.line, self.end.month.period).settlement,
            rate: rate.map(|rate| rate.to_string()),
            accrued: end.accrued,
            paid_before,
            brought_forward,
            fees: paid + carried_forward - brought_forward,
            paid,
            carried_forward,
        }
    }

    /// The claim values of the payable slips by product line, with the slips' places.
    fn fees(&self) -> BTreeMap<&'a ProductLine, (Money, Vec<usize>)> {
        let mut fees: BTreeMap<_, (Money, Vec<usize>)> = BTreeMap::new();
        for (place, decided) in self.end.decided.slips.iter().enumerate() {
            if let Some(product) = self.end.month.product_of(&decided.slip)
                && decided.verdict.is_payable()
            {
                let (sum, places) = fees.entry(&product.line).or_default();
                *sum += decided.payable();
                places.push(place);
            }
        }
        fees
    }

    /// Parts, returns, fines and penalties.
    fn deductions(&mut self) {
        let (month, terms, slips) = (self.end.month, &self.version.terms, &self.end.decided.slips);
        for owed in parts::unreturned(month.registers, month.records, self.version, month.period, slips) {
            let made_from = MadeFrom::Parts { qty: owed.qty, unit_cost: owed.unit_cost };
            let part: &PartNo = &owed.part;
            self.push_about(LineKind::UnreturnedParts, part.to_string(), -owed.charge(), made_from);
        }
        let returns = month.records.goods_returns(month.period);
        let cost: Money = returns.iter().map(|goods| goods.cost).sum();
        self.push(LineKind::GoodsReturns, -cost, MadeFrom::GoodsReturns(returns.len()));
        for complaint in penalties::upheld(month.records.complaints(month.period)) {
            let (day, fine) = (complaint.received_on, terms.complaint_fine.of(complaint.severity));
            self.push_about(LineKind::ComplaintFines, day.to_string(), -fine, MadeFrom::Complaint(day));
        }
        let (fine, late) = penalties::late_service(terms, slips);
        self.push(LineKind::LateServiceFines, -fine, MadeFrom::Slips(late));
        let own_callbacks = OwnCallbacks::of(slips);
        if own_callbacks.miss(terms.dealer_callback_quota) {
            let made_from = MadeFrom::OwnCallbacks(own_callbacks);
            self.push(LineKind::DealerCallbackFine, -terms.dealer_callback_fine, made_from);
        }
        let mut fabricated: Vec<(usize, &DecidedSlip, Money)> = Vec::new();
        for (place, decided) in slips.iter().enumerate() {
            fabricated.extend(penalties::fabrication(terms, decided).map(|penalty| (place, decided, penalty)));
        }
        fabricated.sort_by_key(|(_, decided, _)| &decided.slip.no);
        for (place, decided, penalty) in fabricated {
            let (no, made_from) = (decided.slip.no.to_string(), MadeFrom::Slips(vec![place]));
            self.push_about(LineKind::FabricationPenalty, no, -penalty, made_from);
        }
    }

    /// Section 8.
    fn year_end(&mut self, account: &Account, line_ends: &[LineEnd]) {
        let period = self.end.month.period;
        let penalty = account.feedback.penalty(&self.version.terms, account.allowance.paid_over_all_lines());
        self.push(LineKind::FeedbackPenalty, -penalty, MadeFrom::Feedback);
        for end in line_ends {
            let paid = account.allowance.line(&end.line).paid;
            let unused = allowance::unused(self.version, &end.line, end.accrued, paid);
            self.push_for_line(LineKind::UnusedAllowance, &end.line, unused, MadeFrom::Allowance(period));
        }
        for end in line_ends {
            let paid = account.allowance.line(&end.line).paid;
            let excess = allowance::excess(self.version, &end.line, end.accrued, paid);
            self.push_for_line(LineKind::AllowanceExcess, &end.line, -excess, MadeFrom::Allowance(period));
        }
    }

    fn corrections(&mut self, balance: Money) {
        let mut adjustments: Vec<&Adjustment> = self.end.adjustments.iter().collect();
        adjustments.sort_by_key(|adjustment| (adjustment.period, adjustment.line, &adjustment.reference));
        for adjustment in adjustments {
            let made_from = MadeFrom::Corrected { period: adjustment.period, line: adjustment.line };
            if let Some(pushed) = self.push(LineKind::Adjustment, adjustment.amount, made_from) {
                pushed.reference.clone_from(&adjustment.reference);
            }
        }
        self.push(LineKind::BalanceBroughtForward, -balance, MadeFrom::StatementBefore);
    }

    /// 7.2 and 7.3
    fn add_up(self) -> Statement {
        let net: Money = self.lines.iter().map(|line| line.amount).sum();
        let complete_on = self.end.slips_sheet.received_on();
        Statement {
            lines: self.lines,
            fees_paid: self.fees_paid,
            net,
            payable: net.at_least_zero(),
            balance_carried_forward: (-net).at_least_zero(),
            payment_due_on: complete_on.map(|day| days_after(day, self.version.terms.payment_days)),
            allowance: self.allowance,
        }
    }
}

#[cfg(test)]
mod tests;
