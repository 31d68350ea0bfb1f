//! A dealer's months, ready for the steps of their statements.

use sanbao::agreement::codes::{DealerCode, SlipNo};
use sanbao::agreement::registers::{FiledSheet, Outcome};
use sanbao::agreement::slip::Slip;
use sanbao::agreement::statement::State;
use sanbao::auth::{Actor, Role};
use sanbao::calendar::{Day, Moment, Period};
use sanbao::store::months::{self, Month};
use sanbao::store::payment_terms::{Payer, PaymentTerms};
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::store::{Error as StoreError, books, settings, slips};
use sanbao::workflow::approve_statement::approve_statement;
use sanbao::workflow::confirm_statement::confirm_statement;
use sanbao::workflow::draw_lot::draw_lot;
use sanbao::workflow::publish_agreement::publish_agreement;
use sanbao::workflow::record_call::{NewCall, record_call};
use sanbao::workflow::set_payment_terms::set_payment_terms;
use sanbao::workflow::set_seed::set_seed;
use sanbao::workflow::settle_dealer::settle_dealer;
use std::fmt::Write as _;

use super::harness::TestOffice;
use super::registers::{administrator, dealer, import};

const AGREEMENT: &str = r#"
code = "all"
dealers = ["*"]
effective_from = 2026-01-01

[terms]
require_registered_serial = false

[lines.stove]
labour_fee = "100.00"
max_repair_rate = "1"
"#;

pub fn person(login: &str, role: Role) -> Actor {
    Actor { login: login.to_owned(), role, dealer: None }
}

pub fn centre() -> Actor {
    person("han", Role::Reviewer)
}

pub fn manager() -> Actor {
    person("wang", Role::SalesManager)
}

pub fn finance(login: &str) -> Actor {
    person(login, Role::Finance)
}

pub fn clerk(code: &str) -> Actor {
    Actor { login: format!("clerk-{code}"), role: Role::DealerClerk, dealer: Some(dealer(code)) }
}

pub fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// Shows this business time from now on.
pub fn at(test: &TestOffice, business_time: &str) {
    test.office.clock.set(Moment::parse_from_str(business_time, "%Y-%m-%d %H:%M").unwrap());
}

/// Whose account payments go out from.
pub fn payer() -> Payer {
    Payer {
        name: "三包家电制造有限公司".to_owned(),
        account: "33001616783059000001".to_owned(),
        bank_name: "中国建设银行杭州之江支行".to_owned(),
        bank_code: "105331000001".to_owned(),
        ..Payer::default()
    }
}

/// Registers with these dealers, each with an account; a payer; an agreement that pays 100.00 for a repair; all from 2026-01 on.
pub fn open(test: &TestOffice, dealers: &[&str]) {
    at(test, "2026-01-05 09:00");
    let first = |c: &mut _| settings::set(c, settings::FIRST_PERIOD, "2026-01");
    test.office.store.write::<_, StoreError>(first).unwrap();
    let terms = PaymentTerms { payer: Some(payer()), require_invoice: false };
    set_payment_terms(&test.office, &administrator(), &terms).unwrap();
    publish_agreement(&test.office, &administrator(), AGREEMENT.as_bytes()).unwrap();
    let mut register = "dealer_code,name,account_name,bank_name,bank_account\n".to_owned();
    let mut sales = "dealer_code,product_line,period,units,settlement_amount\n".to_owned();
    for code in dealers {
        writeln!(register, "{code},Dealer {code},Dealer {code} Ltd,Bank,6222{code}").unwrap();
        writeln!(sales, "{code},stove,2026-01,1000,100000.00").unwrap();
    }
    import(test, Register::Products, Mode::Add, "product_model,product_line\nM1,stove\n").unwrap();
    import(test, Register::Dealers, Mode::Add, &register).unwrap();
    import(test, Register::Sales, Mode::Add, &sales).unwrap();
    for month in period("2026-01").through(period("2027-12")) {
        set_seed(&test.office, &administrator(), month, "seed").unwrap();
    }
}

