//! Two dealers of whom everything is there, and a third that was paid: what lists show, and what can be decided about.

use sanbao::agreement::codes::{DealerCode, SlipNo};
use sanbao::agreement::decision::house_check::CheckText;
use sanbao::agreement::registers::{FiledSheet, Outcome};
use sanbao::agreement::statement::Adjustment;
use sanbao::auth::Role;
use sanbao::jobs;
use sanbao::money::Money;
use sanbao::store::accounts::Account;
use sanbao::store::findings;
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::store::slips;
use sanbao::store::uploads::Upload;
use sanbao::workflow::ask_dealer::{Asking, Seen, ask_dealer};
use sanbao::workflow::correct_statement::correct_statement;
use sanbao::workflow::draw_lot::draw_lot;
use sanbao::workflow::enter_invoice::enter_invoice;
use sanbao::workflow::file_upload::file_upload;
use sanbao::workflow::invite_person::{NewPerson, invite_person};
use sanbao::workflow::pick_call::pick_call;
use sanbao::workflow::propose_account::propose_account;
use sanbao::workflow::publish_house_check::publish_house_check;
use sanbao::workflow::raise_dispute::{About, NewAttachment, raise_dispute};
use sanbao::workflow::record_call::{NewCall, record_call, record_last_call};
use sanbao::workflow::release_payments::{Chosen, release_payments};
use sanbao::workflow::upload_sheet::{NewUpload, upload_sheet};

use super::harness::TestOffice;
use super::month::{approved, at, clerk, file, finance, manager, open, period, person, settle};
use super::registers::{administrator, dealer, import};

/// What there is of a dealer. January 2026 is approved and pays slip W-1, which is disputed, corrected and found to be
/// fabricated; February is a draft with slip W-2 in a drawn lot, held for its call, slip W-3 about which the dealer is asked,
/// and an upload that has faults.
pub struct Filled {
    /// Whose.
    pub code: &'static str,
    /// The dispute, with one attachment.
    pub dispute: String,
    /// The open finding.
    pub finding: String,
    /// The upload with faults.
    pub upload: String,
    /// The account that waits for a second person.
    pub account: i64,
}

/// The dealers of whom everything is there.
pub const FILLED: [&str; 2] = ["D1", "D2"];

const SLIPS: &str = "slip_no,product_model,serial_no,repair_date,claimed_fee\n\
    W-8,M1,S8,2026-02-10,15.00\nW-9,M1,S9,someday,15.00\n";
const FEEDBACK: &str = "product_model,fault_code,fault_description,occurrences\nM1,E1,does not light,3\n";

/// Fills the office; it is 6 March 2026 afterwards.
pub fn fill(test: &TestOffice) -> [Filled; 2] {
    let office = &test.office;
    open(test, &[FILLED.as_slice(), &["D3", "D4"]].concat());
    let reader = NewPerson {
        login: "sun".to_owned(),
        name: "Sun".to_owned(),
        role: Role::SalesManager,
        dealer: None,
        locale: "en".to_owned(),
        email: "sun@example.cn".to_owned(),
        mail_pace: None,
    };
    invite_person(office, &administrator(), &reader).unwrap();
    // D3 is paid, D4 waits for its invoice.
    for code in FILLED.into_iter().chain(["D3", "D4"]) {
        approved(test, code, &["W-1"]);
    }
    let paid = Chosen::Listed(vec![(dealer("D3"), period("2026-01"))]);
    release_payments(office, &finance("zhao"), &paid).unwrap();
    at(test, "2026-03-06 09:00");
    registers(test);
    let check = CheckText {
        code: "ROUND_FEE".into(),
        expression: "claimed_fee_fen % 1000 == 0".to_owned(),
        message: "A round fee".to_owned(),
        held: false,
    };
    publish_house_check(office, &administrator(), check, period("2026-02")).unwrap();
    // What is still to be called of D4 stands for itself.
    let odd = (&dealer("D4"), period("2026-01"), &SlipNo::new("W-1").unwrap());
    pick_call(office, &person("han", Role::Reviewer), odd, "three slips in one hand").unwrap();
    let check = CheckText {
        code: "TO_ASK".into(),
        expression: "slip_no == \"W-3\"".to_owned(),
        message: "Ask the dealer".to_owned(),
        held: true,
    };
    publish_house_check(office, &administrator(), check, period("2026-02")).unwrap();
    let refused = NewCall {
        slip: SlipNo::new("W-1").unwrap(),
        called_on: office.clock.today(),
        outcome: Outcome::Refused,
        satisfaction: None,
        note: None,
    };
    record_last_call(office, &person("hu", Role::CallAgent), &dealer("D3"), refused).unwrap();
    let filled = FILLED.map(|code| of_dealer(test, code));
    jobs::run_due(office).unwrap();
    filled
}

