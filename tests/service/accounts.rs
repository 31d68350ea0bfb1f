//! Bank accounts: it takes two people to change one (agreement 7.2).

use sanbao::auth::{Actor, Role};
use sanbao::sheets::Problem;
use sanbao::store::accounts::{self, Account, AccountState};
use sanbao::store::registers::versions::Mode;
use sanbao::store::registers::{self, Register};
use sanbao::workflow::decide_account::decide_account;
use sanbao::workflow::propose_account::propose_account;
use sanbao::workflow::{Error, Refusal};

use super::harness::TestOffice;
use super::registers::{administrator, dealer, import};

fn finance(login: &str) -> Actor {
    Actor { login: login.to_owned(), role: Role::Finance, dealer: None }
}

fn account(number: &str) -> Account {
    Account {
        account_name: "Dealer One".to_owned(),
        bank_name: "Bank".to_owned(),
        bank_account: number.to_owned(),
        bank_code: String::new(),
    }
}

fn register(test: &TestOffice, number: &str) -> Result<i64, Error> {
    let dealers = format!("dealer_code,name,account_name,bank_name,bank_account\nD1,One,Dealer One,Bank,{number}\n");
    import(test, Register::Dealers, Mode::Add, &dealers).map(|version| version.id)
}

/// The number that the dealer's fees are wired to.
fn paid_to(test: &TestOffice) -> Option<String> {
    let found = test.office.store.read(|c| {
        let one = registers::dealer(c, &dealer("D1"))?;
        assert_eq!(registers::dealers(c)?.first(), one.as_ref());
        Ok::<_, sanbao::store::Error>(one)
    });
    found.unwrap().unwrap().bank_account
}

on_both! {
    fn a_new_dealers_account_comes_with_the_register_and_a_change_waits(test: &TestOffice) {
        register(test, "111").unwrap();
        assert_eq!(paid_to(test).as_deref(), Some("111"));
        register(test, "222").unwrap();
        assert_eq!(paid_to(test).as_deref(), Some("111"), "one person alone moves no money");
        let waiting = test.office.store.read(|c| accounts::in_state(c, AccountState::Proposed)).unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!((waiting[0].seq, waiting[0].account.bank_account.as_str()), (2, "222"));
        let yourself = decide_account(&test.office, &administrator(), &dealer("D1"), 2, true, None);
        assert!(matches!(yourself, Err(Error::Refused(Refusal::ProposedByYourself))));
        let third = register(test, "333");
        let Err(Error::Refused(Refusal::Register { faults })) = third else { panic!("{third:?}") };
        assert_eq!(faults[0].row, Some(2));
        assert_eq!(faults[0].problem, Problem::AccountWaits { proposed_by: "admin".to_owned() });
        decide_account(&test.office, &finance("f1"), &dealer("D1"), 2, true, None).unwrap();
        assert_eq!(paid_to(test).as_deref(), Some("222"));
        let again = decide_account(&test.office, &finance("f2"), &dealer("D1"), 2, false, None);
        assert!(matches!(again, Err(Error::Refused(Refusal::AccountDecided { decided_by })) if decided_by == "f1"));
    }

    fn a_rejected_account_never_was(test: &TestOffice) {
        register(test, "111").unwrap();
        let proposed = propose_account(&test.office, &finance("f1"), &dealer("D1"), &account("222")).unwrap();
        let second = propose_account(&test.office, &finance("f2"), &dealer("D1"), &account("333"));
        assert!(matches!(second, Err(Error::Refused(Refusal::AccountWaits { proposed_by })) if proposed_by == "f1"));
        decide_account(&test.office, &finance("f2"), &dealer("D1"), proposed.seq, false, None).unwrap();
        assert_eq!(paid_to(test).as_deref(), Some("111"));
        let same = propose_account(&test.office, &finance("f1"), &dealer("D1"), &account("111"));
        assert!(matches!(same, Err(Error::Refused(Refusal::AccountUnchanged))));
        assert_eq!(propose_account(&test.office, &finance("f1"), &dealer("D1"), &account("444")).unwrap().seq, 3);
    }

    fn a_dealer_that_was_known_has_no_first_account(test: &TestOffice) {
        register(test, "").unwrap();
        register(test, "111").unwrap();
        assert_eq!(paid_to(test), None, "known without an account, so that one is proposed");
        // Taken away and brought back, it is no new dealer either.
        import(test, Register::Dealers, Mode::Replace, "dealer_code,name\nD2,Two\n").unwrap();
        register(test, "111").unwrap();
        assert_eq!(paid_to(test), None);
        let waiting = test.office.store.read(|c| accounts::of_dealer(c, &dealer("D1"))).unwrap();
        assert_eq!(waiting.len(), 1, "the same account waits once");
    }

    fn nobody_else_proposes_or_decides(test: &TestOffice) {
        register(test, "111").unwrap();
        for role in [Role::DealerClerk, Role::Reviewer, Role::CallAgent, Role::SalesManager] {
            let actor = Actor { login: "x".to_owned(), role, dealer: Some(dealer("D1")) };
            let proposed = propose_account(&test.office, &actor, &dealer("D1"), &account("9"));
            assert!(matches!(proposed, Err(Error::NotAllowed)), "{role:?}");
            let decided = decide_account(&test.office, &actor, &dealer("D1"), 1, true, None);
            assert!(matches!(decided, Err(Error::NotAllowed)), "{role:?}");
        }
        let unknown = propose_account(&test.office, &finance("f1"), &dealer("D9"), &account("9"));
        assert!(matches!(unknown, Err(Error::NotFound)));
        let unknown = decide_account(&test.office, &finance("f1"), &dealer("D1"), 7, true, None);
        assert!(matches!(unknown, Err(Error::NotFound)));
    }
}
