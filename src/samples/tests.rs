use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use calamine::{Data, Reader, open_workbook_auto};

use super::*;

fn plan(dealers: u32, months: u32, slips: u32) -> Plan {
    Plan::new(dealers, months, slips, "spring", "2026-01".parse().expect("a period")).expect("a plan")
}

fn made(plan: &Plan, format: Format) -> (tempfile::TempDir, Made) {
    let folder = tempfile::tempdir().expect("a folder");
    let made = make(plan, folder.path(), format, &mut |_| ()).expect("samples");
    (folder, made)
}

/// Every file below a folder, by its path there, with its bytes.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(root).expect("a path below the root").to_owned();
                files.insert(below, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// A CSV file's rows by column.
fn csv_rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).expect("a file").deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn the_same_plan_gives_the_same_bytes_and_another_seed_others() {
    let plan = plan(3, 2, 60);
    for format in [Format::Xlsx, Format::Csv] {
        let (first, second) = (made(&plan, format).0, made(&plan, format).0);
        assert!(files(first.path()) == files(second.path()), "{format:?}");
        // Six slips and six feedback sheets, eleven registers, two agreements.
        assert_eq!(files(first.path()).len(), 25);
        let other = Plan::new(3, 2, 60, "autumn", plan.from).expect("a plan");
        assert!(files(first.path()) != files(made(&other, format).0.path()), "{format:?}");
    }
}

#[test]
fn every_dealer_and_month_has_its_sheets_and_the_slips_add_up() {
    let plan = plan(3, 2, 500);
    let (folder, made) = made(&plan, Format::Csv);
    let mut numbers = BTreeSet::new();
    let mut rows = 0;
    for month in ["2026-01", "2026-02"] {
        for dealer in ["D0001", "D0002", "D0003"] {
            assert!(!csv_rows(&folder.path().join(month).join(format!("{dealer}-feedback.csv"))).is_empty());
            let slips = csv_rows(&folder.path().join(month).join(format!("{dealer}-slips.csv")));
            let column = if dealer == "D0002" { "维修单号" } else { "slip_no" };
            numbers.extend(slips.iter().map(|row| (month, dealer, row[column].clone())));
            rows += slips.len();
        }
    }
    assert_eq!((numbers.len(), made.slips), (500, 500));
    assert_eq!(usize::try_from(made.rows), Ok(rows));
    let second_rows = made.rows - made.slips;
    assert!((50..=100).contains(&second_rows), "10 to 20 % have two parts: {second_rows}");
}

#[test]
fn slips_name_what_the_registers_hold_but_for_a_few() {
    let (folder, _) = made(&plan(2, 1, 1_000), Format::Csv);
    let register = |name: &str, column: &str| -> BTreeSet<String> {
        csv_rows(&folder.path().join(name)).into_iter().map(|row| row[column].clone()).collect()
    };
    let slips = csv_rows(&folder.path().join("2026-01/D0001-slips.csv"));
    let few = |column: &str, register: &BTreeSet<String>| {
        let unknown = slips.iter().filter(|row| !row[column].is_empty() && !register.contains(&row[column])).count();
        assert!(unknown < slips.len() / 50, "{column}: {unknown}");
    };
    few("product_model", &register("products.csv", "product_model"));
    few("serial_no", &register("units.csv", "serial_no"));
    few("part_no", &register("parts.csv", "part_no"));
    few("technician", &register("technicians.csv", "technician"));
    let unsigned = slips.iter().filter(|row| row["customer_signed"] == "no").count();
    assert!((1..10).contains(&unsigned), "{unsigned}");
    let called = register("callbacks.csv", "slip_no");
    let called = slips.iter().filter(|row| called.contains(&row["slip_no"])).count();
    assert!((50..200).contains(&called), "a share of the slips is called: {called}");
}

#[test]
fn a_workbook_has_days_as_days_amounts_as_numbers_and_identifiers_as_text() {
    let (folder, _) = made(&plan(2, 1, 40), Format::Xlsx);
    let mut book = open_workbook_auto(folder.path().join("2026-01/D0002-slips.xlsx")).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("its cells");
    let mut rows = range.rows();
    let header: Vec<String> = rows.next().expect("a header").iter().map(ToString::to_string).collect();
    assert_eq!(header, Tongue::Chinese.header(SheetKind::Slips).collect::<Vec<_>>());
    let first = rows.next().expect("a slip");
    assert_eq!(first[0], Data::String("WX0002-2601-000001".to_owned()));
    assert!(matches!(first[9], Data::DateTime(_)) && matches!(first[11], Data::DateTime(_)), "{first:?}");
    assert!(matches!(first[21], Data::Float(fee) if fee >= 12.0), "{first:?}");
    let second_row = rows.find(|row| row[2] == Data::Empty).expect("a second row of a slip");
    assert!(matches!(&second_row[0], Data::String(no) if no.starts_with("WX0002")), "{second_row:?}");
    assert!(matches!(&second_row[18], Data::String(no) if no.ends_with("-05")), "{second_row:?}");
}

#[test]
fn two_part_slips_stop_where_a_worksheet_is_full() {
    let plan = plan(1, 1, 1_000);
    let place = |slip| Place { dealer: 0, month: 0, slip };
    assert!((0..1_000).any(|slip| slips::slip(&plan, place(slip), true).slip.parts.len() > 1));
    assert!((0..1_000).all(|slip| slips::slip(&plan, place(slip), false).slip.parts.len() <= 1));
}

#[test]
fn a_month_without_slips_is_a_nil_return() {
    let (folder, made) = made(&plan(2, 1, 1), Format::Csv);
    assert_eq!((made.slips, made.rows_max), (1, made.rows));
    assert_eq!(csv_rows(&folder.path().join("2026-01/D0002-slips.csv")).len(), 0);
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mine.txt"), "mine").expect("a file");
    let refused = make(&plan(1, 1, 1), folder.path(), Format::Csv, &mut |_| ());
    assert!(matches!(refused, Err(Error::NotEmpty(_))), "{refused:?}");
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn the_agreements_can_be_read_and_name_whom_they_bind() {
    let (folder, _) = made(&plan(3, 1, 3), Format::Csv);
    for (name, binds) in [("standard", "\"*\""), ("special", "D0003")] {
        let text = fs::read_to_string(folder.path().join(format!("agreement-{name}.toml"))).expect("an agreement");
        let agreement = crate::agreement::terms::parse(&text).expect("terms that can be read");
        assert_eq!(agreement.lines.len(), LINES.len());
        assert!(text.contains(binds), "{name}");
    }
    let (folder, _) = made(&plan(2, 1, 3), Format::Csv);
    assert!(!folder.path().join("agreement-special.toml").exists());
}
