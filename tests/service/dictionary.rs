//! Headers and words that are not understood are counted as uploads are read; what an administrator teaches counts for all
//! dealers, where a dealer has not said otherwise.

use sanbao::agreement::registers::FiledSheet;
use sanbao::agreement::slip::Area;
use sanbao::auth::Role;
use sanbao::calendar::Period;
use sanbao::jobs;
use sanbao::money::Money;
use sanbao::sheets::Correction;
use sanbao::store::dictionary::{self, Unmatched};
use sanbao::store::uploads::{Upload, UploadState};
use sanbao::store::{Backend, audit, slips, uploads};
use sanbao::workflow::Error;
use sanbao::workflow::check_upload::{Preview, SheetAnswer};
use sanbao::workflow::file_upload::file_upload;
use sanbao::workflow::mend_values::mend_values;
use sanbao::workflow::name_columns::name_columns;
use sanbao::workflow::teach_dictionary::{forget, teach};
use sanbao::workflow::upload_sheet::{NewUpload, upload_sheet};

use super::cases::person;
use super::registers::administrator;
use super::tallies::plans;
use crate::service::harness::TestOffice;
use crate::service::harness::samples::{clerk, dealer, open};

const SLIPS: FiledSheet = FiledSheet::Slips;
const HEADER: &str = "维修单号,产品型号,机身编号,维修日期,收费（元）,备注,区域\n";

fn upload_as(test: &TestOffice, code: &str, sheet: FiledSheet, content: &str) -> Upload {
    let file = tempfile::NamedTempFile::new_in(test.folder.path()).unwrap();
    std::fs::write(file.path(), content).unwrap();
    let period: Period = "2026-01".parse().unwrap();
    let (dealer, path) = (dealer(code), file.path());
    let new = NewUpload { dealer: &dealer, period, sheet, file_name: "a.csv", path, received_on: None };
    let upload = upload_sheet(&test.office, &clerk(code), &new).unwrap().upload;
    jobs::run_due(&test.office).unwrap();
    upload
}

fn upload(test: &TestOffice, code: &str, rows: &str) -> Upload {
    upload_as(test, code, SLIPS, &format!("{HEADER}{rows}"))
}

fn read(test: &TestOffice, upload: &Upload) -> (SheetAnswer, Preview) {
    let (dealer, id) = (&upload.dealer, &upload.id);
    let read = test
        .office
        .store
        .read(|c| Ok::<_, sanbao::store::Error>((uploads::answer(c, dealer, id)?, uploads::preview(c, dealer, id)?)));
    let (answer, preview) = read.unwrap();
    (answer.unwrap(), preview.unwrap())
}

/// Spelling, files, dealers.
fn listed(test: &TestOffice, headers: bool) -> Vec<(String, i64, i64)> {
    let met = test.office.store.read(|c| dictionary::unmatched(c, headers, 99)).unwrap();
    met.into_iter().map(|met: Unmatched| (met.spelled, met.files, met.dealers)).collect()
}

fn stand(met: &[(&str, i64, i64)]) -> Vec<(String, i64, i64)> {
    met.iter().map(|(spelled, files, dealers)| ((*spelled).to_owned(), *files, *dealers)).collect()
}

fn count(test: &TestOffice) -> i64 {
    test.office.store.read(dictionary::unmatched_count).unwrap()
}

