//! The table as a whole: its order, the gravest effect, the calls, and the people who decide.

use std::collections::HashMap;

use super::table::{World, slips};
use super::*;
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::Outcome;

#[test]
fn the_rules_stand_in_the_order_of_the_table_and_none_is_missing() {
    let codes: Vec<Code> = RULES.iter().map(|rule| rule.code).collect();
    let all_but_house_checks: Vec<Code> = Code::ALL.iter().copied().filter(|code| *code != Code::HouseCheck).collect();
    assert_eq!(codes, all_but_house_checks);
}

#[test]
fn the_gravest_effect_decides() {
    for (effects, verdict) in [
        (vec![], Verdict::Accepted),
        (vec![Effect::Note], Verdict::Accepted),
        (vec![Effect::Note, Effect::Adjusted], Verdict::Adjusted),
        (vec![Effect::Held, Effect::Adjusted], Verdict::Held),
        (vec![Effect::Held, Effect::Rejected], Verdict::Rejected),
        (vec![Effect::Void, Effect::Rejected], Verdict::Void),
        (vec![Effect::Fabricated, Effect::Void], Verdict::Fabricated),
    ] {
        assert_eq!(Verdict::of(effects.iter().copied()), verdict, "{effects:?}");
    }
}

/// What happens around the draw: calls are lines of slip, attempts and outcome; reviews of slip, decision and time.
#[derive(Default)]
struct Around {
    world: World,
    calls: &'static str,
    reviews: &'static str,
    house_checks: Vec<Box<dyn HouseCheck>>,
}

impl Around {
    /// Decides the table through the draw and compares the verdicts and codes.
    #[track_caller]
    fn check(&self, table: &str) {
        let (mut calls, mut reviews) = (Calls::default(), HashMap::new());
        for words in self.calls.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()) {
            let outcome = [
                ("confirmed", Outcome::Confirmed),
                ("mismatch", Outcome::Mismatch),
                ("wrong_number", Outcome::WrongNumber),
                ("fabricated", Outcome::Fabricated),
                ("no_answer", Outcome::NoAnswer),
            ];
            for attempt in 1..=words[1].parse().unwrap() {
                calls.add(Call {
                    dealer: DealerCode::new("D1").unwrap(),
                    slip: SlipNo::new(words[0]).unwrap(),
                    called_on: "2026-04-02".parse().unwrap(),
                    attempt,
                    outcome: outcome.iter().find(|(word, _)| *word == words[2]).unwrap().1,
                    satisfaction: None,
                    note: None,
                });
            }
        }
        for words in self.reviews.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()) {
            let review: &mut Review = reviews.entry(SlipNo::new(words[0]).unwrap()).or_default();
            match words[2] {
                "before" => review.before_draw = Some(words[1] == "accepted"),
                _ => review.after_draw = Some(words[1] == "accepted"),
            }
        }
        let house_checks: Vec<&dyn HouseCheck> = self.house_checks.iter().map(AsRef::as_ref).collect();
        let findings = Findings { house_checks: &house_checks, reviews: &reviews, calls: &calls, seed: Some("seed") };
        let decided = self.world.with_month(|month| super::decide(month, slips(table, "2026-03-05"), &findings));
        let found = decided.slips.iter().map(|decided| {
            let codes: Vec<&str> = decided.hits.iter().map(Hit::name).collect();
            format!("{} -> {} {}", decided.slip.no, decided.verdict, codes.join(";")).trim().to_owned()
        });
        let expected = table.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
            let (slip, verdict) = line.split_once("->").unwrap();
            format!("{} ->{verdict}", slip.split_whitespace().next().unwrap())
        });
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }
}

#[test]
fn drawn_and_reissued_slips_wait_for_their_calls() {
    // A lot of two is drawn whole; W3 is no part of it.
    Around::default().check(
        "
        W1 -> held CALLBACK_PENDING
        W2 reissued=yes -> held CALLBACK_PENDING
        W3 customer_signed=no -> void UNSIGNED
        ",
    );
    Around { calls: "W1 1 confirmed\nW2 3 no_answer", ..Around::default() }.check(
        "
        W1 -> accepted
        W2 reissued=yes -> accepted
        ",
    );
    Around { calls: "W1 2 no_answer", ..Around::default() }.check("W1 -> held CALLBACK_PENDING");
}

#[test]
fn a_call_decides_any_slip_but_those_outside_the_draw_fail_no_lot() {
    Around { calls: "W1 1 confirmed\nW2 1 fabricated\nW3 1 mismatch\nW4 1 wrong_number", ..Around::default() }.check(
        "
        W1 -> accepted
        W2 customer_signed=no -> fabricated UNSIGNED;CALLBACK_FABRICATED
        W3 cause=user_damage -> void NOT_A_PRODUCT_FAULT;CALLBACK_MISMATCH
        W4 product_model=WH-61 -> void UNKNOWN_MODEL;MODEL_MISMATCH;CALLBACK_WRONG_NUMBER
        ",
    );
}

