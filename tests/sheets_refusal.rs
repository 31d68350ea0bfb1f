//! The workbook that goes back to the dealer: everything that it said, its faults marked, and ready to be sent again.

use std::io::Read;
use std::path::{Path, PathBuf};

use calamine::{Data, DataType, Reader as _};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use sanbao::agreement::slip::Slip;
use sanbao::sheets::refusal::{self, Original, Outcome};
use sanbao::sheets::{Answer, CellProblem, Fault, FileProblem, Glossary, Limits, Problem, Reader, SheetKind};
use sanbao::texts::Lang;
use tempfile::TempDir;

#[test]
fn the_copy_says_what_the_original_said() {
    let desk = Desk::new();
    let original = desk.slips();
    let faults = desk.read(&original).faults;
    assert_eq!(desk.refuse(&original, &faults, Lang::En), Outcome::Written);

    let mut copy = desk.open();
    assert_eq!(copy.sheet_names(), ["Notes", "维修单", "Errors"]);
    let sheet = copy.worksheet_range("维修单").expect("the sheet");
    let at = |row: u32, column: u32| sheet.get_value((row - 1, column)).cloned().unwrap_or_default();
    assert_eq!(at(1, 0), Data::String("2026年10月".to_owned()));
    assert_eq!(at(2, 2), Data::String("机身编号".to_owned()));
    assert_eq!(at(3, 0), Data::String("W-1".to_owned()));
    assert_eq!(at(3, 2).as_f64(), Some(6_901_234_567_890.0));
    assert_eq!(serial(&at(3, 3)), "46300.0000");
    assert_eq!(at(4, 3), Data::String("tomorrow".to_owned()));
    assert!(at(5, 4).is_error());
    assert_eq!(at(6, 5), Data::String("=1+1".to_owned()));
    assert_eq!(serial(&at(7, 3)), "46303.6042");
    let formulas = copy.worksheet_formula("维修单").expect("the sheet");
    assert_eq!(formulas.used_cells().map(|(.., formula)| formula.as_str()).collect::<Vec<_>>(), ["#N/A"]);
}

fn serial(value: &Data) -> String {
    match value {
        Data::DateTime(value) => format!("{:.4}", value.as_f64()),
        other => panic!("{other:?} is no date"),
    }
}

#[test]
fn the_copy_is_refused_for_the_same_faults_when_nothing_is_corrected() {
    let desk = Desk::new();
    assert_ne!(desk.read_slips(&desk.slips_1904()).1, desk.read_slips(&desk.slips()).1, "other days");
    for original in [desk.slips(), desk.slips_1904(), fixture("slips.ods"), fixture("slips.xls")] {
        let (first, slips) = desk.read_slips(&original);
        assert_eq!(desk.refuse(&original, &first.faults, Lang::ZhCn), Outcome::Written);
        let (again, slips_again) = desk.read_slips(&desk.copy());
        assert_eq!(slips_again, slips, "{}", original.display());
        assert_eq!(again.faults, first.faults, "{}", original.display());
        assert_eq!((again.sheet, again.rows), (first.sheet, first.rows), "{}", original.display());
        // A copy of the copy has one list of faults, not two.
        let second = desk.folder.path().join("second.xlsx");
        std::fs::rename(desk.copy(), &second).expect("the copy");
        assert_eq!(desk.refuse(&second, &again.faults, Lang::En), Outcome::Written);
        let tabs = desk.open().sheet_names();
        assert_eq!(tabs.iter().filter(|name| ["错误清单", "Errors"].contains(&name.as_str())).count(), 1);
    }
}

