//! The month over all dealers, and quality, as the database adds them up: on the demonstration, on both databases.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use sanbao::agreement::registers::Outcome;
use sanbao::agreement::violations::ViolationKind;
use sanbao::auth::{Actor, Role};
use sanbao::calendar::Period;
use sanbao::money::Money;
use sanbao::store::feedback::{self, ReportedFault, SafetyFault};
use sanbao::store::month_pack::{self, Heap, HeapSums, LineFilter, LineOrder};
use sanbao::store::months::{self, MonthFilter, RecordedViolation, ViolationFilter, ViolationOrder, ViolationPlace};
use sanbao::store::quality::{self, Dimension, FeedbackOrder, QualityFilter};
use sanbao::store::{Backend, calls};
use sanbao::workflow::demonstrate::demonstrate;
use sanbao::workflow::note_safety_fault::note_safety_fault;
use sanbao::workflow::{Error, Office};

use super::harness::TestOffice;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn filter() -> QualityFilter {
    QualityFilter {
        first: period("2026-01"),
        last: period("2026-03"),
        dealer: String::new(),
        models: Vec::new(),
        part: String::new(),
        fault: String::new(),
    }
}

/// What the database adds up is what the months, slips and lines say one by one.
fn check_sums(office: &Office) {
    let of = MonthFilter { period: Some(period("2026-02")), ..MonthFilter::default() };
    let rows = office.store.read(|c| months::list(c, &of, None, 100)).unwrap();
    let groups = office.store.read(|c| months::by_state(c, None)).unwrap();
    let groups: Vec<_> = groups.into_iter().filter(|group| group.period == period("2026-02")).collect();
    let payable: Money = rows.iter().map(|month| month.sums.payable).sum();
    assert_eq!(groups.iter().map(|group| group.sums.payable).sum::<Money>(), payable);
    assert_eq!(groups.iter().map(|group| group.count).sum::<i64>(), 6);

    let verdicts = office.store.read(|c| month_pack::verdicts(c, period("2026-02"))).unwrap();
    for month in &rows {
        let heaps: Money = Heap::ALL.into_iter().map(|heap| month.sums.heaps.heap(heap)).sum();
        assert_eq!(month.sums.accepted + heaps, month.sums.net, "{}", month.dealer);
        let of_dealer = || verdicts.iter().filter(|sum| sum.dealer == month.dealer);
        assert_eq!(of_dealer().map(|sum| sum.claimed).sum::<Money>(), month.sums.claimed, "{}", month.dealer);
        assert_eq!(of_dealer().map(|sum| sum.count).sum::<i64>(), month.sums.slip_count, "{}", month.dealer);
        let lot = month.lot.as_ref().unwrap();
        let calls = office.store.read(|c| calls::of_slips(c, &month.dealer, &lot.drawn)).unwrap();
        let answers: Vec<Outcome> =
            lot.drawn.iter().filter_map(|no| calls.answered(no)).map(|call| call.outcome).collect();
        let failed = answers.iter().filter(|outcome| **outcome != Outcome::Confirmed).count();
        let count = |count: usize| u64::try_from(count).unwrap();
        assert_eq!((lot.answered, lot.failed), (count(answers.len()), count(failed)), "{}", month.dealer);
    }
    let mut heaps = HeapSums::default();
    for month in &rows {
        heaps.add(&month.sums.heaps);
    }
    let mut of_groups = HeapSums::default();
    for group in &groups {
        of_groups.add(&group.sums.heaps);
    }
    assert_eq!(of_groups, heaps);
    check_lines(office, &heaps);

    check_violations(office);
}