#[test]
fn a_failed_lot_holds_every_slip_of_it_that_is_not_confirmed() {
    Around { calls: "W1 1 mismatch\nW2 1 confirmed", ..Around::default() }.check(
        "
        W1 -> void CALLBACK_MISMATCH;LOT_REJECTED
        W2 -> accepted
        ",
    );
    // With 6.5 % two of four are drawn; the others wait for their calls once the lot failed.
    let world = World { terms: "sampling_aql = \"6.5\"", ..World::default() };
    Around { world, calls: "W1 1 mismatch\nW2 1 mismatch\nW3 1 mismatch\nW4 3 no_answer", ..Around::default() }.check(
        "
        W1 -> void CALLBACK_MISMATCH;LOT_REJECTED
        W2 -> void CALLBACK_MISMATCH;LOT_REJECTED
        W3 -> void CALLBACK_MISMATCH;LOT_REJECTED
        W4 -> held LOT_REJECTED
        ",
    );
}

#[test]
fn a_call_concerns_the_first_filing_of_its_number() {
    let world = World { earlier: "W1 serial_no=S5", ..World::default() };
    Around { world, calls: "W1 1 fabricated", ..Around::default() }.check("W1 -> rejected DUPLICATE_SLIP");
}

#[test]
fn without_a_version_on_the_last_day_there_is_no_lot() {
    let in_force = "effective_from = 2026-01-01\neffective_to = 2026-03-30";
    let world = World { in_force, ..World::default() };
    Around { world, calls: "W2 1 mismatch", ..Around::default() }.check(
        "
        W1 -> accepted
        W2 -> void CALLBACK_MISMATCH
        ",
    );
}

#[test]
fn a_reviewer_decides_a_held_slip_either_way() {
    let held = "parts=P-HEAT*3";
    for (reviews, calls, verdict) in [
        ("", "", "held PART_QTY_ABOVE_MAXIMUM"),
        ("W1 accepted before", "", "held PART_QTY_ABOVE_MAXIMUM;CALLBACK_PENDING"),
        ("W1 accepted before", "W1 1 confirmed", "accepted PART_QTY_ABOVE_MAXIMUM"),
        ("W1 accepted before", "W1 1 mismatch", "void PART_QTY_ABOVE_MAXIMUM;CALLBACK_MISMATCH;LOT_REJECTED"),
        ("W1 accepted after", "", "accepted PART_QTY_ABOVE_MAXIMUM"),
        ("W1 rejected before", "", "rejected PART_QTY_ABOVE_MAXIMUM"),
        ("W1 rejected after", "", "rejected PART_QTY_ABOVE_MAXIMUM"),
        ("W1 rejected after", "W1 1 fabricated", "fabricated PART_QTY_ABOVE_MAXIMUM;CALLBACK_FABRICATED"),
    ] {
        Around { calls, reviews, ..Around::default() }.check(&format!("W1 {held} -> {verdict}"));
    }
    Around { reviews: "W1 accepted after", ..Around::default() }.check("W1 -> accepted CALLBACK_PENDING");
    let fee = "claimed_fee=99.00 -> adjusted PART_QTY_ABOVE_MAXIMUM;FEE_ABOVE_TARIFF";
    Around { reviews: "W1 accepted after", ..Around::default() }.check(&format!("W1 {held} {fee}"));
}

#[test]
fn the_rules_never_overwrite_a_reviewers_decision() {
    // Held by the draw and rejected; the call that confirms it comes later.
    Around { reviews: "W1 rejected after", calls: "W1 1 confirmed", ..Around::default() }.check("W1 -> rejected");
    // Held when it was accepted; a register has changed since.
    Around { reviews: "W1 accepted after", ..Around::default() }
        .check("W1 product_model=WH-80 -> accepted MODEL_MISMATCH");
    // Accepted before the draw, so in the lot, held there, and accepted again: the lot is the same.
    for (reviews, verdict) in [("W1 accepted before", "held"), ("W1 accepted before\nW1 accepted after", "accepted")] {
        Around { reviews, ..Around::default() }.check(&format!(
            "
            W1 parts=P-HEAT*3 -> {verdict} PART_QTY_ABOVE_MAXIMUM;CALLBACK_PENDING
            W2 -> held CALLBACK_PENDING
            ",
        ));
    }
}

struct FeeWatch;

impl HouseCheck for FeeWatch {
    fn check(&self, case: &Case) -> Option<HouseHit> {
        let fee = case.slip.claimed_fee?;
        let hit = |held| HouseHit { code: "FEE_WATCH".into(), held, message: "a round fee".to_owned() };
        (fee >= Money::from_fen(10_00)).then(|| hit(fee >= Money::from_fen(12_00)))
    }
}

#[test]
fn an_administrators_check_holds_or_notes_before_the_draw_and_is_listed_last() {
    let house_checks: Vec<Box<dyn HouseCheck>> = vec![Box::new(FeeWatch)];
    Around { house_checks, calls: "W2 1 mismatch", ..Around::default() }.check(
        "
        W1 claimed_fee=12.00 -> held FEE_WATCH
        W2 claimed_fee=11.00 -> void CALLBACK_MISMATCH;LOT_REJECTED;FEE_WATCH
        W3 claimed_fee=9.00 -> held CALLBACK_PENDING;LOT_REJECTED
        ",
    );
}
