//! The ledger's sums: whatever was done to statements, they are those of the derived entries, for every filter.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use sanbao::agreement::codes::DealerCode;
use sanbao::agreement::ledger::{Account, Entry};
use sanbao::calendar::{Day, Period};
use sanbao::money::Money;
use sanbao::store::ledger_sums::{self, LedgerFilter};
use sanbao::store::payments::{self, PaymentState};
use sanbao::store::{Backend, Db, settings};
use sanbao::workflow::approve_statement::{approve_statement, hold_statement};
use sanbao::workflow::close_statement::close_statement;
use sanbao::workflow::confirm_statement::confirm_statement;
use sanbao::workflow::demonstrate::demonstrate;
use sanbao::workflow::import_bank_result::{BankAnswer, record_bank_result};
use sanbao::workflow::read_ledger::{Turnover, account_turnovers, ledger_entries, trial_balance, turnover};
use sanbao::workflow::release_payments::{Chosen, release_payments};
use sanbao::workflow::sum_ledger::sum_where_due;
use sanbao::workflow::verify_books::verify_books;

use super::harness::TestOffice;
use super::month::*;
use super::registers::dealer;

/// What entries come to: of one account, or in all.
fn added_up<'a>(entries: impl IntoIterator<Item = &'a Entry>, only: Option<Account>) -> Turnover {
    entries.into_iter().fold(Turnover::default(), |mut sum, entry| {
        let is_of = |account: Account| only.is_none_or(|only| only == account);
        sum.debits += if is_of(entry.debit()) { entry.amount() } else { Money::ZERO };
        sum.credits += if is_of(entry.credit()) { entry.amount() } else { Money::ZERO };
        sum
    })
}

/// None, and every value that occurs.
fn any<T: Ord>(found: impl Iterator<Item = T>) -> Vec<Option<T>> {
    std::iter::once(None).chain(found.collect::<BTreeSet<T>>().into_iter().map(Some)).collect()
}

/// That sums and lists of every filter are those of the derived entries.
#[track_caller]
fn agrees(test: &TestOffice) {
    let office = &test.office;
    assert_eq!(verify_books(office).unwrap(), []);
    let entries = ledger_entries(office, &LedgerFilter::default(), None, usize::MAX).unwrap();
    let mut dealers = any(entries.iter().map(|entry| entry.dealer.clone()));
    dealers.push(Some(dealer("nobody")));
    let mut days = any(entries.iter().map(|entry| entry.on));
    // The first day and one between, that filters are few enough.
    let some = [1, days.len() / 2].map(|place| days.get(place).copied().flatten());
    days = any(some.into_iter().flatten());
    for dealer in &dealers {
        for period in any(entries.iter().map(|entry| entry.period)) {
            for account in std::iter::once(None).chain(Account::ALL.map(Some)) {
                for (from, through) in days.iter().flat_map(|from| days.iter().map(move |through| (*from, *through))) {
                    let filter = LedgerFilter { dealer: dealer.clone(), period, account, from, through };
                    let expected: Vec<&Entry> = entries.iter().filter(|entry| filter.takes(entry)).collect();
                    let sums = added_up(expected.iter().copied(), account);
                    assert_eq!(turnover(office, &filter).unwrap(), sums, "{filter:?}");
                    if from.is_none() && through.is_none() {
                        let listed = ledger_entries(office, &filter, None, usize::MAX).unwrap();
                        assert_eq!(listed.iter().collect::<Vec<_>>(), expected, "{filter:?}");
                    }
                }
            }
        }
        for through in &days {
            let mut expected: BTreeMap<(Account, Option<DealerCode>), Turnover> = BTreeMap::new();
            let filter = LedgerFilter { dealer: dealer.clone(), through: *through, ..LedgerFilter::default() };
            for entry in entries.iter().filter(|entry| filter.takes(entry)) {
                let of = |account: Account| (account, account.is_per_dealer().then(|| entry.dealer.clone()));
                expected.entry(of(entry.debit())).or_default().debits += entry.amount();
                expected.entry(of(entry.credit())).or_default().credits += entry.amount();
            }
            assert_eq!(trial_balance(office, dealer.as_ref(), *through).unwrap(), expected);
            let mut by_account: BTreeMap<Account, Turnover> = BTreeMap::new();
            for ((account, _), turnover) in expected {
                *by_account.entry(account).or_default() += turnover;
            }
            assert_eq!(account_turnovers(office, &filter).unwrap(), by_account);
        }
    }
}

