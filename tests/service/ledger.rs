//! The ledger: over the demonstration's months and over a payment that the bank refused, as lists and as journals that
//! Beancount and hledger accept and add up to the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sanbao::agreement::ledger::{Account, Entry};
use sanbao::auth::Role;
use sanbao::calendar::Day;
use sanbao::exports::JOURNALS;
use sanbao::money::Money;
use sanbao::store::months;
use sanbao::texts::Lang;
use sanbao::workflow::approve_statement::approve_statement;
use sanbao::workflow::confirm_statement::confirm_statement;
use sanbao::workflow::demonstrate::demonstrate;
use sanbao::workflow::import_bank_result::import_bank_result;
use sanbao::workflow::read_ledger::{LedgerFilter, Turnover, ledger_entries, trial_balance, write_journal};
use sanbao::workflow::read_paper::statement_facts;
use sanbao::workflow::release_payments::{Chosen, release_payments};

use super::harness::{TestApp, TestOffice, bookkeeping};
use super::month::{approved, at, call, centre, file, finance, lines, manager, open, period};
use super::registers::dealer;

fn demonstration(test: &TestOffice) {
    demonstrate(&test.office, Path::new("import-samples"), &mut |_, _| {}).unwrap();
}

/// D1 is refused once and paid by a second batch, D2 waits for the bank.
fn paid_and_refused(test: &TestOffice) {
    open(test, &["D1", "D2"]);
    approved(test, "D1", &["W-1", "W-2"]);
    let everything = Chosen::Ready { due_by: None, except: Vec::new() };
    for (day, answer) in
        [("2026-03-02 10:00", "D1-2026-01,refused,200.00,closed"), ("2026-03-04 10:00", "D1-2026-01-2,paid,200.00,")]
    {
        at(test, day);
        release_payments(&test.office, &finance("zhao"), &everything).unwrap();
        let sheet = format!("reference,result,amount,reason\n{answer}\n");
        import_bank_result(&test.office, &finance("qian"), sheet.as_bytes()).unwrap();
    }
    approved(test, "D2", &["W-1"]);
    at(test, "2026-04-02 10:00");
    release_payments(&test.office, &finance("zhao"), &everything).unwrap();
}

fn answered(test: &TestOffice, row: &str) {
    let sheet = format!("reference,result,amount,reason\n{row}\n");
    import_bank_result(&test.office, &finance("qian"), sheet.as_bytes()).unwrap();
}

/// D1's January is paid, and the bank takes it back two days later.
fn paid_and_taken_back(test: &TestOffice) {
    open(test, &["D1"]);
    approved(test, "D1", &["W-1", "W-2"]);
    at(test, "2026-03-02 10:00");
    release_payments(&test.office, &finance("zhao"), &Chosen::Ready { due_by: None, except: Vec::new() }).unwrap();
    answered(test, "D1-2026-01,paid,200.00,");
    at(test, "2026-03-04 10:00");
    answered(test, "D1-2026-01,refused,200.00,closed");
}

/// What must stand, as bookkeeping programs say it.
fn amounts<const N: usize>(expected: [(&str, &str); N]) -> BTreeMap<String, String> {
    expected.map(|(account, amount)| (account.to_owned(), amount.to_owned())).into()
}

fn all(test: &TestOffice) -> Vec<Entry> {
    ledger_entries(&test.office, &LedgerFilter::default(), None, usize::MAX).unwrap()
}

fn told(entry: &Entry) -> String {
    let (debit, credit) = (entry.debit().of(&entry.dealer), entry.credit().of(&entry.dealer));
    format!("{} {} {debit} <- {credit} {}", entry.on, entry.id(), entry.amount())
}

/// What stands by the trial balance, as bookkeeping programs name it.
fn standing(test: &TestOffice, through: Option<&str>) -> BTreeMap<String, String> {
    let through: Option<Day> = through.map(|day| day.parse().unwrap());
    let found = trial_balance(&test.office, None, through).unwrap();
    let sums = found.values().fold(Turnover::default(), |sum, turnover| Turnover {
        debits: sum.debits + turnover.debits,
        credits: sum.credits + turnover.credits,
    });
    assert_eq!(sums.balance(), Money::ZERO);
    let standing = found.into_iter().filter(|(_, turnover)| !turnover.balance().is_zero());
    let name = |(account, dealer): (Account, Option<_>)| dealer.map_or(account.name().to_owned(), |it| account.of(&it));
    standing.map(|(place, turnover)| (name(place), turnover.balance().to_string())).collect()
}

