//! The tallies say what the rows say, on the demonstration and on sheets of chance, before and after changes; a change is
//! counted once, after a pause; no tallied read looks through what grows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use chrono::SubsecRound;
use diesel::Connection;
use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use sanbao::agreement::codes::{DealerCode, FaultCode, PartNo, ProductModel};
use sanbao::agreement::slip::Feedback;
use sanbao::calendar::{Moment, Period};
use sanbao::jobs::run_due;
use sanbao::store::jobs;
use sanbao::store::quality::{
    self, ClaimsOfAge, Dimension, FeedbackLine, FeedbackOrder, FirstSeen, QualityFilter, direct,
};
use sanbao::store::registers::Register;
use sanbao::store::registers::versions::Mode;
use sanbao::store::tallies::{self, AsOf, Counted, Tally};
use sanbao::store::{Backend, Db, feedback};
use sanbao::workflow::Office;
use sanbao::workflow::demonstrate::demonstrate;
use sanbao::workflow::make_tally::{make_all, queue_missing};

use super::harness::TestOffice;
use super::registers::import;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// All of these filters at once and one by one: months, dealers, models, parts, faults.
fn filters(months: &[(&str, &str)], [dealers, models, parts, faults]: [&[&str]; 4]) -> Vec<QualityFilter> {
    let mut filters = Vec::new();
    for (first, last) in months {
        for dealer in dealers {
            for models in models {
                for part in parts {
                    for fault in faults {
                        filters.push(QualityFilter {
                            first: period(first),
                            last: period(last),
                            dealer: (*dealer).to_owned(),
                            models: models.split_whitespace().map(str::to_owned).collect(),
                            part: (*part).to_owned(),
                            fault: (*fault).to_owned(),
                        });
                    }
                }
            }
        }
    }
    filters
}

/// What was seen first, found row by row.
fn first_seen(c: &mut Db, filter: &QualityFilter, count_max: usize) -> Vec<FirstSeen> {
    let before = QualityFilter { first: period("2000-01"), dealer: String::new(), ..filter.clone() };
    let mut faults: BTreeMap<(String, String), Vec<FeedbackLine>> = BTreeMap::new();
    for row in direct::feedback(c, &before, (FeedbackOrder::Month, false), None, 10_000).unwrap() {
        faults.entry((row.product_model.clone(), row.fault_code.clone())).or_default().push(row);
    }
    let of_dealer =
        |rows: &[FeedbackLine]| filter.dealer.is_empty() || rows.iter().any(|row| row.dealer == filter.dealer);
    let seen = |((product_model, fault_code), rows): ((String, String), Vec<FeedbackLine>)| FirstSeen {
        product_model,
        fault_code,
        description: rows.iter().map(|row| row.fault_description.clone()).min().unwrap(),
        period: rows.iter().map(|row| row.period.clone()).min().unwrap(),
        occurrences: rows.iter().map(|row| row.occurrences).sum(),
    };
    let faults = faults.into_iter().filter(|(_, rows)| of_dealer(rows));
    let mut seen: Vec<FirstSeen> = faults.map(seen).filter(|seen| *seen.period >= *filter.first.to_string()).collect();
    let key = |seen: &FirstSeen| (seen.product_model.clone(), seen.fault_code.clone());
    seen.sort_by(|a, b| (&b.period, b.occurrences, key(a)).cmp(&(&a.period, a.occurrences, key(b))));
    seen.truncate(count_max);
    seen
}

/// The tallies of feedback say what its rows say.
fn check_feedback(office: &Office, filters: &[QualityFilter]) {
    let check = |c: &mut Db| {
        for filter in filters {
            for by in Dimension::ALL {
                for rows_max in [2, 100] {
                    let tallied = quality::reported(c, filter, by, rows_max)?;
                    assert_eq!(tallied, direct::reported(c, filter, by, rows_max)?, "by {by:?}: {filter:?}");
                }
            }
            for count_max in [1_u8, 3, 100] {
                let tallied = quality::first_seen(c, filter, count_max.into())?;
                assert_eq!(tallied, first_seen(c, filter, count_max.into()), "{count_max}: {filter:?}");
            }
        }
        Ok::<_, sanbao::store::Error>(())
    };
    office.store.read(check).unwrap();
}

