//! Payment batches: every fault at once, one live payment for a statement, the same bytes again.

use std::io::{Read as _, Seek as _};
use std::sync::Barrier;

use calamine::Reader as _;
use sanbao::agreement::statement::{State, StepRefused};
use sanbao::auth::Role;
use sanbao::exports::BATCH_DOCUMENTS;
use sanbao::money::Money;
use sanbao::store::accounts::Account;
use sanbao::store::invoices::{InvoiceFilter, InvoiceOrder};
use sanbao::store::payment_terms::{Payer, PaymentTerms};
use sanbao::store::payments::{self, Batch, Payment, PaymentState};
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::store::{files, invoices};
use sanbao::texts::Lang;
use sanbao::workflow::batch_documents::{batch_document, look_at_batch, write_documents};
use sanbao::workflow::decide_account::decide_account;
use sanbao::workflow::enter_invoice::{InvoiceRefusal, enter_invoice, invoices_of};
use sanbao::workflow::export_months::{Selection, export_months, export_of};
use sanbao::workflow::import_bank_result::{BankAnswer, record_bank_result};
use sanbao::workflow::propose_account::propose_account;
use sanbao::workflow::release_payments::{
    AccountField, Chosen, PaymentFault, PaymentNote, PaymentProblem, preflight_payments, release_payments,
};
use sanbao::workflow::set_payment_terms::set_payment_terms;
use sanbao::workflow::{Error, Refusal, StatementRefusal};

use super::harness::TestOffice;
use super::iso20022::validate;
use super::month::*;
use super::registers::{administrator, dealer, import};

fn everything() -> Chosen {
    Chosen::Ready { due_by: None, except: Vec::new() }
}

fn faults(refused: Error) -> Vec<(String, PaymentProblem)> {
    let Error::Refused(Refusal::Statement(StatementRefusal::Payments(faults))) = refused else { panic!("{refused:?}") };
    let told =
        |PaymentFault { statement, problem }| (statement.map_or(String::new(), |(it, _)| it.to_string()), problem);
    faults.into_iter().map(told).collect()
}

/// A batch as it may stand in any database.
fn fixed_batch() -> (Batch, Vec<Payment>) {
    let id = "019aca5a-1f00-7000-8000-0000000000aa".to_owned();
    let payment = |number: usize, amount| Payment {
        dealer: dealer(["HZ01", "JH05", "经销商-长编码"][number]),
        period: period("2026-01"),
        batch: id.clone(),
        amount: Money::from_fen(amount),
        account_name: ["杭州西湖电器有限公司", "金华 <A&B> \"电器\"", "Wang, Li"][number].to_owned(),
        bank_name: "中国工商银行".to_owned(),
        bank_account: ["1202026209900012345", "6222 0200 0001", "NRA-77"][number].to_owned(),
        bank_code: ["102331000018", "", ""][number].to_owned(),
        reference: format!("{}-2026-01", ["HZ01", "JH05", "经销商-长编码"][number]),
        due_on: [Some("2026-02-25".parse().unwrap()), Some("2026-01-31".parse().unwrap()), None][number],
        state: PaymentState::Sent,
        result: String::new(),
        result_at: None,
        dealer_name: "经销商".to_owned(),
        region: ["杭州", "", "浙江"][number].to_owned(),
        invoice_no: ["26332000000012345678", "", ""][number].to_owned(),
        invoiced_on: (number == 0).then(|| "2026-02-08".parse().unwrap()),
    };
    let batch = Batch {
        id: id.clone(),
        made_by: "zhao".to_owned(),
        made_at: "2026-02-10T01:02:03.456789".parse().unwrap(),
        payment_count: 3,
        total_fen: 1_000_111_06,
        sha256: "395702eb8d254e97347ffcfae8acfa63c69fac1ea45e90f48f669181dbbd574a".to_owned(),
        payer: Payer { town: "杭州".to_owned(), country: "CN".to_owned(), ..payer() }.as_json().unwrap(),
        on_behalf_of: String::new(),
    };
    (batch, vec![payment(0, 1_05), payment(1, 1_000_000_00), payment(2, 110_01)])
}

/// All cells of a workbook's first sheet, a line a row.
fn cells(workbook: Vec<u8>) -> String {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(workbook)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let rows = sheet.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<String>>().join(" | "));
    rows.map(|row| row.trim_end_matches([' ', '|']).to_owned() + "\n").collect()
}

fn documents(test: &TestOffice, batch: &str) -> Vec<Vec<u8>> {
    let made = |document| batch_document(&test.office, batch, document, Lang::ZhCn).unwrap();
    BATCH_DOCUMENTS.iter().map(made).collect()
}

fn terms(test: &TestOffice, payer: Option<Payer>, require_invoice: bool) {
    set_payment_terms(&test.office, &administrator(), &PaymentTerms { payer, require_invoice }).unwrap();
}

