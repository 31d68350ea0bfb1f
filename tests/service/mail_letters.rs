//! What mails say: every one of them in both languages, and nothing of customers in any of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use sanbao::agreement::codes::{DealerCode, SlipNo};
use sanbao::agreement::registers::FiledSheet;
use sanbao::agreement::reminders::Reminder;
use sanbao::auth::Role;
use sanbao::money::{Money, Rate};
use sanbao::notify::event::{Event, Notice, Readers};
use sanbao::notify::letter::Letter;
use sanbao::pages::routes::pages;
use sanbao::store::outbox::{self, OutboxFilter};
use sanbao::store::{Backend, registers, slips};
use sanbao::texts::Lang;
use sanbao::web::Access;
use sanbao::workflow::demonstrate::demonstrate;

use super::harness::TestOffice;

/// Every event, and every reminder.
pub fn events() -> Vec<Event> {
    let period = "2026-02".parse().unwrap();
    let day = |text: &str| text.parse().unwrap();
    let payable = Money::from_fen(123_456);
    let slip = || SlipNo::new("W-17").unwrap();
    let (upload, finding, dispute) = ("u1".to_owned(), "f1".to_owned(), "d1".to_owned());
    let (slips, feedback) = (FiledSheet::Slips, FiledSheet::Feedback);
    let settled = |upheld, is_fabrication| Event::FindingSettled {
        period,
        slip: slip(),
        finding: "f1".to_owned(),
        upheld,
        is_fabrication,
    };
    let mut events = vec![
        Event::SheetRefused { period, sheet: slips, upload: upload.clone(), fault_count: 3 },
        Event::SheetFiled {
            period,
            sheet: slips,
            upload: upload.clone(),
            row_count: 120,
            rows_not_filed: 2,
            received_on: day("2026-03-18"),
        },
        Event::SheetFiled {
            period,
            sheet: feedback,
            upload,
            row_count: 1,
            rows_not_filed: 0,
            received_on: day("2026-03-14"),
        },
        Event::StatementConfirmed {
            period,
            payable,
            payment_due_on: Some(day("2026-04-07")),
            dispute_until: Some(day("2026-06-25")),
        },
        Event::StatementApproved { period, payable },
        Event::StatementReleased { period, payable },
        Event::StatementReleased { period, payable: Money::ZERO },
        Event::StatementPaid { period, payable },
        Event::StatementPaid { period, payable: Money::ZERO },
        Event::PaymentRefused { period, payable },
        Event::PaymentReturned { period, payable },
        Event::FindingOpened { period, slip: slip(), finding: finding.clone(), answer_until: day("2026-04-08") },
        settled(true, true),
        settled(true, false),
        settled(false, true),
        Event::QuestionAsked { period, slip: slip(), answer_until: day("2026-03-13") },
        Event::QuestionWithdrawn { period, slip: slip() },
        Event::DisputeSettled { period, dispute: dispute.clone(), upheld: Some(Money::from_fen(80_00)) },
        Event::DisputeSettled { period, dispute: dispute.clone(), upheld: None },
        Event::AccountProposed { seq: 2 },
        Event::AccountDecided { seq: 2, approved: true },
        Event::AccountDecided { seq: 2, approved: false },
        Event::ApprovalWaits { period, payable },
        Event::ReleaseWaits { period, payable, payment_due_on: Some(day("2026-04-07")) },
        Event::PaymentFailed { period, payable },
        Event::PaymentTakenBack { period, payable },
        Event::DisputeRaised { period, dispute },
        Event::FindingAnswered { period, slip: slip(), finding },
        Event::QuestionAnswered { period, slip: slip() },
        Event::SafetyReported { period, row_count: 2 },
        Event::AccountWaits { seq: 2 },
    ];
    events.extend(reminders().into_iter().map(|reminder| Event::Due { reminder }));
    events
}

fn reminders() -> Vec<Reminder> {
    let period = "2026-02".parse().unwrap();
    let day = |text: &str| text.parse().unwrap();
    let slip = || SlipNo::new("W-17").unwrap();
    let (payable, slips, feedback) = (Money::from_fen(123_456), FiledSheet::Slips, FiledSheet::Feedback);
    let rate = Rate::new(125, 3);
    vec![
        Reminder::SheetDue { period, sheet: slips, due_on: day("2026-03-20"), is_last: false },
        Reminder::SheetDue { period, sheet: feedback, due_on: day("2026-03-15"), is_last: true },
        Reminder::ForfeitureNear { period, last_day: day("2026-05-20"), is_last: true },
        Reminder::FeedbackRun { missing_count: 2, period, due_on: day("2026-03-15"), rate },
        Reminder::DisputeEnds { period, last_day: day("2026-06-25") },
        Reminder::AnswerDue { period, slip: slip(), last_day: day("2026-04-08") },
        Reminder::AnswerLapsed { period, slip: slip(), last_day: day("2026-04-08") },
        Reminder::QuestionDue { period, slip: slip(), last_day: day("2026-03-13") },
        Reminder::PaymentDue { period, payable, due_on: day("2026-04-07") },
    ]
}

