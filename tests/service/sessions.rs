//! Signing in, sessions and second factors: who gets in, for how long, and what makes an attacker wait.

use std::net::IpAddr;

use chrono::TimeDelta;
use sanbao::auth::{Access, Actor, Caller, Credential, Refused, Role, Scope, Stage, authenticate};
use sanbao::store::{Backend, audit, people, sessions};
use sanbao::workflow::enrol_second_factor::{self, enrol_second_factor};
use sanbao::workflow::set_password::change_password;
use sanbao::workflow::sign_in::{Attempt, sign_in};
use sanbao::workflow::{Error, Office, Refusal, SignedIn};
use sanbao::workflow::{confirm_presence, sign_out};
use serde_json::json;

use super::harness::TestApp;
use super::people::{PASSWORD, dealer, person};

/// Signs in from nowhere in particular.
pub fn enter(office: &Office, login: &str, password: &str, code: Option<&str>) -> Result<SignedIn, Error> {
    sign_in(office, Attempt { login, password, code, address: None })
}

pub fn caller(office: &Office, signed_in: &SignedIn) -> Option<Caller> {
    caller_of(office, signed_in.token.as_str())
}

fn caller_of(office: &Office, token: &str) -> Option<Caller> {
    authenticate(&office.store, office.clock.now(), Credential::Session(token)).unwrap()
}

#[track_caller]
pub fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Refused {
    match result {
        Err(Error::Refused(Refusal::Person(refused))) => refused,
        other => panic!("it was not refused: {other:?}"),
    }
}

fn pass(office: &Office, time: TimeDelta) {
    office.clock.shift(office.clock.shift_seconds() + time.num_seconds());
}

/// The person's second factor, whose codes of this moment were not used yet.
fn second_factor(office: &Office, login: &str) -> impl Fn() -> String {
    enrol_second_factor::give_second_factor(office, &Actor::system(), login).unwrap();
    let login = login.to_owned();
    move || enrol_second_factor::present_code(office, &login).unwrap()
}

fn waits(refused: Refused) -> i64 {
    match refused {
        Refused::Wait { seconds } => seconds,
        other => panic!("no wait: {other:?}"),
    }
}

