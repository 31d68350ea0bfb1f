use proptest::prelude::*;

use super::{CheckFault, CheckText, ExpressionCheck, FACTS};
use crate::agreement::decision::table::{World, slips};
use crate::agreement::decision::{Case, HouseCheck, SlipsBefore};

fn written(expression: &str) -> CheckText {
    CheckText { code: "OWN_CHECK".into(), expression: expression.to_owned(), message: "look".to_owned(), held: true }
}

fn fault(text: CheckText) -> Option<CheckFault> {
    ExpressionCheck::new(text).err()
}

/// What a check says of a slip, the reason where it cannot tell left out.
fn answer(slip: &str, expression: &str) -> Option<bool> {
    let check = ExpressionCheck::new(written(expression)).unwrap_or_else(|fault| panic!("{expression}: {fault}"));
    let slip = slips(slip, "2026-03-05").remove(0);
    World::default().with_month(|month| {
        let before = SlipsBefore::default();
        let case = Case::new(month, &before, &slip);
        let answer = check.answer(&case).ok();
        assert_eq!(check.check(&case).is_some(), answer == Some(true), "{expression}");
        answer
    })
}

#[test]
fn an_expression_asks_for_facts_of_the_slip_and_its_registers() {
    for (slip, expression, expected) in [
        ("W1 claimed_fee=20.00", "claimed_fee_fen == 2000", Some(true)),
        ("W1 claimed_fee=20.01", "claimed_fee_fen % 1000 == 0", Some(false)),
        ("W1 parts=P-HEAT*3", "parts.exists(p, p.part_no == 'P-HEAT' && p.qty >= 3)", Some(true)),
        ("W1 parts=P-HEAT*2", "parts.exists(p, p.part_no == 'P-HEAT' && p.qty >= 3)", Some(false)),
        ("W1", "size(parts) == 0 && parts_cost_fen == 0", Some(true)),
        ("W1 parts=P-NONE", "parts_cost_fen == null", Some(true)),
        ("W1", "dealer_code == 'D1' && period == '2026-03' && repaired_on == '2026-03-05'", Some(true)),
        ("W1 service_mode=door_to_door", "service_mode == 'door_to_door' && sold_by_dealer", Some(true)),
        ("W1 product_model=WH-61", "product_line == null && tariff_fen == null", Some(true)),
        // What the slip does not have makes a check that asks for it not hit.
        ("W1 claimed_fee=", "claimed_fee_fen > 100", None),
        ("W1 claimed_fee=", "claimed_fee_fen != null && claimed_fee_fen > 100", Some(false)),
        // What is neither true nor false is no hit, nor is what cannot be reckoned.
        ("W1", "claimed_fee_fen", None),
        ("W1", "1 / 0 == 1", None),
        ("W1", "9223372036854775807 + 1 > 0", None),
    ] {
        assert_eq!(answer(slip, expression), expected, "{slip} {expression}");
    }
}

#[test]
fn every_fact_can_be_asked_for() {
    for fact in FACTS {
        let slip = "W1 parts=P-HEAT*2 claimed_fee=20.00";
        assert_eq!(answer(slip, &format!("{0} == {0}", fact.name)), Some(true), "{}", fact.name);
    }
}

#[test]
fn what_cannot_be_a_check_is_refused_with_the_reason() {
    let code = |code: &str| fault(CheckText { code: code.into(), ..written("true") });
    for taken in ["", "AB", "round_fee", "1ST_FEE", "UNSIGNED", "ROUND-FEE", &"A".repeat(41)] {
        assert_eq!(code(taken), Some(CheckFault::Code), "{taken}");
    }
    assert_eq!(code("FEE"), None);
    assert_eq!(code(&"A".repeat(40)), None);
    for message in ["", " ", &"m".repeat(501)] {
        assert_eq!(fault(CheckText { message: message.to_owned(), ..written("true") }), Some(CheckFault::Message));
    }
    assert_eq!(fault(written("")), Some(CheckFault::Length));
    assert_eq!(fault(written(&format!("{}true", " ".repeat(1_997)))), Some(CheckFault::Length));
    assert_eq!(fault(written(&format!("{}true{}", "(".repeat(21), ")".repeat(21)))), Some(CheckFault::Length));
    assert_eq!(fault(written(&format!("{}true{}", "(".repeat(20), ")".repeat(20)))), None);
    let nested = "parts.exists(p, parts.exists(q, p.qty == q.qty))";
    assert_eq!(fault(written(nested)), Some(CheckFault::Nested));
    assert_eq!(fault(written("parts.filter(p, p.qty > 1).exists(p, p.part_no == 'A')")), None);
    assert_eq!(fault(written("parts.exists(p, p.qty > q)")), Some(CheckFault::UnknownFact("q".to_owned())));
    assert_eq!(fault(written("no_such_fact > 1")), Some(CheckFault::UnknownFact("no_such_fact".to_owned())));
    assert!(matches!(fault(written("claimed_fee_fen >")), Some(CheckFault::Syntax(_))));
    assert!(matches!(fault(written("claimed_fee_fen > 1)")), Some(CheckFault::Syntax(_))));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in r#"([a-z_]{0,6}|[0-9]{0,5}|[-+*/%!<>=&|?:.,()\[\]{}'"\\ @]|parts|.){0,40}"#) {
        if let Ok(check) = ExpressionCheck::new(written(&text)) {
            let slip = slips("W1", "2026-03-05").remove(0);
            World::default().with_month(|month| check.check(&Case::new(month, &SlipsBefore::default(), &slip)));
        }
    }
}