/// The tallies of claims say what the slips say; answers how many they are in all.
fn check_claims(office: &Office, filters: &[QualityFilter]) -> i64 {
    let count = |ages: &[ClaimsOfAge]| ages.iter().map(|age| age.claims).sum::<i64>();
    let check = |c: &mut Db| {
        let mut sum = 0;
        for filter in filters {
            let tallied = quality::claims_by_age(c, filter)?;
            assert_eq!(tallied, direct::claims_by_age(c, filter)?, "{filter:?}");
            let slips = quality::claims_of_age(c, filter, (0, 10_000), None, false, 10_000)?;
            assert_eq!(i64::try_from(slips.len()).unwrap(), count(&tallied), "{filter:?}");
            sum += count(&tallied);
        }
        Ok::<_, sanbao::store::Error>(sum)
    };
    office.store.read(check).unwrap()
}

/// The tallies of sales say what the register says.
fn check_sales(office: &Office) {
    let (first, last) = (period("2025-06"), period("2026-02"));
    let check = |c: &mut Db| {
        let mut sold = tallies::units_sold(c)?;
        assert!(sold.iter().any(|sold| sold.units > 0));
        sold.retain(|sold| (first.to_string()..=last.to_string()).contains(&sold.period));
        let mut by_dealer: BTreeMap<String, i64> = BTreeMap::new();
        for sold in &sold {
            *by_dealer.entry(sold.dealer.clone()).or_default() += sold.units;
        }
        assert_eq!(tallies::units_by_dealer(c, first, last)?, by_dealer);
        let lines: BTreeSet<String> = sold.iter().map(|sold| sold.product_line.clone()).collect();
        let lines: Vec<String> = lines.into_iter().collect();
        for lines in [&lines[..], &lines[..1], &[]] {
            for dealer in ["", "HZ01", "none"] {
                let mut by_month: BTreeMap<Period, i64> = BTreeMap::new();
                let is_meant = |dealers: &str, line| (dealer.is_empty() || dealer == dealers) && lines.contains(line);
                for sold in sold.iter().filter(|sold| is_meant(&sold.dealer, &sold.product_line)) {
                    *by_month.entry(period(&sold.period)).or_default() += sold.units;
                }
                assert_eq!(tallies::units_by_month(c, dealer, lines, first, last)?, by_month, "{dealer} {lines:?}");
            }
        }
        Ok::<_, sanbao::store::Error>(())
    };
    office.store.read(check).unwrap();
}

/// The subjects of the tallies that wait, with the instants that they are due at.
fn waiting(office: &Office) -> BTreeMap<String, Moment> {
    let jobs = office.store.read(|c| jobs::in_state(c, "queued", 1_000)).unwrap();
    jobs.into_iter().filter(|job| job.kind == "tally").map(|job| (job.subject, job.run_at)).collect()
}

fn later(test: &TestOffice) {
    test.office.clock.shift(test.office.clock.shift_seconds() + tallies::PAUSE.num_seconds() + 60);
}

/// Whatever waits is done, and what is counted again because of it.
fn count_all(test: &TestOffice) {
    for _ in 0..2 {
        later(test);
        run_due(&test.office).unwrap();
    }
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> Option<&'a str> {
        Some(words[self.below(words.len())]).filter(|word| !word.is_empty())
    }
}

const MONTHS: [&str; 4] = ["2025-11", "2025-12", "2026-01", "2026-02"];
const DEALERS: [&str; 3] = ["D1", "D2", "D3"];

