//! `sanbao import`: a folder's registers and agreements, as they stand there, into the database.

use std::path::Path;
use std::process::{Command, Output};

use sanbao::auth::Role;
use sanbao::store::people::{self, PersonRow};
use sanbao::store::registers::versions;
use sanbao::store::{Error as StoreError, agreements, registers};

use super::harness::TestOffice;
use super::registers::dealer;

fn run(test: &TestOffice, folder: &str, login: &str) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut command = Command::new(env!("CARGO_BIN_EXE_sanbao"));
    command.arg("import").arg(folder).args(["--database-url", &test.url, "--as", login, "--lang", "en"]);
    let key = test.folder.path().join("sanbao.key");
    std::fs::write(&key, sanbao::auth::Seal::new_key_text()).unwrap();
    command.arg("--secret-file").arg(key);
    command.output().unwrap()
}

fn add_person(test: &TestOffice, login: &str, role: Role) {
    let person = PersonRow::new(login, role.as_str(), test.office.clock.now());
    test.office.store.write(|c| people::insert(c, &person)).unwrap();
}

on_both! {
    fn a_folder_comes_in_once(test: &TestOffice) {
        add_person(test, "admin", Role::Administrator);
        let first = run(test, "tests/cases/one-month/input", "admin");
        let said = String::from_utf8(first.stdout).unwrap();
        assert!(first.status.success(), "{said}{}", String::from_utf8_lossy(&first.stderr));
        assert!(said.contains("dealers: 2 rows, 2 new, 0 ended"), "{said}");
        assert!(said.contains("Agreement \""), "{said}");
        let again = run(test, "tests/cases/one-month/input", "admin");
        assert_eq!(String::from_utf8(again.stdout).unwrap(), said, "the same again changes nothing");
        let read: Result<_, StoreError> = test.office.store.read(|c| {
            Ok((registers::dealers(c)?, agreements::standing(c)?, versions::last_of_each(c)?))
        });
        let (dealers, agreements, versions) = read.unwrap();
        assert_eq!(dealers.iter().map(|dealer| dealer.code.as_str()).collect::<Vec<_>>(), ["D001", "D002"]);
        assert!(dealers.iter().all(|dealer| dealer.bank_account.is_some()));
        assert!(agreements.of(&dealer("D001")).for_period("2026-03".parse().unwrap()).is_some());
        assert_eq!(versions.len(), 10);
        assert!(versions.iter().all(|version| version.uploaded_by == "admin"));
    }

    fn only_an_administrator_imports(test: &TestOffice) {
        add_person(test, "finance", Role::Finance);
        for login in ["finance", "nobody"] {
            let refused = run(test, "tests/cases/one-month/input", login);
            assert_eq!(refused.status.code(), Some(2));
            assert!(String::from_utf8_lossy(&refused.stderr).contains("No administrator"));
        }
        assert!(test.office.store.read(registers::dealers).unwrap().is_empty());
    }

    fn what_is_wrong_with_a_file_is_said_with_its_place(test: &TestOffice) {
        add_person(test, "admin", Role::Administrator);
        let folder = test.folder.path().join("folder");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("dealers.csv"), "dealer_code,name\nD1,One\nD1,Again\n").unwrap();
        let refused = run(test, folder.to_str().unwrap(), "admin");
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("dealers.csv") && said.contains('3'), "{said}");
        assert!(test.office.store.read(registers::dealers).unwrap().is_empty());
    }
}
