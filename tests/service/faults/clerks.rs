//! Two hundred clerks upload, look and file at the same time, on the embedded database.

use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use sanbao::auth::Role;
use sanbao::samples::{Format, Made, Plan, make};
use sanbao::store::{Backend, jobs, settings, slips};
use sanbao::workflow::import_folder::import_books;
use sanbao::workflow::verify_books::verify_books;
use serde_json::json;

use super::process::{Served, failures, files_below, keep_time, temporary};
use crate::service::harness::{Client, TestOffice, sign_in};
use crate::service::registers::{administrator, dealer};

const CLERKS: u32 = 200;
/// With the rows of their second parts these are 500 rows and more.
const SLIPS_EACH: u32 = 440;
const ROWS_EACH: u32 = 500;
const PERIOD: &str = "2026-01";
/// How often a clerk looks whether the sheet is checked.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Nobody waits longer; a machine that does much else is slow.
const PATIENCE: Duration = Duration::from_mins(10);

/// What a form ends its parts with.
const BOUNDARY: &str = "5f1c-the-end-of-a-part";

/// A form with one file.
pub fn form(file_name: &str, content: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// The content type of such a form.
pub fn form_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

fn code(clerk: u32) -> String {
    format!("D{:04}", clerk + 1)
}

/// The registers of all dealers, in the database; their workbooks, in the folder.
fn open(test: &TestOffice, folder: &Path) -> Made {
    let plan = Plan::new(CLERKS, 1, CLERKS * SLIPS_EACH, "clerks", PERIOD.parse().unwrap()).unwrap();
    let made = make(&plan, folder, Format::Xlsx, &mut |_| {}).unwrap();
    assert!(made.rows >= CLERKS * ROWS_EACH, "{made:?}");
    test.at("2026-02-03 09:00");
    test.office.store.write(|c| settings::set(c, settings::FIRST_PERIOD, PERIOD)).unwrap();
    import_books(&test.office, &administrator(), folder, |_| {}).unwrap();
    keep_time(test);
    made
}

/// Uploads, waits until the sheet is checked, and files it. Every answer must be the one that a clerk hopes for.
fn file(client: &Client, code: &str, workbook: &[u8]) -> Result<Times, String> {
    let begun = Instant::now();
    let sheet = form(&format!("{code}-slips.xlsx"), workbook);
    let path = format!("/api/v1/dealers/{code}/months/{PERIOD}/slips");
    let sent = client.try_send("POST", &path, &[("Content-Type", &form_type())], &sheet);
    let sent = sent.map_err(|error| format!("{code}, upload: {error}"))?;
    if sent.status != 202 {
        return Err(format!("{code}, upload: {} {}", sent.status, sent.text()));
    }
    let (place, uploaded) = (sent.header("Location").to_owned(), begun.elapsed());
    let seen = loop {
        std::thread::sleep(LOOK_EVERY);
        let seen = client.try_send("GET", &place, &[], b"").map_err(|error| format!("{code}, look: {error}"))?;
        if seen.status != 200 || begun.elapsed() > PATIENCE {
            return Err(format!("{code}, look: {} {}", seen.status, seen.text()));
        }
        let seen = seen.json();
        if seen["state"] != "received" {
            break seen;
        }
    };
    let checked = begun.elapsed();
    if (&seen["state"], &seen["preview"]["slips"]) != (&json!("checked"), &json!(SLIPS_EACH)) {
        return Err(format!("{code}, checked: {seen}"));
    }
    let body = b"{}";
    let filed = client.try_send("POST", &format!("{place}/file"), &[("Content-Type", "application/json")], body);
    let filed = filed.map_err(|error| format!("{code}, file: {error}"))?;
    if (filed.status, &filed.json()["state"]) != (200, &json!("filed")) {
        return Err(format!("{code}, file: {} {}", filed.status, filed.text()));
    }
    Ok(Times { uploaded, checked, filed: begun.elapsed() })
}

/// How long a clerk waited, from the beginning.
#[derive(Debug)]
struct Times {
    uploaded: Duration,
    checked: Duration,
    filed: Duration,
}

#[test]
fn two_hundred_clerks_file_at_once() {
    let test = TestOffice::on(Backend::Sqlite);
    let begun = Instant::now();
    let folder = test.folder.path().join("samples");
    open(&test, &folder);
    let served = Served::start(&test);
    eprintln!("prepared in {:?}", begun.elapsed());

    let clerks: Vec<(String, Client, Vec<u8>)> = (0..CLERKS)
        .map(|clerk| {
            let code = code(clerk);
            let client = sign_in(&test, &served.address, Role::DealerClerk, Some(&code));
            let workbook = std::fs::read(folder.join(PERIOD).join(format!("{code}-slips.xlsx"))).unwrap();
            (code, client, workbook)
        })
        .collect();
    let together = Barrier::new(clerks.len());
    let came: Vec<Result<Times, String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = clerks
            .iter()
            .map(|(code, client, workbook)| {
                let together = &together;
                scope.spawn(move || {
                    together.wait();
                    file(client, code, workbook)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let failed: Vec<&String> = came.iter().filter_map(|came| came.as_ref().err()).collect();
    assert!(failed.is_empty(), "{} of {CLERKS} clerks failed: {failed:#?}", failed.len());
    let times: Vec<&Times> = came.iter().flatten().collect();
    let longest = |of: fn(&Times) -> Duration| times.iter().map(|times| of(times)).max().unwrap();
    eprintln!(
        "all uploaded after {:?}, checked after {:?}, filed after {:?}",
        longest(|times| times.uploaded),
        longest(|times| times.checked),
        longest(|times| times.filed)
    );

    let log = served.stop();
    assert_eq!(failures(&log), Vec::<&String>::new());
    let given_up = test.office.store.read(|c| jobs::in_state(c, "failed", 10)).unwrap();
    assert_eq!(given_up, []);
    for clerk in 0..CLERKS {
        let stands = test.office.store.read(|c| slips::current(c, &dealer(&code(clerk)), PERIOD.parse().unwrap()));
        assert_eq!(stands.unwrap().len(), usize::try_from(SLIPS_EACH).unwrap(), "slips of {}", code(clerk));
    }
    assert_eq!(verify_books(&test.office).unwrap(), []);
    assert_eq!(files_below(&temporary(&test)), Vec::<PathBuf>::new());
}
