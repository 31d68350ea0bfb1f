//! Decisions over HTTP rest on the version that was seen (`ETag`, `If-Match`): 428 without one, 412 over another one.

use sanbao::agreement::codes::SlipNo;
use sanbao::agreement::registers::Outcome;
use sanbao::auth::Role;
use sanbao::workflow::answer_finding::answer_finding;
use sanbao::workflow::attach_file::attach_file;
use sanbao::workflow::raise_dispute::NewAttachment;
use sanbao::workflow::record_call::{NewCall, record_call};
use serde_json::{Value, json};

use super::filled::{Filled, fill};
use super::harness::{Answer, Client, TestApp, TestOffice};
use super::month::{at, clerk, file, open, period, person, ready, settle};
use super::registers::dealer;

/// A decision about one thing.
struct Decision<'a> {
    by: &'a Client,
    method: &'static str,
    path: String,
    body: Value,
}

impl<'a> Decision<'a> {
    fn post(by: &'a Client, path: String, body: Value) -> Self {
        Self { by, method: "POST", path, body }
    }

    fn take(&self, seen: Option<&str>) -> Answer {
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(seen.map(|tag| ("If-Match", tag)));
        self.by.send(self.method, &self.path, &headers, self.body.to_string().as_bytes())
    }

    #[track_caller]
    fn is_refused(&self, seen: Option<&str>, status: u16, code: &str) {
        let answer = self.take(seen);
        let told = (answer.status, answer.json()["code"].as_str().unwrap().to_owned());
        assert_eq!(told, (status, code.to_owned()), "{} {} over {seen:?}", self.method, self.path);
    }

    /// Is taken over what was seen, and over nothing else.
    #[track_caller]
    fn rests_on(&self, seen: &str) {
        self.is_refused(None, 428, "version_missing");
        for other in ["\"999999\"", "*", "", &format!("W/{seen}"), &format!("{seen}, \"999999\"")] {
            self.is_refused(Some(other), 412, "changed_meanwhile");
        }
        let taken = self.take(Some(seen));
        assert!([200, 204].contains(&taken.status), "{} {}: {taken:?}", self.method, self.path);
        assert!(taken.status == 204 || is_tag(taken.header("etag")), "{taken:?}");
        assert_ne!(taken.header("etag"), seen);
        self.is_refused(Some(seen), 412, "changed_meanwhile");
    }
}

fn is_tag(tag: &str) -> bool {
    tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).is_some_and(|version| version.parse::<i64>().is_ok())
}

/// The version of what stands at a path.
#[track_caller]
fn seen(client: &Client, path: &str) -> String {
    let answer = client.get(path);
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    let tag = answer.header("etag");
    assert!(is_tag(tag), "{path}: {tag}");
    tag.to_owned()
}

fn filled(test: &TestOffice) -> (TestApp, [Filled; 2]) {
    let app = TestApp::on(test.backend());
    let filled = fill(&app.test);
    (app, filled)
}