fn account(number: &str) -> Account {
    Account {
        account_name: "Dealer".to_owned(),
        bank_name: "Bank".to_owned(),
        bank_account: number.to_owned(),
        bank_code: String::new(),
    }
}

/// `payments.csv` of all dealers' January, as it is exported today.
fn exported(test: &TestOffice) -> Vec<String> {
    let mut file = tempfile::tempfile().unwrap();
    let january = Selection { from: period("2026-01"), through: period("2026-01"), dealer: None };
    let export = export_of("payments.csv").unwrap();
    export_months(&test.office, export, january, Lang::En, Box::new(file.try_clone().unwrap())).unwrap();
    let mut text = String::new();
    file.rewind().unwrap();
    file.read_to_string(&mut text).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

on_both! {
    fn what_was_paid_is_exported_as_its_batch_keeps_it(test: &TestOffice) {
        open(test, &["D1", "D2"]);
        approved(test, "D1", &["W-1"]);
        release_payments(&test.office, &finance("zhao"), &everything()).unwrap();
        approved(test, "D2", &["W-1"]);
        for code in ["D1", "D2"] {
            let proposed =
                propose_account(&test.office, &finance("zhao"), &dealer(code), &account(&format!("777{code}"))).unwrap();
            decide_account(&test.office, &finance("qian"), &dealer(code), proposed.seq, true, None).unwrap();
        }
        let (in_batch, still_to_pay) = (
            "2026-01,D1,Dealer D1 Ltd,Bank,6222D1,100.00,CNY,D1-2026-01,2026-02-25",
            "2026-01,D2,Dealer,Bank,777D2,100.00,CNY,D2-2026-01,2026-02-25",
        );
        assert_eq!(exported(test), [in_batch, still_to_pay]);
        let refused = BankAnswer::Refused { reason: "closed".to_owned() };
        record_bank_result(&test.office, &finance("qian"), &dealer("D1"), period("2026-01"), &refused).unwrap();
        assert_eq!(exported(test)[0], "2026-01,D1,Dealer,Bank,777D1,100.00,CNY,D1-2026-01,2026-02-25");
        release_payments(&test.office, &finance("zhao"), &everything()).unwrap();
        assert_eq!(exported(test)[0], "2026-01,D1,Dealer,Bank,777D1,100.00,CNY,D1-2026-01-2,2026-02-25");
    }

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
        let made = documents(test, &batch.id);
        let csv = String::from_utf8(made[0].clone()).unwrap();
        let rows: Vec<&str> = csv.lines().skip(1).collect();
        let behind = |row: &str| format!("{row},{},300.00,{}", batch.id, batch.sha256);
        assert_eq!(rows, [
            "2026-01,D1,Dealer D1 Ltd,Bank,6222D1,100.00,CNY,D1-2026-01,2026-02-25,Dealer D1,,人民币壹佰元整,,",
            "2026-01,D2,Dealer D2 Ltd,Bank,6222D2,200.00,CNY,D2-2026-01,2026-02-25,Dealer D2,,人民币贰佰元整,,",
        ].map(behind));
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Released));
        assert_eq!(state(test, "D3", "2026-01"), Some(State::Confirmed));
        let again = release_payments(&test.office, &finance("zhao"), &everything());
        assert!(matches!(again, Err(Error::Refused(Refusal::Statement(StatementRefusal::NothingToRelease)))));
        propose_account(&test.office, &person("root", Role::Administrator), &dealer("D1"), &account("999")).unwrap();
        terms(test, Some(Payer { name: "another".to_owned(), ..payer() }), true);
        assert!(documents(test, &batch.id) == made, "a batch keeps the accounts that it was made with");
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

    fn a_preflight_tells_what_the_release_would_refuse_and_changes_nothing(test: &TestOffice) {
        open(test, &["D1", "D2", "D3", "D4"]);
        let register = "dealer_code,name,account_name,bank_name,bank_account,bank_code\n\
            D5,Five,Five Ltd,Bank,6222-D1,\nD6,Six,Six Ltd,Bank,账号,123\nD7,Seven,,,,\n";
        import(test, Register::Dealers, Mode::Add, register).unwrap();
        import(test, Register::Sales, Mode::Add,
            "dealer_code,product_line,period,units,settlement_amount\nD6,stove,2026-01,1000,1.00\n\
            D7,stove,2026-01,1000,1.00\n").unwrap();
        for code in ["D1", "D2", "D6", "D7"] {
            approved(test, code, &["W-1"]);
        }
        confirmed(test, "D3", &["W-1"]);
        propose_account(&test.office, &person("root", Role::Administrator), &dealer("D3"), &account("999")).unwrap();
        terms(test, None, true);
        let listed = ["D1", "D2", "D3", "D6", "D7"].map(|code| (dealer(code), period("2026-01"))).to_vec();
        let chosen = Chosen::Listed(listed);
        let unfit = |field, value: &str| PaymentProblem::AccountUnfit { field, value: value.to_owned() };
        let step = StepRefused::WrongState { state: State::Confirmed, needed: State::Approved };
        let expected = [
            ("D1", PaymentProblem::InvoiceMissing),
            ("D1", PaymentProblem::PayeeDoubled { others: dealers(&["D5"]) }),
            ("D2", PaymentProblem::InvoiceMissing),
            ("D3", PaymentProblem::Step(step)),
            ("D3", PaymentProblem::AccountUnderChange),
            ("D3", PaymentProblem::InvoiceMissing),
            ("D6", PaymentProblem::InvoiceMissing),
            ("D6", unfit(AccountField::Number, "账号")),
            ("D6", unfit(AccountField::BankCode, "123")),
            ("D7", PaymentProblem::InvoiceMissing),
            ("D7", PaymentProblem::AccountMissing),
        ];
        let expected = expected.map(|(code, problem)| (code.to_owned(), problem));
        let looked = preflight_payments(&test.office, &finance("zhao"), &chosen).unwrap();
        let refused = release_payments(&test.office, &finance("zhao"), &chosen).unwrap_err();
        assert_eq!(faults(StatementRefusal::Payments(looked.faults).into()), expected);
        assert_eq!(faults(refused), expected);
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Approved));
        assert!(matches!(preflight_payments(&test.office, &manager(), &chosen), Err(Error::NotAllowed)));
        // What one dealer of two has to wait for does not hold up the other.
        let one = Chosen::Listed(vec![(dealer("D2"), period("2026-01"))]);
        terms(test, None, false);
        let looked = preflight_payments(&test.office, &finance("zhao"), &one).unwrap();
        assert_eq!(looked.faults, [PaymentFault { statement: None, problem: PaymentProblem::PayerMissing }]);
        terms(test, Some(payer()), false);
        at(test, "2026-03-01 09:00");
        let looked = preflight_payments(&test.office, &finance("zhao"), &one).unwrap();
        assert_eq!((looked.statement_count, looked.payments.len(), looked.faults.len()), (1, 1, 0));
        let notes: Vec<_> = looked.notes.iter().map(|(.., note)| *note).collect();
        assert_eq!(notes, [PaymentNote::Overdue { due_on: "2026-02-25".parse().unwrap() }, PaymentNote::BankCodeMissing]);
        assert!(release_payments(&test.office, &finance("zhao"), &one).is_ok());
    }

    fn statements_that_will_be_paid_are_listed_with_their_invoices(test: &TestOffice) {
        open(test, &["D1", "D2", "D3"]);
        ready(test, "D3", &["W-1"]);
        confirmed(test, "D1", &["W-1"]);
        approved(test, "D2", &["W-1", "W-2"]);
        let listed = |is_missing, after| {
            let filter = InvoiceFilter { is_missing, ..InvoiceFilter::default() };
            let found = test.office.store.read(|c| invoices::payable_statements(c, &filter, after, 10)).unwrap();
            let told = |one: invoices::InvoicedStatement| {
                (one.dealer.to_string(), one.payable.fen(), one.invoice.map(|invoice| invoice.invoice_no))
            };
            found.into_iter().map(told).collect::<Vec<_>>()
        };
        let (first, second) = (("D1".to_owned(), 100_00, None), ("D2".to_owned(), 200_00, None));
        assert_eq!(listed(true, None), [first.clone(), second.clone()]);
        assert_eq!(listed(true, Some(["2026-01", "2026-01", "D1"].map(str::to_owned))), std::slice::from_ref(&second));
        let on = "2026-02-05".parse().unwrap();
        enter_invoice(&test.office, &clerk("D1"), &dealer("D1"), period("2026-01"), "26332000", on).unwrap();
        assert_eq!(listed(true, None), std::slice::from_ref(&second));
        assert_eq!(listed(false, None), [("D1".to_owned(), 100_00, Some("26332000".to_owned())), second]);
        for order in [InvoiceOrder::Month, InvoiceOrder::Dealer, InvoiceOrder::Payable, InvoiceOrder::Due] {
            for is_down in [false, true] {
                let filter = InvoiceFilter { order, is_down, ..InvoiceFilter::default() };
                let page = |after| {
                    let found = test.office.store.read(|c| invoices::payable_statements(c, &filter, after, 1)).unwrap();
                    found.into_iter().next().unwrap()
                };
                let first = page(None);
                let second = page(Some(order.place(&first)));
                let told = [first.dealer.as_str(), second.dealer.as_str()];
                assert_eq!(told, if is_down { ["D2", "D1"] } else { ["D1", "D2"] }, "{order:?}");
            }
        }
        let of_one = InvoiceFilter { dealer: Some(dealer("D2")), period: "2026-01".parse().ok(), ..InvoiceFilter::default() };
        assert_eq!(test.office.store.read(|c| invoices::payable_statements(c, &of_one, None, 10)).unwrap().len(), 1);
        release_payments(&test.office, &finance("zhao"), &everything()).unwrap();
        assert_eq!(listed(true, None), []);
    }

    fn a_payment_waits_for_the_dealers_invoice_and_shows_it(test: &TestOffice) {
        open(test, &["D1", "D2"]);
        terms(test, Some(payer()), true);
        ready(test, "D1", &["W-1"]);
        let (day, month) = ("2026-02-05".parse().unwrap(), period("2026-01"));
        let enter = |by: &_, code, no, day| enter_invoice(&test.office, by, &dealer(code), month, no, day);
        let refused = |entered: Result<_, Error>| match entered.unwrap_err() {
            Error::Refused(Refusal::Statement(StatementRefusal::Invoice(refused))) => refused,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(enter(&clerk("D1"), "D1", "26332000", day)), InvoiceRefusal::NotYet);
        approved(test, "D2", &["W-1"]);
        assert!(matches!(enter(&clerk("D1"), "D2", "26332000", day), Err(Error::NotFound)), "another dealer's");
        assert!(matches!(enter(&centre(), "D2", "26332000", day), Err(Error::NotAllowed)));
        assert_eq!(refused(enter(&clerk("D2"), "D2", "26 33", day)), InvoiceRefusal::NumberUnfit);
        let tomorrow = refused(enter(&clerk("D2"), "D2", "26332000", "2026-02-07".parse().unwrap()));
        let last = "2026-02-06".parse().unwrap();
        assert_eq!(tomorrow, InvoiceRefusal::DayUnfit { first: month.first_day(), last });
        enter(&clerk("D2"), "D2", "26332000", day).unwrap();
        enter(&clerk("D2"), "D2", "26332000", day).unwrap();
        enter(&finance("zhao"), "D2", "26332001", day).unwrap();
        let entered = invoices_of(&test.office, &dealer("D2"), month).unwrap();
        let told: Vec<_> = entered.iter().map(|it| (it.seq, it.invoice_no.as_str(), it.entered_by.as_str())).collect();
        assert_eq!(told, [(1, "26332000", "clerk-D2"), (2, "26332001", "zhao")]);
        let batch = release_payments(&test.office, &finance("zhao"), &everything()).unwrap().batch.unwrap();
        for (document, content) in BATCH_DOCUMENTS.iter().zip(documents(test, &batch.id)).take(3) {
            let shown = if document.file.ends_with("xlsx") { cells(content) } else { String::from_utf8(content).unwrap() };
            assert!(shown.contains("26332001") && shown.contains("2026-02-05"), "{}: {shown}", document.file);
        }
        assert_eq!(refused(enter(&clerk("D2"), "D2", "26332002", day)), InvoiceRefusal::UnderWay);
    }

    fn the_same_batch_is_the_same_bytes_on_both_databases_and_what_the_schema_wants(test: &TestOffice) {
        let (batch, paid) = fixed_batch();
        let keep = |c: &mut _| payments::add_batch(c, &batch, &paid);
        test.office.store.write::<_, sanbao::store::Error>(keep).unwrap();
        let made = documents(test, &batch.id);
        insta::assert_snapshot!("batch.csv", String::from_utf8(made[0].clone()).unwrap());
        insta::assert_snapshot!("batch.xlsx", cells(made[1].clone()));
        insta::assert_snapshot!("batch.pain001.xml", String::from_utf8(made[2].clone()).unwrap());
        insta::assert_snapshot!("batch.bank_sheet.xlsx", cells(made[3].clone()));
        let folder = test.folder.path().join("documents");
        for (path, content) in write_documents(&test.office, &batch.id, Lang::ZhCn, &folder).unwrap().iter().zip(&made) {
            assert!(std::fs::read(path).unwrap() == *content, "{}", path.display());
        }
        // Workbooks are compressed; their hash stands for their bytes.
        let hashes: Vec<String> = made.iter().map(|content| files::sha256(content)).collect();
        insta::assert_snapshot!("batch.sha256", hashes.join("\n"));
        assert_eq!(validate("pain.001.001.09", &made[2]), Ok(()));
        let looked = look_at_batch(&test.office, &batch.id, Lang::ZhCn).unwrap();
        assert!(looked.is_whole, "count, sum and hash are those of the payments");
        assert_eq!(looked.documents.iter().map(|document| document.sha256.clone()).collect::<Vec<_>>(), hashes);
    }
}
