//! Filing over HTTP, as a clerk's browser or program does it.

use sanbao::auth::Role;
use sanbao::jobs;
use sanbao::store::{Backend, Db, audit, settings};
use serde_json::json;

use crate::service::harness::samples::open;
use crate::service::harness::{Answer, Client, TestApp, TestOffice};

const HEADER: &str = "slip_no,product_model,serial_no,repair_date,claimed_fee\n";
const BOUNDARY: &str = "the-end-of-a-part-5f1c";

/// A form with a file, and with other fields before it.
fn form(file_name: &str, content: &[u8], fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn send(client: &Client, path: &str, body: &[u8]) -> Answer {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    client.send("POST", path, &[("Content-Type", &kind)], body)
}

fn upload(client: &Client, dealer: &str, content: &[u8]) -> Answer {
    let path = format!("/api/v1/dealers/{dealer}/months/2026-01/slips");
    send(client, &path, &form("一月.csv", content, &[]))
}

/// Begins with an office that knows the dealers, and a server before it.
fn app(backend: Backend) -> TestApp {
    let test = TestOffice::on(backend);
    open(&test);
    TestApp::before(test)
}

fn with_both(run: impl Fn(&TestApp)) {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        run(&app(backend));
    }
}

#[test]
fn a_clerk_uploads_looks_and_files() {
    with_both(|app| {
        let clerk = app.signed_in(Role::DealerClerk, Some("HZ01"));
        let sheet = format!("{HEADER}W1,WH-60,S1,2026-01-05,15.00\nW2,WH-60,S2,someday,15.00\n");
        let first = upload(&clerk, "HZ01", sheet.as_bytes());
        assert_eq!(first.status, 202, "{first:?}");
        let place = first.header("Location").to_owned();
        assert_eq!(first.json()["file_name"], "一月.csv");
        let again = upload(&clerk, "HZ01", sheet.as_bytes());
        assert_eq!((again.status, again.header("Location")), (200, place.as_str()));
        assert_eq!(clerk.get(&place).json()["state"], "received");

        jobs::run_due(&app.test.office).unwrap();
        let seen = clerk.get(&place).json();
        assert_eq!((&seen["state"], &seen["rows"]), (&json!("checked"), &json!(2)));
        assert_eq!((&seen["read"]["faults"], &seen["preview"]["slips"]), (&json!(1), &json!(1)));
        assert_eq!(seen["read"]["slips_not_filed"], json!(["W2"]));
        let fault = clerk.get(&format!("{place}/faults")).json()["faults"][0].clone();
        assert_eq!(
            (&fault["row"], &fault["column"], &fault["value"]),
            (&json!(3), &json!("repair_date"), &json!("someday"))
        );
        assert_eq!(clerk.get(&format!("{place}/original")).body, sheet.as_bytes());
        assert!(clerk.get(&format!("{place}/marked")).body.starts_with(b"PK"));

        let unsure = clerk.post(&format!("{place}/file"), &json!({}));
        assert_eq!((unsure.status, &unsure.json()["code"]), (409, &json!("sheet_has_faults")));
        let filed = clerk.post(&format!("{place}/file"), &json!({ "readable_only": true }));
        assert_eq!((filed.status, &filed.json()["state"]), (200, &json!("filed")), "{filed:?}");
        assert_eq!(clerk.post(&format!("{place}/file"), &json!({})).json(), filed.json(), "the same answer");
        let late = clerk.post(&format!("{place}/withdraw"), &json!({}));
        assert_eq!((late.status, &late.json()["code"]), (409, &json!("upload_filed")));
    });
}

#[test]
fn what_a_customer_told_is_seen_whole_by_the_own_clerk_alone() {
    with_both(|app| {
        let clerk = app.signed_in(Role::DealerClerk, Some("HZ01"));
        let sheet = "slip_no,product_model,serial_no,repair_date,part_no,part_qty,customer_phone,customer_name\n\
            W1,WH-60,S1,2026-01-05,WH-HT-02,1,13812340001,王芳\nW1,WH-60,S1,2026-01-05,WH-TC-03,1,13812340002,王大明\n";
        let place = upload(&clerk, "HZ01", sheet.as_bytes()).header("Location").to_owned();
        jobs::run_due(&app.test.office).unwrap();
        let faults = format!("{place}/faults");
        let own = clerk.get(&faults);
        assert!(own.text().contains("13812340001") && own.text().contains("13812340002"), "{own:?}");
        let page = place.trim_start_matches("/api/v1").to_owned();
        assert!(clerk.get(&page).text().contains("13812340002"));

        let (centre, finance) = (app.signed_in(Role::Reviewer, None), app.signed_in(Role::Finance, None));
        let exported = finance.get("/api/v1/exports/rejected_sheets.csv?from=2026-01&through=2026-01");
        for others in [centre.get(&faults), centre.get(&page), exported] {
            let text = others.text();
            assert!(others.status == 200 && text.contains("138****0002"), "{others:?}");
            assert!(!text.contains("1381234") && !text.contains("王芳") && !text.contains("大明"), "{others:?}");
        }
    });
}

