//! What is known of a telephone number over all slips, dealers and years, and customers who ask not to be called again.

use diesel::prelude::*;
use sanbao::agreement::codes::SlipNo;
use sanbao::agreement::decision::Verdict;
use sanbao::agreement::registers::Outcome;
use sanbao::auth::{Actor, Role};
use sanbao::store::audit::AuditRow;
use sanbao::store::schema::{audit, call_numbers};
use sanbao::store::{Db, Error as StoreError, appointments, call_picks, calls, do_not_call, settings, slips};
use sanbao::texts::Lang;
use sanbao::workflow::draw_lot::draw_lot;
use sanbao::workflow::keep_wish::{keep_wish, take_off_list};
use sanbao::workflow::know_number::{KnownNumber, known_number, not_to_be_called, note_where_due};
use sanbao::workflow::pick_call::pick_call;
use sanbao::workflow::record_call::{NewCall, record_call, record_last_call};
use sanbao::workflow::take_call::{take_call, take_next_call};
use sanbao::workflow::{Error, Refusal};
use serde_json::json;

use super::call_picks::LOT;
use super::harness::{TestApp, TestOffice};
use super::month::{at, centre, file, month, open, period, person, ready, settle};
use super::registers::{administrator, dealer};
use super::sessions::trail;

/// What every customer of `month::slip` has.
const NUMBER: &str = "13812345678";
const MASKED: &str = "138****5678";

fn agent() -> Actor {
    person("zhou", Role::CallAgent)
}

fn no(text: &str) -> SlipNo {
    SlipNo::new(text).unwrap()
}

fn made(test: &TestOffice, no: &SlipNo, outcome: Outcome) -> NewCall {
    NewCall { slip: no.clone(), called_on: test.office.clock.today(), outcome, satisfaction: None, note: None }
}

fn asked(test: &TestOffice, code: &str, no: &SlipNo) {
    record_last_call(&test.office, &agent(), &dealer(code), made(test, no, Outcome::Refused)).unwrap();
}

fn known(test: &TestOffice, code: &str, no: &SlipNo) -> KnownNumber {
    known_number(&test.office, &dealer(code), no).unwrap()
}

fn keep(test: &TestOffice, no: &SlipNo) -> Result<usize, Error> {
    keep_wish(&test.office, &agent(), (&dealer("D1"), period("2026-01"), no), Lang::En)
}

