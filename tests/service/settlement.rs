//! Settlements under everything that can come between: again, at once, refiled, reviewed, frozen and found out later.

use std::sync::Barrier;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sanbao::agreement::codes::{DealerCode, SlipNo};
use sanbao::agreement::decision::Verdict;
use sanbao::agreement::registers::Outcome;
use sanbao::agreement::slip::Slip;
use sanbao::agreement::statement::{LineKind, State};
use sanbao::auth::{Actor, Role};
use sanbao::calendar::Period;
use sanbao::money::Money;
use sanbao::store::statements::StoredStatement;
use sanbao::store::{self, Backend, adjustments, audit, books, decisions, findings, months, slips, statements};
use sanbao::workflow::record_call::{NewCall, record_call};
use sanbao::workflow::review_slip::{SeenSlip, review_slip, review_slips};
use sanbao::workflow::settle_dealer::{preview, settle_dealer};
use sanbao::workflow::{Error, Office, Refusal, answer_finding, draw_lot, settle_finding};

use super::cases::{Case, dealers, draw_all, exported, fed, person, settle_all};
use super::harness::TestOffice;

fn month(office: &Office, dealer: &DealerCode, period: Period) -> months::Month {
    office.store.read(|c| months::load(c, dealer, period)).unwrap().unwrap()
}

fn statement(office: &Office, dealer: &DealerCode, period: Period) -> StoredStatement {
    let revision = month(office, dealer, period).statement_revision;
    office.store.read(|c| statements::load(c, dealer, period, revision)).unwrap().unwrap()
}

fn standing(office: &Office, dealer: &DealerCode, period: Period, no: &SlipNo) -> slips::Standing {
    office.store.read(|c| slips::standing(c, dealer, period, no)).unwrap().unwrap()
}

/// A slip of the dealer's month with this verdict.
fn slip_that_is(office: &Office, dealer: &DealerCode, period: Period, verdict: Verdict) -> Option<SlipNo> {
    let decided = office.store.read(|c| slips::decided(c, dealer, period)).unwrap();
    decided.into_iter().find(|decided| decided.verdict == verdict).map(|decided| decided.slip.no)
}

/// Files slips again.
fn refile(office: &Office, dealer: &DealerCode, period: Period, filed: &[Slip]) -> slips::Filed {
    let now = office.clock.now();
    let rows: Vec<(u32, Slip)> = (2..).zip(filed.iter().cloned()).collect();
    office
        .store
        .write::<_, store::Error>(|c| {
            books::touch(c, dealer, now)?;
            slips::file(c, dealer, period, "", &rows, now)
        })
        .unwrap()
}

/// Confirms a statement, as far as what comes after it is concerned.
fn freeze(office: &Office, dealer: &DealerCode, period: Period) {
    let version = month(office, dealer, period).state_version;
    let confirmed = office.store.write::<_, store::Error>(|c| {
        books::touch(c, dealer, office.clock.now())?;
        adjustments::entered(c, dealer, period)?;
        months::step(c, dealer, period, version, State::Confirmed)
    });
    assert!(confirmed.unwrap());
    settle_dealer(office, dealer).unwrap();
}

fn reviewer() -> Actor {
    person("li", Role::Reviewer)
}

fn of_case(name: &str) -> (DealerCode, Period) {
    (DealerCode::new("D001").unwrap(), Case::named(name).from)
}

/// Every statement of a case, revision and all.
fn revisions(office: &Office, case: &Case) -> Vec<(DealerCode, Period, i64)> {
    let mut found = Vec::new();
    for dealer in dealers(office) {
        let months = office.store.read(|c| months::of_dealer(c, &dealer)).unwrap();
        let in_case = months.range(case.from..=case.through);
        found.extend(in_case.map(|(period, month)| (dealer.clone(), *period, month.statement_revision)));
    }
    found
}

