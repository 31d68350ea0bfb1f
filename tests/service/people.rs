//! People: how they come, change and go, their API tokens, and who sees a customer in full.

use std::io::Write as _;
use std::process::{Command, Stdio};

use chrono::TimeDelta;
use sanbao::agreement::codes::{DealerCode, SlipNo};
use sanbao::agreement::slip::Slip;
use sanbao::auth::{Actor, Credential, Refused, Role, Scope, Scopes, WeakPassword, authenticate};
use sanbao::store::people::PeopleFilter;
use sanbao::store::{self, people, slips};
use sanbao::workflow::change_person::{Change, change_person};
use sanbao::workflow::enrol_second_factor::{give_second_factor, present_code};
use sanbao::workflow::invite_person::{
    Invited, NewPerson, invite_again, invite_first_administrator, invite_people, invite_person,
};
use sanbao::workflow::make_token::{NewToken, make_token};
use sanbao::workflow::revoke_token::revoke_token;
use sanbao::workflow::set_password::accept_invitation;
use sanbao::workflow::view_customer::{Customer, view_customer};
use sanbao::workflow::{Error, Office};

use super::harness::TestOffice;
use super::sessions::{caller, enter, refused, trail};

/// Good enough for everybody here.
pub const PASSWORD: &str = "seven grey geese fly south";

pub fn dealer(code: &str) -> DealerCode {
    DealerCode::new(code).unwrap()
}

fn invite(office: &Office, login: &str, role: Role) -> Result<Invited, Error> {
    let dealer = (role == Role::DealerClerk).then(|| dealer("D1"));
    let new = NewPerson {
        login: login.to_owned(),
        name: login.to_uppercase(),
        role,
        dealer,
        locale: "en".to_owned(),
        email: String::new(),
        mail_pace: None,
    };
    invite_person(office, &Actor::system(), &new)
}

/// A person with a password; a clerk is one of D1.
pub fn person(office: &Office, login: &str, role: Role) {
    let invited = invite(office, login, role).unwrap();
    assert_eq!(accept_invitation(office, invited.token.as_str(), PASSWORD).unwrap(), login);
}

fn change(office: &Office, login: &str, change: &Change) -> Result<people::PersonRow, Error> {
    change_person(office, &Actor::system(), login, change)
}

fn token(scopes: impl IntoIterator<Item = Scope>) -> NewToken {
    NewToken { name: "the night's run".to_owned(), scopes: scopes.into_iter().collect(), days: 30 }
}

fn disable() -> Change {
    Change { is_disabled: Some(true), ..Change::default() }
}

fn actor(login: &str, role: Role, of: Option<&str>) -> Actor {
    Actor { login: login.to_owned(), role, dealer: of.map(dealer) }
}

