//! The month's sheet to fill in: it reads back as our own, offers what is the dealer's, and has in it what came back.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use sanbao::agreement::registers::FiledSheet;
use sanbao::calendar::Period;
use sanbao::jobs;
use sanbao::store::uploads::{Upload, UploadState};
use sanbao::store::{audit, uploads};
use sanbao::texts::Lang;
use sanbao::workflow::Error;
use sanbao::workflow::check_upload::{Preview, SheetAnswer};
use sanbao::workflow::file_upload::file_upload;
use sanbao::workflow::make_template::make_template;
use sanbao::workflow::mark_upload::mark_upload;
use sanbao::workflow::parked_rows::parked_rows;
use sanbao::workflow::upload_sheet::{NewUpload, upload_sheet};

use crate::service::harness::TestOffice;
use crate::service::harness::samples::{clerk, dealer, open};

const HEADER: &str = "维修单号,产品型号,机身编号,维修日期,申报费用,配件编号,数量,区域\n";

fn january() -> Period {
    "2026-01".parse().unwrap()
}

fn template(test: &TestOffice, sheet: FiledSheet, lang: Lang) -> Vec<u8> {
    make_template(&test.office, &clerk("HZ01"), &dealer("HZ01"), (january(), sheet), lang).unwrap().content
}

/// Uploads and reads.
fn checked(test: &TestOffice, sheet: FiledSheet, content: &[u8]) -> (Upload, SheetAnswer, Preview) {
    let file = tempfile::NamedTempFile::new_in(test.folder.path()).unwrap();
    std::fs::write(file.path(), content).unwrap();
    let (dealer, path): (_, &Path) = (dealer("HZ01"), file.path());
    let new = NewUpload { dealer: &dealer, period: january(), sheet, file_name: "a.xlsx", path, received_on: None };
    let upload = upload_sheet(&test.office, &clerk("HZ01"), &new).unwrap().upload;
    jobs::run_due(&test.office).unwrap();
    test.office
        .store
        .read(|c| {
            let again = uploads::load(c, &dealer, &upload.id)?.unwrap();
            let (answer, preview) =
                (uploads::answer(c, &dealer, &upload.id)?, uploads::preview(c, &dealer, &upload.id)?);
            Ok::<_, sanbao::store::Error>((again, answer.unwrap(), preview.unwrap()))
        })
        .unwrap()
}

fn file(test: &TestOffice, upload: &Upload) {
    file_upload(&test.office, &clerk("HZ01"), &upload.dealer, &upload.id, true).unwrap();
}

/// What of January's slips is not filed: with which sheet, and how many.
fn parked(test: &TestOffice) -> Option<(String, usize)> {
    let read = |c: &mut _| parked_rows(c, &dealer("HZ01"), january(), FiledSheet::Slips);
    let found = test.office.store.read(read).unwrap()?;
    (found.count() > 0).then(|| (found.upload.id.clone(), found.count()))
}

/// The first sheet's cells from the header on, blank ones empty.
fn rows(content: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(content.to_vec())).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let text = |cell: &Data| cell.to_string();
    range.rows().skip(2).map(|row| row.iter().map(text).collect()).collect()
}

