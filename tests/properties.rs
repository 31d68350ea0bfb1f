//! What holds of every month, whatever was filed: properties over generated months, in process.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod properties {
    mod ledger;
    pub mod months;
}

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sanbao::agreement::decision::{Code, DecidedMonth, DecidedSlip, Hit, Verdict};
use sanbao::agreement::slip::Slip;
use sanbao::agreement::statement::{Account, LineKind, Statement};
use sanbao::money::{Money, Rate};

use properties::months::{Capped, FiledMonth, a_capped_year, a_filed_month, settled_year};

fn config() -> ProptestConfig {
    // What was found to fail becomes a case of a table; nothing is written beside the tests.
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) }
}

fn line_sum(statement: &Statement, kind: LineKind) -> Money {
    statement.lines.iter().filter(|line| line.kind == kind).map(|line| line.amount).sum()
}

/// The slips by number, without their places.
fn by_no(month: &DecidedMonth) -> BTreeMap<&str, &DecidedSlip> {
    month.slips.iter().map(|decided| (decided.slip.no.as_str(), decided)).collect()
}

fn drawn_nos(month: &DecidedMonth) -> Vec<&str> {
    let drawn = month.lot.iter().flat_map(|lot| &lot.drawn);
    drawn.map(|place| month.slips.get(*place).unwrap().slip.no.as_str()).collect()
}

fn verdict_of(month: &DecidedMonth, no: &str) -> Verdict {
    by_no(month).get(no).unwrap().verdict
}