/// A row in every register.
fn registers(test: &TestOffice) {
    let rows = [
        (Register::Parts, "part_no,name,product_line,unit_cost\nP1,Valve,stove,5.00\n"),
        (
            Register::Units,
            "serial_no,product_model,dealer_code,sale_date\nS1,M1,D1,2026-01-05\nD1-W-3,M1,D1,2026-02-01\n",
        ),
        (Register::Stock, "dealer_code,part_no,period,movement,qty\nD1,P1,2026-02,purchase,5\n"),
        (Register::GoodsReturns, "dealer_code,returned_on,cost\nD1,2026-02-03,10.00\n"),
        (
            Register::Complaints,
            "dealer_code,received_on,severity,upheld\nD1,2026-02-03,minor,yes\nD2,2026-02-03,minor,yes\n",
        ),
        (Register::Technicians, "dealer_code,technician,listed_on\nD1,Li,2026-01-01\n"),
    ];
    for (register, rows) in rows {
        import(test, register, Mode::Add, rows).unwrap();
    }
}

fn of_dealer(test: &TestOffice, code: &'static str) -> Filled {
    let (office, whose) = (&test.office, dealer(code));
    let (january, february) = (period("2026-01"), period("2026-02"));
    let invoiced_on = "2026-02-06".parse().unwrap();
    enter_invoice(office, &clerk(code), &whose, january, "26332000000012345678", invoiced_on).unwrap();
    let correction = Adjustment { period: january, line: 1, reference: None, amount: Money::from_fen(5_00) };
    correct_statement(office, &manager(), &whose, &correction, "the fee was too low").unwrap();
    let photo = NewAttachment { file_name: "photo.jpg".to_owned(), content: b"\xff\xd8\xff photo".to_vec() };
    let dispute = (&About::Statement, "too little is paid");
    let dispute = raise_dispute(office, &clerk(code), &whose, january, dispute, &[photo]).unwrap();
    let call = NewCall {
        slip: SlipNo::new("W-1").unwrap(),
        called_on: office.clock.today(),
        outcome: Outcome::Fabricated,
        satisfaction: None,
        note: None,
    };
    record_call(office, &person("hu", Role::CallAgent), &whose, call).unwrap();
    let found = office.store.read(|c| findings::list(c, Some(&whose), None, None, 9)).unwrap();
    let [finding] = found.as_slice() else { panic!("one is open: {found:?}") };

    file(test, code, february, &["W-2", "W-3"]);
    draw_lot(office, &person("han", Role::Reviewer), &whose, february).unwrap();
    settle(test, code);
    ask(test, &whose);
    let reported = upload(test, code, FiledSheet::Feedback, FEEDBACK);
    let faulty = upload(test, code, FiledSheet::Slips, SLIPS);
    jobs::run_due(office).unwrap();
    file_upload(office, &clerk(code), &whose, &reported.id, false).unwrap();
    let account = Account {
        account_name: format!("Dealer {code} Ltd"),
        bank_name: "Another bank".to_owned(),
        bank_account: format!("777{code}"),
        bank_code: String::new(),
    };
    let account = propose_account(office, &finance("zhao"), &whose, &account).unwrap().seq;
    Filled { code, dispute, finding: finding.id.clone(), upload: faulty.id, account }
}

/// Asks about the slip that the own check holds.
fn ask(test: &TestOffice, whose: &DealerCode) {
    let (february, no) = (period("2026-02"), SlipNo::new("W-3").unwrap());
    let seen = test.office.store.read(|c| slips::change_count(c, whose, february, &no)).unwrap().unwrap();
    let asking = Asking { question: "which part was it", until: None };
    let reviewer = person("han", Role::Reviewer);
    ask_dealer(&test.office, &reviewer, (whose, february, &no), Seen::Changes(seen), asking).unwrap();
}

fn upload(test: &TestOffice, code: &str, sheet: FiledSheet, content: &str) -> Upload {
    let path = test.folder.path().join(format!("{code}-{sheet:?}.csv"));
    std::fs::write(&path, content).unwrap();
    let new = NewUpload {
        dealer: &dealer(code),
        period: period("2026-02"),
        sheet,
        file_name: "sheet.csv",
        path: &path,
        received_on: None,
    };
    upload_sheet(&test.office, &clerk(code), &new).unwrap().upload
}