/// Files a sheet of chance for a dealer's month.
fn file(test: &TestOffice, chance: &mut Chance, dealer: &str, month: &str) {
    let rows: Vec<Feedback> = (0..chance.below(7))
        .map(|_| Feedback {
            model: chance.pick(&["M1", "M2", "M3", ""]).and_then(ProductModel::new),
            fault: chance.pick(&["E1", "E2", "E3", ""]).and_then(FaultCode::new),
            fault_description: chance.pick(&["漏水", "不加热", "异响", ""]).map(Into::into),
            occurrences: Some(i64::try_from(chance.below(9)).unwrap()),
            part: chance.pick(&["P1", "P2", ""]).and_then(PartNo::new),
            severity: None,
            suspected_cause: None,
            suggestion: None,
        })
        .collect();
    let dealer = DealerCode::new(dealer).unwrap();
    test.office.store.write(|c| feedback::file(c, &dealer, period(month), "upload", &rows)).unwrap();
}

on_both! {
    fn the_demonstration_is_tallied_as_it_is(test: &TestOffice) {
        demonstrate(&test.office, Path::new("import-samples"), &mut |_, _| {}).unwrap();
        let filters = filters(
            &[("2026-01", "2026-03"), ("2026-02", "2026-02"), ("2027-01", "2027-02")],
            [&["", "HZ01", "WZ03"], &["", "JZT-2B", "DSZF-60A JZT-2B", "none"], &["", "GC-TC-01", "WH-HT-02"], &["", "G2", "E1"]],
        );
        check_feedback(&test.office, &filters);
        assert!(check_claims(&test.office, &filters) > 0);
        check_sales(&test.office);

        // Every verb said what it changed.
        let subjects: BTreeSet<String> = waiting(&test.office).into_keys().collect();
        for tally in ["claims 2026-01", "claims 2026-03", "feedback 2026-01", "feedback 2026-02", "firsts", "sales"] {
            assert!(subjects.contains(tally), "{tally}: {subjects:?}");
        }
        count_all(test);
        assert_eq!(waiting(&test.office), BTreeMap::new());

        // Registers change what is counted: units for every month, sales for themselves.
        let begun_at = test.office.clock.now();
        let units = "serial_no,product_model,dealer_code,sale_date\n6901234500001,DSZF-60A,HZ01,2025-10-08\n";
        import(test, Register::Units, Mode::Add, units).unwrap();
        assert_eq!(waiting(&test.office).into_keys().collect::<Vec<_>>(), ["claims 2026-01", "claims 2026-02", "claims 2026-03"]);
        let sales = "dealer_code,product_line,period,units,settlement_amount\nHZ01,water-heater,2026-02,-3,-100.00\n";
        import(test, Register::Sales, Mode::Add, sales).unwrap();
        assert!(waiting(&test.office).contains_key("sales"));
        assert!(waiting(&test.office).values().all(|at| *at >= begun_at + tallies::PAUSE), "{:?}", waiting(&test.office));
        count_all(test);
        check_claims(&test.office, &filters);
        check_sales(&test.office);
    }

    fn sheets_of_chance_are_tallied_as_they_are(test: &TestOffice) {
        let filters = filters(
            &[("2025-11", "2026-02"), ("2025-12", "2026-01"), ("2026-02", "2026-02")],
            [&["", "D2"], &["", "M1", "M2 M3"], &["", "P1"], &["", "E2"]],
        );
        for seed in 1..=3 {
            let mut chance = Chance(seed);
            for dealer in DEALERS {
                for month in MONTHS {
                    file(test, &mut chance, dealer, month);
                }
            }
            make_all(&test.office).unwrap();
            check_feedback(&test.office, &filters);
            // The first month of some faults is another one now.
            file(test, &mut chance, "D1", "2025-11");
            file(test, &mut chance, "D2", "2026-02");
            make_all(&test.office).unwrap();
            check_feedback(&test.office, &filters);
        }
    }

    fn a_change_is_counted_once_and_after_a_pause(test: &TestOffice) {
        test.at("2026-02-20 10:00");
        let (office, month) = (&test.office, period("2026-01"));
        let begun_at = office.clock.now() - chrono::TimeDelta::seconds(1);
        let at = |minutes: i64| begun_at.trunc_subsecs(0) + chrono::TimeDelta::minutes(minutes);
        let changed = |at| office.store.write(|c| tallies::changed(c, Tally::Feedback(month), at)).unwrap();
        let as_of = || office.store.read(|c| tallies::as_of(c, month, month)).unwrap();
        let waits_until = |at| assert_eq!(waiting(office), BTreeMap::from([("feedback 2026-01".to_owned(), at)]));
        assert_eq!(as_of(), AsOf::default());
        changed(at(0));
        changed(at(0));
        assert_eq!(as_of(), AsOf { counted_at: None, waits: true });
        waits_until(at(0));
        assert_eq!(run_due(office).unwrap(), 1, "at once");
        let counted_at = as_of().counted_at.unwrap();
        assert!(!as_of().waits && counted_at >= begun_at);

        changed(at(10));
        changed(at(12));
        waits_until(at(10) + tallies::PAUSE);
        test.at("2026-02-20 10:12");
        assert_eq!(run_due(office).unwrap(), 0, "it pauses");
        assert_eq!(as_of(), AsOf { counted_at: Some(counted_at), waits: true });
        let other_month = office.store.read(|c| tallies::as_of(c, month.next(), month.next())).unwrap();
        assert_eq!(other_month, AsOf::default(), "another month waits for nothing");
        test.at("2026-02-20 10:16");
        assert_eq!(run_due(office).unwrap(), 1);
        assert!(!as_of().waits && as_of().counted_at > Some(counted_at));
    }

    fn of_two_counts_of_the_same_state_one_is_kept(test: &TestOffice) {
        let mut chance = Chance(7);
        file(test, &mut chance, "D1", "2026-01");
        let (office, other, now) = (&test.office, test.another(), test.office.clock.now());
        let tally = Tally::Feedback(period("2026-01"));
        for _ in 0..2 {
            let first = office.store.read(|c| Counted::of(c, tally)).unwrap();
            let second = other.store.read(|c| Counted::of(c, tally)).unwrap();
            assert!(office.store.write(|c| first.keep(c, now)).unwrap());
            assert!(!other.store.write(|c| second.keep(c, now)).unwrap(), "it was counted before the first was kept");
            file(test, &mut chance, "D1", "2026-01");
        }
    }

    fn the_migration_queues_what_is_to_be_tallied(test: &TestOffice) {
        demonstrate(&test.office, Path::new("import-samples"), &mut |_, _| {}).unwrap();
        let (down, up) = match test.backend() {
            Backend::Sqlite => (
                include_str!("../../migrations/sqlite/2026-11-28-000093_quality_tallies/down.sql"),
                include_str!("../../migrations/sqlite/2026-11-28-000093_quality_tallies/up.sql"),
            ),
            Backend::Postgres => (
                include_str!("../../migrations/postgres/2026-11-28-000093_quality_tallies/down.sql"),
                include_str!("../../migrations/postgres/2026-11-28-000093_quality_tallies/up.sql"),
            ),
        };
        let mut connection = test.office.store.connection().unwrap();
        connection.batch_execute(down).unwrap();
        connection.batch_execute(up).unwrap();
        drop(connection);
        let (all, missing) = test.office.store.read(|c| Ok::<_, sanbao::store::Error>((Tally::all(c)?, Tally::missing(c)?))).unwrap();
        assert_eq!(all, missing);
        let subjects: Vec<String> = waiting(&test.office).into_keys().collect();
        assert_eq!(subjects, all.iter().map(|tally| tally.subject()).collect::<Vec<_>>());
        assert_eq!(all.iter().map(|tally| Tally::of(&tally.subject()).unwrap()).collect::<Vec<_>>(), all);
        queue_missing(&test.office).unwrap();
        run_due(&test.office).unwrap();
        assert_eq!(test.office.store.read(Tally::missing).unwrap(), []);
        let filters = filters(&[("2026-01", "2026-03")], [&["", "HZ01"], &["", "JZT-2B"], &["", "WH-HT-02"], &["", "E1"]]);
        check_feedback(&test.office, &filters);
        assert!(check_claims(&test.office, &filters) > 0);
        check_sales(&test.office);
    }
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// How SQLite goes about each query of some work.
pub fn plans(test: &TestOffice, work: impl FnOnce(&mut Db)) -> Vec<String> {
    let queries = Arc::new(Mutex::new(Vec::new()));
    let mut pooled = test.office.store.connection().unwrap();
    let connection: &mut Db = &mut pooled;
    let told = Arc::clone(&queries);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            told.lock().unwrap().push(query.to_string());
        }
    });
    work(connection);
    connection.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let queries = std::mem::take(&mut *queries.lock().unwrap());
    assert!(!queries.is_empty(), "the queries are heard of");
    let mut steps = Vec::new();
    for query in queries {
        let (query, _) = query.split_once(" -- binds:").unwrap_or((&query, ""));
        let plan: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load(connection).unwrap();
        steps.extend(plan.into_iter().map(|step| format!("{}\n    {query}", step.detail)));
    }
    steps
}

