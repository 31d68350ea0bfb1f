//! What a workbook of Excel 5 to 2003 says, cell by cell, and what is refused.

mod cells;

use calamine::{Data, Reader};
use sanbao::sheets::formats::Workbook;
use sanbao::sheets::formats::xls::Xls;
use sanbao::sheets::{FileProblem, Stranger};

#[test]
fn reads_what_libreoffice_saves() {
    insta::assert_snapshot!(printed(&fixture("slips.xls")).expect("readable"), @r##"
    [维修单]
    A1:D1 merged
    A4:A5 merged
    A1 "2026年10月维修单"
    A2 "维修单号"
    B2 "机身编号"
    C2 "维修日期"
    D2 "备注"
    A3 "W-1"
    B3 number 6901234567890
    C3 date 46300.0000
    D3 "两行\n文字"
    A4 "W-2"
    B4 number 0.1
    C4 date 46300.6042
    D4 "  空 格  "
    B5 number -12.5
    C5 date 0.6042
    D5 true
    A6 number 6901234567891
    B6 error #DIV/0!
    C6 "W-4"
    D6 error #N/A
    A7 number 0.25
    B7 number 1234.5
    C7 date 1.0000
    D7 true
    A9 "ABC&<>'\""
    C9 date 45351.0000
    D9 "yyyy\"年\"m\"月\"d\"日\""
    [hidden] (hidden)
    A1 "nobody sees this"
    [Sheet3]
    C2 "far"
    "##);
}

#[test]
fn reads_the_same_as_calamine() {
    for name in ["slips.xls", "long.xls", "dates1904.xls"] {
        let printed = printed(&fixture(name)).expect("readable");
        let cells = printed.lines().filter(|line| !line.ends_with(" merged")).map(|line| line.replace(" (hidden)", ""));
        assert_eq!(cells.collect::<Vec<_>>(), by_calamine(name), "{name}");
    }
}

fn by_calamine(name: &str) -> Vec<String> {
    let mut book = calamine::open_workbook::<calamine::Xls<_>, _>(format!("tests/fixtures/{name}")).expect("readable");
    let mut lines = Vec::new();
    for sheet in book.sheet_names() {
        lines.push(format!("[{sheet}]"));
        let range = book.worksheet_range(&sheet).expect("readable");
        let (first_row, first_column) = range.start().expect("cells");
        for (row, column, value) in range.used_cells() {
            let row = first_row + u32::try_from(row).expect("a row");
            let column = first_column + u32::try_from(column).expect("a column");
            let value = match value {
                Data::Int(value) => format!("number {value}"),
                Data::Float(value) => format!("number {value}"),
                Data::String(text) => format!("{text:?}"),
                Data::Bool(value) => value.to_string(),
                Data::DateTime(value) => format!("date {:.4}", value.as_f64()),
                Data::Error(error) => format!("error {error}"),
                other => panic!("{other:?} in {name}"),
            };
            lines.push(format!("{} {value}", cells::name(column, row + 1)));
        }
    }
    lines
}

#[test]
fn knows_the_date_system() {
    let counts = |name: &str| Xls::open(&fixture(name)).expect("readable").counts_from_1904();
    assert!(counts("dates1904.xls"));
    assert!(!counts("slips.xls"));
}

#[test]
fn reads_every_kind_of_record() {
    check(&[record(0x0203, &cell(0, 0, 0.1))], "A1 number 0.1");
    check(&[record(0x0203, &[&[0, 0, 0, 0, 1, 0][..], &45_000_f64.to_le_bytes()].concat())], "A1 date 45000.0000");
    check(&[record(0x0203, &[&[0, 0, 0, 0, 2, 0][..], &0.5_f64.to_le_bytes()].concat())], "A1 date 0.5000");
    check(&[record(0x0203, &[&[0, 0, 0, 0, 99, 0][..], &1_f64.to_le_bytes()].concat())], "A1 number 1");
    check(&[rk(0, 0, 12_345 << 2 | 3)], "A1 number 123.45");
    check(&[rk(0, 0, (-7_i32).cast_unsigned() << 2 | 2)], "A1 number -7");
    check(&[rk(0, 0, 0x3ff8_0000)], "A1 number 1.5");
    check(&[record(0x00bd, &words(&[4, 1, 0, 6, 0, 0, 10, 0, 2]))], "B5 number 1|C5 number 2");
    check(&[record(0x0204, &[&words(&[0, 2, 0, 2])[..], &[1, 0x2d, 0x4e, 0x87, 0x65]].concat())], r#"C1 "中文""#);
    check(&[record(0x00d6, &[&words(&[0, 0, 0, 2])[..], b"\0ab", &words(&[1, 0, 5])].concat())], r#"A1 "ab""#);
    check(&[record(0x0205, &words(&[0, 0, 0, 0x0001]))], "A1 true");
    check(&[record(0x0205, &words(&[0, 0, 0, 0x0117]))], "A1 error #REF!");
    check(&[record(0x0201, &words(&[0, 0, 0])), record(0x00be, &words(&[0, 1, 0, 0, 2]))], "");
    check(&[record(0x00e5, &words(&[1, 1, 3, 0, 2]))], "A2:C4 merged");
}

#[test]
fn reads_the_results_of_formulas() {
    let formula = |result: [u8; 8], flags: u16| {
        record(0x0006, &[&words(&[0, 0, 0])[..], &result, &words(&[flags, 0, 0, 0])].concat())
    };
    let string = |text: &str| {
        record(0x0207, &[&words(&[u16::try_from(text.len()).expect("short")])[..], &[0], text.as_bytes()].concat())
    };
    let mark = |kind: u8, value: u8| [kind, 0, value, 0, 0, 0, 0xff, 0xff];
    check(&[formula(2.5_f64.to_le_bytes(), 0)], "A1 number 2.5");
    check(&[formula(mark(0, 0), 0), string("text")], r#"A1 "text""#);
    check(&[formula(mark(0, 0), 0), record(0x04bc, &[0; 10]), string("shared")], r#"A1 "shared""#);
    check(&[formula(mark(0, 0), 0), record(0x0207, &words(&[2])), record(0x003c, b"\0ab")], r#"A1 "ab""#);
    check(&[formula(mark(0, 0), 0)], "A1 formula without value");
    check(&[formula(mark(1, 1), 0)], "A1 true");
    check(&[formula(mark(2, 0x2a), 0)], "A1 error #N/A");
    check(&[formula(mark(3, 0), 0)], r#"A1 """#);
    check(&[formula([0; 8], 0)], "A1 number 0");
    check(&[formula([0; 8], 3)], "A1 formula without value");
    check(&[formula(1_f64.to_le_bytes(), 3)], "A1 number 1");
}

#[test]
fn sorts_cells_that_are_out_of_order() {
    let number = |row, column, value| record(0x0203, &cell(row, column, value));
    check(&[number(2, 0, 1.0), number(0, 3, 2.0), number(0, 1, 3.0)], "B1 number 3|D1 number 2|A3 number 1");
    refuse(&[number(0, 0, 1.0), number(1, 0, 1.0), number(0, 0, 2.0)], &FileProblem::Damaged);
}

#[test]
fn a_chart_within_the_sheet_is_passed_over() {
    let chart = [record(0x0809, &words(&[0x0600, 0x0020])), record(0x0203, &cell(0, 0, 9.0)), record(0x000a, &[])];
    check(&[&chart[..], &[record(0x0203, &cell(1, 0, 1.0))]].concat(), "A2 number 1");
}

#[test]
fn reads_texts_that_are_cut_across_records() {
    let shared = |pieces: &[&[u8]]| {
        let mut records = vec![record(0x00fc, pieces[0])];
        records.extend(pieces[1..].iter().map(|piece| record(0x003c, piece)));
        records.concat()
    };
    let head = |count: u32| [count.to_le_bytes(), count.to_le_bytes()].concat();
    let first = |pieces: &[&[u8]]| {
        let label = record(0x00fd, &words(&[0, 0, 0, 0, 0]));
        printed(&workbook(&shared(pieces), &[label])).map(|read| read.lines().skip(1).collect::<Vec<_>>().join("|"))
    };
    let text = |read: &str| Ok(format!("A1 {read:?}"));
    assert_eq!(first(&[&[&head(1)[..], b"\x04\0\0abcd"].concat()]), text("abcd"));
    assert_eq!(first(&[&[&head(1)[..], b"\x04\0\0ab"].concat(), b"\0cd"]), text("abcd"));
    assert_eq!(first(&[&[&head(1)[..], b"\x04\0\0ab"].concat(), b"\x01\x2d\x4e\x87\x65"]), text("ab中文"));
    assert_eq!(first(&[&[&head(1)[..], b"\x04\0\0ab"].concat(), b"", b"\0cd"]), text("abcd"));
    assert_eq!(first(&[&head(1), b"\x02\0\0ab"]), text("ab"));
    // An emoji whose halves stand in two records.
    assert_eq!(first(&[&[&head(1)[..], b"\x02\0\x01\x3d\xd8"].concat(), b"\x01\x00\xde"]), text("😀"));
    // Fonts of parts and pronunciation follow the text and are not cut behind a flag.
    let rich = [&head(1)[..], b"\x02\0\x0c\x01\0\x06\0\0\0ab\0\0"].concat();
    assert_eq!(first(&[&rich, b"\0\0pronou"]), text("ab"));
    // A table that says how much it holds, but does not hold it.
    assert_eq!(first(&[&[&head(u32::MAX)[..], b"\x02\0\0ab"].concat()]), text("ab"));
    assert_eq!(first(&[&[&head(1)[..], b"\x04\0\0ab"].concat()]), Err(FileProblem::Damaged));
    assert_eq!(first(&[&[&head(1)[..], b"\x02\0\x01\x2d\x4e\x87"].concat()]), Err(FileProblem::Damaged));
    assert_eq!(first(&[&head(0)]), Err(FileProblem::Damaged));
    assert_eq!(first(&[b"\0\0"]), Err(FileProblem::Damaged));
}

#[test]
fn reads_a_workbook_of_excel_95_in_its_code_page() {
    let sheet_name = encoding_rs::GBK.encode("维修").0.into_owned();
    let globals = [
        record(0x0809, &words(&[0x0500, 0x0005])),
        record(0x0042, &words(&[936])),
        record(0x041e, &[&[164, 0, 10][..], b"yyyy-mm-dd"].concat()),
        record(0x00e0, &words(&[0, 164])),
    ]
    .concat();
    let sheet = [
        record(0x0809, &words(&[0x0500, 0x0010])),
        record(0x0204, &[&words(&[0, 0, 0, 4])[..], &encoding_rs::GBK.encode("中文").0].concat()),
        record(0x0203, &cell(1, 0, 45_000.0)),
        record(0x000a, &[]),
    ]
    .concat();
    let bound = record(0x0085, &[&[0; 6][..], &[4], &sheet_name].concat());
    let start = u32::try_from(globals.len() + bound.len() + 4).expect("short");
    let bound = record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 4], &sheet_name].concat());
    let stream = [globals, bound, record(0x000a, &[]), sheet].concat();
    let read = printed(&compound(&[("Book", stream)])).expect("readable");
    assert_eq!(read, "[维修]\nA1 \"中文\"\nA2 date 45000.0000\n");
}

#[test]
fn cells_far_apart_cost_nothing() {
    check(&[record(0x0203, &cell(0, 0, 1.0)), record(0x0203, &cell(65_535, 255, 2.0))], "A1 number 1|IV65536 number 2");
}

#[test]
fn what_lies_about_itself_is_refused() {
    use FileProblem::Damaged;
    refuse(&[record(0x0203, &words(&[0, 0, 0]))], &Damaged);
    refuse(&[record(0x0203, &cell(0, 0, f64::NAN))], &Damaged);
    refuse(&[record(0x0203, &cell(0, 256, 1.0))], &Damaged);
    refuse(&[record(0x00fd, &words(&[0, 0, 0, 9, 0]))], &Damaged);
    refuse(&[record(0x00bd, &words(&[0, 1]))], &Damaged);
    refuse(&[record(0x00bd, &words(&[0, 65_535, 0, 6, 0, 0, 10, 0, 2]))], &Damaged);
    refuse(&[record(0x00e5, &words(&[2, 1, 3, 0, 2]))], &Damaged);
    refuse(&[record(0x00e5, &words(&[1, 3, 1, 0, 2]))], &Damaged);
    refuse(&[record(0x0809, &[])], &Damaged);
    refuse(&[words(&[0x0203, 60_000])], &Damaged);
    refuse(&[record(0x0204, &words(&[0, 0, 0, 500]))], &Damaged);
}

#[test]
fn a_container_that_lies_is_refused() {
    use FileProblem::{Damaged, NotASheet, PasswordProtected};
    let whole = workbook(&[], &[record(0x0203, &cell(0, 0, 1.0))]);
    assert!(printed(&whole).is_ok());
    let with = |at: usize, number: u32| {
        let mut file = whole.clone();
        file[at..at + 4].copy_from_slice(&number.to_le_bytes());
        printed(&file)
    };
    // The stream's chain: into itself, to a free sector, out of the file.
    let (fat, directory, stream) = (512, 1024, 2);
    for next in [stream, 0xffff_ffff, 100_000] {
        let next = u32::try_from(next).expect("a sector");
        assert_eq!(with(fat + 4 * stream, next), Err(Damaged), "next sector {next}");
    }
    assert_eq!(with(fat + 4, 1), Err(Damaged), "the directory's chain in a circle");
    assert_eq!(with(48, 100_000), Err(Damaged), "the directory beyond the file");
    assert_eq!(with(76, 100_000), Err(Damaged), "the table beyond the file");
    assert_eq!(with(68, 0), Err(Damaged), "the list of tables in a circle");
    assert_eq!(with(directory + 128 + 120, u32::MAX), Err(Damaged), "a stream longer than the file");
    assert_eq!(with(directory + 76, 99), Err(Damaged), "a child that is not there");
    assert_eq!(with(directory + 128 + 72, 1), Err(Damaged), "a sibling of itself");
    assert_eq!(with(30, 0x0006_0020), Err(Damaged), "sectors of four gibibytes");
    for length in (0..whole.len()).step_by(97) {
        assert!(printed(&whole[..length]).is_err(), "{length} bytes");
    }
    let stream = vec![0; 5000];
    let open = |name: &str| printed(&compound(&[(name, stream.clone())]));
    assert_eq!(open("EncryptedPackage"), Err(PasswordProtected));
    assert_eq!(open("WordDocument"), Err(NotASheet(Stranger::Document)));
    assert_eq!(open("PowerPoint Document"), Err(NotASheet(Stranger::Presentation)));
    assert_eq!(open("Contents"), Err(NotASheet(Stranger::Other)));
    assert_eq!(open("Workbook"), Err(Damaged));
    let locked = workbook(&record(0x002f, &[1, 0]), &[]);
    assert_eq!(printed(&locked), Err(PasswordProtected));
}

#[test]
fn reads_a_short_stream_in_small_sectors() {
    // The workbook's sectors become the root's stream, whose small sectors follow one another.
    let mut file = workbook(&[], &[record(0x0203, &cell(0, 0, 1.0))]);
    let (fat, directory, table) = (512, 1024, file.len() / 512 - 1);
    let mut patch = |at: usize, number: usize| {
        file[at..at + 4].copy_from_slice(&u32::try_from(number).expect("a small number").to_le_bytes());
    };
    patch(60, table);
    patch(fat + 4 * table, 0xffff_fffe);
    patch(directory + 116, 2);
    patch(directory + 120, 4096);
    patch(directory + 128 + 116, 0);
    patch(directory + 128 + 120, 300);
    file.extend((1..5_u32).chain([0xffff_fffe]).flat_map(u32::to_le_bytes));
    file.resize((table + 2) * 512, 0xff);
    assert_eq!(printed(&file), Ok("[one]\nA1 number 1\n".to_owned()));
    let second = (table + 1) * 512 + 4;
    file[second..second + 4].copy_from_slice(&[1, 0, 0, 0]);
    assert_eq!(printed(&file), Err(FileProblem::Damaged), "small sectors in a circle");
}

#[test]
fn a_byte_changed_anywhere_neither_panics_nor_hangs() {
    let whole = fixture("slips.xls");
    for at in 0..whole.len() {
        for value in [0x00, 0x7f, 0xff] {
            let mut file = whole.clone();
            file[at] = value;
            // Whatever it says: it must come to an end.
            let _ = printed(&file);
        }
    }
}

/// A sheet of these records, and what is read of it.
#[track_caller]
fn check(records: &[Vec<u8>], expected: &str) {
    let read = printed(&workbook(&[], records)).expect("readable");
    assert_eq!(read.lines().skip(1).collect::<Vec<_>>().join("|"), expected);
}

#[track_caller]
fn refuse(records: &[Vec<u8>], expected: &FileProblem) {
    assert_eq!(printed(&workbook(&[], records)).as_ref(), Err(expected));
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/fixtures/{name}")).expect("the fixture")
}

fn printed(file: &[u8]) -> Result<String, FileProblem> {
    cells::print(&mut Xls::open(file)?)
}

fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a record's length");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), bytes].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn cell(row: u16, column: u16, value: f64) -> Vec<u8> {
    [words(&[row, column, 0]), value.to_le_bytes().to_vec()].concat()
}

fn rk(row: u16, column: u16, bits: u32) -> Vec<u8> {
    record(0x027e, &[words(&[row, column, 0]), bits.to_le_bytes().to_vec()].concat())
}

/// A workbook of one sheet, whose format 1 is a date of its own and format 2 a time of Excel's.
fn workbook(globals: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    let format = record(0x041e, &[&words(&[164, 10])[..], b"\0yyyy-mm-dd"].concat());
    let xfs = [0, 164, 20].map(|format| record(0x00e0, &words(&[0, format]))).concat();
    let globals = [record(0x0809, &words(&[0x0600, 0x0005])), format, xfs, globals.to_vec()].concat();
    let bound = |start: u32| record(0x0085, &[&start.to_le_bytes()[..], b"\0\0\x03\0one"].concat());
    let start = u32::try_from(globals.len() + bound(0).len() + 4).expect("short");
    let sheet = [record(0x0809, &words(&[0x0600, 0x0010])), records.concat(), record(0x000a, &[])].concat();
    compound(&[("Workbook", [globals, bound(start), record(0x000a, &[]), sheet].concat())])
}

/// A compound file: the header, one sector of the table, one of the directory, then the streams.
fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    const SECTOR: usize = 512;
    let number = |number: usize| u32::try_from(number).expect("a small number").to_le_bytes();
    let (mut fat, mut directory, mut contents) =
        (vec![[0xfd, 0xff, 0xff, 0xff], [0xfe, 0xff, 0xff, 0xff]], Vec::new(), Vec::new());
    directory.extend(entry("Root Entry", 5, [0xfe, 0xff, 0xff, 0xff], 0, 1));
    for (name, bytes) in streams {
        // Short streams would lie elsewhere.
        let mut bytes = bytes.clone();
        bytes.resize(bytes.len().max(4096), 0);
        directory.extend(entry(name, 2, number(fat.len()), bytes.len(), u32::MAX));
        bytes.resize(bytes.len().next_multiple_of(SECTOR), 0);
        let last = fat.len() + bytes.len() / SECTOR - 1;
        fat.extend((fat.len()..last).map(|sector| number(sector + 1)));
        fat.push([0xfe, 0xff, 0xff, 0xff]);
        contents.extend(bytes);
    }
    fat.resize(SECTOR / 4, [0xff; 4]);
    directory.resize(SECTOR, 0);
    let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    header.resize(24, 0);
    header.extend(words(&[0x3e, 3, 0xfffe, 9, 6]));
    header.resize(44, 0);
    header.extend([number(1), number(1), number(0), number(4096)].concat());
    header.extend([0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);
    header.resize(SECTOR, 0xff);
    [header, fat.concat(), directory, contents].concat()
}

fn entry(name: &str, kind: u8, first_sector: [u8; 4], bytes: usize, child: u32) -> Vec<u8> {
    let mut entry = name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let name_bytes = u16::try_from(entry.len() + 2).expect("a short name");
    entry.resize(64, 0);
    entry.extend(name_bytes.to_le_bytes());
    entry.extend([kind, 1]);
    entry.extend([u32::MAX, u32::MAX, child].map(u32::to_le_bytes).concat());
    entry.resize(116, 0);
    entry.extend(first_sector);
    entry.extend(u32::try_from(bytes).expect("short").to_le_bytes());
    entry.resize(128, 0);
    entry
}
