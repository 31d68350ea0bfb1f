//! Agreements: one text stands for a code and first day, and none goes from under a confirmed statement.

use sanbao::agreement::statement::State;
use sanbao::agreement::terms::Expected;
use sanbao::auth::{Actor, Role};
use sanbao::calendar::Period;
use sanbao::store::agreements::{self, PublishedAgreement};
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::store::{Error as StoreError, books, months};
use sanbao::workflow::publish_agreement::publish_agreement;
use sanbao::workflow::{Error, Refusal};

use super::harness::TestOffice;
use super::registers::{administrator, dealer, import};

fn text(code: &str, dealers: &str, from: &str, more: &str) -> String {
    format!("code = \"{code}\"\ndealers = [{dealers}]\neffective_from = {from}\n{more}\n[lines.stove]\n")
}

fn publish(test: &TestOffice, text: &str) -> Result<PublishedAgreement, Error> {
    publish_agreement(&test.office, &administrator(), text.as_bytes())
}

fn confirm(test: &TestOffice, code: &str, period: &str) {
    let period: Period = period.parse().unwrap();
    let confirmed: Result<bool, StoreError> = test.office.store.write(|c| {
        months::ensure(c, &dealer(code), period)?;
        let version = months::load(c, &dealer(code), period)?.unwrap().state_version;
        months::step(c, &dealer(code), period, version, State::Confirmed)
    });
    assert!(confirmed.unwrap());
}

on_both! {
    fn a_text_takes_the_place_of_another_and_both_are_kept(test: &TestOffice) {
        import(test, Register::Dealers, Mode::Add, "dealer_code,name\nD1,One\nD2,Two\n").unwrap();
        let first = publish(test, &text("a", "\"*\"", "2026-01-01", "")).unwrap();
        assert_eq!(publish(test, &text("a", "\"*\"", "2026-01-01", "")).unwrap(), first, "the same text again");
        let second = publish(test, &text("a", "\"D1\"", "2026-01-01", "")).unwrap();
        assert_ne!(second.id, first.id);
        let (standing, all) = test.office.store.read(|c| {
            Ok::<_, StoreError>((agreements::standing(c)?, agreements::all(c)?))
        }).unwrap();
        let on = "2026-03-31".parse().unwrap();
        assert!(standing.of(&dealer("D1")).on(on).is_some());
        assert!(standing.of(&dealer("D2")).on(on).is_none());
        assert_eq!(all.iter().filter(|text| text.replaced_at.is_some()).map(|text| &text.id).collect::<Vec<_>>(), [&first.id]);
        let revision = |code| test.office.store.read(|c| books::revisions(c, &dealer(code))).unwrap().0;
        assert_eq!((revision("D1"), revision("D2")), (3, 3), "whom the old text bound is settled again too");
    }

    fn two_texts_with_one_first_day_for_a_dealer_are_refused(test: &TestOffice) {
        publish(test, &text("a", "\"D1\", \"D2\"", "2026-01-01", "")).unwrap();
        let refused = publish(test, &text("b", "\"D2\"", "2026-01-01", ""));
        let Err(Error::Refused(Refusal::SameFirstDay(clashes))) = refused else { panic!("{refused:?}") };
        assert_eq!(clashes[0].dealer, Some(dealer("D2")));
        publish(test, &text("b", "\"D2\"", "2026-02-01", "")).unwrap();
    }

    fn no_text_goes_from_under_a_confirmed_statement(test: &TestOffice) {
        publish(test, &text("a", "\"*\"", "2026-03-15", "effective_to = 2026-04-30")).unwrap();
        publish(test, &text("own", "\"D9\"", "2026-01-01", "")).unwrap();
        confirm(test, "D1", "2026-02");
        confirm(test, "D1", "2026-05");
        confirm(test, "D9", "2026-03");
        let longer = text("a", "\"*\"", "2026-03-15", "effective_to = 2026-06-30");
        publish(test, &longer).unwrap();
        let refused = publish(test, &text("a", "\"*\"", "2026-03-15", ""));
        assert!(
            matches!(&refused, Err(Error::Refused(Refusal::AgreementInUse { dealer: of, period }))
                if *of == dealer("D1") && period.to_string() == "2026-05"),
            "{refused:?}"
        );
        assert!(publish(test, &longer).is_ok(), "the same text changes nothing");
    }

    fn a_text_that_cannot_stand_is_refused_with_every_fault(test: &TestOffice) {
        let refused = publish(test, "code = \"a\"\ndealers = []\ncolour = 1\n");
        let Err(Error::Refused(Refusal::Agreement { faults })) = refused else { panic!("{refused:?}") };
        let keys: Vec<&str> = faults.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(keys, ["dealers", "effective_from", "colour"]);
        for bytes in [&b"code = \"\xff\""[..], b"code = \"a\0\""] {
            let refused = publish_agreement(&test.office, &administrator(), bytes);
            let Err(Error::Refused(Refusal::Agreement { faults })) = refused else { panic!("{refused:?}") };
            assert_eq!(faults[0].expected, Expected::Utf8);
        }
    }

    fn only_an_administrator_publishes(test: &TestOffice) {
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Administrator) {
            let actor = Actor { login: "x".to_owned(), role, dealer: None };
            let refused = publish_agreement(&test.office, &actor, text("a", "\"*\"", "2026-01-01", "").as_bytes());
            assert!(matches!(refused, Err(Error::NotAllowed)), "{role:?}");
        }
    }
}
