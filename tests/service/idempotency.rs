//! Requests that are sent again under their key.

use chrono::TimeDelta;
use sanbao::calendar::Moment;
use sanbao::store::idempotency::{Answered, Begun, Claim, Keyed, answered, begin, given_up, under};
use sanbao::store::{Error as StoreError, settings};

use crate::service::harness::TestOffice;

const FILE: Keyed<'_> = Keyed { person: "lin", key: "k1", request_sha256: "one" };

fn begun(test: &TestOffice, keyed: Keyed<'_>, now: Moment) -> Begun {
    test.office.store.write(|c| begin(c, keyed, now)).unwrap()
}

/// Does something for the request as whoever began it at that instant.
fn do_it(test: &TestOffice, begun_at: Moment, what: &str) -> Result<(), StoreError> {
    let claim = Claim { person: FILE.person.to_owned(), key: FILE.key.to_owned(), begun_at };
    under(Some(claim), || test.office.store.write(|c| settings::set(c, "done", what)))
}

fn done(test: &TestOffice) -> Option<String> {
    test.office.store.read(|c| settings::get(c, "done")).unwrap()
}

on_both! {
    fn a_request_sent_again_gets_the_first_answer(test: &TestOffice) {
        let now = test.office.clock.now();
        assert_eq!(begun(test, FILE, now), Begun::First);
        assert_eq!(begun(test, FILE, now), Begun::AtWork);
        let answer = Answered {
            status: 201,
            content_type: "application/json".to_owned(),
            body: b"{\"id\":1}\0".to_vec(),
            location: "/api/v1/things/1".to_owned(),
            etag: "\"1\"".to_owned(),
        };
        test.office.store.write(|c| answered(c, FILE, now, &answer)).unwrap();
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
        test.office.store.write(|c| given_up(c, FILE, now)).unwrap();
        assert_eq!(begun(test, Keyed { request_sha256: "two", ..FILE }, now), Begun::First);
    }

    fn a_request_that_died_with_its_process_is_taken_over_once(test: &TestOffice) {
        let now = test.office.clock.now();
        assert_eq!(begun(test, FILE, now), Begun::First);
        let later = now + TimeDelta::minutes(11);
        assert_eq!(begun(test, FILE, later), Begun::First);
        assert_eq!(begun(test, FILE, later), Begun::AtWork);
    }

    fn a_request_that_was_done_by_a_process_that_died_is_not_done_again(test: &TestOffice) {
        let now = test.office.clock.now();
        assert_eq!(begun(test, FILE, now), Begun::First);
        do_it(test, now, "once").unwrap();
        assert_eq!(begun(test, FILE, now + TimeDelta::seconds(9)), Begun::AtWork, "its answer may still come");
        assert_eq!(begun(test, FILE, now + TimeDelta::seconds(11)), Begun::Done);
        assert_eq!(begun(test, Keyed { request_sha256: "two", ..FILE }, now), Begun::Other);
    }

    fn whoever_lost_a_request_does_nothing_any_more(test: &TestOffice) {
        let now = test.office.clock.now();
        assert_eq!(begun(test, FILE, now), Begun::First);
        let later = now + TimeDelta::seconds(11);
        assert_eq!(begun(test, FILE, later), Begun::First, "taken over");
        assert!(matches!(do_it(test, now, "by the first"), Err(StoreError::TakenOver)));
        assert_eq!(done(test), None);
        do_it(test, later, "by the second").unwrap();
        let answer = Answered { status: 201, body: b"mine".to_vec(), ..Answered::default() };
        test.office.store.write(|c| given_up(c, FILE, now)).unwrap();
        test.office.store.write(|c| answered(c, FILE, now, &answer)).unwrap();
        assert_eq!(begun(test, FILE, later + TimeDelta::seconds(11)), Begun::Done, "the first has nothing to say");
        test.office.store.write(|c| answered(c, FILE, later, &answer)).unwrap();
        assert_eq!(begun(test, FILE, later), Begun::Again(answer));
        assert_eq!(done(test).as_deref(), Some("by the second"));
    }

    fn answers_are_kept_for_a_day(test: &TestOffice) {
        let now = test.office.clock.now();
        assert_eq!(begun(test, FILE, now), Begun::First);
        let answer = Answered::without_body();
        test.office.store.write(|c| answered(c, FILE, now, &answer)).unwrap();
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
