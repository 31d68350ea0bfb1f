use chrono::NaiveDate;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use sanbao::agreement::codes::SerialNo;
use sanbao::agreement::slip::{Area, ServiceMode};
use sanbao::money::Money;

use crate::{faults, feedback, slips};

const HEADER: [&str; 4] = ["产品型号", "故障代码", "故障现象", "数量"];

#[test]
fn a_dealers_workbook_is_read_as_people_see_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slips.xlsx");
    let (mut book, date) = (Workbook::new(), Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\";@"));
    let time = Format::new().set_num_format("yyyy/m/d h:mm");
    let notes = book.add_worksheet();
    notes.set_name("说明").unwrap().write(0, 0, "请填写第二张表").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("三月").unwrap();
    sheet.merge_range(0, 0, 0, 8, "维修单 2026年3月", &Format::new()).unwrap();
    let header = [
        "维修单号",
        "产品型号",
        "机身 编号",
        "维修日期",
        "报修时间",
        "区域",
        "服务方式",
        "申报费用（元）",
        "备注",
        "配件编号",
    ];
    for (column, name) in (0..).zip(header) {
        sheet.write(2, column, name).unwrap();
    }
    sheet.merge_range(3, 0, 4, 0, "Ｓ－００１", &Format::new()).unwrap();
    sheet.write(3, 1, "WH-60").unwrap().write(3, 2, 6_901_234_567_890_i64).unwrap();
    let day = ExcelDateTime::from_ymd(2026, 3, 5).unwrap();
    sheet.write_with_format(3, 3, &day, &date).unwrap();
    sheet.write_with_format(3, 4, ExcelDateTime::parse_from_str("2026-03-04T14:30:00").unwrap(), &time).unwrap();
    sheet.write(3, 5, "郊县").unwrap().write(3, 6, "door_to_door").unwrap();
    sheet.write(3, 7, Formula::new("=10+2.5").set_result("12.5")).unwrap().write(3, 9, "P-1").unwrap();
    sheet.write(4, 9, "P-2").unwrap();
    sheet.write(7, 0, "S-002").unwrap().write(7, 3, "2026.3.6").unwrap().write(7, 7, "¥1,000元").unwrap();
    book.save(&path).unwrap();

    let (answer, rows) = slips(&path);
    assert_eq!(faults(&answer), Vec::<String>::new());
    assert_eq!((answer.sheet.as_str(), answer.rows), ("三月", 3));
    assert_eq!(answer.unknown_columns, ["备注"]);
    assert_eq!(answer.spelled("claimed_fee"), "申报费用（元）");
    let numbers: Vec<(u32, &str)> = rows.iter().map(|(row, slip)| (*row, slip.no.as_str())).collect();
    assert_eq!(numbers, [(4, "S-001"), (5, "S-001"), (8, "S-002")]);
    let (_, first) = &rows[0];
    let day = NaiveDate::from_ymd_opt(2026, 3, 5);
    assert_eq!(first.serial.as_ref().map(SerialNo::as_str), Some("6901234567890"));
    assert_eq!(
        (first.repaired_on, first.area, first.service_mode),
        (day, Some(Area::County), Some(ServiceMode::DoorToDoor))
    );
    assert_eq!(first.reported_at.unwrap().to_string(), "2026-03-04 14:30:00");
    assert_eq!(first.claimed_fee, Some(Money::from_fen(1250)));
    assert_eq!(rows[1].1.parts[0].part.as_ref().unwrap().as_str(), "P-2");
    assert_eq!((rows[1].1.model.as_ref(), rows[2].1.claimed_fee), (None, Some(Money::from_fen(100_000))));
}