/// What a column's rows say.
fn column(rows: &[Vec<String>], name: &str) -> Vec<String> {
    let at = rows[0].iter().position(|header| header.trim_end_matches(" *") == name).unwrap();
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

on_both! {
    fn an_empty_template_is_a_nil_return(test: &TestOffice) {
        open(test);
        for (sheet, columns) in [(FiledSheet::Slips, 26), (FiledSheet::Feedback, 8)] {
            for lang in [Lang::ZhCn, Lang::En] {
                let content = template(test, sheet, lang);
                assert_eq!(content, template(test, sheet, lang), "the same bytes each time");
                let (upload, answer, preview) = checked(test, sheet, &content);
                assert_eq!((upload.state, answer.rows, answer.fault_count), (UploadState::Checked, 0, 0), "{answer:?}");
                assert_eq!((answer.header.len(), answer.unknown_columns.len()), (columns, 0), "{answer:?}");
                assert_eq!(preview.slips, 0);
            }
        }
    }

    fn rows_that_were_not_filed_come_back_until_they_are(test: &TestOffice) {
        open(test);
        let good = "W1,DSZF-50,S1,2026-01-05,15.00,,,市区\n";
        let bad = "W2,DSZF-50,S2,2026-01-06,15.00,P1,1,城里\nW2,,,,,P2,2,\n,DSZF-50,S3,2026-01-07,20.00,,,\n";
        let (first, answer, _) = checked(test, FiledSheet::Slips, format!("{HEADER}{good}{bad}").as_bytes());
        assert_eq!((answer.fault_count, answer.unreadable_rows), (2, 3));
        file(test, &first);
        assert_eq!(parked(test), Some((first.id.clone(), 2)), "a slip, and a row without a number");

        let back = template(test, FiledSheet::Slips, Lang::ZhCn);
        let shown = rows(&back);
        assert_eq!(column(&shown, "维修单号"), ["W2", "W2", ""]);
        assert_eq!(column(&shown, "配件编号"), ["P1", "P2", ""]);
        assert_eq!(column(&shown, "区域"), ["城里", "", ""]);
        let trail = test.office.store.read(|c| audit::list(c, &audit::TrailFilter::default(), 1)).unwrap();
        assert_eq!(trail[0].action, "upload.fetch", "who fetched what customers told the dealer");
        let (_, again, _) = checked(test, FiledSheet::Slips, &back);
        assert_eq!((again.rows, again.fault_count), (3, 2), "they are as wrong as they were");
        assert_eq!(again.faults[0].value, "城里");

        let mended = format!("{HEADER}W2,DSZF-50,S2,2026-01-06,15.00,P1,1,郊县\nW2,,,,,P2,2,\n");
        let (mended, answer, preview) = checked(test, FiledSheet::Slips, mended.as_bytes());
        assert_eq!((answer.fault_count, preview.new), (0, 1));
        file(test, &mended);
        assert_eq!(parked(test), None);
        // The sheet that came back was uploaded before the mended one, and is the last with faults.
        assert_eq!(rows(&template(test, FiledSheet::Slips, Lang::ZhCn)).len(), 1, "nothing is open any more");
    }

    fn the_marked_workbook_files_only_what_changed(test: &TestOffice) {
        open(test);
        let sheet = format!("{HEADER}W1,DSZF-50,S1,2026-01-05,15.00,,,市区\nW2,DSZF-50,S2,2026-01-06,15.00,,,郊县\nW3,DSZF-50,S3,2026-01-07,15.00,,,城里\n");
        let (first, answer, preview) = checked(test, FiledSheet::Slips, sheet.as_bytes());
        assert_eq!((answer.fault_count, preview.new, preview.hits.is_empty()), (1, 2, false));
        file(test, &first);
        let marked = mark_upload(&test.office, &clerk("HZ01"), &dealer("HZ01"), &first.id, Lang::ZhCn).unwrap().unwrap();
        let (_, answer, preview) = checked(test, FiledSheet::Slips, &std::fs::read(marked.path()).unwrap());
        assert_eq!((answer.rows, answer.fault_count), (3, 1));
        assert_eq!((preview.new, preview.replacing, preview.unchanged), (0, 0, 2));
    }

    fn a_template_is_for_whoever_files(test: &TestOffice) {
        open(test);
        let asked = (january(), FiledSheet::Slips);
        let stranger = make_template(&test.office, &clerk("NB02"), &dealer("HZ01"), asked, Lang::En);
        assert!(matches!(stranger, Err(Error::NotFound)), "{stranger:?}");
        let unknown = make_template(&test.office, &clerk("XX"), &dealer("XX"), asked, Lang::En);
        assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
    }

    fn uploads_are_listed_in_any_order_page_by_page(test: &TestOffice) {
        open(test);
        for (number, count) in [3, 1, 2, 1].into_iter().enumerate() {
            let lines: Vec<String> = (0..count).map(|row| format!("W{number}-{row},,,,,,,\n")).collect();
            checked(test, FiledSheet::Slips, format!("{HEADER}{}", lines.concat()).as_bytes());
        }
        let listed = |by: uploads::By, upwards: bool| {
            let (filter, mut order) = (uploads::Filter::default(), uploads::Order { by, upwards, after: None });
            let mut counts = Vec::new();
            loop {
                let page = test.office.store.read(|c| uploads::list(c, &filter, &order, 1)).unwrap();
                let Some(last) = page.last() else { return counts };
                counts.push(last.rows_read);
                let value = match by {
                    uploads::By::Came => String::new(),
                    uploads::By::Period => last.period.to_string(),
                    uploads::By::Rows => last.rows_read.to_string(),
                };
                order.after = Some([value, last.id.clone()]);
            }
        };
        assert_eq!(listed(uploads::By::Came, false), [1, 2, 1, 3]);
        assert_eq!(listed(uploads::By::Came, true), [3, 1, 2, 1]);
        assert_eq!(listed(uploads::By::Rows, true), [1, 1, 2, 3]);
        assert_eq!(listed(uploads::By::Rows, false), [3, 2, 1, 1]);
        assert_eq!(listed(uploads::By::Period, true), [3, 1, 2, 1]);
        assert_eq!(listed(uploads::By::Period, false), [1, 2, 1, 3]);
    }
}
