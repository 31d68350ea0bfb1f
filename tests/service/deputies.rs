//! Deputies: who acts for whom and when, with what reach, and that every record of it names both.

use chrono::TimeDelta;
use sanbao::api::routes::{Access, ROUTES};
use sanbao::auth::{Capacity, Role};
use sanbao::pages::routes::pages;
use sanbao::store::audit::{self, Verified};
use sanbao::store::{Backend, people, statement_steps};
use sanbao::workflow::act_as_deputy::act_as_deputy;
use sanbao::workflow::change_person::{Change, change_person};
use sanbao::workflow::confirm_presence::confirm_presence;
use sanbao::workflow::confirm_statement::confirm_statement;
use sanbao::workflow::enrol_second_factor::{give_second_factor, present_code};
use sanbao::workflow::name_deputy::{NewDelegation, name_deputy};
use serde_json::{Value, json};

use super::harness::{Answer, Client, TestApp};
use super::month::{centre, open, period, ready};
use super::people::{PASSWORD, person};
use super::registers::{administrator, dealer};
use super::sessions::{caller, enter, trail};

/// In the middle of a day on which everybody is there.
const NOON: &str = "2026-03-10 12:00";
const TODAY: &str = "2026-03-10";

/// A change of a person's row.
type ByHand<'a> = &'a dyn Fn(&mut people::PersonRow);

pub fn login(client: &Client) -> &str {
    &client.session.as_ref().unwrap().actor.login
}

fn put(client: &Client, path: &str, body: &Value) -> Answer {
    client.send("PUT", path, &[("Content-Type", "application/json")], body.to_string().as_bytes())
}

fn name_for(principal: &Client, deputy: &str, first_day: &str, last_day: &str) -> Answer {
    let body = json!({ "deputy": deputy, "first_day": first_day, "last_day": last_day });
    principal.post("/api/v1/delegations", &body)
}

/// Names a deputy for some days, and answers the delegation's key.
#[track_caller]
fn name_until(principal: &Client, deputy: &Client, last_day: &str) -> String {
    let answer = name_for(principal, login(deputy), TODAY, last_day);
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn act(deputy: &Client, id: &str) -> Answer {
    put(deputy, "/api/v1/session/capacity", &json!({ "kind": "deputy", "of": id }))
}

/// A deputy of somebody, who acts.
#[track_caller]
pub fn acting(principal: &Client, deputy: &Client) -> String {
    let id = name_until(principal, deputy, TODAY);
    let answer = act(deputy, &id);
    assert_eq!(answer.status, 204, "{answer:?}");
    id
}

#[track_caller]
fn check(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.json()["code"].as_str()), (status, Some(code)), "{answer:?}");
}

/// What the session is of, as it says itself.
fn role(client: &Client) -> String {
    client.get("/api/v1/session").json()["role"].as_str().unwrap_or_default().to_owned()
}

fn at_noon(backend: Backend) -> TestApp {
    let app = TestApp::on(backend);
    app.test.at(NOON);
    app
}

fn filled(path: &str) -> String {
    path.replace("{dealer}", "D1").replace("{period}", "2026-03").replace(['{', '}'], "x")
}

/// What every route and page answers somebody, but those by which a session ends.
fn reach(client: &Client) -> Vec<(String, u16)> {
    let is_for_people = |access: &Access| matches!(access, Access::People { .. });
    let routes = ROUTES.iter().filter(|route| is_for_people(&route.access));
    let asked =
        routes.map(|route| (route.method.as_str(), format!("/api/v1{}", filled(route.path)), "application/json"));
    let forms = pages().filter(|page| is_for_people(&page.access));
    let form = "application/x-www-form-urlencoded";
    let asked = asked.chain(forms.map(|page| (page.method.as_str(), filled(page.path), form)));
    let ask = |(method, path, kind): (&str, String, &str)| {
        let headers = [("Content-Type", kind), ("If-Match", "\"999999999\"")];
        let body: &[u8] = if kind == form { b"" } else { b"{}" };
        let answer = client.send(method, &path, &headers, body);
        (format!("{method} {path}"), answer.status)
    };
    asked.map(ask).collect()
}

#[test]
fn a_deputy_reaches_what_the_principal_does_and_nothing_else() {
    for of in Role::ALL.into_iter().filter(|role| role.may_delegate()) {
        let app = at_noon(Backend::Sqlite);
        let (principal, deputy) = (app.signed_in(of, None), app.signed_in(Role::CallAgent, None));
        let own = reach(&deputy);
        acting(&principal, &deputy);
        let (wanted, got) = (reach(&principal), reach(&deputy));
        assert_eq!(got, wanted, "{of:?}");
        assert_ne!(got, own);
        assert_eq!(deputy.send("DELETE", "/api/v1/session/capacity", &[], b"").status, 204);
        assert_eq!(reach(&deputy), own, "themselves again");
    }
}

