//! How an installation begins: its first period, its seeds, its limits.

use std::process::Command;

use sanbao::auth::Role;
use sanbao::jobs::Runner;
use sanbao::store::{months, seeds, settings};
use sanbao::workflow::publish_agreement::publish_agreement;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::harness::TestApp;
use super::registers::{administrator, dealer};

const TEXT: &str = "code = \"a\"\ndealers = [\"*\"]\neffective_from = 2026-01-01\n";

on_both! {
    fn the_first_agreement_opens_the_books_and_an_administrator_may_open_earlier_ones(test: &TestOffice) {
        let app = TestApp::on(test.backend());
        let office = &app.test.office;
        office.clock.set("2026-11-28T10:00:00".parse().unwrap());
        let admin = app.signed_in(Role::Administrator, None);
        assert_eq!(admin.get("/api/v1/settings").json()["first_period"], Value::Null);
        publish_agreement(office, &administrator(), TEXT.as_bytes()).unwrap();
        assert_eq!(admin.get("/api/v1/settings").json()["first_period"], "2026-11");
        office.clock.set("2026-12-03T10:00:00".parse().unwrap());
        let admin = app.signed_in(Role::Administrator, None);
        publish_agreement(office, &administrator(), TEXT.replace("\"a\"", "\"b\"").replace("01-01", "06-01").as_bytes()).unwrap();
        assert_eq!(admin.get("/api/v1/settings").json()["first_period"], "2026-11", "it stays when months go by");
        let change = |body: Value| admin.send("PATCH", "/api/v1/settings", &[], body.to_string().as_bytes());
        let earlier = change(json!({ "first_period": "2026-09" }));
        assert_eq!((earlier.status, &earlier.json()["first_period"]), (200, &json!("2026-09")), "{earlier:?}");
        office.store.write(|c| {
            let period = "2026-10".parse().unwrap();
            months::ensure(c, &dealer("D1"), period)?;
            months::received(c, &dealer("D1"), period, sanbao::agreement::registers::FiledSheet::Feedback, office.clock.today())
        }).unwrap();
        let late = change(json!({ "first_period": "2026-08" }));
        assert_eq!((late.status, &late.json()["code"]), (409, &json!("first_period_fixed")));
        assert_eq!(change(json!({ "first_period": "2026-09" })).status, 200, "what is so already");
        for wrong in [json!({ "first_period": "2026-13" }), json!({ "dealer_rows_max": 0 }), json!({ "colour": 1 })] {
            assert_eq!(change(wrong.clone()).status, 422, "{wrong}");
        }
        let smaller = change(json!({ "dealer_rows_max": 500 })).json();
        assert_eq!((&smaller["dealer_rows_max"], &smaller["dealer_bytes_max"]), (&json!(500), &json!(20 << 20)));
        let rows = office.store.read(|c| settings::get(c, settings::DEALER_ROWS_MAX)).unwrap();
        assert_eq!(rows.as_deref(), Some("500"));
    }

    fn whoever_serves_fixes_the_seeds_of_the_month_and_the_next(test: &TestOffice) {
        test.office.clock.set("2026-11-28T10:00:00".parse().unwrap());
        let runner = Runner::start(&test.office, 1);
        let begun = std::time::Instant::now();
        let known = || test.office.store.read(seeds::all).unwrap();
        while known().len() < 2 {
            assert!(begun.elapsed() < std::time::Duration::from_mins(1), "no seeds");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        runner.stop();
        let periods: Vec<String> = known().keys().map(ToString::to_string).collect();
        assert_eq!(periods, ["2026-11", "2026-12"]);
    }
}

#[test]
fn a_font_of_ones_own_is_looked_at_before_anything_is_done() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("sanbao.db");
    let settled_with = |font: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sanbao"));
        command.args(["settle", "--lang", "en", "--font", font, "--database-url"]).arg(&database);
        let output = command.output().unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let (is_done, told) = settled_with("no-such-font.otf");
    assert!(!is_done && told.contains("The font no-such-font.otf cannot be read"), "{told}");
    let (is_done, told) = settled_with("Cargo.toml");
    assert!(!is_done && told.contains("Cargo.toml is no font"), "{told}");
    assert!(!database.exists(), "nothing was begun");
    let (is_done, told) = settled_with("reports/fonts/SanbaoSans-Regular.otf");
    assert!(is_done, "{told}");
}
