//! Which verb tells whom of what (agreement 9.3): a dealer's months with everything that is told, through the verbs alone.

use std::collections::{BTreeMap, BTreeSet};

use sanbao::agreement::codes::SlipNo;
use sanbao::agreement::decision::house_check::CheckText;
use sanbao::agreement::registers::{FiledSheet, Outcome};
use sanbao::auth::Role;
use sanbao::jobs;
use sanbao::money::Money;
use sanbao::store::accounts::Account;
use sanbao::store::findings::{self, FindingState};
use sanbao::store::slips;
use sanbao::store::uploads::UploadState;
use sanbao::workflow::answer_finding::answer_finding;
use sanbao::workflow::answer_question::answer_question;
use sanbao::workflow::approve_statement::approve_statement;
use sanbao::workflow::ask_dealer::{Asking, Seen, ask_dealer, withdraw_question};
use sanbao::workflow::confirm_statement::confirm_statement;
use sanbao::workflow::decide_account::decide_account;
use sanbao::workflow::file_upload::file_upload;
use sanbao::workflow::import_bank_result::{BankAnswer, RowOutcome, record_bank_result};
use sanbao::workflow::propose_account::propose_account;
use sanbao::workflow::publish_house_check::publish_house_check;
use sanbao::workflow::raise_dispute::{About, raise_dispute};
use sanbao::workflow::record_call::{NewCall, record_call};
use sanbao::workflow::release_payments::{Chosen, release_payments};
use sanbao::workflow::remind::remind;
use sanbao::workflow::settle_dispute::uphold_dispute;
use sanbao::workflow::settle_finding::settle_finding;
use sanbao::workflow::upload_sheet::{NewUpload, upload_sheet};

use super::harness::TestOffice;
use super::mail::{reader, rows};
use super::mail_letters::events;
use super::month::*;
use super::registers::{administrator, dealer};

const SLIPS: &str = "slip_no,service_class,product_model,serial_no,sale_date,customer_name,customer_phone,customer_address,\
    area,reported_at,arrived_at,repair_date,completed_at,fault_code,fault_description,cause,service_mode,technician,\
    customer_signed,dealer_callback_on\n";

/// What is told, and to whom.
type Told = BTreeMap<String, BTreeSet<String>>;

fn told(test: &TestOffice) -> Told {
    let mut told = Told::new();
    for row in rows(test) {
        let reader = row.recipient.split('@').next().unwrap().to_owned();
        told.entry(row.event).or_default().insert(reader);
    }
    told
}

/// How many mails tell of something.
fn count(test: &TestOffice, event: &str) -> usize {
    rows(test).iter().filter(|row| row.event == event).count()
}

/// Uploads a sheet of January, and files it where it can be read.
fn upload(test: &TestOffice, sheet: FiledSheet, content: &str) -> UploadState {
    let file = tempfile::NamedTempFile::new_in(test.folder.path()).unwrap();
    std::fs::write(file.path(), content).unwrap();
    let (one, period, path) = (dealer("D1"), period("2026-01"), file.path());
    let new = NewUpload { dealer: &one, period, sheet, file_name: "sheet.csv", path, received_on: None };
    let id = upload_sheet(&test.office, &clerk("D1"), &new).unwrap().upload.id;
    jobs::run_due(&test.office).unwrap();
    let read = test.office.store.read(|c| sanbao::store::uploads::load(c, &one, &id)).unwrap().unwrap();
    if read.state != UploadState::Checked {
        return read.state;
    }
    let filed = file_upload(&test.office, &clerk("D1"), &one, &id, false).unwrap();
    jobs::run_due(&test.office).unwrap();
    filed.state
}

fn slip_row(no: &str) -> String {
    format!(
        "{no},C,M1,D1-{no},2026-01-01,张三,13812345678,杭州市西湖区文三路 12 号,city,2026-01-10 08:00,2026-01-10 10:00,\
         2026-01-10,2026-01-10 11:00,E1,does not light,product_defect,in_shop,Li,yes,2026-01-11\n"
    )
}

