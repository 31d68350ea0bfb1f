//! Steps of a statement (agreement 7.4): who, from where, what stands against it, and two at once.

use std::sync::Barrier;

use sanbao::agreement::registers::FiledSheet;
use sanbao::agreement::statement::{Role as Party, State, StepRefused};
use sanbao::auth::{Actor, Role};
use sanbao::workflow::approve_statement::{Approved, approve_statement, approve_statements, hold_statement};
use sanbao::workflow::close_statement::{close_statement, close_statements};
use sanbao::workflow::confirm_statement::{Hindrance, confirm_statement, confirm_statements, hindrances};
use sanbao::workflow::import_bank_result::{BankAnswer, record_bank_result};
use sanbao::workflow::release_payments::{Chosen, release_payments};
use sanbao::workflow::{Error, Refusal, StatementRefusal};

use super::harness::TestOffice;
use super::month::*;
use super::registers::dealer;

/// Takes the step that brings a statement of 2026-01 out of a state.
fn step_from(test: &TestOffice, state: State, actor: &Actor) -> Result<(), Error> {
    let (office, one, month) = (&test.office, dealer("D1"), period("2026-01"));
    match state {
        State::Draft => confirm_statement(office, actor, &one, month, None),
        State::Confirmed => approve_statement(office, actor, &one, month, None),
        State::Approved => release_payments(office, actor, &Chosen::Listed(vec![(one, month)])).map(drop),
        State::Released | State::Paid => {
            record_bank_result(office, actor, &one, month, &BankAnswer::Paid { on: None }).map(drop)
        }
    }
}

/// Whether the role takes the step out of a state.
fn takes(state: State, role: Role) -> bool {
    match state {
        State::Draft => role == Role::Reviewer,
        State::Confirmed => role == Role::SalesManager,
        State::Approved | State::Released => role == Role::Finance,
        State::Paid => false,
    }
}

