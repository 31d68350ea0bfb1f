//! The worked cases through HTTP alone: registers, agreements, seeds, sheets, lots and calls go in, the six files come out.

use std::fs;
use std::path::Path;

use sanbao::agreement::registers::FiledSheet;
use sanbao::auth::Role;
use sanbao::jobs::run_due;
use sanbao::store::{Backend, settings};
use serde_json::json;

use super::cases::{Case, CaseSheet, REGISTERS};
use super::harness::{Answer, Client, TestApp, TestOffice};
use crate::expected;

/// The sheets of the cases that are not filed: they came after their time (agreement 3.5).
const ONE_MONTH: &[&str] = &[];
const ONE_YEAR: &[&str] = &["D002 2026-03 slips", "D003 2026-05 slips", "D001 2026-06 slips"];

/// A form with a file behind a field.
fn form((field, value): (&str, &str), path: &Path) -> Vec<u8> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend(fs::read(path).unwrap());
    body.extend(b"\r\n--edge--\r\n");
    body
}

fn send(client: &Client, path: &str, body: &[u8]) -> Answer {
    client.send("POST", path, &[("Content-Type", "multipart/form-data; boundary=edge")], body)
}

fn keep_registers(app: &TestApp, case: &Case) {
    let administrator = app.signed_in(Role::Administrator, None);
    let mut files: Vec<_> = fs::read_dir(case.input("")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        let text = fs::read(path).unwrap();
        let answer = administrator.send("POST", "/api/v1/agreements", &[("Content-Type", "application/toml")], &text);
        assert!((200..300).contains(&answer.status), "{answer:?}");
    }
    for (register, name) in REGISTERS.iter().take(9) {
        let path = case.input(&format!("{name}.csv"));
        if path.exists() {
            let to = format!("/api/v1/registers/{}", register.as_str());
            let answer = send(&administrator, &to, &form(("mode", "replace"), &path));
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    }
    for period in case.from.through(case.through) {
        let body = json!({ "seed": case.seed }).to_string();
        let headers = [("Content-Type", "application/json")];
        let answer = administrator.send("PUT", &format!("/api/v1/seeds/{period}"), &headers, body.as_bytes());
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

/// Uploads a sheet for its dealer, as of the day it came, and files it; answers which was refused.
fn file(app: &TestApp, centre: &Client, sheet: &CaseSheet) -> Option<String> {
    let office = &app.test.office;
    let kind = if sheet.sheet == FiledSheet::Slips { "slips" } else { "feedback" };
    let path = format!("/api/v1/dealers/{}/months/{}/{kind}", sheet.dealer, sheet.period);
    let day = sheet.day(office).to_string();
    let uploaded = send(centre, &path, &form(("received_on", &day), &sheet.path));
    assert!(matches!(uploaded.status, 200 | 202), "{path}: {uploaded:?}");
    run_due(office).unwrap();
    let place = uploaded.header("Location").to_owned();
    let state = centre.get(&place).json()["state"].as_str().unwrap().to_owned();
    if state == "refused" {
        return Some(format!("{} {} {kind}", sheet.dealer, sheet.period));
    }
    let filed = centre.post(&format!("{place}/file"), &json!({ "readable_only": false }));
    assert_eq!(filed.status, 200, "{path}: {filed:?}");
    None
}

/// Puts a case through the interface; `refused` are the sheets that are not filed.
fn check(test: TestOffice, name: &str, refused: &[&str]) {
    let app = TestApp::before(test);
    let (case, office) = (Case::named(name), &app.test.office);
    app.test.at("2027-12-01 09:00");
    let first = case.from.to_string();
    office.store.write::<_, sanbao::store::Error>(|c| settings::set(c, settings::FIRST_PERIOD, &first)).unwrap();
    keep_registers(&app, &case);
    let centre = app.signed_in(Role::Reviewer, None);
    let sheets = case.sheets();
    let not_filed: Vec<String> = sheets.iter().filter_map(|sheet| file(&app, &centre, sheet)).collect();
    assert_eq!(not_filed, refused, "{name}");
    run_due(office).unwrap();
    let months = centre.get("/api/v1/statements?limit=500").json();
    for month in months["items"].as_array().unwrap() {
        if !month["slips_received_on"].is_null() {
            let (dealer, period) = (month["dealer"].as_str().unwrap(), month["period"].as_str().unwrap());
            let drawn = centre.post(&format!("/api/v1/dealers/{dealer}/months/{period}/lot"), &json!({}));
            assert_eq!(drawn.status, 204, "{drawn:?}");
        }
    }
    let administrator = app.signed_in(Role::Administrator, None);
    let calls =
        send(&administrator, "/api/v1/registers/callbacks", &form(("mode", "add"), &case.input("callbacks.csv")));
    assert_eq!(calls.status, 200, "{calls:?}");
    run_due(office).unwrap();
    let finance = app.signed_in(Role::Finance, None);
    expected::check(&case.folder, |file| {
        let path = format!("/api/v1/exports/{file}?from={}&through={}", case.from, case.through);
        finance.get(&path).text().to_owned()
    });
}

#[test]
fn one_month_on_sqlite() {
    check(TestOffice::on(Backend::Sqlite), "one-month", ONE_MONTH);
}

#[test]
fn one_month_on_postgres() {
    check(TestOffice::on(Backend::Postgres), "one-month", ONE_MONTH);
}

#[test]
fn one_year_on_sqlite() {
    check(TestOffice::on(Backend::Sqlite), "one-year", ONE_YEAR);
}

#[test]
fn one_year_on_postgres() {
    check(TestOffice::on(Backend::Postgres), "one-year", ONE_YEAR);
}