on_both! {
    fn what_is_not_understood_is_counted_once_a_file(test: &TestOffice) {
        open(test);
        let first = upload(test, "HZ01", "W1,DSZF-50,S1,2026-01-05,12.00,a,城里\nW2,DSZF-50,S2,2026-01-05,12.00,a,城里\n");
        upload(test, "NB02", "W1,DSZF-50,S1,2026-01-05,12.00,a,市区\n");
        upload(test, "NB02", "W2,DSZF-50,S1,2026-01-05,12.00,a,乡下\n");
        assert_eq!(listed(test, true), stand(&[("备注", 3, 2), ("收费（元）", 3, 2)]));
        assert_eq!(listed(test, false), stand(&[("乡下", 1, 1), ("城里", 1, 1)]));
        // Read again with a word put right, the file counts no further.
        let right = Correction { column: "area".to_owned(), wrong: "城里".to_owned(), right: "市区".to_owned() };
        mend_values(&test.office, &clerk("HZ01"), &first.dealer, &first.id, &[right]).unwrap();
        jobs::run_due(&test.office).unwrap();
        assert_eq!(listed(test, true), stand(&[("备注", 3, 2), ("收费（元）", 3, 2)]));
        let said = test.office.store.read(|c| dictionary::said_of_words(c, "area", &["城里", "乡下"])).unwrap();
        assert_eq!(said.into_iter().collect::<Vec<_>>(), [("城里".to_owned(), "市区".to_owned())]);
        let last = test.office.store.read(|c| dictionary::unmatched(c, true, 1)).unwrap().remove(0);
        assert_eq!((last.dealer.as_str(), last.file_name.as_str()), ("HZ01", "a.csv"));
        // What fits no type, stands alone, or may be anything is nobody's word.
        upload(test, "HZ01", "W9,DSZF-50,S1,soon,12.00,a,#N/A\n");
        assert_eq!(listed(test, false).len(), 2);
        assert_eq!(count(test), 4);
    }

    fn a_header_is_taught_for_all_dealers(test: &TestOffice) {
        open(test);
        upload(test, "HZ01", "W1,DSZF-50,S1,2026-01-05,12.00,a,\n");
        let admin = administrator();
        let refused = teach(&test.office, &person("li", Role::Reviewer), SLIPS, ("", "收费（元）"), "claimed_fee");
        assert!(matches!(refused, Err(Error::NotAllowed)));
        for (of_column, spelled, meaning) in [("", "收费", "no_such"), ("", " （） ", "area"), ("area", "城里", "town"), ("nothing", "a", "b")] {
            assert!(matches!(teach(&test.office, &admin, SLIPS, (of_column, spelled), meaning), Err(Error::NotFound)));
        }
        teach(&test.office, &admin, SLIPS, ("", "收费（元）"), "claimed_fee").unwrap();
        teach(&test.office, &admin, SLIPS, ("", "备注"), "").unwrap();
        assert_eq!((listed(test, true), count(test)), (stand(&[]), 0));
        let next = upload(test, "NB02", "W1,DSZF-50,S1,2026-01-05,14.00,a,\n");
        let (answer, preview) = read(test, &next);
        assert_eq!(preview.claimed, Money::from_fen(14_00), "{answer:?}");
        // A dealer's own word stands.
        let own = upload(test, "HZ01", "W2,DSZF-50,S1,2026-01-05,15.00,a,\n");
        let said = [("收费（元）".to_owned(), String::new()), ("备注".to_owned(), "work_done".to_owned())];
        name_columns(&test.office, &clerk("HZ01"), &own.dealer, &own.id, &said).unwrap();
        jobs::run_due(&test.office).unwrap();
        let (answer, _) = read(test, &own);
        assert!(answer.unknown_columns.contains(&"收费（元）".to_owned()), "{answer:?}");
        assert!(answer.header.contains(&("work_done".to_owned(), "备注".to_owned())), "{answer:?}");
        let said = test.office.store.read(|c| dictionary::said_of_headers(c, SLIPS, &["收费元", "备注"])).unwrap();
        assert_eq!((said["收费元"].as_str(), said["备注"].as_str()), ("", "work_done"));
        // Taken back, it is unknown again and listed with all that was counted.
        let taught = test.office.store.read(|c| dictionary::taught(c, Some(SLIPS))).unwrap();
        assert_eq!(taught.iter().map(|taught| taught.taught_by.as_str()).collect::<Vec<_>>(), [admin.login.as_str(); 2]);
        forget(&test.office, &admin, SLIPS, ("", "收费元")).unwrap();
        assert!(matches!(forget(&test.office, &admin, SLIPS, ("", "收费元")), Err(Error::NotFound)));
        let later = upload(test, "NB02", "W3,DSZF-50,S1,2026-01-05,14.00,a,\n");
        assert!(read(test, &later).0.unknown_columns.contains(&"收费（元）".to_owned()));
        assert_eq!(listed(test, true), stand(&[("收费（元）", 3, 2)]));
        let trail = test.office.store.read(|c| audit::list(c, &audit::TrailFilter { object: Some("dictionary"), ..audit::TrailFilter::default() }, 9)).unwrap();
        let actions: Vec<&str> = trail.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, ["dictionary.forget", "dictionary.teach", "dictionary.teach"]);
    }

    fn what_customers_are_called_in_a_shifted_column_is_not_listed(test: &TestOffice) {
        open(test);
        // A name in each row, where the area should be; a telephone number among few words; one in the header.
        let row = |number: usize| format!("W{number},DSZF-50,S{number},2026-01-05,12.00,a,张{number}\n");
        upload(test, "HZ01", &(1..=9).map(row).collect::<String>());
        assert_eq!(listed(test, false), stand(&[]));
        upload(test, "HZ01", "W1,DSZF-50,S1,2026-01-05,12.00,a,13812345678\nW2,DSZF-50,S2,2026-01-05,12.00,a,城里\n");
        assert_eq!(listed(test, false), stand(&[("城里", 1, 1)]));
        // A cell too many, and the rest of the row stands one to the right.
        upload(test, "HZ01", "W1,DSZF-50,S1,S1,2026-01-05,12.00,张三\n");
        assert_eq!(listed(test, false), stand(&[("城里", 1, 1)]));
        let header = HEADER.replace("备注", "13812345678");
        upload_as(test, "NB02", SLIPS, &format!("{header}W1,DSZF-50,S1,2026-01-05,12.00,a,市区\n"));
        assert!(listed(test, true).iter().all(|(spelled, ..)| !spelled.contains("138")), "{:?}", listed(test, true));
    }

    fn a_required_column_that_nobody_knew_is_listed_and_taught(test: &TestOffice) {
        open(test);
        let sheet = "一月\n单据,产品型号,机身编号,维修日期,金额\nW1,DSZF-50,S1,2026-01-05,3.00\n";
        upload_as(test, "HZ01", SLIPS, sheet);
        assert_eq!(listed(test, true), stand(&[("单据", 1, 1), ("金额", 1, 1)]), "not the values, nor the title");
        teach(&test.office, &administrator(), SLIPS, ("", "单据"), "slip_no").unwrap();
        let next = upload_as(test, "NB02", SLIPS, sheet);
        let state = test.office.store.read(|c| uploads::load(c, &next.dealer, &next.id)).unwrap().unwrap().state;
        assert_eq!(state, UploadState::Checked);
        // Of the other sheet nothing was taught, and a file that is no sheet has no headers.
        upload_as(test, "HZ01", FiledSheet::Feedback, "单据,故障代码,故障现象\nW1,E1,漏水\n");
        upload_as(test, "HZ01", SLIPS, "nothing,of,ours\n1,2,3\n");
        assert_eq!(listed(test, true), stand(&[("金额", 2, 2), ("单据", 1, 1)]));
    }

    fn a_word_is_taught_for_all_dealers(test: &TestOffice) {
        open(test);
        upload(test, "HZ01", "W1,DSZF-50,S1,2026-01-05,12.00,a,乡下\n");
        teach(&test.office, &administrator(), SLIPS, ("area", "乡下"), "county").unwrap();
        assert_eq!(listed(test, false), stand(&[]));
        let next = upload(test, "NB02", "W1,DSZF-50,S1,2026-01-05,12.00,a,乡下\n");
        assert_eq!(read(test, &next).0.fault_count, 0);
        file_upload(&test.office, &clerk("NB02"), &next.dealer, &next.id, false).unwrap();
        let filed = test.office.store.read(|c| slips::current(c, &next.dealer, next.period)).unwrap();
        assert_eq!(filed[0].area, Some(Area::County));
    }
}

/// However many uploads there were, the list reads what was counted.
#[test]
fn sqlite_lists_what_was_not_understood_without_the_uploads() {
    let test = TestOffice::on(Backend::Sqlite);
    let steps = plans(&test, |c| {
        dictionary::unmatched(c, true, 100).unwrap();
        dictionary::unmatched_count(c).unwrap();
        dictionary::said_of_headers(c, SLIPS, &["a"]).unwrap();
        dictionary::said_of_words(c, "area", &["a"]).unwrap();
    });
    let reads = |table: &str| {
        let of = |step: &&String| step.split_whitespace().nth(1).is_some_and(|name| name == table);
        steps.iter().filter(of).cloned().collect::<Vec<_>>()
    };
    assert_eq!(reads("uploads"), Vec::<String>::new());
    for table in ["column_aliases", "upload_corrections"] {
        assert!(reads(table).iter().all(|step| step.starts_with("SEARCH")), "{steps:#?}");
    }
}
