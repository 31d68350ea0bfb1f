//! Payment batches: every fault at once, one live payment for a statement, the same bytes again.

use std::sync::Barrier;

use sanbao::agreement::statement::{State, StepRefused};
use sanbao::auth::Role;
use sanbao::money::Money;
use sanbao::store::accounts::Account;
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::store::{files, payments};
use sanbao::workflow::propose_account::propose_account;
use sanbao::workflow::release_payments::{Chosen, PaymentFault, PaymentProblem, batch_csv, release_payments};
use sanbao::workflow::{Error, Refusal, StatementRefusal};

use super::month::*;
use super::registers::{dealer, import};

fn everything() -> Chosen {
    Chosen::Ready { due_by: None, except: Vec::new() }
}

fn faults(refused: Error) -> Vec<(String, PaymentProblem)> {
    let Error::Refused(Refusal::Statement(StatementRefusal::Payments(faults))) = refused else { panic!("{refused:?}") };
    faults.into_iter().map(|PaymentFault { dealer, problem, .. }| (dealer.to_string(), problem)).collect()
}

fn account(number: &str) -> Account {
    Account {
        account_name: "Dealer".to_owned(),
        bank_name: "Bank".to_owned(),
        bank_account: number.to_owned(),
        bank_code: String::new(),
    }
}

on_both! {
    fn a_batch_holds_what_is_approved_with_the_account_that_stands(test: &TestOffice) {
        open(test, &["D1", "D2", "D3"]);
        approved(test, "D2", &["W-1", "W-2"]);
        approved(test, "D1", &["W-1"]);
        confirmed(test, "D3", &["W-1"]);
        assert!(matches!(release_payments(&test.office, &manager(), &everything()), Err(Error::NotAllowed)));
        let released = release_payments(&test.office, &finance("zhao"), &everything()).unwrap();
        let batch = released.batch.unwrap();
        assert_eq!((batch.payment_count, batch.total_fen, batch.made_by.as_str()), (2, 300_00, "zhao"));
        let kept = test.office.store.read(|c| payments::of_batch(c, &batch.id)).unwrap();
        assert_eq!(kept, released.payments);
        let csv = String::from_utf8(batch_csv(&kept)).unwrap();
        let rows: Vec<&str> = csv.lines().skip(1).collect();
        assert_eq!(rows, [
            "2026-01,D1,Dealer D1 Ltd,Bank,6222D1,100.00,CNY,D1-2026-01,2026-02-25",
            "2026-01,D2,Dealer D2 Ltd,Bank,6222D2,200.00,CNY,D2-2026-01,2026-02-25",
        ]);
        assert_eq!(files::sha256(csv.as_bytes()), batch.sha256);
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Released));
        assert_eq!(state(test, "D3", "2026-01"), Some(State::Confirmed));
        let again = release_payments(&test.office, &finance("zhao"), &everything());
        assert!(matches!(again, Err(Error::Refused(Refusal::Statement(StatementRefusal::NothingToRelease)))));
        propose_account(&test.office, &person("root", Role::Administrator), &dealer("D1"), &account("999")).unwrap();
        let unchanged = test.office.store.read(|c| payments::of_batch(c, &batch.id)).unwrap();
        assert_eq!(files::sha256(&batch_csv(&unchanged)), batch.sha256, "a batch keeps the account that it was made with");
    }

    fn every_fault_is_told_and_nothing_is_released(test: &TestOffice) {
        open(test, &["D1", "D2", "D3", "D4"]);
        import(test, Register::Dealers, Mode::Add, "dealer_code,name\nD5,Dealer 5\n").unwrap();
        import(test, Register::Sales, Mode::Add,
            "dealer_code,product_line,period,units,settlement_amount\nD5,stove,2026-01,1000,1.00\n").unwrap();
        for code in ["D1", "D2", "D5"] {
            approved(test, code, &["W-1"]);
        }
        confirmed(test, "D3", &["W-1"]);
        propose_account(&test.office, &person("root", Role::Administrator), &dealer("D2"), &account("999")).unwrap();
        let month = period("2026-01");
        let listed = ["D1", "D1", "D2", "D3", "D5", "D9"].map(|code| (dealer(code), month)).to_vec();
        let refused = release_payments(&test.office, &finance("zhao"), &Chosen::Listed(listed)).unwrap_err();
        let step = StepRefused::WrongState { state: State::Confirmed, needed: State::Approved };
        let expected = [
            ("D1", PaymentProblem::Doubled),
            ("D2", PaymentProblem::AccountUnderChange),
            ("D3", PaymentProblem::Step(step)),
            ("D5", PaymentProblem::AccountMissing),
            ("D9", PaymentProblem::Unknown),
        ];
        assert_eq!(faults(refused), expected.map(|(code, problem)| (code.to_owned(), problem)));
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Approved));
        let except = Chosen::Ready { due_by: None, except: ["D2", "D5"].map(|code| (dealer(code), month)).to_vec() };
        let released = release_payments(&test.office, &finance("zhao"), &except).unwrap();
        assert_eq!(released.payments.len(), 1);
        let listed = Chosen::Listed(vec![(dealer("D1"), month)]);
        let refused = release_payments(&test.office, &finance("zhao"), &listed).unwrap_err();
        let batch = released.batch.unwrap().id;
        assert_eq!(faults(refused), [("D1".to_owned(), PaymentProblem::UnderWay { batch })]);
    }

    fn what_is_due_later_waits(test: &TestOffice) {
        open(test, &["D1"]);
        approved(test, "D1", &["W-1"]);
        let by = |day: &str| Chosen::Ready { due_by: Some(day.parse().unwrap()), except: Vec::new() };
        let early = release_payments(&test.office, &finance("zhao"), &by("2026-02-24"));
        assert!(matches!(early, Err(Error::Refused(Refusal::Statement(StatementRefusal::NothingToRelease)))));
        assert!(release_payments(&test.office, &finance("zhao"), &by("2026-02-25")).is_ok());
    }

    fn the_same_batch_made_twice_at_once_is_made_once(test: &TestOffice) {
        let codes = ["D1", "D2", "D3"];
        open(test, &codes);
        for code in codes {
            approved(test, code, &["W-1"]);
        }
        let (one, other, start) = (&test.office, &test.another(), Barrier::new(2));
        other.clock.shift(one.clock.shift_seconds());
        let make = |office, login| {
            start.wait();
            release_payments(office, &finance(login), &everything())
        };
        let outcomes = std::thread::scope(|scope| {
            let threads = [scope.spawn(|| make(one, "zhao")), scope.spawn(|| make(other, "qian"))];
            threads.map(|thread| thread.join().unwrap())
        });
        let made: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
        assert_eq!(made.len(), 1);
        for refused in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
            let told = matches!(refused, Error::Changed | Error::Refused(Refusal::Statement(_)));
            assert!(told, "{refused:?}");
        }
        let batches = test.office.store.read(|c| payments::batches(c, None, 10)).unwrap();
        assert_eq!(batches.len(), 1);
        for code in codes {
            let tried = test.office.store.read(|c| payments::of_statement(c, &dealer(code), period("2026-01"))).unwrap();
            assert_eq!(tried.iter().map(|payment| payment.amount).collect::<Vec<_>>(), [Money::from_fen(100_00)]);
        }
    }
}
