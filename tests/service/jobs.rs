//! The queue: work is done once, after the request, whoever dies over it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use sanbao::jobs::{self, Runner};
use sanbao::sheets::Reader;
use sanbao::store::jobs::{self as queue, JobKind, JobRow};
use sanbao::workflow::Office;

use crate::service::harness::TestOffice;

fn enqueue(test: &TestOffice, subject: &str) {
    let now = test.office.clock.now();
    test.office.store.write(|c| queue::enqueue(c, JobKind::ReadUpload, subject, now)).unwrap();
}

fn claim(office: &Office, worker: &str) -> Option<JobRow> {
    let now = office.clock.now();
    office.store.write(|c| queue::claim(c, worker, now, now + TimeDelta::seconds(60))).unwrap()
}

fn in_state(test: &TestOffice, state: &str) -> Vec<JobRow> {
    test.office.store.read(|c| queue::in_state(c, state, 100)).unwrap()
}

/// Waits until something holds; ten seconds are for a machine that does much else.
fn until(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(10), "waited in vain");
        std::thread::sleep(Duration::from_millis(5));
    }
}

on_both! {
    fn the_same_work_waits_once_and_can_be_asked_for_while_it_is_done(test: &TestOffice) {
        enqueue(test, "a D1");
        enqueue(test, "a D1");
        let job = claim(&test.office, "one").unwrap();
        assert_eq!((job.subject.as_str(), job.attempts), ("a D1", 1));
        assert!(claim(&test.office, "two").is_none());

        enqueue(test, "a D1");
        assert_eq!(in_state(test, "queued").len(), 1);
        assert!(claim(&test.office, "two").is_none(), "it waits until the work in hand is done");
        let now = test.office.clock.now();
        test.office.store.write(|c| queue::done(c, &job, now)).unwrap();
        assert!(claim(&test.office, "two").is_some());
    }

    fn every_job_is_taken_once_by_several_processes(test: &TestOffice) {
        for number in 0..40 {
            enqueue(test, &format!("{number} D1"));
        }
        let taken = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for worker in ["one", "two", "three"] {
                let (office, taken) = (test.another(), &taken);
                scope.spawn(move || {
                    while let Some(job) = claim(&office, worker) {
                        taken.lock().unwrap().push(job.id);
                    }
                });
            }
        });
        let taken = taken.into_inner().unwrap();
        // PostgreSQL may tell a worker that nothing is left while another holds the last; then it ends early.
        assert_eq!(taken.len(), 40);
        assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), 40);
    }

    fn a_job_whose_process_died_is_taken_over(test: &TestOffice) {
        test.office.clock.set("2026-03-01T10:00:00".parse().unwrap());
        enqueue(test, "a D1");
        let dead = claim(&test.office, "dead").unwrap();
        assert_eq!(jobs::run_due(&test.office).unwrap(), 0, "it is still the other's");
        let now = test.office.clock.now();
        test.office.store.write(|c| queue::renew(c, "dead", now + TimeDelta::seconds(90))).unwrap();
        test.office.clock.set("2026-03-01T10:01:10".parse().unwrap());
        assert!(claim(&test.office, "other").is_none(), "the lease was prolonged");
        test.office.clock.set("2026-03-01T10:02:00".parse().unwrap());
        let job = claim(&test.office, "other").unwrap();
        assert_eq!((job.id.as_str(), job.attempts), (dead.id.as_str(), 2));
        let now = test.office.clock.now();
        test.office.store.write(|c| queue::done(c, &dead, now)).unwrap();
        assert_eq!(in_state(test, "running").len(), 1, "whoever lost the job cannot end it");
    }

    fn a_failing_job_is_tried_again_and_shown(test: &TestOffice) {
        test.office.clock.set("2026-03-01T10:00:00".parse().unwrap());
        enqueue(test, "nothing D1");
        assert_eq!(jobs::run_due(&test.office).unwrap(), 1);
        let waiting = in_state(test, "queued");
        assert_eq!((waiting[0].attempts, waiting[0].last_error.as_str()), (1, "NotFound"));
        let pause = waiting[0].run_at - test.office.clock.now();
        assert!((3..=5).contains(&pause.num_seconds()), "{pause}");
        assert_eq!(jobs::run_due(&test.office).unwrap(), 0);

        enqueue(test, "nothing D1");
        assert_eq!(jobs::run_due(&test.office).unwrap(), 1, "asked for again, it does not wait for its pause");
        for hour in 0..40 {
            test.office.clock.set("2026-03-02T00:00:00".parse::<sanbao::calendar::Moment>().unwrap() + TimeDelta::hours(2 * hour));
            jobs::run_due(&test.office).unwrap();
        }
        let given_up = in_state(test, "failed");
        assert_eq!((given_up.len(), given_up[0].attempts), (1, 24));
        assert!(in_state(test, "queued").is_empty());
        let now = test.office.clock.now();
        assert!(test.office.store.write(|c| queue::retry(c, &given_up[0].id, now)).unwrap());
        assert_eq!(in_state(test, "queued").len(), 1);
    }

    fn a_failure_of_the_machine_is_no_fault_of_the_sheet(test: &TestOffice) {
        use crate::service::harness::samples::{clerk, dealer, open};
        use sanbao::agreement::registers::FiledSheet;
        use sanbao::store::uploads::{self, UploadState};
        use sanbao::workflow::upload_sheet::{NewUpload, upload_sheet};

        open(test);
        let path = PathBuf::from("import-samples/2026-01/HZ01-slips.xlsx");
        let (code, period) = (dealer("HZ01"), "2026-01".parse().unwrap());
        let new = NewUpload { dealer: &code, period, sheet: FiledSheet::Slips, file_name: "s", path: &path, received_on: None };
        let id = upload_sheet(&test.office, &clerk("HZ01"), &new).unwrap().upload.id;
        let mut lame = Arc::into_inner(test.another()).unwrap();
        lame.reader = Reader::new(PathBuf::from("/nowhere/sanbao"));
        lame.clock.shift(test.office.clock.shift_seconds());
        jobs::run_due(&lame).unwrap();
        let upload = || test.office.store.read(|c| uploads::load(c, &code, &id)).unwrap().unwrap();
        assert_eq!(upload().state, UploadState::Received);
        assert!(in_state(test, "queued").iter().any(|job| job.last_error.contains("cannot be started")));
        test.office.clock.set("2026-02-10T12:00:00".parse().unwrap());
        jobs::run_due(&test.office).unwrap();
        assert_eq!(upload().state, UploadState::Checked);
    }

    fn a_runner_begins_at_once_and_ends_when_told(test: &TestOffice) {
        let runner = Runner::start(&test.office, 2);
        for round in 0..5 {
            let begun = Instant::now();
            enqueue(test, &format!("{round} D1"));
            until(|| in_state(test, "queued").iter().filter(|job| job.attempts == 1).count() == round + 1);
            assert!(begun.elapsed() < Duration::from_millis(900), "sooner than the next look at the queue");
        }
        runner.stop();
        enqueue(test, "last D1");
        std::thread::sleep(Duration::from_millis(50));
        assert!(in_state(test, "queued").iter().any(|job| job.subject == "last D1" && job.attempts == 0));
    }

    fn done_jobs_are_forgotten_after_some_days(test: &TestOffice) {
        enqueue(test, "a D1");
        let job = claim(&test.office, "one").unwrap();
        let now = test.office.clock.now();
        test.office.store.write(|c| queue::done(c, &job, now)).unwrap();
        let forget = |before| test.office.store.write(|c| queue::forget_done(c, before)).unwrap();
        assert_eq!(forget(now), 0);
        assert_eq!(forget(now + TimeDelta::seconds(1)), 1);
    }
}