/// January's lot of D1, of which 13 are drawn.
fn drawn(test: &TestOffice) -> Vec<SlipNo> {
    open(test, &["D1"]);
    at(test, "2026-02-06 09:00");
    file(test, "D1", period("2026-01"), &LOT);
    draw_lot(&test.office, &centre(), &dealer("D1"), period("2026-01")).unwrap();
    settle(test, "D1");
    month(test, "D1", "2026-01").lot.unwrap().drawn
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

on_both! {
    fn the_calls_to_a_number_are_known_over_dealers_and_years(test: &TestOffice) {
        open(test, &["D1", "D2"]);
        ready(test, "D1", &["W-1"]);
        at(test, "2027-03-06 09:00");
        file(test, "D2", period("2027-02"), &["W-7"]);
        let calls = known(test, "D2", &no("W-7")).calls;
        let [made] = calls.as_slice() else { panic!("one: {calls:?}") };
        assert_eq!((&made.call.dealer, &made.call.slip, made.call.outcome), (&dealer("D1"), &no("W-1"), Outcome::Confirmed));
        record_call(&test.office, &agent(), &dealer("D2"), self::made(test, &no("W-7"), Outcome::NoAnswer)).unwrap();
        let latest = known(test, "D1", &no("W-1")).calls.remove(0);
        assert_eq!((latest.call.dealer, latest.recorded_by.as_str()), (dealer("D2"), "zhou"), "the latest first");
    }

    fn a_customer_who_refuses_can_ask_not_to_be_called_again(test: &TestOffice) {
        let drawn = drawn(test);
        let office = &test.office;
        assert_eq!(refused(keep(test, &drawn[0])), Refusal::NoStandingWish);
        let answered = record_last_call(office, &agent(), &dealer("D1"), made(test, &drawn[0], Outcome::NoAnswer));
        assert_eq!(refused(answered), Refusal::WishWithoutRefusal);
        assert!(known(test, "D1", &drawn[1]).wish.is_none());
        asked(test, "D1", &drawn[0]);
        at(test, "2026-02-07 09:00");
        asked(test, "D1", &drawn[0]);
        let (wish, _) = known(test, "D1", &drawn[1]).wish.unwrap();
        assert_eq!((wish.masked.as_str(), wish.said_to.as_str(), wish.said_at.date().to_string()), (MASKED, "zhou", "2026-02-06".to_owned()));
        let queue = office.store.read(|c| appointments::first(c, office.clock.now(), 100)).unwrap();
        let told = office.store.read(|c| not_to_be_called(c, &office.seal, queue.iter().map(|row| (&row.dealer, &row.no))));
        assert_eq!(told.unwrap().len(), 13, "all have this number");
        let trail: Vec<(String, String)> =
            office.store.read(|c| Ok::<_, StoreError>(audit::table.select((audit::object, audit::facts)).load(c)?)).unwrap();
        assert!(trail.iter().any(|(_, facts)| facts.contains(MASKED)));
        assert!(trail.iter().all(|(object, facts)| !object.contains(NUMBER) && !facts.contains(NUMBER)));
    }

    fn one_step_records_the_refusals_that_are_left_and_the_next_is_drawn(test: &TestOffice) {
        let drawn = drawn(test);
        let office = &test.office;
        asked(test, "D1", &drawn[0]);
        assert!(matches!(keep_wish(office, &person("qian", Role::Finance), (&dealer("D1"), period("2026-01"), &drawn[0]), Lang::En), Err(Error::NotAllowed)));
        let wu = person("wu", Role::CallAgent);
        take_call(office, &wu, &dealer("D1"), period("2026-01"), &drawn[0]).unwrap();
        assert_eq!(refused(keep(test, &drawn[0])), Refusal::CallTaken { by: "wu".to_owned() });
        at(test, "2026-02-06 09:16");
        assert_eq!(keep(test, &drawn[0]).unwrap(), 2, "of three attempts");
        settle(test, "D1");
        let lot = month(test, "D1", "2026-01").lot.unwrap();
        assert_eq!((lot.drawn.len(), lot.failed), (14, 0), "another in its place");
        let standing = office.store.read(|c| slips::standing(c, &dealer("D1"), period("2026-01"), &drawn[0])).unwrap();
        assert_eq!(standing.unwrap().verdict, Some(Verdict::Accepted));
        let calls = office.store.read(|c| calls::of_slip(c, &dealer("D1"), &drawn[0])).unwrap();
        assert_eq!(calls.iter().map(|made| made.call.attempt).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(calls[2].call.note.as_deref().unwrap().contains("2026-02-06"), "{calls:?}");
        assert!(matches!(keep(test, &drawn[0]), Err(Error::NotFound)), "it waits no more");
        // What a reviewer adds is done by it too.
        let added = LOT.iter().map(|text| no(text)).find(|no| !lot.drawn.contains(no)).unwrap();
        pick_call(office, &centre(), (&dealer("D1"), period("2026-01"), &added), "odd").unwrap();
        assert_eq!(take_next_call(office, &agent()).unwrap().unwrap().no, added);
        assert_eq!(keep(test, &added).unwrap(), 3);
        assert!(!office.store.read(|c| call_picks::of_slip(c, &dealer("D1"), &added)).unwrap().unwrap().is_open);
    }

    fn a_number_is_taken_off_the_list_with_a_reason(test: &TestOffice) {
        let drawn = drawn(test);
        let office = &test.office;
        asked(test, "D1", &drawn[0]);
        let id = office.store.read(|c| do_not_call::list(c, None, 9)).unwrap().remove(0).id;
        assert!(matches!(take_off_list(office, &agent(), &id, "asked us to"), Err(Error::NotAllowed)));
        assert_eq!(refused(take_off_list(office, &centre(), &id, " ")), Refusal::ReasonMissing);
        take_off_list(office, &administrator(), &id, "the customer wrote to us").unwrap();
        assert!(known(test, "D1", &drawn[0]).wish.is_none());
        assert!(matches!(take_off_list(office, &centre(), &id, "again"), Err(Error::NotFound)));
    }

    fn what_is_said_to_two_at_once_is_kept_once(test: &TestOffice) {
        open(test, &["D1", "D2"]);
        ready(test, "D1", &["W-1"]);
        ready(test, "D2", &["W-1"]);
        std::thread::scope(|scope| {
            for code in ["D1", "D2"] {
                scope.spawn(move || asked(test, code, &no("W-1")));
            }
        });
        assert_eq!(test.office.store.read(|c| do_not_call::list(c, None, 9)).unwrap().len(), 1);
        let told = |row: &&AuditRow| row.action == "do_not_call.add";
        assert_eq!(trail(&test.office).iter().filter(told).count(), 1);
    }

    fn numbers_of_earlier_calls_are_noted_when_the_program_starts(test: &TestOffice) {
        open(test, &["D1"]);
        ready(test, "D1", &["W-1", "W-2"]);
        let store = &test.office.store;
        let forget = |c: &mut Db| {
            diesel::delete(call_numbers::table).execute(c)?;
            settings::set(c, settings::CALL_NUMBERS, settings::DUE)
        };
        store.write::<_, StoreError>(forget).unwrap();
        assert!(known(test, "D1", &no("W-1")).calls.is_empty());
        for _ in 0..2 {
            note_where_due(store, &test.office.seal).unwrap();
            assert_eq!(known(test, "D1", &no("W-1")).calls.len(), 2);
        }
    }

    fn the_page_of_a_call_withholds_the_number(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        let drawn = drawn(&app.test);
        let (caller, reviewer) = (app.signed_in(Role::CallAgent, None), app.signed_in(Role::Reviewer, None));
        let page = format!("/calls/D1/2026-01/{}", drawn[0]);
        let slip = format!("/api/v1/dealers/D1/months/2026-01/slips/{}", drawn[0]);
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        assert_eq!(caller.send("POST", &page, &form, b"action=take").status, 303);
        assert!(caller.get(&page).text().contains(&format!("tel:{NUMBER}")));
        let refusal = json!({ "slip_no": drawn[0].as_str(), "outcome": "refused", "do_not_call": true });
        assert_eq!(caller.post("/api/v1/dealers/D1/calls", &refusal).status, 200);
        assert_eq!(caller.send("POST", &page, &form, b"action=take").status, 303);
        let shown = caller.get(&page).text().to_owned();
        assert!(!shown.contains("tel:") && !shown.contains(NUMBER) && shown.contains(MASKED), "{shown}");
        assert!(shown.contains("value=\"wish\"") && shown.contains("Do not telephone"), "{shown}");
        assert!(caller.get("/calls").text().contains("not to be called"));
        let listed = caller.get("/api/v1/do-not-call");
        assert_eq!(listed.json()["items"][0]["number"], json!(MASKED));
        assert!(!listed.text().contains(NUMBER) && !caller.get("/do-not-call").text().contains(NUMBER));
        let kept = caller.send("POST", &format!("{slip}/kept-wish"), &[], b"");
        assert_eq!((kept.status, kept.json()["refusals"].clone()), (200, json!(2)), "{kept:?}");
        let removal = format!("/api/v1/do-not-call/{}/removal", listed.json()["items"][0]["id"].as_str().unwrap());
        assert_eq!(caller.post(&removal, &json!({ "reason": "x" })).status, 403);
        assert_eq!(reviewer.post(&removal, &json!({ "reason": "the customer wrote to us" })).status, 204);
    }
}