fn statement_refusal(error: Error) -> StatementRefusal {
    match error {
        Error::Refused(Refusal::Statement(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn hindering(test: &TestOffice, of: &str) -> Vec<Hindrance> {
    hindrances(&test.office, &dealer("D1"), period(of)).unwrap()
}

on_both! {
    fn every_step_has_its_role_and_its_own_person(test: &TestOffice) {
        open(test, &["D1"]);
        ready(test, "D1", &["W-1"]);
        let mut before: Vec<String> = Vec::new();
        for from in [State::Draft, State::Confirmed, State::Approved, State::Released] {
            assert_eq!(state(test, "D1", "2026-01"), Some(from));
            for role in Role::ALL.into_iter().filter(|role| !takes(from, *role)) {
                let refused = step_from(test, from, &person("other", role)).unwrap_err();
                let told = matches!(refused, Error::NotAllowed | Error::Step(StepRefused::WrongRole { .. }));
                assert!(told, "{from:?} by {role:?}: {refused:?}");
            }
            let role = Role::ALL.into_iter().find(|role| takes(from, *role)).unwrap();
            for login in &before {
                let refused = step_from(test, from, &person(login, role)).unwrap_err();
                let told = match &refused {
                    Error::Step(refused) => *refused == StepRefused::TookAnEarlierStep,
                    Error::Refused(Refusal::Statement(StatementRefusal::Payments(faults))) => faults.len() == 1,
                    _ => false,
                };
                assert!(told, "{from:?} by {login}: {refused:?}");
            }
            let login = format!("person-{}", before.len());
            step_from(test, from, &person(&login, role)).unwrap();
            before.push(login);
        }
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Paid));
        let again = step_from(test, State::Draft, &centre()).unwrap_err();
        let needed = StepRefused::WrongState { state: State::Paid, needed: State::Draft };
        assert!(matches!(again, Error::Step(refused) if refused == needed));
    }

    fn the_installation_itself_takes_no_step(test: &TestOffice) {
        open(test, &["D1"]);
        ready(test, "D1", &["W-1"]);
        for from in [State::Draft, State::Confirmed, State::Approved, State::Released] {
            assert!(matches!(step_from(test, from, &Actor::system()), Err(Error::NotAllowed)), "{from:?}");
        }
        let wrong = step_from(test, State::Draft, &manager()).unwrap_err();
        assert!(matches!(wrong, Error::Step(StepRefused::WrongRole { needed: Party::AfterSalesCentre })));
    }

    fn what_is_missing_is_named_until_nothing_is(test: &TestOffice) {
        open(test, &["D1"]);
        at(test, "2026-02-01 00:00");
        settle(test, "D1");
        at(test, "2026-01-31 23:59");
        let (slips_until, feedback_until) = ("2026-04-20".parse().unwrap(), "2026-02-15".parse().unwrap());
        let slips = Hindrance::SheetMissing { sheet: FiledSheet::Slips, until: slips_until };
        let feedback = Hindrance::SheetMissing { sheet: FiledSheet::Feedback, until: feedback_until };
        let over = Hindrance::MonthNotOver { last_day: "2026-01-31".parse().unwrap() };
        assert_eq!(hindering(test, "2026-01"), [over, slips.clone(), feedback.clone()]);
        at(test, "2026-02-15 23:59");
        assert_eq!(hindering(test, "2026-01"), [slips.clone(), feedback]);
        at(test, "2026-02-16 00:00");
        assert_eq!(hindering(test, "2026-01"), [slips]);
        file(test, "D1", period("2026-01"), &["W-1", "W-2"]);
        assert_eq!(hindering(test, "2026-01"), [Hindrance::LotNotDrawn]);
        sanbao::workflow::draw_lot::draw_lot(&test.office, &centre(), &dealer("D1"), period("2026-01")).unwrap();
        assert_eq!(hindering(test, "2026-01")[0], Hindrance::BeingRecomputed);
        settle(test, "D1");
        let held = hindering(test, "2026-01");
        assert!(matches!(&held[..], [Hindrance::SlipsHeld { slips, count: 2 }] if slips.len() == 2), "{held:?}");
        let refused = confirm_statement(&test.office, &centre(), &dealer("D1"), period("2026-01"), None).unwrap_err();
        assert_eq!(statement_refusal(refused), StatementRefusal::NotConfirmable(held));
    }

    fn statements_are_confirmed_in_the_order_of_months(test: &TestOffice) {
        open(test, &["D1"]);
        at(test, "2026-03-06 09:00");
        for (of, no) in [("2026-01", "W-1"), ("2026-02", "W-2")] {
            file(test, "D1", period(of), &[no]);
            call(test, "D1", period(of), &[no]);
        }
        assert_eq!(hindering(test, "2026-02"), [Hindrance::EarlierDraft { period: period("2026-01") }]);
        confirm_statement(&test.office, &centre(), &dealer("D1"), period("2026-01"), None).unwrap();
        assert_eq!(hindering(test, "2026-02"), [Hindrance::BeingRecomputed]);
        settle(test, "D1");
        confirm_statement(&test.office, &centre(), &dealer("D1"), period("2026-02"), None).unwrap();
    }

    fn a_step_over_somebody_elses_change_is_refused(test: &TestOffice) {
        open(test, &["D1"]);
        ready(test, "D1", &["W-1"]);
        let seen = month(test, "D1", "2026-01").state_version;
        let confirm = |version| confirm_statement(&test.office, &centre(), &dealer("D1"), period("2026-01"), Some(version));
        assert!(matches!(confirm(seen + 1), Err(Error::Changed)));
        confirm(seen).unwrap();
        let approve = |version| approve_statement(&test.office, &manager(), &dealer("D1"), period("2026-01"), Some(version));
        assert!(matches!(approve(seen), Err(Error::Changed)));
        approve(seen + 1).unwrap();
    }

    fn of_two_at_once_one_takes_the_step(test: &TestOffice) {
        open(test, &["D1"]);
        ready(test, "D1", &["W-1"]);
        let (one, other) = (&test.office, &test.another());
        other.clock.shift(one.clock.shift_seconds());
        let people = [("a", "b", Role::Reviewer), ("c", "d", Role::SalesManager)];
        for (step, (first, second, role)) in people.into_iter().enumerate() {
            let start = Barrier::new(2);
            let take = |office, login| {
                start.wait();
                let actor = person(login, role);
                let (one, month) = (dealer("D1"), period("2026-01"));
                if step == 0 {
                    confirm_statement(office, &actor, &one, month, None)
                } else {
                    approve_statement(office, &actor, &one, month, None)
                }
            };
            let outcomes = std::thread::scope(|scope| {
                let threads = [scope.spawn(|| take(one, first)), scope.spawn(|| take(other, second))];
                threads.map(|thread| thread.join().unwrap())
            });
            let taken = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            let refused = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
            for error in refused {
                assert!(matches!(error, Error::Changed | Error::Step(StepRefused::WrongState { .. })), "{error:?}");
            }
            assert_eq!(taken, 1, "step {step}");
        }
    }

    fn several_are_taken_and_each_refusal_is_told(test: &TestOffice) {
        open(test, &["D1", "D2", "D3"]);
        ready(test, "D1", &["W-1"]);
        ready(test, "D2", &["W-1"]);
        settle(test, "D3");
        let came = confirm_statements(&test.office, &centre(), period("2026-01"), None).unwrap();
        assert_eq!(came.taken, [(dealer("D1"), period("2026-01")), (dealer("D2"), period("2026-01"))]);
        assert_eq!(came.refused.len(), 1);
        assert_eq!(came.refused[0].0, dealer("D3"));
        let which = Approved { only: None, except: dealers(&["D2"]) };
        let came = approve_statements(&test.office, &manager(), period("2026-01"), which).unwrap();
        assert_eq!(came.taken, [(dealer("D1"), period("2026-01"))]);
        assert_eq!(state(test, "D2", "2026-01"), Some(State::Confirmed));
        let named = Approved { only: Some(dealers(&["D1", "D2", "D9"])), except: Vec::new() };
        let came = approve_statements(&test.office, &manager(), period("2026-01"), named).unwrap();
        assert_eq!((came.taken.len(), came.refused.len()), (1, 2));
    }

    fn what_is_kept_back_is_approved_by_itself(test: &TestOffice) {
        open(test, &["D1"]);
        confirmed(test, "D1", &["W-1"]);
        let (one, month) = (dealer("D1"), period("2026-01"));
        let hold = |actor: &Actor, note| hold_statement(&test.office, actor, &one, month, note, None);
        assert!(matches!(hold(&centre(), "why"), Err(Error::NotAllowed)));
        assert!(matches!(hold(&manager(), "  "), Err(Error::Refused(Refusal::ReasonMissing))));
        hold(&manager(), "the stock is being counted").unwrap();
        let came = approve_statements(&test.office, &manager(), month, Approved::default()).unwrap();
        let kept = StatementRefusal::KeptBack { by: "wang".to_owned(), note: "the stock is being counted".to_owned() };
        let (_, _, refused) = came.refused.into_iter().next().unwrap();
        assert_eq!(statement_refusal(refused), kept);
        approve_statement(&test.office, &manager(), &one, month, None).unwrap();
    }

    fn a_statement_that_pays_nothing_is_closed_by_a_second_person_in_finance(test: &TestOffice) {
        open(test, &["D1", "D2"]);
        approved(test, "D1", &[]);
        approved(test, "D2", &["W-1"]);
        let everything = Chosen::Ready { due_by: None, except: Vec::new() };
        let released = release_payments(&test.office, &finance("zhao"), &everything).unwrap();
        assert_eq!(released.without_payment, [(dealer("D1"), period("2026-01"))]);
        assert_eq!(released.payments.len(), 1);
        let same = close_statement(&test.office, &finance("zhao"), &dealer("D1"), period("2026-01"));
        assert!(matches!(same, Err(Error::Step(StepRefused::TookAnEarlierStep))));
        let pays = close_statement(&test.office, &finance("qian"), &dealer("D2"), period("2026-01")).unwrap_err();
        assert_eq!(statement_refusal(pays), StatementRefusal::HasPayment);
        let closed = close_statements(&test.office, &finance("qian")).unwrap();
        assert_eq!(closed.taken, [(dealer("D1"), period("2026-01"))]);
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Paid));
        assert_eq!(state(test, "D2", "2026-01"), Some(State::Released));
    }
}