/// January is filed, through uploads that are refused and taken, and approved.
fn to_approval(test: &TestOffice) {
    at(test, "2026-02-06 09:00");
    let broken = upload(test, FiledSheet::Slips, &format!("{SLIPS}{}", slip_row("W-1").replace("2026-01-10", "soon")));
    assert_eq!(broken, UploadState::Refused);
    let slips = format!("{SLIPS}{}{}", slip_row("W-1"), slip_row("W-2"));
    assert_eq!(upload(test, FiledSheet::Slips, &slips), UploadState::Filed);
    let feedback = "product_model,fault_code,fault_description,occurrences,severity\nM1,E1,it burns,2,safety\n";
    assert_eq!(upload(test, FiledSheet::Feedback, feedback), UploadState::Filed);
    call(test, "D1", period("2026-01"), &["W-1", "W-2"]);
    confirm_statement(&test.office, &centre(), &dealer("D1"), period("2026-01"), None).unwrap();
    approve_statement(&test.office, &manager(), &dealer("D1"), period("2026-01"), None).unwrap();
}

/// Its payment is refused, paid by another batch, and taken back.
fn through_the_bank(test: &TestOffice) {
    let refused = || BankAnswer::Refused { reason: "closed".to_owned() };
    let everything = Chosen::Ready { due_by: None, except: Vec::new() };
    let answers = [
        (true, refused(), RowOutcome::Refused),
        (true, BankAnswer::Paid { on: None }, RowOutcome::Paid),
        (false, refused(), RowOutcome::Returned),
    ];
    for (is_released, answer, outcome) in answers {
        if is_released {
            release_payments(&test.office, &finance("zhao"), &everything).unwrap();
        }
        let came = record_bank_result(&test.office, &finance("qian"), &dealer("D1"), period("2026-01"), &answer);
        assert_eq!(came.unwrap(), outcome);
    }
}

fn disputed(test: &TestOffice) {
    let one = dealer("D1");
    let about = (&About::Statement, "a repair is missing");
    let id = raise_dispute(&test.office, &clerk("D1"), &one, period("2026-01"), about, &[]).unwrap();
    uphold_dispute(&test.office, &centre(), &one, &id, Money::from_fen(15_00), "it is", None).unwrap();
}

fn another_account(test: &TestOffice) {
    let account = Account {
        account_name: "Dealer D1 Ltd".to_owned(),
        bank_name: "Bank".to_owned(),
        bank_account: "6222999".to_owned(),
        bank_code: String::new(),
    };
    let proposed = propose_account(&test.office, &finance("zhao"), &dealer("D1"), &account).unwrap();
    decide_account(&test.office, &finance("qian"), &dealer("D1"), proposed.seq, true, None).unwrap();
}

/// Both slips turn out fabricated once they are paid. One finding is answered, and a second person settles both after
/// the last day.
fn found_out(test: &TestOffice) {
    at(test, "2026-03-02 09:00");
    let one = dealer("D1");
    for no in ["W-1", "W-2"] {
        let made = NewCall {
            slip: SlipNo::new(no).unwrap(),
            called_on: test.office.clock.today(),
            outcome: Outcome::Fabricated,
            satisfaction: None,
            note: None,
        };
        record_call(&test.office, &centre(), &one, made).unwrap();
    }
    let open =
        || test.office.store.read(|c| findings::list(c, Some(&one), Some(FindingState::Open), None, 10)).unwrap();
    let found = open();
    assert_eq!(found.len(), 2);
    answer_finding(&test.office, &clerk("D1"), &one, &found[0].id, "he has moved").unwrap();
    let last_day = found[0].answer_until;
    at(test, &format!("{last_day} 09:00"));
    remind(&test.office).unwrap();
    assert_eq!((count(test, "answer_due"), count(test, "answer_lapsed")), (1, 0));
    // However often it is looked for, it is told once to each of those who may settle.
    for days in [1, 2, 9] {
        at(test, &format!("{} 09:00", last_day + chrono::TimeDelta::days(days)));
        remind(&test.office).unwrap();
        assert_eq!(count(test, "answer_lapsed"), 2 * 2, "{days} days after");
    }
    for finding in open() {
        settle_finding(&test.office, &manager(), &one, &finding.id, true, "nobody was there", None).unwrap();
    }
}

