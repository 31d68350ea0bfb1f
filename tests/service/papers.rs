//! Papers: what they say, that they tie, that the same facts give the same bytes on both databases, who reads which.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use calamine::{Data, Reader as _};
use sanbao::agreement::statement::LineKind;
use sanbao::auth::Role;
use sanbao::money::Money;
use sanbao::reports::pdf::Typeface;
use sanbao::reports::{Cell, Document, Format, Part, Table, penalty_notice, statement};
use sanbao::store::Backend;
use sanbao::store::registers::versions::Mode;
use sanbao::store::registers::{self, Register};
use sanbao::texts::Lang;
use sanbao::workflow::Office;
use sanbao::workflow::confirm_statement::confirm_statement;
use sanbao::workflow::publish_agreement::publish_agreement;
use sanbao::workflow::raise_dispute::{About, raise_dispute};
use sanbao::workflow::read_paper::{
    YearlyPaper, statement_facts, termination_review, violations_register, yearly_paper,
};
use sanbao::workflow::settle_dispute::uphold_dispute;

use super::cases::{Case, dealers, fed};
use super::harness::{TestApp, TestOffice, packages};
use super::month::*;
use super::registers::{administrator, dealer, import};

/// A month like most, one with penalties, and one with the year's end.
const MONTHS: [(&str, &str, &str); 3] =
    [("normal", "D004", "2026-05"), ("penalties", "D001", "2026-03"), ("december", "D002", "2026-12")];

const FORMATS: [Format; 3] = [Format::Html, Format::Pdf, Format::Xlsx];

/// Every paper of the year of a case.
fn papers(office: &Office, case: &Case, lang: Lang) -> Vec<Document> {
    let mut papers = Vec::new();
    for dealer in dealers(office) {
        for month in case.from.through(case.through) {
            if let Ok(facts) = statement_facts(office, &dealer, month) {
                papers.push(statement::document(&facts, lang));
                papers.extend(penalty_notice::document(&facts, lang));
            }
        }
        for paper in [YearlyPaper::Statement, YearlyPaper::Award, YearlyPaper::Scorecard, YearlyPaper::Violations] {
            papers.extend(yearly_paper(office, &dealer, case.from.year(), paper, lang));
        }
    }
    papers.push(violations_register(office, case.from.year(), lang).unwrap());
    papers.push(termination_review(office, lang).unwrap());
    papers
}

fn tables(document: &Document) -> impl Iterator<Item = &Table> {
    document.sections.iter().flat_map(|section| &section.parts).filter_map(|part| match part {
        Part::Table(table) => Some(table),
        Part::Facts(_) | Part::Note(_) => None,
    })
}

fn amount(row: &[Cell]) -> Money {
    match row.last() {
        Some(Cell::Amount(amount)) => *amount,
        other => panic!("an amount stands last: {other:?}"),
    }
}

