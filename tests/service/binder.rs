//! Evidence binders: of the demonstration's months in every state they verify without the database, they are the same each
//! time, and whatever is changed in one is named.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use sanbao::agreement::statement::State;
use sanbao::auth::privacy::{address_to_district, masked_name, masked_phone};
use sanbao::auth::{Actor, Role};
use sanbao::calendar::Period;
use sanbao::reports::Format;
use sanbao::reports::pdf::Typeface;
use sanbao::store::files::sha256;
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::store::{months, registers as kept, slips};
use sanbao::texts::Lang;
use sanbao::workflow::{Error, Refusal, StatementRefusal};
use sanbao::workflow::bind_evidence::{Manifest, bind_dispute, bind_statement};
use sanbao::workflow::demonstrate::demonstrate;
use sanbao::workflow::raise_dispute::{About, raise_dispute};
use sanbao::workflow::read_paper::{MonthlyPaper, monthly_paper};
use sanbao::workflow::verify_binder::{Checked, FileFault, Part, Unreadable, verify_binder};
use serde_json::Value;

use super::harness::{TestApp, TestOffice};
use super::month::{centre, clerk, confirmed, finance, open, period, ready};
use super::registers::{dealer, import};

fn bound(test: &TestOffice, actor: &Actor, code: &str, month: Period) -> Vec<u8> {
    bind_statement(&test.office, actor, &dealer(code), month).unwrap()
}

fn verified(test: &TestOffice, binder: &[u8]) -> Result<Vec<Checked>, Unreadable> {
    verify_binder(File::open(kept_at(test, binder)).unwrap())
}

fn kept_at(test: &TestOffice, binder: &[u8]) -> PathBuf {
    let path = test.folder.path().join("binder.zip");
    std::fs::write(&path, binder).unwrap();
    path
}

/// What does not hold.
fn faults(test: &TestOffice, binder: &[u8]) -> Vec<Checked> {
    verified(test, binder).unwrap().into_iter().filter(|checked| !checked.holds()).collect()
}