#[test]
fn bad_cells_are_red_and_commented() {
    let desk = Desk::new();
    let original = desk.slips();
    let faults = desk.read(&original).faults;
    let places: Vec<_> = faults.iter().map(|fault| (fault.row, fault.column.as_deref())).collect();
    let (day, fee) = (Some("维修日期"), Some("申报费用"));
    assert_eq!(places, [(Some(4), day), (Some(5), fee), (Some(6), Some("维修单号")), (Some(8), fee), (Some(9), fee)]);
    desk.refuse(&original, &faults, Lang::ZhCn);

    let comments = desk.part("xl/comments1.xml");
    for (cell, fault) in ["D4", "E5", "A6", "E8"].iter().zip(&faults) {
        assert!(comments.contains(&format!("ref=\"{cell}\"")), "{cell} in {comments}");
        assert!(comments.contains(&Lang::ZhCn.problem(&fault.problem)), "{cell} in {comments}");
    }
    // Rows 8 and 9 stand for one merged cell, whose one fault is said once.
    assert_eq!(comments.matches("<comment ").count(), 4);
    let (sheet, styles) = (desk.part("xl/worksheets/sheet2.xml"), desk.part("xl/styles.xml"));
    assert!(styles.contains("FFFFC7CE"), "{styles}");
    let style = |cell: &str| {
        let tag = sheet.split(&format!("<c r=\"{cell}\"")).nth(1).expect(cell).split('>').next().expect("a tag");
        tag.split("s=\"").nth(1).map_or("0", |rest| rest.split('"').next().expect("a number")).to_owned()
    };
    let fills = styles
        .split("<cellXfs")
        .nth(1)
        .expect("formats")
        .split("<xf ")
        .skip(1)
        .map(|xf| xf.split("fillId=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a fill").to_owned());
    let fills: Vec<String> = fills.collect();
    let is_red = |cell: &str| fills[style(cell).parse::<usize>().expect("a number")] != "0";
    assert!(["D4", "E5", "A6", "E8"].into_iter().all(is_red));
    assert!(!["A3", "C3", "D3", "D7", "F6"].into_iter().any(is_red));
}

#[test]
fn the_list_names_every_fault_and_links_to_it() {
    let desk = Desk::new();
    let original = desk.slips();
    let faults = desk.read(&original).faults;
    desk.refuse(&original, &faults, Lang::En);
    let list = desk.open().worksheet_range("Errors").expect("the list");
    let line = |row: usize| list.rows().nth(row).expect("a line").iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(line(0)[0].starts_with("5 errors."), "{:?}", line(0));
    assert_eq!(line(2), ["Sheet", "Cell", "Column", "Value", "What is wrong"]);
    let first = Lang::En.problem(&Problem::Cell(CellProblem::NotADay));
    assert_eq!(line(3), ["维修单", "D4", "维修日期", "tomorrow", &first]);
    assert_eq!(line(5)[..4], ["维修单", "A6", "维修单号", ""]);
    assert_eq!(list.rows().count(), 3 + faults.len());
    let links = desk.part("xl/worksheets/sheet3.xml");
    assert!(links.contains("<hyperlink ref=\"B4\" location=\"'维修单'!D4\""), "{links}");
}

#[test]
fn the_sheet_that_was_read_is_shown_first_below_its_header() {
    let desk = Desk::new();
    let original = desk.slips();
    desk.refuse(&original, &desk.read(&original).faults, Lang::En);
    assert!(desk.part("xl/workbook.xml").contains("activeTab=\"1\""));
    let sheet = desk.part("xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<pane ySplit=\"2\" topLeftCell=\"A3\""), "{sheet}");
    assert!(sheet.contains("<mergeCell ref=\"E8:E9\"/>"), "{sheet}");
    assert!(sheet.contains("<cols>"), "{sheet}");
}

#[test]
fn a_csv_file_comes_back_as_a_workbook() {
    let desk = Desk::new();
    let original = desk
        .file("slips.csv", "维修单号;产品型号;机身编号;维修日期\nW-1;WH-60;0123;2026-10-05\n;WH-60;\"two\nlines\";x\n");
    let faults = desk.read(&original).faults;
    assert_eq!(desk.refuse(&original, &faults, Lang::ZhCn), Outcome::Written);
    let sheet = desk.open().worksheet_range("Sheet1").expect("the sheet");
    assert_eq!(sheet.get_value((1, 2)), Some(&Data::String("0123".to_owned())));
    assert_eq!(sheet.get_value((2, 2)), Some(&Data::String("two\nlines".to_owned())));
    let places = |faults: &[Fault]| faults.iter().map(|fault| (fault.row, fault.column.clone())).collect::<Vec<_>>();
    assert_eq!(places(&faults), [(Some(3), Some("维修单号".to_owned())), (Some(3), Some("维修日期".to_owned()))]);
    assert_eq!(places(&desk.read(&desk.copy()).faults), places(&faults));
}