fn notice(event: Event) -> Notice {
    Notice { dealer: DealerCode::new("杭 1").unwrap(), dealer_name: "杭州湖畔电器 <维修>".to_owned(), event }
}

fn all(lang: Lang) -> String {
    let mut text = String::new();
    for event in events() {
        let name = event.name();
        let has_statement = event.statement().is_some();
        let letter = Letter::of(&[notice(event)], lang, Some("https://sanbao.example"), has_statement);
        write!(text, "=== {name}\nSubject: {}\n\n{}\n", letter.subject, letter.text().unwrap()).unwrap();
    }
    text
}

#[test]
fn every_mail_in_chinese() {
    insta::assert_snapshot!(all(Lang::ZhCn));
}

#[test]
fn every_mail_in_english() {
    insta::assert_snapshot!(all(Lang::En));
}

#[test]
fn a_digest_as_a_page() {
    let notices: Vec<Notice> = events().into_iter().skip(2).take(2).map(notice).collect();
    let letter = Letter::of(&notices, Lang::ZhCn, Some("https://sanbao.example"), true);
    insta::assert_snapshot!(letter.html().unwrap());
}

#[test]
fn a_mail_without_the_installations_address_has_no_link() {
    let letter = Letter::of(&[notice(Event::AccountWaits { seq: 1 })], Lang::En, None, false);
    let (text, html) = (letter.text().unwrap(), letter.html().unwrap());
    assert!(!text.contains("Open") && !html.contains("href"), "{text}");
}

#[test]
fn every_event_comes_back_from_the_outbox() {
    for event in events() {
        let stored = serde_json::to_string(&notice(event.clone())).unwrap();
        assert_eq!(serde_json::from_str::<Notice>(&stored).unwrap(), notice(event), "{stored}");
    }
}

/// Whatever of `words` is in a text.
fn found<'a>(text: &str, words: &'a BTreeSet<String>) -> Vec<&'a String> {
    words.iter().filter(|word| text.contains(*word)).collect()
}

#[test]
fn no_mail_of_the_demonstration_holds_anything_of_customers() {
    let test = TestOffice::on(Backend::Sqlite);
    demonstrate(&test.office, Path::new("import-samples"), &mut |_, _| {}).unwrap();
    let dealers = test.office.store.read(registers::dealers).unwrap();
    let mut personal = BTreeSet::new();
    for period in ["2026-01", "2026-02", "2026-03"] {
        for dealer in &dealers {
            let filed = test.office.store.read(|c| slips::current(c, &dealer.code, period.parse().unwrap())).unwrap();
            for slip in filed {
                personal.extend(slip.customer_name.map(|name| name.to_string()));
                personal.extend(slip.customer_phone.map(|phone| phone.to_string()));
                personal.extend(slip.customer_address.map(String::from));
            }
        }
    }
    assert!(personal.len() > 10, "{personal:?}");
    let rows = test.office.store.read(|c| outbox::list(c, &OutboxFilter::default(), None, 10_000)).unwrap();
    let kinds: BTreeSet<&str> = rows.iter().map(|row| row.event.as_str()).collect();
    assert!(kinds.len() >= 8, "{kinds:?}");
    for row in &rows {
        let notice: Notice = serde_json::from_str(&row.payload).unwrap();
        for lang in [Lang::ZhCn, Lang::En] {
            let letter = Letter::of(std::slice::from_ref(&notice), lang, Some("https://sanbao.example"), true);
            for text in [letter.text().unwrap(), letter.html().unwrap(), row.payload.clone()] {
                assert_eq!(found(&text, &personal), Vec::<&String>::new(), "{text}");
            }
        }
    }
}

/// Whether an address is one of a route's path.
fn is_at(address: &str, path: &str) -> bool {
    let (address, _) = address.split_once('?').unwrap_or((address, ""));
    let (given, wanted): (Vec<&str>, Vec<&str>) = (address.split('/').collect(), path.split('/').collect());
    let same = |(given, wanted): (&&str, &&str)| given == wanted || wanted.starts_with('{');
    given.len() == wanted.len() && given.iter().zip(&wanted).all(same)
}

#[test]
fn every_link_of_a_mail_leads_to_a_page_that_its_readers_may_see() {
    let dealer = DealerCode::new("杭州/01").unwrap();
    for event in events() {
        let address = event.path(&dealer);
        let page = pages().find(|page| page.method.as_str() == "GET" && is_at(&address, page.path));
        let page = page.unwrap_or_else(|| panic!("{}: no page is at {address}", event.name()));
        let readers = match event.readers() {
            Readers::Dealer => &[Role::DealerClerk][..],
            Readers::Office(roles) => roles,
        };
        let Access::People { roles, .. } = &page.access else { panic!("{}: {}", event.name(), page.path) };
        let shut_out: Vec<&Role> = readers.iter().filter(|role| !roles.contains(role)).collect();
        assert!(shut_out.is_empty(), "{}: {shut_out:?} may not see {}", event.name(), page.path);
    }
}