on_both! {
    fn settling_again_changes_nothing(test: &TestOffice) {
        let office = &test.office;
        let case = fed(test, "one-month");
        let entries = || office.store.read(audit::verify).unwrap();
        let before = (revisions(office, &case), entries());
        for dealer in dealers(office) {
            assert_eq!(settle_dealer(office, &dealer).unwrap(), 0);
        }
        assert_eq!((revisions(office, &case), entries()), before);
    }

    fn settled_by_two_at_once_every_statement_comes_out_once(test: &TestOffice) {
        let case = fed(test, "one-month");
        let others = [test.another(), test.another()];
        for office in &others {
            office.clock.shift(test.office.clock.shift_seconds());
        }
        let before = revisions(&test.office, &case);
        let (dealer, period) = of_case("one-month");
        let payable = slip_that_is(&test.office, &dealer, period, Verdict::Accepted).unwrap();
        let mut slip = test.office.store.read(|c| slips::current_one(c, &dealer, period, &payable)).unwrap().unwrap();
        slip.customer_signed = Some(false);
        refile(&test.office, &dealer, period, &[slip]);
        let barrier = Barrier::new(2);
        std::thread::scope(|scope| {
            for office in &others {
                let (barrier, dealer) = (&barrier, &dealer);
                scope.spawn(move || {
                    barrier.wait();
                    settle_dealer(office, dealer).unwrap();
                });
            }
        });
        let after = revisions(&test.office, &case);
        let more: i64 = before.iter().zip(&after).map(|(before, after)| after.2 - before.2).sum();
        assert!(more >= 1, "the fees are others now");
        let made = test.office.store.read(|c| decisions::of_slip(c, &dealer, period, &payable)).unwrap();
        let seqs: Vec<i64> = made.iter().map(|(decision, _)| decision.seq).collect();
        assert_eq!(seqs, (1..).take(seqs.len()).collect::<Vec<i64>>());
        assert_eq!(made.last().unwrap().0.verdict, Verdict::Void);
        assert_eq!(statement(&test.office, &dealer, period).net, month(&test.office, &dealer, period).sums.net);
    }

    fn a_slip_filed_again_is_the_next_version_and_the_same_one_is_none(test: &TestOffice) {
        let office = &test.office;
        fed(test, "one-month");
        let (dealer, period) = of_case("one-month");
        let filed = office.store.read(|c| slips::current(c, &dealer, period)).unwrap();
        let same = refile(office, &dealer, period, &filed);
        assert_eq!((same.new, same.replaced, same.unchanged), (0, 0, u64::try_from(filed.len()).unwrap()));
        let no = slip_that_is(office, &dealer, period, Verdict::Accepted).unwrap();
        let before = statement(office, &dealer, period);
        let mut slip = office.store.read(|c| slips::current_one(c, &dealer, period, &no)).unwrap().unwrap();
        slip.customer_signed = None;
        let proposed = preview(office, &dealer, period, std::slice::from_ref(&slip)).unwrap();
        let verdict = proposed.slips.iter().find(|decided| decided.slip.no == no).unwrap().verdict;
        assert_eq!(verdict, Verdict::Void);
        assert_eq!(statement(office, &dealer, period), before, "a preview keeps nothing");
        let refiled = refile(office, &dealer, period, &[slip]);
        assert_eq!((refiled.new, refiled.replaced, refiled.unchanged), (0, 1, 0));
        assert_eq!(standing(office, &dealer, period, &no).verdict, None, "not decided yet");
        settle_all(office);
        assert_eq!(standing(office, &dealer, period, &no).verdict, Some(Verdict::Void));
        let after = statement(office, &dealer, period);
        assert!(after.fees_paid < before.fees_paid);
        assert!(!after.lines.iter().any(|line| line.kind == LineKind::Fees && after.fees_line_of(&no).is_some()));
    }

    fn a_reviewer_decides_what_is_held_once_and_only_as_it_was_seen(test: &TestOffice) {
        let office = &test.office;
        let (case, (dealer, period)) = (Case::named("one-month"), of_case("one-month"));
        test.at("2027-12-01 09:00");
        case.keep_registers(office);
        case.sheets().iter().for_each(|sheet| sheet.file(office));
        settle_all(office);
        draw_all(office, case.from, case.through);
        settle_all(office);
        let no = slip_that_is(office, &dealer, period, Verdict::Held).unwrap();
        let decision = standing(office, &dealer, period, &no).decision;
        let seen = SeenSlip { dealer: dealer.clone(), period, no: no.clone(), decision };
        let stale = SeenSlip { decision: decision - 1, ..seen.clone() };
        let review = |seen: &SeenSlip, reason| review_slip(office, &reviewer(), seen, true, reason);
        assert!(matches!(review(&seen, " "), Err(Error::Refused(Refusal::ReasonMissing))));
        assert!(matches!(review(&stale, "seen"), Err(Error::Changed)));
        let clerk = review_slip(office, &person("wang", Role::CallAgent), &seen, true, "seen");
        assert!(matches!(clerk, Err(Error::NotAllowed)));
        let both = review_slips(office, &reviewer(), &[seen.clone(), stale], true, "the invoice was shown");
        assert!(both[0].is_ok() && both[1].is_err(), "one stays where the other fails");
        settle_all(office);
        let after = standing(office, &dealer, period, &no);
        assert!(after.verdict.unwrap().is_payable(), "{after:?}");
        let again = review_slip(office, &reviewer(), &SeenSlip { decision: after.decision, ..seen }, false, "no");
        assert!(matches!(again, Err(Error::Refused(Refusal::SlipNotHeld))));
    }

    fn a_lot_is_drawn_once_and_after_its_month(test: &TestOffice) {
        let office = &test.office;
        let (case, (dealer, period)) = (Case::named("one-month"), of_case("one-month"));
        case.keep_registers(office);
        case.sheets().iter().for_each(|sheet| sheet.file(office));
        let draw = || draw_lot::draw_lot(office, &reviewer(), &dealer, period);
        test.at("2026-03-31 23:00");
        assert!(matches!(draw(), Err(Error::Refused(Refusal::PeriodNotOver))));
        test.at("2026-04-01 00:01");
        draw().unwrap();
        assert!(matches!(draw(), Err(Error::Refused(Refusal::LotDrawn))));
        settle_all(office);
        let lot = month(office, &dealer, period).lot.unwrap();
        assert!(lot.size > 0 && !lot.drawn.is_empty());
    }

    fn what_is_found_after_the_freeze_enters_the_next_statement(test: &TestOffice) {
        let office = &test.office;
        fed(test, "one-year");
        let (dealer, period) = of_case("one-year");
        let no = slip_that_is(office, &dealer, period, Verdict::Accepted).unwrap();
        let paid = standing(office, &dealer, period, &no).claim_value;
        freeze(office, &dealer, period);
        let frozen = statement(office, &dealer, period);
        let call = |outcome| NewCall {
            slip: no.clone(),
            called_on: office.clock.today(),
            outcome,
            satisfaction: None,
            note: None,
        };
        let agent = person("hu", Role::CallAgent);
        record_call(office, &agent, &dealer, call(Outcome::Fabricated)).unwrap();
        let found = office.store.read(|c| findings::list(c, Some(&dealer), None, None, 9)).unwrap();
        let [finding] = found.as_slice() else { panic!("one is open: {found:?}") };
        let settle = |who: &Actor| settle_finding::settle_finding(office, who, &dealer, &finding.id, true, "confirmed", None);
        assert!(matches!(settle(&reviewer()), Err(Error::Refused(Refusal::Finding(_)))), "the dealer may still answer");
        let clerk = Actor { dealer: Some(dealer.clone()), ..person("zhou", Role::DealerClerk) };
        let stranger = Actor { dealer: DealerCode::new("D002"), ..clerk.clone() };
        let answer = |who: &Actor| answer_finding::answer_finding(office, who, &dealer, &finding.id, "we were there");
        assert!(matches!(answer(&stranger), Err(Error::NotFound)));
        answer(&clerk).unwrap();
        test.at("2027-12-20 09:00");
        assert!(matches!(answer(&clerk), Err(Error::OutOfTime { .. })));
        settle(&reviewer()).unwrap();
        assert!(settle(&reviewer()).is_err(), "it is settled once");
        settle_all(office);
        assert_eq!(statement(office, &dealer, period), frozen, "what is frozen stays");
        let next = statement(office, &dealer, period.next());
        let adjusted: Vec<Money> =
            next.lines.iter().filter(|line| line.kind == LineKind::Adjustment).map(|line| line.amount).collect();
        assert_eq!(adjusted, [-paid, -paid.for_each_of(10)]);
    }

    fn a_mismatch_after_the_freeze_is_taken_back_at_once(test: &TestOffice) {
        let office = &test.office;
        fed(test, "one-year");
        let (dealer, period) = of_case("one-year");
        let no = slip_that_is(office, &dealer, period, Verdict::Accepted).unwrap();
        let paid = standing(office, &dealer, period, &no).claim_value;
        freeze(office, &dealer, period);
        let call = NewCall {
            slip: no,
            called_on: office.clock.today(),
            outcome: Outcome::Mismatch,
            satisfaction: None,
            note: None,
        };
        for _ in 0..2 {
            record_call(office, &person("hu", Role::CallAgent), &dealer, call.clone()).unwrap();
        }
        settle_all(office);
        let next = statement(office, &dealer, period.next());
        let adjusted: Money =
            next.lines.iter().filter(|line| line.kind == LineKind::Adjustment).map(|line| line.amount).sum();
        assert_eq!(adjusted, -paid, "once, however often the customer is called");
    }
}

/// 7.5: in whatever order the sheets come, and however often it is settled between, the statements are the same.
#[test]
fn the_order_of_what_comes_does_not_show() {
    let case = Case::named("one-month");
    let sheets = case.sheets();
    let order = Just(sheets).prop_shuffle();
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4) });
    runner
        .run(&(order, any::<u8>()), |(sheets, between)| {
            let test = TestOffice::on(Backend::Sqlite);
            let office = &test.office;
            test.at("2027-12-01 09:00");
            case.keep_registers(office);
            if between & 1 == 1 {
                case.record_calls(office);
            }
            for (place, sheet) in sheets.iter().enumerate() {
                sheet.file(office);
                if (between >> (place % 8)) & 1 == 1 {
                    settle_all(office);
                }
            }
            draw_all(office, case.from, case.through);
            if between & 1 == 0 {
                case.record_calls(office);
            }
            settle_all(office);
            case.check(office);
            prop_assert!(exported(office, case.from, case.through, "reasons.csv").lines().count() > 1);
            Ok(())
        })
        .unwrap();
}