/// What grows with the years is reached through an index.
#[test]
fn sqlite_reads_tallies_through_indexes() {
    let test = TestOffice::on(Backend::Sqlite);
    let months = ("2025-11", "2026-02");
    let of_all = filters(&[months], [&[""], &["", "M1", "M2 M3"], &["", "P1"], &["", "E2"]]);
    let of_dealer = filters(&[months], [&["D2"], &["", "M1"], &["", "P1"], &["", "E2"]]);
    for filter in of_all.iter().chain(&of_dealer) {
        let steps = plans(&test, |c| {
            for by in Dimension::ALL {
                quality::reported(c, filter, by, 12).unwrap();
            }
            quality::first_seen(c, filter, 12).unwrap();
            quality::claims_by_age(c, filter).unwrap();
            quality::claims_of_age(c, filter, (3, 3), None, false, 50).unwrap();
            quality::claims_of_age(c, filter, (3, 3), None, true, 50).unwrap();
            tallies::units_by_dealer(c, filter.first, filter.last).unwrap();
            tallies::units_by_month(c, &filter.dealer, &["L".to_owned()], filter.first, filter.last).unwrap();
            tallies::as_of(c, filter.first, filter.last).unwrap();
        });
        // Subqueries that are computed once, and the list of tallies, of which each month has two.
        let small = [
            "SCAN tallied",
            "SCAN p VIRTUAL TABLE",
            "SCAN p EXISTS VIRTUAL TABLE",
            "SCAN (subquery",
            "SCAN jobs USING INDEX jobs_running",
        ];
        // What is asked of no period reads nothing.
        let is_small = |step: &str| small.iter().any(|small| step.starts_with(small)) || step.contains("((1=0)");
        let scans: Vec<&String> = steps.iter().filter(|step| step.starts_with("SCAN") && !is_small(step)).collect();
        assert!(scans.is_empty(), "{filter:?} {scans:#?}");
        let tables = ["slips", "register_rows"];
        if filter.dealer.is_empty() {
            // Only the list of slips behind a bar reads slips, and its steps are searches.
            let tallied = plans(&test, |c| {
                quality::reported(c, filter, Dimension::Fault, 12).unwrap();
                quality::first_seen(c, filter, 12).unwrap();
                quality::claims_by_age(c, filter).unwrap();
            });
            assert!(!tallied.iter().any(|step| tables.iter().any(|table| step.contains(table))), "{tallied:?}");
        }
    }
}
