//! Slips that reviewers add to the calls (agreement 6.6): whatever was decided of them, outside the draw, done by an answer
//! or by as many attempts as the agreement has.

use sanbao::agreement::codes::SlipNo;
use sanbao::agreement::decision::Verdict;
use sanbao::agreement::registers::{Call, Outcome};
use sanbao::auth::{Actor, Role};
use sanbao::calendar::Period;
use sanbao::clock::of_business_time;
use sanbao::store::appointments::{self, Waiting};
use sanbao::store::findings::{self, FindingKind, FindingState};
use sanbao::store::slips::{self, WorklistFilter};
use sanbao::store::{audit, call_picks};
use sanbao::workflow::draw_lot::draw_lot;
use sanbao::workflow::pick_call::{drop_pick, pick_call};
use sanbao::workflow::record_call::{NewCall, record_call, record_calls};
use sanbao::workflow::take_call::{make_appointment, take_next_call};
use sanbao::workflow::{Error, Refusal};
use serde_json::json;

use super::deputies::{acting, login};
use super::harness::{TestApp, TestOffice};
use super::month::{at, centre, confirmed, file, month, open, period, person, put, settle};
use super::registers::dealer;
use super::sessions::trail;

/// A lot of 16 draws 13 (agreement 6.1).
pub const LOT: [&str; 16] = [
    "W-01", "W-02", "W-03", "W-04", "W-05", "W-06", "W-07", "W-08", "W-09", "W-10", "W-11", "W-12", "W-13", "W-14",
    "W-15", "W-16",
];

fn agent() -> Actor {
    person("zhou", Role::CallAgent)
}

fn no(text: &str) -> SlipNo {
    SlipNo::new(text).unwrap()
}

/// January's lot of D1, drawn; answers a slip that was not drawn.
fn drawn(test: &TestOffice) -> SlipNo {
    open(test, &["D1"]);
    at(test, "2026-02-06 09:00");
    file(test, "D1", period("2026-01"), &LOT);
    draw_lot(&test.office, &centre(), &dealer("D1"), period("2026-01")).unwrap();
    settle(test, "D1");
    let lot = month(test, "D1", "2026-01").lot.unwrap();
    assert_eq!((lot.size, lot.drawn.len()), (16, 13));
    LOT.iter().map(|text| no(text)).find(|no| !lot.drawn.contains(no)).unwrap()
}

fn pick(test: &TestOffice, by: &Actor, of: &str, no: &SlipNo, reason: &str) -> Result<(), Error> {
    pick_call(&test.office, by, (&dealer("D1"), period(of), no), reason)
}

fn drop_again(test: &TestOffice, no: &SlipNo) -> Result<(), Error> {
    drop_pick(&test.office, &centre(), (&dealer("D1"), period("2026-01"), no))
}

fn call(test: &TestOffice, no: &SlipNo, outcome: Outcome) {
    let called_on = test.office.clock.today();
    let made = NewCall { slip: no.clone(), called_on, outcome, satisfaction: None, note: None };
    record_call(&test.office, &agent(), &dealer("D1"), made).unwrap();
}

fn queue(test: &TestOffice) -> Vec<Waiting> {
    test.office.store.read(|c| appointments::first(c, test.office.clock.now(), 100)).unwrap()
}

fn verdict(test: &TestOffice, of: &str, no: &SlipNo) -> Option<Verdict> {
    let of: Period = period(of);
    test.office.store.read(|c| slips::standing(c, &dealer("D1"), of, no)).unwrap().unwrap().verdict
}

fn is_open(test: &TestOffice, no: &SlipNo) -> bool {
    let pick = test.office.store.read(|c| call_picks::of_slip(c, &dealer("D1"), no)).unwrap();
    pick.is_some_and(|pick| pick.is_open)
}