on_both! {
    fn who_knows_the_password_gets_in(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        let signed_in = enter(office, " LI ", PASSWORD, None).unwrap();
        assert_eq!((signed_in.stage, signed_in.actor.login.as_str()), (Stage::Full, "li"));
        let caller = caller(office, &signed_in).unwrap();
        assert!(caller.is_signed_in() && caller.actor.sees(&dealer("D1")) && !caller.actor.sees(&dealer("D2")));
        assert!(caller.accepts_csrf(Some(&signed_in.csrf_token)));
        assert!(!caller.accepts_csrf(Some("guessed")) && !caller.accepts_csrf(None));
        let stored = office.store.read(|c| sessions::find(c, signed_in.token.as_str())).unwrap();
        assert_eq!(stored, None, "only the token's hash is stored");
    }

    fn the_answer_does_not_tell_what_was_wrong(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        for (login, password) in [("li", "not the password"), ("nobody.has.this", PASSWORD), ("", ""), ("a b", PASSWORD)] {
            assert_eq!(refused(enter(office, login, password, None)), Refused::SignIn, "{login}");
            let wait = waits(refused(enter(office, login, password, None)));
            assert_eq!(wait, 1, "{login}: unknown logins wait as known ones do");
        }
    }

    fn the_wait_grows_and_the_right_password_works_after_it(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        for (login, wait_max) in [("li", 900), ("nobody.has.this", 900)] {
            let mut waited = Vec::new();
            for _ in 0..12 {
                assert_eq!(refused(enter(office, login, "not the password", None)), Refused::SignIn);
                let wait = waits(refused(enter(office, login, PASSWORD, None)));
                waited.push(wait);
                pass(office, TimeDelta::seconds(wait + 1));
            }
            assert_eq!(waited, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, wait_max, wait_max], "{login}");
        }
        enter(office, "li", PASSWORD, None).unwrap();
        assert_eq!(refused(enter(office, "li", "not the password", None)), Refused::SignIn);
        assert_eq!(waits(refused(enter(office, "li", PASSWORD, None))), 1, "counted anew after signing in");
    }

    fn an_address_that_fails_often_waits_whatever_the_login(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        let from = |last: u8, login: &str, password: &str| {
            let address = Some(IpAddr::from([192, 0, 2, last]));
            sign_in(office, Attempt { login, password, code: None, address })
        };
        for number in 0..21 {
            assert_eq!(refused(from(1, &format!("guess{number}"), "guess")), Refused::SignIn);
        }
        assert_eq!(waits(refused(from(1, "li", PASSWORD))), 1);
        from(2, "li", PASSWORD).unwrap();
        pass(office, TimeDelta::seconds(2));
        from(1, "li", PASSWORD).unwrap();
    }

    fn many_guesses_at_once_tell_of_one(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        // Long enough that no guess comes after the wait for the first.
        change_row(office, "li", |row| row.failed_count = 8);
        let guess = || refused(enter(office, "li", "not the password", None));
        let answers: Vec<Refused> = std::thread::scope(|scope| {
            let guesses: Vec<_> = (0..4).map(|_| scope.spawn(guess)).collect();
            guesses.into_iter().map(|guess| guess.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|answer| **answer == Refused::SignIn).count(), 1, "{answers:?}");
    }

    fn a_session_ends_when_idle_when_old_and_when_signed_out(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        let first = enter(office, "li", PASSWORD, None).unwrap();
        pass(office, TimeDelta::minutes(29));
        assert!(caller(office, &first).is_some());
        pass(office, TimeDelta::minutes(29));
        assert!(caller(office, &first).is_some(), "each request prolongs it");
        pass(office, TimeDelta::minutes(31));
        assert_eq!(caller(office, &first), None);

        let second = enter(office, "li", PASSWORD, None).unwrap();
        for _ in 0..24 {
            pass(office, TimeDelta::minutes(29));
            assert!(caller(office, &second).is_some());
        }
        pass(office, TimeDelta::minutes(25));
        assert_eq!(caller(office, &second), None, "12 hours and no longer");

        let third = enter(office, "li", PASSWORD, None).unwrap();
        sign_out::sign_out(office, &caller(office, &third).unwrap()).unwrap();
        assert_eq!(caller(office, &third), None);
        assert_eq!(caller_of(office, "never a token"), None);
    }

    fn sessions_and_codes_survive_a_clock_that_is_set_back(test: &TestOffice) {
        let office = &test.office;
        person(office, "wang", Role::Finance);
        let code = second_factor(office, "wang");
        let signed_in = enter(office, "wang", PASSWORD, Some(&code())).unwrap();
        assert_eq!(refused(enter(office, "wang", PASSWORD, Some("000000"))), Refused::SignIn);
        pass(office, -TimeDelta::hours(2));
        assert!(caller(office, &signed_in).is_some());
        assert!(!caller(office, &signed_in).unwrap().is_present(Scope::Pay, office.clock.now()));
        enter(office, "wang", PASSWORD, Some(&code())).unwrap();
    }

    fn who_moves_money_enrols_a_second_factor_first(test: &TestOffice) {
        let office = &test.office;
        person(office, "wang", Role::Finance);
        let signed_in = enter(office, "wang", PASSWORD, None).unwrap();
        assert_eq!(signed_in.stage, Stage::Enrol);
        let half = caller(office, &signed_in).unwrap();
        assert!(!half.is_signed_in());
        let offered = enrol_second_factor::offer(office, &half).unwrap();
        assert!(offered.uri.starts_with("otpauth://totp/Sanbao:wang?secret="));
        assert_eq!(refused(enrol_second_factor(office, &half, &offered.ticket, "000000")), Refused::Code);
        let secret = data_encoding::BASE32_NOPAD.decode(offered.secret.as_bytes()).unwrap();
        let code = sanbao::auth::totp::code_at(&secret, office.clock.now());
        let whole = enrol_second_factor(office, &half, &offered.ticket, &code).unwrap();
        assert_eq!(whole.stage, Stage::Full);
        assert_eq!(caller(office, &signed_in), None, "the session goes on under a new token");
        let row = office.store.read(|c| people::by_login(c, "wang")).unwrap().unwrap();
        assert!(!row.totp_secret.contains(&offered.secret) && !row.totp_secret.is_empty());
        assert_eq!(refused(enter(office, "wang", PASSWORD, Some(&code))), Refused::SignIn, "a code is taken once");
    }

    fn a_password_alone_is_half_a_sign_in_where_there_is_a_second_factor(test: &TestOffice) {
        let office = &test.office;
        person(office, "zhao", Role::SalesManager);
        let code = second_factor(office, "zhao");
        let half = enter(office, "zhao", PASSWORD, None).unwrap();
        assert_eq!(half.stage, Stage::Code);
        let caller_before = caller(office, &half).unwrap();
        assert!(!caller_before.is_signed_in());
        let wrong = if code() == "000000" { "111111" } else { "000000" };
        assert_eq!(refused(confirm_presence::confirm_presence(office, &caller_before, wrong)), Refused::Code);
        enter(office, "zhao", PASSWORD, None).map(drop).unwrap_err();
        pass(office, TimeDelta::seconds(2));
        enter(office, "zhao", PASSWORD, None).unwrap();
        assert_eq!(refused(confirm_presence::confirm_presence(office, &caller_before, wrong)), Refused::Code);
        let wait = waits(refused(confirm_presence::confirm_presence(office, &caller_before, &code())));
        assert_eq!(wait, 2, "the password alone does not end the wait for codes");
        pass(office, TimeDelta::seconds(3));
        let whole = confirm_presence::confirm_presence(office, &caller_before, &code()).unwrap();
        assert_eq!(whole.stage, Stage::Full);
        assert_eq!(caller(office, &half), None);
        let confirmed = caller(office, &whole).unwrap();
        assert!(confirmed.is_present(Scope::Approve, office.clock.now()));
        pass(office, TimeDelta::minutes(11));
        assert!(caller(office, &whole).is_some());
        assert!(!confirmed.is_present(Scope::Approve, office.clock.now()), "for ten minutes");
    }

    fn codes_cannot_be_guessed(test: &TestOffice) {
        let office = &test.office;
        person(office, "zhao", Role::SalesManager);
        let _codes = second_factor(office, "zhao");
        let half = caller(office, &enter(office, "zhao", PASSWORD, None).unwrap()).unwrap();
        let looked_at = (0..100).filter(|guess| {
            let answer = confirm_presence::confirm_presence(office, &half, &format!("{guess:06}"));
            refused(answer) == Refused::Code
        });
        let looked_at = looked_at.count();
        assert!(looked_at <= 3, "{looked_at} of 100 guesses were looked at");
    }

    fn a_changed_password_ends_other_sessions(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        let (here, there) = (enter(office, "li", PASSWORD, None).unwrap(), enter(office, "li", PASSWORD, None).unwrap());
        let me = caller(office, &here).unwrap();
        let new = "another long enough one";
        assert!(matches!(refused(change_password(office, &me, PASSWORD, "short")), Refused::Password(_)));
        assert_eq!(refused(change_password(office, &me, "not the password", new)), Refused::SignIn);
        pass(office, TimeDelta::seconds(2));
        let after = change_password(office, &me, PASSWORD, new).unwrap();
        assert_eq!((caller(office, &here), caller(office, &there)), (None, None));
        assert!(caller(office, &after).is_some());
        assert_eq!(refused(enter(office, "li", PASSWORD, None)), Refused::SignIn);
        pass(office, TimeDelta::seconds(2));
        enter(office, "li", new, None).unwrap();
    }

    fn a_weak_hash_is_made_anew_at_sign_in(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        let of_old = weak_hash(PASSWORD);
        change_row(office, "li", |row| row.password_hash.clone_from(&of_old));
        enter(office, "li", PASSWORD, None).unwrap();
        let row = office.store.read(|c| people::by_login(c, "li")).unwrap().unwrap();
        assert!(row.password_hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", row.password_hash);
        enter(office, "li", PASSWORD, None).unwrap();
    }

    fn every_step_is_in_the_audit_trail_and_no_secret(test: &TestOffice) {
        let office = &test.office;
        person(office, "wang", Role::Finance);
        let code = second_factor(office, "wang");
        let typed = code();
        let signed_in = enter(office, "wang", PASSWORD, Some(&typed)).unwrap();
        let _ = enter(office, "wang", "not the password", None);
        let _ = enter(office, "my.password.by.mistake", "x", None);
        sign_out::sign_out(office, &caller(office, &signed_in).unwrap()).unwrap();
        let rows = trail(office);
        let actions: Vec<&str> = rows.iter().map(|row| row.action.as_str()).collect();
        let expected = [
            "person.invite", "password.set", "second_factor.enrol", "person.sign_in", "person.sign_in_failed",
            "person.sign_in_failed", "person.sign_out",
        ];
        assert_eq!(actions, expected);
        let text = format!("{rows:?}");
        for secret in [PASSWORD, "not the password", "my.password.by.mistake", signed_in.token.as_str(), typed.as_str()] {
            assert!(!text.contains(&format!("\"{secret}")), "{secret} in {text}");
        }
        let whole = office.store.read(audit::verify).unwrap();
        assert_eq!(whole, audit::Verified::Whole { entries: 7 });
    }

    fn another_key_opens_no_second_factor(test: &TestOffice) {
        let office = &test.office;
        person(office, "wang", Role::Finance);
        let code = second_factor(office, "wang")();
        let mut other = test.another();
        std::sync::Arc::get_mut(&mut other).unwrap().seal = sanbao::auth::Seal::new(&[8; 32]);
        assert!(matches!(enter(&other, "wang", PASSWORD, Some(&code)), Err(Error::Store(_))));
    }

    fn a_session_is_no_api_token(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        let signed_in = enter(office, "li", PASSWORD, None).unwrap();
        let token = Credential::ApiToken(signed_in.token.as_str());
        assert_eq!(authenticate(&office.store, office.clock.now(), token).unwrap(), None);
        assert!(matches!(caller(office, &signed_in).unwrap().access, Access::Session(_)));
    }
}

fn change_row(office: &Office, login: &str, change: impl FnOnce(&mut people::PersonRow)) {
    let changed = office.store.write(|c| {
        let mut row = people::by_login(c, login)?.unwrap();
        change(&mut row);
        people::update(c, &row)
    });
    changed.unwrap();
}

/// A hash as it was made when less was asked for.
fn weak_hash(password: &str) -> String {
    use argon2::password_hash::PasswordHasher as _;
    let params = argon2::Params::new(8 * 1024, 1, 1, None).unwrap();
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    argon2.hash_password(password.as_bytes()).unwrap().to_string()
}

/// The audit trail.
pub fn trail(office: &Office) -> Vec<audit::AuditRow> {
    use diesel::prelude::*;
    use sanbao::store::schema::audit::{seq, table};
    let read = |c: &mut _| table.order(seq).select(audit::AuditRow::as_select()).load(c);
    read(&mut *office.store.connection().unwrap()).unwrap()
}

#[test]
fn a_browser_signs_in_and_out() {
    let app = TestApp::on(Backend::Sqlite);
    let office = &app.test.office;
    person(office, "li", Role::DealerClerk);
    let browser = app.anybody();
    let body = |password: &str| json!({ "login": "li", "password": password });

    let wrong = browser.post("/api/v1/session", &body("not the password"));
    assert_eq!((wrong.status, wrong.json()["code"].as_str()), (401, Some("sign_in_failed")), "{wrong:?}");
    let early = browser.post("/api/v1/session", &body(PASSWORD));
    assert_eq!((early.status, early.header("retry-after")), (429, "1"), "{early:?}");
    office.clock.shift(2);

    let answer = browser.post("/api/v1/session", &body(PASSWORD));
    assert_eq!(answer.status, 200, "{answer:?}");
    let cookie = answer.header("set-cookie");
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert!(pair.starts_with("__Host-sanbao="), "{cookie}");
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Secure; Path=/");
    let session = answer.json();
    assert_eq!((session["role"].as_str(), session["dealer"].as_str()), (Some("dealer_clerk"), Some("D1")));
    let token = pair.split_once('=').unwrap().1;
    assert!(!answer.text().contains(token), "the token is in the cookie alone");

    let csrf = session["csrf_token"].as_str().unwrap();
    let again = browser.send("GET", "/api/v1/session", &[("Cookie", pair)], b"");
    assert_eq!((again.status, again.json()["login"].as_str()), (200, Some("li")));
    let out = browser.send("DELETE", "/api/v1/session", &[("Cookie", pair), ("X-CSRF-Token", csrf)], b"");
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").starts_with("__Host-sanbao=; ") && out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(browser.send("GET", "/api/v1/session", &[("Cookie", pair)], b"").status, 401);
}

#[test]
fn fields_that_are_not_known_are_refused() {
    let app = TestApp::on(Backend::Sqlite);
    let administrator = app.signed_in(Role::Administrator, None);
    person(&app.test.office, "li", Role::DealerClerk);
    for column in
        ["id", "password_hash", "totp_secret", "totp_step", "failed_count", "retry_at", "created_at", "disabled_at"]
    {
        let body = json!({ column: "x" }).to_string();
        let answer =
            administrator.send("PATCH", "/api/v1/people/li", &[("Content-Type", "application/json")], body.as_bytes());
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (422, Some("invalid_body")),
            "{column}: {answer:?}"
        );
    }
    let shown = administrator.get("/api/v1/people/li");
    assert!(!shown.text().contains("argon2"), "{shown:?}");
    let listed = administrator.get("/api/v1/people?format=csv");
    assert!(listed.text().contains("li,LI,dealer_clerk,D1,en,,at_once,yes,no,"), "{listed:?}");
    assert!(!listed.text().contains("argon2"));
}
