//! Filing (agreement 3): a sheet comes, is read, previewed, and filed on confirmation.

use std::sync::Barrier;

use sanbao::agreement::codes::{DealerCode, SlipNo};
use sanbao::agreement::registers::FiledSheet;
use sanbao::agreement::statement::State;
use sanbao::agreement::violations::Violation;
use sanbao::calendar::{Day, Period};
use sanbao::jobs;
use sanbao::sheets::Problem;
use sanbao::store::uploads::{Upload, UploadState};
use sanbao::store::{self, audit, months, slips, statements, uploads};
use sanbao::texts::Lang;
use sanbao::workflow::check_upload::{Preview, SheetAnswer};
use sanbao::workflow::file_upload::file_upload;
use sanbao::workflow::mark_upload::mark_upload;
use sanbao::workflow::upload_sheet::{NewUpload, Uploaded, upload_sheet};
use sanbao::workflow::withdraw_upload::withdraw_upload;
use sanbao::workflow::{Error, Refusal, UploadRefusal};

use crate::service::harness::TestOffice;
use crate::service::harness::samples::{centre, clerk, dealer, open};

const HEADER: &str = "slip_no,product_model,serial_no,repair_date,claimed_fee,part_no,part_qty\n";

fn january() -> Period {
    "2026-01".parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// What a clerk of HZ01 uploads as slips of January.
fn upload(test: &TestOffice, content: &str) -> Uploaded {
    try_upload(test, "HZ01", content.as_bytes(), None).unwrap()
}

fn try_upload(test: &TestOffice, code: &str, content: &[u8], came: Option<&str>) -> Result<Uploaded, Error> {
    sheet_of(test, code, FiledSheet::Slips, content, came)
}

fn sheet_of(
    test: &TestOffice,
    code: &str,
    sheet: FiledSheet,
    content: &[u8],
    came: Option<&str>,
) -> Result<Uploaded, Error> {
    let file = tempfile::NamedTempFile::new_in(test.folder.path()).unwrap();
    std::fs::write(file.path(), content).unwrap();
    let new = NewUpload {
        dealer: &dealer(code),
        period: january(),
        sheet,
        file_name: "slips.csv",
        path: file.path(),
        received_on: came.map(day),
    };
    let actor = if came.is_some() { centre() } else { clerk(code) };
    upload_sheet(&test.office, &actor, &new)
}

fn work(test: &TestOffice) {
    jobs::run_due(&test.office).unwrap();
}

fn again(test: &TestOffice, upload: &Upload) -> Upload {
    test.office.store.read(|c| uploads::load(c, &upload.dealer, &upload.id)).unwrap().unwrap()
}

fn answer(test: &TestOffice, upload: &Upload) -> SheetAnswer {
    test.office.store.read(|c| uploads::answer(c, &upload.dealer, &upload.id)).unwrap().unwrap()
}

fn preview(test: &TestOffice, upload: &Upload) -> Preview {
    test.office.store.read(|c| uploads::preview(c, &upload.dealer, &upload.id)).unwrap().unwrap()
}

fn file(test: &TestOffice, upload: &Upload, readable_only: bool) -> Result<Upload, Error> {
    file_upload(&test.office, &clerk("HZ01"), &upload.dealer, &upload.id, readable_only)
}

/// Uploads, reads and files.
fn filed(test: &TestOffice, content: &str) -> Upload {
    let upload = upload(test, content).upload;
    work(test);
    file(test, &upload, false).unwrap()
}

/// The slips of January that stand, with their fees.
fn standing(test: &TestOffice, code: &DealerCode) -> Vec<String> {
    let slips = test.office.store.read(|c| slips::current(c, code, january())).unwrap();
    let shown = |slip: &sanbao::agreement::slip::Slip| {
        format!("{} {}", slip.no, slip.claimed_fee.map(|fee| fee.to_string()).unwrap_or_default())
    };
    slips.iter().map(shown).collect()
}

fn month(test: &TestOffice) -> Option<months::Month> {
    test.office.store.read(|c| months::load(c, &dealer("HZ01"), january())).unwrap()
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

on_both! {
    fn the_same_file_is_one_upload(test: &TestOffice) {
        open(test);
        let content = format!("{HEADER}W1,WH-60,S1,2026-01-05,15.00,,\n");
        let barrier = Barrier::new(20);
        let (outcomes, barrier, content) = (std::sync::Mutex::new(Vec::new()), &barrier, content.as_str());
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    barrier.wait();
                    outcomes.lock().unwrap().push(upload(test, content));
                });
            }
        });
        let mut outcomes = outcomes.into_inner().unwrap();
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_new).count(), 1);
        outcomes.dedup_by(|a, b| a.upload.id == b.upload.id);
        assert_eq!(outcomes.len(), 1);

        let other = upload(test, &content.replace("15.00", "15.01"));
        assert!(other.is_new, "one byte more is another file");
        let elsewhere = try_upload(test, "NB02", content.as_bytes(), None).unwrap();
        assert!(elsewhere.is_new, "another dealer's file is its own");

        withdraw_upload(&test.office, &clerk("HZ01"), &dealer("HZ01"), &other.upload.id).unwrap();
        assert!(upload(test, &content.replace("15.00", "15.01")).is_new, "a withdrawn file can come again");
    }

    fn a_sheet_is_read_previewed_and_filed_once(test: &TestOffice) {
        open(test);
        let bytes = std::fs::read("import-samples/2026-01/HZ01-slips.xlsx").unwrap();
        let received = try_upload(test, "HZ01", &bytes, None).unwrap().upload;
        assert_eq!(refusal(file(test, &received, false)), Refusal::Upload(UploadRefusal::NotRead));
        work(test);
        let checked = again(test, &received);
        assert_eq!(checked.state, UploadState::Checked);
        let (answer, seen) = (answer(test, &received), preview(test, &received));
        assert_eq!((answer.faults.len(), answer.unreadable_rows), (0, 0));
        assert!(!answer.unknown_columns.is_empty());
        assert_eq!((seen.slips, seen.new, seen.replacing, seen.unchanged), (seen.slips, seen.slips, 0, 0));
        assert_eq!(seen.verdicts.values().sum::<u64>(), seen.slips);
        assert!(seen.claimed > seen.payable && seen.payable.fen() > 0, "{seen:?}");
        assert!(standing(test, &dealer("HZ01")).is_empty(), "nothing is filed before it is confirmed");

        let barrier = Barrier::new(2);
        let confirm = || {
            barrier.wait();
            file(test, &received, false).unwrap()
        };
        let (one, other) = std::thread::scope(|scope| {
            let other = scope.spawn(confirm);
            (confirm(), other.join().unwrap())
        });
        assert_eq!(one, other);
        assert_eq!((one.state, one.filed_by.as_str()), (UploadState::Filed, "clerk-HZ01"));
        assert_eq!(u64::try_from(standing(test, &dealer("HZ01")).len()).unwrap(), seen.slips);
        assert_eq!(month(test).unwrap().slips_received_on, Some(test.office.clock.today()));
        let versions = test.office.store.read(|c| slips::current_by_period(c, &dealer("HZ01"), january())).unwrap();
        assert!(versions.values().flatten().all(|slip| slip.version == 1));

        work(test);
        let payable = test.office.store.read(|c| slips::current_by_period(c, &dealer("HZ01"), january())).unwrap();
        assert!(payable.values().flatten().all(|slip| slip.verdict.is_some()), "the settlement decided them");
        assert_eq!(upload(test, std::str::from_utf8(b"x").unwrap()).upload.state, UploadState::Received);
        let chain = test.office.store.read(audit::verify).unwrap();
        assert!(matches!(chain, audit::Verified::Whole { .. }), "{chain:?}");
    }

    fn readable_slips_are_filed_where_the_clerk_says_so(test: &TestOffice) {
        open(test);
        let content = format!(
            "{HEADER}W1,WH-60,S1,2026-01-05,15.00,P1,1\nW2,WH-60,S2,2026-01-06,15.00,P1,1\nW2,WH-60,S2,2026-01-06,15.00,P2,many\n\
             W3,WH-60,S3,2026-01-07,15.00,,\n,WH-60,S4,2026-01-07,15.00,,\nW5,WH-60,S5,2026-01-07,15.00,,\nW5,WH-60,S6,2026-01-07,15.00,,\n"
        );
        let received = upload(test, &content).upload;
        work(test);
        let said = answer(test, &received);
        assert_eq!((said.rows, said.fault_count, said.unreadable_rows), (7, 3, 5));
        assert_eq!(said.unreadable_slips.iter().collect::<Vec<_>>(), ["W2", "W5"]);
        let rows: Vec<Option<u32>> = said.faults.iter().map(|fault| fault.row).collect();
        assert_eq!(rows, [Some(4), Some(6), Some(8)]);
        assert_eq!(refusal(file(test, &received, false)), Refusal::Upload(UploadRefusal::HasFaults));
        file(test, &received, true).unwrap();
        assert_eq!(standing(test, &dealer("HZ01")), ["W1 15.00", "W3 15.00"]);
        assert_eq!(answer(test, &received), said, "the others stay listed as not filed");

        let marked = mark_upload(&test.office, &clerk("HZ01"), &dealer("HZ01"), &received.id, Lang::En).unwrap();
        assert!(std::fs::metadata(marked.unwrap().path()).unwrap().len() > 1000, "the own workbook comes back");
    }

    fn refiling_replaces_slip_by_slip(test: &TestOffice) {
        open(test);
        test.office.clock.set("2026-02-10T10:00:00".parse().unwrap());
        filed(test, &format!("{HEADER}W1,WH-60,S1,2026-01-05,15.00,,\nW2,WH-60,S2,2026-01-06,15.00,,\n"));
        assert_eq!(month(test).unwrap().slips_received_on, Some(day("2026-02-10")));
        test.office.clock.set("2026-02-12T10:00:00".parse().unwrap());
        let second = format!("{HEADER}W2,WH-60,S2,2026-01-06,16.00,,\nW1,WH-60,S1,2026-01-05,15.00,,\nW3,WH-60,S3,2026-01-06,15.00,,\n");
        let refiled = filed(test, &second);
        let came = preview(test, &refiled);
        assert_eq!((came.new, came.replacing, came.unchanged), (1, 1, 1));
        assert_eq!(standing(test, &dealer("HZ01")), ["W1 15.00", "W2 16.00", "W3 15.00"]);
        assert_eq!(month(test).unwrap().slips_received_on, Some(day("2026-02-12")));
        test.office.clock.set("2026-02-14T10:00:00".parse().unwrap());
        filed(test, &second.replace('\n', "\r\n"));
        assert_eq!(month(test).unwrap().slips_received_on, Some(day("2026-02-12")), "nothing changed, nothing is put off");
        let w2 = test.office.store.read(|c| slips::current_by_period(c, &dealer("HZ01"), january())).unwrap();
        let version = w2[&january()].iter().find(|slip| slip.slip.no == SlipNo::new("W2").unwrap()).unwrap().version;
        assert_eq!(version, 2, "every version is kept");
    }

    fn nothing_is_filed_for_a_frozen_month(test: &TestOffice) {
        open(test);
        let early = upload(test, &format!("{HEADER}W1,WH-60,S1,2026-01-05,15.00,,\n")).upload;
        work(test);
        test.office.store.write(|c| {
            months::ensure(c, &dealer("HZ01"), january())?;
            let version = months::load(c, &dealer("HZ01"), january())?.unwrap().state_version;
            assert!(months::step(c, &dealer("HZ01"), january(), version, State::Confirmed)?);
            Ok::<_, store::Error>(())
        }).unwrap();
        assert_eq!(refusal(file(test, &early, false)), Refusal::StatementFrozen);
        let late = try_upload(test, "HZ01", HEADER.as_bytes(), None);
        assert_eq!(refusal(late), Refusal::StatementFrozen);
        assert!(standing(test, &dealer("HZ01")).is_empty());
    }

    fn slips_after_their_time_are_forfeited(test: &TestOffice) {
        open(test);
        test.office.clock.set("2026-04-21T00:00:01".parse().unwrap());
        let content = format!("{HEADER}W1,WH-60,S1,2026-01-05,15.00,,\n");
        let refused = upload(test, &content).upload;
        assert_eq!(refused.state, UploadState::Refused);
        let problem = answer(test, &refused).faults[0].problem.clone();
        assert_eq!(problem, Problem::Forfeited { last_day: "2026-04-20".to_owned() });
        assert_eq!(month(test).unwrap().forfeited, Some((day("2026-04-20"), day("2026-04-21"))));
        assert_eq!(refusal(file(test, &refused, true)), Refusal::Upload(UploadRefusal::NothingReadable));
        assert!(sheet_of(test, "HZ01", FiledSheet::Feedback, b"x", None).unwrap().upload.state == UploadState::Received,
            "feedback is never forfeited");

        work(test);
        let revision = month(test).unwrap().statement_revision;
        let statement = test.office.store.read(|c| statements::load(c, &dealer("HZ01"), january(), revision));
        let recorded = Violation::Forfeited { last_day: day("2026-04-20"), received_on: day("2026-04-21") };
        let recorded_of_slips: Vec<Violation> = statement.unwrap().unwrap().violations.into_iter()
            .filter(|violation| violation.clause() == recorded.clause()).collect();
        assert_eq!(recorded_of_slips, [recorded]);

        let early_day = try_upload(test, "NB02", content.as_bytes(), Some("2026-02-18")).unwrap().upload;
        assert_eq!((early_day.state, early_day.received_on), (UploadState::Received, day("2026-02-18")), "it came by post");
        let of_future = try_upload(test, "NB02", b"y", Some("2026-04-22"));
        let expected = UploadRefusal::ReceivedOn { first: day("2026-01-01"), last: day("2026-04-21") };
        assert_eq!(refusal(of_future), Refusal::Upload(expected));
    }

    fn a_sheet_without_rows_is_a_nil_return(test: &TestOffice) {
        open(test);
        let nil = filed(test, HEADER);
        assert_eq!((nil.state, nil.rows_read), (UploadState::Filed, 0));
        assert_eq!(month(test).unwrap().slips_received_on, Some(test.office.clock.today()));
        let content = "product_model,fault_code,fault_description,occurrences\nWH-60,E1,leaks,3\n";
        let feedback = sheet_of(test, "HZ01", FiledSheet::Feedback, content.as_bytes(), None).unwrap().upload;
        work(test);
        assert_eq!(file(test, &feedback, false).unwrap().state, UploadState::Filed);
        assert_eq!(month(test).unwrap().feedback_received_on, Some(test.office.clock.today()));
    }

    fn what_cannot_be_read_is_refused_with_its_reason(test: &TestOffice) {
        open(test);
        let mut came = Vec::new();
        for entry in std::fs::read_dir("import-samples/refused").unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            came.push((path, try_upload(test, "HZ01", &bytes, None).unwrap().upload));
        }
        work(test);
        for (path, upload) in came {
            let (state, answer) = (again(test, &upload).state, answer(test, &upload));
            assert!(answer.fault_count > 0, "{}", path.display());
            let of_file = matches!(answer.faults[0].problem, Problem::File(_));
            assert!(!of_file || state == UploadState::Refused, "{}: {answer:?}", path.display());
            assert!(matches!(state, UploadState::Refused | UploadState::Checked), "{}", path.display());
        }
        assert!(standing(test, &dealer("HZ01")).is_empty());
    }

    fn a_dealer_sees_and_moves_only_what_is_its_own(test: &TestOffice) {
        open(test);
        let own = upload(test, HEADER).upload;
        let (stranger, code) = (clerk("NB02"), dealer("HZ01"));
        assert!(matches!(file_upload(&test.office, &stranger, &code, &own.id, false), Err(Error::NotFound)));
        assert!(matches!(withdraw_upload(&test.office, &stranger, &code, &own.id), Err(Error::NotFound)));
        assert!(matches!(mark_upload(&test.office, &stranger, &code, &own.id, Lang::En), Err(Error::NotFound)));
        let under_own_name = file_upload(&test.office, &stranger, &dealer("NB02"), &own.id, false);
        assert!(matches!(under_own_name, Err(Error::NotFound)));
        assert!(matches!(try_upload(test, "XX99", b"", None), Err(Error::NotFound)), "no such dealer");
    }

    fn an_upload_can_be_withdrawn_until_it_is_filed(test: &TestOffice) {
        open(test);
        let take_back = |upload: &Upload| withdraw_upload(&test.office, &clerk("HZ01"), &upload.dealer, &upload.id);
        let early = upload(test, &format!("{HEADER}W1,WH-60,S1,2026-01-05,15.00,,\n")).upload;
        assert_eq!(take_back(&early).unwrap().state, UploadState::Withdrawn);
        work(test);
        assert_eq!(again(test, &early).state, UploadState::Withdrawn, "the reading leaves it alone");
        assert_eq!(refusal(file(test, &early, false)), Refusal::Upload(UploadRefusal::Withdrawn));
        let filed = filed(test, &format!("{HEADER}W2,WH-60,S1,2026-01-05,15.00,,\n"));
        assert_eq!(refusal(take_back(&filed)), Refusal::Upload(UploadRefusal::Filed));
    }
}
