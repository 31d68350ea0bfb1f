//! The bank's answers: paid, refused and paid in a new batch, the same twice, and what does not fit.

use sanbao::agreement::statement::{Adjustment, State, StepRefused};
use sanbao::money::Money;
use sanbao::store::adjustments;
use sanbao::store::payments::{self, BatchFilter, BatchState, PaymentFilter, PaymentOrder, PaymentState};
use sanbao::store::statement_steps::{self, StepKind};
use sanbao::workflow::import_bank_result::{
    BankAnswer, BankImport, RowOutcome, import_bank_result, record_bank_result,
};
use sanbao::workflow::release_payments::{Chosen, release_payments};
use sanbao::workflow::{Error, Refusal, StatementRefusal};

use super::harness::TestOffice;
use super::iso20022::validate;
use super::month::*;
use super::registers::dealer;

const HEADER: &str = "reference,result,amount,paid_on,reason\n";

fn released(test: &TestOffice, codes: &[&str], by: &str) {
    open(test, codes);
    for code in codes {
        approved(test, code, &["W-1"]);
    }
    release(test, by);
}

fn release(test: &TestOffice, by: &str) {
    let everything = Chosen::Ready { due_by: None, except: Vec::new() };
    release_payments(&test.office, &finance(by), &everything).unwrap();
}

fn bank(test: &TestOffice, by: &str, rows: &str) -> BankImport {
    import_bank_result(&test.office, &finance(by), format!("{HEADER}{rows}").as_bytes()).unwrap()
}

fn outcomes(import: BankImport) -> Vec<RowOutcome> {
    assert!(import.faults.is_empty(), "{:?}", import.faults);
    import.rows.into_iter().map(|row| row.outcome).collect()
}

/// An entry of the bank's notification with one transaction.
fn entry(currency: &str, amount: &str, direction: &str, status: &str, reference: &str, reason: &str) -> String {
    let reason = match reason {
        "" => String::new(),
        code => format!("<RtrInf><Rsn><Cd>{code}</Cd></Rsn><AddtlInf>Closed account</AddtlInf></RtrInf>"),
    };
    format!(
        "<Ntry><Amt Ccy=\"{currency}\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>\
         <BookgDt><Dt>2026-02-20</Dt></BookgDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>DMCT</SubFmlyCd>\
         </Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>\
         <Amt Ccy=\"{currency}\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{reason}</TxDtls></NtryDtls></Ntry>"
    )
}

fn notification(entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn><GrpHdr>\
         <MsgId>B20260220</MsgId><CreDtTm>2026-02-20T18:00:00</CreDtTm></GrpHdr><Ntfctn><Id>1</Id><Acct><Id><Othr>\
         <Id>33001616783059000001</Id></Othr></Id></Acct>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    )
}

fn entries_of_audit(test: &TestOffice) -> i64 {
    match test.office.store.read(sanbao::store::audit::verify).unwrap() {
        sanbao::store::audit::Verified::Whole { entries } => entries,
        broken @ sanbao::store::audit::Verified::Broken { .. } => panic!("{broken:?}"),
    }
}

