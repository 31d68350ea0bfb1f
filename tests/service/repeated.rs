//! Requests that are sent again under their `Idempotency-Key`, as callers of the HTTP interface see them.

use diesel::prelude::*;
use sanbao::auth::Role;
use sanbao::store::schema::{idempotency, uploads};
use serde_json::json;

use super::harness::{Answer, Client, TestApp, TestOffice};
use super::month::{at, open, ready};

const UPLOADS: &str = "/api/v1/dealers/D1/months/2026-01/slips";
const SHEET: &str = "slip_no,product_model,serial_no,repair_date\nW-1,M1,S1,2026-01-10\n";

/// Uploads a sheet under a key; the boundary is another one with every request, as browsers have it.
fn upload(client: &Client, key: &str, boundary: &str, sheet: &str) -> Answer {
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"slips.csv\"";
    let body = format!("--{boundary}\r\n{head}\r\n\r\n{sheet}\r\n--{boundary}--\r\n");
    let kind = format!("multipart/form-data; boundary={boundary}");
    client.send("POST", UPLOADS, &[("Content-Type", kind.as_str()), ("Idempotency-Key", key)], body.as_bytes())
}

fn uploaded(test: &TestOffice) -> i64 {
    test.office.store.read(|c| Ok::<_, sanbao::store::Error>(uploads::table.count().get_result(c)?)).unwrap()
}

#[track_caller]
fn check_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.json()["code"].as_str()), (status, Some(code)), "{answer:?}");
}

/// Whether the answer is the first one again.
#[track_caller]
fn check_same(first: &Answer, again: &Answer) {
    assert_eq!((first.status, first.body.clone()), (again.status, again.body.clone()));
    for header in ["location", "etag", "content-type"] {
        assert_eq!(first.header(header), again.header(header), "{header}");
    }
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
}

on_both! {
    fn an_upload_that_is_sent_again_is_answered_as_the_first_time(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        open(&app.test, &["D1"]);
        at(&app.test, "2026-02-06 09:00");
        let clerk = app.signed_in(Role::DealerClerk, Some("D1"));
        let first = upload(&clerk, "key-1", "one", SHEET);
        assert_eq!(first.status, 202, "{first:?}");
        assert!(first.header("location").starts_with("/api/v1/dealers/D1/uploads/"), "{first:?}");
        check_same(&first, &upload(&clerk, "key-1", "two", SHEET));
        assert_eq!(uploaded(&app.test), 1);
        check_refused(&upload(&clerk, "key-1", "one", &SHEET.replace("W-1", "W-2")), 422, "key_reused");
        check_refused(&upload(&clerk, &"k".repeat(201), "one", SHEET), 400, "key_unusable");
        let other = app.signed_in(Role::DealerClerk, Some("D1"));
        assert_eq!(upload(&other, "key-1", "one", SHEET).header("idempotent-replayed"), "", "a key is a person's own");
    }

    fn a_request_that_is_at_work_is_told_so(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        open(&app.test, &["D1"]);
        at(&app.test, "2026-02-06 09:00");
        let clerk = app.signed_in(Role::DealerClerk, Some("D1"));
        assert_eq!(upload(&clerk, "key-1", "one", SHEET).status, 202);
        // As if the first were not answered yet.
        let now = app.test.office.clock.now();
        let at_work = (idempotency::status.eq(0), idempotency::created_at.eq(now));
        let mut connection = app.test.office.store.connection().unwrap();
        assert_eq!(diesel::update(idempotency::table).set(at_work).execute(&mut *connection).unwrap(), 1);
        let again = upload(&clerk, "key-1", "one", SHEET);
        check_refused(&again, 409, "key_at_work");
        assert_eq!(again.header("retry-after"), "1");
    }

    fn a_decision_that_is_sent_again_is_answered_with_its_version(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        open(&app.test, &["D1"]);
        ready(&app.test, "D1", &["W-1"]);
        let centre = app.signed_in(Role::Reviewer, None);
        let seen = centre.get("/api/v1/dealers/D1/months/2026-01/statement").header("etag").to_owned();
        let confirm = |key: &str| {
            let headers = [("If-Match", seen.as_str()), ("Idempotency-Key", key)];
            centre.send("POST", "/api/v1/dealers/D1/statements/2026-01/confirm", &headers, b"")
        };
        let first = confirm("key-1");
        assert_eq!((first.status, &first.json()["state"]), (200, &json!("confirmed")));
        assert_ne!(first.header("etag"), seen);
        check_same(&first, &confirm("key-1"));
        check_refused(&confirm("key-2"), 412, "changed_meanwhile");
    }
}
