//! Mail (agreement 9.3): told with what happened, sent at least once, whatever the mail server does.

use std::time::{Duration, Instant};

use sanbao::agreement::registers::FiledSheet;
use sanbao::agreement::reminders::Reminder;
use sanbao::auth::Role;
use sanbao::jobs::postman::Postman;
use sanbao::notify::event::Event;
use sanbao::notify::outbox::tell;
use sanbao::notify::server::{NotSent, Server};
use sanbao::store::outbox::{self, OutboxFilter, OutboxRow};
use sanbao::store::people::PersonRow;
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::store::{Backend, Error as StoreError, people, settings};
use sanbao::texts::Lang;
use sanbao::workflow::approve_statement::approve_statement;
use sanbao::workflow::compose_mail::preview_mail;
use sanbao::workflow::remind::remind;
use sanbao::workflow::send_mail::{Turn, give_up_overdue, send_next};
use serde_json::json;

use super::harness::smtp::{Mood, SmtpServer};
use super::harness::{TestApp, TestOffice, mime};
use super::month::*;
use super::papers::text_of;
use super::registers::{dealer, import};

/// Somebody with an address.
pub fn reader(test: &TestOffice, login: &str, role: Role, of: &str, pace: &str) {
    let row = PersonRow {
        dealer: of.to_owned(),
        locale: "en".to_owned(),
        email: format!("{login}@example.cn"),
        mail_pace: pace.to_owned(),
        ..PersonRow::new(login, role.as_str(), test.office.clock.now())
    };
    test.office.store.write(|c| people::insert(c, &row)).unwrap();
}

/// All of the outbox, the first first.
pub fn rows(test: &TestOffice) -> Vec<OutboxRow> {
    let mut rows = test.office.store.read(|c| outbox::list(c, &OutboxFilter::default(), None, 1_000)).unwrap();
    rows.reverse();
    rows
}

/// `event to recipient`, sorted.
fn told(test: &TestOffice) -> Vec<String> {
    let mut told: Vec<String> = rows(test).iter().map(|row| format!("{} to {}", row.event, row.recipient)).collect();
    told.sort();
    told
}

/// The server that listens there.
pub fn server(port: u16) -> Server {
    let server = Server::of(&format!("smtp://127.0.0.1:{port}"), "Sanbao <sanbao@sanbao.example>", None).unwrap();
    server.within(Duration::from_secs(1))
}

/// One mail at once to the clerk of D1, who is there afterwards.
pub fn one_mail(test: &TestOffice) {
    open(test, &["D1"]);
    at(test, "2026-02-06 09:00");
    reader(test, "li", Role::DealerClerk, "D1", "at_once");
    mail(test, "1");
}

fn mail(test: &TestOffice, upload: &str) {
    let (now, month) = (test.office.clock.now(), period("2026-01"));
    let event =
        Event::SheetRefused { period: month, sheet: FiledSheet::Slips, upload: upload.to_owned(), fault_count: 2 };
    test.office.store.write(|c| tell(c, &dealer("D1"), event, upload, now)).unwrap();
}

fn later(test: &TestOffice, seconds: i64) {
    let clock = &test.office.clock;
    clock.shift(clock.shift_seconds() + seconds);
}

fn turn(test: &TestOffice, server: &Server) -> Turn {
    send_next(&test.office, server, "postman").unwrap()
}

