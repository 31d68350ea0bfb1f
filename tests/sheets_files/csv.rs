use encoding_rs::GB18030;

use crate::feedback;

const ROWS: &str = "产品型号,故障代码,故障现象,数量\nWH-60,E1,\"不加热\n漏水\",3\n\nWH-80,=\"007\",噪音,\"1,000\"\n";
const READ: &str = "2 WH-60 E1 3\n5 WH-80 007 1000";

#[track_caller]
fn check(bytes: &[u8], expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    // The name says nothing.
    let path = folder.path().join("sheet.xlsx");
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(feedback(&path), expected);
}

fn sixteen(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn every_encoding_gives_the_same_rows() {
    check(ROWS.as_bytes(), READ);
    check(&[b"\xef\xbb\xbf", ROWS.as_bytes()].concat(), READ);
    check(&GB18030.encode(ROWS).0, READ);
    check(&[b"\xff\xfe".to_vec(), sixteen(ROWS, u16::to_le_bytes)].concat(), READ);
    check(&[b"\xfe\xff".to_vec(), sixteen(ROWS, u16::to_be_bytes)].concat(), READ);
    check(&sixteen(ROWS, u16::to_le_bytes), READ);
}

#[test]
fn every_delimiter_is_found_by_its_header() {
    check(b"product_model;fault_code;fault_description;occurrences\nA;B;C;1", "2 A B 1");
    check(b"product_model\tfault_code\tfault_description\toccurrences\r\nA\tB\tC\t1\r\n", "2 A B 1");
    check(
        b"product_model\tfault_code\tfault_description\toccurrences\r\n\r\nA\t\"B\r\nB\"\tC\t1\r\n\r\nD\t\t\t\t2",
        "3 A B\r\nB 1\n6 D - -",
    );
    check(b"product_model,fault_code,fault_description,occurrences\rA,B,C,1\rD,E,F,2\r", "2 A B 1\n3 D E 2");
    check(b"sep=;\nproduct_model;fault_code;fault_description;occurrences\nA;B;C;1", "3 A B 1");
    check(b"Feedback, of March\n\nproduct_model,fault_code,fault_description,occurrences\nA,B,C", "4 A B -");
}

#[test]
fn lines_are_counted_through_a_long_file() {
    let rows: Vec<String> = (2..4002).map(|row| format!("型号,E{row},\"两\n行\",{row}\n")).collect();
    let text = format!("product_model,fault_code,fault_description,occurrences\n{}", rows.concat());
    for bytes in [text.clone().into_bytes(), GB18030.encode(&text).0.into_owned(), sixteen(&text, u16::to_le_bytes)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sheet.csv");
        std::fs::write(&path, bytes).unwrap();
        let read = feedback(&path);
        let expected = (2..4002).map(|row| format!("{} 型号 E{row} {row}", 2 * row - 2)).collect::<Vec<_>>().join("\n");
        assert!(read == expected, "{}", &read[..200]);
    }
}

#[test]
fn what_cannot_be_read_is_named_with_its_line() {
    check(b"", "! : EmptyFile");
    check(b" \n", "! : EmptyFile");
    check(b"a,b\n1,2\n", "! : NoHeader");
    check("产品型号,故障代码,数量\nA,B,1".as_bytes(), "! : NoHeader");
    check(
        b"product_model,fault_code,fault_description,occurrences\nA,B,C,x\nA,B,C,-1\n-,-,-,-\nA,B,C,2\n",
        "5 A B 2\n! 2 occurrences x: NotAnInteger\n! 3 occurrences -1: IntegerOutOfRange",
    );
    let broken = [ROWS.as_bytes(), b"WH-90,\xff,x,1\n"].concat();
    check(&broken, "! 6: NotDecodable");
    let rows = "A,B,C,1\n".repeat(40);
    let late = [b"product_model,fault_code,fault_description,occurrences\n", rows.as_bytes(), b"\xe4,B,C,1\n"].concat();
    check(&late, "! 42: NotDecodable");
    let endless = format!("product_model,fault_code,fault_description,occurrences\nA,\"{}", "x,1\n".repeat(400_000));
    check(endless.as_bytes(), "! 2: QuoteNeverEnds");
    let swallowed = b"product_model,fault_code,fault_description,occurrences\nA,B,C,1\nA,B,\"C,1\nA,B,C,1\n";
    check(swallowed, "! 3: QuoteNeverEnds");
    check(b"product_model,fault_code,fault_description,occurrences\nA,B,C,1\n\x04\nA,B,\"C\",2", "! : NotASheet");
    check(b"product_model,fault_code,fault_description,occurrences,fault code\n", "! 1: ColumnTwice");
}
