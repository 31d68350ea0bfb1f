//! The centre's desks: the worklist of held slips, decisions that are taken back, whose customer is called next, and the
//! row of a slip as it was sent.

use sanbao::agreement::codes::{DealerCode, SlipNo};
use sanbao::agreement::decision::Verdict;
use sanbao::agreement::registers::{FiledSheet, Outcome};
use sanbao::auth::{Actor, Role};
use sanbao::calendar::Period;
use sanbao::clock::of_business_time;
use sanbao::jobs;
use sanbao::store::appointments::{self, Waiting};
use sanbao::store::questions::{self, QuestionState};
use sanbao::store::slips::{self, SlipFilter, WorklistFilter, WorklistPlace};
use sanbao::store::{self, Backend, audit, do_not_call, month_pack, months, payments, reviews, statement_steps};
use sanbao::workflow::file_upload::file_upload;
use sanbao::workflow::record_call::{NewCall, record_call};
use sanbao::workflow::review_slip::{SeenSlip, review_slip, withdraw_review};
use sanbao::workflow::show_source::show_source;
use sanbao::workflow::take_call::{make_appointment, take_call, take_next_call};
use sanbao::workflow::upload_sheet::{NewUpload, upload_sheet};
use sanbao::workflow::{Error, Office, Refusal};

use super::cases::{Case, draw_all, person, settle_all};
use super::harness::TestOffice;
use super::harness::samples;
use super::tallies::plans;

/// More than any case has.
const ALL: i64 = 1_000;

fn reviewer() -> Actor {
    person("li", Role::Reviewer)
}

/// The slips of a case, filed, before anybody is called; the lots are drawn where asked for.
pub fn filed(test: &TestOffice, is_drawn: bool) -> Case {
    let case = Case::named("one-month");
    test.at("2026-04-02 09:00");
    case.keep_registers(&test.office);
    case.sheets().iter().for_each(|sheet| sheet.file(&test.office));
    settle_all(&test.office);
    if is_drawn {
        draw_all(&test.office, case.from, case.through);
        settle_all(&test.office);
    }
    case
}

fn worklist(office: &Office, filter: &WorklistFilter) -> Vec<slips::ListedSlip> {
    office.store.read(|c| slips::worklist(c, filter, None, ALL)).unwrap()
}

fn standing(office: &Office, seen: &SeenSlip) -> slips::Standing {
    office.store.read(|c| slips::standing(c, &seen.dealer, seen.period, &seen.no)).unwrap().unwrap()
}

fn seen(row: &slips::ListedSlip) -> SeenSlip {
    SeenSlip {
        dealer: DealerCode::new(&row.dealer).unwrap(),
        period: row.period.parse().unwrap(),
        no: SlipNo::new(&row.slip_no).unwrap(),
        decision: row.decision,
    }
}

fn withdraw(office: &Office, seen: &SeenSlip) -> Result<(), Error> {
    withdraw_review(office, &reviewer(), &seen.dealer, seen.period, &seen.no, None)
}

fn queue(office: &Office) -> Vec<Waiting> {
    office.store.read(|c| appointments::first(c, office.clock.now(), ALL)).unwrap()
}

fn call(office: &Office, by: &Actor, waiting: &Waiting, outcome: Outcome) {
    let made =
        NewCall { slip: waiting.no.clone(), called_on: office.clock.today(), outcome, satisfaction: None, note: None };
    record_call(office, by, &waiting.dealer, made).unwrap();
}

#[track_caller]
pub fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

