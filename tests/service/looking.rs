//! Looking at a dealer's pages as its clerk: everything the clerk sees, nothing that changes anything, both ends recorded.

use std::collections::BTreeSet;

use sanbao::api::routes::{Access, ROUTES};
use sanbao::auth::Role;
use sanbao::pages::routes::pages;
use sanbao::store::Backend;
use sanbao::workflow::change_person::{Change, change_person};
use sanbao::workflow::look_as_dealer::look_as_dealer;
use serde_json::json;

use super::filled::{Filled, fill};
use super::harness::{Answer, Client, TestApp};
use super::month::open;
use super::people::{PASSWORD, person};
use super::registers::{administrator, dealer};
use super::sessions::{caller, enter, trail};

const FORM: &str = "application/x-www-form-urlencoded";

#[track_caller]
fn look(client: &Client, code: &str) {
    let body = json!({ "kind": "look", "of": code }).to_string();
    let headers = [("Content-Type", "application/json")];
    let answer = client.send("PUT", "/api/v1/session/capacity", &headers, body.as_bytes());
    assert_eq!(answer.status, 204, "{answer:?}");
}

/// A path with what is there of a dealer.
fn filled(path: &str, of: &Filled) -> String {
    let id = if path.contains("/disputes/") {
        &of.dispute
    } else if path.contains("/findings/") {
        &of.finding
    } else {
        &of.upload
    };
    let seq = if path.contains("/attachments/") { "1".to_owned() } else { of.account.to_string() };
    let file = if path.contains("/years/") { "violations.html" } else { "statement.html" };
    let path = path.replace("{dealer}", of.code).replace("{period}", "2026-01").replace("{year}", "2026");
    let path = path.replace("{slip_no}", "W-1").replace("{id}", id).replace("{seq}", &seq).replace("{file}", file);
    path.replace(['{', '}'], "x")
}

/// What a browser or a program gets by looking: method and path of everything that changes nothing.
fn safe(of: &Filled) -> Vec<(String, &'static Access)> {
    let is_safe = |method: &str| method == "GET";
    let routes = ROUTES.iter().filter(|route| is_safe(route.method.as_str()));
    let routes = routes.map(|route| (format!("/api/v1{}", filled(route.path, of)), &route.access));
    let shown = pages().filter(|page| is_safe(page.method.as_str())).map(|page| (filled(page.path, of), &page.access));
    routes.chain(shown).collect()
}

/// What is on a page between its frame, without the tokens of its forms; of other answers all of it.
fn content(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    let main = match (text.find("<main"), text.find("</main>")) {
        (Some(begin), Some(end)) => &text[begin..end],
        _ => &text,
    };
    let mut parts = main.split("name=\"csrf\" value=\"");
    let mut content = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        content.push_str(part.split_once('"').unwrap().1);
    }
    content
}

/// One's own account is one's own.
fn is_own(path: &str) -> bool {
    ["/api/v1/session", "/api/v1/tokens", "/profile", "/tokens", "/second-factor"].contains(&path)
}

#[test]
fn whoever_looks_sees_what_the_clerk_sees_and_customers_as_their_own_role_does() {
    let app = TestApp::on(Backend::Sqlite);
    let [one, two] = fill(&app.test);
    let clerk = app.signed_in(Role::DealerClerk, Some("D1"));
    for role in [Role::Reviewer, Role::Administrator] {
        let looking = app.signed_in(role, None);
        look(&looking, "D1");
        let mut masked = BTreeSet::new();
        for of in [&one, &two] {
            for (path, access) in safe(of).into_iter().filter(|(path, _)| !is_own(path)) {
                let (theirs, seen) = (clerk.get(&path), looking.get(&path));
                let is_close = matches!(access, Access::People { shows_customers: true, .. });
                if is_close && of.code == "D1" && role == Role::Administrator {
                    assert_eq!(seen.status, 403, "{path}: {seen:?}");
                    masked.insert(path);
                    continue;
                }
                assert_eq!(seen.status, theirs.status, "{role:?} {path}: {seen:?}");
                let is_masked = path.ends_with("/faults") || path.ends_with(&format!("/uploads/{}", of.upload));
                let kind = theirs.header("content-type");
                let is_text = kind.starts_with("text/html") || kind.starts_with("application/json");
                if theirs.status == 200 && is_text && !is_masked {
                    assert_eq!(content(&seen), content(&theirs), "{role:?} {path}");
                }
            }
        }
        let expected = if role == Role::Administrator { 6.. } else { 0.. };
        assert!(expected.contains(&masked.len()), "{masked:?}");
    }
}

