//! The audit trail: entries are only ever added, and whoever changes one by hand is found.

use diesel::connection::SimpleConnection;
use sanbao::calendar::Day;
use sanbao::store::audit::{self, ChainFault, Entry, Verified};
use sanbao::store::{self, Backend};
use sanbao::workflow::read_trail::{Wanted, read_trail};
use serde_json::json;

use crate::service::harness::TestOffice;

fn append(test: &TestOffice, count: i64) {
    for number in 0..count {
        let entry = Entry {
            at: test.office.clock.now(),
            person: "lin",
            action: "slips.file",
            dealer: "D001",
            object: "month D001 2026-03",
            facts: json!({ "slips": number, "name": "三包 \"quoted\"" }),
        };
        test.office.store.write(|c| audit::append(c, &entry)).unwrap();
    }
}

fn verify(test: &TestOffice) -> Verified {
    test.office.store.read(audit::verify).unwrap()
}

/// Does what the triggers are there to refuse, the way somebody with the database's password would.
fn tamper(test: &TestOffice, sql: &str) {
    let drop_triggers = match test.backend() {
        Backend::Sqlite => "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;",
        Backend::Postgres => "ALTER TABLE audit DISABLE TRIGGER ALL;",
    };
    let mut connection = test.office.store.connection().unwrap();
    connection.batch_execute(drop_triggers).unwrap();
    connection.batch_execute(sql).unwrap();
}

#[track_caller]
fn check(test: &TestOffice, sql: &str, seq: i64, fault: ChainFault) {
    append(test, 5);
    assert_eq!(verify(test), Verified::Whole { entries: 5 });
    tamper(test, sql);
    assert_eq!(verify(test), Verified::Broken { seq, fault });
}

const ROW: &str = "at, person, action, dealer, object, facts, previous_sha256, sha256";

