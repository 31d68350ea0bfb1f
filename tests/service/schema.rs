//! That both databases have the tables and columns of `store/schema/`, come and go with their migrations, and refuse
//! what must not be done to them.

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use sanbao::store::{Backend, Db, Store};

use crate::cluster::CLUSTER;
use crate::service::harness::TestOffice;

/// A text, which is all that is asked of the catalogues.
#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines(store: &Store, sql: &str) -> Vec<String> {
    let mut connection = store.connection().unwrap();
    let rows: Vec<Line> = diesel::sql_query(sql).load(&mut *connection).unwrap();
    rows.into_iter().map(|row| row.line).collect()
}

/// The schema of an SQLite database as it was written down.
pub fn dump_sqlite(store: &Store) -> String {
    let sql = "SELECT type || ' ' || name || ': ' || coalesce(sql, '') AS line FROM sqlite_master ORDER BY type, name";
    lines(store, sql).join("\n")
}

/// The schema of a PostgreSQL database as SQL.
pub fn dump_postgres(database: &str) -> String {
    let dump = CLUSTER.program("pg_dump", &["--schema-only"], database);
    // A dump is framed by a word that is another one every time.
    let lines = dump.lines().filter(|line| !line.starts_with(r"\restrict") && !line.starts_with(r"\unrestrict"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The columns of every table, as `table.column type`, with `null` where a column may be empty; in the words of
/// `store/schema/`.
fn columns_of_database(test: &TestOffice) -> BTreeSet<String> {
    let sql = match test.backend() {
        Backend::Postgres => {
            "SELECT table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'YES' THEN ' null' \
             ELSE '' END AS line FROM information_schema.columns WHERE table_schema = 'public'"
        }
        Backend::Sqlite => {
            "SELECT t.name || '.' || c.name || ' ' || c.type || CASE c.\"notnull\" WHEN 0 THEN ' null' ELSE '' END AS line \
             FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'"
        }
    };
    let ours = |line: &String| !line.starts_with("__diesel_schema_migrations.");
    lines(&test.office.store, sql).into_iter().filter(ours).collect()
}

/// The same, as `store/schema/` has it.
fn columns_of_schema(backend: Backend) -> BTreeSet<String> {
    let mut columns = BTreeSet::new();
    let mut table = "";
    let files = std::fs::read_dir("src/store/schema").unwrap().map(|entry| entry.unwrap().path());
    let texts: Vec<String> = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    for line in texts.iter().flat_map(|text| text.lines()) {
        if let Some((name, _)) = line.strip_suffix(") {").and_then(|line| line.trim().split_once(" (")) {
            table = name;
        } else if let Some((name, kind)) = line.trim().strip_suffix(',').and_then(|line| line.split_once(" -> ")) {
            let nullable = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            let null = if nullable.is_some() { " null" } else { "" };
            columns.insert(format!("{table}.{name} {}{null}", declared(backend, nullable.unwrap_or(kind))));
        }
    }
    assert!(columns.len() > 200, "the columns are found");
    columns
}

fn declared(backend: Backend, kind: &str) -> &'static str {
    let (sqlite, postgres) = match kind {
        "Text" => ("TEXT", "text"),
        "BigInt" => ("INTEGER", "bigint"),
        "Bool" => ("INTEGER", "boolean"),
        "Date" => ("TEXT", "date"),
        "Timestamp" => ("TEXT", "timestamp without time zone"),
        "Binary" => ("BLOB", "bytea"),
        other => panic!("say how the databases declare {other}"),
    };
    match backend {
        Backend::Sqlite => sqlite,
        Backend::Postgres => postgres,
    }
}

/// Whether a statement is refused, and with what words.
fn refusal(c: &mut Db, sql: &str) -> Option<String> {
    c.batch_execute(sql).err().map(|error| error.to_string())
}

/// One row for each table that nothing is changed in or taken from.
fn rows_of_append_only_tables(backend: Backend) -> BTreeMap<&'static str, String> {
    let at = "'2026-03-01 00:00:00'";
    let bytes = if backend == Backend::Sqlite { "X''" } else { "''" };
    let row = |text: &str| text.replace("AT", at).replace("BYTES", bytes);
    BTreeMap::from([
        ("audit", row("1, AT, '', '', '', '', '', '', ''")),
        ("calls", row("'D', '1', 'S', '2026-03-01', 1, 'ok', NULL, '', '', AT")),
        ("decisions", row("'D', '2026-03', 'S', 1, 1, 'accepted', '', '[]', 0, AT")),
        ("files", row("'a', 0, BYTES, AT")),
        ("invoices", row("'D', '2026-03', 1, '1', '2026-03-01', '', AT")),
        ("reviews", row("'D', '2026-03', 'S', 1, TRUE, FALSE, '', '', AT, FALSE, ''")),
        ("statement_lines", row("'D', '2026-03', 1, 1, '', '', '', 0, '[]'")),
        ("statement_steps", row("'D', '2026-03', 1, 'confirm', '', AT, 1, '', '', ''")),
        ("statements", row("'D', '2026-03', 1, 0, 0, 0, 0, NULL, '{}', AT, ''")),
        ("violations", row("'D', '2026-03', 1, 1, '', '', '2026-03-01', '{}'")),
    ])
}

/// Tables whose rows go on to change, and are never taken away.
const KEPT: [&str; 17] = [
    "adjustments",
    "agreements",
    "attachments",
    "bank_accounts",
    "delegations",
    "disputes",
    "findings",
    "house_checks",
    "months",
    "payment_batches",
    "payments",
    "questions",
    "register_versions",
    "safety_notes",
    "seeds",
    "slips",
    "uploads",
];

/// A row for a table, whatever it says.
fn any_row(table: &str, backend: Backend) -> String {
    let begins = format!("{table}.");
    let columns: Vec<String> = columns_of_schema(backend)
        .into_iter()
        .filter_map(|column| column.strip_prefix(&begins).map(str::to_owned))
        .collect();
    let names: Vec<&str> = columns.iter().map(|column| column.split(' ').next().unwrap()).collect();
    let value = |(column, name): (&String, &&str)| match column.strip_prefix(name).unwrap().trim() {
        kind if kind.ends_with("null") => "NULL",
        "INTEGER" | "bigint" => "1",
        "boolean" => "TRUE",
        "date" => "'2026-03-01'",
        "timestamp without time zone" => "'2026-03-01 00:00:00'",
        "BLOB" => "X''",
        _ => "''",
    };
    let values: Vec<&str> = columns.iter().zip(&names).map(value).collect();
    format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "))
}

/// What an installation of the first version had filed: slips, some decided, and feedback sheets, of which the later counts.
fn before_the_lists(backend: Backend) -> String {
    let slip = |no: &str, current: &str, reasons: &str| {
        format!(
            "INSERT INTO slips (dealer, period, slip_no, version, is_current, upload, sheet_row, serial_no, product_model, \
             fault_code, body, filed_at, decision, verdict, reasons, claim_fen, payable_fen) VALUES ('D1', '2026-01', '{no}', \
             1, {current}, 'u', 2, 'S', 'M1', 'E1', '{{}}', '2026-02-05 00:00:00', 1, 'held', '{reasons}', 0, 0);"
        )
    };
    let feedback = |id: &str, state: &str, day: u32, readable: &str| {
        let readable = match backend {
            Backend::Sqlite => format!("CAST('{readable}' AS BLOB)"),
            Backend::Postgres => format!("convert_to('{readable}', 'UTF8')"),
        };
        format!(
            "INSERT INTO uploads (dealer, id, period, sheet, state, file_name, file_sha256, received_on, uploaded_by, \
             uploaded_at, rows_read, answer, preview, readable, filed_by, filed_at) VALUES ('D1', '{id}', '2026-01', \
             'feedback', '{state}', 'f.csv', '{id}', '2026-02-05', 'li', '2026-02-05 00:00:00', 1, '', '', {readable}, 'li', \
             '2026-02-{day:02} 00:00:00');"
        )
    };
    let rows = r#"{"feedback":[{"model":"M1","fault":"E1","fault_description":"does not light","occurrences":3,"part":"P1","severity":"safety","suspected_cause":"worn","suggestion":"harden it"},{"model":"M2","fault":"E2","fault_description":"leaks","occurrences":1}]}"#;
    [
        slip("W-1", "TRUE", ""),
        slip("W-2", "TRUE", "LATE_SERVICE;REPEAT"),
        slip("W-3", "FALSE", "UNSIGNED"),
        feedback("earlier", "filed", 5, r#"{"feedback":[{"model":"M9"}]}"#),
        feedback("later", "filed", 6, rows),
        feedback("refused", "refused", 7, r#"{"feedback":[{"model":"M8"}]}"#),
    ]
    .concat()
}

on_both! {
    fn every_column_is_there_and_no_other(test: &TestOffice) {
        let (have, want) = (columns_of_database(test), columns_of_schema(test.backend()));
        assert_eq!(have, want, "write the same columns in migrations/ of both databases and in store/schema/");
    }

    fn migrations_go_up_down_and_up(test: &TestOffice) {
        let store = &test.office.store;
        assert!(store.is_migrated().unwrap());
        assert_eq!(store.migrate().unwrap(), 0, "nothing is left to do");
        let before = test.dump_schema();
        assert!(before.contains("append-only") && before.contains("statement_lines"), "{before}");
        let reverted = store.revert_migrations().unwrap();
        assert!(reverted >= 2);
        assert!(!store.is_migrated().unwrap());
        assert_eq!(columns_of_database(test), BTreeSet::new());
        let empty = test.dump_schema();
        assert!(!empty.contains("append-only"), "{empty}");
        assert_eq!(store.migrate().unwrap(), reverted);
        assert_eq!(test.dump_schema(), before);
    }

    fn keys_of_what_a_dealer_owns_begin_with_the_dealer(test: &TestOffice) {
        let keys = first_columns_of_keys(test);
        assert!(keys.contains("payments.dealer") && keys.contains("slips.dealer"), "{keys:?}");
        let others: BTreeSet<String> = keys.into_iter().filter(|key| !key.ends_with(".dealer")).collect();
        assert_eq!(others, OWNED_BY_NO_DEALER.iter().map(|(key, _)| (*key).to_owned()).collect());
    }

    fn what_is_only_added_to_refuses_all_else(test: &TestOffice) {
        let mut connection = test.office.store.connection().unwrap();
        for (table, row) in rows_of_append_only_tables(test.backend()) {
            connection.batch_execute(&format!("INSERT INTO {table} VALUES ({row})")).unwrap();
            let column = if table == "audit" { "seq" } else if table == "files" { "sha256" } else { "dealer" };
            let mut attempts = vec![format!("UPDATE {table} SET {column} = {column}"), format!("DELETE FROM {table}")];
            if test.backend() == Backend::Postgres {
                attempts.push(format!("TRUNCATE {table}"));
            }
            for attempt in attempts {
                let refused = refusal(&mut connection, &attempt).unwrap_or_else(|| panic!("{attempt} went through"));
                assert!(refused.contains(&format!("{table} is append-only")), "{attempt}: {refused}");
            }
        }
        drop(connection);
        let mut expected: BTreeSet<String> =
            rows_of_append_only_tables(test.backend()).into_keys().map(str::to_owned).collect();
        expected.extend(KEPT.map(str::to_owned));
        assert_eq!(guarded(test), expected);
    }

    fn what_was_filed_agreed_or_paid_is_never_taken_away(test: &TestOffice) {
        let mut connection = test.office.store.connection().unwrap();
        for table in KEPT {
            connection.batch_execute(&any_row(table, test.backend())).unwrap();
            let mut attempts = vec![format!("DELETE FROM {table}")];
            if test.backend() == Backend::Postgres {
                attempts.push(format!("TRUNCATE {table}"));
            }
            for attempt in attempts {
                let refused = refusal(&mut connection, &attempt).unwrap_or_else(|| panic!("{attempt} went through"));
                assert!(refused.contains(&format!("{table} is kept")), "{attempt}: {refused}");
            }
        }
        for column in ["dealer", "period", "slip_no", "version", "upload", "sheet_row", "serial_no", "product_model",
            "repair_date", "fault_code", "body", "filed_at"] {
            let attempt = format!("UPDATE slips SET {column} = {column}");
            let refused = refusal(&mut connection, &attempt).unwrap_or_else(|| panic!("{attempt} went through"));
            assert!(refused.contains("slips is kept as it was filed"), "{attempt}: {refused}");
        }
        let became = "UPDATE slips SET is_current = FALSE, decision = 2, verdict = 'held', reasons = '', claim_fen = 1, payable_fen = 1";
        assert_eq!(refusal(&mut connection, became), None);
    }

    fn migrations_carry_along_what_was_there(test: &TestOffice) {
        let store = &test.office.store;
        store.revert_migrations().unwrap();
        store.migrate_once().unwrap();
        let mut connection = store.connection().unwrap();
        connection.batch_execute(&before_the_lists(test.backend())).unwrap();
        drop(connection);
        store.migrate().unwrap();
        let codes = "SELECT dealer || ' ' || period || ' ' || slip_no || ' ' || code || ' ' || verdict AS line \
                     FROM slip_codes ORDER BY slip_no, code";
        assert_eq!(lines(store, codes), ["D1 2026-01 W-2 LATE_SERVICE held", "D1 2026-01 W-2 REPEAT held"]);
        let rows = "SELECT dealer || ' ' || period || ' ' || CAST(row_no AS TEXT) || ' ' || upload || ' ' || product_model \
                    || ' ' || fault_code || ' ' || fault_description || ' ' || CAST(occurrences AS TEXT) || ' ' || part_no \
                    || ' ' || severity || ' ' || suspected_cause || ' ' || suggestion AS line FROM feedback_rows ORDER BY row_no";
        let expected = ["D1 2026-01 1 later M1 E1 does not light 3 P1 safety worn harden it", "D1 2026-01 2 later M2 E2 leaks 1    "];
        assert_eq!(lines(store, rows), expected);
        let kept = "SELECT slip_no || ' ' || body AS line FROM slips ORDER BY slip_no";
        assert_eq!(lines(store, kept), ["W-1 {}", "W-2 {}", "W-3 {}"]);
    }

    fn sqlite_checks_types_and_keys_as_postgresql_does(test: &TestOffice) {
        let mut connection = test.office.store.connection().unwrap();
        let wrong_type = "INSERT INTO settings VALUES ('a', 'b'); UPDATE audit_head SET seq = 'many'";
        assert!(refusal(&mut connection, wrong_type).is_some());
        let nobody = "INSERT INTO sessions VALUES ('t', 'nobody', '', '2026-03-01 00:00:00', '2026-03-01 00:00:00', NULL, NULL, NULL, NULL)";
        assert!(refusal(&mut connection, nobody).unwrap().to_lowercase().contains("foreign key"));
    }

    fn texts_stand_in_the_order_of_their_bytes(test: &TestOffice) {
        let mut connection = test.office.store.connection().unwrap();
        connection.batch_execute("INSERT INTO settings VALUES ('a', ''), ('B', ''), ('-b', ''), ('中', ''), ('A', '')").unwrap();
        drop(connection);
        let names = lines(&test.office.store, "SELECT name AS line FROM settings ORDER BY name");
        assert_eq!(names, ["-b", "A", "B", "a", "中"]);
    }
}

/// Keys of tables that name a dealer and yet are no dealer's, and why.
const OWNED_BY_NO_DEALER: &[(&str, &str)] = &[
    ("audit.seq", "the trail is one chain over all dealers"),
    ("claims_tallies.period", "a tally of all dealers, which can be made again"),
    ("do_not_call.id", "a number is no dealer's: whoever has it as a customer's keeps from calling it"),
    ("do_not_call.number_mark", "the same"),
    ("outbox.event_key", "a mail is its reader's; an office is told of every dealer"),
    ("outbox.id", "the postman takes what is due longest, whoever it is about"),
    ("people.id", "most people are of no dealer"),
    ("people.login", "who signs in says no dealer"),
];

/// The first column of every primary and unique key of the tables that have a dealer, as `table.column`.
fn first_columns_of_keys(test: &TestOffice) -> BTreeSet<String> {
    let sql = match test.backend() {
        Backend::Sqlite => {
            "WITH owned AS (SELECT t.name FROM sqlite_master t, pragma_table_info(t.name) d \
             WHERE t.type = 'table' AND d.name = 'dealer') \
             SELECT o.name || '.' || c.name AS line FROM owned o, pragma_index_list(o.name) i, pragma_index_info(i.name) c \
             WHERE i.\"unique\" = 1 AND c.seqno = 0 \
             UNION SELECT o.name || '.' || c.name AS line FROM owned o, pragma_table_info(o.name) c WHERE c.pk = 1"
        }
        Backend::Postgres => {
            "SELECT DISTINCT t.relname::text || '.' || c.attname::text AS line FROM pg_index i \
             JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace \
             JOIN pg_attribute d ON d.attrelid = t.oid AND d.attname = 'dealer' \
             JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = i.indkey[0] WHERE i.indisunique"
        }
    };
    lines(&test.office.store, sql).into_iter().collect()
}

/// The tables that a trigger guards.
fn guarded(test: &TestOffice) -> BTreeSet<String> {
    let sql = match test.backend() {
        Backend::Sqlite => "SELECT DISTINCT tbl_name AS line FROM sqlite_master WHERE type = 'trigger'",
        Backend::Postgres => "SELECT DISTINCT event_object_table::text AS line FROM information_schema.triggers",
    };
    lines(&test.office.store, sql).into_iter().collect()
}

#[test]
fn every_migration_has_a_version_of_its_own() {
    // Of two with one number, the second would never be run.
    for folder in ["migrations/sqlite", "migrations/postgres"] {
        let mut seen = BTreeMap::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let version: String = name.split('_').next().unwrap().replace('-', "");
            if let Some(other) = seen.insert(version, name.clone()) {
                panic!("{folder}: {name} and {other} have the same number");
            }
        }
    }
}
