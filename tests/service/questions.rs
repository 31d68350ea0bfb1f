//! Dealers are asked about held slips: the slip leaves the worklist until the dealer answers, files it again, or the last day
//! is over; the rules decide it as before.

use sanbao::agreement::codes::{DealerCode, SlipNo};
use sanbao::agreement::decision::Verdict;
use sanbao::agreement::decision::house_check::CheckText;
use sanbao::auth::Role;
use sanbao::calendar::Day;
use sanbao::store::questions::{self, QuestionState};
use sanbao::store::slips::{self, ListedSlip, WorklistFilter};
use sanbao::store::{audit, reviews, settings};
use sanbao::workflow::answer_question::answer_question;
use sanbao::workflow::ask_dealer::{Asking, Seen, ask_dealer, withdraw_question};
use sanbao::workflow::lapse_questions::lapse_questions;
use sanbao::workflow::publish_house_check::publish_house_check;
use sanbao::workflow::review_slip::{SeenSlip, review_slip, withdraw_review};
use sanbao::workflow::{Error, Refusal};

use super::centre::refused;
use super::harness::TestOffice;
use super::month::{at, centre, clerk, file, open, period, person, put, settle, slip};
use super::registers::{administrator, dealer};

/// A dealer's February with two slips that an own check holds, on a Friday.
fn held(test: &TestOffice) {
    open(test, &["D1", "D2"]);
    let check = CheckText {
        code: "TO_ASK".into(),
        expression: "slip_no != \"W-1\"".to_owned(),
        message: "Ask the dealer".to_owned(),
        held: true,
    };
    publish_house_check(&test.office, &administrator(), check, period("2026-02")).unwrap();
    at(test, "2026-03-06 09:00");
    file(test, "D1", period("2026-02"), &["W-1", "W-2", "W-3"]);
}

fn no(text: &str) -> SlipNo {
    SlipNo::new(text).unwrap()
}

fn decision(test: &TestOffice, slip: &str) -> i64 {
    standing(test, slip).decision
}

fn standing(test: &TestOffice, slip: &str) -> slips::Standing {
    let found = test.office.store.read(|c| slips::standing(c, &dealer("D1"), period("2026-02"), &no(slip)));
    found.unwrap().unwrap()
}

fn ask_until(test: &TestOffice, slip: &str, until: Option<Day>) -> Result<String, Error> {
    let seen = Seen::Decision(decision(test, slip));
    let asking = Asking { question: " which part was it? ", until };
    ask_dealer(&test.office, &centre(), (&dealer("D1"), period("2026-02"), &no(slip)), seen, asking)
}

fn ask(test: &TestOffice, slip: &str) {
    ask_until(test, slip, None).unwrap();
}

fn answer(test: &TestOffice, of: &str, slip: &str, text: &str) -> Result<(), Error> {
    answer_question(&test.office, &clerk(of), (&dealer("D1"), period("2026-02"), &no(slip)), text)
}

fn withdraw(test: &TestOffice, slip: &str) -> Result<(), Error> {
    withdraw_question(&test.office, &centre(), (&dealer("D1"), period("2026-02"), &no(slip)), None)
}

/// The numbers in the worklist, and those that stand aside.
fn lists(test: &TestOffice) -> (Vec<String>, Vec<String>) {
    let numbers = |is_asked: bool| {
        let filter = WorklistFilter { is_asked, ..WorklistFilter::default() };
        let rows = test.office.store.read(|c| slips::worklist(c, &filter, None, 99)).unwrap();
        let count = test.office.store.read(|c| slips::worklist_count(c, &filter)).unwrap();
        assert_eq!(rows.len(), usize::try_from(count).unwrap());
        rows.into_iter().map(|row: ListedSlip| row.slip_no).collect::<Vec<_>>()
    };
    (numbers(false), numbers(true))
}

fn stand(worklist: &[&str], aside: &[&str]) -> (Vec<String>, Vec<String>) {
    let owned = |numbers: &[&str]| numbers.iter().map(|no| (*no).to_owned()).collect();
    (owned(worklist), owned(aside))
}

fn states(test: &TestOffice, slip: &str) -> Vec<QuestionState> {
    let asked = test.office.store.read(|c| questions::of_slip(c, &dealer("D1"), period("2026-02"), &no(slip)));
    asked.unwrap().into_iter().map(|asked| asked.state).collect()
}