proptest! {
    #![proptest_config(config())]

    /// 4.30, 7: the fees are the claim values of what was accepted or adjusted.
    #[test]
    fn fees_are_the_claim_values_of_the_payable_slips(filed in a_filed_month()) {
        let (decided, statement) = filed.settle(&mut Account::default());
        let payable: Money = decided
            .slips
            .iter()
            .filter(|slip| matches!(slip.verdict, Verdict::Accepted | Verdict::Adjusted))
            .map(|slip| slip.claim_value)
            .sum();
        prop_assert_eq!(line_sum(&statement, LineKind::Fees), payable);
        prop_assert_eq!(decided.slips.iter().map(DecidedSlip::payable).sum::<Money>(), payable);
    }

    /// 7.1, 7.2: the lines add up to the net, the net to what is paid and what is carried, and the fees to what is paid
    /// of them and what is carried.
    #[test]
    fn statements_add_up(filed in a_filed_month()) {
        let mut account = Account::default();
        let (_, first) = filed.settle(&mut account);
        let (_, second) = filed.next().settle(&mut account);
        for statement in [&first, &second] {
            let net: Money = statement.lines.iter().map(|line| line.amount).sum();
            prop_assert_eq!(statement.net, net);
            prop_assert_eq!(statement.payable - statement.balance_carried_forward, net);
            prop_assert!(statement.payable.is_zero() || statement.balance_carried_forward.is_zero());
            prop_assert!(statement.payable >= Money::ZERO && statement.balance_carried_forward >= Money::ZERO);
            let allowed = [LineKind::Fees, LineKind::AllowanceBroughtForward, LineKind::AllowanceCarriedForward];
            prop_assert_eq!(allowed.map(|kind| line_sum(statement, kind)).into_iter().sum::<Money>(), statement.fees_paid);
            prop_assert!(statement.lines.iter().all(|line| !line.amount.is_zero()));
            prop_assert!(statement.lines.is_sorted_by_key(|line| line.kind));
        }
        // What one statement carries forward the next brings forward.
        let carried = line_sum(&first, LineKind::AllowanceCarriedForward);
        prop_assert_eq!(-carried, line_sum(&second, LineKind::AllowanceBroughtForward));
        prop_assert_eq!(-first.balance_carried_forward, line_sum(&second, LineKind::BalanceBroughtForward));
    }

    /// 7.5: the same inputs give the same month, in whatever order the slips were filed.
    #[test]
    fn a_month_is_the_same_again_and_in_any_order((filed, order) in a_filed_month().prop_flat_map(|filed| {
        let slips = filed.slips.clone();
        (Just(filed), Just(slips).prop_shuffle())
    })) {
        let shuffled = FiledMonth { slips: order, ..filed.clone() };
        let settled = filed.settle(&mut Account::default());
        prop_assert_eq!(&settled, &filed.settle(&mut Account::default()));
        prop_assert_eq!(&settled, &shuffled.settle(&mut Account::default()));
    }

    /// 4.20, 4.30: whoever claims more is not paid less, and nobody else is touched by it.
    #[test]
    fn a_higher_fee_lowers_no_claim((filed, place) in with_a_place(), more in 1_i64..30_00) {
        let mut raised = filed.clone();
        let slip = raised.slips.get_mut(place).unwrap();
        let claimed = slip.claimed_fee.unwrap_or(Money::ZERO);
        // Without a fee the tariff is claimed (4.30), so that there is nothing to raise.
        prop_assume!(slip.claimed_fee.is_some());
        slip.claimed_fee = Some(claimed + Money::from_fen(more));
        let no = slip.no.to_string();
        let (before, after) = (filed.decide(), raised.decide());
        for (other, decided) in by_no(&after) {
            let was = by_no(&before)[other].clone();
            if other == no {
                prop_assert!(decided.claim_value >= was.claim_value);
                prop_assert!(decided.claim_value <= claimed + Money::from_fen(more));
                prop_assert_eq!(decided.verdict.is_payable(), was.verdict.is_payable());
            } else {
                prop_assert_eq!(decided, &was);
            }
        }
        prop_assert_eq!(before.lot, after.lot);
    }

    /// 4: a void slip uses up no volume and no stock, is no earlier repair and no part of the lot.
    #[test]
    fn an_unsigned_slip_changes_no_other(filed in a_filed_month(), like in any::<prop::sample::Index>()) {
        prop_assume!(!filed.slips.is_empty());
        let mut more = filed.clone();
        let copied = like.get(&filed.slips).clone();
        let no = sanbao::agreement::codes::SlipNo::new("X1").unwrap();
        // A re-issued slip would take a place among the re-issued ones (4.5).
        more.slips.push(Slip { no, customer_signed: None, reissued: None, ..copied });
        let (before, after) = (filed.decide(), more.decide());
        let mut others = by_no(&after);
        let added = others.remove("X1").unwrap();
        prop_assert!(added.verdict >= Verdict::Void);
        prop_assert_eq!(others, by_no(&before));
        prop_assert_eq!(drawn_nos(&after), drawn_nos(&before));
    }

    /// 4: the verdict is the gravest effect, and every hit stands in the order of the table.
    #[test]
    fn the_gravest_effect_decides(filed in a_filed_month()) {
        for decided in filed.decide().slips {
            prop_assert_eq!(decided.verdict, Verdict::of(decided.hits.iter().map(Hit::effect)));
            prop_assert!(decided.hits.is_sorted_by_key(Hit::code));
            let codes: BTreeSet<Code> = decided.hits.iter().map(Hit::code).collect();
            prop_assert_eq!(codes.len(), decided.hits.len());
        }
    }

    /// 6.1, 6.3: n are drawn, and more only for those who could not be reached; never one twice.
    #[test]
    fn the_draw_takes_n_and_replaces_the_unreachable(filed in a_filed_month()) {
        let month = filed.decide();
        let lot = month.lot.as_ref().unwrap();
        let drawn = u64::try_from(lot.drawn.len()).unwrap();
        let unreachable = drawn_nos(&month).into_iter().filter(|no| filed.is_unreachable(no)).count();
        prop_assert!(lot.plan.sample_size <= lot.size);
        prop_assert_eq!(drawn, lot.size.min(lot.plan.sample_size + u64::try_from(unreachable).unwrap()));
        prop_assert_eq!(drawn_nos(&month).into_iter().collect::<BTreeSet<_>>().len(), lot.drawn.len());
        // 6.5: a lot that failed leaves none of it standing but the confirmed.
        if lot.is_rejected() {
            for decided in month.slips.iter().filter(|decided| decided.is_hit_by(Code::LotRejected)) {
                prop_assert!(decided.verdict >= Verdict::Held);
            }
        }
        for no in drawn_nos(&month).into_iter().filter(|no| !filed.is_called(no)) {
            prop_assert!(verdict_of(&month, no) >= Verdict::Held, "{no} waits for its call");
        }
    }

    /// 7.1: where every month is capped, a year pays no more than it accrued, and no fee is lost on the way.
    #[test]
    fn a_capped_year_pays_what_accrued_at_most(capped in a_capped_year()) {
        let Capped { rate, settlements, .. } = &capped;
        let statements = settled_year(&capped);
        let (mut accrued, mut paid, mut fees) = (Money::ZERO, Money::ZERO, Money::ZERO);
        for (statement, settlement) in statements.iter().zip(settlements) {
            accrued += *settlement;
            paid += statement.fees_paid;
            fees += line_sum(statement, LineKind::Fees);
            prop_assert!(paid <= accrued.times(*rate), "paid {paid} of {}", accrued.times(*rate));
            prop_assert_eq!(fees - paid, -line_sum(statement, LineKind::AllowanceCarriedForward));
        }
        // 8.2: December returns what is left, so that paid and returned are the allowance.
        let december = statements.last().unwrap();
        prop_assert_eq!(paid + line_sum(december, LineKind::UnusedAllowance), accrued.times(*rate));
    }

    /// 1.4: half away from zero, on both sides of it, and never further off than half a fen.
    #[test]
    fn shares_are_symmetric_and_exact_to_half_a_fen(fen in -1_000_000_000_000_i64..=1_000_000_000_000, millionths in a_share()) {
        let (money, rate) = (Money::from_fen(fen), Rate::new(millionths, 6));
        let share = money.times(rate);
        prop_assert_eq!((-money).times(rate), -share);
        let error = i128::from(share.fen()) * 1_000_000 - i128::from(fen) * i128::from(millionths);
        prop_assert!(error.abs() * 2 <= 1_000_000);
        if error.abs() * 2 == 1_000_000 {
            prop_assert_eq!(error.signum(), i128::from(fen.signum()), "a half goes away from zero");
        }
    }
}