/// A slip of April is held by an own check, and the dealer asked about it: reminded on the last day, it answers; another
/// question is taken back.
fn asked(test: &TestOffice) {
    let (one, april) = (dealer("D1"), period("2026-04"));
    let check = CheckText {
        code: "TO_ASK".into(),
        expression: "slip_no == \"W-9\"".to_owned(),
        message: "Ask".to_owned(),
        held: true,
    };
    publish_house_check(&test.office, &administrator(), check, april).unwrap();
    at(test, "2026-05-11 09:00");
    file(test, "D1", april, &["W-9"]);
    let no = SlipNo::new("W-9").unwrap();
    let slip = (&one, april, &no);
    let ask = || {
        let seen = test.office.store.read(|c| slips::change_count(c, &one, april, &no)).unwrap().unwrap();
        let asking = Asking { question: "which part was it", until: None };
        ask_dealer(&test.office, &centre(), slip, Seen::Changes(seen), asking).unwrap();
    };
    ask();
    at(test, "2026-05-18 09:00");
    remind(&test.office).unwrap();
    answer_question(&test.office, &clerk("D1"), slip, "the valve").unwrap();
    ask();
    withdraw_question(&test.office, &centre(), slip, None).unwrap();
}

on_both! {
    fn every_event_is_told_by_its_verb_to_those_whom_it_concerns(test: &TestOffice) {
        open(test, &["D1", "D2"]);
        for (login, role, of) in [
            ("li", Role::DealerClerk, "D1"), ("other", Role::DealerClerk, "D2"), ("reviewer", Role::Reviewer, ""),
            ("agent", Role::CallAgent, ""), ("manager", Role::SalesManager, ""), ("finance", Role::Finance, ""),
            ("admin", Role::Administrator, ""),
        ] {
            reader(test, login, role, of, "at_once");
        }
        to_approval(test);
        // Three days before its payment is due, and not released.
        at(test, "2026-02-23 09:00");
        remind(&test.office).unwrap();
        through_the_bank(test);
        disputed(test);
        another_account(test);
        found_out(test);
        // Nothing comes of February; the feedback of two months is missing; January can be disputed for two days more.
        for day in ["2026-04-16", "2026-05-04", "2026-05-10"] {
            at(test, &format!("{day} 09:00"));
            remind(&test.office).unwrap();
        }
        asked(test);
        let (of_dealer, of_finance): (&[&str], &[&str]) = (&["li"], &["finance"]);
        let who_settles: &[&str] = &["manager", "reviewer"];
        let expected = [
            ("account_decided", of_dealer), ("account_proposed", of_dealer), ("account_waits", &["admin", "finance"]),
            ("answer_due", of_dealer), ("answer_lapsed", who_settles), ("approval_waits", &["manager"]),
            ("dispute_ends", of_dealer), ("dispute_raised", &["reviewer"]), ("dispute_settled", of_dealer),
            ("feedback_run", of_dealer), ("finding_answered", who_settles), ("finding_opened", of_dealer),
            ("finding_settled", of_dealer), ("forfeiture_near", of_dealer), ("payment_due", of_finance),
            ("payment_failed", of_finance), ("payment_refused", of_dealer), ("payment_returned", of_dealer),
            ("payment_taken_back", of_finance), ("question_answered", &["reviewer"]), ("question_asked", of_dealer),
            ("question_due", of_dealer), ("question_withdrawn", of_dealer), ("release_waits", of_finance),
            ("safety_reported", &["admin", "manager", "reviewer"]), ("sheet_due", of_dealer), ("sheet_filed", of_dealer),
            ("sheet_refused", of_dealer), ("statement_approved", of_dealer), ("statement_confirmed", of_dealer),
            ("statement_paid", of_dealer), ("statement_released", of_dealer),
        ];
        let mut found = told(test);
        // The other dealer files nothing and is reminded of it, of nothing else.
        for (event, readers) in &mut found {
            let is_reminder_of_sheets = ["sheet_due", "forfeiture_near", "feedback_run"].contains(&event.as_str());
            assert_eq!(readers.remove("other"), is_reminder_of_sheets, "{event}");
        }
        let expected: Told = expected.into_iter().map(|(event, readers)| {
            (event.to_owned(), readers.iter().map(|reader| (*reader).to_owned()).collect())
        }).collect();
        assert_eq!(found, expected);
        let names: BTreeSet<String> = events().iter().map(|event| event.name().to_owned()).collect();
        assert_eq!(found.into_keys().collect::<BTreeSet<_>>(), names, "a verb tells of every event that there is");
    }
}
