//! The embedded database's backup while it serves, and the way back.

use std::path::{Path, PathBuf};

use sanbao::store::audit::{self, Entry};
use sanbao::store::backup::{BackupError, back_up, restore};
use sanbao::store::{Backend, Store, settings};
use serde_json::json;

use crate::service::harness::TestOffice;

fn filled() -> TestOffice {
    let test = TestOffice::on(Backend::Sqlite);
    let (at, facts) = (test.office.clock.now(), json!({}));
    let entry = Entry { at, person: "lin", action: "a", dealer: "", object: "", facts };
    test.office.store.write(|c| audit::append(c, &entry)).unwrap();
    test.office.store.write(|c| settings::set(c, "name", "三包")).unwrap();
    test
}

fn paths(test: &TestOffice) -> (PathBuf, PathBuf) {
    (test.folder.path().join("copy's.db"), test.folder.path().join("restored.db"))
}

fn try_restore(copy: &Path, target: &Path) -> Result<i64, BackupError> {
    restore(copy, target.to_str().unwrap())
}

/// Makes the hash beside a copy that of the copy as it is now.
fn hash_again(copy: &Path) {
    let hash = sanbao::store::files::sha256(&std::fs::read(copy).unwrap());
    std::fs::write(format!("{}.sha256", copy.display()), format!("{hash}  copy\n")).unwrap();
}

#[test]
fn a_backup_made_between_two_writes_of_others_comes_back() {
    let test = filled();
    let (copy, target) = paths(&test);
    let sha256 = test
        .office
        .store
        .read(|c| {
            settings::get(c, "name").unwrap();
            test.office.store.write(|c| settings::set(c, "later", "1")).unwrap();
            Ok::<_, sanbao::store::Error>(back_up(&test.office.store, &copy).unwrap())
        })
        .unwrap();
    let beside = std::fs::read_to_string(format!("{}.sha256", copy.display())).unwrap();
    assert_eq!(beside, format!("{sha256}  copy's.db\n"));
    assert_eq!(try_restore(&copy, &target).unwrap(), 1);
    let restored = Store::open(target.to_str().unwrap(), 1).unwrap();
    assert_eq!(restored.read(|c| settings::get(c, "name")).unwrap().as_deref(), Some("三包"));
    assert_eq!(restored.read(|c| settings::get(c, "later")).unwrap().as_deref(), Some("1"));
}

#[test]
fn nothing_is_overwritten() {
    let test = filled();
    let (copy, target) = paths(&test);
    back_up(&test.office.store, &copy).unwrap();
    assert!(matches!(back_up(&test.office.store, &copy), Err(BackupError::Exists(_))));
    assert!(matches!(try_restore(&copy, Path::new(&test.url)), Err(BackupError::Exists(_))));
    try_restore(&copy, &target).unwrap();
    assert!(matches!(try_restore(&copy, &target), Err(BackupError::Exists(_))));
}

#[test]
fn a_damaged_copy_is_not_restored() {
    let test = filled();
    let (copy, target) = paths(&test);
    back_up(&test.office.store, &copy).unwrap();
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8_192].fill(0x5a);
    std::fs::write(&copy, bytes).unwrap();
    assert!(matches!(try_restore(&copy, &target), Err(BackupError::OtherHash(_))));
    hash_again(&copy);
    assert!(matches!(try_restore(&copy, &target), Err(BackupError::Damaged(_) | BackupError::Store(_))));
    assert!(!target.exists());
}

#[test]
fn a_copy_whose_trail_was_changed_is_not_restored() {
    let test = filled();
    let (copy, target) = paths(&test);
    back_up(&test.office.store, &copy).unwrap();
    {
        let store = Store::open(copy.to_str().unwrap(), 1).unwrap();
        let tamper = "DROP TRIGGER audit_no_update; UPDATE audit SET person = 'wang'; PRAGMA journal_mode = DELETE";
        diesel::connection::SimpleConnection::batch_execute(&mut *store.connection().unwrap(), tamper).unwrap();
    }
    hash_again(&copy);
    assert!(matches!(try_restore(&copy, &target), Err(BackupError::Trail { seq: 1, .. })));
    assert!(!target.exists());
}

#[test]
fn postgresql_has_its_own_way() {
    let test = TestOffice::on(Backend::Postgres);
    let out = test.folder.path().join("copy.db");
    assert!(matches!(back_up(&test.office.store, &out), Err(BackupError::NotEmbedded)));
    assert!(matches!(restore(&out, &test.url), Err(BackupError::NotEmbedded)));
}