#[test]
fn every_fault_is_named_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slips.xlsx");
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    for (column, name) in
        (0..).zip(["单号", "维修日期", "产品型号", "机身编号", "维修单号", "用户签字", "配件编号", "数量"])
    {
        sheet.write(0, column, name).unwrap();
    }
    sheet.write(1, 1, 46_000).unwrap().write(1, 3, 1_234_567_890_123_456_789_i64).unwrap();
    sheet.write_with_format(2, 2, 46_300, &date).unwrap().write(2, 4, "S-2").unwrap().write(2, 5, "好").unwrap();
    sheet.write(3, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap().write(3, 4, "S-3").unwrap();
    sheet.write(4, 4, "S-4").unwrap().write(4, 6, "P-1").unwrap().write(4, 7, 0).unwrap();
    sheet.write(5, 4, "S-5").unwrap().write(5, 7, 0).unwrap();
    sheet.write(6, 0, "not read").unwrap();
    book.save(&path).unwrap();

    let (answer, rows) = slips(&path);
    assert_eq!(
        faults(&answer),
        [
            "! Sheet1 2 维修日期 46000: BareNumber",
            "! Sheet1 2 机身编号 1234567890123456800: DigitsLost",
            "! Sheet1 2 维修单号: Blank",
            "! Sheet1 3 产品型号 2026-10-05: DateNotText",
            "! Sheet1 3 用户签字 好: NotYesNo",
            "! Sheet1 4 机身编号 #DIV/0!: ErrorValue",
            "! Sheet1 5 数量 0: IntegerOutOfRange",
        ]
    );
    assert_eq!(rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [6]);
    assert_eq!(answer.rows, 5);
}

#[test]
fn the_one_visible_sheet_with_the_header_is_read() {
    #[track_caller]
    fn check(hidden: &[bool], expected: &str) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feedback.xlsx");
        let mut book = Workbook::new();
        book.add_worksheet().set_name("空").unwrap();
        for hide in hidden {
            let sheet = book.add_worksheet();
            for (column, name) in (0..).zip(HEADER) {
                sheet.write(0, column, name).unwrap();
            }
            sheet.write(1, 0, "WH-60").unwrap().write(1, 3, 2).unwrap().set_hidden(*hide);
        }
        book.save(&path).unwrap();
        assert_eq!(feedback(&path), expected);
    }
    check(&[false], "2 WH-60 - 2");
    check(&[true, false, true], "2 WH-60 - 2");
    check(&[false, false], "! : SeveralSheets");
    check(&[true], "! : NoHeader");
}

#[test]
fn merged_cells_stand_for_each_of_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feedback.xlsx");
    let mut book = Workbook::new();
    let (sheet, plain) = (book.add_worksheet(), Format::new());
    for (column, name) in (0..).zip(HEADER) {
        sheet.write(0, column, name).unwrap();
    }
    // The first spans rows, the second columns, the third both; the last reaches below everything else.
    sheet.merge_range(1, 0, 2, 0, "A", &plain).unwrap().write(1, 3, 1).unwrap().write(2, 3, 2).unwrap();
    sheet.merge_range(3, 0, 3, 1, "B", &plain).unwrap();
    sheet.merge_range(4, 0, 5, 1, "C", &plain).unwrap();
    sheet.write(7, 1, "E1").unwrap();
    sheet.merge_range(8, 0, 9, 0, "D", &plain).unwrap();
    book.save(&path).unwrap();
    assert_eq!(feedback(&path), "2 A - 1\n3 A - 2\n4 B - -\n5 C - -\n6 C - -\n8 - E1 -\n9 D - -\n10 D - -");
}

#[test]
fn a_repetitive_workbook_of_many_rows_is_no_bomb() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feedback.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    for (column, name) in (0..).zip(HEADER) {
        sheet.write(0, column, name).unwrap();
    }
    for row in 1..=50_001 {
        sheet.write(row, 0, "WH-60").unwrap().write(row, 1, "E1").unwrap();
        sheet.write(row, 2, "不加热，显示故障代码").unwrap().write(row, 3, 1).unwrap();
    }
    book.save(&path).unwrap();
    let read = feedback(&path);
    assert_eq!(read.lines().count(), 50_001);
    assert_eq!(read.lines().last(), Some("! Sheet1: TooManyRows"));
}
