//! Files that lie. Each ends in a clear refusal within seconds, and nothing of it is read as something else.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use sanbao::agreement::slip::Slip;
use sanbao::sheets::{FileProblem, Limits, Problem, SheetKind};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{feedback, read};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const ROOT: &str =
    r#"<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const BOOK_PARTS: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="/xl/s.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="strings.xml"/></Relationships>"#;
const HEADER: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>"#;
const STRINGS: &str = r#"<sst uniqueCount="4294967295"><si><t>product_model</t></si><si><t>fault_code</t><rPh sb="0" eb="1"><t>x</t></rPh></si><si><r><t>fault </t></r><r><t>description</t></r></si><si><t>occurrences</t></si></sst>"#;

/// A sheet with the header and these further rows, or whatever stands behind them.
fn sheet(rows: &str) -> String {
    format!(r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{HEADER}{rows}</sheetData></worksheet>"#)
}

fn parts(rows: &str) -> Vec<(String, Vec<u8>)> {
    [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_PARTS),
        ("xl/strings.xml", STRINGS),
        ("xl/s.xml", &sheet(rows)),
    ]
    .map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()))
    .into()
}

fn zipped(path: &Path, parts: &[(String, Vec<u8>)]) {
    let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, content) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
}

#[track_caller]
fn check_parts(parts: &[(String, Vec<u8>)], expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feedback.xlsx");
    zipped(&path, parts);
    let started = Instant::now();
    assert_eq!(feedback(&path), expected);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[track_caller]
fn check(rows: &str, expected: &str) {
    check_parts(&parts(rows), expected);
}

#[test]
fn a_plain_hand_made_workbook_is_read() {
    check(r#"<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="D2"><v>3</v></c></row>"#, "2 A - 3");
    // What the sheet and the strings claim of their size does not matter, and one far cell costs nothing.
    check(r#"<row r="1048576"><c r="D1048576"><v>3</v></c><c r="XFD1048576"><v>1</v></c></row>"#, "1048576 - - 3");
}

#[test]
fn lies_within_a_sheet_are_damage() {
    for rows in [
        r#"<row r="2"><c r="A2" t="s"><v>4</v></c></row>"#,
        r#"<row r="2"><c r="A2" t="s"><v>2 2</v></c></row>"#,
        r#"<row r="2"><c r="A3"><v>1</v></c></row>"#,
        r#"<row r="2"><c r="A2"/><c r="A2"/></row>"#,
        r#"<row r="2"/><row r="2"/>"#,
        r#"<row r="1048577"/>"#,
        r#"<row r="2"><c r="XFE2"/></row>"#,
        r#"<row r="2"><c r="A2"><v>1</c></row>"#,
        "<row r=\"2\">\u{0}<![CDATA[</row>",
        "</sheetData><sheetData>",
        "</sheetData><mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"A3:A4\"/></mergeCells><sheetData/>",
        "</sheetData><mergeCells><mergeCell ref=\"A9:A3\"/></mergeCells><x>sheetData></x></worksheet>",
        &format!("{}{}", "<a>".repeat(70), "</a>".repeat(70)),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feedback.xlsx");
        zipped(&path, &parts(rows));
        let read = feedback(&path);
        assert!(read.ends_with(": Damaged"), "{rows}: {read}");
    }
}

#[test]
fn merged_cells_over_everything_end_at_the_row_limit() {
    let merge =
        r#"<row r="2"><c r="A2"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A1048576"/></mergeCells>"#;
    let mut parts = parts("");
    parts[5].1 = format!("<worksheet><sheetData>{HEADER}{merge}</worksheet>").into_bytes();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feedback.xlsx");
    zipped(&path, &parts);
    assert_eq!(feedback(&path).lines().last(), Some("! S: TooManyRows"));
}

#[test]
fn lies_of_the_container_are_refused() {
    let with = |name: &str, content: &[u8]| {
        let mut parts = parts("");
        parts.push((name.to_owned(), content.to_vec()));
        parts
    };
    check_parts(&with("xl/S.xml", b"<worksheet/>"), "! : Damaged");
    check_parts(&with("../evil", b""), "! : Damaged");
    check_parts(&with("xl\\s.xml", b""), "! : Damaged");
    check_parts(&with("xl/bomb.xml", &vec![b' '; 30 << 20]), "! : InflatesTooFar");
    let many = (0..1000).map(|part| (format!("xl/{part}"), Vec::new()));
    check_parts(&parts("").into_iter().chain(many).collect::<Vec<_>>(), "! : Damaged");
    let instead = |name: &str, content: &str| {
        let mut parts = parts("");
        parts.retain(|(part, _)| part != name);
        parts.push((name.to_owned(), content.as_bytes().to_vec()));
        parts
    };
    let entity = format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{}", sheet(""));
    check_parts(&instead("xl/s.xml", &entity), "! S: Damaged");
    check_parts(&instead("xl/s.xml", ""), "! S: Damaged");
    check_parts(&instead("xl/workbook.xml", "<html/>"), "! : Damaged");
    check_parts(&instead("_rels/.rels", &ROOT.replace("workbook.xml", "workbook.bin")), "! : NotASheet");
    check_parts(&instead("_rels/.rels", &ROOT.replace("xl/workbook.xml", "word/document.xml")), "! : NotASheet");
}

#[test]
fn a_zip_cut_or_changed_anywhere_never_gives_other_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feedback.xlsx");
    let row = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="D2"><v>3</v></c></row>"#;
    zipped(&path, &parts(row));
    let whole = std::fs::read(&path).unwrap();
    let reader = crate::reader();
    let outcome = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let mut rows = 0;
        let limits = Limits::DEALER;
        let answer = reader.read(&path, limits, &mut |_, _: sanbao::agreement::slip::Feedback| rows += 1).unwrap();
        (answer.faults.is_empty(), rows)
    };
    assert_eq!(outcome(&whole), (true, 1));
    for end in (0..whole.len()).step_by(37) {
        let (is_filed, _) = outcome(&whole[..end]);
        assert!(!is_filed, "cut at {end}");
    }
    for at in (0..whole.len()).step_by(29) {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        let (is_filed, rows) = outcome(&changed);
        assert!(!is_filed || rows == 1, "changed at {at}");
    }
}

#[test]
fn a_part_changed_anywhere_ends_in_an_answer() {
    let row = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="D2" s="0"><f>1</f><v>3</v></c></row>"#;
    let parts = parts(row);
    for (part, (name, content)) in parts.iter().enumerate() {
        for at in (0..content.len()).step_by(3) {
            for change in [b'<', b'"', b'9'] {
                let mut changed = parts.clone();
                changed[part].1[at] = change;
                let path = tempfile::NamedTempFile::new().unwrap();
                zipped(path.path(), &changed);
                let file = std::fs::File::open(path.path()).unwrap();
                let answer = sanbao::sheets::read_unconfined(file, SheetKind::Feedback, Limits::DEALER);
                assert!(answer.rows <= 2, "{name} {at} {change}");
            }
        }
    }
}

#[test]
fn strangers_are_named() {
    for (bytes, expected) in [
        (b"%PDF-1.7".as_slice(), "Pdf"),
        (b"\x89PNG\r\n\x1a\n", "Image"),
        (b"{\\rtf1", "Document"),
        (b"<html><table>", "Html"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><Workbook/>", "Xml"),
        (b"Rar!\x1a\x07", "Archive"),
        (b"\x7fELF\x01\x00\x00", "Other"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slips.csv");
        std::fs::write(&path, bytes).unwrap();
        let (answer, _) = read::<Slip>(&path, Limits::DEALER);
        let problem = format!("{:?}", answer.faults[0].problem);
        assert_eq!(problem, format!("File(NotASheet({expected}))"));
    }
}

#[test]
fn a_file_over_the_limit_is_not_even_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slips.csv");
    std::fs::File::create(&path).unwrap().set_len(20 * 1024 * 1024 + 1).unwrap();
    let (answer, _) = read::<Slip>(&path, Limits::DEALER);
    let bytes_max = Limits::DEALER.file_bytes_max;
    assert_eq!(answer.faults[0].problem, Problem::File(FileProblem::FileTooLarge { bytes_max }));
}

/// Files dropped into these folders are tested without another word.
#[test]
fn every_collected_file_ends_in_a_clear_refusal() {
    for folder in ["tests/hostile", "import-samples/refused"] {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            // That rows of a slip disagree is found when they are filed; `tests/folder_run` has that file.
            let disagrees = path.ends_with("rows-of-a-slip-disagree.xlsx");
            if hidden || disagrees || path.extension().is_some_and(|extension| extension == "md") {
                continue;
            }
            let started = Instant::now();
            let (answer, _) = read::<Slip>(&path, Limits::DEALER);
            assert!(!answer.faults.is_empty(), "{} was read", path.display());
            assert!(started.elapsed() < Duration::from_secs(30), "{}", path.display());
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_end_in_an_answer(format in 0..5_usize, bytes: Vec<u8>, text in "\\PC*") {
        let start: [&[u8]; 5] =
            [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"product_model,fault_code,fault_description,occurrences\n"];
        for rest in [bytes.as_slice(), text.as_bytes()] {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&[start[format], rest].concat()).unwrap();
            std::io::Seek::rewind(&mut file).unwrap();
            let answer = sanbao::sheets::read_unconfined(file, SheetKind::Feedback, Limits::DEALER);
            proptest::prop_assert!(format == 4 || !answer.faults.is_empty());
        }
    }
}