/// Months that were settled before their heaps were kept with them have them too.
fn check_heaps_of_old_months(test: &TestOffice) {
    let months = || test.office.store.read(|c| months::list(c, &MonthFilter::default(), None, 1_000)).unwrap();
    let settled = months();
    for heap in Heap::ALL {
        let is_zero = settled.iter().all(|month| month.sums.heaps.heap(heap).is_zero());
        assert!(!is_zero, "the samples have nothing in {heap:?}");
    }
    let (down, up) = match test.backend() {
        Backend::Sqlite => (
            include_str!("../../migrations/sqlite/2026-11-29-000104_month_heaps/down.sql"),
            include_str!("../../migrations/sqlite/2026-11-29-000104_month_heaps/up.sql"),
        ),
        Backend::Postgres => (
            include_str!("../../migrations/postgres/2026-11-29-000104_month_heaps/down.sql"),
            include_str!("../../migrations/postgres/2026-11-29-000104_month_heaps/up.sql"),
        ),
    };
    let mut connection = test.office.store.connection().unwrap();
    connection.batch_execute(down).unwrap();
    connection.batch_execute(up).unwrap();
    drop(connection);
    assert_eq!(months(), settled);
}

/// The lines of a heap come to its number, and run both ways in every order, two by two.
fn check_lines(office: &Office, sums: &HeapSums) {
    for heap in Heap::ALL {
        let of_heap = |filter: &LineFilter, after, rows_max| {
            office.store.read(|c| month_pack::lines_of(c, filter, after, rows_max)).unwrap()
        };
        for order in [LineOrder::Dealer, LineOrder::Kind, LineOrder::Amount] {
            let mut filter = LineFilter { period: period("2026-02"), heap: Some(heap), order, is_down: false };
            let all = of_heap(&filter, None, 1000);
            assert_eq!(all.iter().map(|line| line.amount).sum::<Money>(), sums.heap(heap), "{heap:?}");
            let is_sorted = match order {
                LineOrder::Dealer => all.is_sorted_by_key(|line| (line.dealer.clone(), line.line)),
                LineOrder::Kind => all.is_sorted_by_key(|line| line.kind.as_str()),
                LineOrder::Amount => all.is_sorted_by_key(|line| line.amount),
            };
            assert!(is_sorted, "{heap:?} {order:?}");
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let rows = of_heap(&filter, after.take(), 2);
                after = rows.last().map(|line| order.place(line));
                paged.extend(rows);
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(paged, all, "{heap:?} {order:?}");
            filter.is_down = true;
            let down = of_heap(&filter, None, 1000);
            assert!(down.iter().eq(all.iter().rev()), "{heap:?} {order:?}");
        }
    }
    let fines =
        LineFilter { period: period("2026-02"), heap: Some(Heap::Fines), order: LineOrder::Amount, is_down: false };
    let lines = office.store.read(|c| month_pack::lines_of(c, &fines, None, 1)).unwrap();
    assert_eq!(lines.iter().map(|line| line.dealer.as_str()).collect::<Vec<_>>(), ["WZ03"], "the gravest first");
}

/// Violations run both ways in every order, and a filter has those of all that fit it.
fn check_violations(office: &Office) {
    let today = office.clock.today();
    let ask = |filter: &ViolationFilter, after, rows_max| {
        office.store.read(|c| months::violations(c, filter, today, after, rows_max)).unwrap()
    };
    let all = ask(&ViolationFilter::default(), None, 1_000);
    let place = |one: &RecordedViolation| ViolationPlace {
        period: one.period.to_string(),
        dealer: one.dealer.to_string(),
        seq: one.seq,
        day: Some(one.violation.violated_on(one.period)),
    };
    for order in [ViolationOrder::Month, ViolationOrder::Dealer, ViolationOrder::Day] {
        for is_down in [false, true] {
            let filter = ViolationFilter { order, is_down, ..ViolationFilter::default() };
            let (mut found, mut after): (Vec<RecordedViolation>, _) = (Vec::new(), None);
            loop {
                let page = ask(&filter, after, 2);
                let Some(last) = page.last() else { break };
                after = Some(place(last));
                found.extend(page);
            }
            let mut wanted = all.clone();
            wanted.sort_by_key(|one| {
                let ViolationPlace { period, dealer, seq, day } = place(one);
                match order {
                    ViolationOrder::Month => (None, period, dealer, seq),
                    ViolationOrder::Dealer => (None, dealer, period, seq),
                    ViolationOrder::Day => (day, period, dealer, seq),
                }
            });
            if is_down {
                wanted.reverse();
            }
            assert_eq!(found, wanted, "{order:?} {is_down}");
        }
    }
    let mut counted = 0;
    for kind in ViolationKind::ALL {
        let mut wanted = all.clone();
        wanted.retain(|one| one.violation.kind() == kind);
        counted += wanted.len();
        assert_eq!(ask(&ViolationFilter { kind: Some(kind), ..ViolationFilter::default() }, None, 1_000), wanted);
    }
    assert_eq!(counted, all.len());
}