#[test]
fn it_stands_above_every_page_and_is_offered_at_home() {
    let app = at_noon(Backend::Sqlite);
    let (principal, deputy) = (app.signed_in(Role::SalesManager, None), app.signed_in(Role::Finance, None));
    let id = name_until(&principal, &deputy, "2026-03-12");
    let home = deputy.get("/");
    assert!(home.text().contains(&format!("/deputies/{id}/act")), "{}", home.text());
    assert!(!home.text().contains("class=\"capacity\""));
    let begun = deputy.send("POST", &format!("/deputies/{id}/act"), &[], b"");
    assert_eq!((begun.status, begun.header("location")), (303, "/"));
    for path in ["/", "/months", "/profile", "/deputies", "/nothing-here"] {
        let page = deputy.send("GET", path, &[("Accept", "text/html")], b"");
        assert!(page.text().contains("You act as deputy of 王小明 (sales manager) until 12 Mar 2026."), "{path}");
        assert!(!page.text().contains(&format!("/deputies/{id}/act")), "{path}");
    }
    let over = deputy.send("POST", "/leave", &[], b"");
    assert_eq!((over.status, over.header("location")), (303, "/"));
    assert!(!deputy.get("/").text().contains("class=\"capacity\""));
}

#[test]
fn a_token_is_nobodys_deputy() {
    let app = at_noon(Backend::Sqlite);
    let (principal, deputy) = (app.signed_in(Role::SalesManager, None), app.signed_in(Role::Finance, None));
    let id = acting(&principal, &deputy);
    let wanted = json!({ "name": "a program", "scopes": ["read", "approve", "admin", "pay"], "days": 1 });
    let made = deputy.post("/api/v1/tokens", &wanted).json();
    let token = format!("Bearer {}", made["secret"].as_str().unwrap());
    let program = |method: &str, path: &str, body: &Value| {
        let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json")];
        app.anybody().send(method, path, &headers, body.to_string().as_bytes())
    };
    assert_eq!(deputy.post("/api/v1/periods/2026-02/approve", &json!({})).status, 200, "the session may");
    check(&program("POST", "/api/v1/periods/2026-02/approve", &json!({})), 403, "not_allowed");
    let asked = json!({ "kind": "deputy", "of": id });
    check(&program("PUT", "/api/v1/session/capacity", &asked), 403, "not_allowed");
    let own = program("GET", "/api/v1/session", &json!({}));
    assert_eq!((own.json()["role"].as_str(), own.json()["capacity"].is_null()), (Some("finance"), true));
}