on_both! {
    fn the_steps_of_a_statement_rest_on_what_it_said(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        open(&app.test, &["D1"]);
        ready(&app.test, "D1", &["W-1"]);
        let (centre, manager) = (app.signed_in(Role::Reviewer, None), app.signed_in(Role::SalesManager, None));
        let (statement, steps) = ("/api/v1/dealers/D1/months/2026-01/statement", "/api/v1/dealers/D1/statements/2026-01");
        let confirm = Decision::post(&centre, format!("{steps}/confirm"), json!({}));
        let before = seen(&centre, statement);
        file(&app.test, "D1", period("2026-01"), &["W-1", "W-3"]);
        assert_ne!(seen(&centre, statement), before);
        confirm.is_refused(Some(&before), 412, "changed_meanwhile");
        let made = NewCall {
            slip: SlipNo::new("W-3").unwrap(),
            called_on: "2026-02-06".parse().unwrap(),
            outcome: Outcome::Confirmed,
            satisfaction: None,
            note: None,
        };
        record_call(&app.test.office, &person("hu", Role::CallAgent), &dealer("D1"), made).unwrap();
        settle(&app.test, "D1");
        confirm.rests_on(&seen(&centre, statement));
        let hold = Decision::post(&manager, format!("{steps}/hold"), json!({ "note": "the stock is being counted" }));
        hold.rests_on(&seen(&manager, statement));
        let approve = Decision::post(&manager, format!("{steps}/approve"), json!({}));
        approve.rests_on(&seen(&manager, statement));
    }

    fn a_review_and_taking_it_back_rest_on_what_the_slip_was(test: &TestOffice) {
        let (app, _) = filled(test);
        let centre = app.signed_in(Role::Reviewer, None);
        let slip = "/api/v1/dealers/D1/months/2026-02/slips/W-2";
        let before = seen(&centre, slip);
        let body = json!({ "accepted": false, "reason": "no papers" });
        // The slip is not decided again yet: even so a second reviewer is told of the first.
        Decision::post(&centre, format!("{slip}/review"), body.clone()).rests_on(&before);
        let withdraw = Decision { by: &centre, method: "DELETE", path: format!("{slip}/review"), body: json!({}) };
        withdraw.is_refused(Some(&before), 412, "changed_meanwhile");
        withdraw.rests_on(&seen(&centre, slip));
        let listed = json!({ "dealer": "D1", "period": "2026-02", "slip_no": "W-2", "decision": 0 });
        let several = json!({ "accepted": true, "reason": "the papers came", "slips": [listed] });
        let came = centre.post("/api/v1/reviews", &several);
        assert!(came.status == 200 && came.json()[0]["refused"].is_string(), "each rests on its decision: {came:?}");
    }

    fn asking_a_dealer_and_taking_it_back_rest_on_what_the_slip_was(test: &TestOffice) {
        let (app, _) = filled(test);
        let centre = app.signed_in(Role::Reviewer, None);
        let slip = "/api/v1/dealers/D1/months/2026-02/slips/W-3";
        let (before, question) = (seen(&centre, slip), format!("{slip}/question"));
        let clerk = app.signed_in(Role::DealerClerk, Some("D1"));
        let answered = clerk.post(&format!("{question}/answer"), &json!({ "answer": "the valve" }));
        assert_eq!(answered.status, 204, "{answered:?}");
        let ask = Decision::post(&centre, question.clone(), json!({ "question": "whose photo is it" }));
        ask.is_refused(Some(&before), 412, "changed_meanwhile");
        ask.rests_on(&seen(&centre, slip));
        ask.is_refused(Some(&seen(&centre, slip)), 409, "not_waiting_for_review");
        let withdraw = Decision { by: &centre, method: "DELETE", path: question, body: json!({}) };
        withdraw.rests_on(&seen(&centre, slip));
        withdraw.is_refused(Some(&seen(&centre, slip)), 409, "no_open_question");
        let listed = clerk.get("/api/v1/questions?state=withdrawn").json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
        let late = json!({ "question": "and", "answer_until": "2027-01-01" });
        Decision::post(&centre, format!("{slip}/question"), late).is_refused(Some(&seen(&centre, slip)), 422, "answer_day_unfit");
    }

    fn settling_a_dispute_rests_on_all_that_was_attached(test: &TestOffice) {
        let (app, [one, two]) = filled(test);
        let centre = app.signed_in(Role::Reviewer, None);
        let path = |of: &Filled| format!("/api/v1/dealers/{}/disputes/{}", of.code, of.dispute);
        let uphold = json!({ "amount": "15.00", "reason": "the tariff was wrong" });
        let uphold = Decision::post(&centre, format!("{}/uphold", path(&one)), uphold);
        let before = seen(&centre, &path(&one));
        let more = NewAttachment { file_name: "more.jpg".to_owned(), content: b"\xff\xd8\xff more".to_vec() };
        attach_file(&app.test.office, &clerk("D1"), &dealer("D1"), &one.dispute, &more).unwrap();
        uphold.is_refused(Some(&before), 412, "changed_meanwhile");
        uphold.rests_on(&seen(&centre, &path(&one)));
        uphold.is_refused(Some(&seen(&centre, &path(&one))), 409, "dispute_settled");
        let reject = Decision::post(&centre, format!("{}/reject", path(&two)), json!({ "reason": "the slip says so" }));
        reject.rests_on(&seen(&centre, &path(&two)));
    }

    fn settling_a_finding_rests_on_the_answer_that_was_read(test: &TestOffice) {
        let (app, [one, _]) = filled(test);
        let path = format!("/api/v1/dealers/D1/findings/{}", one.finding);
        let before = seen(&app.signed_in(Role::Reviewer, None), &path);
        answer_finding(&app.test.office, &clerk("D1"), &dealer("D1"), &one.finding, "we were there").unwrap();
        at(&app.test, "2026-04-20 09:00");
        let centre = app.signed_in(Role::Reviewer, None);
        let body = json!({ "upheld": true, "reason": "the customer says otherwise" });
        let settle = Decision::post(&centre, format!("{path}/settlement"), body);
        settle.is_refused(Some(&before), 412, "changed_meanwhile");
        settle.rests_on(&seen(&centre, &path));
        assert_eq!(centre.get(&path).json()["state"], "upheld");
    }

    fn deciding_an_account_rests_on_what_became_of_it(test: &TestOffice) {
        let (app, filled) = filled(test);
        let finance = app.signed_in(Role::Finance, None);
        for (of, decision) in filled.iter().zip(["approve", "reject"]) {
            let path = format!("/api/v1/dealers/{}/bank-accounts/{}", of.code, of.account);
            let decide = Decision::post(&finance, format!("{path}/{decision}"), json!({}));
            decide.rests_on(&seen(&finance, &path));
            decide.is_refused(Some(&seen(&finance, &path)), 409, "account_decided");
        }
        assert_eq!(finance.get("/api/v1/dealers/D1/bank-accounts/9").status, 404);
    }
}