#[test]
fn a_fault_of_a_row_is_marked_in_its_first_column_and_one_of_the_sheet_only_listed() {
    let desk = Desk::new();
    let original = desk.file("slips.csv", "slip_no,product_model,serial_no\nW-1,WH-60,1\n");
    let mut faults = desk.read(&original).faults;
    assert!(matches!(faults[0].problem, Problem::File(FileProblem::NoHeader { .. })), "{faults:?}");
    faults.push(Fault {
        row: Some(2),
        problem: Problem::DiffersWithinSlip { first_row: 1, given: "x".to_owned() },
        ..Fault::of_file(FileProblem::Damaged)
    });
    assert_eq!(desk.refuse(&original, &faults, Lang::En), Outcome::Written);
    assert!(desk.part("xl/comments1.xml").contains("ref=\"A2\""));
    let list = desk.open().worksheet_range("Errors").expect("the list");
    assert_eq!(list.get_value((3, 1)), Some(&Data::Empty));
    assert_eq!(list.get_value((4, 1)), Some(&Data::String("A2".to_owned())));
}

#[test]
fn tabs_get_names_that_excel_takes() {
    let desk = Desk::new();
    let ods = desk.folder.path().join("names.ods");
    let tables = ["a/b", "a*b", "Errors", &"长".repeat(40), ""].map(|name| {
        format!("<table:table table:name=\"{name}\"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>")
    });
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>",
        tables.concat()
    );
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&ods).expect("a file"));
    zip.start_file("content.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    std::io::Write::write_all(&mut zip, content.as_bytes()).expect("space");
    zip.finish().expect("a zip file");
    let faults = desk.read(&ods).faults;
    assert_eq!(desk.refuse(&ods, &faults, Lang::En), Outcome::Written);
    let long = "长".repeat(31);
    assert_eq!(desk.open().sheet_names(), ["a_b", "a_b (2)", long.as_str(), "Sheet1", "Errors"]);
}

#[test]
fn nothing_is_copied_of_a_file_that_cannot_be_read() {
    let desk = Desk::new();
    let damaged = desk.file("slips.xlsx", "PK\u{3}\u{4} and no more");
    let faults = desk.read(&damaged).faults;
    assert_eq!(desk.refuse(&damaged, &faults, Lang::En), Outcome::NotCopied);
    // Nor where the fault that is known is harmless.
    assert_eq!(desk.refuse(&damaged, &[], Lang::En), Outcome::NotCopied);
    let original = desk.slips();
    for problem in
        [FileProblem::PasswordProtected, FileProblem::TooManyRows { rows_max: 1 }, FileProblem::InflatesTooFar]
    {
        assert_eq!(desk.refuse(&original, &[Fault::of_file(problem)], Lang::En), Outcome::NotCopied);
    }
    assert!(!desk.copy().exists());
}

#[test]
fn fifty_thousand_bad_rows_come_back_too() {
    let desk = Desk::new();
    let rows = (0..50_000).map(|row| format!("W-{row},WH-60,{row},never")).collect::<Vec<_>>().join("\n");
    let original = desk.file("slips.csv", &format!("slip_no,product_model,serial_no,repair_date\n{rows}"));
    let faults = desk.read(&original).faults;
    assert_eq!(faults.len(), 50_000);
    assert_eq!(desk.refuse(&original, &faults, Lang::En), Outcome::Written);
    assert_eq!(desk.part("xl/comments1.xml").matches("<comment ").count(), 10_000);
    assert_eq!(desk.read(&desk.copy()).faults.len(), 50_000);
}

/// A folder with an original, and the copy that goes back.
struct Desk {
    folder: TempDir,
    reader: Reader,
}

impl Desk {
    fn new() -> Self {
        let reader = Reader::new(PathBuf::from(env!("CARGO_BIN_EXE_sanbao")));
        Self { folder: tempfile::tempdir().expect("a folder"), reader }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    }

