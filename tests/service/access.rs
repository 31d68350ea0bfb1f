//! Who may take which route: every row of the table of routes, asked by everybody.
//!
//! The table below says again, by itself, what `src/api/routes.rs` says: a route that is new or has changed needs its row
//! here. Anonymous is 401, not allowed is 403, another dealer's is 404.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use sanbao::api::routes::ROUTES;
use sanbao::auth::{Role, Scope, Scopes, Secret};
use sanbao::store::api_tokens::{self, ApiTokenRow};
use sanbao::store::{Backend, new_id, people};

use super::answers::check_headers;
use super::filled::{FILLED, Filled, fill};
use super::harness::{Answer, Client, TestApp};

/// Method, path, who may, the scope of API tokens, what whoever may is answered where nothing is there, and for what is a
/// dealer's, where all of it is there (`filled.rs`); the body is `{}`, and `If-Match` names a version that nothing has. Who
/// may: `anyone`, `signing` for every session, or letters: C dealer's clerk, R reviewer, K call agent, S sales
/// manager, F finance, A administrator; with `!` only after showing a second factor just before.
const TABLE: &str = "
    POST   /session                                                                 anyone  -       422
    GET    /session                                                                 signing -       200
    DELETE /session                                                                 signing -       204
    PUT    /session/capacity                                                        RKSFA   admin   422
    DELETE /session/capacity                                                        signing -       204
    POST   /session/confirmation                                                    signing -       422
    POST   /second-factor/offer                                                     signing -       200
    POST   /second-factor                                                           signing -       422
    POST   /password                                                                CRKSFA  admin   422
    POST   /invitation                                                              anyone  -       422
    GET    /people                                                                  A       admin   200
    POST   /people                                                                  A       admin   422
    GET    /people/{login}                                                          A       admin   404
    PATCH  /people/{login}                                                          A       admin   404
    POST   /people/{login}/invitation                                               A       admin   404
    GET    /tokens                                                                  CRKSFA  read    200
    POST   /tokens                                                                  CRKSFA  admin   422
    DELETE /tokens/{id}                                                             CRKSFA  admin   404
    GET    /delegations                                                             RKSF    read    200
    POST   /delegations                                                             RSF     admin   422
    POST   /delegations/{id}/end                                                    RKSF    admin   404
    GET    /outbox                                                                  A       admin   200
    GET    /outbox/{id}                                                             A       admin   404
    POST   /outbox/{id}/resend                                                      A       admin   404
    POST   /outbox/{id}/cancel                                                      A       admin   404
    GET    /registers                                                               RSFA    read    200
    GET    /registers/{register}                                                    RSFA    read    404
    POST   /registers/{register}                                                    A       admin   404
    GET    /registers/{register}/versions                                           RSFA    read    404
    GET    /agreements                                                              RSFA    read    200
    POST   /agreements                                                              A       admin   422
    GET    /agreements/{id}                                                         RSFA    read    404
    GET    /house-checks                                                            RSFA    read    200
    POST   /house-checks                                                            A       admin   422
    POST   /house-checks/{id}/end                                                   A       admin   422
    POST   /trials                                                                  A       admin   422
    GET    /seeds                                                                   CRKSFA  read    200
    PUT    /seeds/{period}                                                          A       admin   422
    GET    /settings                                                                RSFA    read    200
    PATCH  /settings                                                                A       admin   200
    GET    /bank-accounts                                                           FA      read    200
    GET    /bank-accounts/standing                                                  FA      read    200
    POST   /dealers/{dealer}/bank-accounts                                          FA!     pay     422   422
    GET    /dealers/{dealer}/bank-accounts/{seq}                                    FA      read    404   200
    POST   /dealers/{dealer}/bank-accounts/{seq}/approve                            FA!     pay     404   412
    POST   /dealers/{dealer}/bank-accounts/{seq}/reject                             FA!     pay     404   412
    GET    /dealers/{dealer}/statements/{period}/hindrances                         RSF     read    404   200
    POST   /dealers/{dealer}/statements/{period}/confirm                            R       review  404   412
    POST   /dealers/{dealer}/statements/{period}/approve                            S!      approve 404   412
    POST   /dealers/{dealer}/statements/{period}/hold                               S       approve 422   422
    POST   /periods/{period}/confirm                                                R       review  200
    POST   /periods/{period}/approve                                                S!      approve 200
    POST   /statements/close                                                        F!      pay     200
    GET    /payments                                                                SFA     read    200
    GET    /invoices                                                                F       read    200
    GET    /batches                                                                 SFA     read    200
    POST   /batches                                                                 F!      pay     409
    GET    /batches/{id}                                                            SFA     read    404
    GET    /batches/{id}/{file}                                                     SFA     read    404
    POST   /batches/preflight                                                       F       read    200
    GET    /payment-terms                                                           SFA     read    200
    PUT    /payment-terms                                                           A!      admin   422
    GET    /dealers/{dealer}/statements/{period}/invoices                           CRSF    read    404   200
    POST   /dealers/{dealer}/statements/{period}/invoices                           CF      file    422   422
    POST   /bank-results                                                            F!      pay     422
    POST   /dealers/{dealer}/statements/{period}/bank-result                        F!      pay     422   422
    GET    /disputes                                                                CRSF    read    200
    POST   /dealers/{dealer}/statements/{period}/disputes                           C       file    422   422
    GET    /dealers/{dealer}/disputes/{id}                                          CRSF    read    404   200
    POST   /dealers/{dealer}/disputes/{id}/attachments                              C       file    422   422
    GET    /dealers/{dealer}/disputes/{id}/attachments/{seq}                        CRSF    read    404   200
    POST   /dealers/{dealer}/disputes/{id}/uphold                                   R       review  422   422
    POST   /dealers/{dealer}/disputes/{id}/reject                                   R       review  422   422
    GET    /dealers/{dealer}/adjustments                                            CRSF    read    200   200
    POST   /dealers/{dealer}/statements/{period}/corrections                        SF!     approve 422   422
    GET    /audit                                                                   FA      admin   200
    GET    /audit/verified                                                          FA      admin   200
    POST   /dealers/{dealer}/months/{period}/slips                                  CR      file    422   422
    POST   /dealers/{dealer}/months/{period}/feedback                               CR      file    422   422
    GET    /dealers/{dealer}/uploads                                                CR      read    200   200
    GET    /dealers/{dealer}/uploads/{id}                                           CR      read    404   200
    GET    /dealers/{dealer}/uploads/{id}/faults                                    CR      read    404   200
    GET    /dealers/{dealer}/uploads/{id}/original                                  CR      read    404   200
    GET    /dealers/{dealer}/uploads/{id}/marked                                    CR      read    404   200
    POST   /dealers/{dealer}/uploads/{id}/file                                      CR      file    404   409
    POST   /dealers/{dealer}/uploads/{id}/withdraw                                  CR      file    404   200
    GET    /uploads                                                                 RA      read    200
    GET    /slips                                                                   CRKSFA  read    200
    GET    /slips/to-call                                                           RK      read    200
    GET    /dealers/{dealer}/months/{period}/slips/{slip_no}                        CRKSFA  read    404   200
    POST   /dealers/{dealer}/months/{period}/slips/{slip_no}/customer               CRK     read    404   200
    POST   /dealers/{dealer}/months/{period}/slips/{slip_no}/review                 R       review  422   422
    DELETE /dealers/{dealer}/months/{period}/slips/{slip_no}/review                 R       review  404   409
    POST   /reviews                                                                 R       review  422
    GET    /questions                                                               CR      read    200
    POST   /dealers/{dealer}/months/{period}/slips/{slip_no}/question               R       review  422   422
    DELETE /dealers/{dealer}/months/{period}/slips/{slip_no}/question               R       review  404   409
    POST   /dealers/{dealer}/months/{period}/slips/{slip_no}/question/answer        C       file    422   422
    POST   /dealers/{dealer}/calls                                                  RK      call    422   422
    GET    /call-picks                                                              RK      read    200
    POST   /dealers/{dealer}/months/{period}/slips/{slip_no}/call-pick              R       review  422   422
    DELETE /dealers/{dealer}/months/{period}/slips/{slip_no}/call-pick              R       review  404   404
    GET    /do-not-call                                                             RKA     read    200
    POST   /do-not-call/{id}/removal                                                RA      review  422
    POST   /dealers/{dealer}/months/{period}/slips/{slip_no}/kept-wish              RK      call    404   404
    GET    /lots                                                                    RKSFA   read    200
    GET    /dealers/{dealer}/months/{period}/lot                                    CRKSFA  read    404   200
    POST   /dealers/{dealer}/months/{period}/lot                                    R       review  404   409
    GET    /statements                                                              CRKSFA  read    200
    GET    /dealers/{dealer}/months/{period}/statement                              CRKSFA  read    404   200
    GET    /violations                                                              CRKSFA  read    200
    GET    /statement-lines                                                         RSFA    read    200
    GET    /feedback                                                                RSA     read    200
    GET    /claims                                                                  RSA     read    200
    GET    /dealers/{dealer}/statements/{period}/papers/{file}                      CRKSFA  read    404   200
    GET    /dealers/{dealer}/years/{year}/papers/{file}                             CRSFA   read    404   200
    GET    /years/{year}/papers/{file}                                              RSFA    read    404
    GET    /papers/{file}                                                           RSFA    read    404
    GET    /findings                                                                CRKSFA  read    200
    GET    /dealers/{dealer}/findings/{id}                                          CRKSFA  read    404   200
    POST   /dealers/{dealer}/findings/{id}/answer                                   C       file    422   422
    POST   /dealers/{dealer}/findings/{id}/settlement                               RS      review  422   422
    GET    /dealers/{dealer}/statements/{period}/binder.zip                         CRSFA   read    404   200
    GET    /dealers/{dealer}/disputes/{id}/binder.zip                               CRSF    read    404   200
    GET    /ledger                                                                  SFA     read    200
    GET    /ledger/balances                                                         SFA     read    200
    GET    /exports/journal.beancount                                               SFA     read    400
    GET    /exports/journal.hledger                                                 SFA     read    400
    GET    /exports/{file}                                                          CRSFA   read    400
