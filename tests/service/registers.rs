//! Registers: versions, second rows, whose months are settled again, consignments.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sanbao::agreement::codes::{DealerCode, SerialNo};
use sanbao::auth::{Actor, Role};
use sanbao::sheets::Problem;
use sanbao::store::registers::versions::{self, Mode, Version};
use sanbao::store::registers::{self, Register};
use sanbao::store::{Error as StoreError, books};
use sanbao::workflow::import_register::{RegisterFile, import_register};
use sanbao::workflow::publish_agreement::publish_agreement;
use sanbao::workflow::{Error, Refusal};

use super::harness::TestOffice;

const DEALERS: &str = "dealer_code,name,region\nD1,One,云南\nD2,Two,\n";
const UNITS: &str = "serial_no,product_model,dealer_code,sale_date\nS1,M1,D1,2026-01-05\nS2,M1,D2,2026-01-06\n";
const SALES: &str = "dealer_code,product_line,period,units,settlement_amount\n";

pub fn administrator() -> Actor {
    Actor { login: "admin".to_owned(), role: Role::Administrator, dealer: None }
}

pub fn dealer(code: &str) -> DealerCode {
    DealerCode::new(code).unwrap()
}

/// Imports a file with this content.
pub fn import(test: &TestOffice, register: Register, mode: Mode, content: &str) -> Result<Version, Error> {
    let path = test.folder.path().join("upload");
    std::fs::write(&path, content).unwrap();
    let file = RegisterFile { register, mode, name: "upload.csv", path: &path };
    import_register(&test.office, &administrator(), &file)
}

/// What a version says of rows: read, added, removed.
fn rows(version: &Version) -> (i64, i64, i64) {
    (version.rows_read, version.rows_added, version.rows_removed)
}

fn revision(test: &TestOffice, code: &str) -> i64 {
    test.office.store.read(|c| books::revisions(c, &dealer(code))).unwrap().0
}

/// The models of the registered units among some serial numbers.
fn models(test: &TestOffice, serials: &[&str]) -> Vec<Option<String>> {
    let numbers: Vec<SerialNo> = serials.iter().map(|serial| SerialNo::new(serial).unwrap()).collect();
    let wanted: BTreeSet<SerialNo> = numbers.iter().cloned().collect();
    let found = test.office.store.read(|c| registers::load_for_dealer(c, &dealer("D1"), &wanted)).unwrap();
    numbers.iter().map(|serial| Some(found.unit(serial)?.model.to_string())).collect()
}