on_both! {
    fn the_worklist_has_what_needs_a_person_worst_first(test: &TestOffice) {
        let office = &test.office;
        filed(test, true);
        let all = office.store.read(|c| slips::list(c, &SlipFilter::default(), None, ALL)).unwrap();
        let waits = |row: &slips::ListedSlip| {
            row.reasons.split(';').any(|code| code == "CALLBACK_PENDING" || code == "LOT_REJECTED")
        };
        let held: Vec<_> = all.iter().filter(|row| row.verdict == "held").cloned().collect();
        let mut wanted: Vec<_> = held.iter().filter(|row| !waits(row)).cloned().collect();
        wanted.sort_by(|a, b| {
            let key = |row: &slips::ListedSlip| (row.period.clone(), -row.claim_fen, row.dealer.clone(), row.slip_no.clone());
            key(a).cmp(&key(b))
        });
        assert!(!wanted.is_empty() && wanted.len() < held.len(), "some wait for a person, some for a call: {held:?}");
        let none = WorklistFilter::default();
        assert_eq!(worklist(office, &none), wanted);
        let (mut found, mut after) = (Vec::new(), None);
        while let Some(row) = office.store.read(|c| slips::worklist(c, &none, after.take(), 1)).unwrap().pop() {
            after = Some(WorklistPlace {
                period: row.period.clone(),
                claim_fen: row.claim_fen,
                dealer: row.dealer.clone(),
                slip_no: row.slip_no.clone(),
            });
            found.push(row);
        }
        assert_eq!(found, wanted, "page after page");
        let counts = office.store.read::<_, store::Error>(|c| {
            Ok((slips::worklist_count(c, &none)?, slips::waiting_for_a_call_count(c)?))
        });
        let count = |rows: usize| i64::try_from(rows).unwrap();
        assert_eq!(counts.unwrap(), (count(wanted.len()), count(held.len() - wanted.len())));
        let to_call = WorklistFilter { code: Some("CALLBACK_PENDING".to_owned()), ..WorklistFilter::default() };
        assert!(worklist(office, &to_call).iter().all(waits), "asked for, they are shown too");
        assert!(!worklist(office, &to_call).is_empty());
    }

    fn a_decision_is_taken_back_while_the_month_is_open(test: &TestOffice) {
        let office = &test.office;
        filed(test, true);
        let row = worklist(office, &WorklistFilter::default()).remove(0);
        let seen = seen(&row);
        assert_eq!(refused(withdraw(office, &seen)), Refusal::NothingToWithdraw);
        review_slip(office, &reviewer(), &seen, true, "the papers were shown").unwrap();
        let listed = |office: &Office| worklist(office, &WorklistFilter::default()).contains(&row);
        assert!(!listed(office), "what was decided is gone at once");
        let last = |office: &Office| office.store.read(|c| reviews::last_of(c, "li", 5)).unwrap();
        assert_eq!(last(office).len(), 1);
        // Taken back before the settlement came to it, it is as it was.
        withdraw(office, &seen).unwrap();
        assert!(listed(office) && last(office).is_empty());
        settle_all(office);
        assert_eq!(standing(office, &seen).verdict, Some(Verdict::Held));
        let decision = standing(office, &seen).decision;
        review_slip(office, &reviewer(), &SeenSlip { decision, ..seen.clone() }, false, "no papers").unwrap();
        settle_all(office);
        assert_eq!(standing(office, &seen).verdict, Some(Verdict::Rejected));
        withdraw(office, &seen).unwrap();
        settle_all(office);
        assert_eq!(standing(office, &seen).verdict, Some(Verdict::Held), "the rules decide again");
        assert_eq!(worklist(office, &WorklistFilter::default())[0].slip_no, row.slip_no);
        assert_eq!(refused(withdraw(office, &seen)), Refusal::NothingToWithdraw);
        let kept = office.store.read(|c| reviews::of_slip(c, &seen.dealer, seen.period, &seen.no)).unwrap();
        let told: Vec<(bool, bool)> = kept.iter().map(|review| (review.accepted, review.withdrawn)).collect();
        assert_eq!(told, [(true, false), (true, true), (false, false), (false, true)], "all of it is kept");
        assert!(matches!(withdraw_review(office, &person("zhou", Role::CallAgent), &seen.dealer, seen.period, &seen.no, None), Err(Error::NotAllowed)));
    }

    fn what_was_accepted_before_the_draw_stands_after_it(test: &TestOffice) {
        let office = &test.office;
        let case = filed(test, false);
        let seen = seen(&worklist(office, &WorklistFilter::default()).remove(0));
        review_slip(office, &reviewer(), &seen, true, "the papers were shown").unwrap();
        settle_all(office);
        draw_all(office, case.from, case.through);
        settle_all(office);
        assert_eq!(refused(withdraw(office, &seen)), Refusal::LotDrawn);
        let month = office.store.read(|c| months::load(c, &seen.dealer, seen.period)).unwrap().unwrap();
        assert!(month.lot.unwrap().size > 0);
    }

    fn a_call_goes_to_one_agent_at_a_time(test: &TestOffice) {
        let office = &test.office;
        filed(test, true);
        let (zhou, wu) = (person("zhou", Role::CallAgent), person("wu", Role::CallAgent));
        let waiting = queue(office);
        assert!(waiting.len() >= 2, "{waiting:?}");
        let first = take_next_call(office, &zhou).unwrap().unwrap();
        assert_eq!((&first.dealer, &first.no), (&waiting[0].dealer, &waiting[0].no));
        assert_eq!(take_next_call(office, &zhou).unwrap().unwrap(), first, "the same after a reload");
        let second = take_next_call(office, &wu).unwrap().unwrap();
        assert_ne!(second, first);
        let taken = refused(take_call(office, &wu, &first.dealer, first.period, &first.no));
        assert_eq!(taken, Refusal::CallTaken { by: "zhou".to_owned() });
        // After a quarter of an hour it is free again.
        test.at("2026-04-02 09:16");
        take_call(office, &wu, &first.dealer, first.period, &first.no).unwrap();
        assert!(matches!(take_next_call(office, &person("qian", Role::Finance)), Err(Error::NotAllowed)));
        office.store.read(audit::verify).unwrap();
    }

    fn who_did_not_answer_comes_later_and_who_agreed_to_a_time_comes_first(test: &TestOffice) {
        let office = &test.office;
        filed(test, true);
        let zhou = person("zhou", Role::CallAgent);
        let before = queue(office);
        let [first, second, ..] = before.as_slice() else { panic!("two wait") };
        call(office, &zhou, first, Outcome::NoAnswer);
        assert_eq!(queue(office).last().unwrap().no, first.no, "left alone for a while");
        assert_eq!(queue(office).last().unwrap().attempts, 1);
        let at = |text: &str| of_business_time(text.parse().unwrap());
        for unfit in ["2026-04-02T09:00:00", "2026-05-30T09:00:00"] {
            let told = make_appointment(office, &zhou, &second.dealer, second.period, &second.no, at(unfit));
            assert!(matches!(refused(told), Refusal::AppointmentUnfit { .. }));
        }
        make_appointment(office, &zhou, &second.dealer, second.period, &second.no, at("2026-04-02T17:30:00")).unwrap();
        test.at("2026-04-02 13:00");
        assert_ne!(queue(office)[0].no, second.no, "not before its time");
        test.at("2026-04-02 17:31");
        assert_eq!(queue(office)[0].no, second.no);
        call(office, &zhou, second, Outcome::Confirmed);
        assert!(queue(office).iter().all(|waiting| waiting.no != second.no), "answered, before it is settled");
        settle_all(office);
        let seen = SeenSlip { dealer: second.dealer.clone(), period: second.period, no: second.no.clone(), decision: 0 };
        assert!(standing(office, &seen).verdict.unwrap().is_payable());
    }

    fn the_row_of_a_slip_is_shown_as_it_was_sent(test: &TestOffice) {
        samples::open(test);
        let office = &test.office;
        let content = "提交说明,,,,\n维修单号,产品型号,机身编号,维修日期,备注栏\nW-1,WH-60,S1,2026-01-05,甲\nW-2, wh-60 ,S2,2026/1/6,乙\nＷ-２,,,,丙\n";
        let path = test.folder.path().join("slips.csv");
        std::fs::write(&path, content).unwrap();
        let period: Period = "2026-01".parse().unwrap();
        let (dealer, clerk) = (samples::dealer("HZ01"), samples::clerk("HZ01"));
        let new = NewUpload {
            dealer: &dealer,
            period,
            sheet: FiledSheet::Slips,
            file_name: "slips.csv",
            path: &path,
            received_on: None,
        };
        let upload = upload_sheet(office, &clerk, &new).unwrap().upload;
        jobs::run_due(office).unwrap();
        file_upload(office, &clerk, &dealer, &upload.id, false).unwrap();
        let no = SlipNo::new("W-2").unwrap();
        let source = show_source(office, &samples::centre(), &dealer, period, &no).unwrap();
        let rows = source.rows.unwrap();
        assert_eq!((source.row, rows.rows.len()), (4, 2));
        let cells = |row: usize| rows.rows[row].1.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>();
        let header: Vec<&str> = rows.header.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(header, ["维修单号", "产品型号", "机身编号", "维修日期", "备注栏"]);
        assert_eq!(cells(0), ["W-2", " wh-60 ", "S2", "2026/1/6", "乙"]);
        assert_eq!(cells(1), ["Ｗ-２", "丙"], "as it was sent");
        let stranger = show_source(office, &samples::clerk("NB01"), &dealer, period, &no);
        assert!(matches!(stranger, Err(Error::NotFound)));
        let caller = show_source(office, &person("zhou", Role::CallAgent), &dealer, period, &no);
        assert!(matches!(caller, Err(Error::NotAllowed)));
    }
}