on_both! {
    fn several_are_invited_all_or_nobody(test: &TestOffice) {
        let office = &test.office;
        let new = |login: &str, role: Role, of: Option<&str>| NewPerson {
            login: login.to_owned(),
            name: login.to_uppercase(),
            role,
            dealer: of.map(dealer),
            locale: "en".to_owned(),
            email: String::new(),
            mail_pace: None,
        };
        person(office, "lin", Role::Reviewer);
        let people = [
            new("wang", Role::Finance, None),
            new("lin", Role::Finance, None),
            new("wang", Role::Reviewer, None),
            new("no spaces", Role::Reviewer, None),
            new("zhou", Role::DealerClerk, None),
        ];
        let refused = invite_people(office, &Actor::system(), &people).unwrap().unwrap_err();
        let places: Vec<usize> = refused.iter().map(|one| one.place).collect();
        assert_eq!(places, [1, 2, 3, 4]);
        assert!(matches!(refused[0].refused, Refused::LoginTaken) && matches!(refused[3].refused, Refused::DealerAndRole));
        assert!(office.store.read(|c| people::by_login(c, "wang")).unwrap().is_none(), "nobody is invited");
        let people = [new("wang", Role::Finance, None), new("zhou", Role::DealerClerk, Some("D1"))];
        let invited = invite_people(office, &Actor::system(), &people).unwrap().unwrap();
        assert_eq!(accept_invitation(office, invited[1].token.as_str(), PASSWORD).unwrap(), "zhou");
        let found = |filter: &PeopleFilter| -> Vec<String> {
            let rows = office.store.read(|c| people::list(c, filter, None, 10)).unwrap();
            rows.into_iter().map(|row| row.login).collect()
        };
        assert_eq!(found(&PeopleFilter { is_invited: true, ..PeopleFilter::default() }), ["wang"]);
        assert_eq!(found(&PeopleFilter { dealer: Some("D1".to_owned()), ..PeopleFilter::default() }), ["zhou"]);
        assert_eq!(found(&PeopleFilter { text: Some("Ho".to_owned()), ..PeopleFilter::default() }), ["zhou"]);
        assert_eq!(found(&PeopleFilter { role: Some("reviewer".to_owned()), ..PeopleFilter::default() }), ["lin"]);
    }

    fn a_link_sets_one_password_once_and_in_time(test: &TestOffice) {
        let office = &test.office;
        let first = invite(office, "Li.Lei", Role::Reviewer).unwrap();
        assert_eq!(first.login, "li.lei");
        assert_eq!(refused(enter(office, "li.lei", "", None)), Refused::SignIn, "no password is no way in");
        office.clock.shift(60);
        let again = invite_again(office, &Actor::system(), "li.lei").unwrap();
        assert_eq!(refused(accept_invitation(office, first.token.as_str(), PASSWORD)), Refused::Invitation);
        let weak = refused(accept_invitation(office, again.token.as_str(), "li.lei is my name"));
        assert_eq!(weak, Refused::Password(WeakPassword::HoldsLogin));
        assert_eq!(accept_invitation(office, again.token.as_str(), PASSWORD).unwrap(), "li.lei");
        assert_eq!(refused(accept_invitation(office, again.token.as_str(), PASSWORD)), Refused::Invitation);
        enter(office, "li.lei", PASSWORD, None).unwrap();

        let late = invite(office, "late", Role::Reviewer).unwrap();
        office.clock.shift(60 + TimeDelta::days(7).num_seconds());
        assert_eq!(refused(accept_invitation(office, late.token.as_str(), PASSWORD)), Refused::Invitation);
        assert_eq!(refused(accept_invitation(office, "guessed", PASSWORD)), Refused::Invitation);
    }

    fn the_first_administrator_comes_once(test: &TestOffice) {
        let office = &test.office;
        let first = invite_first_administrator(office).unwrap().unwrap();
        assert_eq!(first.login, "admin");
        assert!(invite_first_administrator(office).unwrap().is_none());
        assert_eq!(accept_invitation(office, first.token.as_str(), PASSWORD).unwrap(), "admin");
    }

    fn who_cannot_be_invited(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        assert_eq!(refused(invite(office, "LI", Role::Reviewer)), Refused::LoginTaken);
        assert_eq!(refused(invite(office, "li lei", Role::Reviewer)), Refused::LoginUnusable);
        assert_eq!(refused(invite(office, "system", Role::Reviewer)), Refused::LoginUnusable);
        let mut new = NewPerson {
            login: "wang".to_owned(), name: "Wang".to_owned(), role: Role::DealerClerk, dealer: None, locale: "en".to_owned(),
            email: String::new(), mail_pace: None,
        };
        assert_eq!(refused(invite_person(office, &Actor::system(), &new)), Refused::DealerAndRole);
        new.role = Role::Finance;
        new.dealer = Some(dealer("D1"));
        assert_eq!(refused(invite_person(office, &Actor::system(), &new)), Refused::DealerAndRole);
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Administrator) {
            let by = actor("somebody", role, None);
            assert!(matches!(invite_person(office, &by, &new), Err(Error::NotAllowed)), "{role:?}");
            assert!(matches!(invite_again(office, &by, "li"), Err(Error::NotAllowed)), "{role:?}");
            assert!(matches!(change_person(office, &by, "li", &disable()), Err(Error::NotAllowed)), "{role:?}");
        }
        assert!(matches!(change(office, "unknown", &disable()), Err(Error::NotFound)));
    }

    fn who_is_disabled_is_out_with_the_next_request(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        let signed_in = enter(office, "li", PASSWORD, None).unwrap();
        let me = caller(office, &signed_in).unwrap();
        let (secret, _) = make_token(office, &me, &token([Scope::Read])).unwrap();
        let by_token = || {
            authenticate(&office.store, office.clock.now(), Credential::ApiToken(secret.as_str())).unwrap()
        };
        assert!(by_token().is_some());
        change(office, "li", &disable()).unwrap();
        assert_eq!(caller(office, &signed_in), None);
        assert_eq!(by_token(), None);
        assert_eq!(refused(enter(office, "li", PASSWORD, None)), Refused::SignIn);
        assert_eq!(refused(invite_again(office, &Actor::system(), "li")), Refused::Disabled);
        change(office, "li", &Change { is_disabled: Some(false), ..Change::default() }).unwrap();
        assert_eq!((caller(office, &signed_in), by_token()), (None, None), "what was ended does not come back");
        office.clock.shift(10);
        enter(office, "li", PASSWORD, None).unwrap();
    }

    fn another_role_begins_anew(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        let signed_in = enter(office, "li", PASSWORD, None).unwrap();
        change(office, "li", &Change { name: Some("Li Lei".to_owned()), ..Change::default() }).unwrap();
        assert_eq!(caller(office, &signed_in).unwrap().name, "Li Lei");
        change(office, "li", &Change { role: Some((Role::Reviewer, None)), ..Change::default() }).unwrap();
        assert_eq!(caller(office, &signed_in), None);
        let rows = trail(office);
        let last = rows.last().unwrap();
        assert_eq!((last.action.as_str(), last.object.as_str()), ("person.change", "person li"));
        assert!(last.facts.contains(r#""role":{"after":"reviewer","before":"dealer_clerk"}"#), "{}", last.facts);
    }

    fn the_last_administrator_stays_and_nobody_changes_their_own_rights(test: &TestOffice) {
        let office = &test.office;
        person(office, "ada", Role::Administrator);
        assert_eq!(refused(change(office, "ada", &disable())), Refused::LastAdministrator);
        person(office, "bo", Role::Administrator);
        let ada = actor("ada", Role::Administrator, None);
        assert_eq!(refused(change_person(office, &ada, "ada", &disable())), Refused::OwnAccount);
        change_person(office, &ada, "bo", &disable()).unwrap();
        assert_eq!(refused(change(office, "ada", &disable())), Refused::LastAdministrator);
    }

    fn a_token_does_what_its_scopes_say_until_it_ends(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        let me = caller(office, &enter(office, "li", PASSWORD, None).unwrap()).unwrap();
        let (secret, row) = make_token(office, &me, &token([Scope::Read, Scope::File])).unwrap();
        assert!(secret.as_str().starts_with("sanbao_"));
        let found = || {
            authenticate(&office.store, office.clock.now(), Credential::ApiToken(secret.as_str())).unwrap()
        };
        let program = found().unwrap();
        assert_eq!(program.actor, me.actor);
        assert!(program.has_scope(Scope::File) && !program.has_scope(Scope::Pay));
        assert!(program.accepts_csrf(None), "no browser sends it by itself");
        assert!(!program.is_present(Scope::File, office.clock.now()));
        let stored = office.store.read(|c| store::api_tokens::by_id(c, &row.id)).unwrap().unwrap();
        assert!(stored.used_at.is_some() && stored.token_sha256 != secret.as_str());
        assert!(matches!(make_token(office, &program, &token([Scope::Read])), Err(Error::NotAllowed)));

        office.clock.shift(TimeDelta::days(31).num_seconds());
        assert_eq!(found(), None);
        office.clock.shift(0);
        revoke_token(office, &me, &row.id).unwrap();
        assert_eq!(found(), None);
        revoke_token(office, &me, &row.id).unwrap();
        assert_eq!(trail(office).iter().filter(|row| row.action == "token.revoke").count(), 1);
    }

    fn a_token_that_moves_money_takes_a_second_factor_to_make(test: &TestOffice) {
        let office = &test.office;
        person(office, "wang", Role::Finance);
        give_second_factor(office, &Actor::system(), "wang").unwrap();
        let code = present_code(office, "wang").unwrap();
        let me = caller(office, &enter(office, "wang", PASSWORD, Some(&code)).unwrap()).unwrap();
        let (secret, _) = make_token(office, &me, &token([Scope::Pay])).unwrap();
        let found = authenticate(&office.store, office.clock.now(), Credential::ApiToken(secret.as_str()));
        let program = found.unwrap().unwrap();
        assert!(program.is_present(Scope::Pay, office.clock.now()));
        assert!(!program.is_present(Scope::Approve, office.clock.now()));
        office.clock.shift(TimeDelta::minutes(11).num_seconds());
        for scope in [Scope::Pay, Scope::Approve, Scope::Admin] {
            assert_eq!(refused(make_token(office, &me, &token([scope]))), Refused::PresenceNeeded, "{scope:?}");
        }
        make_token(office, &me, &token([Scope::Read])).unwrap();
    }

    fn a_token_has_a_name_a_scope_and_an_end(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        let me = caller(office, &enter(office, "li", PASSWORD, None).unwrap()).unwrap();
        let sound = token([Scope::Read]);
        let wrong = [
            NewToken { name: "  ".to_owned(), ..sound.clone() },
            NewToken { name: "n".repeat(101), ..sound.clone() },
            NewToken { scopes: Scopes::default(), ..sound.clone() },
            NewToken { days: 0, ..sound.clone() },
            NewToken { days: 367, ..sound },
        ];
        for new in wrong {
            assert_eq!(refused(make_token(office, &me, &new)), Refused::TokenTerms, "{new:?}");
        }
    }

    fn another_persons_token_is_not_there(test: &TestOffice) {
        let office = &test.office;
        person(office, "li", Role::DealerClerk);
        person(office, "han", Role::Reviewer);
        let li = caller(office, &enter(office, "li", PASSWORD, None).unwrap()).unwrap();
        let mut han = caller(office, &enter(office, "han", PASSWORD, None).unwrap()).unwrap();
        let (_, row) = make_token(office, &li, &token([Scope::Read])).unwrap();
        assert!(matches!(revoke_token(office, &han, &row.id), Err(Error::NotFound)));
        assert!(matches!(revoke_token(office, &han, "missing"), Err(Error::NotFound)));
        han.actor.role = Role::Administrator;
        revoke_token(office, &han, &row.id).unwrap();
    }

    fn people_come_and_go_at_the_command_line(test: &TestOffice) {
        let login = "ada";
        let (added, told) = command(test, &["add", login, "--role", "administrator", "--lang", "en"], "");
        assert!(added && told.contains("One-time token for ada"), "{told}");
        let token = told.lines().nth(1).unwrap();
        assert_eq!(command(test, &["password", login, "--lang", "en"], "short\n"), (false, String::new()));
        let (set, told) = command(test, &["password", login, "--lang", "en"], &format!("{PASSWORD}\n"));
        assert!(set && told.contains("is set"), "{told}");
        assert_eq!(refused(accept_invitation(&test.office, token, PASSWORD)), Refused::Invitation, "used up");
        let (given, uri) = command(test, &["second-factor", login], "");
        assert!(given && uri.starts_with("otpauth://totp/Sanbao:ada?secret="), "{uri}");
        let (shown, code) = command(test, &["code", login], "");
        assert!(shown && code.trim().len() == 6, "{code}");
        enter(&test.office, login, PASSWORD, Some(code.trim())).unwrap();
        let (listed, told) = command(test, &["list", "--lang", "en"], "");
        assert!(listed && told == "ada\tada\tadministrator\t\tactive\n", "{told}");
        assert_eq!(command(test, &["disable", "nobody"], ""), (false, String::new()));
        assert_eq!(command(test, &["disable", login], ""), (false, String::new()), "the last administrator");
        assert_eq!(trail(&test.office).last().unwrap().action, "person.sign_in");
    }

    fn a_customer_is_seen_in_full_by_those_who_need_it_and_each_time_recorded(test: &TestOffice) {
        let office = &test.office;
        let (d1, number) = (dealer("D1"), SlipNo::new("W-1").unwrap());
        let period = "2026-03".parse().unwrap();
        office.store.write(|c| slips::file(c, &d1, period, "u1", &[(2, slip())], office.clock.now())).unwrap();
        let view = |actor: &Actor| view_customer(office, actor, &d1, period, &number);
        let customer = Customer {
            name: "张三".to_owned(), phone: "13812345678".to_owned(), address: "杭州市西湖区文三路 12 号".to_owned(),
        };
        for role in [Role::Reviewer, Role::CallAgent] {
            assert_eq!(view(&actor("han", role, None)).unwrap(), customer);
        }
        assert_eq!(view(&actor("li", Role::DealerClerk, Some("D1"))).unwrap(), customer);
        assert!(matches!(view(&actor("li", Role::DealerClerk, Some("D2"))), Err(Error::NotFound)));
        for role in [Role::SalesManager, Role::Finance, Role::Administrator] {
            assert!(matches!(view(&actor("wang", role, None)), Err(Error::NotAllowed)), "{role:?}");
        }
        let missing = SlipNo::new("W-2").unwrap();
        let looked = view_customer(office, &actor("han", Role::Reviewer, None), &d1, period, &missing);
        assert!(matches!(looked, Err(Error::NotFound)));
        let rows = trail(office);
        let seen: Vec<(&str, &str)> = rows.iter().map(|row| (row.person.as_str(), row.object.as_str())).collect();
        let object = "slip D1 2026-03 W-1";
        assert_eq!(seen, [("han", object), ("han", object), ("li", object)]);
        assert!(rows.iter().all(|row| row.action == "customer.view" && row.facts == "{}"));
    }
}

/// Whether `sanbao user` did what it was told, and what it said.
fn command(test: &TestOffice, args: &[&str], typed: &str) -> (bool, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sanbao"))
        .arg("user")
        .args(args)
        .args(["--database-url", &test.url])
        .env("SANBAO_SECRET_KEY", "07".repeat(32))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_ne!(output.status.success(), !output.stderr.is_empty(), "{output:?}");
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

fn slip() -> Slip {
    serde_json::from_value(serde_json::json!({
        "no": "W-1",
        "customer_name": "张三",
        "customer_phone": "13812345678",
        "customer_address": "杭州市西湖区文三路 12 号",
        "parts": [],
    }))
    .unwrap()
}