";

/// A row of the table.
struct Expected {
    method: &'static str,
    path: &'static str,
    who: &'static str,
    scope: Option<Scope>,
    answer: u16,
    /// Where it is there.
    present: Option<u16>,
}

impl Expected {
    fn all() -> Vec<Self> {
        let of_line = |line: &'static str| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [method, path, who, scope, answer, ref present @ ..] = fields[..] else {
                panic!("five or six: {line}")
            };
            let scope = Scope::ALL.into_iter().find(|known| known.as_str() == scope);
            let present = present.first().map(|present| present.parse().unwrap());
            Self { method, path, who, scope, answer: answer.parse().unwrap(), present }
        };
        TABLE.lines().filter(|line| !line.trim().is_empty()).map(of_line).collect()
    }

    /// Whether it asks for more than a session.
    fn is_for_people(&self) -> bool {
        !matches!(self.who, "anyone" | "signing")
    }

    fn is_unsafe(&self) -> bool {
        self.method != "GET"
    }

    fn needs_presence(&self) -> bool {
        self.who.contains('!')
    }

    fn may(&self, role: Role) -> bool {
        !self.is_for_people() || self.who.contains(letter(role))
    }

    /// Some role that may.
    fn somebody(&self) -> Role {
        Role::ALL.into_iter().find(|role| self.may(*role)).unwrap()
    }

    fn is_of_a_dealer(&self) -> bool {
        self.path.contains("{dealer}")
    }

    /// The path with something in the place of each pair of braces.
    fn path_with(&self, value: impl Fn(&'static str) -> String) -> String {
        let part = |part: &'static str| if part.starts_with('{') { value(part) } else { part.to_owned() };
        let parts: Vec<String> = self.path.split('/').map(part).collect();
        format!("/api/v1{}", parts.join("/"))
    }

    /// The path with a dealer and things that are not there.
    fn path_of(&self, dealer: &str) -> String {
        self.path_with(|part| match part {
            "{dealer}" => dealer.to_owned(),
            "{period}" => "2026-03".to_owned(),
            _ => "missing".to_owned(),
        })
    }

    /// The path with a dealer and what is there of one.
    fn path_to(&self, dealer: &str, of: &Filled) -> String {
        let is_below = |what: &str| self.path.contains(what);
        self.path_with(|part| match part {
            "{dealer}" => dealer.to_owned(),
            "{period}" => "2026-01".to_owned(),
            "{year}" => "2026".to_owned(),
            "{slip_no}" => "W-1".to_owned(),
            "{seq}" if is_below("/attachments/") => "1".to_owned(),
            "{seq}" => of.account.to_string(),
            "{file}" if is_below("/years/") => "violations.html".to_owned(),
            "{file}" => "statement.html".to_owned(),
            "{id}" if is_below("/disputes/") => of.dispute.clone(),
            "{id}" if is_below("/findings/") => of.finding.clone(),
            "{id}" if is_below("/uploads/") => of.upload.clone(),
            other => panic!("say what is there of {other} in {}", self.path),
        })
    }

    fn ask(&self, client: &Client, dealer: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask_at(client, &self.path_of(dealer), headers)
    }

    fn ask_at(&self, client: &Client, path: &str, headers: &[(&str, &str)]) -> Answer {
        let more = [("Content-Type", "application/json"), ("If-Match", "\"999999999\"")];
        client.send(self.method, path, &[headers, &more].concat(), b"{}")
    }

    #[track_caller]
    fn check(&self, answer: &Answer, expected: u16, asked_by: &str) {
        assert_eq!(answer.status, expected, "{} {} asked by {asked_by}: {answer:?}", self.method, self.path);
        // A paper brings its own looks, and may do less than a page.
        let policy = answer.header("content-security-policy");
        if !(self.path.contains("/papers/") && policy.starts_with("default-src 'none'")) {
            check_headers(answer);
        }
    }
}

const fn letter(role: Role) -> char {
    match role {
        Role::DealerClerk => 'C',
        Role::Reviewer => 'R',
        Role::CallAgent => 'K',
        Role::SalesManager => 'S',
        Role::Finance => 'F',
        Role::Administrator => 'A',
    }
}

/// A person of the role; a clerk is one of D1.
fn signed_in(app: &TestApp, role: Role) -> Client {
    app.signed_in(role, (role == Role::DealerClerk).then_some("D1"))
}

fn login(client: &Client) -> &str {
    &client.session.as_ref().unwrap().actor.login
}

/// `Authorization` for a program of the client's person, with these scopes.
fn token(app: &TestApp, client: &Client, scopes: impl IntoIterator<Item = Scope>) -> String {
    let office = &app.test.office;
    let (secret, now) = (Secret::api_token(), office.clock.now());
    let person = office.store.read(|c| people::by_login(c, login(client))).unwrap().unwrap();
    let row = ApiTokenRow {
        id: new_id(),
        person: person.id,
        name: "a program".to_owned(),
        token_sha256: secret.sha256(),
        scopes: scopes.into_iter().collect::<Scopes>().as_text(),
        created_at: now,
        expires_at: now + TimeDelta::days(1),
        used_at: None,
        revoked_at: None,
    };
    office.store.write(|c| api_tokens::insert(c, &row)).unwrap();
    format!("Bearer {}", secret.as_str())
}

/// What a problem says, without the number of its request.
fn said(answer: &Answer) -> BTreeMap<String, String> {
    let problem = answer.json();
    let fields = problem.as_object().unwrap().iter();
    fields.filter(|(name, _)| *name != "instance").map(|(name, value)| (name.clone(), value.to_string())).collect()
}

#[test]
fn the_table_has_every_route() {
    let mut routes: Vec<String> = ROUTES.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let mut rows: Vec<String> = Expected::all().iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    routes.sort();
    rows.sort();
    assert_eq!(rows, routes, "say in TABLE of tests/service/access.rs who may take the route");
}

#[test]
fn nobody_gets_in_without_showing_who_they_are() {
    let app = TestApp::on(Backend::Sqlite);
    for row in Expected::all() {
        let expected = if row.who == "anyone" { row.answer } else { 401 };
        row.check(&row.ask(&app.anybody(), "D1", &[]), expected, "nobody");
        for shown in ["Bearer sanbao_guessed", "Bearer ", "Basic bGk6bGk=", "guessed"] {
            row.check(&row.ask(&app.anybody(), "D1", &[("Authorization", shown)]), expected, shown);
        }
        row.check(&row.ask(&app.anybody(), "D1", &[("Cookie", "__Host-sanbao=guessed")]), expected, "a guess");
    }
}

#[test]
fn every_role_takes_its_routes_and_no_other() {
    let app = TestApp::on(Backend::Sqlite);
    for row in Expected::all() {
        for role in Role::ALL {
            let expected = if row.may(role) { row.answer } else { 403 };
            for dealer in ["D1", "D2", "missing"] {
                let is_foreign = role == Role::DealerClerk && row.is_of_a_dealer() && dealer != "D1";
                let expected = if is_foreign { 404 } else { expected };
                let asked_by = format!("{role:?} about {dealer}");
                row.check(&row.ask(&signed_in(&app, role), dealer, &[]), expected, &asked_by);
            }
        }
    }
}

#[test]
fn what_is_there_is_there_for_its_dealer_and_the_offices_and_for_no_other_dealer() {
    let app = TestApp::on(Backend::Sqlite);
    let [one, two] = fill(&app.test);
    let people = Role::ALL.map(|role| (role, signed_in(&app, role)));
    for row in Expected::all().iter().filter(|row| row.is_of_a_dealer()) {
        let present = row.present.unwrap_or_else(|| panic!("say what {} is answered where it is there", row.path));
        for (role, client) in &people {
            for of in [&one, &two] {
                let may = if row.may(*role) { present } else { 403 };
                let is_foreign = *role == Role::DealerClerk && of.code != "D1";
                let path = row.path_to(of.code, of);
                let asked_by = format!("{role:?} at {path}");
                row.check(&row.ask_at(client, &path, &[]), if is_foreign { 404 } else { may }, &asked_by);
            }
            // What is another dealer's is not there under the own name either.
            if row.path.contains("{id}") && row.may(*role) {
                let path = row.path_to(one.code, &two);
                let asked_by = format!("{role:?} at {path}, which is of {}", two.code);
                row.check(&row.ask_at(client, &path, &[]), row.answer, &asked_by);
            }
        }
    }
}

#[test]
fn another_dealers_books_look_as_if_they_were_not_there() {
    let app = TestApp::on(Backend::Sqlite);
    let [_, two] = fill(&app.test);
    let clerk = signed_in(&app, Role::DealerClerk);
    for row in Expected::all().iter().filter(|row| row.is_of_a_dealer()) {
        let at = |dealer: &str| row.ask_at(&clerk, &row.path_to(dealer, &two), &[]);
        let (foreign, missing) = (at(two.code), at("nobody"));
        row.check(&foreign, 404, "another dealer's clerk");
        assert_eq!(said(&foreign), said(&missing), "{} {}", row.method, row.path);
    }
}

#[test]
fn lists_show_a_clerk_the_own_dealer_and_the_offices_all() {
    let app = TestApp::on(Backend::Sqlite);
    fill(&app.test);
    let (clerk, centre) = (signed_in(&app, Role::DealerClerk), signed_in(&app, Role::Reviewer));
    let dealers = |client: &Client, list: &str| -> BTreeSet<String> {
        let page = client.get(&format!("/api/v1{list}")).json();
        let items = page["items"].as_array().unwrap_or_else(|| panic!("{list}: {page}"));
        items.iter().map(|item| item["dealer"].as_str().unwrap().to_owned()).collect()
    };
    for list in ["/slips", "/statements", "/violations", "/findings", "/disputes", "/questions"] {
        assert_eq!(dealers(&clerk, list), BTreeSet::from(["D1".to_owned()]), "{list}");
        let all = dealers(&centre, list);
        assert!(FILLED.iter().all(|code| all.contains(*code)), "{list}: {all:?}");
    }
}

#[test]
fn a_token_needs_the_scope_and_its_person_the_role() {
    let app = TestApp::on(Backend::Sqlite);
    for row in Expected::all() {
        let Some(scope) = row.scope else { continue };
        let others = Scope::ALL.into_iter().filter(|other| *other != scope);
        let may = signed_in(&app, row.somebody());
        let program = |token: &str| row.ask(&app.anybody(), "D1", &[("Authorization", token)]);
        row.check(&program(&token(&app, &may, others)), 403, "a token without the scope");
        row.check(&program(&token(&app, &may, [])), 403, "a token without any scope");
        let passes = !row.needs_presence() || scope.moves_money();
        let expected = if passes { row.answer } else { 403 };
        row.check(&program(&token(&app, &may, [scope])), expected, "a token with the scope");
        for role in Role::ALL.into_iter().filter(|role| !row.may(*role)) {
            let may_not = signed_in(&app, role);
            row.check(&program(&token(&app, &may_not, Scope::ALL)), 403, &format!("a token of {role:?}"));
        }
    }
}

#[test]
fn half_a_sign_in_gets_nowhere_but_through_the_rest_of_it() {
    let app = TestApp::on(Backend::Sqlite);
    for row in Expected::all().iter().filter(|row| row.is_for_people()) {
        let client = signed_in(&app, row.somebody());
        confirmed_at(&app, &client, None);
        let answer = row.ask(&client, "D1", &[]);
        row.check(&answer, 403, "half a sign-in");
        assert_eq!(answer.json()["code"], "presence_needed");
    }
}

#[test]
fn money_needs_a_second_factor_shown_just_before() {
    let app = TestApp::on(Backend::Sqlite);
    for row in Expected::all().iter().filter(|row| row.is_for_people()) {
        let client = signed_in(&app, row.somebody());
        confirmed_at(&app, &client, Some(app.test.office.clock.now() - TimeDelta::minutes(11)));
        let expected = if row.needs_presence() { 403 } else { row.answer };
        row.check(&row.ask(&client, "D1", &[]), expected, "a second factor of eleven minutes ago");
    }
}

#[test]
fn what_another_site_sends_is_refused() {
    let app = TestApp::on(Backend::Sqlite);
    let forged: [&[(&str, &str)]; 6] = [
        &[("X-CSRF-Token", "guessed")],
        &[("X-CSRF-Token", "")],
        &[("Origin", "https://evil.example")],
        &[("Origin", "null")],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example")],
    ];
    for row in Expected::all().iter().filter(|row| row.is_unsafe()) {
        for headers in forged {
            // Who has no session yet has no token either; there the browser's own headers tell.
            if row.who == "anyone" && headers[0].0 == "X-CSRF-Token" {
                continue;
            }
            let answer = row.ask(&signed_in(&app, row.somebody()), "D1", headers);
            row.check(&answer, 403, &format!("{headers:?}"));
            assert_eq!(answer.json()["code"], "forged");
        }
    }
}

/// Sets when the client's person last showed a second factor.
fn confirmed_at(app: &TestApp, client: &Client, at: Option<sanbao::calendar::Moment>) {
    use diesel::prelude::*;
    use sanbao::store::schema::{people, sessions};
    let mut connection = app.test.office.store.connection().unwrap();
    let person = people::table.filter(people::login.eq(login(client))).select(people::id);
    let id: String = person.first(&mut *connection).unwrap();
    let updated = diesel::update(sessions::table.filter(sessions::person.eq(id)))
        .set(sessions::confirmed_at.eq(at))
        .execute(&mut *connection);
    assert_eq!(updated.unwrap(), 1);
}
