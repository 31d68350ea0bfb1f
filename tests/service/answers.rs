//! What holds for every answer of the server: its headers, the shape of problems, lists page after page and as files.

use sanbao::api::routes::{Access, ROUTES};
use sanbao::auth::Role;
use sanbao::store::audit::{self, Entry};
use sanbao::store::{self, Backend};
use serde_json::{Value, json};

use crate::service::harness::{Answer, Client, TestApp};

/// Entries of the audit trail.
fn entries(app: &TestApp, count: i64) {
    let office = &app.test.office;
    let at = office.clock.now();
    office
        .store
        .write(|c| {
            for number in 1..=count {
                let (object, facts) = (format!("=slip {number}"), json!({ "number": number }));
                audit::append(c, &Entry { at, person: "lin", action: "a", dealer: "D001", object: &object, facts })?;
            }
            Ok::<_, store::Error>(())
        })
        .unwrap();
}

/// What every answer carries.
#[track_caller]
pub fn check_headers(answer: &Answer) {
    let expected = [
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
    ];
    for (name, value) in expected {
        assert_eq!(answer.header(name), value, "{name} of {answer:?}");
    }
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(answer.header("x-request-id").len(), 32);
}

#[track_caller]
fn check_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!((problem["status"].as_u64(), problem["code"].as_str()), (Some(status.into()), Some(code)), "{problem}");
    assert_eq!(problem["instance"].as_str(), Some(answer.header("x-request-id")));
    assert!(!problem["title"].as_str().unwrap().is_empty());
    check_headers(answer);
}