#[track_caller]
fn refused(outcome: Result<(), Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

on_both! {
    fn what_a_reviewer_adds_is_called_before_the_draw_and_after_appointments_that_are_due(test: &TestOffice) {
        let added = drawn(test);
        let office = &test.office;
        let before = queue(test);
        assert!(before.len() == 13 && before.iter().all(|waiting| !waiting.is_picked && waiting.no != added));
        assert!(matches!(pick(test, &agent(), "2026-01", &added, "odd"), Err(Error::NotAllowed)));
        assert!(matches!(pick(test, &centre(), "2026-01", &no("W-99"), "odd"), Err(Error::NotFound)));
        assert_eq!(refused(pick(test, &centre(), "2026-01", &added, " ")), Refusal::ReasonMissing);
        assert_eq!(refused(pick(test, &centre(), "2026-01", &before[0].no, "odd")), Refusal::CallWaits);
        pick(test, &centre(), "2026-01", &added, " the same hand signed three slips ").unwrap();
        assert_eq!(refused(pick(test, &centre(), "2026-01", &added, "again")), Refusal::CallWaits);
        settle(test, "D1");
        assert_eq!(verdict(test, "2026-01", &added), Some(Verdict::Accepted), "its decision stays");
        assert_eq!(office.store.read(appointments::count).unwrap(), 14);
        let after = queue(test);
        assert_eq!((&after[0].no, after[0].is_picked, after.len()), (&added, true, 14));
        assert!(after[1..].iter().all(|waiting| !waiting.is_picked));
        let at_ten = of_business_time("2026-02-06T10:00:00".parse().unwrap());
        make_appointment(office, &agent(), &dealer("D1"), period("2026-01"), &before[5].no, at_ten).unwrap();
        at(test, "2026-02-06 10:01");
        let order: Vec<SlipNo> = queue(test).into_iter().take(2).map(|waiting| waiting.no).collect();
        assert_eq!(order, [before[5].no.clone(), added.clone()]);
        call(test, &before[5].no, Outcome::Confirmed);
        assert_eq!(take_next_call(office, &agent()).unwrap().unwrap().no, added);
        assert_eq!(take_next_call(office, &agent()).unwrap().unwrap().no, added, "the same after a reload");
        assert_eq!(refused(drop_again(test, &added)), Refusal::CallTaken { by: "zhou".to_owned() });
        // After a quarter of an hour the call is nobody's, and it can be taken off.
        at(test, "2026-02-06 10:17");
        drop_again(test, &added).unwrap();
        assert!(queue(test).iter().all(|waiting| waiting.no != added));
        assert!(matches!(drop_again(test, &added), Err(Error::NotFound)));
        office.store.read(audit::verify).unwrap();
    }

    fn it_is_done_after_as_many_attempts_as_the_agreement_has(test: &TestOffice) {
        let added = drawn(test);
        pick(test, &centre(), "2026-01", &added, "odd").unwrap();
        for hour in ["09", "13", "17"] {
            at(test, &format!("2026-02-06 {hour}:00"));
            assert!(is_open(test, &added));
            call(test, &added, Outcome::NoAnswer);
            assert_eq!(refused(drop_again(test, &added)), Refusal::PickCalled);
            let found = queue(test).into_iter().find(|waiting| waiting.no == added);
            assert_eq!(found.is_some(), hour != "17", "left alone for a while, and then no more");
            assert!(found.is_none_or(|waiting| !waiting.turn.is_due(test.office.clock.now())));
        }
        assert!(!is_open(test, &added));
        settle(test, "D1");
        assert_eq!(verdict(test, "2026-01", &added), Some(Verdict::Accepted));
        // Added once more, it is called as often again.
        pick(test, &centre(), "2026-01", &added, "still odd").unwrap();
        call(test, &added, Outcome::Refused);
        assert!(is_open(test, &added));
        assert_eq!(queue(test).into_iter().find(|waiting| waiting.no == added).unwrap().attempts, 4);
    }

    fn what_the_call_finds_decides_the_slip_and_not_the_lot(test: &TestOffice) {
        let added = drawn(test);
        pick(test, &centre(), "2026-01", &added, "odd").unwrap();
        call(test, &added, Outcome::Fabricated);
        assert!(!is_open(test, &added));
        settle(test, "D1");
        assert_eq!(verdict(test, "2026-01", &added), Some(Verdict::Fabricated));
        let lot = month(test, "D1", "2026-01").lot.unwrap();
        assert_eq!((lot.size, lot.drawn.len(), lot.failed, lot.answered), (16, 13, 0, 0));
        assert_eq!(queue(test).len(), 13, "no other is called for it");
    }

    fn what_is_found_of_a_confirmed_month_is_taken_back(test: &TestOffice) {
        open(test, &["D1"]);
        confirmed(test, "D1", &["W-1", "W-2"]);
        at(test, "2026-03-02 09:00");
        pick(test, &centre(), "2026-01", &no("W-1"), "the customer wrote to us").unwrap();
        assert_eq!(take_next_call(&test.office, &agent()).unwrap().unwrap().no, no("W-1"));
        call(test, &no("W-1"), Outcome::Mismatch);
        assert!(!is_open(test, &no("W-1")) && queue(test).is_empty());
        let found = test.office.store.read(|c| findings::list(c, Some(&dealer("D1")), None, None, 9)).unwrap();
        let [finding] = found.as_slice() else { panic!("one: {found:?}") };
        assert_eq!((finding.kind, finding.state), (FindingKind::Mismatch, FindingState::Upheld));
        assert_eq!(verdict(test, "2026-01", &no("W-1")), Some(Verdict::Accepted), "what is frozen stays");
    }

    fn a_sheet_of_calls_ends_it_too(test: &TestOffice) {
        let added = drawn(test);
        pick(test, &centre(), "2026-01", &added, "odd").unwrap();
        let made = Call {
            dealer: dealer("D1"),
            slip: added.clone(),
            called_on: test.office.clock.today(),
            attempt: 1,
            outcome: Outcome::Confirmed,
            satisfaction: Some(5),
            note: None,
        };
        record_calls(&test.office, &centre(), &dealer("D1"), &[made]).unwrap();
        assert!(!is_open(test, &added));
        assert_eq!(queue(test).len(), 13);
    }

    fn a_call_concerns_the_first_filing_of_a_number_and_one_that_can_be_called(test: &TestOffice) {
        open(test, &["D1"]);
        at(test, "2026-03-06 09:00");
        put(test, "D1", period("2026-01"), &["W-1"]);
        put(test, "D1", period("2026-02"), &["W-1", "W-2"]);
        settle(test, "D1");
        assert_eq!(verdict(test, "2026-02", &no("W-1")), Some(Verdict::Rejected), "filed twice");
        let again = pick(test, &centre(), "2026-02", &no("W-1"), "odd");
        assert_eq!(refused(again), Refusal::CalledAsFirstFiled { first: period("2026-01") });
        pick(test, &centre(), "2026-01", &no("W-1"), "odd").unwrap();
    }

    fn a_slip_that_a_person_decides_stays_on_the_worklist(test: &TestOffice) {
        let office = &test.office;
        super::centre::filed(test, true);
        let rows = office.store.read(|c| slips::worklist(c, &WorklistFilter::default(), None, 100)).unwrap();
        let (whose, of, slip) = (dealer(&rows[0].dealer), period(&rows[0].period), no(&rows[0].slip_no));
        pick_call(office, &centre(), (&whose, of, &slip), "odd").unwrap();
        let after = office.store.read(|c| slips::worklist(c, &WorklistFilter::default(), None, 100)).unwrap();
        assert_eq!(after, rows);
        assert_eq!((&queue(test)[0].dealer, &queue(test)[0].no), (&whose, &slip));
    }

    fn reviewers_see_that_a_slip_was_added_and_dealers_do_not(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        let added = drawn(&app.test);
        let (reviewer, caller) = (app.signed_in(Role::Reviewer, None), app.signed_in(Role::CallAgent, None));
        let clerk = app.signed_in(Role::DealerClerk, Some("D1"));
        let slip = format!("/dealers/D1/months/2026-01/slips/{added}");
        let api = format!("/api/v1{slip}/call-pick");
        let reason = "three slips in one hand";
        assert_eq!(reviewer.post(&api, &json!({ "reason": reason })).status, 204);
        assert_eq!(reviewer.post(&api, &json!({ "reason": reason })).json()["code"], "call_waits");
        let listed = caller.get("/api/v1/call-picks").json();
        assert_eq!((&listed["items"][0]["slip_no"], &listed["items"][0]["reason"]), (&json!(added.as_str()), &json!(reason)));
        for (who, sees) in [(&reviewer, true), (&caller, true), (&clerk, false)] {
            let page = who.get(&slip);
            assert_eq!((page.status, page.text().contains(reason)), (200, sees));
        }
        let call = caller.get(&format!("/calls/D1/2026-01/{added}")).text().to_owned();
        assert!(call.contains(reason) && !call.contains("in the order of the draw; the first"), "{call}");
        assert_eq!(reviewer.send("DELETE", &api, &[], b"").status, 204);
        assert_eq!(reviewer.send("DELETE", &api, &[], b"").status, 404);
        assert!(!reviewer.get(&slip).text().contains(reason));
    }

    fn of_two_who_add_a_slip_at_once_one_does(test: &TestOffice) {
        let added = drawn(test);
        let outcomes: Vec<Result<(), Error>> = std::thread::scope(|scope| {
            let by = |_| scope.spawn(|| pick(test, &centre(), "2026-01", &added, "odd"));
            let racing: Vec<_> = (0..4).map(by).collect();
            racing.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(done.len(), 1);
        assert!(refused.iter().all(|one| matches!(one, Err(Error::Refused(Refusal::CallWaits)))), "{refused:?}");
        assert_eq!(trail(&test.office).iter().filter(|row| row.action == "call.pick").count(), 1);
    }

    fn what_a_deputy_adds_names_both(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        let added = drawn(&app.test);
        at(&app.test, "2026-03-10 12:00");
        let (principal, deputy) = (app.signed_in(Role::Reviewer, None), app.signed_in(Role::CallAgent, None));
        let api = format!("/api/v1/dealers/D1/months/2026-01/slips/{added}/call-pick");
        assert_eq!(deputy.post(&api, &json!({ "reason": "odd" })).status, 403);
        acting(&principal, &deputy);
        assert_eq!(deputy.post(&api, &json!({ "reason": "odd" })).status, 204);
        let listed = &principal.get("/api/v1/call-picks").json()["items"][0];
        let (by, whom) = (login(&deputy), login(&principal));
        assert_eq!((&listed["picked_by"], &listed["on_behalf_of"]), (&json!(by), &json!(whom)));
        let rows = trail(&app.test.office);
        let entry = rows.iter().find(|row| row.action == "call.pick").unwrap();
        assert_eq!((entry.person.as_str(), entry.on_behalf_of()), (by, whom.to_owned()));
        let page = principal.get(&format!("/dealers/D1/months/2026-01/slips/{added}"));
        assert!(page.text().contains("Added by 王小明 for 王小明"), "{}", page.text());
    }
}