#[test]
fn whoever_looks_changes_nothing() {
    let app = TestApp::on(Backend::Sqlite);
    let [one, _] = fill(&app.test);
    for role in [Role::Reviewer, Role::Administrator] {
        let looking = app.signed_in(role, None);
        look(&looking, "D1");
        let before = trail(&app.test.office).len();
        for route in ROUTES.iter().filter(|route| route.method != "GET" && !matches!(route.access, Access::Leaving)) {
            let path = format!("/api/v1{}", filled(route.path, &one));
            let headers = [("Content-Type", "application/json"), ("If-Match", "\"1\"")];
            let answer = looking.send(route.method.as_str(), &path, &headers, b"{}");
            assert_eq!(
                (answer.status, answer.json()["code"].as_str()),
                (403, Some("only_looking")),
                "{path}: {answer:?}"
            );
        }
        for page in pages().filter(|page| page.method != "GET" && !matches!(page.access, Access::Leaving)) {
            let path = filled(page.path, &one);
            let answer = looking.send("POST", &path, &[("Content-Type", FORM), ("Accept", "text/html")], b"");
            assert_eq!(answer.status, 403, "{path}");
            let told = ["read-only: nothing can be changed here", "action=\"/leave\"", "You look as dealer D1"];
            assert!(told.iter().all(|text| answer.text().contains(text)), "{path}: {}", answer.text());
        }
        assert_eq!(trail(&app.test.office).len(), before, "nothing was done");
        let leaving: Vec<&str> =
            ROUTES.iter().filter(|route| matches!(route.access, Access::Leaving)).map(|route| route.path).collect();
        assert_eq!(leaving, ["/session", "/session/capacity"]);
        let over = looking.send("DELETE", "/api/v1/session/capacity", &[], b"");
        assert_eq!(over.status, 204);
        assert_eq!(looking.get("/api/v1/session").json()["role"], role.as_str());
    }
}

#[test]
fn one_comes_back_to_where_one_was() {
    let app = TestApp::on(Backend::Sqlite);
    fill(&app.test);
    let admin = app.signed_in(Role::Administrator, None);
    let page = admin.get("/dealers/D1");
    assert!(page.text().contains("action=\"/dealers/D1/look\""), "{}", page.text());
    for (back, comes_to) in [("/dealers/D1", "/dealers/D1"), ("//evil.example", "/"), ("", "/")] {
        let form = format!("back={}", back.replace('/', "%2F"));
        let begun = admin.send("POST", "/dealers/D1/look", &[("Content-Type", FORM)], form.as_bytes());
        assert_eq!((begun.status, begun.header("location")), (303, "/"), "{begun:?}");
        let kept = begun.header("set-cookie").split(';').next().unwrap().to_owned();
        assert!(kept.starts_with("sanbao-back="), "{kept}");
        assert!(admin.get("/").text().contains("You look as dealer D1 Dealer D1, read-only."));
        let over = admin.send("POST", "/leave", &[("Cookie", &kept)], b"");
        assert_eq!((over.status, over.header("location")), (303, comes_to), "{back}");
    }
}

on_both! {
    fn both_ends_are_recorded_however_it_ends(test: &TestOffice) {
        let office = &test.office;
        open(test, &["D1", "D2"]);
        test.at("2026-03-10 12:00");
        for login in ["rui", "mei", "lan", "kai"] {
            person(office, login, Role::Reviewer);
        }
        let begin = |login: &str| {
            let signed_in = enter(office, login, PASSWORD, None).unwrap();
            let me = caller(office, &signed_in).unwrap();
            look_as_dealer(office, &me, &dealer("D1")).unwrap();
            let looking = caller(office, &signed_in).unwrap();
            assert_eq!((looking.actor.role, looking.actor.dealer_text()), (Role::DealerClerk, "D1"));
            assert!(look_as_dealer(office, &looking, &dealer("D2")).is_err(), "at one at a time");
            looking
        };
        let ends = |login: &str| {
            let rows = trail(office);
            let of = rows.iter().filter(|row| row.person == login && row.action.starts_with("look."));
            let told = of.map(|row| (row.action.clone(), row.dealer.clone(), row.object.clone()));
            told.collect::<Vec<_>>()
        };
        let told = |action: &str| (action.to_owned(), "D1".to_owned(), "dealer D1".to_owned());
        sanbao::workflow::leave_capacity::leave_capacity(office, &begin("rui")).unwrap();
        sanbao::workflow::sign_out::sign_out(office, &begin("mei")).unwrap();
        begin("lan");
        let promote = Change { role: Some((Role::Finance, None)), ..Change::default() };
        change_person(office, &administrator(), "lan", &promote).unwrap();
        begin("kai");
        test.at("2026-03-10 12:40");
        enter(office, "kai", PASSWORD, None).unwrap();
        for login in ["rui", "mei", "lan", "kai"] {
            assert_eq!(ends(login), [told("look.begin"), told("look.end")], "{login}");
        }
        let begun = enter(office, "kai", PASSWORD, None).unwrap();
        let me = caller(office, &begun).unwrap();
        assert!(look_as_dealer(office, &me, &dealer("D9")).is_err(), "a dealer that there is not");
        for role in [Role::SalesManager, Role::CallAgent, Role::Finance] {
            let app_role = role.as_str();
            person(office, app_role, role);
            let other = enter(office, app_role, PASSWORD, None).unwrap();
            assert!(look_as_dealer(office, &caller(office, &other).unwrap(), &dealer("D1")).is_err(), "{app_role}");
        }
    }
}
