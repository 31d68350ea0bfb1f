//! Seeds: fixed before the lots of their month are known, one for each (agreement 6.2).

use sanbao::auth::{Actor, Role};
use sanbao::calendar::Period;
use sanbao::store::{Error as StoreError, files, months, seeds};
use sanbao::workflow::publish_seeds::publish_seeds;
use sanbao::workflow::set_seed::set_seed;
use sanbao::workflow::{Error, Refusal};

use super::harness::TestOffice;
use super::registers::{administrator, dealer};

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn seed(test: &TestOffice, of: &str) -> Option<seeds::Seed> {
    test.office.store.read(|c| seeds::of(c, period(of))).unwrap()
}

on_both! {
    fn the_running_month_and_the_next_have_seeds_that_stay(test: &TestOffice) {
        test.office.clock.set("2026-11-30T23:59:00".parse().unwrap());
        publish_seeds(&test.office).unwrap();
        let (running, next) = (seed(test, "2026-11").unwrap(), seed(test, "2026-12").unwrap());
        assert_ne!(running.seed, next.seed);
        assert_eq!(running.seed.len(), 64);
        assert_eq!(running.sha256, files::sha256(running.seed.as_bytes()));
        assert_eq!((seed(test, "2026-10"), seed(test, "2027-01")), (None, None));
        test.office.clock.set("2026-12-01T00:01:00".parse().unwrap());
        publish_seeds(&test.office).unwrap();
        assert_eq!((seed(test, "2026-11"), seed(test, "2026-12")), (Some(running), Some(next)));
        assert!(seed(test, "2027-01").is_some());
    }

    fn a_seed_of_elsewhere_is_taken_before_any_draw(test: &TestOffice) {
        let set = set_seed(&test.office, &administrator(), period("2026-03"), "one-month-8").unwrap();
        assert_eq!(Some(set), seed(test, "2026-03"));
        let again = set_seed(&test.office, &administrator(), period("2026-03"), "another");
        assert!(matches!(again, Err(Error::Refused(Refusal::SeedFixed))));
        let drawn: Result<(), StoreError> = test.office.store.write(|c| {
            months::ensure(c, &dealer("D1"), period("2026-04"))?;
            months::drawn(c, &dealer("D1"), period("2026-04"), "r", test.office.clock.now())
        });
        drawn.unwrap();
        let late = set_seed(&test.office, &administrator(), period("2026-04"), "late");
        assert!(matches!(late, Err(Error::Refused(Refusal::LotDrawn))));
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Administrator) {
            let actor = Actor { login: "x".to_owned(), role, dealer: None };
            assert!(matches!(set_seed(&test.office, &actor, period("2026-05"), "x"), Err(Error::NotAllowed)), "{role:?}");
        }
    }
}