/// A slip of the period with nothing against it.
pub fn slip(code: &str, month: Period, no: &str) -> Slip {
    let day = month.day(10);
    serde_json::from_value(serde_json::json!({
        "no": no,
        "service_class": "c",
        "product_model": "M1",
        "model": "M1",
        "serial": format!("{code}-{no}"),
        "sold_on": month.first_day(),
        "customer_name": "张三",
        "customer_phone": "13812345678",
        "customer_address": "杭州市西湖区文三路 12 号",
        "area": "city",
        "reported_at": format!("{day}T08:00:00"),
        "arrived_at": format!("{day}T10:00:00"),
        "repaired_on": day,
        "completed_at": format!("{day}T11:00:00"),
        "fault": "E1",
        "fault_description": "does not light",
        "cause": "product_defect",
        "service_mode": "in_shop",
        "technician": "Li",
        "customer_signed": true,
        "dealer_callback_on": day,
        "parts": [],
    }))
    .unwrap()
}

/// Files slips with these numbers, and the feedback, on the 5th of the month after.
pub fn file(test: &TestOffice, code: &str, month: Period, numbers: &[&str]) {
    put(test, code, month, numbers);
    settle(test, code);
}

/// The same, and leaves it to a job to settle it.
pub fn put(test: &TestOffice, code: &str, month: Period, numbers: &[&str]) {
    let dealer = dealer(code);
    let came: Day = month.next().day(5);
    let filed: Vec<(u32, Slip)> = (2..).zip(numbers.iter().map(|no| slip(code, month, no))).collect();
    let now = test.office.clock.now();
    let file = |c: &mut _| {
        books::touch(c, &dealer, now)?;
        slips::file(c, &dealer, month, "upload", &filed, now)?;
        months::received(c, &dealer, month, FiledSheet::Slips, came)?;
        months::received(c, &dealer, month, FiledSheet::Feedback, came)
    };
    test.office.store.write::<_, StoreError>(file).unwrap();
}

pub fn settle(test: &TestOffice, code: &str) {
    settle_dealer(&test.office, &dealer(code)).unwrap();
}

/// Draws the lot, and has every customer confirm.
pub fn call(test: &TestOffice, code: &str, month: Period, numbers: &[&str]) {
    let dealer = dealer(code);
    draw_lot(&test.office, &centre(), &dealer, month).unwrap();
    for no in numbers {
        let made = NewCall {
            slip: SlipNo::new(no).unwrap(),
            called_on: month.next().day(6),
            outcome: Outcome::Confirmed,
            satisfaction: None,
            note: None,
        };
        record_call(&test.office, &centre(), &dealer, made).unwrap();
    }
    settle(test, code);
}

/// A draft of 2026-01 that can be confirmed: every slip pays 100.00.
pub fn ready(test: &TestOffice, code: &str, numbers: &[&str]) {
    let month = period("2026-01");
    at(test, "2026-02-06 09:00");
    file(test, code, month, numbers);
    if !numbers.is_empty() {
        call(test, code, month, numbers);
    }
}

/// A confirmed statement of 2026-01.
pub fn confirmed(test: &TestOffice, code: &str, numbers: &[&str]) {
    ready(test, code, numbers);
    confirm_statement(&test.office, &centre(), &dealer(code), period("2026-01"), None).unwrap();
}

/// An approved statement of 2026-01.
pub fn approved(test: &TestOffice, code: &str, numbers: &[&str]) {
    confirmed(test, code, numbers);
    approve_statement(&test.office, &manager(), &dealer(code), period("2026-01"), None).unwrap();
}

pub fn month(test: &TestOffice, code: &str, of: &str) -> Month {
    test.office.store.read(|c| months::load(c, &dealer(code), period(of))).unwrap().unwrap()
}

pub fn state(test: &TestOffice, code: &str, of: &str) -> Option<State> {
    month(test, code, of).state
}

/// The amounts of a statement's lines that stand.
pub fn lines(test: &TestOffice, code: &str, of: &str) -> Vec<(String, i64)> {
    let revision = month(test, code, of).statement_revision;
    let statement =
        test.office.store.read(|c| sanbao::store::statements::load(c, &dealer(code), period(of), revision)).unwrap();
    let lines = statement.unwrap().lines;
    lines.into_iter().map(|line| (line.kind.as_str().to_owned(), line.amount.fen())).collect()
}

/// The codes as the verbs take them.
pub fn dealers(codes: &[&str]) -> Vec<DealerCode> {
    codes.iter().map(|code| dealer(code)).collect()
}
