//! That whole books are found whole, and that whoever changes them by hand is found.

use diesel::connection::SimpleConnection;
use sanbao::agreement::statement::State;
use sanbao::calendar::Period;
use sanbao::money::Money;
use sanbao::store::Backend;
use sanbao::workflow::import_bank_result::import_bank_result;
use sanbao::workflow::raise_dispute::{About, raise_dispute};
use sanbao::workflow::release_payments::{Chosen, release_payments};
use sanbao::workflow::settle_dispute::uphold_dispute;
use sanbao::workflow::verify_books::{BookFault, StatementFault, verify_books};

use super::harness::TestOffice;
use super::month::*;
use super::registers::dealer;

/// Two dealers: one paid after the bank refused once, one approved; an upheld dispute that waits for its statement.
fn whole_books(test: &TestOffice) {
    open(test, &["D1", "D2"]);
    approved(test, "D1", &["W-1", "W-2"]);
    let everything = Chosen::Ready { due_by: None, except: Vec::new() };
    for answer in ["D1-2026-01,refused,200.00,closed", "D1-2026-01-2,paid,200.00,"] {
        release_payments(&test.office, &finance("zhao"), &everything).unwrap();
        let sheet = format!("reference,result,amount,reason\n{answer}\n");
        import_bank_result(&test.office, &finance("qian"), sheet.as_bytes()).unwrap();
    }
    assert_eq!(state(test, "D1", "2026-01"), Some(State::Paid));
    approved(test, "D2", &["W-1"]);
    let about = (&About::Line(1), "too little");
    let id = raise_dispute(&test.office, &clerk("D1"), &dealer("D1"), period("2026-01"), about, &[]).unwrap();
    uphold_dispute(&test.office, &centre(), &dealer("D1"), &id, Money::from_fen(5_00), "it was", None).unwrap();
    assert_eq!(verify_books(&test.office).unwrap(), []);
}

/// Does what the triggers are there to refuse, the way somebody with the database's password would.
fn tamper(test: &TestOffice, table: &str, sql: &str) {
    let drop_triggers = match test.backend() {
        Backend::Sqlite => {
            format!("DROP TRIGGER IF EXISTS {table}_no_update; DROP TRIGGER IF EXISTS {table}_no_delete;")
        }
        Backend::Postgres => format!("ALTER TABLE {table} DISABLE TRIGGER ALL;"),
    };
    let mut connection = test.office.store.connection().unwrap();
    connection.batch_execute(&drop_triggers).unwrap();
    connection.batch_execute(sql).unwrap();
}

#[track_caller]
fn check(test: &TestOffice, table: &str, sql: &str, expected: &[StatementFault]) {
    whole_books(test);
    tamper(test, table, sql);
    let january: Period = period("2026-01");
    let found = verify_books(&test.office).unwrap();
    let expected: Vec<BookFault> = expected
        .iter()
        .map(|fault| BookFault::Statement { dealer: dealer("D1"), period: january, fault: *fault })
        .collect();
    assert_eq!(found, expected);
}