fn files(binder: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(binder)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let content = |name: String| {
        let mut content = Vec::new();
        archive.by_name(&name).unwrap().read_to_end(&mut content).unwrap();
        (name, content)
    };
    names.into_iter().map(content).collect()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn again(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    zipped(&files.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect::<Vec<_>>())
}

/// Changes a file of a binder, and its hash in the manifest with it, as somebody would who knows how.
fn forged(binder: &[u8], name: &str, change: impl Fn(&mut Value)) -> Vec<u8> {
    let mut files = files(binder);
    let mut value: Value = serde_json::from_slice(&files[name]).unwrap();
    change(&mut value);
    let content = serde_json::to_vec_pretty(&value).unwrap();
    let mut manifest: Manifest = serde_json::from_slice(&files["manifest.json"]).unwrap();
    for listed in manifest.files.iter_mut().filter(|listed| listed.name == name) {
        listed.sha256 = sha256(&content);
    }
    files.insert(name.to_owned(), content);
    files.insert("manifest.json".to_owned(), serde_json::to_vec(&manifest).unwrap());
    again(&files)
}

fn parts(faults: &[Checked]) -> Vec<String> {
    let part = |checked: &Checked| match checked {
        Checked::Computed { part: Part::Slip(no), .. } => format!("slip {no}"),
        Checked::Computed { part: Part::Line(number), .. } => format!("line {number}"),
        Checked::Computed { part: Part::Lot, .. } => "lot".to_owned(),
        Checked::Computed { part: Part::Sums, .. } => "sums".to_owned(),
        Checked::Computed { part: Part::Text(_), .. } => "text".to_owned(),
        Checked::Inputs { .. } => "inputs".to_owned(),
        Checked::Entry { .. } => "entry".to_owned(),
        Checked::File { name, .. } => format!("file {name}"),
        Checked::Withheld { .. } | Checked::Unusable => "unusable".to_owned(),
    };
    let mut found: Vec<String> = faults.iter().map(part).collect();
    found.dedup();
    found
}

/// A confirmed statement of two slips, with its binder for the centre.
fn two_slips(test: &TestOffice) -> Vec<u8> {
    open(test, &["D1"]);
    confirmed(test, "D1", &["W-1", "W-2"]);
    bound(test, &centre(), "D1", period("2026-01"))
}

on_both! {
    fn every_month_of_the_demonstration_verifies_in_every_state(test: &TestOffice) {
        demonstrate(&test.office, Path::new("import-samples"), &mut |_, _| {}).unwrap();
        let mut states = std::collections::BTreeSet::new();
        for known in test.office.store.read(kept::dealers).unwrap() {
            for (month, kept) in test.office.store.read(|c| months::of_dealer(c, &known.code)).unwrap() {
                let code = known.code.as_str();
                if kept.state == Some(State::Draft) {
                    let refused = bind_statement(&test.office, &clerk(code), &known.code, month).unwrap_err();
                    let still_open = Refusal::Statement(StatementRefusal::StillOpen);
                    assert!(matches!(refused, Error::Refused(refusal) if refusal == still_open), "a draft has the seed");
                }
                let own = (kept.state != Some(State::Draft)).then(|| clerk(code));
                for actor in [Some(centre()), Some(finance("zhao")), own].into_iter().flatten() {
                    let binder = bound(test, &actor, code, month);
                    assert_eq!(faults(test, &binder), [], "{code} {month} {:?}", actor.role);
                    assert_eq!(bound(test, &actor, code, month), binder, "made again");
                }
                states.insert(kept.state);
            }
        }
        for state in [State::Draft, State::Confirmed, State::Paid] {
            assert!(states.contains(&Some(state)), "{state:?} of {states:?}");
        }
    }

    fn what_comes_in_after_the_confirmation_changes_no_binder(test: &TestOffice) {
        let before = two_slips(test);
        import(test, Register::Sales, Mode::Add, "dealer_code,product_line,period,units,settlement_amount\n\
            D1,stove,2025-12,9,900.00\n").unwrap();
        assert_eq!(bound(test, &centre(), "D1", period("2026-01")), before);
    }

    fn the_statement_is_in_its_binder_as_it_was_sent(test: &TestOffice) {
        let held = files(&two_slips(test));
        for (name, lang) in [("statement.zh-CN.pdf", Lang::ZhCn), ("statement.en.pdf", Lang::En)] {
            let month = period("2026-01");
            let paper = monthly_paper(&test.office, &dealer("D1"), month, MonthlyPaper::Statement, lang).unwrap();
            assert!(held[name] == Format::Pdf.draw(&paper, &Typeface::embedded()).unwrap(), "{name} is another");
        }
    }

    fn whatever_is_changed_is_named(test: &TestOffice) {
        let binder = two_slips(test);
        assert_eq!(faults(test, &binder), []);
        let flipped = forged(&binder, "outcome.json", |value| {
            value["statement"]["lines"][0]["amount"] = 200_01.into();
        });
        assert_eq!(parts(&faults(test, &flipped)), ["line 1", "sums"]);
        let removed = forged(&binder, "inputs.json", |value| {
            value["calls"].as_array_mut().unwrap().remove(0);
        });
        let found = parts(&faults(test, &removed));
        assert!(found.contains(&"inputs".to_owned()) && found.iter().any(|part| part.starts_with("slip ")), "{found:?}");
        let seed = forged(&binder, "inputs.json", |value| value["seed"] = "another".into());
        let found = parts(&faults(test, &seed));
        assert!(found.contains(&"inputs".to_owned()) && found.contains(&"text".to_owned()), "{found:?}");
        let entry = forged(&binder, "audit.json", |value| value[0]["person"] = "nobody".into());
        assert_eq!(parts(&faults(test, &entry)), ["entry"]);
        let mut swapped = files(&binder);
        swapped.insert("filed.json".to_owned(), b"{}".to_vec());
        swapped.insert("more.txt".to_owned(), b"more".to_vec());
        swapped.remove("people.json");
        let named = |name: &str, fault| Checked::File { name: name.to_owned(), fault: Some(fault) };
        assert_eq!(faults(test, &again(&swapped)), [
            named("filed.json", FileFault::Changed),
            named("people.json", FileFault::Missing),
            named("more.txt", FileFault::Unlisted),
        ]);
    }

    fn customers_are_in_no_binder_of_those_who_need_them_not(test: &TestOffice) {
        demonstrate(&test.office, Path::new("import-samples"), &mut |_, _| {}).unwrap();
        let month = period("2026-01");
        let code = "HZ01";
        let close = files(&bound(test, &clerk(code), code, month));
        let far = files(&bound(test, &finance("zhao"), code, month));
        let originals = |files: &BTreeMap<String, Vec<u8>>| files.keys().filter(|name| name.starts_with("originals/")).count();
        assert!(originals(&close) > 0);
        assert_eq!(originals(&far), 0);
        assert_eq!(close["inputs.json"], far["inputs.json"]);
        let inputs: Value = serde_json::from_slice(&far["inputs.json"]).unwrap();
        let filed = test.office.store.read(|c| slips::current(c, &dealer(code), month)).unwrap();
        for slip in &filed {
            let of_slip = |bound: &&Value| bound["no"].as_str() == Some(slip.no.as_str());
            let bound = inputs["slips"].as_array().unwrap().iter().find(of_slip).unwrap();
            let told = ["customer_name", "customer_phone", "customer_address"].map(|field| bound[field].as_str());
            let (name, phone) = (slip.customer_name.as_deref(), slip.customer_phone.as_deref());
            let shown = [
                name.map(masked_name), phone.map(masked_phone), slip.customer_address.as_deref().map(address_to_district),
            ];
            assert_eq!(told, shown.each_ref().map(Option::as_deref), "{}", slip.no);
            for (whole, shown) in [(name, &shown[0]), (phone, &shown[1]), (slip.customer_address.as_deref(), &shown[2])] {
                assert!(whole.is_none() || whole != shown.as_deref(), "{whole:?}");
            }
        }
        let named = filed.iter().filter(|slip| slip.customer_phone.is_some() && slip.customer_address.is_some()).count();
        assert!(named > 5, "{named}");
        assert!(!close.contains_key("audit.json") && far.contains_key("audit.json"));
        let other = bind_statement(&test.office, &clerk("D9"), &dealer(code), month);
        assert!(matches!(other, Err(Error::NotFound)));
    }

    fn a_disputes_binder_has_what_was_said(test: &TestOffice) {
        two_slips(test);
        let about = (&About::Line(1), "too little");
        let id = raise_dispute(&test.office, &clerk("D1"), &dealer("D1"), period("2026-01"), about, &[]).unwrap();
        let binder = bind_dispute(&test.office, &centre(), &dealer("D1"), &id).unwrap();
        assert_eq!(faults(test, &binder), []);
        let said: Value = serde_json::from_slice(&files(&binder)["dispute.json"]).unwrap();
        assert_eq!((said["reason"].as_str(), said["line"].as_u64()), (Some("too little"), Some(1)));
        assert_eq!(bind_dispute(&test.office, &centre(), &dealer("D1"), &id).unwrap(), binder);
        assert!(matches!(bind_dispute(&test.office, &centre(), &dealer("D1"), "none"), Err(Error::NotFound)));
    }

    fn zips_that_are_no_binder_are_refused(test: &TestOffice) {
        open(test, &["D1"]);
        ready(test, "D1", &["W-1"]);
        let manifest = br#"{"format":"x"}"#.as_slice();
        let zeros = vec![0; 40 << 20];
        for (files, told) in [
            (vec![("manifest.json", manifest), ("../escape", b"x")], "container"),
            (vec![("manifest.json", manifest), ("MANIFEST.json", manifest)], "container"),
            (vec![("manifest.json", manifest), ("zeros", zeros.as_slice())], "container"),
            (vec![("manifest.json", manifest)], "no binder"),
            (vec![], "container"),
        ] {
            let refused = verified(test, &zipped(&files)).unwrap_err();
            let found = if matches!(refused, Unreadable::Container(_)) { "container" } else { "no binder" };
            assert_eq!(found, told, "{refused:?}");
        }
        assert!(verified(test, b"PK no zip").is_err());
    }
}

#[test]
fn binders_are_fetched_over_http_and_verified_by_the_command() {
    let app = TestApp::on(sanbao::store::Backend::Sqlite);
    two_slips(&app.test);
    let finance = app.signed_in(Role::Finance, None);
    let answer = finance.get("/api/v1/dealers/D1/statements/2026-01/binder.zip");
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/zip"));
    let verify = |binder: &[u8]| {
        let path = kept_at(&app.test, binder);
        let output = Command::new(env!("CARGO_BIN_EXE_sanbao")).args(["verify", "--lang", "en"]).arg(path).output();
        let output = output.unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (status, told) = verify(&answer.body);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("same     line 1 4.30 fees stove 200.00 [W-1 W-2]"), "{told}");
    let flipped = forged(&answer.body, "outcome.json", |value| {
        value["statement"]["lines"][0]["amount"] = 200_01.into();
    });
    let (status, told) = verify(&flipped);
    assert_eq!(status, Some(1));
    assert!(told.contains("DIFFERS  line 1: the binder says 4.30 fees stove 200.01"), "{told}");
    assert_eq!(finance.get("/api/v1/dealers/D1/statements/2026-09/binder.zip").status, 404);
}