on_both! {
    fn an_empty_chain_is_whole(test: &TestOffice) {
        assert_eq!(verify(test), Verified::Whole { entries: 0 });
    }

    fn a_chain_longer_than_a_batch_is_whole(test: &TestOffice) {
        test.office.store.write(|c| {
            for number in 0..1_003 {
                let facts = json!({ "number": number });
                let at = test.office.clock.now();
                audit::append(c, &Entry { at, person: "", action: "a", dealer: "", object: "", facts })?;
            }
            Ok::<_, store::Error>(())
        }).unwrap();
        assert_eq!(verify(test), Verified::Whole { entries: 1_003 });
        tamper(test, "UPDATE audit SET facts = '{}' WHERE seq = 1001");
        assert_eq!(verify(test), Verified::Broken { seq: 1_001, fault: ChainFault::Changed });
    }

    fn an_entry_that_is_rolled_back_leaves_no_gap(test: &TestOffice) {
        append(test, 1);
        let undone: Result<(), store::Error> = test.office.store.write(|c| {
            let (at, facts) = (test.office.clock.now(), json!({}));
            audit::append(c, &Entry { at, person: "", action: "a", dealer: "", object: "", facts })?;
            Err(diesel::result::Error::RollbackTransaction.into())
        });
        assert!(undone.is_err());
        append(test, 1);
        assert_eq!(verify(test), Verified::Whole { entries: 2 });
    }

    fn entries_of_several_writers_make_one_chain(test: &TestOffice) {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| append(test, 25));
            }
        });
        assert_eq!(verify(test), Verified::Whole { entries: 100 });
    }

    fn entries_are_found_by_object_person_kind_and_business_days(test: &TestOffice) {
        // The last is before midnight at the dealers', and the day before in UTC.
        for (day, hour, person, action, object) in [
            ("2026-03-01", 9, "lin", "slips.file", "month D001 2026-02"),
            ("2026-03-02", 9, "wang", "slips.file", "month D001 2026-02"),
            ("2026-03-02", 10, "lin", "agreements.publish", "agreement a"),
            ("2026-03-03", 1, "lin", "slips.file", "month D002 2026-02"),
            ("2026-03-03", 23, "wang", "person.invite", "person lin"),
        ] {
            let day: Day = day.parse().unwrap();
            test.office.clock.set(day.and_hms_opt(hour, 59, 0).unwrap());
            let at = test.office.clock.now();
            let entry = Entry { at, person, action, dealer: "", object, facts: json!({}) };
            test.office.store.write(|c| audit::append(c, &entry)).unwrap();
        }
        let set = |value: &str| (value != "-").then(|| value.to_owned());
        for (object, person, action, from, until, expected) in [
            ("-", "-", "-", "-", "-", vec![5, 4, 3, 2, 1]),
            ("month D001 2026-02", "-", "-", "-", "-", vec![2, 1]),
            ("-", "lin", "-", "-", "-", vec![4, 3, 1]),
            ("-", "-", "slips.file", "-", "-", vec![4, 2, 1]),
            ("-", "lin", "slips.file", "-", "-", vec![4, 1]),
            ("month D001 2026-02", "wang", "slips.file", "-", "-", vec![2]),
            ("-", "-", "-", "2026-03-02", "-", vec![5, 4, 3, 2]),
            ("-", "-", "-", "-", "2026-03-02", vec![3, 2, 1]),
            ("-", "-", "-", "2026-03-03", "2026-03-03", vec![5, 4]),
            ("-", "-", "-", "2026-03-04", "-", vec![]),
            ("-", "-", "-", "-", "2026-02-28", vec![]),
        ] {
            let day = |text: &str| (text != "-").then(|| text.parse::<Day>().unwrap());
            let wanted = Wanted {
                object: set(object),
                person: set(person),
                action: set(action),
                from: day(from),
                until: day(until),
                ..Wanted::default()
            };
            let found: Vec<i64> =
                read_trail(&test.office, &wanted, 10).unwrap().into_iter().map(|row| row.seq).collect();
            assert_eq!(found, expected, "{wanted:?}");
        }
        let actions = test.office.store.read(audit::actions).unwrap();
        assert_eq!(actions, ["agreements.publish", "person.invite", "slips.file"]);
    }

    fn a_changed_fact_is_found(test: &TestOffice) {
        check(test, "UPDATE audit SET facts = '{}' WHERE seq = 3", 3, ChainFault::Changed);
    }

    fn a_changed_person_is_found(test: &TestOffice) {
        check(test, "UPDATE audit SET person = 'wang' WHERE seq = 1", 1, ChainFault::Changed);
    }

    fn a_letter_moved_from_field_to_field_is_found(test: &TestOffice) {
        check(test, "UPDATE audit SET person = 'lins', action = 'lips.file' WHERE seq = 2", 2, ChainFault::Changed);
    }

    fn a_deleted_entry_is_found(test: &TestOffice) {
        check(test, "DELETE FROM audit WHERE seq = 3", 3, ChainFault::Missing);
    }

    fn entries_cut_off_at_the_end_are_found(test: &TestOffice) {
        check(test, "DELETE FROM audit WHERE seq >= 4", 4, ChainFault::Missing);
    }

    fn a_chain_that_was_emptied_is_found(test: &TestOffice) {
        check(test, "DELETE FROM audit", 1, ChainFault::Missing);
    }

    fn an_entry_put_before_the_first_is_found(test: &TestOffice) {
        let sql = format!("INSERT INTO audit (seq, {ROW}) SELECT 0, {ROW} FROM audit WHERE seq = 1");
        check(test, &sql, 0, ChainFault::Inserted);
    }

    fn an_entry_put_after_the_last_is_found(test: &TestOffice) {
        let sql = format!("INSERT INTO audit (seq, {ROW}) SELECT 6, {ROW} FROM audit WHERE seq = 5");
        check(test, &sql, 6, ChainFault::Changed);
    }

    fn swapped_entries_are_found(test: &TestOffice) {
        let sql = "UPDATE audit SET seq = -2 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; \
            UPDATE audit SET seq = 3 WHERE seq = -2";
        check(test, sql, 2, ChainFault::Changed);
    }

    fn an_entry_whose_hash_was_made_anew_breaks_the_next(test: &TestOffice) {
        append(test, 3);
        tamper(test, &forged(test, 2));
        assert_eq!(verify(test), Verified::Broken { seq: 3, fault: ChainFault::Unlinked });
    }

    fn a_last_entry_whose_hash_was_made_anew_does_not_fit_the_end(test: &TestOffice) {
        append(test, 3);
        tamper(test, &forged(test, 3));
        assert_eq!(verify(test), Verified::Broken { seq: 3, fault: ChainFault::Changed });
    }
}

/// Changes an entry and gives it the hash that it then must have.
fn forged(test: &TestOffice, seq: i64) -> String {
    use diesel::prelude::*;
    use sanbao::store::audit::AuditRow;
    use sanbao::store::schema::audit::table;

    let mut connection = test.office.store.connection().unwrap();
    let mut row: AuditRow = table.find(seq).select(AuditRow::as_select()).first(&mut *connection).unwrap();
    "wang".clone_into(&mut row.person);
    format!("UPDATE audit SET person = 'wang', sha256 = '{}' WHERE seq = {seq}", row.hash())
}
