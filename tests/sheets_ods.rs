//! What an OpenDocument spreadsheet says, cell by cell, and what is refused.

mod cells;

use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;

use sanbao::sheets::container::Container;
use sanbao::sheets::formats::ods::Ods;
use sanbao::sheets::formats::{RawValue, RowSink, Workbook};
use sanbao::sheets::{FileProblem, Stranger};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

#[test]
fn reads_what_libreoffice_saves() {
    let file = File::open("tests/fixtures/slips.ods").expect("the fixture");
    let mut book = Ods::open(container(file)).expect("a spreadsheet");
    insta::assert_snapshot!(cells::print(&mut book).expect("readable"), @r##"
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
    C3 date 2026-10-05
    D3 "两行\n文字"
    A4 "W-2"
    B4 number 0.1
    C4 date 2026-10-05T14:30:00
    D4 "  空 格  "
    B5 number -12.5
    C5 date 0.6042
    D5 number 1
    A6 number 6901234567891
    B6 error #DIV/0!
    C6 "W-4"
    D6 error #N/A
    A7 number 0.25
    B7 number 1234.5
    C7 date 1899-12-31
    D7 number 1
    A9 "ABC&<>'\""
    C9 date 2024-02-29
    D9 "yyyy\"年\"m\"月\"d\"日\""
    [hidden] (hidden)
    A1 "nobody sees this"
    [Sheet3]
    C2 "far"
    "##);
}

#[test]
fn reads_every_kind_of_value() {
    check(
        r#"<c office:value-type="float" office:value="6901234567890"><text:p>6.90E+12</text:p></c>"#,
        "A1 number 6901234567890",
    );
    check(r#"<c office:value-type="percentage" office:value="0.25"/>"#, "A1 number 0.25");
    check(r#"<c office:value-type="currency" office:currency="CNY" office:value="-12.5"/>"#, "A1 number -12.5");
    check(
        r#"<c office:value-type="date" office:date-value="2026-10-05"><text:p>5.10.</text:p></c>"#,
        "A1 date 2026-10-05",
    );
    check(r#"<c office:value-type="time" office:time-value="PT14H30M00S"/>"#, "A1 date 0.6042");
    check(r#"<c office:value-type="time" office:time-value="PT36H"/>"#, "A1 date 1.5000");
    check(r#"<c office:value-type="time" office:time-value="-PT30M0.5S"/>"#, "A1 date -0.0208");
    check(r#"<c office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></c>"#, "A1 true");
    check(r#"<c office:value-type="string" office:string-value="W-1"><text:p>shown</text:p></c>"#, r#"A1 "W-1""#);
    check(r#"<c office:value-type="string"><text:p>W-1</text:p></c>"#, r#"A1 "W-1""#);
    check("<c><text:p>no type</text:p></c>", r#"A1 "no type""#);
    check(r#"<c office:value-type="void"/>"#, "");
    check("<c/>", "");
}

#[test]
fn reads_the_results_of_formulas() {
    check(r#"<c table:formula="of:=1+1" office:value-type="float" office:value="2"/>"#, "A1 number 2");
    check(r#"<c table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""/>"#, r#"A1 """#);
    check(r#"<c table:formula="of:=1+1"/>"#, "A1 formula without value");
    check(r#"<c table:formula="of:=1+1" office:value-type="float"/>"#, "A1 formula without value");
    check(
        r#"<c table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error">
            <text:p>#N/A</text:p></c>"#,
        "A1 error #N/A",
    );
    check(
        r#"<c table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p></c>"#,
        "A1 error #DIV/0!",
    );
    check(r#"<c table:formula="of:=x" office:value-type="string" office:string-value="Err:508"/>"#, "A1 error Err:508");
    check(r#"<c office:value-type="string"><text:p>#N/A</text:p></c>"#, r##"A1 "#N/A""##);
}

#[test]
fn reads_paragraphs_as_they_are_shown() {
    check(&text("<text:p>one</text:p><text:p>two</text:p>"), r#"A1 "one\ntwo""#);
    check(&text("<text:p/><text:p>two</text:p>"), r#"A1 "\ntwo""#);
    check(&text("<text:p>a<text:s/>b<text:s text:c=\"3\"/>c</text:p>"), r#"A1 "a b   c""#);
    check(&text("<text:p>a<text:tab/>b<text:line-break/>c</text:p>"), r#"A1 "a\tb\nc""#);
    check(&text("<text:p>  a \n  b  </text:p>"), r#"A1 "a b""#);
    check(&text("<text:p>a <text:span>bold</text:span><text:a> link</text:a></text:p>"), r#"A1 "a bold link""#);
    check(&text("<text:p>&lt;A&amp;B&gt; &#22269;<![CDATA[<x>]]></text:p>"), r#"A1 "<A&B> 国<x>""#);
    check(&text("<office:annotation><text:p>note</text:p></office:annotation><text:p>a</text:p>"), r#"A1 "a""#);
    check(&text("<draw:frame><text:p>shape</text:p></draw:frame><text:p>a</text:p>"), r#"A1 "a""#);
    check(&text("<!-- why --><text:p>a<!-- why -->b</text:p>"), r#"A1 "ab""#);
}

fn text(paragraphs: &str) -> String {
    format!(r#"<c office:value-type="string">{paragraphs}</c>"#)
}

#[test]
fn counts_repeated_rows_and_columns() {
    const ONE: &str = r#"office:value-type="float" office:value="1""#;
    check(
        &format!("<c {ONE} table:number-columns-repeated=\"3\"/><c {ONE}/>"),
        "A1 number 1|B1 number 1|C1 number 1|D1 number 1",
    );
    check(&format!("<c table:number-columns-repeated=\"27\"/><c {ONE}/>"), "AB1 number 1");
    check_rows(
        &format!(
            "<table:table-row table:number-rows-repeated=\"2\"><c {ONE}/></table:table-row>
             <table:table-row table:number-rows-repeated=\"1000\"><c table:number-columns-repeated=\"1024\"/></table:table-row>
             <table:table-header-rows><table:table-row><c {ONE}/></table:table-row></table:table-header-rows>
             <table:table-row-group><table:table-row-group><table:table-row><c {ONE}/></table:table-row>
             </table:table-row-group></table:table-row-group>
             <table:table-row table:number-rows-repeated=\"1048576\"><c/></table:table-row>"
        ),
        "A1 number 1|A2 number 1|A1003 number 1|A1004 number 1",
    );
}

#[test]
fn reads_merged_cells() {
    check(
        &format!(
            "<c {} office:value-type=\"string\"><text:p>a</text:p></c>
             <table:covered-table-cell office:value-type=\"string\"><text:p>unseen</text:p></table:covered-table-cell><c {}>
             <text:p>b</text:p></c>",
            r#"table:number-columns-spanned="2" table:number-rows-spanned="3""#, r#"table:number-rows-spanned="1""#
        ),
        r#"A1:B3 merged|A1 "a"|C1 "b""#,
    );
}

#[test]
fn a_hidden_sheet_is_known_by_its_style() {
    let body = r#"<office:automatic-styles>
            <style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>
            <style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>
        </office:automatic-styles><office:body><office:spreadsheet>
            <table:dde-links><table:dde-link><table:table table:name="no sheet"/></table:dde-link></table:dde-links>
            <table:table table:name="one" table:style-name="ta1"/>
            <table:table table:name="two" table:style-name="ta2"/>
            <table:table table:name="three"/>
        </office:spreadsheet></office:body>"#;
    assert_eq!(printed(document(body).as_bytes()), Ok("[one]\n[two] (hidden)\n[three]\n".to_owned()));
}

#[test]
fn each_sheet_is_found_again_behind_a_byte_order_mark() {
    let table = |name: &str, value: u32| {
        format!(
            "<table:table table:name=\"{name}\"><table:table-row>
             <table:table-cell office:value-type=\"float\" office:value=\"{value}\"/></table:table-row></table:table>"
        )
    };
    let tables = format!("{}\n{}", table("一", 1), table("二", 2));
    let body = format!("<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>");
    let bytes = [b"\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\"?>", document(&body).as_bytes()].concat();
    assert_eq!(printed(&bytes), Ok("[一]\nA1 number 1\n[二]\nA1 number 2\n".to_owned()));
}

#[test]
fn what_is_no_spreadsheet_is_refused() {
    use FileProblem::{Damaged, InflatesTooFar, NotASheet};
    let one = r#"<c office:value-type="float" office:value="1"/>"#;
    refuse("<c office:value-type=\"float\"/>", &Damaged);
    refuse("<c office:value-type=\"float\" office:value=\"one\"/>", &Damaged);
    refuse("<c office:value-type=\"float\" office:value=\"1e999\"/>", &Damaged);
    refuse("<c office:value-type=\"float\" office:value=\"NaN\"/>", &Damaged);
    refuse("<c office:value-type=\"date\"/>", &Damaged);
    refuse("<c office:value-type=\"time\" office:time-value=\"P1Y\"/>", &Damaged);
    refuse("<c office:value-type=\"boolean\" office:boolean-value=\"maybe\"/>", &Damaged);
    refuse("<c office:value-type=\"colour\"/>", &Damaged);
    refuse("<c table:number-columns-repeated=\"0\"/>", &Damaged);
    refuse("<c table:number-columns-repeated=\"-1\"/>", &Damaged);
    refuse(&format!("<c table:number-columns-repeated=\"16384\"/>{one}"), &Damaged);
    refuse("<c office:value=\"1\" office:value=\"2\"/>", &Damaged);
    refuse(&text("<text:p>&unknown;</text:p>"), &Damaged);
    refuse(&text("<text:p><text:s text:c=\"4000000000\"/></text:p>"), &Damaged);
    refuse(&text(&format!("<text:p>{}</text:p>", "x".repeat(1 << 21))), &Damaged);
    refuse(&text(&format!("<text:p>{}</text:p>", "x<text:s/>".repeat(1 << 20))), &Damaged);
    refuse(&text(&format!("<text:p>{}{}</text:p>", "<text:span>".repeat(60), "</text:span>".repeat(60))), &Damaged);
    refuse("<c></table:table-row>", &Damaged);

    let rows = |repeated: u32, columns: u32| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{repeated}\"><table:table-cell
             table:number-columns-repeated=\"{columns}\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell>
             </table:table-row>"
        )
    };
    assert_eq!(walked(sheet(&rows(1_048_576, 1000)).as_bytes()), Err(InflatesTooFar));
    assert_eq!(walked(sheet(&format!("{}{}", rows(1, 1), rows(1_048_576, 1))).as_bytes()), Err(Damaged));
    assert_eq!(walked(sheet(&rows(4_294_967_295, 1000)).as_bytes()), Err(InflatesTooFar));
    assert_eq!(walked(sheet(&rows(1, 1)).replace("</office:body>", "").as_bytes()), Err(Damaged));
    assert_eq!(walked(format!("<!DOCTYPE x [<!ENTITY y \"z\">]>{}", sheet("")).as_bytes()), Err(Damaged));
    let not_utf8 =
        sheet(&rows(1, 1)).into_bytes().iter().map(|byte| if *byte == b'x' { 0xff } else { *byte }).collect::<Vec<_>>();
    assert_eq!(walked(&not_utf8), Err(Damaged));
    let letter = document("<office:body><office:text/></office:body>");
    assert_eq!(walked(letter.as_bytes()), Err(NotASheet(Stranger::Document)));
    let slides = document("<office:body><office:presentation/></office:body>");
    assert_eq!(walked(slides.as_bytes()), Err(NotASheet(Stranger::Presentation)));
    assert_eq!(walked(document("").as_bytes()), Err(NotASheet(Stranger::Other)));
}

#[test]
fn an_encrypted_file_asks_for_its_password_to_be_removed() {
    let manifest = r#"<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">
        <manifest:manifest><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>
        </manifest:file-entry></manifest:manifest>"#;
    let open = |manifest: &str| {
        let content = sheet("");
        let parts = [("META-INF/manifest.xml", manifest.as_bytes()), ("content.xml", content.as_bytes())];
        Ods::open(zipped(&parts)).map(|book| book.sheets().len())
    };
    assert_eq!(open(manifest), Err(FileProblem::PasswordProtected));
    assert_eq!(open(&manifest.replace("<manifest:encryption-data/>", "")), Ok(1));
}

#[test]
fn many_rows_that_hardly_differ_are_no_attack() {
    let row = |number: usize| {
        let cells = r#"<c table:style-name="ce1" office:value-type="string" calcext:value-type="string"><text:p>是</text:p></c>"#;
        format!("<table:table-row><c><text:p>W-{number}</text:p></c>{}</table:table-row>", cells.repeat(20))
    };
    let rows = (0..8000).map(row).collect::<Vec<_>>().concat();
    assert_eq!(walked(sheet(&rows).as_bytes()), Ok(()));
}

#[test]
fn stops_when_the_sink_has_seen_enough() {
    struct First(Vec<u32>);
    impl RowSink for First {
        fn row(&mut self, number: u32) -> ControlFlow<()> {
            self.0.push(number);
            if number == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
        fn cell(&mut self, _: u32, _: RawValue<'_>) {}
    }
    let row = "<table:table-row table:number-rows-repeated=\"1000\"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>";
    let mut book = Ods::open(zipped(&[("content.xml", sheet(row).as_bytes())])).expect("a spreadsheet");
    let mut first = First(Vec::new());
    book.rows(0, &mut first).expect("readable");
    book.rows(0, &mut first).expect("readable");
    assert_eq!(first.0, [1, 2, 1, 2]);
}

/// One row of cells, `c` for `table:table-cell`, and what is read of it.
#[track_caller]
fn check(cells: &str, expected: &str) {
    check_rows(&format!("<table:table-row>{cells}</table:table-row>"), expected);
}

#[track_caller]
fn check_rows(rows: &str, expected: &str) {
    let read = printed(sheet(rows).as_bytes()).expect("readable");
    let lines = read.lines().skip(1).collect::<Vec<_>>();
    assert_eq!(lines.join("|"), expected);
}

#[track_caller]
fn refuse(cells: &str, expected: &FileProblem) {
    let row = format!("<table:table-row>{cells}</table:table-row>");
    assert_eq!(walked(sheet(&row).as_bytes()).as_ref(), Err(expected));
}

fn sheet(rows: &str) -> String {
    let rows = rows.replace("<c", "<table:table-cell").replace("</c>", "</table:table-cell>");
    document(&format!(
        "<office:body><office:spreadsheet><table:table table:name=\"one\">
         <table:table-column table:number-columns-repeated=\"1024\"/>{rows}</table:table></office:spreadsheet></office:body>"
    ))
}

fn document(body: &str) -> String {
    format!("<office:document-content>{body}</office:document-content>")
}

fn printed(content: &[u8]) -> Result<String, FileProblem> {
    cells::print(&mut Ods::open(zipped(&[("content.xml", content)]))?)
}

/// Reads all cells and looks at none.
fn walked(content: &[u8]) -> Result<(), FileProblem> {
    struct Walk;
    impl RowSink for Walk {
        fn row(&mut self, _: u32) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
        fn cell(&mut self, _: u32, _: RawValue<'_>) {}
    }
    let mut book = Ods::open(zipped(&[("content.xml", content)]))?;
    (0..book.sheets().len()).try_for_each(|sheet| book.rows(sheet, &mut Walk))
}

fn zipped(parts: &[(&str, &[u8])]) -> Container {
    let mut writer = ZipWriter::new(tempfile::tempfile().expect("a temporary file"));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a new part");
        writer.write_all(bytes).expect("space is there");
    }
    container(writer.finish().expect("a zip file"))
}

fn container(file: File) -> Container {
    let file_bytes = file.metadata().expect("a file").len();
    Container::open(file, file_bytes, 200 << 20).expect("a zip file")
}
