//! What a dealer calls its columns is said once and remembered.

use sanbao::agreement::registers::FiledSheet;
use sanbao::calendar::Period;
use sanbao::jobs;
use sanbao::money::Money;
use sanbao::store::uploads::{Upload, UploadState};
use sanbao::store::{audit, uploads};
use sanbao::texts::Lang;
use sanbao::workflow::check_upload::{Preview, SheetAnswer};
use sanbao::workflow::file_upload::file_upload;
use sanbao::workflow::mark_upload::mark_upload;
use sanbao::workflow::name_columns::{name_columns, seen_columns};
use sanbao::workflow::upload_sheet::{NewUpload, upload_sheet};
use sanbao::workflow::{Error, Refusal, UploadRefusal};

use crate::service::harness::TestOffice;
use crate::service::harness::samples::{clerk, dealer, open};

fn upload(test: &TestOffice, code: &str, content: &str) -> Upload {
    let file = tempfile::NamedTempFile::new_in(test.folder.path()).unwrap();
    std::fs::write(file.path(), content).unwrap();
    let period: Period = "2026-01".parse().unwrap();
    let (dealer, path, sheet) = (dealer(code), file.path(), FiledSheet::Slips);
    let new = NewUpload { dealer: &dealer, period, sheet, file_name: "a.csv", path, received_on: None };
    let upload = upload_sheet(&test.office, &clerk(code), &new).unwrap().upload;
    jobs::run_due(&test.office).unwrap();
    upload
}

fn read(test: &TestOffice, upload: &Upload) -> (UploadState, SheetAnswer, Preview) {
    let (dealer, id) = (&upload.dealer, &upload.id);
    let read = test.office.store.read(|c| {
        let state = uploads::load(c, dealer, id)?.unwrap().state;
        Ok::<_, sanbao::store::Error>((state, uploads::answer(c, dealer, id)?, uploads::preview(c, dealer, id)?))
    });
    let (state, answer, preview) = read.unwrap();
    (state, answer.unwrap(), preview.unwrap())
}

fn name(test: &TestOffice, upload: &Upload, said: &[(&str, &str)]) -> Result<Upload, Error> {
    let said: Vec<(String, String)> = said.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let named = name_columns(&test.office, &clerk("HZ01"), &upload.dealer, &upload.id, &said);
    jobs::run_due(&test.office).unwrap();
    named
}

on_both! {
    fn a_column_that_is_named_is_read_and_remembered(test: &TestOffice) {
        open(test);
        let header = "维修单号,产品型号,机身编号,维修日期,收费（元）,备注,区域\n";
        let first = upload(test, "HZ01", &format!("{header}W1,DSZF-50,S1,2026-01-05,12.00,a,城里\n,,,,,,\nW2,DSZF-50,S2,2026-01-06,13.00,,市区\n"));
        let (_, answer, _) = read(test, &first);
        assert_eq!((answer.unknown_columns.as_slice(), answer.fault_count), (["收费（元）".to_owned(), "备注".to_owned()].as_slice(), 1));
        let (_, seen, said) = seen_columns(&test.office, &clerk("HZ01"), &dealer("HZ01"), &first.id).unwrap();
        let fee = seen.iter().find(|column| column.spelled == "收费（元）").unwrap();
        assert_eq!((fee.values.as_slice(), said.said("收费（元）")), (["12.00".to_owned(), "13.00".to_owned()].as_slice(), None));

        name(test, &first, &[("收费（元）", "claimed_fee"), ("备注", "")]).unwrap();
        let (state, answer, preview) = read(test, &first);
        assert_eq!((state, answer.unknown_columns.as_slice()), (UploadState::Checked, ["备注".to_owned()].as_slice()));
        assert!(answer.header.contains(&("claimed_fee".to_owned(), "收费（元）".to_owned())), "{:?}", answer.header);
        assert_eq!((preview.slips, preview.claimed), (1, Money::from_fen(13_00)));
        let marked = mark_upload(&test.office, &clerk("HZ01"), &dealer("HZ01"), &first.id, Lang::ZhCn).unwrap();
        assert!(marked.is_some(), "the marked copy finds the header too");
        let trail = test.office.store.read(|c| audit::list(c, &audit::TrailFilter::default(), 2)).unwrap();
        assert!(trail.iter().any(|entry| entry.action == "upload.columns" && entry.facts.contains("claimed_fee")), "{trail:?}");

        let next = upload(test, "HZ01", &format!("{header}W3,DSZF-50,S1,2026-01-05,14.00,a,\n"));
        assert_eq!(read(test, &next).2.claimed, Money::from_fen(14_00), "known from then on");
        let (_, _, said) = seen_columns(&test.office, &clerk("HZ01"), &dealer("HZ01"), &next.id).unwrap();
        assert_eq!(said.said("备 注"), Some(""), "and so is what is of no use");
        let stranger = upload(test, "NB02", &format!("{header}W3,DSZF-50,S1,2026-01-05,14.00,a,\n"));
        assert!(read(test, &stranger).1.unknown_columns.contains(&"收费（元）".to_owned()), "to another dealer it is nothing");
    }

    fn a_header_without_a_required_column_is_found_once_it_is_named(test: &TestOffice) {
        open(test);
        let refused = upload(test, "HZ01", "一月\n单据,产品型号,机身编号,维修日期\nW1,DSZF-50,S1,2026-01-05\n");
        assert_eq!(read(test, &refused).0, UploadState::Refused);
        let (_, seen, _) = seen_columns(&test.office, &clerk("HZ01"), &dealer("HZ01"), &refused.id).unwrap();
        assert_eq!((seen[0].spelled.as_str(), seen[0].values.as_slice()), ("单据", ["W1".to_owned()].as_slice()));
        name(test, &refused, &[("单据", "slip_no")]).unwrap();
        let (state, answer, preview) = read(test, &refused);
        assert_eq!((state, answer.fault_count, preview.slips), (UploadState::Checked, 0, 1));
    }

    fn only_what_is_not_filed_is_read_again(test: &TestOffice) {
        open(test);
        let filed = upload(test, "HZ01", "维修单号,产品型号,机身编号,维修日期,费\nW1,DSZF-50,S1,2026-01-05,1\n");
        assert!(matches!(name(test, &filed, &[("费", "no_such_column")]), Err(Error::NotFound)));
        file_upload(&test.office, &clerk("HZ01"), &dealer("HZ01"), &filed.id, false).unwrap();
        let late = name(test, &filed, &[("费", "claimed_fee")]);
        assert!(matches!(late, Err(Error::Refused(Refusal::Upload(UploadRefusal::Filed)))), "{late:?}");
    }
}