/// Filters and groups of what the sheets say.
fn check_feedback(office: &Office) {
    let ask = |filter: &QualityFilter, order, after| {
        office.store.read(|c| quality::feedback(c, filter, order, after, 1_000)).unwrap()
    };
    let latest = (FeedbackOrder::Month, false);
    let all = ask(&filter(), latest, None);
    let occurrences: i64 = all.iter().map(|row| row.occurrences).sum();
    for by in Dimension::ALL {
        let (rows, sum) = office.store.read(|c| quality::reported(c, &filter(), by, 100)).unwrap();
        assert_eq!(sum, occurrences, "{by:?}");
        assert_eq!(rows.iter().map(|row| row.occurrences).sum::<i64>(), occurrences, "{by:?}");
        assert!(rows.is_sorted_by(|a, b| a.occurrences >= b.occurrences), "{by:?}");
    }
    for asked in [
        QualityFilter { dealer: "WZ03".into(), ..filter() },
        QualityFilter { models: vec!["JZT-2B".into()], ..filter() },
        QualityFilter { part: "GC-TC-01".into(), ..filter() },
        QualityFilter { fault: "G2".into(), last: period("2026-01"), ..filter() },
        QualityFilter { models: vec!["JZT".into()], ..filter() },
    ] {
        let found = ask(&asked, latest, None);
        let mut wanted = all.clone();
        wanted.retain(|row| {
            (asked.dealer.is_empty() || row.dealer == asked.dealer)
                && (asked.models.is_empty() || asked.models.contains(&row.product_model))
                && (asked.part.is_empty() || row.part_no == asked.part)
                && (asked.fault.is_empty() || row.fault_code == asked.fault)
                && row.period <= asked.last.to_string()
        });
        assert_eq!(found, wanted, "{asked:?}");
    }
    for order in [FeedbackOrder::Month, FeedbackOrder::Occurrences] {
        let down = ask(&filter(), (order, false), None);
        let up = ask(&filter(), (order, true), None);
        assert!(down.iter().eq(up.iter().rev()) && down.len() == all.len(), "{order:?}");
        if order == FeedbackOrder::Occurrences {
            assert!(up.is_sorted_by_key(|row| row.occurrences));
        }
        for (is_up, rows) in [(false, &down), (true, &up)] {
            let after = Some(order.place(rows.get(2).unwrap()));
            assert_eq!(ask(&filter(), (order, is_up), after), rows[3..], "{order:?}");
        }
    }
    let first = office.store.read(|c| quality::first_seen(c, &filter(), 100)).unwrap();
    assert!(!first.is_empty() && first.iter().all(|fault| fault.period == "2026-01"), "{first:?}");
    let later = QualityFilter { first: period("2026-02"), ..filter() };
    assert_eq!(office.store.read(|c| quality::first_seen(c, &later, 100)).unwrap(), [], "nothing new came later");
}

/// Nothing is counted of months before the first.
fn check_months(office: &Office) {
    let meant = |first: Option<&str>, last: Option<&str>| {
        let today = office.clock.today();
        office.store.read(|c| quality::months_meant(c, first.map(period), last.map(period), today)).unwrap()
    };
    assert_eq!(meant(None, None), (period("2026-01"), period("2026-03")));
    assert_eq!(meant(Some("2025-06"), Some("2026-02")), (period("2026-01"), period("2026-02")));
    assert_eq!(meant(Some("2026-03"), Some("2026-02")), (period("2026-02"), period("2026-02")));
}