/// However many slips there are, a desk reads those that wait.
#[test]
fn sqlite_reads_what_waits_through_its_indexes() {
    let test = TestOffice::on(Backend::Sqlite);
    let now = test.office.clock.now();
    let of_dealer = WorklistFilter { dealer: DealerCode::new("D1"), ..WorklistFilter::default() };
    let steps = plans(&test, |c| {
        let aside = WorklistFilter { is_asked: true, ..of_dealer.clone() };
        questions::list(c, DealerCode::new("D1").as_ref(), Some(QuestionState::Open), None, 50).unwrap();
        questions::last_of(c, "li", 5).unwrap();
        questions::overdue(c, "2026-03-01".parse().unwrap(), 50).unwrap();
        for filter in [WorklistFilter::default(), of_dealer, aside] {
            slips::worklist(c, &filter, None, 50).unwrap();
            slips::worklist_count(c, &filter).unwrap();
        }
        appointments::first(c, now, 50).unwrap();
        slips::phones(c, &DealerCode::new("D1").unwrap(), &[&SlipNo::new("W-1").unwrap()].into()).unwrap();
        slips::first_filings(c, &DealerCode::new("D1").unwrap(), &[&SlipNo::new("W-1").unwrap()].into()).unwrap();
        slips::first_period(c, &DealerCode::new("D1").unwrap(), &SlipNo::new("W-1").unwrap()).unwrap();
        do_not_call::calls_to(c, "mark", 50).unwrap();
        do_not_call::among(c, &["mark"]).unwrap();
        appointments::count(c).unwrap();
        slips::waiting_for_a_call_count(c).unwrap();
        slips::waiting_for_a_call(c, "2026-01".parse().unwrap()).unwrap();
        month_pack::verdicts(c, "2026-01".parse().unwrap()).unwrap();
        statement_steps::of_period(c, "2026-01".parse().unwrap()).unwrap();
        payments::references(c, "2026-01".parse().unwrap()).unwrap();
    });
    let of = |step: &str, wanted: &str| step.split_whitespace().nth(1).is_some_and(|table| table == wanted);
    let guarded = ["questions", "calls", "call_numbers", "do_not_call", "statement_steps", "payments"];
    let is_scan = |step: &&String| step.starts_with("SCAN") && guarded.iter().any(|table| of(step, table));
    assert_eq!(steps.iter().filter(is_scan).collect::<Vec<_>>(), Vec::<&String>::new());
    let found: Vec<&String> = steps.iter().filter(|step| of(step, "slips")).collect();
    assert!(found.len() >= 7, "{steps:#?}");
    // One slip at a time is narrow too, whatever finds it.
    let narrow = ["slips_for_a_", "slips_by_no", "(period=? AND dealer=? AND slip_no=?)"];
    let is_narrow = |step: &&&String| narrow.iter().any(|index| step.contains(index));
    let wide: Vec<&&String> = found.iter().filter(|step| !is_narrow(step)).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}