#[test]
fn an_answer_with_a_secret_is_not_given_again() {
    with_both(|app| {
        let clerk = app.signed_in(Role::DealerClerk, Some("HZ01"));
        let sheet = "slip_no,product_model,serial_no,repair_date,claimed_fee,customer_phone\nW1,WH-60,S1,2026-01-05,15.00,13812340001\n";
        let place = upload(&clerk, "HZ01", sheet.as_bytes()).header("Location").to_owned();
        jobs::run_due(&app.test.office).unwrap();
        assert_eq!(clerk.post(&format!("{place}/file"), &json!({})).status, 200);
        let under = |path: &str, key: &str, body: &serde_json::Value| {
            let headers = [("Content-Type", "application/json"), ("Idempotency-Key", key)];
            clerk.send("POST", path, &headers, body.to_string().as_bytes())
        };
        for _ in 0..2 {
            let seen = under("/api/v1/dealers/HZ01/months/2026-01/slips/W1/customer", "look", &json!({}));
            assert!(seen.status == 200 && seen.text().contains("13812340001"), "{seen:?}");
        }
        let viewed = |c: &mut Db| audit::list(c, &audit::TrailFilter::default(), 50);
        let trail = app.test.office.store.read(viewed).unwrap();
        assert_eq!(trail.iter().filter(|entry| entry.action == "customer.view").count(), 2, "each view is recorded");

        let body = json!({ "name": "till", "scopes": ["read"], "days": 30 });
        let first = under("/api/v1/tokens", "token", &body);
        assert!(first.status == 201 && first.json()["secret"].is_string(), "{first:?}");
        let again = under("/api/v1/tokens", "token", &body);
        assert!(again.status == 204 && again.body.is_empty(), "{again:?}");
        assert_eq!(clerk.get("/api/v1/tokens").json()["items"].as_array().unwrap().len(), 1, "made once");
    });
}

#[test]
fn uploads_are_listed_page_by_page() {
    with_both(|app| {
        let (clerk, centre) = (app.signed_in(Role::DealerClerk, Some("HZ01")), app.signed_in(Role::Reviewer, None));
        for number in 0..3 {
            assert_eq!(upload(&clerk, "HZ01", format!("{HEADER}W{number},,,,\n").as_bytes()).status, 202);
        }
        assert_eq!(upload(&centre, "NB02", HEADER.as_bytes()).status, 202);
        let page = clerk.get("/api/v1/dealers/HZ01/uploads?limit=2").json();
        assert_eq!(page["items"].as_array().unwrap().len(), 2);
        let next = format!("/api/v1/dealers/HZ01/uploads?limit=2&cursor={}", page["next"].as_str().unwrap());
        assert_eq!(clerk.get(&next).json()["items"].as_array().unwrap().len(), 1);
        let count = |client: &Client, path: &str| client.get(path).json()["items"].as_array().unwrap().len();
        assert_eq!(count(&centre, "/api/v1/uploads"), 4);
        assert_eq!(count(&centre, "/api/v1/uploads?dealer=NB02&state=received&period=2026-01"), 1);
        assert_eq!(count(&clerk, "/api/v1/dealers/HZ01/uploads?dealer=NB02"), 3, "the path says whose");
        assert_eq!(clerk.get("/api/v1/uploads").status, 403);
        assert!(centre.get("/api/v1/uploads?format=csv").text().contains("NB02"));
    });
}

#[test]
fn what_does_not_belong_to_the_clerk_is_not_there() {
    let app = app(Backend::Sqlite);
    let (clerk, stranger) =
        (app.signed_in(Role::DealerClerk, Some("HZ01")), app.signed_in(Role::DealerClerk, Some("NB02")));
    let place = upload(&clerk, "HZ01", HEADER.as_bytes()).header("Location").to_owned();
    let under_own_name = place.replace("HZ01", "NB02");
    for path in [place.as_str(), &under_own_name] {
        for tail in ["", "/faults", "/original", "/marked"] {
            assert_eq!(stranger.get(&format!("{path}{tail}")).status, 404, "{path}{tail}");
        }
        for tail in ["/file", "/withdraw"] {
            assert_eq!(stranger.post(&format!("{path}{tail}"), &json!({})).status, 404, "{path}{tail}");
        }
    }
    assert_eq!(upload(&stranger, "HZ01", HEADER.as_bytes()).status, 404);
    assert_eq!(upload(&app.anybody(), "HZ01", HEADER.as_bytes()).status, 401);
}

#[test]
fn forms_that_are_no_upload_are_refused() {
    let app = app(Backend::Sqlite);
    let centre = app.signed_in(Role::Reviewer, None);
    let path = "/api/v1/dealers/HZ01/months/2026-01/slips";
    let status = |path: &str, body: &[u8]| send(&centre, path, body).status;
    assert_eq!(status(path, format!("--{BOUNDARY}--\r\n").as_bytes()), 422, "no file");
    assert_eq!(status(path, &form("a.csv", b"x", &[("colour", "red")])), 422);
    assert_eq!(status(path, &form("a.csv", b"x", &[("received_on", "yesterday")])), 422);
    assert_eq!(status(path, &form("a.csv", b"x", &[("received_on", "2026-02-11")])), 422, "tomorrow");
    assert_eq!(status(path, &form("a.csv", b"x", &[("received_on", "2026-02-09")])), 202, "it came by post");
    assert_eq!(status("/api/v1/dealers/HZ01/months/2026-1/slips", &form("a.csv", b"x", &[])), 404);
    assert_eq!(status("/api/v1/dealers/HZ01/months/2026-03/slips", &form("a.csv", b"x", &[])), 409, "in the future");
    app.test.office.store.write(|c| settings::set(c, settings::DEALER_BYTES_MAX, "1000")).unwrap();
    assert_eq!(status(path, &form("a.csv", &[b'x'; 1000], &[])), 202);
    assert_eq!(status(path, &form("a.csv", &[b'x'; 1001], &[])), 413);
}
