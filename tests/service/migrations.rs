//! The schema on both databases.

use std::path::Path;

use diesel::prelude::*;
use sanbao::calendar::Moment;
use sanbao::store::audit::{self, AuditRow, Entry};
use sanbao::store::{Error, Store, schema, settings};

use crate::harness::{new_database, on_both, schema_of};

#[test]
fn sqlite_goes_up_down_and_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sanbao.db");
    up_down_up(path.to_str().unwrap(), || schema_of_sqlite(&path));
}

#[test]
fn postgres_goes_up_down_and_up_again() {
    let url = new_database();
    up_down_up(&url, || schema_of(&url));
}

fn up_down_up(url: &str, schema: impl Fn() -> String) {
    let store = Store::open(url, 1).unwrap();
    assert!(!store.is_migrated().unwrap());
    let ran = store.migrate().unwrap();
    let first = schema();
    assert!(first.contains("statement_lines"), "{first}");
    assert_eq!(store.migrate().unwrap(), 0, "a second start has nothing to do");
    assert_eq!(store.revert_migrations().unwrap(), ran);
    assert!(!schema().contains("statement_lines"));
    assert_eq!(store.migrate().unwrap(), ran);
    assert_eq!(schema(), first);
    assert!(store.is_migrated().unwrap());
}

fn schema_of_sqlite(path: &Path) -> String {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        sql: String,
    }
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let query = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name";
    let rows: Vec<Row> = diesel::sql_query(query).load(&mut connection).unwrap();
    rows.into_iter().map(|row| row.sql + ";\n").collect()
}

/// Selects every column of every table.
macro_rules! load_all {
    ($c:expr, $($table:ident)*) => {{
        $(
            let query = schema::$table::table.select(schema::$table::all_columns).limit(1);
            query.execute($c).unwrap_or_else(|error| panic!("{}: {error}", stringify!($table)));
        )*
        [$(stringify!($table)),*].len()
    }};
}

on_both! {
    fn every_table_is_as_the_code_believes(test: &TestOffice) {
        let loaded = test.office.store.read(|c| Ok::<_, Error>(load_all!(
            c,
            adjustments agreements api_tokens attachments audit audit_head bank_accounts calls dealer_books decisions
            disputes files findings idempotency invitations jobs months payment_batches payments people register_rows
            register_versions reviews seeds sessions settings slips statement_lines statement_steps statements uploads
            violations
        ))).unwrap();
        let source = include_str!("../../src/store/schema.rs");
        assert_eq!(source.matches("diesel::table!").count(), loaded, "a table is not in the list");
    }

    fn a_transaction_that_fails_leaves_nothing(test: &TestOffice) {
        let store = &test.office.store;
        let failed: Result<(), Error> = store.write(|c| {
            settings::set(c, "name", "value")?;
            Err(Error::NoTls)
        });
        assert!(failed.is_err());
        assert_eq!(store.read(|c| settings::get(c, "name")).unwrap(), None);
        store.write(|c| settings::set(c, "name", "one")).unwrap();
        store.write(|c| settings::set(c, "name", "two")).unwrap();
        assert_eq!(store.read(|c| settings::get(c, "name")).unwrap().as_deref(), Some("two"));
    }

    fn the_audit_trail_is_one_chain_whoever_writes_at_once(test: &TestOffice) {
        let (one, other) = (&test.office, &test.another());
        std::thread::scope(|scope| {
            for office in [one, other, one, other] {
                scope.spawn(move || {
                    for _ in 0..10 {
                        office.store.write(|c| audit::append(c, &entry(office.clock.now()))).unwrap();
                    }
                });
            }
        });
        let all = schema::audit::table.order(schema::audit::seq);
        let rows: Vec<AuditRow> = one.store.read(|c| Ok::<_, Error>(all.load(c)?)).unwrap();
        assert_eq!(rows.len(), 40);
        let mut previous = String::new();
        for (row, seq) in rows.iter().zip(1..) {
            assert_eq!((row.seq, &row.previous_sha256, &row.hash()), (seq, &previous, &row.sha256));
            previous.clone_from(&row.sha256);
        }
    }

    fn what_is_recorded_is_not_changed(test: &TestOffice) {
        let store = &test.office.store;
        store.write(|c| audit::append(c, &entry(test.office.clock.now()))).unwrap();
        for sql in ["UPDATE audit SET person = 'x'", "DELETE FROM audit"] {
            let refused: Result<usize, Error> = store.write(|c| Ok(diesel::sql_query(sql).execute(c)?));
            assert!(refused.unwrap_err().to_string().contains("append-only"), "{sql}");
        }
    }
}

fn entry(at: Moment) -> Entry<'static> {
    Entry { at, person: "li", action: "test", dealer: "", object: "nothing", facts: serde_json::json!({"n": 1}) }
}