    /// A workbook as dealers make them, with five faults.
    fn slips(&self) -> PathBuf {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("Notes").expect("a name").write_string(0, 0, "call me").expect("a cell");
        let sheet = book.add_worksheet().set_name("维修单").expect("a name");
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 5, "2026年10月", &plain).expect("merged");
        let headings = ["维修单号", "产品型号", "机身编号", "维修日期", "申报费用", "备注"];
        sheet.write_row(1, 0, headings).expect("the header");
        let days = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        let moments = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        for (row, slip) in (2..).zip(["W-1", "W-2", "W-3", "", "W-5", "W-6", "W-7"]) {
            sheet.write_string(row, 0, slip).expect("a cell");
            sheet.write_string(row, 1, "WH-60").expect("a cell");
            sheet.write_number(row, 2, 6_901_234_567_890.0).expect("a cell");
            let day = ExcelDateTime::from_ymd(2026, 10, 5).expect("a day");
            sheet.write_datetime_with_format(row, 3, &day, &days).expect("a cell");
            sheet.write_number(row, 4, 12.5).expect("a cell");
        }
        sheet.write_string(3, 3, "tomorrow").expect("a cell");
        sheet.write_formula(4, 4, Formula::new("NA()").set_result("#N/A")).expect("a cell");
        sheet.write_string(5, 5, "=1+1").expect("a cell");
        let moment = ExcelDateTime::from_ymd(2026, 10, 8).and_then(|day| day.and_hms(14, 30, 0)).expect("a moment");
        sheet.write_datetime_with_format(6, 3, &moment, &moments).expect("a cell");
        sheet.merge_range(7, 4, 8, 4, "a lot", &plain).expect("merged");
        let hidden = book.add_worksheet().set_name("hidden").expect("a name");
        hidden.set_hidden(true).write_string(0, 0, "nobody sees this").expect("a cell");
        let path = self.folder.path().join("slips.xlsx");
        book.save(&path).expect("a file");
        path
    }

    /// The same, counted from 1904, where the day numbers mean later days.
    fn slips_1904(&self) -> PathBuf {
        let path = self.folder.path().join("slips1904.xlsx");
        let mut from = zip::ZipArchive::new(std::fs::File::open(self.slips()).expect("the file")).expect("a zip file");
        let mut to = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
        for index in 0..from.len() {
            let mut part = from.by_index(index).expect("a part");
            let (mut name, mut text) = (part.name().expect("a name").into_owned(), String::new());
            part.read_to_string(&mut text).expect("text");
            let text = text.replace("<workbookPr", "<workbookPr date1904=\"1\"");
            to.start_file(std::mem::take(&mut name), zip::write::SimpleFileOptions::default()).expect("a part");
            std::io::Write::write_all(&mut to, text.as_bytes()).expect("space");
        }
        to.finish().expect("a zip file");
        path
    }

    fn copy(&self) -> PathBuf {
        self.folder.path().join("copy.xlsx")
    }

    fn read(&self, path: &Path) -> Answer {
        self.read_slips(path).0
    }

    fn read_slips(&self, path: &Path) -> (Answer, Vec<(u32, Slip)>) {
        let mut slips = Vec::new();
        let mut take = |row, slip| slips.push((row, slip));
        let answer = self.reader.read::<Slip>(path, Limits::DEALER, &mut take).expect("a reader");
        (answer, slips)
    }

    fn refuse(&self, original: &Path, faults: &[Fault], lang: Lang) -> Outcome {
        let original =
            Original { path: original, sheet: SheetKind::Slips, limits: Limits::DEALER, aliases: &Glossary::default() };
        refusal::write(&self.reader, &original, faults, &lang, &self.copy()).expect("a writer")
    }

    fn open(&self) -> calamine::Xlsx<std::io::BufReader<std::fs::File>> {
        calamine::open_workbook(self.copy()).expect("the copy")
    }

    fn part(&self, name: &str) -> String {
        let file = std::fs::File::open(self.copy()).expect("the copy");
        let mut archive = zip::ZipArchive::new(file).expect("a zip file");
        let mut text = String::new();
        archive.by_name(name).expect(name).read_to_string(&mut text).expect("text");
        text
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new("tests/fixtures").join(name)
}