on_both! {
    fn a_changed_line_is_found(test: &TestOffice) {
        let sql = "UPDATE statement_lines SET amount_fen = amount_fen + 1 WHERE dealer = 'D1' AND period = '2026-01' \
            AND revision = (SELECT statement_revision FROM months WHERE dealer = 'D1' AND period = '2026-01')";
        whole_books(test);
        let revision = month(test, "D1", "2026-01").statement_revision;
        tamper(test, "statement_lines", sql);
        let expected = [StatementFault::Sums { revision }, StatementFault::Ledger];
        let expected = expected.map(|fault| BookFault::Statement { dealer: dealer("D1"), period: period("2026-01"), fault });
        assert_eq!(verify_books(&test.office).unwrap(), expected);
    }

    fn a_changed_state_is_found(test: &TestOffice) {
        let sql = "UPDATE months SET state = 'approved' WHERE dealer = 'D1' AND period = '2026-01'";
        check(test, "months", sql, &[StatementFault::State, StatementFault::Payments]);
    }

    fn a_changed_amount_of_the_month_is_found(test: &TestOffice) {
        let sql = "UPDATE months SET payable_fen = 1 WHERE dealer = 'D1' AND period = '2026-01'";
        check(test, "months", sql, &[StatementFault::Standing, StatementFault::Payments]);
    }

    fn a_changed_heap_of_the_month_is_found(test: &TestOffice) {
        let sql = "UPDATE months SET fines_fen = fines_fen + 1 WHERE dealer = 'D1' AND period = '2026-01'";
        check(test, "months", sql, &[StatementFault::Standing]);
    }

    fn a_step_of_the_same_person_is_found(test: &TestOffice) {
        let sql = "UPDATE statement_steps SET person = 'han' WHERE dealer = 'D1' AND step = 'approve'";
        check(test, "statement_steps", sql, &[StatementFault::SamePerson]);
    }

    fn a_step_that_was_taken_away_is_found(test: &TestOffice) {
        let sql = "DELETE FROM statement_steps WHERE dealer = 'D1' AND step = 'pay'";
        check(test, "statement_steps", sql, &[StatementFault::State, StatementFault::Recorded, StatementFault::Ledger]);
    }

    fn a_changed_sum_of_the_ledger_is_found(test: &TestOffice) {
        let sql = "UPDATE ledger_sums SET credits_fen = credits_fen + 1 WHERE dealer = 'D1' AND account = 'Assets:Bank'";
        check(test, "ledger_sums", sql, &[StatementFault::Ledger]);
    }

    fn a_sum_of_the_ledger_that_is_missing_is_found(test: &TestOffice) {
        let sql = "DELETE FROM ledger_sums WHERE dealer = 'D1' AND account = 'Assets:Bank'";
        check(test, "ledger_sums", sql, &[StatementFault::Ledger]);
    }

    fn slips_counted_otherwise_than_decided_are_found(test: &TestOffice) {
        let sql = "UPDATE jobs SET state = 'done'; \
            UPDATE month_verdicts SET slip_count = slip_count + 1 WHERE dealer = 'D1' AND period = '2026-01'";
        check(test, "month_verdicts", sql, &[StatementFault::Counted]);
    }

    fn a_slip_that_waits_though_it_is_decided_is_found(test: &TestOffice) {
        let sql = "UPDATE jobs SET state = 'done'; \
            UPDATE slips SET waits_for = 'person' WHERE dealer = 'D1' AND period = '2026-01' AND is_current";
        check(test, "slips", sql, &[StatementFault::Counted]);
    }

    fn an_adjustment_that_says_it_entered_is_found(test: &TestOffice) {
        let sql = "UPDATE adjustments SET entered_period = '2026-01'";
        check(test, "adjustments", sql, &[StatementFault::Adjustments]);
    }

    fn a_changed_payment_is_found_with_its_batch(test: &TestOffice) {
        whole_books(test);
        tamper(test, "payments", "UPDATE payments SET bank_account = '1' WHERE state = 'paid'");
        let found = verify_books(&test.office).unwrap();
        assert!(matches!(&found[..], [BookFault::Batch { .. }]), "{found:?}");
    }

    fn a_changed_file_is_found(test: &TestOffice) {
        whole_books(test);
        let content = match test.backend() {
            Backend::Sqlite => "x'00'",
            Backend::Postgres => "'\\x00'",
        };
        tamper(test, "files", &format!("UPDATE files SET content = {content}"));
        let found = verify_books(&test.office).unwrap();
        assert!(!found.is_empty() && found.iter().all(|fault| matches!(fault, BookFault::File { .. })), "{found:?}");
    }

    fn a_slip_that_stands_twice_or_never_is_found(test: &TestOffice) {
        whole_books(test);
        tamper(test, "slips", "UPDATE slips SET is_current = FALSE WHERE dealer = 'D1' AND slip_no = 'W-2'");
        let slip = "W-2".to_owned();
        let expected = BookFault::UnclearSlip { dealer: "D1".to_owned(), period: "2026-01".to_owned(), slip };
        assert_eq!(verify_books(&test.office).unwrap(), [expected]);
    }

    fn a_slip_that_lists_find_by_a_code_of_another_is_found(test: &TestOffice) {
        whole_books(test);
        let sql = "INSERT INTO slip_codes VALUES ('D1', '2026-01', 'W-1', 'UNSIGNED', 'accepted')";
        tamper(test, "slip_codes", sql);
        let slip = "W-1".to_owned();
        let expected = BookFault::MiscodedSlip { dealer: "D1".to_owned(), period: "2026-01".to_owned(), slip };
        assert_eq!(verify_books(&test.office).unwrap(), [expected]);
    }

    fn a_changed_trail_is_found(test: &TestOffice) {
        whole_books(test);
        tamper(test, "audit", "UPDATE audit SET facts = '{}' WHERE seq = 2");
        let found = verify_books(&test.office).unwrap();
        assert!(matches!(&found[..], [BookFault::Trail { seq: 2, .. }]), "{found:?}");
    }
}