on_both! {
    fn every_record_names_both_and_the_deputy_stays_one_person(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        let office = &app.test.office;
        open(&app.test, &["D1", "D2"]);
        ready(&app.test, "D1", &["W-1"]);
        ready(&app.test, "D2", &["W-1"]);
        confirm_statement(office, &centre(), &dealer("D2"), period("2026-01"), None).unwrap();
        app.test.at(NOON);
        let (manager, reviewer) = (app.signed_in(Role::SalesManager, None), app.signed_in(Role::Reviewer, None));
        let step = |of: &str, step: &str| {
            let seen = reviewer.get(&format!("/api/v1/dealers/{of}/months/2026-01/statement"));
            let headers = [("If-Match", seen.header("etag")), ("Content-Type", "application/json")];
            reviewer.send("POST", &format!("/api/v1/dealers/{of}/statements/2026-01/{step}"), &headers, b"{}")
        };
        let confirmed = step("D1", "confirm");
        assert!(confirmed.status < 300, "{confirmed:?}");
        acting(&manager, &reviewer);
        check(&step("D1", "approve"), 403, "same_person");
        let approved = step("D2", "approve");
        assert!(approved.status < 300, "{approved:?}");

        let steps = office.store.read(|c| statement_steps::of(c, &dealer("D2"), period("2026-01"))).unwrap();
        let taken: Vec<_> = steps.iter().map(|step| (step.person.as_str(), step.on_behalf_of.as_str())).collect();
        assert_eq!(taken, [("han", ""), (login(&reviewer), login(&manager))]);
        let rows = trail(office);
        let entry = rows.iter().find(|row| row.action == "statement.approve").unwrap();
        assert_eq!((entry.person.as_str(), entry.on_behalf_of()), (login(&reviewer), login(&manager).to_owned()));
        let own = rows.iter().find(|row| row.action == "statement.confirm" && row.dealer == "D1").unwrap();
        assert_eq!((own.person.as_str(), own.on_behalf_of().as_str()), (login(&reviewer), ""));
        let whole = office.store.read(audit::verify).unwrap();
        assert!(matches!(whole, Verified::Whole { .. }), "{whole:?}");
        for path in ["/dealers/D2/months/2026-01", "/months/2026-01"] {
            let names = ["王小明 for 王小明".to_owned(), format!("{} for {}", login(&reviewer), login(&manager))];
            let page = app.signed_in(Role::Finance, None).get(path);
            assert!(names.iter().any(|names| page.text().contains(names)), "{path}: {}", page.text());
        }
    }

    fn a_delegation_holds_on_its_days(test: &TestOffice) {
        let app = at_noon(test.backend());
        let (principal, deputy) = (app.signed_in(Role::Reviewer, None), app.signed_in(Role::CallAgent, None));
        let tomorrow = name_for(&principal, login(&deputy), "2026-03-11", "2026-03-11").json();
        let tomorrow = tomorrow["id"].as_str().unwrap();
        check(&act(&deputy, tomorrow), 409, "delegation_over");
        let today = name_until(&principal, &deputy, TODAY);
        // Of the people who are signed in here nobody is idle for half an hour.
        app.test.at("2026-03-10 23:50");
        let (principal, again) = (app.signed_in(Role::SalesManager, None), app.signed_in(Role::CallAgent, None));
        check(&act(&again, &today), 404, "not_found");
        let evening = acting(&principal, &again);
        assert_eq!(role(&again), "sales_manager");
        app.test.at("2026-03-11 00:01");
        assert_eq!(role(&again), "call_agent", "themselves again, without being told");
        assert_eq!(again.post("/api/v1/periods/2026-02/approve", &json!({})).status, 403);
        check(&act(&again, &evening), 409, "delegation_over");
        check(&again.post(&format!("/api/v1/delegations/{evening}/end"), &json!({})), 409, "delegation_over");
    }

    fn either_ends_it_and_it_ends_at_once(test: &TestOffice) {
        let app = at_noon(test.backend());
        let office = &app.test.office;
        for by_principal in [true, false] {
            let (principal, deputy) = (app.signed_in(Role::Finance, None), app.signed_in(Role::Reviewer, None));
            let id = acting(&principal, &deputy);
            let path = format!("/api/v1/delegations/{id}/end");
            check(&app.signed_in(Role::Finance, None).post(&path, &json!({})), 404, "not_found");
            let by = if by_principal { &principal } else { &deputy };
            assert_eq!(by.post(&path, &json!({})).status, 204);
            assert_eq!(role(&deputy), "reviewer");
            check(&act(&deputy, &id), 409, "delegation_over");
            assert_eq!(by.post(&path, &json!({})).status, 204, "it stays ended");
        }
        let disable = Change { is_disabled: Some(true), ..Change::default() };
        let promote = Change { role: Some((Role::Finance, None)), ..Change::default() };
        for change in [disable.clone(), promote] {
            let (principal, deputy) = (app.signed_in(Role::SalesManager, None), app.signed_in(Role::Reviewer, None));
            let id = acting(&principal, &deputy);
            change_person(office, &administrator(), login(&principal), &change).unwrap();
            assert_eq!(role(&deputy), "reviewer", "{change:?}");
            let back = Change { is_disabled: Some(false), role: Some((Role::SalesManager, None)), ..Change::default() };
            change_person(office, &administrator(), login(&principal), &back).unwrap();
            check(&act(&deputy, &id), 409, "delegation_over");
        }
        let (principal, deputy) = (app.signed_in(Role::SalesManager, None), app.signed_in(Role::Reviewer, None));
        acting(&principal, &deputy);
        change_person(office, &administrator(), login(&deputy), &disable).unwrap();
        assert_eq!(deputy.get("/api/v1/session").status, 401);
        let ended = trail(office).into_iter().filter(|row| row.action == "delegation.end");
        assert_eq!(ended.count(), 2 + 2 + 1);
    }

    fn it_rests_on_the_people_as_they_are_now(test: &TestOffice) {
        let app = at_noon(test.backend());
        // Changed beside the verb, as an older process would: nothing was ended.
        let changed = |login: &str, change: ByHand| {
            let keep = app.test.office.store.write(|c| {
                let mut row = people::by_login(c, login)?.unwrap();
                change(&mut row);
                people::update(c, &row)
            });
            keep.unwrap();
        };
        let changes: [(bool, ByHand); 5] = [
            (true, &|row| row.disabled_at = Some(row.created_at)),
            (true, &|row| "finance".clone_into(&mut row.role)),
            (true, &|row| "administrator".clone_into(&mut row.role)),
            (false, &|row| row.totp_secret.clear()),
            (false, &|row| "administrator".clone_into(&mut row.role)),
        ];
        for (of_principal, change) in changes {
            let (principal, deputy) = (app.signed_in(Role::SalesManager, None), app.signed_in(Role::CallAgent, None));
            acting(&principal, &deputy);
            assert_eq!(role(&deputy), "sales_manager");
            changed(login(if of_principal { &principal } else { &deputy }), change);
            assert_ne!(role(&deputy), "sales_manager");
            assert!(deputy.get("/api/v1/session").json()["capacity"].is_null());
        }
    }

    fn who_can_name_whom_for_how_long(test: &TestOffice) {
        let app = at_noon(test.backend());
        let manager = app.signed_in(Role::SalesManager, None);
        let (finance, agent) = (app.signed_in(Role::Finance, None), app.signed_in(Role::CallAgent, None));
        let gone = app.signed_in(Role::Finance, None);
        let disable = Change { is_disabled: Some(true), ..Change::default() };
        change_person(&app.test.office, &administrator(), login(&gone), &disable).unwrap();
        let (clerk, admin) = (app.signed_in(Role::DealerClerk, Some("D1")), app.signed_in(Role::Administrator, None));
        for unfit in [login(&manager), login(&clerk), login(&admin), login(&gone), "nobody", "no login"] {
            check(&name_for(&manager, unfit, TODAY, TODAY), 422, "deputy_unfit");
        }
        for (first, last) in [("2026-03-09", TODAY), ("2026-03-12", "2026-03-11"), (TODAY, "2027-03-11")] {
            check(&name_for(&manager, login(&finance), first, last), 422, "delegation_days");
        }
        for other in [&clerk, &admin, &agent] {
            assert_eq!(name_for(other, login(&finance), TODAY, TODAY).status, 403);
        }
        let id = name_until(&manager, &finance, "2026-03-20");
        for (first, last) in [("2026-03-20", "2026-03-30"), (TODAY, TODAY)] {
            check(&name_for(&manager, login(&agent), first, last), 409, "deputy_named");
        }
        assert_eq!(name_for(&manager, login(&agent), "2026-03-21", "2026-03-30").status, 201);
        assert_eq!(act(&finance, &id).status, 204);
        check(&name_for(&finance, login(&agent), TODAY, TODAY), 409, "not_themselves");
        check(&act(&finance, &id), 409, "not_themselves");
        check(&act(&agent, &id), 404, "not_found");
    }

    fn who_moves_money_shows_a_second_factor_and_the_deputy_has_one(test: &TestOffice) {
        let app = at_noon(test.backend());
        let office = &app.test.office;
        for login in ["qian", "deputy", "rui"] {
            person(office, login, if login == "qian" { Role::Finance } else { Role::Reviewer });
        }
        give_second_factor(office, &administrator(), "qian").unwrap();
        let code = |login: &str| present_code(office, login).unwrap();
        let qian = enter(office, "qian", PASSWORD, Some(&code("qian"))).unwrap();
        let new = |deputy: &str| {
            let today = office.clock.today();
            NewDelegation { deputy: deputy.to_owned(), first_day: today, last_day: today }
        };
        let rui = enter(office, "rui", PASSWORD, None).unwrap();
        name_deputy(office, &caller(office, &rui).unwrap(), &new("deputy")).unwrap();
        let given = name_deputy(office, &caller(office, &qian).unwrap(), &new("deputy")).unwrap();
        app.test.at("2026-03-10 12:15");
        let late = name_deputy(office, &caller(office, &qian).unwrap(), &new("deputy"));
        assert_eq!(super::sessions::refused(late), sanbao::auth::Refused::PresenceNeeded);

        let bare = enter(office, "deputy", PASSWORD, None).unwrap();
        let refused = act_as_deputy(office, &caller(office, &bare).unwrap(), &given.id);
        assert_eq!(super::sessions::refused(refused), sanbao::auth::Refused::FactorForDeputy);
        give_second_factor(office, &administrator(), "deputy").unwrap();
        let whole = enter(office, "deputy", PASSWORD, Some(&code("deputy"))).unwrap();
        act_as_deputy(office, &caller(office, &whole).unwrap(), &given.id).unwrap();
        // The code that is shown later leaves the deputy what they are.
        office.clock.shift(office.clock.shift_seconds() + TimeDelta::minutes(1).num_seconds());
        let before = caller(office, &whole).unwrap();
        let confirmed = confirm_presence(office, &before, &code("deputy")).unwrap();
        let after = caller(office, &confirmed).unwrap();
        assert_eq!((after.capacity(), after.actor.role), (before.capacity(), Role::Finance));
        assert!(matches!(after.capacity(), Capacity::Deputy(deputy) if deputy.login == "qian"));
        assert_eq!((confirmed.actor.role, confirmed.actor.login.as_str()), (Role::Finance, "deputy"));
    }
}
