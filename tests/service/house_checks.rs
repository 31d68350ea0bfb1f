//! The administrator's own checks (agreement 4.32), and what a change would come to before it is published.

use sanbao::agreement::codes::DealerCode;
use sanbao::agreement::decision::house_check::{CheckFault, CheckText};
use sanbao::agreement::statement::State;
use sanbao::auth::{Actor, Role};
use sanbao::calendar::Period;
use sanbao::store::{self, adjustments, books, house_checks, months};
use sanbao::workflow::publish_house_check::{end_house_check, publish_house_check};
use sanbao::workflow::try_change::{Change, Trial, try_change};
use sanbao::workflow::{Error, Office, Refusal};

use super::cases::{exported, fed, person, settle_all};

const MARCH: (&str, &str) = ("2026-03", "2026-03");

fn administrator() -> Actor {
    person("root", Role::Administrator)
}

fn check(expression: &str) -> CheckText {
    CheckText {
        code: "DEAR_VISIT".into(),
        expression: expression.to_owned(),
        message: "上门费用偏高".to_owned(),
        held: true,
    }
}

fn dear_visits() -> CheckText {
    check("service_mode == 'door_to_door' && claim_value_fen >= 2500")
}

fn tried(office: &Office, change: &Change, (first, last): (&str, &str)) -> Result<Trial, Error> {
    try_change(office, &administrator(), change, (first.parse().unwrap(), last.parse().unwrap()), None)
}

/// What would come out otherwise: the month with its payable amounts, and the slips.
fn told(trial: &Trial) -> Vec<String> {
    let mut lines = Vec::new();
    for month in &trial.changed {
        let (before, after) = (month.before.net, month.after.net);
        lines.push(format!("{} {} {before} -> {after}", month.dealer, month.period));
        for slip in &month.slips {
            let codes = |codes: &[String]| codes.join(";");
            let (before, after) = (&slip.before, &slip.after);
            lines.push(format!(
                "  {} {} {} -> {} {}",
                slip.no,
                before.verdict,
                codes(&before.codes),
                after.verdict,
                codes(&after.codes)
            ));
        }
    }
    lines
}

fn freeze(office: &Office, dealer: &DealerCode, period: Period) {
    let frozen = office.store.write::<_, store::Error>(|c| {
        let version = months::load(c, dealer, period)?.unwrap().state_version;
        books::touch(c, dealer, office.clock.now())?;
        adjustments::entered(c, dealer, period)?;
        months::step(c, dealer, period, version, State::Confirmed)
    });
    assert!(frozen.unwrap());
}

on_both! {
    fn a_change_of_terms_is_tried_over_months_that_are_closed(test: &TestOffice) {
        let office = &test.office;
        let case = fed(test, "one-month");
        let text = std::fs::read_to_string(case.input("agreement-standard.toml")).unwrap();
        freeze(office, &DealerCode::new("D001").unwrap(), case.from);
        settle_all(office);
        // Its own first day does not matter for the trial.
        let changed = text.replace("late_service_fine = \"5.00\"", "late_service_fine = \"6.50\"").replace("2026-03-01", "2028-01-01");
        let trial = tried(office, &Change::Agreement(changed.as_bytes()), MARCH).unwrap();
        assert_eq!(told(&trial), ["D001 2026-03 59.00 -> 57.50"]);
        assert_eq!(trial.months, 2);
        let same = tried(office, &Change::Agreement(text.as_bytes()), MARCH).unwrap();
        assert_eq!(told(&same), Vec::<String>::new());
        case.check(office);
    }

    fn a_check_is_tried_then_published_then_ended(test: &TestOffice) {
        let office = &test.office;
        let case = fed(test, "one-month");
        let trial = tried(office, &Change::Check(dear_visits()), MARCH).unwrap();
        insta::assert_snapshot!("house_check_trial", told(&trial).join("\n"));
        case.check(office);

        let published = publish_house_check(office, &administrator(), dear_visits(), case.from).unwrap();
        settle_all(office);
        let decisions = exported(office, case.from, case.through, "decisions.csv");
        assert!(decisions.contains("WX-001,held,DEAR_VISIT,25.00,0.00"), "{decisions}");
        let reasons = exported(office, case.from, case.through, "reasons.csv");
        assert!(reasons.contains("上门费用偏高"), "{reasons}");
        let again = publish_house_check(office, &administrator(), dear_visits(), case.from);
        assert!(matches!(again, Err(Error::Refused(Refusal::HouseCheckStands))), "{again:?}");

        // Without it the month would come out as it did before.
        let without = tried(office, &Change::EndOfCheck(published.id.clone()), MARCH).unwrap();
        assert_eq!(without.changed.len(), trial.changed.len());
        assert_eq!(without.changed[0].after, trial.changed[0].before);

        end_house_check(office, &administrator(), &published.id, case.from.plus(-1)).unwrap();
        settle_all(office);
        case.check(office);
        let again = end_house_check(office, &administrator(), &published.id, case.from);
        assert!(matches!(again, Err(Error::Refused(Refusal::HouseCheckEnded))), "{again:?}");
        publish_house_check(office, &administrator(), dear_visits(), case.from.plus(1)).unwrap();
        settle_all(office);
        case.check(office);
        let kept = office.store.read(house_checks::all).unwrap();
        let lasts: Vec<Option<Period>> = kept.iter().map(|check| check.last_period).collect();
        assert_eq!(lasts, [Some(case.from.plus(-1)), None]);
    }

    fn a_check_leaves_confirmed_months_as_they_are(test: &TestOffice) {
        let office = &test.office;
        let case = fed(test, "one-month");
        for dealer in ["D001", "D002"] {
            freeze(office, &DealerCode::new(dealer).unwrap(), case.from);
        }
        publish_house_check(office, &administrator(), dear_visits(), case.from).unwrap();
        settle_all(office);
        case.check(office);
    }

    fn what_cannot_be_tried_or_published_is_refused(test: &TestOffice) {
        let office = &test.office;
        let case = fed(test, "one-month");
        let change = Change::Check(dear_visits());
        for periods in [("2026-04", "2026-03"), ("2026-03", "2027-03"), ("2027-12", "2028-01")] {
            let refused = tried(office, &change, periods);
            assert!(matches!(refused, Err(Error::Refused(Refusal::TrialPeriods { .. }))), "{periods:?} {refused:?}");
        }
        let refused = publish_house_check(office, &administrator(), check("customer_phone == ''"), case.from);
        let fault = CheckFault::UnknownFact("customer_phone".to_owned());
        assert!(matches!(&refused, Err(Error::Refused(Refusal::HouseCheck(found))) if *found == fault), "{refused:?}");
        let refused = publish_house_check(office, &person("li", Role::Reviewer), dear_visits(), case.from);
        assert!(matches!(refused, Err(Error::NotAllowed)), "{refused:?}");
        assert!(matches!(tried(office, &Change::EndOfCheck("none".to_owned()), MARCH), Err(Error::NotFound)));
        assert_eq!(office.store.read(house_checks::all).unwrap(), []);
    }
}