/// What a person does to a statement, or tries to do.
#[derive(Clone, Copy, Debug)]
enum Act {
    Confirm,
    Hold,
    Approve,
    Release,
    Refused,
    /// On the day of a wish that is not always the bank's.
    Paid(&'static str),
    Close,
}

fn acts() -> impl Strategy<Value = Vec<(Act, &'static str, &'static str)>> {
    let act = select(vec![
        Act::Confirm,
        Act::Confirm,
        Act::Hold,
        Act::Approve,
        Act::Approve,
        Act::Release,
        Act::Release,
        Act::Refused,
        Act::Paid("2026-04-02"),
        Act::Paid("2026-01-01"),
        Act::Close,
    ]);
    prop::collection::vec((act, select(vec!["D1", "D2"]), select(vec!["2026-01", "2026-02"])), 40)
}

/// Whether it could be done is not what is asked here.
fn attempt(test: &TestOffice, act: Act, code: &str, month: Period) {
    let (office, dealer) = (&test.office, &dealer(code));
    let answer = |answer: BankAnswer| record_bank_result(office, &finance("qian"), dealer, month, &answer).is_ok();
    let _ = match act {
        Act::Confirm => confirm_statement(office, &centre(), dealer, month, None).is_ok(),
        Act::Hold => hold_statement(office, &manager(), dealer, month, "look again", None).is_ok(),
        Act::Approve => approve_statement(office, &manager(), dealer, month, None).is_ok(),
        Act::Release => {
            let only = Chosen::Listed(vec![(dealer.clone(), month)]);
            release_payments(office, &finance("zhao"), &only).is_ok()
        }
        Act::Refused => answer(BankAnswer::Refused { reason: "closed".to_owned() }),
        Act::Paid(on) => answer(BankAnswer::Paid { on: on.parse().ok() }),
        Act::Close => close_statement(office, &finance("qian"), dealer, month).is_ok(),
    };
}

/// Two dealers with two months that can be confirmed; one of D2 pays nothing.
fn two_months(test: &TestOffice) {
    open(test, &["D1", "D2"]);
    ready(test, "D1", &["W-1", "W-2"]);
    ready(test, "D2", &[]);
    at(test, "2026-03-25 09:00");
    for code in ["D1", "D2"] {
        file(test, code, period("2026-02"), &["W-3"]);
        call(test, code, period("2026-02"), &["W-3"]);
    }
}

fn paid(test: &TestOffice) {
    open(test, &["D1"]);
    approved(test, "D1", &["W-1"]);
    at(test, "2026-03-02 10:00");
    let everything = Chosen::Ready { due_by: None, except: Vec::new() };
    release_payments(&test.office, &finance("zhao"), &everything).unwrap();
    let answer = BankAnswer::Paid { on: None };
    record_bank_result(&test.office, &finance("qian"), &dealer("D1"), period("2026-01"), &answer).unwrap();
}

on_both! {
    fn the_demonstrations_sums_are_those_of_its_entries(test: &TestOffice) {
        demonstrate(&test.office, Path::new("import-samples"), &mut |_, _| {}).unwrap();
        agrees(test);
    }

    fn whatever_is_done_to_statements_their_sums_are_those_of_their_entries(test: &TestOffice) {
        let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2) });
        let outcome = runner.run(&acts(), |acts| {
            let test = &TestOffice::on(test.backend());
            two_months(test);
            for (hour, (act, code, month)) in (0..).zip(acts) {
                at(test, &format!("2026-04-{:02} {:02}:00", 1 + hour / 8, 8 + hour % 8));
                attempt(test, act, code, period(month));
                settle(test, code);
                prop_assert_eq!(verify_books(&test.office).unwrap(), vec![], "after {:?} of {} {}", act, code, month);
            }
            agrees(test);
            Ok(())
        });
        outcome.unwrap();
    }

    fn what_the_bank_takes_back_is_in_the_sums(test: &TestOffice) {
        paid(test);
        at(test, "2026-03-09 10:00");
        let back = BankAnswer::Refused { reason: "closed".to_owned() };
        record_bank_result(&test.office, &finance("qian"), &dealer("D1"), period("2026-01"), &back).unwrap();
        let tried = test.office.store.read(|c| payments::of_statement(c, &dealer("D1"), period("2026-01"))).unwrap();
        assert_eq!(tried[0].state, PaymentState::Paid);
        agrees(test);
    }

    fn steps_from_before_there_were_sums_are_summed_once(test: &TestOffice) {
        paid(test);
        let up = match test.backend() {
            Backend::Sqlite => include_str!("../../migrations/sqlite/2026-11-28-000094_ledger_sums/up.sql"),
            Backend::Postgres => include_str!("../../migrations/postgres/2026-11-28-000094_ledger_sums/up.sql"),
        };
        let store = &test.office.store;
        store.connection().unwrap().batch_execute("DROP TABLE ledger_sums").unwrap();
        store.connection().unwrap().batch_execute(up).unwrap();
        let due = |c: &mut Db| settings::get(c, settings::LEDGER_SUMS);
        assert_eq!(store.read(due).unwrap().as_deref(), Some(settings::DUE));
        assert_ne!(verify_books(&test.office).unwrap(), []);
        sum_where_due(store).unwrap();
        agrees(test);
        assert_ne!(store.read(due).unwrap().as_deref(), Some(settings::DUE));
    }
}

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// How SQLite goes about the queries of some work.
fn plans(test: &TestOffice, work: impl FnOnce(&mut Db)) -> Vec<String> {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&asked);
    let mut connection = test.office.store.connection().unwrap();
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            listener.lock().unwrap().push(query.to_string());
        }
    });
    work(&mut connection);
    connection.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let queries = std::mem::take(&mut *asked.lock().unwrap());
    let explained = queries.iter().map(|query| {
        let text = query.split(" -- binds").next().unwrap();
        let plan: Vec<Plan> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {text}")).load(&mut *connection).unwrap();
        plan.into_iter().map(|step| step.detail).collect::<Vec<_>>().join("; ")
    });
    explained.collect()
}