/// The text of a PDF as people copy it.
pub fn text_of(pdf: &[u8]) -> String {
    packages::has("pdftotext", "poppler-utils");
    let mut reader = Command::new("pdftotext");
    let reader = reader.args(["-layout", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut reader = reader.unwrap();
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap()
}

/// A confirmed December with an upheld dispute, a complaint, and more paid in the year than the allowance has.
fn a_december(test: &TestOffice) {
    open(test, &["D1"]);
    let yearly = "code = \"all-year\"\ndealers = [\"*\"]\neffective_from = 2026-12-01\n\
        [terms]\nrequire_registered_serial = false\n\
        [lines.stove]\nlabour_fee = \"100.00\"\nmax_repair_rate = \"1\"\nallowance_rate = \"0.01\"\n\
        allowance_settlement = \"yearly\"\n";
    publish_agreement(&test.office, &administrator(), yearly.as_bytes()).unwrap();
    let sold = "dealer_code,product_line,period,units,settlement_amount\nD1,stove,2026-12,100,20000.00\n";
    import(test, Register::Sales, Mode::Add, sold).unwrap();
    let complaint = "dealer_code,received_on,severity,upheld,slip_no\nD1,2026-12-15,minor,yes,W-2\n";
    import(test, Register::Complaints, Mode::Add, complaint).unwrap();
    at(test, "2027-01-06 09:00");
    let (office, one) = (&test.office, dealer("D1"));
    let confirm = |month| confirm_statement(office, &centre(), &one, month, None).unwrap();
    for month in period("2026-01").through(period("2026-11")) {
        let numbers: &[&str] = if month == period("2026-01") { &["W-1"] } else { &[] };
        file(test, "D1", month, numbers);
        if !numbers.is_empty() {
            call(test, "D1", month, numbers);
        }
        confirm(month);
        settle(test, "D1");
    }
    let about = (&About::Statement, "漏算一次上门费");
    let id = raise_dispute(office, &clerk("D1"), &one, period("2026-01"), about, &[]).unwrap();
    uphold_dispute(office, &centre(), &one, &id, Money::from_fen(15_00), "上门费漏算", None).unwrap();
    let december = period("2026-12");
    file(test, "D1", december, &["W-2", "W-3", "W-4"]);
    call(test, "D1", december, &["W-2", "W-3", "W-4"]);
    confirm(december);
}

/// Reads a paper's workbook as bookkeepers' programs do: every table stands in it, its amounts, counts and days are numbers
/// and no texts, its amounts come to its total, and the amount in capitals is there.
fn read_back(paper: &Document, capitals: &str) {
    let content = Format::Xlsx.draw(paper, &Typeface::embedded()).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(content)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let mut rows = sheet.rows();
    let number = |cell: &Data| match cell {
        Data::Float(number) => format!("{number:.2}").parse::<Money>().unwrap(),
        other => panic!("{} has a number, not {other:?}", paper.file_stem),
    };
    for table in tables(paper) {
        let titles: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
        let is_head = |row: &&[Data]| row.iter().zip(&titles).all(|(cell, title)| cell == *title);
        rows.find(is_head).unwrap_or_else(|| panic!("{titles:?} stand in the workbook"));
        let mut sums = vec![Money::ZERO; table.columns.len()];
        for row in &table.rows {
            for ((cell, read), sum) in row.iter().zip(rows.next().unwrap()).zip(&mut sums) {
                match (cell, read) {
                    (Cell::Amount(amount), read) => {
                        assert_eq!(number(read), *amount);
                        *sum += *amount;
                    }
                    (Cell::Count(count), read) => assert_eq!(number(read), Money::from_fen(count * 100)),
                    (Cell::Day(day), Data::DateTime(read)) => {
                        let first = "1899-12-30".parse::<sanbao::calendar::Day>().unwrap();
                        assert_eq!(read.as_f64().to_string(), day.signed_duration_since(first).num_days().to_string());
                    }
                    (Cell::Text(text), Data::String(read)) => assert_eq!(read, text),
                    (Cell::Blank, Data::Empty) => {}
                    (cell, read) => assert!(cell.shown().is_empty() && *read == Data::Empty, "{cell:?} is {read:?}"),
                }
            }
        }
        let Some(total) = &table.total else { continue };
        for ((cell, read), sum) in total.iter().zip(rows.next().unwrap()).zip(&sums) {
            if let Cell::Amount(amount) = cell {
                assert_eq!((&number(read), amount), (sum, sum), "{}", table.caption);
            }
        }
    }
    assert!(sheet.rows().flatten().any(|cell| cell == capitals), "{capitals} stands in the workbook");
}

on_both! {
    fn papers_say_what_stands_behind_every_line(test: &TestOffice) {
        fed(test, "one-year");
        for (name, code, month) in MONTHS {
            let facts = statement_facts(&test.office, &dealer(code), period(month)).unwrap();
            for lang in [Lang::ZhCn, Lang::En] {
                let paper = statement::document(&facts, lang);
                insta::assert_snapshot!(format!("statement-{name}-{}", lang.tag()), paper.text());
                let page = Format::Html.draw(&paper, &Typeface::embedded()).unwrap();
                let page = String::from_utf8(page).unwrap();
                insta::assert_snapshot!(format!("statement-{name}-{}-html", lang.tag()), page);
                let notice = penalty_notice::document(&facts, lang).map(|notice| notice.text());
                insta::assert_snapshot!(format!("notice-{name}-{}", lang.tag()), notice.unwrap_or_default());
            }
        }
        for lang in [Lang::ZhCn, Lang::En] {
            for (name, paper) in [
                ("year-end", YearlyPaper::Statement),
                ("award", YearlyPaper::Award),
                ("scorecard", YearlyPaper::Scorecard),
                ("violations", YearlyPaper::Violations),
            ] {
                let paper = yearly_paper(&test.office, &dealer("D002"), 2026, paper, lang).unwrap();
                insta::assert_snapshot!(format!("{name}-{}", lang.tag()), paper.text());
            }
            let review = termination_review(&test.office, lang).unwrap();
            insta::assert_snapshot!(format!("termination-review-{}", lang.tag()), review.text());
        }
    }

    fn every_table_ties_and_the_same_facts_give_the_same_bytes(test: &TestOffice) {
        static SEEN: Mutex<BTreeMap<(String, &str), Vec<u8>>> = Mutex::new(BTreeMap::new());
        let case = fed(test, "one-year");
        let papers = papers(&test.office, &case, Lang::ZhCn);
        assert!(papers.len() > 80, "{}", papers.len());
        let mut tied = 0;
        for paper in &papers {
            for table in tables(paper) {
                assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", paper.file_stem);
            }
            if !paper.file_stem.ends_with("-statement") {
                continue;
            }
            let lines = tables(paper).next().unwrap();
            let of_slips: Vec<&Table> = tables(paper).filter(|table| table.caption.starts_with("第 ")).collect();
            for table in &of_slips {
                let number = table.caption.split(' ').nth(1).unwrap();
                let line = lines.rows.iter().find(|row| row[0].shown() == number).unwrap();
                assert_eq!(amount(table.total.as_ref().unwrap()), amount(line), "{} {}", paper.file_stem, table.caption);
            }
            // Behind every line of fees stand its slips.
            let fees = Lang::ZhCn.line_kind(LineKind::Fees);
            for line in lines.rows.iter().filter(|row| row[1].shown() == fees) {
                let begin = format!("第 {} ", line[0].shown());
                assert!(of_slips.iter().any(|table| table.caption.starts_with(&begin)), "{} {begin}", paper.file_stem);
                tied += 1;
            }
        }
        assert!(tied > 30, "{tied} lines of fees are tied to slips");
        for paper in &papers {
            for format in FORMATS {
                let draw = || format.draw(paper, &Typeface::embedded()).unwrap();
                let (first, again) = (draw(), draw());
                assert!(first == again, "{} {format:?}", paper.file_stem);
                let mut seen = SEEN.lock().unwrap();
                let other = seen.entry((paper.file_stem.clone(), format.ending())).or_insert_with(|| first.clone());
                assert!(*other == first, "{} {format:?} is another on the other database", paper.file_stem);
            }
        }
    }

    fn a_confirmed_december_says_everything_in_chinese(test: &TestOffice) {
        a_december(test);
        let facts = statement_facts(&test.office, &dealer("D1"), period("2026-12")).unwrap();
        assert_eq!(facts.dispute_until().unwrap().to_string(), "2027-04-06");
        let paper = statement::document(&facts, Lang::ZhCn);
        insta::assert_snapshot!("statement-confirmed-december-zh-CN", paper.text());
        read_back(&paper, &facts.statement.payable.capitals());
        let text = text_of(&Format::Pdf.draw(&paper, &Typeface::embedded()).unwrap());
        for words in ["投诉罚款", "超额维修费收回", "更正 2026-01 结算单", "2027-04-06", "人民币陆拾伍元整"] {
            assert!(text.contains(words), "{words} is in {text}");
        }
    }

    fn a_workbook_has_numbers_that_add_up(test: &TestOffice) {
        fed(test, "one-year");
        for (_, code, month) in MONTHS {
            let facts = statement_facts(&test.office, &dealer(code), period(month)).unwrap();
            for lang in [Lang::ZhCn, Lang::En] {
                read_back(&statement::document(&facts, lang), &facts.statement.payable.capitals());
            }
        }
    }

    fn a_confirmed_statement_stays_what_it_is_and_shows_its_seed(test: &TestOffice) {
        open(test, &["D1"]);
        ready(test, "D1", &["W-1", "W-2"]);
        let (office, one, month) = (&test.office, dealer("D1"), period("2026-01"));
        let draft = statement::document(&statement_facts(office, &one, month).unwrap(), Lang::En);
        assert!(draft.draft.is_some() && draft.text().contains("published with the confirmed statement"), "{draft:?}");
        confirm_statement(office, &centre(), &one, month, None).unwrap();
        let facts = statement_facts(office, &one, month).unwrap();
        let seed = facts.draw.as_ref().unwrap().seed.clone().unwrap();
        let paper = statement::document(&facts, Lang::En);
        let until = facts.dispute_until().unwrap().to_string();
        assert!(paper.draft.is_none() && paper.text().contains(&format!("Seed: {seed}")) && paper.text().contains(&until));
        let pdf = Format::Pdf.draw(&paper, &Typeface::embedded()).unwrap();
        let text = text_of(&pdf);
        for words in ["Monthly repair fee statement", "W-1", "W-2", seed.as_str(), until.as_str(), "Page 1 of"] {
            assert!(text.contains(words), "{words} is in {text}");
        }
        let capitals = facts.statement.payable.capitals();
        assert!(text.contains(&capitals), "{capitals} is in {text}");
        // Later nothing of it changes, be the dealer called something else.
        test.at("2027-06-01 09:00");
        import(test, Register::Dealers, Mode::Add, "dealer_code,name\nD1,Another name\n").unwrap();
        assert_eq!(office.store.read(|c| registers::dealer(c, &one)).unwrap().unwrap().name, "Another name");
        settle(test, "D1");
        assert_eq!(statement::document(&statement_facts(office, &one, month).unwrap(), Lang::En), paper);
    }
}

/// Over HTTP: forms, languages, names.
fn check_http(test: TestOffice) {
    fed(&test, "one-month");
    let app = TestApp::before(test);
    let clerk = app.signed_in(Role::DealerClerk, Some("D001"));
    let base = "/api/v1/dealers/D001/statements/2026-03/papers";
    for (file, kind) in [
        ("statement.html", "text/html; charset=utf-8"),
        ("statement.pdf", "application/pdf"),
        ("statement.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("penalty-notice.pdf", "application/pdf"),
    ] {
        let answer = clerk.get(&format!("{base}/{file}"));
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{file}");
    }
    assert!(clerk.get(&format!("{base}/statement.html?lang=zh-CN")).text().contains("月维修费用结算单"));
    assert!(clerk.get(&format!("{base}/statement.html")).text().contains("Monthly repair fee statement"));
    assert!(
        clerk
            .get(&format!("{base}/statement.pdf"))
            .header("content-disposition")
            .contains("D001-2026-03-statement.pdf")
    );
    for unknown in ["statement.doc", "statement", "letter.pdf"] {
        assert_eq!(clerk.get(&format!("{base}/{unknown}")).status, 404, "{unknown}");
    }
    assert_eq!(clerk.get(&format!("{base}/statement.pdf?language=en")).status, 400);
    for file in ["year-end.pdf", "award.html", "scorecard.xlsx", "violations.pdf"] {
        assert_eq!(clerk.get(&format!("/api/v1/dealers/D001/years/2026/papers/{file}")).status, 200, "{file}");
    }
    assert_eq!(clerk.get("/api/v1/dealers/D002/years/2026/papers/award.pdf").status, 404);
    assert_eq!(clerk.get("/api/v1/papers/termination-review.pdf").status, 403);
    let manager = app.signed_in(Role::SalesManager, None);
    assert_eq!(manager.get("/api/v1/papers/termination-review.pdf").status, 200);
    assert_eq!(manager.get("/api/v1/years/2026/papers/violations.xlsx").status, 200);
    // No paper says who a customer is.
    let slips = manager.get(&format!("{base}/statement.html")).text().to_owned();
    assert!(!slips.contains("13800138001") && !slips.contains("王芳"), "{slips}");
}

#[test]
fn papers_come_in_every_form_and_in_the_readers_language() {
    check_http(TestOffice::on(Backend::Sqlite));
}