on_both! {
    fn every_row_of_the_banks_sheet_is_answered(test: &TestOffice) {
        released(test, &["D1", "D2", "D3"], "zhao");
        let rows = "D3-2026-01,paid,100.00,2026-02-20,\n\
            D1-2026-01,成功,100.00,2026-02-20,\n\
            D2-2026-01,paid,99.99,2026-02-20,\n\
            D9-2026-01,paid,100.00,,\n\
            nonsense,refused,100.00,,closed\n";
        let found = outcomes(bank(test, "qian", rows));
        let differs = RowOutcome::AmountDiffers { sent: Money::from_fen(100_00) };
        let unknown = RowOutcome::UnknownReference;
        assert_eq!(found, [RowOutcome::Paid, RowOutcome::Paid, differs, unknown.clone(), unknown]);
        for (code, expected) in [("D1", State::Paid), ("D2", State::Released), ("D3", State::Paid)] {
            assert_eq!(state(test, code, "2026-01"), Some(expected), "{code}");
        }
    }

    fn the_same_sheet_twice_changes_nothing(test: &TestOffice) {
        released(test, &["D1", "D2"], "zhao");
        let rows = "D1-2026-01,paid,100.00,2026-02-20,\nD2-2026-01,退回,100.00,2026-02-20,销户\n";
        assert_eq!(outcomes(bank(test, "qian", rows)), [RowOutcome::Paid, RowOutcome::Refused]);
        let before = (entries_of_audit(test), month(test, "D2", "2026-01").state_version);
        assert_eq!(outcomes(bank(test, "sun", rows)), [RowOutcome::AlreadyKnown, RowOutcome::AlreadyKnown]);
        assert_eq!((entries_of_audit(test), month(test, "D2", "2026-01").state_version), before);
        let other = outcomes(bank(test, "sun", "D2-2026-01,paid,100.00,,\nD1-2026-01,refused,100.00,,\n"));
        let before = RowOutcome::AnsweredBefore { state: PaymentState::Refused };
        assert_eq!(other, [before, RowOutcome::Returned]);
    }

    fn what_the_bank_takes_back_after_it_paid_is_recorded_once(test: &TestOffice) {
        released(test, &["D1"], "zhao");
        assert_eq!(outcomes(bank(test, "qian", "D1-2026-01,paid,100.00,2026-02-20,\n")), [RowOutcome::Paid]);
        let entries = entries_of_audit(test);
        let back = "D1-2026-01,退回,100.00,,账户已销户\n";
        assert_eq!(outcomes(bank(test, "zhao", back)), [RowOutcome::Returned]);
        assert_eq!(entries_of_audit(test), entries + 1);
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Paid), "what is paid is frozen");
        let read = test.office.store.read(|c| statement_steps::of(c, &dealer("D1"), period("2026-01")));
        let last = read.unwrap().pop().unwrap();
        let told = (last.kind, last.person.as_str(), last.note.as_str());
        assert_eq!(told, (StepKind::Return, "zhao", "账户已销户"));
        assert_eq!(outcomes(bank(test, "qian", back)), [RowOutcome::AlreadyKnown]);
        let again = BankAnswer::Refused { reason: "again".to_owned() };
        let one = record_bank_result(&test.office, &finance("qian"), &dealer("D1"), period("2026-01"), &again);
        assert_eq!(one.unwrap(), RowOutcome::AlreadyKnown);
        assert_eq!(entries_of_audit(test), entries + 1);
        let again = Adjustment::paying_again(period("2026-01"), "D1-2026-01", Money::from_fen(100_00));
        let open = test.office.store.read(|c| adjustments::open(c, &dealer("D1"))).unwrap();
        assert_eq!(open, [again], "the next statement pays it again, once");
        assert_eq!(sanbao::workflow::verify_books::verify_books(&test.office).unwrap(), []);
    }

    fn whoever_released_a_payment_does_not_record_it_as_paid(test: &TestOffice) {
        released(test, &["D1"], "zhao");
        let same = RowOutcome::Step(StepRefused::TookAnEarlierStep);
        assert_eq!(outcomes(bank(test, "zhao", "D1-2026-01,paid,100.00,,\n")), [same]);
        let one = record_bank_result(
            &test.office, &finance("zhao"), &dealer("D1"), period("2026-01"), &BankAnswer::Paid { on: None });
        assert!(matches!(one, Err(Error::Step(StepRefused::TookAnEarlierStep))));
        assert!(matches!(import_bank_result(&test.office, &manager(), b""), Err(Error::NotAllowed)));
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Released));
    }

    fn refused_by_the_bank_a_statement_is_paid_in_a_new_batch(test: &TestOffice) {
        released(test, &["D1"], "zhao");
        assert_eq!(outcomes(bank(test, "zhao", "D1-2026-01,refused,100.00,,account closed\n")), [RowOutcome::Refused]);
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Released));
        release(test, "zhao");
        let tried = test.office.store.read(|c| payments::of_statement(c, &dealer("D1"), period("2026-01"))).unwrap();
        let told: Vec<_> = tried.iter().map(|it| (it.reference.as_str(), it.state, it.result.as_str())).collect();
        let expected = [
            ("D1-2026-01", PaymentState::Refused, "account closed"),
            ("D1-2026-01-2", PaymentState::Sent, ""),
        ];
        assert_eq!(told, expected);
        let late = RowOutcome::AnsweredBefore { state: PaymentState::Refused };
        assert_eq!(outcomes(bank(test, "qian", "D1-2026-01,paid,100.00,,\n")), [late]);
        assert_eq!(outcomes(bank(test, "qian", "D1-2026-01-2,paid,100.00,,\n")), [RowOutcome::Paid]);
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Paid));
    }

    fn batches_and_payments_are_listed_by_what_the_bank_answered(test: &TestOffice) {
        released(test, &["D1", "D2", "D3"], "zhao");
        let read = |state: Option<BatchState>, code: Option<&str>| {
            let filter = BatchFilter { state, dealer: code.map(dealer), ..BatchFilter::default() };
            test.office.store.read(|c| payments::batches_where(c, &filter, None, 10)).unwrap().len()
        };
        let filter = PaymentFilter { state: Some(PaymentState::Sent), ..PaymentFilter::default() };
        let waiting = |after| test.office.store.read(|c| payments::list(c, &filter, after, 10)).unwrap();
        let sent = waiting(None);
        assert_eq!(sent.len(), 3);
        let behind = PaymentOrder::Batch.place(&sent[0]);
        assert_eq!(waiting(Some(behind)).iter().map(|it| it.dealer.to_string()).collect::<Vec<_>>(), ["D2", "D3"]);
        assert_eq!(test.office.store.read(|c| payments::sum(c, &filter)).unwrap(), (3, Money::from_fen(300_00)));
        for order in [PaymentOrder::Batch, PaymentOrder::Dealer, PaymentOrder::Amount, PaymentOrder::Reference] {
            for is_down in [false, true] {
                let filter = PaymentFilter { order, is_down, ..filter.clone() };
                let page = |after| test.office.store.read(|c| payments::list(c, &filter, after, 2)).unwrap();
                let first = page(None);
                let rest = page(Some(order.place(&first[1])));
                let told: Vec<&str> = first.iter().chain(&rest).map(|one| one.dealer.as_str()).collect();
                assert_eq!(told, if is_down { ["D3", "D2", "D1"] } else { ["D1", "D2", "D3"] }, "{order:?}");
            }
        }
        let of_one = PaymentFilter { dealer: Some(dealer("D2")), batch: Some(sent[0].batch.clone()), ..filter.clone() };
        assert_eq!(test.office.store.read(|c| payments::sum(c, &of_one)).unwrap(), (1, Money::from_fen(100_00)));
        let (open, answered, refused) =
            (Some(BatchState::Open), Some(BatchState::Answered), Some(BatchState::Refused));
        assert_eq!((read(open, None), read(answered, None), read(refused, None)), (1, 0, 0));
        bank(test, "qian", "D1-2026-01,paid,100.00,,\nD2-2026-01,refused,100.00,,closed\nD3-2026-01,paid,100.00,,\n");
        assert_eq!((read(open, None), read(answered, None), read(refused, None)), (0, 1, 1));
        assert_eq!((read(None, Some("D1")), read(refused, Some("D1")), read(None, Some("D9"))), (1, 1, 0));
        let batch = sent[0].batch.clone();
        let answers = test.office.store.read(|c| payments::answers(c, std::slice::from_ref(&batch))).unwrap();
        let hundred = Money::from_fen(100_00);
        assert_eq!(answers[&batch], [(PaymentState::Paid, 2, hundred + hundred), (PaymentState::Refused, 1, hundred)]);
        assert_eq!(test.office.store.read(|c| payments::sum(c, &filter)).unwrap(), (0, Money::ZERO));
    }

    fn a_sheet_that_cannot_be_read_is_taken_not_at_all(test: &TestOffice) {
        released(test, &["D1"], "zhao");
        let import = bank(test, "qian", "D1-2026-01,paid,100.00,,\nD1-2026-01,perhaps,1.234,,\n");
        assert_eq!((import.faults.len(), import.rows.len()), (2, 0));
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Released));
    }

    fn one_answer_is_recorded_alone(test: &TestOffice) {
        released(test, &["D1"], "zhao");
        let record = |answer| record_bank_result(
            &test.office, &finance("qian"), &dealer("D1"), period("2026-01"), &answer);
        let silent = record(BankAnswer::Refused { reason: " ".to_owned() });
        assert!(matches!(silent, Err(Error::Refused(Refusal::ReasonMissing))));
        assert_eq!(record(BankAnswer::Refused { reason: "closed".to_owned() }).unwrap(), RowOutcome::Refused);
        let paid = record(BankAnswer::Paid { on: None }).unwrap_err();
        assert!(matches!(paid, Error::Refused(Refusal::Statement(StatementRefusal::BankAnswer(_)))));
        let nothing = record_bank_result(
            &test.office, &finance("qian"), &dealer("D9"), period("2026-01"), &BankAnswer::Paid { on: None });
        assert!(matches!(nothing, Err(Error::NotFound)));
    }

    fn a_notification_of_the_bank_is_taken_like_its_sheet(test: &TestOffice) {
        released(test, &["D1", "D2", "D3", "D4", "D5"], "zhao");
        let entries = [
            entry("CNY", "100.00", "DBIT", "BOOK", "D1-2026-01", ""),
            entry("CNY", "100.00", "CRDT", "BOOK", "D2-2026-01", "AC04"),
            entry("CNY", "99.99", "DBIT", "BOOK", "D3-2026-01", ""),
            entry("CNY", "100.00", "DBIT", "PDNG", "D4-2026-01", ""),
            entry("CNY", "7.00", "DBIT", "BOOK", "elsewhere", ""),
        ];
        let xml = notification(&entries.concat());
        assert_eq!(validate("camt.054.001.08", xml.as_bytes()), Ok(()));
        let import = import_bank_result(&test.office, &finance("qian"), xml.as_bytes()).unwrap();
        let unanswered: Vec<&str> = import.unanswered.iter().map(|payment| payment.reference.as_str()).collect();
        assert_eq!(unanswered, ["D3-2026-01", "D4-2026-01", "D5-2026-01"]);
        let differs = RowOutcome::AmountDiffers { sent: Money::from_fen(100_00) };
        let expected = [
            RowOutcome::Paid, RowOutcome::Refused, differs.clone(), RowOutcome::Pending, RowOutcome::UnknownReference,
        ];
        assert_eq!(outcomes(import), expected);
        assert_eq!(state(test, "D1", "2026-01"), Some(State::Paid));
        let refused = test.office.store.read(|c| payments::of_statement(c, &dealer("D2"), period("2026-01"))).unwrap();
        assert_eq!((refused[0].state, refused[0].result.as_str()), (PaymentState::Refused, "AC04 Closed account"));
        let before = (entries_of_audit(test), month(test, "D2", "2026-01").state_version);
        let again = import_bank_result(&test.office, &finance("qian"), xml.as_bytes()).unwrap();
        let known = RowOutcome::AlreadyKnown;
        let expected = [known.clone(), known, differs, RowOutcome::Pending, RowOutcome::UnknownReference];
        assert_eq!(outcomes(again), expected);
        assert_eq!((entries_of_audit(test), month(test, "D2", "2026-01").state_version), before);
        // What went out and came back in one file came back.
        let both = [
            entry("CNY", "100.00", "DBIT", "BOOK", "D5-2026-01", ""),
            entry("CNY", "100.00", "CRDT", "BOOK", "D5-2026-01", "AC01"),
        ];
        let import = import_bank_result(&test.office, &finance("qian"), notification(&both.concat()).as_bytes()).unwrap();
        let before = RowOutcome::AnsweredBefore { state: PaymentState::Refused };
        assert_eq!(outcomes(import), [before, RowOutcome::Refused]);
        assert_eq!(state(test, "D5", "2026-01"), Some(State::Released));
    }

    fn a_notification_that_cannot_be_read_is_taken_not_at_all(test: &TestOffice) {
        released(test, &["D1"], "zhao");
        let good = entry("CNY", "100.00", "DBIT", "BOOK", "D1-2026-01", "");
        let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><Document";
        for (xml, faults) in [
            (notification(&good).replacen("<Document", bomb, 1).replace("D1-2026-01", "&b;"), 1),
            (notification(&good).replace("</Ntfctn>", ""), 1),
            (notification(&(good.clone() + &"<Ntry>".repeat(1000))), 1),
            (notification(&(good.clone() + &entry("CNY", "1.234", "DBIT", "BOOK", "x", ""))), 1),
            (notification(&(good.clone() + &entry("USD", "1.00", "DBIT", "BOOK", "x", ""))), 1),
            (notification(&good).replace("camt.054.001", "camt.053.001"), 1),
        ] {
            let import = import_bank_result(&test.office, &finance("qian"), xml.as_bytes()).unwrap();
            assert_eq!((import.faults.len(), import.rows.len()), (faults, 0), "{:?}", import.faults);
            assert_eq!(state(test, "D1", "2026-01"), Some(State::Released));
        }
        let third_decimal = notification(&(good.clone() + &entry("CNY", "1.234", "DBIT", "BOOK", "x", "")));
        let import = import_bank_result(&test.office, &finance("qian"), third_decimal.as_bytes()).unwrap();
        let fault = &import.faults[0];
        assert_eq!((fault.row, fault.column.as_deref(), fault.value.as_str()), (Some(3), Some("amount"), "1.234"));
    }
}