/// Both journals of some months, beside each other.
fn journals(test: &TestOffice, from: &str, through: &str, lang: Lang) -> [PathBuf; 2] {
    let written = JOURNALS.iter().map(|format| {
        let path = test.folder.path().join(format!("{from}-{}", format.file));
        let mut bytes = Vec::new();
        write_journal(&test.office, format, (period(from), period(through)), None, lang, &mut bytes).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    });
    written.collect::<Vec<_>>().try_into().unwrap()
}

/// That both programs accept the journals, and come to the same as the trial balance.
#[track_caller]
fn accepted(test: &TestOffice, lang: Lang) {
    let [beancount, hledger] = journals(test, "2026-01", "2026-12", lang);
    let expected = standing(test, None);
    assert!(!expected.is_empty());
    assert_eq!(bookkeeping::beancount(&beancount), expected);
    assert_eq!(bookkeeping::hledger(&hledger), expected);
}

on_both! {
    fn the_demonstrations_ledger_stands_where_its_statements_stand(test: &TestOffice) {
        demonstration(test);
        let balances = trial_balance(&test.office, None, None).unwrap();
        let stands = |account: Account, code: &str| {
            balances.get(&(account, Some(dealer(code)))).copied().unwrap_or_default().balance()
        };
        let dealers = test.office.store.read(sanbao::store::registers::dealers).unwrap();
        for known in dealers {
            let months = test.office.store.read(|c| months::of_dealer(c, &known.code)).unwrap();
            let frozen: Vec<_> = months.values().filter(|month| month.is_frozen()).collect();
            let unpaid = frozen.iter().filter(|month| month.state < Some(sanbao::agreement::statement::State::Released));
            let unpaid: Money = unpaid.map(|month| month.sums.payable).sum();
            assert_eq!(stands(Account::DealerPayable, known.code.as_str()), -unpaid, "{}", known.code);
            let open = frozen.last().map_or(Money::ZERO, |month| (-month.sums.net).at_least_zero());
            assert_eq!(stands(Account::DealerBalance, known.code.as_str()), open, "{}", known.code);
        }
        accepted(test, Lang::ZhCn);
    }

    fn a_refused_payment_comes_back_and_goes_again(test: &TestOffice) {
        paid_and_refused(test);
        let found: Vec<String> = all(test).iter().map(told).collect();
        let payable = "Liabilities:DealerPayable";
        let transit = "Liabilities:PaymentsInTransit";
        let expected = [
            format!("2026-02-06 D1/2026-01/line-1 Expenses:WarrantyFees <- {payable}:D1 200.00"),
            format!("2026-03-02 D1/2026-01/payment-1-released {payable}:D1 <- {transit}:D1 200.00"),
            format!("2026-03-02 D1/2026-01/payment-1-refused {transit}:D1 <- {payable}:D1 200.00"),
            format!("2026-03-04 D1/2026-01/payment-2-released {payable}:D1 <- {transit}:D1 200.00"),
            format!("2026-03-04 D1/2026-01/payment-2-paid {transit}:D1 <- Assets:Bank 200.00"),
            format!("2026-02-06 D2/2026-01/line-1 Expenses:WarrantyFees <- {payable}:D2 100.00"),
            format!("2026-04-02 D2/2026-01/payment-1-released {payable}:D2 <- {transit}:D2 100.00"),
        ];
        assert_eq!(found, expected);
        accepted(test, Lang::En);
        // A journal that begins later opens with what stood, and ends where the whole one ends.
        let [beancount, hledger] = journals(test, "2026-04", "2026-04", Lang::En);
        let expected = amounts([
            ("Assets:Bank", "-200.00"), ("Equity:Opening", "300.00"), ("Liabilities:PaymentsInTransit:D2", "-100.00"),
        ]);
        assert_eq!(bookkeeping::beancount(&beancount), expected);
        assert_eq!(bookkeeping::hledger(&hledger), expected);
    }

    fn what_the_bank_takes_back_is_owed_and_paid_again_by_the_next_statement(test: &TestOffice) {
        paid_and_taken_back(test);
        // The bank has nothing less than before, and the dealer has a claim.
        let owed = amounts([("Expenses:WarrantyFees", "200.00"), ("Liabilities:PaymentsReturned:D1", "-200.00")]);
        assert_eq!(standing(test, None), owed);
        accepted(test, Lang::ZhCn);
        let [beancount, hledger] = journals(test, "2026-04", "2026-04", Lang::En);
        let opened = amounts([("Equity:Opening", "200.00"), ("Liabilities:PaymentsReturned:D1", "-200.00")]);
        assert_eq!(bookkeeping::beancount(&beancount), opened);
        assert_eq!(bookkeeping::hledger(&hledger), opened);
        let february = period("2026-02");
        at(test, "2026-03-06 10:00");
        file(test, "D1", february, &["W-3"]);
        assert_eq!(lines(test, "D1", "2026-02"), [("fees".to_owned(), 100_00), ("adjustment".to_owned(), 200_00)]);
        call(test, "D1", february, &["W-3"]);
        confirm_statement(&test.office, &centre(), &dealer("D1"), february, None).unwrap();
        approve_statement(&test.office, &manager(), &dealer("D1"), february, None).unwrap();
        release_payments(&test.office, &finance("zhao"), &Chosen::Ready { due_by: None, except: Vec::new() }).unwrap();
        answered(test, "D1-2026-02,paid,300.00,");
        let found: Vec<String> = all(test).iter().map(told).skip(2).collect();
        assert_eq!(found, [
            "2026-03-02 D1/2026-01/payment-1-paid Liabilities:PaymentsInTransit:D1 <- Assets:Bank 200.00",
            "2026-03-04 D1/2026-01/payment-1-returned Assets:Bank <- Liabilities:PaymentsReturned:D1 200.00",
            "2026-03-06 D1/2026-02/line-1 Expenses:WarrantyFees <- Liabilities:DealerPayable:D1 100.00",
            "2026-03-06 D1/2026-02/line-2 Liabilities:PaymentsReturned:D1 <- Liabilities:DealerPayable:D1 200.00",
            "2026-03-06 D1/2026-02/payment-1-released Liabilities:DealerPayable:D1 <- Liabilities:PaymentsInTransit:D1 300.00",
            "2026-03-06 D1/2026-02/payment-1-paid Liabilities:PaymentsInTransit:D1 <- Assets:Bank 300.00",
        ]);
        assert_eq!(standing(test, None), amounts([("Assets:Bank", "-300.00"), ("Expenses:WarrantyFees", "300.00")]));
        accepted(test, Lang::En);
        assert_eq!(sanbao::workflow::verify_books::verify_books(&test.office).unwrap(), []);
        let facts = statement_facts(&test.office, &dealer("D1"), february).unwrap();
        for (lang, words) in [
            (Lang::ZhCn, "补付 2026-01 付款后被银行退回的款项：closed"),
            (Lang::En, "pays again what the bank took back of 2026-01: closed"),
        ] {
            let paper = sanbao::reports::statement::document(&facts, lang).text();
            assert!(paper.contains(words), "{paper}");
        }
    }

    fn dealers_codes_may_be_what_no_account_can_be_called(test: &TestOffice) {
        let codes = ["hz 1", "杭;州:a  b", "[2026-13-45]", "\\n", "x--"];
        open(test, &codes);
        for code in codes {
            approved(test, code, &["W-1"]);
        }
        accepted(test, Lang::ZhCn);
    }

    fn a_journal_of_a_closed_month_stays_as_it_is(test: &TestOffice) {
        open(test, &["D1", "D2"]);
        approved(test, "D1", &["W-1"]);
        let read = |paths: [PathBuf; 2]| paths.map(|path| std::fs::read_to_string(path).unwrap());
        let before = read(journals(test, "2026-02", "2026-02", Lang::En));
        at(test, "2026-03-02 10:00");
        let everything = Chosen::Ready { due_by: None, except: Vec::new() };
        release_payments(&test.office, &finance("zhao"), &everything).unwrap();
        assert_eq!(read(journals(test, "2026-02", "2026-02", Lang::En)), before);
    }

    fn a_journal_that_somebody_changed_is_refused_by_the_programs(test: &TestOffice) {
        paid_and_refused(test);
        let [beancount, hledger] = journals(test, "2026-01", "2026-12", Lang::En);
        assert!(bookkeeping::beancount_accepts(&beancount) && bookkeeping::hledger_accepts(&hledger));
        for path in [&beancount, &hledger] {
            let text = std::fs::read_to_string(path).unwrap();
            // Both sides of an entry, so that it still balances: the assertions at the end find it.
            let changed = text.replacen("WarrantyFees  100.00", "WarrantyFees  100.01", 1);
            let changed = changed.replacen("DealerPayable:D2  -100.00", "DealerPayable:D2  -100.01", 1);
            assert_ne!(changed, text);
            std::fs::write(path, changed).unwrap();
        }
        assert!(!bookkeeping::beancount_accepts(&beancount) && !bookkeeping::hledger_accepts(&hledger));
    }

    fn the_ledger_is_listed_page_by_page(test: &TestOffice) {
        paid_and_refused(test);
        let entries = all(test);
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = ledger_entries(&test.office, &LedgerFilter::default(), after.as_ref(), 2).unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.dealer.clone(), last.period, last.place));
            found.extend(page);
        }
        assert_eq!(found, entries);
        let bank = LedgerFilter { account: Some(Account::Bank), ..LedgerFilter::default() };
        assert_eq!(ledger_entries(&test.office, &bank, None, 9).unwrap().len(), 1);
        let april = LedgerFilter { from: "2026-04-01".parse().ok(), ..LedgerFilter::default() };
        assert_eq!(ledger_entries(&test.office, &april, None, 9).unwrap().len(), 1);
    }
}

