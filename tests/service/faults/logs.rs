//! What a process logs while people work: what it did, and nobody's data.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sanbao::auth::Role;
use sanbao::store::Backend;
use sanbao::workflow::send_mail::{Turn, send_next};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use super::clerks::{form, form_type};
use super::process::{Served, keep_time};
use crate::service::harness::smtp::{Mood, SmtpServer};
use crate::service::harness::{Client, TestOffice, sign_in};
use crate::service::mail::{one_mail, server};
use crate::service::month::{at, open};

/// Nothing of this may stand in a log.
const PERSONAL: [&str; 8] = ["13812345678", "13900001111", "张三", "李四", "文三路", "莫干山路", "1381234", "@"];
const SHEET: &str = "slip_no,service_class,product_model,serial_no,sale_date,customer_name,customer_phone,customer_address,\
    reported_at,repair_date,completed_at,fault_code,fault_description,cause,claimed_fee,technician,customer_signed\n\
    W-1,C,M1,S1,2026-01-01,张三,13812345678,杭州市西湖区文三路 12 号,2026-01-10 08:00,2026-01-10,2026-01-10 11:00,E1,\
    打不着火,product_defect,15.00,李,yes\n\
    W-2,C,M1,S2,someday,李四,13900001111,杭州市拱墅区莫干山路 1 号,2026-01-10 08:00,2026-01-10,2026-01-10 11:00,E1,\
    打不着火,product_defect,15.00,李,perhaps\n";

#[track_caller]
fn is_nobodys(log: &str) {
    for word in PERSONAL {
        let found = log.lines().find(|line| line.contains(word));
        assert_eq!(found, None, "{word} in the log");
    }
}

/// Asks until it is answered so.
#[track_caller]
fn until(client: &Client, path: &str, is_so: impl Fn(&serde_json::Value) -> bool) {
    let begun = Instant::now();
    while !is_so(&client.get(path).json()) {
        assert!(begun.elapsed() < Duration::from_mins(2), "{path}: {:?}", client.get(path));
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_log_has_nothing_of_customers_or_addresses() {
    let test = &TestOffice::on(Backend::Sqlite);
    open(test, &["D1"]);
    at(test, "2026-02-06 09:00");
    keep_time(test);
    let served = Served::start(test);
    let clerk = sign_in(test, &served.address, Role::DealerClerk, Some("D1"));
    let centre = sign_in(test, &served.address, Role::Reviewer, None);
    let month = "/api/v1/dealers/D1/months/2026-01";

    let sent = clerk.send(
        "POST",
        &format!("{month}/slips"),
        &[("Content-Type", &form_type())],
        &form("张三.csv", SHEET.as_bytes()),
    );
    assert_eq!(sent.status, 202, "{sent:?}");
    let place = sent.header("location").to_owned();
    until(&clerk, &place, |upload| upload["state"] == "checked");
    assert_eq!(clerk.get(&place).json()["read"]["faults"], 2);
    let filed = clerk.post(&format!("{place}/file"), &json!({ "readable_only": true }));
    assert_eq!(filed.status, 200, "{filed:?}");
    let slip = format!("{month}/slips/W-1");
    until(&centre, &slip, |slip| slip["decisions"].as_array().is_some_and(|made| !made.is_empty()));
    assert_eq!(centre.post(&format!("{month}/lot"), &json!({})).status, 204);
    let called = json!({ "slip_no": "W-1", "outcome": "mismatch", "note": "张三 on 13812345678 says otherwise" });
    assert_eq!(centre.post("/api/v1/dealers/D1/calls", &called).status, 200);
    assert_eq!(centre.post(&format!("{slip}/customer"), &json!({})).status, 200);
    let unfit = json!({ "slip_no": "W-1", "outcome": "13812345678" });
    assert_eq!(centre.post("/api/v1/dealers/D1/calls", &unfit).status, 422);
    assert_eq!(centre.get("/api/v1/slips?serial_no=13812345678").status, 200);
    assert_eq!(centre.get("/api/v1/slips?customer=13812345678").status, 400);
    assert_eq!(centre.get("/api/v1/dealers/D1/months/2026-01/slips/13812345678").status, 404);

    let log = served.stop().join("\n");
    let answered = log.lines().filter(|line| line.contains("\"answered\"")).count();
    assert!(answered > 12 && log.contains("/dealers/{dealer}/calls"), "{log}");
    is_nobodys(&log);
}

/// What is logged, for whoever reads it afterwards.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Logged {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[test]
fn of_a_mail_that_was_not_taken_the_servers_code_is_logged_and_not_its_words() {
    let test = &TestOffice::on(Backend::Sqlite);
    one_mail(test);
    let smtp = SmtpServer::start();
    smtp.be(&[Mood::Unknown]);
    let logged = Logged::default();
    let subscriber = tracing_subscriber::fmt().json().with_writer(logged.clone()).finish();
    let turn = tracing::subscriber::with_default(subscriber, || send_next(&test.office, &server(smtp.port), "worker"));
    let Ok(Turn::NotSent(not_sent)) = turn else { panic!("{turn:?}") };
    assert!(not_sent.reason().contains("li@example.cn"), "{not_sent:?}");
    assert_eq!(not_sent.code(), Some(550));
    let log = String::from_utf8(logged.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("\"code\":550") && log.contains("a mail was not sent"), "{log}");
    is_nobodys(&log);
}