#[test]
fn adding_up_all_dealers_reads_one_index_and_sorts_nothing() {
    let test = &TestOffice::on(Backend::Sqlite);
    let day: Option<Day> = "2026-03-01".parse().ok();
    let filters = [
        LedgerFilter::default(),
        LedgerFilter { through: day, ..LedgerFilter::default() },
        LedgerFilter { account: Some(Account::Bank), from: day, ..LedgerFilter::default() },
        LedgerFilter { period: Some(period("2026-01")), ..LedgerFilter::default() },
    ];
    for filter in &filters {
        let plans = plans(test, |c| {
            ledger_sums::by_account(c, filter).unwrap();
            ledger_sums::balances(c, filter).unwrap();
            ledger_sums::turnover(c, filter).unwrap();
        });
        assert_eq!(plans.len(), 3, "{plans:?}");
        for (place, plan) in plans.into_iter().enumerate() {
            // One sum over all of it may as well read the table.
            let in_order = plan.contains("USING COVERING INDEX ledger_sums_by_account");
            let is_one_sum = place == 2 && filter.account.is_none();
            assert!((in_order || is_one_sum) && !plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
        }
    }
    let of_dealer = LedgerFilter { dealer: Some(dealer("D1")), ..LedgerFilter::default() };
    let plans = plans(test, |c| {
        ledger_sums::turnover(c, &of_dealer).unwrap();
    });
    for plan in plans {
        assert!(plan.starts_with("SEARCH") && plan.contains("dealer=?"), "{plan}");
    }
}