#[test]
fn finance_reads_the_ledger_over_http() {
    let app = TestApp::on(sanbao::store::Backend::Sqlite);
    paid_and_refused(&app.test);
    let finance = app.signed_in(Role::Finance, None);
    let page = finance.get("/api/v1/ledger?dealer=D1&limit=3").json();
    assert_eq!(page["items"][0]["id"], "D1/2026-01/line-1");
    assert_eq!(page["items"][0]["debit"], "Expenses:WarrantyFees");
    let next = page["next"].as_str().unwrap();
    let rest = finance.get(&format!("/api/v1/ledger?dealer=D1&limit=3&cursor={next}")).json();
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (2, &serde_json::Value::Null));
    let csv = finance.get("/api/v1/ledger?account=Assets:Bank&format=csv");
    assert!(csv.text().contains("D1/2026-01/payment-2-paid,2026-03-04,D1,2026-01,7.4"), "{}", csv.text());
    assert_eq!(finance.get("/api/v1/ledger?account=Assets:Cash").status, 404);
    let balances = finance.get("/api/v1/ledger/balances").json();
    let told: Vec<String> = balances["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}", row["account"], row["balance"]))
        .collect();
    assert_eq!(told.len(), 6, "{told:?}");
    assert_eq!(told[0], "\"Assets:Bank\" \"-200.00\"");
    let journal = finance.get("/api/v1/exports/journal.hledger?from=2026-01&through=2026-12");
    assert_eq!((journal.status, journal.header("content-type")), (200, "text/plain; charset=utf-8"));
    let path = app.test.folder.path().join("over-http.hledger");
    std::fs::write(&path, &journal.body).unwrap();
    assert_eq!(bookkeeping::hledger(&path), standing(&app.test, None));
    let clerk = app.signed_in(Role::DealerClerk, Some("D1"));
    assert_eq!(clerk.get("/api/v1/exports/journal.beancount?from=2026-01&through=2026-12").status, 403);
}