/// A share in millionths; every third brings halves about.
fn a_share() -> impl Strategy<Value = u32> {
    prop_oneof![2 => 0_u32..=1_000_000, 1 => select(vec![500_000, 250_000, 50_000, 5_000])]
}

fn with_a_place() -> impl Strategy<Value = (FiledMonth, usize)> {
    a_filed_month().prop_filter("a slip is filed", |filed| !filed.slips.is_empty()).prop_flat_map(|filed| {
        let places = 0..filed.slips.len();
        (Just(filed), places)
    })
}

/// The properties say little of months in which nothing happens: every rule and every verdict comes up.
#[test]
fn the_generated_months_bring_every_rule_about() {
    let mut runner = TestRunner::deterministic();
    let (mut codes, mut verdicts, mut kinds) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut in_anothers_place = 0;
    for _ in 0..1_500 {
        let filed = a_filed_month().new_tree(&mut runner).unwrap().current();
        let mut account = Account::default();
        let (decided, first) = filed.settle(&mut account);
        let lot = decided.lot.as_ref().unwrap();
        let drawn = u64::try_from(lot.drawn.len()).unwrap();
        in_anothers_place += u32::from(drawn > lot.plan.sample_size);
        let (_, second) = filed.next().settle(&mut account);
        kinds.extend([first, second].iter().flat_map(|statement| &statement.lines).map(|line| line.kind));
        verdicts.extend(decided.slips.iter().map(|slip| slip.verdict));
        codes.extend(decided.slips.iter().flat_map(|slip| &slip.hits).map(Hit::code));
    }
    assert!(in_anothers_place > 20, "{in_anothers_place} lots drew in another's place");
    assert_eq!(verdicts, Verdict::ALL.into_iter().collect());
    let missing: Vec<&Code> = Code::ALL.iter().filter(|code| !codes.contains(code)).collect();
    assert_eq!(missing, [&Code::HouseCheck], "the months are wide enough");
    let at_year_end = [LineKind::FeedbackPenalty, LineKind::UnusedAllowance, LineKind::AllowanceExcess];
    let missing = LineKind::ALL.into_iter().filter(|kind| !kinds.contains(kind) && !at_year_end.contains(kind));
    assert_eq!(missing.collect::<Vec<_>>(), [LineKind::Adjustment], "the months are wide enough");
}