on_both! {
    fn what_happens_to_a_statement_is_told_with_it(test: &TestOffice) {
        open(test, &["D1", "D2"]);
        reader(test, "li", Role::DealerClerk, "D1", "at_once");
        reader(test, "other", Role::DealerClerk, "D2", "at_once");
        reader(test, "manager", Role::SalesManager, "", "daily");
        reader(test, "finance", Role::Finance, "", "at_once");
        reader(test, "gone", Role::Finance, "", "at_once");
        test.office.store.write(|c| {
            let mut gone = people::by_login(c, "gone")?.unwrap();
            gone.disabled_at = Some(gone.created_at);
            people::update(c, &gone)
        }).unwrap();
        confirmed(test, "D1", &["W-1"]);
        let issued = ["approval_waits to manager@example.cn", "statement_confirmed to li@example.cn"];
        assert_eq!(told(test), issued);
        // Who may not, changes nothing and tells nothing.
        approve_statement(&test.office, &centre(), &dealer("D1"), period("2026-01"), None).unwrap_err();
        assert_eq!(told(test), issued);
        approve_statement(&test.office, &manager(), &dealer("D1"), period("2026-01"), None).unwrap();
        assert_eq!(told(test)[1..], [
            "release_waits to finance@example.cn",
            "statement_approved to li@example.cn",
            "statement_confirmed to li@example.cn",
        ]);
        let confirmed = rows(test).into_iter().find(|row| row.event == "statement_confirmed").unwrap();
        assert!(confirmed.payload.contains(r#""dispute_until":"2026-05-06""#), "{}", confirmed.payload);
        let (_, composed) = preview_mail(&test.office, &confirmed.id).unwrap();
        let names: Vec<&str> = composed.enclosures.iter().map(|enclosure| enclosure.name.as_str()).collect();
        assert_eq!(names, ["statement-D1-2026-01.pdf"]);
        assert!(composed.enclosures[0].content.starts_with(b"%PDF-"));
        let sentences = &composed.letter.parts.last().unwrap().sentences;
        assert_eq!(sentences.last().unwrap(), "The statement is attached.");
        let waits = rows(test).into_iter().find(|row| row.event == "approval_waits").unwrap();
        assert_eq!(preview_mail(&test.office, &waits.id).unwrap().1.enclosures, []);
    }

    fn the_server_gets_a_statement_whole_and_in_each_readers_language(test: &TestOffice) {
        open(test, &["D1"]);
        for (login, locale) in [("li", "zh-CN"), ("wang", "en")] {
            reader(test, login, Role::DealerClerk, "D1", "at_once");
            test.office.store.write(|c| {
                let mut person = people::by_login(c, login)?.unwrap();
                locale.clone_into(&mut person.locale);
                people::update(c, &person)?;
                settings::set(c, settings::PUBLIC_URL, "https://sanbao.example")
            }).unwrap();
        }
        confirmed(test, "D1", &["W-1"]);
        let smtp = SmtpServer::start();
        while turn(test, &server(smtp.port)) != Turn::Nothing {}
        let taken = smtp.received();
        assert_eq!(taken.len(), 2);
        let link = "https://sanbao.example/dealers/D1/months/2026-01/statement";
        for (to, lang, subject, said, titled) in [
            ("li@example.cn", Lang::ZhCn, "2026-01 维修费用结算单已出具", ["结算单见附件。", "100.00 元"], "月维修费用结算单"),
            ("wang@example.cn", Lang::En, "Your statement for 2026-01 is issued",
                ["The statement is attached.", "CNY 100.00"], "Monthly repair fee statement"),
        ] {
            let mail = mime::read(&taken.iter().find(|mail| mail.to == to).unwrap().message);
            assert_eq!((mail.subject.as_str(), mail.language.as_str()), (subject, lang.tag()));
            let kinds: Vec<(&str, &str)> =
                mail.parts.iter().map(|part| (part.within.as_str(), part.kind.as_str())).collect();
            assert_eq!(kinds, [
                ("multipart/alternative", "text/plain"), ("multipart/alternative", "text/html"),
                ("multipart/mixed", "application/pdf"),
            ]);
            let (text, html, pdf) = (&mail.parts[0].content, &mail.parts[1].content, &mail.parts[2]);
            for words in [subject, said[0], said[1], "2026-05-06"] {
                assert!(text.contains(words) && html.contains(words), "{words} is in {text} and in {html}");
            }
            assert!(text.lines().any(|line| line.ends_with(&format!(": {link}"))), "{text}");
            assert!(html.contains(&format!("href=\"{link}\"")), "{html}");
            assert!(html.contains(&format!("<html lang=\"{}\">", lang.tag())), "{html}");
            assert_eq!(pdf.name, "statement-D1-2026-01.pdf");
            let paper = text_of(&data_encoding::BASE64.decode(pdf.content.trim().as_bytes()).unwrap());
            assert!(paper.contains(titled) && paper.contains("W-1"), "{paper}");
        }
    }

    fn what_is_taken_back_was_not_told(test: &TestOffice) {
        one_mail(test);
        let now = test.office.clock.now();
        let event = Event::DisputeRaised { period: period("2026-01"), dispute: "d".to_owned() };
        let failed: Result<(), StoreError> = test.office.store.write(|c| {
            tell(c, &dealer("D1"), event, "d", now)?;
            Err(StoreError::Busy("somebody pulled the plug".to_owned()))
        });
        failed.unwrap_err();
        mail(test, "1");
        assert_eq!(told(test), ["sheet_refused to li@example.cn"], "and the same is told once");
    }

    fn the_registered_address_stands_in_for_a_dealer_without_people(test: &TestOffice) {
        open(test, &["D1"]);
        let register = "dealer_code,name,email,locale\nD2,Dealer D2,d2@example.cn,en\nD3,Dealer D3,not an address,\n";
        import(test, Register::Dealers, Mode::Add, register).unwrap();
        let now = test.office.clock.now();
        for code in ["D1", "D2", "D3"] {
            let event = Event::AccountDecided { seq: 1, approved: true };
            test.office.store.write(|c| tell(c, &dealer(code), event, code, now)).unwrap();
        }
        assert_eq!(told(test), ["account_decided to d2@example.cn"]);
        assert_eq!((rows(test)[0].locale.as_str(), rows(test)[0].person.as_str()), ("en", ""));
    }

    fn whatever_the_server_does_a_mail_is_sent_or_shown(test: &TestOffice) {
        one_mail(test);
        let smtp = SmtpServer::start();
        let server = server(smtp.port);
        let table = [
            (Mood::Silent, "queued", 0),
            (Mood::GreetsThenHangs, "queued", 0),
            (Mood::Busy, "queued", 0),
            (Mood::Greylist, "queued", 0),
            (Mood::Drips, "queued", 0),
            (Mood::Unknown, "failed", 0),
            (Mood::TooLarge, "failed", 0),
            (Mood::CutAfterData, "queued", 1),
            (Mood::HangsAtQuit, "sent", 1),
            (Mood::Take, "sent", 1),
        ];
        for (number, (mood, state, received)) in (10..).zip(table) {
            // Every mail is written at the same time, so that those that wait for another attempt are due later.
            at(test, "2026-02-06 09:00");
            let before = smtp.received().len();
            smtp.be(&[mood]);
            mail(test, &number.to_string());
            let started = Instant::now();
            if number == 10 {
                smtp.be(&[Mood::Take, mood]);
                assert_eq!(turn(test, &server), Turn::Sent);
            }
            turn(test, &server);
            assert!(started.elapsed() < Duration::from_secs(10), "{mood:?}");
            let row = rows(test).pop().unwrap();
            assert_eq!(row.state, state, "{mood:?}: {}", row.last_error);
            assert_eq!(row.last_error.is_empty(), state == "sent", "{mood:?}: {}", row.last_error);
            let expected = if number == 10 { received + 1 } else { received };
            assert_eq!(smtp.received().len() - before, expected, "{mood:?}");
        }
        // It comes to its senses: within five minutes everything is out that was not refused for good.
        smtp.be(&[]);
        later(test, 300);
        while turn(test, &server) != Turn::Nothing {}
        let states: Vec<String> = rows(test).into_iter().map(|row| row.state).collect();
        let count = |state: &str| states.iter().filter(|it| *it == state).count();
        assert_eq!((count("sent"), count("failed"), states.len()), (9, 2, 11), "{states:?}");
        // One was taken twice, and can be known by its Message-ID.
        let mut ids: Vec<String> = smtp.received().iter().map(|mail| mail.header("Message-ID").to_owned()).collect();
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!((all, ids.len()), (10, 9));
    }

    fn a_server_that_is_away_gets_everything_when_it_is_back(test: &TestOffice) {
        one_mail(test);
        for number in 2..=20 {
            mail(test, &number.to_string());
        }
        let away = SmtpServer::start().go_away();
        let server = server(away.port);
        // For four hours, a look every two minutes.
        for _ in 0..120 {
            assert!(matches!(turn(test, &server), Turn::NotSent(NotSent::Unreachable(_)) | Turn::Nothing));
            later(test, 120);
        }
        assert!(rows(test).iter().all(|row| row.state == "queued"));
        let smtp = away.come_back();
        later(test, 300);
        while turn(test, &server) != Turn::Nothing {}
        assert_eq!(smtp.received().len(), 20);
        assert!(rows(test).iter().all(|row| row.state == "sent"));
    }

    fn who_dies_before_saying_so_has_it_sent_again_under_the_same_name(test: &TestOffice) {
        one_mail(test);
        let smtp = SmtpServer::start();
        let server = server(smtp.port);
        let now = test.office.clock.now();
        let lease = now + chrono::TimeDelta::minutes(3);
        let claimed =
            test.office.store.write(|c| outbox::claim(c, "dead", server.domain(), (now, lease), 10)).unwrap();
        assert_eq!(turn(test, &server), Turn::Nothing, "somebody is at it");
        later(test, 200);
        assert_eq!(turn(test, &server), Turn::Sent);
        assert_eq!(smtp.received()[0].header("Message-ID"), claimed[0].message_id);
        // The dead one comes back and is too late to say anything.
        test.office.store.write(|c| outbox::failed(c, &claimed, "late", None, now)).unwrap();
        assert_eq!(rows(test)[0].state, "sent");
    }

    fn several_postmen_send_each_mail_once(test: &TestOffice) {
        one_mail(test);
        for number in 2..=30 {
            mail(test, &number.to_string());
        }
        let smtp = SmtpServer::start();
        let others = [test.another_at_the_same_time(), test.another_at_the_same_time()];
        std::thread::scope(|scope| {
            for (place, office) in others.iter().enumerate() {
                let server = server(smtp.port);
                scope.spawn(move || {
                    let worker = format!("postman {place}");
                    while send_next(office, &server, &worker).unwrap() != Turn::Nothing {}
                });
            }
        });
        let mut ids: Vec<String> = smtp.received().iter().map(|mail| mail.header("Message-ID").to_owned()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((smtp.received().len(), ids.len()), (30, 30));
    }

    fn a_day_can_be_one_mail(test: &TestOffice) {
        open(test, &["D1"]);
        at(test, "2026-02-06 09:00");
        reader(test, "li", Role::DealerClerk, "D1", "daily");
        reader(test, "wang", Role::DealerClerk, "D1", "at_once");
        for number in 1..=3 {
            mail(test, &number.to_string());
        }
        let smtp = SmtpServer::start();
        let server = server(smtp.port);
        while turn(test, &server) != Turn::Nothing {}
        let to = |address: &str| smtp.received().into_iter().filter(|mail| mail.to == address).collect::<Vec<_>>();
        assert_eq!((to("wang@example.cn").len(), to("li@example.cn").len()), (3, 0));
        at(test, "2026-02-06 17:00");
        smtp.be(&[Mood::Greylist]);
        assert!(matches!(turn(test, &server), Turn::NotSent(NotSent::Later(_))));
        // What comes meanwhile is another day's, and does not get into a mail that was begun.
        mail(test, "4");
        later(test, 20);
        while turn(test, &server) != Turn::Nothing {}
        let digests = to("li@example.cn");
        assert_eq!(digests.len(), 1);
        assert_eq!(digests[0].header("Subject"), "3 messages of today");
        at(test, "2026-02-07 17:00");
        assert_eq!(turn(test, &server), Turn::Sent);
        assert_eq!(to("li@example.cn").len(), 2);
    }

    fn old_mail_is_shown_and_not_sent(test: &TestOffice) {
        one_mail(test);
        let smtp = SmtpServer::start();
        at(test, "2026-12-06 09:00");
        mail(test, "2");
        give_up_overdue(&test.office).unwrap();
        while turn(test, &server(smtp.port)) != Turn::Nothing {}
        let states: Vec<String> = rows(test).into_iter().map(|row| row.state).collect();
        assert_eq!((states, smtp.received().len()), (vec!["failed".to_owned(), "sent".to_owned()], 1));
    }

    fn reminders_come_once_and_never_in_a_flood(test: &TestOffice) {
        open(test, &["D1"]);
        at(test, "2026-02-10 07:59");
        reader(test, "li", Role::DealerClerk, "D1", "at_once");
        remind(&test.office).unwrap();
        assert!(rows(test).is_empty(), "nobody is woken");
        let mut told = Vec::new();
        for (time, event) in [
            ("2026-02-10 08:00", Some("sheet_due Feedback early")),
            ("2026-02-10 12:00", None),
            ("2026-02-11 09:00", None),
            ("2026-02-14 09:00", Some("sheet_due Feedback last")),
            // Nobody looked for days: the slips' reminder comes late, and none comes for what is over.
            ("2026-02-18 09:00", Some("sheet_due Slips early")),
            ("2026-02-20 23:00", Some("sheet_due Slips last")),
            ("2026-02-21 09:00", None),
        ] {
            at(test, time);
            remind(&test.office).unwrap();
            remind(&test.another_at_the_same_time()).unwrap();
            told.extend(event);
            let keys: Vec<String> = rows(test).into_iter().map(|row| row.event_key).collect();
            let expected: Vec<String> = told.iter().map(|event| event.replacen(' ', " D1 2026-01 ", 1)).collect();
            assert_eq!(keys, expected, "{time}");
        }
        // Months later: what is due then, and nothing of the months between.
        at(test, "2026-12-10 09:00");
        remind(&test.office).unwrap();
        let late: Vec<String> = rows(test).into_iter().skip(4).map(|row| row.event_key).collect();
        assert_eq!(late, [
            "forfeiture_near D1 2026-09 early",
            "sheet_due D1 2026-11 Feedback early",
        ]);
    }

    fn a_run_one_short_of_a_penalty_is_told_of(test: &TestOffice) {
        open(test, &["D1"]);
        reader(test, "li", Role::DealerClerk, "D1", "at_once");
        at(test, "2026-04-01 09:00");
        remind(&test.office).unwrap();
        let row = rows(test).into_iter().find(|row| row.event == "feedback_run").unwrap();
        let notice: sanbao::notify::event::Notice = serde_json::from_str(&row.payload).unwrap();
        let Event::Due { reminder: Reminder::FeedbackRun { missing_count, period: next, .. } } = notice.event else {
            panic!("{notice:?}");
        };
        assert_eq!((missing_count, next), (2, period("2026-03")));
    }
}

on_both! {
    fn requests_never_wait_for_the_mail_server(test: &TestOffice) {
        one_mail(test);
        let smtp = SmtpServer::start();
        smtp.be(&[Mood::Silent; 100]);
        let postman = Postman::start(&test.office, Some(server(smtp.port).within(Duration::from_secs(3))));
        let slowest = (2..40).map(|number| {
            let started = Instant::now();
            mail(test, &number.to_string());
            started.elapsed()
        });
        let slowest = slowest.max().unwrap();
        postman.stop();
        assert!(slowest < Duration::from_millis(2_500), "{slowest:?}");
        assert!(rows(test).iter().all(|row| row.state == "queued"));
    }
}

fn seen_and_handled(backend: Backend) {
    let app = TestApp::on(backend);
    one_mail(&app.test);
    mail(&app.test, "2");
    let smtp = SmtpServer::start();
    let server = server(smtp.port);
    smtp.be(&[Mood::Unknown]);
    turn(&app.test, &server);
    let admin = app.signed_in(Role::Administrator, None);
    let list = admin.get("/api/v1/outbox?state=failed").json();
    let failed = &list["items"][0];
    assert_eq!((failed["event"].as_str(), failed["attempts"].as_i64()), (Some("sheet_refused"), Some(1)));
    assert!(failed["last_error"].as_str().unwrap().contains("nobody here"), "{failed}");
    let id = failed["id"].as_str().unwrap();
    let preview = admin.get(&format!("/api/v1/outbox/{id}")).json();
    assert_eq!(preview["subject"], "Your sheet of repair slips for 2026-01 was refused");
    assert!(preview["html"].as_str().unwrap().contains("<h1"), "{preview}");
    assert_eq!(admin.post(&format!("/api/v1/outbox/{id}/cancel"), &json!({})).status, 409);
    assert_eq!(admin.post(&format!("/api/v1/outbox/{id}/resend"), &json!({})).json()["state"], "queued");
    let waiting = admin.get("/api/v1/outbox?state=queued").json();
    assert_eq!(waiting["items"].as_array().unwrap().len(), 2);
    let second = waiting["items"].as_array().unwrap().iter().find(|mail| mail["id"] != id).unwrap();
    let path = format!("/api/v1/outbox/{}/cancel", second["id"].as_str().unwrap());
    assert_eq!(admin.post(&path, &json!({})).json()["state"], "cancelled");
    while turn(&app.test, &server) != Turn::Nothing {}
    assert_eq!(smtp.received().len(), 1);
    assert_eq!(admin.get(&format!("/api/v1/outbox/{id}")).json()["mail"]["state"], "sent");
    let csv = admin.get("/api/v1/outbox?format=csv");
    assert!(csv.text().contains("li@example.cn"), "{}", csv.text());
    let numbers = app.anybody().get("/metrics");
    assert!(numbers.text().contains(r#"sanbao_outbox_mails{state="sent"} "#), "{}", numbers.text());
}

#[test]
fn administrators_see_and_handle_the_outbox_sqlite() {
    seen_and_handled(Backend::Sqlite);
}

#[test]
fn administrators_see_and_handle_the_outbox_postgres() {
    seen_and_handled(Backend::Postgres);
}