#[test]
fn every_answer_has_the_headers_that_keep_browsers_safe() {
    let app = TestApp::on(Backend::Sqlite);
    let (anybody, finance) = (app.anybody(), app.signed_in(Role::Finance, None));
    for path in ["/healthz", "/readyz", "/metrics", "/api/v1/openapi.json", "/api/v1/docs/"] {
        let answer = anybody.get(path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        check_headers(&answer);
    }
    check_headers(&finance.get("/api/v1/audit"));
}

#[test]
fn every_error_is_a_problem_with_the_number_of_its_request() {
    let app = TestApp::on(Backend::Sqlite);
    let (anybody, clerk) = (app.anybody(), app.signed_in(Role::DealerClerk, Some("D001")));
    let finance = app.signed_in(Role::Finance, None);
    check_problem(&anybody.get("/nothing"), 404, "not_found");
    check_problem(&anybody.get("/api/v1/nothing"), 404, "not_found");
    check_problem(&anybody.get("/api/v1/audit"), 401, "unauthenticated");
    check_problem(&clerk.get("/api/v1/audit"), 403, "not_allowed");
    check_problem(&finance.post("/api/v1/audit", &json!({})), 405, "method_not_allowed");
    check_problem(&finance.get("/api/v1/audit?colour=red"), 400, "invalid_query");
    check_problem(&finance.get("/api/v1/audit?limit=501"), 400, "invalid_query");
    check_problem(&finance.get("/api/v1/audit?cursor=zz"), 400, "invalid_query");
}

#[test]
fn a_parameter_that_a_route_does_not_have_is_refused_everywhere() {
    let app = TestApp::on(Backend::Sqlite);
    let people: Vec<Client> = Role::ALL.into_iter().map(|role| app.signed_in(role, Some("D001"))).collect();
    for route in ROUTES.iter().filter(|route| route.method == "GET") {
        let Access::People { roles, .. } = &route.access else { continue };
        let person = people.iter().find(|person| roles.contains(&person.session.as_ref().unwrap().actor.role)).unwrap();
        let path = route.path.replace("{dealer}", "D001").replace("{period}", "2026-01").replace(['{', '}'], "");
        check_problem(&person.get(&format!("/api/v1{path}?colour=red")), 400, "invalid_query");
    }
    check_problem(&people[0].get("/api/v1/session?colour=red"), 400, "invalid_query");
    check_problem(&people[0].send("DELETE", "/api/v1/session?colour=red", &[], b""), 400, "invalid_query");
}

#[test]
fn faults_within_a_body_are_told_with_their_place() {
    let app = TestApp::on(Backend::Sqlite);
    let (admin, centre) = (app.signed_in(Role::Administrator, None), app.signed_in(Role::Reviewer, None));
    let finance = app.signed_in(Role::Finance, None);
    let trial = |change: Value| json!({ "first_period": "2026-01", "last_period": "2026-01", "change": change });
    let check =
        |expression: &str| json!({ "check": { "code": "X", "expression": expression, "message": "m", "held": false } });
    let slip = json!({ "dealer": "", "period": "2026-01", "slip_no": "w".repeat(201), "decision": 1 });
    let key = json!({ "dealer": "D1", "period": "p".repeat(21) });
    let all: [(&Client, &str, Value, &[&str]); 6] = [
        (&admin, "trials", trial(check("")), &["/change/check/code", "/change/check/expression"]),
        (&admin, "trials", trial(check(&"a".repeat(2_001))), &["/change/check/code", "/change/check/expression"]),
        (&admin, "trials", trial(json!({ "agreement": "a".repeat(200_001) })), &["/change/agreement"]),
        (&admin, "trials", trial(json!({ "end_of_check": "" })), &["/change/end_of_check"]),
        (
            &centre,
            "reviews",
            json!({ "accepted": true, "reason": "r", "slips": [slip] }),
            &["/slips/0/dealer", "/slips/0/slip_no"],
        ),
        (&finance, "batches/preflight", json!({ "statements": [key] }), &["/statements/0/period"]),
    ];
    for (person, path, body, places) in all {
        let answer = person.post(&format!("/api/v1/{path}"), &body);
        check_problem(&answer, 422, "invalid_body");
        let problem = answer.json();
        let told: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().map(|fault| fault["pointer"].as_str().unwrap()).collect();
        assert_eq!(told, places, "{path}");
    }
}

#[test]
fn a_short_list_has_pages_too() {
    let app = TestApp::on(Backend::Sqlite);
    let admin = app.signed_in(Role::Administrator, None);
    for period in ["2026-04", "2026-03", "2026-05"] {
        let set = admin.send("PUT", &format!("/api/v1/seeds/{period}"), &[], br#"{"seed":"chance"}"#);
        assert_eq!(set.status, 200, "{set:?}");
    }
    let first = admin.get("/api/v1/seeds?limit=2").json();
    let periods =
        |page: &Value| page["items"].as_array().unwrap().iter().map(|it| it["period"].clone()).collect::<Vec<_>>();
    assert_eq!(periods(&first), ["2026-03", "2026-04"]);
    let next = first["next"].as_str().unwrap();
    let second = admin.get(&format!("/api/v1/seeds?limit=2&cursor={next}")).json();
    assert_eq!((periods(&second), &second["next"]), (vec![json!("2026-05")], &Value::Null));
    assert_eq!(admin.get("/api/v1/seeds?format=csv").text().lines().count(), 4);
}

#[test]
fn problems_are_told_in_the_language_of_the_browser() {
    let app = TestApp::on(Backend::Sqlite);
    let anybody = app.anybody();
    let title = |header: &str| {
        anybody.send("GET", "/api/v1/audit", &[("Accept-Language", header)], b"").json()["title"].to_string()
    };
    assert!(title("en-GB,en").is_ascii());
    assert!(!title("zh-CN,zh;q=0.9").is_ascii());
    assert!(!title("de").is_ascii());
}

#[test]
fn a_database_that_is_not_up_to_date_is_not_ready() {
    let app = TestApp::on(Backend::Sqlite);
    app.test.office.store.revert_migrations().unwrap();
    check_problem(&app.anybody().get("/readyz"), 503, "not_ready");
    assert_eq!(app.anybody().get("/healthz").text(), "ok\n");
}

#[test]
fn the_numbers_name_routes_and_nobody() {
    let app = TestApp::on(Backend::Sqlite);
    let finance = app.signed_in(Role::Finance, None);
    finance.get("/api/v1/audit?dealer=D007");
    let answer = app.anybody().get("/metrics");
    let text = answer.text();
    assert!(text.contains(r#"route="/api/v1/audit""#) && text.contains(r#"sanbao_jobs{state="queued"} 0"#), "{text}");
    assert!(!text.contains("D007"), "{text}");
}

#[test]
fn a_failure_of_the_database_is_told_without_its_cause() {
    let app = TestApp::on(Backend::Sqlite);
    let finance = app.signed_in(Role::Finance, None);
    let mut connection = app.test.office.store.connection().unwrap();
    diesel::connection::SimpleConnection::batch_execute(&mut *connection, "DROP TABLE audit").unwrap();
    let answer = finance.get("/api/v1/audit");
    check_problem(&answer, 500, "internal");
    for cause in ["audit", "table", "sqlite", "select"] {
        assert!(!answer.text().to_lowercase().contains(&format!(" {cause}")), "{}", answer.text());
    }
}

on_both! {
    fn pages_follow_each_other_without_gap_or_repeat(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        entries(&app, 7);
        let finance = app.signed_in(Role::Finance, None);
        let mut path = "/api/v1/audit?limit=3&dealer=D001".to_owned();
        let mut seen = Vec::new();
        let mut pages = 0;
        loop {
            let answer = finance.get(&path);
            assert_eq!(answer.status, 200, "{answer:?}");
            let page = answer.json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["seq"].as_i64().unwrap()));
            pages += 1;
            if page["next"].is_null() {
                assert_eq!(answer.header("link"), "");
                break;
            }
            let link = answer.header("link");
            link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().clone_into(&mut path);
            assert!(path.ends_with(page["next"].as_str().unwrap()), "{path}");
        }
        assert_eq!((seen, pages), (vec![7, 6, 5, 4, 3, 2, 1], 3));
    }

    fn a_list_is_a_file_too(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        entries(&app, 2);
        let finance = app.signed_in(Role::Finance, None);
        let answer = finance.get("/api/v1/audit?format=csv");
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"list.csv\"");
        let lines: Vec<&str> = answer.text().lines().collect();
        assert_eq!(lines[0], "\u{feff}seq,at,person,action,dealer,object,facts,sha256");
        assert!(lines.len() == 3 && lines[1].contains(",lin,a,D001,'=slip 2,"), "{lines:?}");
        let workbook = finance.get("/api/v1/audit?format=xlsx");
        assert!(workbook.status == 200 && workbook.body.starts_with(b"PK"));
    }

    fn the_trail_is_verified_over_http(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        entries(&app, 2);
        let verified = app.signed_in(Role::Administrator, None).get("/api/v1/audit/verified").json();
        assert_eq!(verified, json!({ "state": "whole", "entries": 2 }));
    }
}
