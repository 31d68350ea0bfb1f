//! The allowance meter (agreement 7.1): what has accrued of a product line's allowance, what was paid before, what the month
//! pays, what is carried on, and the slips with which the month crosses it.

use std::collections::HashSet;

use askama::Template;
use askama::filters::HtmlSafe;

use super::month::of_register;
use super::places;
use crate::agreement::codes::{DealerCode, SlipNo};
use crate::agreement::decision::DecidedSlip;
use crate::agreement::position::AllowanceMonth;
use crate::agreement::statement::LineKind;
use crate::calendar::Period;
use crate::money::{Money, Rate};
use crate::pages::Page;
use crate::store::statements::{LineSource, StoredStatement};

/// The length of a whole bar.
const WIDTH: i64 = 600;
/// So many slips that cross the allowance are named; the others are counted.
const NAMED_MAX: usize = 12;

/// One product line's meter: `{{ meter }}` draws it.
#[derive(Clone, Debug, Template)]
#[template(path = "months/meter.html")]
pub struct Meter {
    page: Page,
    line: String,
    rate: String,
    settlement: String,
    accrued: String,
    paid_before: String,
    claims: String,
    paid: String,
    carried: String,
    left: String,
    /// Whether December lets lapse what it carries on.
    lapses: bool,
    before_width: i64,
    paid_width: i64,
    over_width: i64,
    paid_from: i64,
    over_from: i64,
    limit_at: i64,
    crossing: Vec<(String, String)>,
    more: String,
    said: String,
    /// The months' sales; empty for those who do not see the register.
    sales_href: String,
    /// Where the sums come from, month by month.
    paper_href: String,
}

impl HtmlSafe for Meter {}

/// The meters of a month: of every product line that is capped.
pub fn meters(
    page: &Page,
    (dealer, period): (&DealerCode, Period),
    slips: &[DecidedSlip],
    statement: &StoredStatement,
) -> Vec<Meter> {
    let capped = statement.position.allowance.iter().filter(|month| month.rate.is_some() && !month.is_blank());
    capped.map(|month| meter(page, (dealer, period), month, &crossing(month, slips, statement))).collect()
}

fn meter(page: &Page, (dealer, period): (&DealerCode, Period), month: &AllowanceMonth, over: &[&SlipNo]) -> Meter {
    let claims = month.fees + month.brought_forward;
    let whole = month.accrued.max(month.paid_before + claims).fen().max(1);
    let scaled = |amount: Money| {
        let length = i128::from(amount.fen().max(0)) * i128::from(WIDTH) / i128::from(whole);
        i64::try_from(length).unwrap_or(WIDTH)
    };
    let (before_width, paid_width) = (scaled(month.paid_before), scaled(month.paid));
    let named = over.iter().take(NAMED_MAX);
    let link = |no: &&SlipNo| (no.to_string(), places::slip(dealer.as_str(), period, no.as_str()));
    Meter {
        line: month.line.to_string(),
        rate: month.rate.as_deref().and_then(Rate::parse).map(Rate::percent).unwrap_or_default(),
        settlement: page.money(month.settlement),
        accrued: page.money(month.accrued),
        paid_before: page.money(month.paid_before),
        claims: page.money(claims),
        paid: page.money(month.paid),
        carried: page.money(month.carried_forward),
        left: page.money(month.left()),
        lapses: period.is_december(),
        before_width,
        paid_width,
        over_width: scaled(claims - month.paid),
        paid_from: before_width,
        over_from: before_width + paid_width,
        limit_at: scaled(month.accrued).min(WIDTH - 1),
        crossing: named.map(link).collect(),
        more: match over.len().saturating_sub(NAMED_MAX) {
            0 => String::new(),
            more => page.t_n("meter-more", more),
        },
        said: page.t_with(
            "meter-said",
            &[
                &month.line,
                &page.money(month.accrued),
                &page.money(month.paid_before),
                &page.money(month.paid),
                &page.money(month.carried_forward),
            ],
        ),
        sales_href: of_register(page, "sales", dealer),
        paper_href: places::statement(dealer.as_str(), period),
        page: page.clone(),
    }
}

/// The slips of a line with which its claims go beyond what is available, in the order in which they are decided; what was
/// carried from the month before comes first.
fn crossing<'a>(month: &AllowanceMonth, slips: &'a [DecidedSlip], statement: &StoredStatement) -> Vec<&'a SlipNo> {
    if month.carried_forward.is_zero() {
        return Vec::new();
    }
    let of_line = statement.lines.iter().find_map(|line| match &line.made_from {
        LineSource::Slips { slips }
            if line.kind == LineKind::Fees && line.product_line.as_ref() == Some(&month.line) =>
        {
            Some(slips)
        }
        _ => None,
    });
    let numbers: HashSet<&SlipNo> = of_line.into_iter().flatten().collect();
    let mut sum = month.brought_forward;
    let mut over = Vec::new();
    for decided in slips.iter().filter(|decided| numbers.contains(&decided.slip.no)) {
        sum += decided.claim_value;
        if sum > month.available() {
            over.push(&decided.slip.no);
        }
    }
    over
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::codes::ProductLine;
    use crate::agreement::decision::Verdict;
    use crate::agreement::slip::Slip;
    use crate::store::statements::StoredLine;

    #[test]
    fn slips_cross_the_allowance_from_the_one_that_no_longer_fits() {
        let no = |text: &str| SlipNo::new(text).unwrap();
        let decided = |text: &str, fen| DecidedSlip {
            slip: Slip::blank(no(text)),
            hits: Vec::new(),
            verdict: Verdict::Accepted,
            claim_value: Money::from_fen(fen),
            review: None,
        };
        let slips = [decided("W1", 40), decided("W2", 40), decided("W9", 99), decided("W3", 40)];
        let line = ProductLine::new("heater").unwrap();
        let month = |available, brought, carried| AllowanceMonth {
            line: line.clone(),
            settlement: Money::ZERO,
            rate: Some("0.01".to_owned()),
            accrued: Money::from_fen(available),
            paid_before: Money::ZERO,
            brought_forward: Money::from_fen(brought),
            fees: Money::from_fen(120),
            paid: Money::from_fen(available),
            carried_forward: Money::from_fen(carried),
        };
        let fees = StoredLine {
            kind: LineKind::Fees,
            product_line: Some(line.clone()),
            reference: None,
            amount: Money::from_fen(120),
            made_from: LineSource::Slips { slips: vec![no("W1"), no("W2"), no("W3")] },
        };
        let statement = StoredStatement { lines: vec![fees], ..StoredStatement::default() };
        for (available, brought, carried, expected) in
            [(80, 0, 40, vec!["W3"]), (79, 0, 41, vec!["W2", "W3"]), (80, 1, 41, vec!["W2", "W3"]), (120, 0, 0, vec![])]
        {
            let month = month(available, brought, carried);
            let over = crossing(&month, &slips, &statement);
            let over: Vec<&str> = over.into_iter().map(SlipNo::as_str).collect();
            assert_eq!(over, expected, "{available} {brought}");
        }
    }
}