on_both! {
    fn an_answer_is_no_longer_than_a_reason(test: &TestOffice) {
        held(test);
        ask(test, "W-2");
        for text in ["  ".to_owned(), "字".repeat(2_001)] {
            assert_eq!(refused(answer(test, "D1", "W-2", &text)), Refusal::ReasonMissing);
        }
        answer(test, "D1", "W-2", &"字".repeat(2_000)).unwrap();
    }

    fn a_slip_stands_aside_until_its_dealer_answers(test: &TestOffice) {
        held(test);
        assert_eq!(lists(test), stand(&["W-2", "W-3"], &[]));
        ask(test, "W-2");
        assert_eq!(lists(test), stand(&["W-3"], &["W-2"]));
        settle(test, "D1");
        assert_eq!(lists(test), stand(&["W-3"], &["W-2"]), "settling says the same");
        assert_eq!(standing(test, "W-2").verdict, Some(Verdict::Held), "the rules decide as before");
        assert_eq!(refused(ask_until(test, "W-2", None)), Refusal::NotWaitingForReview);
        assert_eq!(refused(ask_until(test, "W-1", None)), Refusal::SlipNotHeld);
        let by_code = WorklistFilter { code: Some("TO_ASK".to_owned()), ..WorklistFilter::default() };
        let of_code = test.office.store.read(|c| slips::worklist(c, &by_code, None, 9)).unwrap();
        assert_eq!(of_code.len(), 1, "nor is it listed by its code");

        assert!(matches!(answer(test, "D2", "W-2", "it was ours"), Err(Error::NotFound)));
        assert_eq!(refused(answer(test, "D1", "W-3", "what?")), Refusal::NoOpenQuestion);
        assert_eq!(refused(answer(test, "D1", "W-2", " \n")), Refusal::ReasonMissing);
        answer(test, "D1", "W-2", " the valve ").unwrap();
        assert_eq!(lists(test), stand(&["W-2", "W-3"], &[]));
        let asked = test.office.store.read(|c| questions::of_slip(c, &dealer("D1"), period("2026-02"), &no("W-2"))).unwrap();
        let [asked] = asked.as_slice() else { panic!("{asked:?}") };
        assert_eq!((asked.question.as_str(), asked.answer.as_str()), ("which part was it?", "the valve"));
        assert_eq!((asked.asked_by.as_str(), asked.answered_by.as_str()), ("han", "clerk-D1"));
        // It can be asked about again.
        ask(test, "W-2");
        assert_eq!(states(test, "W-2"), [QuestionState::Answered, QuestionState::Open]);
        let trail = test.office.store.read(|c| audit::list(c, &audit::TrailFilter::default(), 99)).unwrap();
        let of_slip = trail.iter().filter(|entry| entry.object == "slip D1 2026-02 W-2");
        assert_eq!(of_slip.map(|entry| entry.action.as_str()).collect::<Vec<_>>().len(), 3);
        test.office.store.read(audit::verify).unwrap();
    }

    fn five_working_days_or_the_day_that_is_said(test: &TestOffice) {
        held(test);
        test.office.store.write::<_, Error>(|c| Ok(settings::set(c, "holidays", "2026-03-09")?)).unwrap();
        let day = |text: &str| text.parse::<Day>().unwrap();
        for unfit in ["2026-03-06", "2026-03-05", "2026-05-06"] {
            assert_eq!(refused(ask_until(test, "W-3", Some(day(unfit)))), Refusal::AnswerDayUnfit { days_max: 60 });
        }
        ask(test, "W-2");
        ask_until(test, "W-3", Some(day("2026-03-07"))).unwrap();
        let until = |slip: &str| {
            let asked = test.office.store.read(|c| questions::of_slip(c, &dealer("D1"), period("2026-02"), &no(slip)));
            asked.unwrap()[0].answer_until
        };
        assert_eq!((until("W-2"), until("W-3")), (day("2026-03-16"), day("2026-03-07")));
        at(test, "2026-03-07 23:00");
        assert_eq!(lapse_questions(&test.office).unwrap(), 0, "until the end of the day");
        at(test, "2026-03-08 00:10");
        assert!(matches!(answer(test, "D1", "W-3", "late"), Err(Error::OutOfTime { last_day }) if last_day == day("2026-03-07")));
        assert_eq!(lapse_questions(&test.office).unwrap(), 1);
        assert_eq!(lists(test), stand(&["W-3"], &["W-2"]));
        assert_eq!((states(test, "W-3"), lapse_questions(&test.office).unwrap()), (vec![QuestionState::Lapsed], 0));
        at(test, "2026-03-17 09:00");
        assert_eq!(lapse_questions(&test.office).unwrap(), 1);
        assert_eq!(lists(test), stand(&["W-2", "W-3"], &[]));
        assert_eq!(refused(answer(test, "D1", "W-2", "late")), Refusal::NoOpenQuestion);
    }

    fn a_slip_that_is_filed_again_stands_in_the_worklist(test: &TestOffice) {
        held(test);
        ask(test, "W-2");
        ask(test, "W-3");
        at(test, "2026-03-09 09:00");
        // The same slip again answers nothing.
        put(test, "D1", period("2026-02"), &["W-2", "W-3"]);
        settle(test, "D1");
        assert_eq!(lists(test), stand(&[], &["W-2", "W-3"]));
        let mut other = slip("D1", period("2026-02"), "W-2");
        other.fault_description = Some("leaks".into());
        let now = test.office.clock.now();
        let of: DealerCode = dealer("D1");
        let refiled = test.office.store.write::<_, Error>(|c| {
            sanbao::store::books::touch(c, &of, now)?;
            Ok(slips::file(c, &of, period("2026-02"), "upload-2", &[(2, other)], now)?)
        });
        assert_eq!(refiled.unwrap().replaced, 1);
        settle(test, "D1");
        assert_eq!(lists(test), stand(&["W-2"], &["W-3"]));
        assert_eq!(states(test, "W-2"), [QuestionState::Refiled]);
    }

    fn a_question_is_taken_back_or_overtaken_by_a_decision(test: &TestOffice) {
        held(test);
        ask(test, "W-2");
        assert!(matches!(withdraw_question(&test.office, &person("hu", Role::CallAgent), (&dealer("D1"), period("2026-02"), &no("W-2")), None), Err(Error::NotAllowed)));
        withdraw(test, "W-2").unwrap();
        assert_eq!(lists(test), stand(&["W-2", "W-3"], &[]));
        assert_eq!(refused(withdraw(test, "W-2")), Refusal::NoOpenQuestion);
        ask(test, "W-2");
        let last = test.office.store.read(|c| questions::last_of(c, "han", 5)).unwrap();
        assert_eq!(last.len(), 1, "what was taken back is not taken back again");
        // Whoever decides while the dealer is asked needs no answer any more.
        let seen = SeenSlip { dealer: dealer("D1"), period: period("2026-02"), no: no("W-2"), decision: decision(test, "W-2") };
        review_slip(&test.office, &centre(), &seen, true, "the papers came by post").unwrap();
        assert_eq!(lists(test), stand(&["W-3"], &[]));
        settle(test, "D1");
        assert!(standing(test, "W-2").verdict.unwrap().is_payable());
        assert_eq!(states(test, "W-2"), [QuestionState::Withdrawn, QuestionState::Settled]);
        assert_eq!(refused(answer(test, "D1", "W-2", "the valve")), Refusal::NoOpenQuestion);
        withdraw_review(&test.office, &centre(), &dealer("D1"), period("2026-02"), &no("W-2"), None).unwrap();
        settle(test, "D1");
        assert_eq!(lists(test), stand(&["W-2", "W-3"], &[]), "with the decision taken back, a person is needed again");
        assert_eq!(test.office.store.read(|c| reviews::of_slip(c, &dealer("D1"), period("2026-02"), &no("W-2"))).unwrap().len(), 2);

        // The rules no longer hold the slip: nothing is asked any more.
        ask(test, "W-3");
        let check = test.office.store.read(sanbao::store::house_checks::all).unwrap().remove(0);
        sanbao::workflow::publish_house_check::end_house_check(&test.office, &administrator(), &check.id, period("2026-01")).unwrap();
        settle(test, "D1");
        assert_eq!((lists(test), states(test, "W-3")), (stand(&[], &[]), vec![QuestionState::Settled]));
    }
}
