//! Every list is a CSV file and a workbook too, with the rows that the pages show.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use sanbao::api::routes::{Access, ROUTES};
use sanbao::auth::Role;
use serde_json::{Value, json};

use super::filled::fill;
use super::harness::{Client, TestApp};

/// The paths of all lists, as the description has them.
fn lists(app: &TestApp) -> Vec<String> {
    let description = app.anybody().get("/api/v1/openapi.json").json();
    let has_files = |item: &Value| {
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        parameters.iter().any(|parameter| parameter["name"] == "format")
    };
    let paths = description["paths"].as_object().unwrap().iter();
    paths.filter(|(_, item)| has_files(item)).map(|(path, _)| path.clone()).collect()
}

/// The same path for D1, once for each register that has rows of its own.
fn addresses(path: &str, registers: &[String]) -> Vec<String> {
    let path = path.replace("{dealer}", "D1");
    if !path.contains("{register}") {
        return vec![path];
    }
    // Calls are looked at beside their slips.
    let listed = registers.iter().filter(|register| *register != "callbacks");
    listed.map(|register| path.replace("{register}", register)).collect()
}

/// Header and rows of a CSV file, which all have as many fields.
fn csv_rows(content: &[u8]) -> Vec<Vec<String>> {
    let content = content.strip_prefix("\u{feff}".as_bytes()).expect("the mark by which spreadsheets know UTF-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(content);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Header and rows of a workbook's one sheet, cells as texts.
fn workbook_rows(content: &[u8]) -> Vec<Vec<String>> {
    let mut workbook = Xlsx::new(Cursor::new(content)).unwrap();
    assert_eq!(workbook.sheet_names().len(), 1);
    let range = workbook.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[track_caller]
fn check(client: &Client, address: &str) {
    let page = client.get(&format!("/api/v1{address}?limit=500"));
    assert_eq!(page.status, 200, "{address}: {page:?}");
    let items = page.json()["items"].as_array().unwrap().len();
    let file = |format: &str, kind: &str| {
        let answer = client.get(&format!("/api/v1{address}?format={format}"));
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{address}: {answer:?}");
        let name = format!("attachment; filename=\"list.{format}\"");
        assert_eq!(answer.header("content-disposition"), name, "{address}");
        answer.body
    };
    let csv = csv_rows(&file("csv", "text/csv; charset=utf-8"));
    let workbook = workbook_rows(&file("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    let header = &csv[0];
    assert!(header.len() > 1 && header.iter().all(|name| !name.is_empty()), "{address}: {header:?}");
    assert_eq!(&workbook[0], header, "{address}");
    for rows in [&csv, &workbook] {
        assert!(rows.len() > 1, "{address}: say in filled.rs what there is");
        assert_eq!(rows.len(), items + 1, "{address}");
        for row in rows {
            assert_eq!(row.len(), header.len(), "{address}: {row:?} below {header:?}");
        }
    }
}

on_both! {
    fn every_list_is_a_csv_file_and_a_workbook(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        fill(&app.test);
        let people = Role::ALL.map(|role| app.signed_in(role, (role == Role::DealerClerk).then_some("D1")));
        for person in &people {
            let token = json!({ "name": "a program", "scopes": ["read"], "days": 30 });
            let made = person.post("/api/v1/tokens", &token);
            assert!(made.status < 300, "{made:?}");
        }
        let agent = people.iter().map(|person| &person.session.as_ref().unwrap().actor).find(|actor| actor.role == Role::CallAgent);
        let today = app.test.office.clock.today();
        let delegation = json!({ "deputy": agent.unwrap().login, "first_day": today, "last_day": today });
        for person in &people {
            let named = person.post("/api/v1/delegations", &delegation).status;
            let may = person.session.as_ref().unwrap().actor.role.may_delegate();
            assert_eq!(named, if may { 201 } else { 403 });
        }
        let paths = lists(&app);
        assert!(paths.len() >= 24, "{paths:?}");
        let registers = people.iter().find_map(|person| {
            let page = person.get("/api/v1/registers").json();
            let names = page["items"].as_array()?.iter();
            Some(names.map(|item| item["register"].as_str().unwrap().to_owned()).collect::<Vec<_>>())
        });
        let registers = registers.unwrap();
        for path in paths {
            let route = ROUTES.iter().find(|route| route.method == "GET" && route.path == path).unwrap();
            let Access::People { roles, .. } = &route.access else { panic!("{path} is for people") };
            for address in addresses(&path, &registers) {
                for person in people.iter().filter(|person| roles.contains(&person.session.as_ref().unwrap().actor.role)) {
                    check(person, &address);
                }
            }
        }
    }
}