/// The claims of each age are those that the picture counts.
fn check_ages(office: &Office) {
    let by_age = office.store.read(|c| quality::claims_by_age(c, &filter())).unwrap();
    assert!(by_age.len() > 1, "{by_age:?}");
    for age in &by_age {
        let months = (age.months, age.months);
        let rows = office.store.read(|c| quality::claims_of_age(c, &filter(), months, None, false, 1_000)).unwrap();
        assert_eq!(i64::try_from(rows.len()).unwrap(), age.claims, "{age:?}");
        let (mut down, mut after) = (Vec::new(), None);
        loop {
            let page = office.store.read(|c| quality::claims_of_age(c, &filter(), months, after, true, 2)).unwrap();
            after = page.last().map(|row| [row.period.clone(), row.dealer.clone(), row.slip_no.clone()]);
            down.extend(page);
            if after.is_none() {
                break;
            }
        }
        assert!(down.iter().eq(rows.iter().rev()), "{age:?}: the same two by two from the last on");
        for row in &rows {
            let (sold, repaired): (sanbao::calendar::Day, sanbao::calendar::Day) =
                (row.sold_on.parse().unwrap(), row.repaired_on.parse().unwrap());
            let months = u32::try_from(age.months).unwrap();
            assert!(sanbao::calendar::months_after(sold, months) <= repaired.max(sold), "{row:?}");
        }
    }
    let with_part = QualityFilter { part: "WH-HT-02".into(), ..filter() };
    let with_part: i64 =
        office.store.read(|c| quality::claims_by_age(c, &with_part)).unwrap().iter().map(|age| age.claims).sum();
    let all: i64 = by_age.iter().map(|age| age.claims).sum();
    assert!(0 < with_part && with_part < all, "{with_part} of {all}");
}

/// A fault that endangers people is noted once, by whoever saw all reports of it.
fn check_safety(office: &Office) {
    let unnoted = || office.store.read(feedback::unnoted).unwrap();
    let [ReportedFault { fault, reports, .. }] = &unnoted()[..] else { panic!("one fault: {:?}", unnoted()) };
    assert_eq!((fault.product_model.as_str(), fault.fault_code.as_str()), ("JZT-2B", "G2"));
    let actor = |role| Actor { login: "quality".to_owned(), role, dealer: None };
    let note = |role, seen, text: &str| note_safety_fault(office, &actor(role), fault, seen, text);
    assert!(matches!(note(Role::Finance, reports.len(), "x"), Err(Error::NotAllowed)));
    assert!(matches!(note(Role::Reviewer, reports.len(), "  "), Err(Error::Refused(_))));
    assert!(matches!(note(Role::Reviewer, reports.len() - 1, "stop the batch"), Err(Error::Changed)));
    assert_eq!(unnoted().len(), 1);
    note(Role::Reviewer, reports.len(), "stop the batch").unwrap();
    assert_eq!(unnoted(), []);
    assert!(matches!(note(Role::Reviewer, reports.len(), "again"), Err(Error::Changed)));
    let notes = office.store.read(|c| feedback::notes(c, 10)).unwrap();
    assert_eq!(
        notes.iter().map(|note| (note.noted_by.as_str(), note.note.as_str())).collect::<Vec<_>>(),
        [("quality", "stop the batch")]
    );
    let unknown = SafetyFault { product_model: "none".into(), fault_code: String::new() };
    assert!(matches!(note_safety_fault(office, &actor(Role::Reviewer), &unknown, 1, "x"), Err(Error::Changed)));
}

on_both! {
    fn a_month_and_its_faults_are_added_up(test: &TestOffice) {
        demonstrate(&test.office, Path::new("import-samples"), &mut |_, _| {}).unwrap();
        check_sums(&test.office);
        check_heaps_of_old_months(test);
        check_feedback(&test.office);
        check_months(&test.office);
        check_ages(&test.office);
        check_safety(&test.office);
    }
}