/// The rows and problems of a refused register.
#[track_caller]
fn faults(refused: Result<Version, Error>) -> Vec<(Option<u32>, Problem)> {
    match refused {
        Err(Error::Refused(Refusal::Register { faults })) => {
            faults.into_iter().map(|fault| (fault.row, fault.problem)).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

on_both! {
    fn a_row_takes_the_place_of_the_one_with_its_key(test: &TestOffice) {
        let first = import(test, Register::Units, Mode::Add, UNITS).unwrap();
        assert_eq!((first.id, rows(&first)), (1, (2, 2, 0)));
        let header = UNITS.lines().next().unwrap();
        let changed = format!("{header}\nS2,M2,D2,2026-01-06\nS3,M1,D1,2026-02-01\nS1,M1,D1,2026-01-05\n");
        let second = import(test, Register::Units, Mode::Add, &changed).unwrap();
        assert_eq!((second.id, rows(&second)), (2, (3, 2, 1)), "S1 says nothing new");
        let is = |model: &str| Some(model.to_owned());
        assert_eq!(models(test, &["S1", "S2", "S3", "S4"]), [is("M1"), is("M2"), is("M1"), None]);
        let third = import(test, Register::Units, Mode::Replace, &format!("{header}\nS2,M2,D2,2026-01-06\n")).unwrap();
        assert_eq!(rows(&third), (1, 0, 2));
        assert_eq!(models(test, &["S1", "S2", "S3"]), [None, is("M2"), None]);
    }

    fn the_same_file_again_answers_the_first_version(test: &TestOffice) {
        let sales = format!("{SALES}D1,stove,2026-01,5,100.00\n");
        for (register, content) in [(Register::Units, UNITS), (Register::Sales, sales.as_str())] {
            let first = import(test, register, Mode::Add, content).unwrap();
            assert_eq!(import(test, register, Mode::Add, content).unwrap(), first);
        }
        // What was added does not come twice, whatever came after it.
        import(test, Register::Sales, Mode::Add, &format!("{SALES}D1,stove,2026-02,6,100.00\n")).unwrap();
        assert_eq!(import(test, Register::Sales, Mode::Add, &sales).unwrap().id, 2);
        // After a replacement it is new again.
        import(test, Register::Sales, Mode::Replace, SALES).unwrap();
        let again = import(test, Register::Sales, Mode::Add, &sales).unwrap();
        assert_eq!(rows(&again), (1, 1, 0));
        // A register goes back to what it was.
        let other = UNITS.replace("M1", "M9");
        assert_eq!(rows(&import(test, Register::Units, Mode::Replace, &other).unwrap()), (2, 2, 2));
        assert_eq!(rows(&import(test, Register::Units, Mode::Replace, UNITS).unwrap()), (2, 2, 2));
        let known = test.office.store.read(|c| versions::of_register(c, Register::Units)).unwrap();
        assert_eq!(known.iter().map(|version| version.rows_added).collect::<Vec<_>>(), [2, 2, 2]);
    }

    fn a_second_row_for_a_key_refuses_the_whole_file(test: &TestOffice) {
        import(test, Register::Units, Mode::Add, UNITS).unwrap();
        let again = format!("{UNITS}S3,M1,D1,2026-01-05\nS1,M1,D1,2026-01-05\nS3,M7,D1,2026-01-05\n");
        for mode in [Mode::Add, Mode::Replace] {
            let refused = faults(import(test, Register::Units, mode, &again));
            assert_eq!(refused, [(Some(5), Problem::SecondRow), (Some(6), Problem::SecondRow)]);
        }
        assert_eq!(models(test, &["S3"]), [None]);
        assert_eq!(test.office.store.read(|c| versions::of_register(c, Register::Units)).unwrap().len(), 1);
        // A technician is listed by dealer, name and day.
        let listed = "dealer_code,technician,listed_on\nD1,王强,2026-01-01\nD2,王强,2026-01-01\nD1,王强,2026-02-01\n";
        assert_eq!(rows(&import(test, Register::Technicians, Mode::Add, listed).unwrap()), (3, 3, 0));
    }

    fn a_file_that_cannot_be_read_changes_nothing(test: &TestOffice) {
        let broken = format!("{UNITS}S3,M1,D1,yesterday\nS4,,D1,2026-01-05\n");
        let refused = faults(import(test, Register::Units, Mode::Add, &broken));
        assert_eq!(refused.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [Some(4), Some(5)]);
        assert_eq!(models(test, &["S1"]), [None]);
    }

    fn those_are_settled_again_whose_rows_changed(test: &TestOffice) {
        import(test, Register::Dealers, Mode::Add, DEALERS).unwrap();
        assert_eq!((revision(test, "D1"), revision(test, "D2")), (1, 1));
        let sales = format!("{SALES}D1,stove,2026-01,5,100.00\n");
        import(test, Register::Sales, Mode::Add, &sales).unwrap();
        assert_eq!((revision(test, "D1"), revision(test, "D2")), (2, 1));
        import(test, Register::Units, Mode::Add, UNITS).unwrap();
        assert_eq!((revision(test, "D1"), revision(test, "D2")), (3, 2), "units concern everybody");
        import(test, Register::Sales, Mode::Replace, SALES).unwrap();
        assert_eq!((revision(test, "D1"), revision(test, "D2")), (4, 2), "what was taken away is a change");
        import(test, Register::Dealers, Mode::Replace, "dealer_code,name,region\nD2,Two,\n").unwrap();
        assert_eq!((revision(test, "D1"), revision(test, "D2")), (5, 2), "D2 says nothing new");
    }

    fn rows_of_a_register_stand_in_its_order(test: &TestOffice) {
        let header = "dealer_code,received_on,severity,upheld,slip_no,note";
        let first = format!("{header}\nD1,2026-01-05,minor,yes,W2,\nD2,2026-01-05,minor,yes,W9,\n");
        import(test, Register::Complaints, Mode::Add, &first).unwrap();
        let second = format!("{header}\nD1,2026-01-05,major,yes,W1,\nD1,2026-01-05,minor,no,W3,\n");
        import(test, Register::Complaints, Mode::Add, &second).unwrap();
        let none = BTreeSet::new();
        let found = test.office.store.read(|c| registers::load_for_dealer(c, &dealer("D1"), &none)).unwrap();
        let complaints = found.records(&dealer("D1")).unwrap().complaints("2026-01".parse().unwrap());
        let slips: Vec<&str> = complaints.iter().map(|complaint| complaint.slip.as_ref().unwrap().as_str()).collect();
        assert_eq!(slips, ["W2", "W1", "W3"]);
    }

    fn a_large_register_comes_in_and_goes_out_in_batches(test: &TestOffice) {
        let mut units = String::from("serial_no,product_model,dealer_code,sale_date\n");
        for number in 0..12_001 {
            writeln!(units, "S{number:06},M1,D{},2026-01-05", number % 7).unwrap();
        }
        assert_eq!(rows(&import(test, Register::Units, Mode::Replace, &units).unwrap()), (12_001, 12_001, 0));
        let moved = units.replace("S011999,M1,", "S011999,M2,").replace("S012000", "S012001");
        assert_eq!(rows(&import(test, Register::Units, Mode::Replace, &moved).unwrap()), (12_001, 2, 2));
        let is = |model: &str| Some(model.to_owned());
        assert_eq!(models(test, &["S000000", "S011999", "S012000", "S012001"]), [is("M1"), is("M2"), None, is("M1")]);
        writeln!(units, "S000000,M1,D1,2026-01-05").unwrap();
        assert_eq!(faults(import(test, Register::Units, Mode::Replace, &units)), [(Some(12_003), Problem::SecondRow)]);
    }

    fn a_consignment_beyond_the_entitlement_is_refused_when_it_is_entered(test: &TestOffice) {
        let agreement = "code = \"a\"\ndealers = [\"*\"]\neffective_from = 2026-01-01\n[lines.stove]\n";
        publish_agreement(&test.office, &administrator(), agreement.as_bytes()).unwrap();
        let parts = "part_no,name,product_line,unit_cost,consigned\nP1,one,stove,5.00,yes\nP2,two,stove,5.00,no\n";
        import(test, Register::Parts, Mode::Add, parts).unwrap();
        // 1 % of 250 units: 3.
        import(test, Register::Sales, Mode::Add, &format!("{SALES}D1,stove,2026-02,250,1.00\n")).unwrap();
        let stock = |rows: &str| format!("dealer_code,part_no,period,movement,qty\n{rows}");
        import(test, Register::Stock, Mode::Add, &stock("D1,P1,2026-03,consign,2\n")).unwrap();
        let beyond = stock("D1,P1,2026-03,consign,1\nD1,P1,2026-03,consign,1\nD1,P2,2026-03,consign,1\n");
        let refused = faults(import(test, Register::Stock, Mode::Add, &beyond));
        let none = Problem::BeyondEntitlement { qty_max: 0 };
        assert_eq!(refused, [(Some(3), none.clone()), (Some(4), none)]);
        // What went back may come again.
        let exchanged = stock("D1,P1,2026-03,return,1\nD1,P1,2026-03,consign,2\nD1,P2,2026-03,purchase,9\n");
        assert_eq!(rows(&import(test, Register::Stock, Mode::Add, &exchanged).unwrap()), (3, 3, 0));
        // A register that was kept elsewhere is taken as it stands.
        assert_eq!(rows(&import(test, Register::Stock, Mode::Replace, &beyond).unwrap()), (3, 3, 4));
    }

    fn calls_are_added_once(test: &TestOffice) {
        let calls = "dealer_code,slip_no,called_on,attempt,outcome\nD1,W1,2026-04-01,1,no_answer\nD1,W1,2026-04-02,2,confirmed\n";
        let first = import(test, Register::Callbacks, Mode::Add, calls).unwrap();
        assert_eq!(import(test, Register::Callbacks, Mode::Add, calls).unwrap(), first);
        let slip = sanbao::agreement::codes::SlipNo::new("W1").unwrap();
        let recorded = test.office.store.read(|c| sanbao::store::calls::of_slip(c, &dealer("D1"), &slip)).unwrap();
        assert_eq!(recorded.iter().map(|call| call.call.attempt).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(revision(test, "D1"), 1);
        let replaced = import(test, Register::Callbacks, Mode::Replace, calls);
        assert!(matches!(replaced, Err(Error::Refused(Refusal::CallsAreKept))));
    }

    fn two_people_import_at_once_and_both_versions_stand(test: &TestOffice) {
        let another = test.another();
        let header = UNITS.lines().next().unwrap();
        std::thread::scope(|scope| {
            for (name, office) in [("A", &test.office), ("B", &another)] {
                let path = test.folder.path().join(name);
                std::fs::write(&path, format!("{header}\n{name},M1,D1,2026-01-05\n")).unwrap();
                scope.spawn(move || {
                    let file = RegisterFile { register: Register::Units, mode: Mode::Add, name, path: &path };
                    import_register(office, &administrator(), &file).unwrap();
                });
            }
        });
        assert_eq!(models(test, &["A", "B"]), [Some("M1".to_owned()), Some("M1".to_owned())]);
        let ids: Result<Vec<i64>, StoreError> = test.office.store.read(|c| {
            Ok(versions::of_register(c, Register::Units)?.iter().map(|version| version.id).collect())
        });
        assert_eq!(ids.unwrap(), [2, 1]);
    }
}
