//! Requests that are sent again under their key.

use chrono::TimeDelta;
use sanbao::calendar::Moment;
use sanbao::store::idempotency::{Answered, Begun, Keyed, answered, begin, given_up};

use crate::service::harness::TestOffice;

const FILE: Keyed<'_> = Keyed { person: "lin", key: "k1", request_sha256: "one" };

fn begun(test: &TestOffice, keyed: Keyed<'_>, now: Moment) -> Begun {
    test.office.store.write(|c| begin(c, keyed, now)).unwrap()
}

on_both! {
    fn a_request_sent_again_gets_the_first_answer(test: &TestOffice) {
        let now = test.office.clock.now();
        assert_eq!(begun(test, FILE, now), Begun::First);
        assert_eq!(begun(test, FILE, now), Begun::AtWork);
        let answer = Answered { status: 201, content_type: "application/json".to_owned(), body: b"{\"id\":1}\0".to_vec() };
        test.office.store.write(|c| answered(c, FILE, &answer)).unwrap();
        assert_eq!(begun(test, FILE, now), Begun::Again(answer));
    }

    fn another_request_under_the_key_is_told_apart(test: &TestOffice) {
        let now = test.office.clock.now();
        assert_eq!(begun(test, FILE, now), Begun::First);
        assert_eq!(begun(test, Keyed { request_sha256: "two", ..FILE }, now), Begun::Other);
        assert_eq!(begun(test, Keyed { person: "wang", request_sha256: "two", ..FILE }, now), Begun::First);
    }

    fn a_request_that_was_refused_frees_its_key(test: &TestOffice) {
        let now = test.office.clock.now();
        assert_eq!(begun(test, FILE, now), Begun::First);
        test.office.store.write(|c| given_up(c, FILE)).unwrap();
        assert_eq!(begun(test, Keyed { request_sha256: "two", ..FILE }, now), Begun::First);
    }

    fn a_request_that_died_with_its_process_is_taken_over_once(test: &TestOffice) {
        let now = test.office.clock.now();
        assert_eq!(begun(test, FILE, now), Begun::First);
        let later = now + TimeDelta::minutes(11);
        assert_eq!(begun(test, FILE, later), Begun::First);
        assert_eq!(begun(test, FILE, later), Begun::AtWork);
    }

    fn answers_are_kept_for_a_day(test: &TestOffice) {
        let now = test.office.clock.now();
        assert_eq!(begun(test, FILE, now), Begun::First);
        let answer = Answered { status: 204, content_type: String::new(), body: Vec::new() };
        test.office.store.write(|c| answered(c, FILE, &answer)).unwrap();
        assert_eq!(begun(test, FILE, now + TimeDelta::hours(23)), Begun::Again(answer));
        assert_eq!(begun(test, FILE, now + TimeDelta::hours(25)), Begun::First);
    }

    fn of_many_at_once_one_is_the_first(test: &TestOffice) {
        let now = test.office.clock.now();
        let first = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| begun(test, FILE, now) == Begun::First)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).filter(|first| *first).count()
        });
        assert_eq!(first, 1);
    }
}
