//! Two processes on one database settle the same months and take the same steps.

use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use sanbao::agreement::statement::State;
use sanbao::auth::Role;
use sanbao::store::jobs::{self, JobKind};
use sanbao::store::schema::{audit, jobs as queue};
use sanbao::store::{Error as StoreError, books, payments, verification};
use sanbao::workflow::Office;
use sanbao::workflow::settle_dealer::settle_dealer;
use sanbao::workflow::verify_books::verify_books;
use serde_json::{Value, json};

use super::process::{Served, failures, keep_time, temporary};
use crate::service::harness::{Client, TestOffice, sign_in};
use crate::service::month::{month, open, period, put, ready, state};
use crate::service::registers::dealer;

const DEALERS: [&str; 8] = ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"];
const ROUNDS: i64 = 6;

/// A process of `sanbao settle`.
fn settle(test: &TestOffice) -> Child {
    let mut settle = Command::new(env!("CARGO_BIN_EXE_sanbao"));
    settle.args(["settle", "--lang", "en", "--database-url", &test.url]).env("TMPDIR", temporary(test));
    settle.env("SANBAO_SECRET_KEY", "07".repeat(32)).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until every dealer's books are settled as they stand and no job is left.
fn wait_until_settled(test: &TestOffice) {
    let begun = Instant::now();
    let is_settled = || {
        let read = test.office.store.read(|c| {
            // A tally may pause for some minutes; nobody waits for it.
            let left = queue::table.filter(queue::ended_at.is_null()).filter(queue::kind.ne(JobKind::Tally.as_str()));
            let left: i64 = left.count().get_result(c)?;
            let mut settled = left == 0;
            for code in DEALERS {
                let (revision, settled_revision) = books::revisions(c, &dealer(code))?;
                settled &= revision == settled_revision;
            }
            Ok::<_, StoreError>(settled)
        });
        read.unwrap()
    };
    while !is_settled() {
        assert!(
            begun.elapsed() < Duration::from_mins(2),
            "{:?}",
            test.office.store.read(jobs::count_by_state).unwrap()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Settles every dealer in two offices at the same moment, past the queue.
fn settle_in_both(offices: &[&Office; 2]) {
    let together = Barrier::new(2);
    std::thread::scope(|scope| {
        for office in offices {
            let together = &together;
            scope.spawn(move || {
                for code in DEALERS {
                    together.wait();
                    settle_dealer(office, &dealer(code)).unwrap();
                }
            });
        }
    });
}

/// How often the audit trail says that this revision of a dealer's January came out.
fn times_recorded(test: &TestOffice, code: &str, revision: i64) -> usize {
    let facts: Vec<String> = test
        .office
        .store
        .read(|c| {
            let of_dealer = audit::table.filter(audit::dealer.eq(code)).filter(audit::action.eq("months.settle"));
            Ok::<_, StoreError>(of_dealer.select(audit::facts).load(c)?)
        })
        .unwrap();
    let statements = facts.iter().flat_map(|facts| {
        let facts: Value = serde_json::from_str(facts).unwrap();
        facts["statements"].as_array().unwrap().clone()
    });
    statements.filter(|made| made["period"] == "2026-01" && made["revision"] == revision).count()
}

/// All of these send at the same moment, having seen the same; the statuses in their order.
fn at_once(clients: &[Client], path: &str, seen: Option<&str>, body: &Value) -> Vec<(u16, Value)> {
    let mut headers = vec![("Content-Type", "application/json")];
    headers.extend(seen.map(|tag| ("If-Match", tag)));
    let (headers, body) = (&headers, body.to_string());
    let together = Barrier::new(clients.len());
    let mut came: Vec<(u16, Value)> = std::thread::scope(|scope| {
        let threads: Vec<_> = clients
            .iter()
            .map(|client| {
                let (together, body) = (&together, body.as_bytes());
                scope.spawn(move || {
                    together.wait();
                    let answer = client.send("POST", path, headers, body);
                    (answer.status, answer.json())
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    came.sort_by_key(|(status, _)| *status);
    came
}

/// Two people before each of the processes.
fn people(test: &TestOffice, processes: &[Served; 2], role: Role) -> Vec<Client> {
    let before =
        |served: &Served| [sign_in(test, &served.address, role, None), sign_in(test, &served.address, role, None)];
    processes.iter().flat_map(before).collect()
}

#[track_caller]
fn one_alone_succeeds(came: &[(u16, Value)], success: u16, refused: u16) {
    let statuses: Vec<u16> = came.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [success, refused, refused, refused], "{came:?}");
}

on_both! {
    fn two_processes_settle_a_month_and_every_statement_comes_out_once(test: &TestOffice) {
        open(test, &DEALERS);
        test.at("2026-02-06 09:00");
        keep_time(test);
        let processes = [Served::start(test), Served::start(test)];
        let other = test.another();
        other.clock.shift(test.office.clock.shift_seconds());
        wait_until_settled(test);
        for round in 1..=ROUNDS {
            let before: Vec<i64> = DEALERS.iter().map(|code| month(test, code, "2026-01").statement_revision).collect();
            for code in DEALERS {
                put(test, code, period("2026-01"), &[&format!("W-{round}")]);
            }
            let commands = [settle(test), settle(test)];
            settle_in_both(&[&test.office, &other]);
            for command in commands {
                let ended = command.wait_with_output().unwrap();
                assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
            }
            wait_until_settled(test);
            for (code, before) in DEALERS.iter().zip(before) {
                let made = month(test, code, "2026-01");
                assert_eq!(made.statement_revision, before + 1, "{code} in round {round}");
                assert_eq!(times_recorded(test, code, made.statement_revision), 1, "{code} in round {round}");
                let kept = test.office.store.read(|c| verification::revisions(c, &dealer(code))).unwrap();
                let revisions: Vec<i64> = kept.keys().map(|(_, revision)| *revision).collect();
                assert_eq!(revisions, (1..=made.statement_revision).collect::<Vec<_>>(), "{code}");
                assert_eq!(made.sums.slip_count, round);
            }
        }
        for served in processes {
            assert_eq!(failures(&served.stop()), Vec::<&String>::new());
        }
        assert_eq!(verify_books(&test.office).unwrap(), []);
    }

    fn a_step_that_several_take_is_taken_once(test: &TestOffice) {
        open(test, &DEALERS);
        for code in DEALERS {
            ready(test, code, &["W-1"]);
        }
        keep_time(test);
        let processes = [Served::start(test), Served::start(test)];
        wait_until_settled(test);
        let centre = people(test, &processes, Role::Reviewer);
        let managers = people(test, &processes, Role::SalesManager);
        let finance = people(test, &processes, Role::Finance);
        for code in DEALERS {
            for (people, step) in [(&centre, "confirm"), (&managers, "approve")] {
                let statement = people[0].get(&format!("/api/v1/dealers/{code}/months/2026-01/statement"));
                let path = format!("/api/v1/dealers/{code}/statements/2026-01/{step}");
                one_alone_succeeds(&at_once(people, &path, Some(statement.header("etag")), &json!({})), 200, 412);
            }
            if code != "D8" {
                let listed = json!({ "statements": [{ "dealer": code, "period": "2026-01" }] });
                one_alone_succeeds(&at_once(&finance, "/api/v1/batches", None, &listed), 201, 409);
            }
        }
        one_alone_succeeds(&at_once(&finance, "/api/v1/batches", None, &json!({})), 201, 409);
        for code in DEALERS {
            assert_eq!(state(test, code, "2026-01"), Some(State::Released));
            let paid = test.office.store.read(|c| payments::of_statement(c, &dealer(code), period("2026-01"))).unwrap();
            assert_eq!(paid.len(), 1, "{code}");
        }
        for served in processes {
            assert_eq!(failures(&served.stop()), Vec::<&String>::new());
        }
        assert_eq!(verify_books(&test.office).unwrap(), []);
    }
}
