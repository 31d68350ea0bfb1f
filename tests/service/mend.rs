//! One wrong value is put right once, in all of its rows, beside the file.

use std::fmt::Write as _;

use sanbao::agreement::registers::FiledSheet;
use sanbao::agreement::slip::Area;
use sanbao::calendar::Period;
use sanbao::jobs;
use sanbao::sheets::Correction;
use sanbao::store::uploads::{Upload, UploadState};
use sanbao::store::{audit, files, slips, uploads};
use sanbao::workflow::check_upload::SheetAnswer;
use sanbao::workflow::file_upload::file_upload;
use sanbao::workflow::mend_values::mend_values;
use sanbao::workflow::upload_sheet::{NewUpload, upload_sheet};
use sanbao::workflow::{Error, Refusal, UploadRefusal};

use crate::service::harness::TestOffice;
use crate::service::harness::samples::{clerk, dealer, open};

const HEADER: &str = "维修单号,产品型号,机身编号,维修日期,区域,数量,申报费用,联系电话\n";

fn january() -> Period {
    "2026-01".parse().unwrap()
}

fn upload(test: &TestOffice, content: &str) -> Upload {
    let file = tempfile::NamedTempFile::new_in(test.folder.path()).unwrap();
    std::fs::write(file.path(), content).unwrap();
    let (dealer, path, sheet) = (dealer("HZ01"), file.path(), FiledSheet::Slips);
    let new = NewUpload { dealer: &dealer, period: january(), sheet, file_name: "a.csv", path, received_on: None };
    let upload = upload_sheet(&test.office, &clerk("HZ01"), &new).unwrap().upload;
    jobs::run_due(&test.office).unwrap();
    upload
}

fn answer(test: &TestOffice, upload: &Upload) -> SheetAnswer {
    test.office.store.read(|c| uploads::answer(c, &upload.dealer, &upload.id)).unwrap().unwrap()
}

fn mend(test: &TestOffice, upload: &Upload, said: &[(&str, &str, &str)]) -> Result<Upload, Error> {
    let correction = |(column, wrong, right): &(&str, &str, &str)| Correction {
        column: (*column).to_owned(),
        wrong: (*wrong).to_owned(),
        right: (*right).to_owned(),
    };
    let said: Vec<Correction> = said.iter().map(correction).collect();
    let mended = mend_values(&test.office, &clerk("HZ01"), &upload.dealer, &upload.id, &said);
    jobs::run_due(&test.office).unwrap();
    mended
}

on_both! {
    fn one_wrong_value_in_300_rows_is_put_right_once(test: &TestOffice) {
        open(test);
        let mut sheet = HEADER.to_owned();
        for number in 1..=300 {
            writeln!(sheet, "W{number:03},DSZF-50,S{number},2026-01-05,城里,1,15.00,").unwrap();
        }
        sheet.push_str("W301,DSZF-50,S301,2026-01-05,乡下,两个,15.00,\n");
        let received = upload(test, &sheet);
        assert_eq!(answer(test, &received).fault_count, 302);
        mend(test, &received, &[("area", "城里", "市区"), ("area", "乡下", "乡镇")]).unwrap();
        let left = answer(test, &received);
        assert_eq!((left.fault_count, left.unreadable_rows), (2, 1), "what was put right wrongly is as wrong as it was");
        assert_eq!((left.faults[0].value.as_str(), left.faults[1].value.as_str()), ("乡下", "两个"));
        mend(test, &received, &[("area", "乡下", "郊县"), ("part_qty", "两个", "2")]).unwrap();
        assert_eq!(answer(test, &received).fault_count, 0);

        let trail = test.office.store.read(|c| audit::list(c, &audit::TrailFilter::default(), 5)).unwrap();
        let entry = trail.iter().find(|entry| entry.action == "upload.mend").unwrap();
        assert!(entry.facts.contains("两个") && entry.person == "clerk-HZ01", "{entry:?}");
        let kept = test.office.store.read(|c| files::get(c, &received.file_sha256)).unwrap();
        assert_eq!(kept.unwrap(), sheet.as_bytes(), "the file stays as it came");

        file_upload(&test.office, &clerk("HZ01"), &dealer("HZ01"), &received.id, false).unwrap();
        let standing = test.office.store.read(|c| slips::current(c, &dealer("HZ01"), january())).unwrap();
        assert_eq!(standing.len(), 301);
        let of = |no: &str| standing.iter().find(|slip| slip.no.as_str() == no).unwrap();
        assert_eq!((of("W001").area, of("W301").area), (Some(Area::City), Some(Area::County)));
        let version = test.office.store.read(|c| slips::versions(c, &dealer("HZ01"), january(), "W301")).unwrap();
        assert_eq!((version[0].sheet_row, version[0].upload.as_str()), (302, received.id.as_str()));
        let late = mend(test, &received, &[("area", "城里", "郊县")]);
        assert!(matches!(late, Err(Error::Refused(Refusal::Upload(UploadRefusal::Filed)))), "{late:?}");
        let again = upload(test, &sheet.replace("W001", "W401"));
        assert_eq!(answer(test, &again).fault_count, 302, "another file is another");
    }

    fn what_may_have_been_anything_is_not_put_right_at_once(test: &TestOffice) {
        open(test);
        let received = upload(test, &format!("{HEADER}W1,DSZF-50,S1,2026-01-05,城里,1,#N/A,6.90E+12\n,DSZF-50,S2,2026-01-05,,1,2,3\n"));
        let before = answer(test, &received);
        let said = [("claimed_fee", "#N/A", "15.00"), ("customer_phone", "6.90E+12", "13800000000"), ("slip_no", "", "W2")];
        mend(test, &received, &said).unwrap();
        assert_eq!(answer(test, &received).faults, before.faults);
        let trail = test.office.store.read(|c| audit::list(c, &audit::TrailFilter::default(), 5)).unwrap();
        assert!(trail.iter().all(|entry| !entry.facts.contains("13800000000")), "no customer stands in the trail");
    }

    fn what_was_put_right_can_be_taken_back(test: &TestOffice) {
        open(test);
        let received = upload(test, &format!("{HEADER}W1,DSZF-50,S1,2026-01-05,城里,1,15.00,\n"));
        mend(test, &received, &[("area", "城里", "市区")]).unwrap();
        assert_eq!(answer(test, &received).fault_count, 0);
        mend(test, &received, &[("area", "城里", "")]).unwrap();
        assert_eq!(answer(test, &received).fault_count, 1);
        let state = test.office.store.read(|c| uploads::load(c, &received.dealer, &received.id)).unwrap().unwrap().state;
        assert_eq!(state, UploadState::Refused);
        assert!(matches!(mend(test, &received, &[("no_such_column", "a", "b")]), Err(Error::NotFound)));
    }
}
