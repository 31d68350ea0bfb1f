//! The way from what a month's slips claim to what is wired, as a waterfall: every step is a link to its rows.

use super::places;
use crate::agreement::codes::DealerCode;
use crate::agreement::decision::{DecidedSlip, Verdict};
use crate::agreement::statement::LineKind;
use crate::calendar::Period;
use crate::money::Money;
use crate::pages::Page;
use crate::pages::chart::{Caption, Point, Waterfall};
use crate::store::statements::{StoredLine, StoredStatement};

/// The steps of a walk in fen, from the sum that is claimed to the one that is wired.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Walk {
    claimed: Money,
    rejected: Money,
    void: Money,
    fabricated: Money,
    held: Money,
    above_tariff: Money,
    allowance: Money,
    deductions: Money,
    year_end: Money,
    adjustments: Money,
    balance: Money,
    carried: Money,
    payable: Money,
}

impl Walk {
    fn of(slips: &[DecidedSlip], statement: &StoredStatement) -> Self {
        let mut walk = Self { payable: statement.payable, ..Self::default() };
        for decided in slips {
            let claimed = decided.slip.claimed_fee.unwrap_or(decided.claim_value);
            walk.claimed += claimed;
            match decided.verdict {
                Verdict::Accepted | Verdict::Adjusted => walk.above_tariff -= claimed - decided.claim_value,
                Verdict::Held => walk.held -= claimed,
                Verdict::Rejected => walk.rejected -= claimed,
                Verdict::Void => walk.void -= claimed,
                Verdict::Fabricated => walk.fabricated -= claimed,
            }
        }
        for line in &statement.lines {
            walk.add(line);
        }
        // A negative net is carried to the next statement (agreement 7.2).
        walk.carried = statement.payable - statement.net;
        walk
    }

    fn add(&mut self, line: &StoredLine) {
        let sum = match line.kind {
            LineKind::Fees => return,
            LineKind::AllowanceBroughtForward | LineKind::AllowanceCarriedForward => &mut self.allowance,
            LineKind::UnusedAllowance | LineKind::AllowanceExcess => &mut self.year_end,
            LineKind::Adjustment => &mut self.adjustments,
            LineKind::BalanceBroughtForward => &mut self.balance,
            LineKind::UnreturnedParts
            | LineKind::GoodsReturns
            | LineKind::ComplaintFines
            | LineKind::LateServiceFines
            | LineKind::DealerCallbackFine
            | LineKind::FabricationPenalty
            | LineKind::FeedbackPenalty => &mut self.deductions,
        };
        *sum += line.amount;
    }
}

/// The waterfall of a month; none where nothing was claimed and nothing is to be paid.
pub fn waterfall(
    page: &Page,
    dealer: &DealerCode,
    period: Period,
    slips: &[DecidedSlip],
    statement: &StoredStatement,
) -> Option<Waterfall> {
    let walk = Walk::of(slips, statement);
    if walk == Walk::default() {
        return None;
    }
    let list = places::slips(dealer.as_str(), period);
    let paper = places::statement(dealer.as_str(), period);
    let verdict = |verdict: Verdict| format!("{list}?verdict={verdict}");
    let between = [
        ("walk-rejected", walk.rejected, verdict(Verdict::Rejected)),
        ("walk-void", walk.void, verdict(Verdict::Void)),
        ("walk-fabricated", walk.fabricated, verdict(Verdict::Fabricated)),
        ("walk-held", walk.held, verdict(Verdict::Held)),
        ("walk-tariff", walk.above_tariff, format!("{list}?code=FEE_ABOVE_TARIFF")),
        ("walk-allowance", walk.allowance, "#allowance".to_owned()),
        ("walk-deductions", walk.deductions, paper.clone()),
        ("walk-year-end", walk.year_end, paper.clone()),
        ("walk-adjustments", walk.adjustments, paper.clone()),
        ("walk-balance", walk.balance, paper.clone()),
        ("walk-carried", walk.carried, paper.clone()),
    ];
    let point = |key: &str, amount: Money, href: String, tone: &'static str| Point {
        label: page.t(key),
        value: amount.fen(),
        shown: page.money(amount),
        href,
        tone,
    };
    let mut points = vec![point("walk-claimed", walk.claimed, list.clone(), "")];
    for (key, amount, href) in between.into_iter().filter(|(_, amount, _)| !amount.is_zero()) {
        let tone = match key {
            "walk-held" => "wait",
            _ if amount < Money::ZERO => "bad",
            _ => "ok",
        };
        points.push(point(key, amount, href, tone));
    }
    points.push(point("walk-payable", walk.payable, paper, "ok"));
    let caption = Caption {
        title: page.t("walk-title"),
        label: page.t("walk-step"),
        value: page.t("walk-amount"),
        as_table: page.t("walk-table"),
    };
    Some(Waterfall::new(caption, points))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::codes::SlipNo;
    use crate::agreement::slip::Slip;
    use crate::store::statements::LineSource;

    fn decided(no: &str, claimed: i64, claim_value: i64, verdict: Verdict) -> DecidedSlip {
        let slip = Slip { claimed_fee: Some(Money::from_fen(claimed)), ..Slip::blank(SlipNo::new(no).unwrap()) };
        DecidedSlip { slip, hits: Vec::new(), verdict, claim_value: Money::from_fen(claim_value), review: None }
    }

    #[test]
    fn the_steps_lead_from_the_first_sum_to_the_last() {
        let line = |kind, fen| StoredLine {
            kind,
            product_line: None,
            reference: None,
            amount: Money::from_fen(fen),
            made_from: LineSource::Slips { slips: Vec::new() },
        };
        let slips = [
            decided("W1", 120, 100, Verdict::Adjusted),
            decided("W2", 50, 50, Verdict::Held),
            decided("W3", 30, 20, Verdict::Void),
        ];
        let statement = StoredStatement {
            net: Money::from_fen(-10),
            payable: Money::ZERO,
            lines: vec![
                line(LineKind::Fees, 100),
                line(LineKind::AllowanceCarriedForward, -40),
                line(LineKind::UnreturnedParts, -70),
            ],
            ..StoredStatement::default()
        };
        let walk = Walk::of(&slips, &statement);
        let between = [
            walk.rejected,
            walk.void,
            walk.fabricated,
            walk.held,
            walk.above_tariff,
            walk.allowance,
            walk.deductions,
            walk.year_end,
            walk.adjustments,
            walk.balance,
            walk.carried,
        ];
        let fen: Vec<i64> = between.iter().map(|amount| amount.fen()).collect();
        assert_eq!(fen, [0, -30, 0, -50, -20, -40, -70, 0, 0, 0, 10]);
        assert_eq!(walk.claimed + between.into_iter().sum(), walk.payable);
    }
}
