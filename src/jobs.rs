//! The work that is done after the request: each job calls one verb, which may run twice.
//!
//! A runner's threads take jobs as they become due: at once where this process queued them, within a second where
//! another did. A job that fails is tried again after growing pauses and shown meanwhile; one whose process died is taken
//! over when its lease runs out.

pub mod postman;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use chrono::TimeDelta;

use crate::calendar::{Day, Moment, Period};
use crate::store::jobs::{self, JobKind, JobRow};
use crate::store::{self, new_id};
use crate::workflow::lapse_questions::lapse_questions;
use crate::workflow::publish_seeds::publish_seeds;
use crate::workflow::{Error, Office, check_upload, make_tally, settle_dealer};

/// A kind of job, and the verb that it calls with its subject.
type Job = (JobKind, fn(&Office, &str) -> Result<(), Error>);

/// Every kind of job.
const JOBS: [Job; 3] = [
    (JobKind::SettleDealer, settle_dealer::job),
    (JobKind::ReadUpload, check_upload::check_upload),
    (JobKind::Tally, make_tally::job),
];

/// For how long a job is nobody else's, unless it is prolonged.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How often leases are prolonged.
const RENEWAL: Duration = Duration::from_secs(15);
/// How long to wait for what other processes queue, and for what is to be tried again.
const POLL: Duration = Duration::from_secs(1);
/// The pause after the first failure; each further one doubles it.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);
/// No pause is longer.
const PAUSE_MAX: TimeDelta = TimeDelta::hours(1);
/// So many attempts, over most of a day, and a job is given up.
const ATTEMPTS_MAX: i64 = 24;
/// How long jobs that were done can still be seen.
const KEPT: TimeDelta = TimeDelta::days(7);
/// How often older ones are forgotten.
const FORGETTING: Duration = Duration::from_hours(1);

/// Threads that work on jobs until they are stopped or dropped.
#[derive(Debug)]
pub struct Runner {
    office: Arc<Office>,
    stopping: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Runner {
    /// Starts so many threads, and one that prolongs their leases.
    pub fn start(office: &Arc<Office>, threads: usize) -> Self {
        let stopping = Arc::new(AtomicBool::new(false));
        let worker = new_id();
        let mut started: Vec<JoinHandle<()>> = (0..threads.max(1))
            .map(|_| {
                let (office, stopping, worker) = (Arc::clone(office), Arc::clone(&stopping), worker.clone());
                thread::spawn(move || work_until_stopped(&office, &worker, &stopping))
            })
            .collect();
        let (keeper_office, keeper_stopping) = (Arc::clone(office), Arc::clone(&stopping));
        started.push(thread::spawn(move || keep_leases(&keeper_office, &worker, &keeper_stopping)));
        Self { office: Arc::clone(office), stopping, threads: started }
    }

    /// Ends when the jobs at work are done.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.office.store.wake();
        for thread in self.threads.drain(..) {
            thread.thread().unpark();
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.end();
    }
}

/// Works on this thread until no job is due; answers how many were worked on, those that failed among them.
pub fn run_due(office: &Office) -> Result<usize, store::Error> {
    let worker = new_id();
    let mut count = 0;
    while run_next(office, &worker)? {
        count += 1;
    }
    Ok(count)
}

fn work_until_stopped(office: &Office, worker: &str, stopping: &AtomicBool) {
    while !stopping.load(Ordering::SeqCst) {
        // Read before looking: what is queued after the look ends the wait.
        let seen = office.store.writes();
        match run_next(office, worker) {
            Ok(true) => {}
            Ok(false) => office.store.wait_for_write(seen, POLL),
            Err(error) => {
                tracing::error!(%error, "the queue cannot be read");
                thread::park_timeout(POLL);
            }
        }
    }
}

fn keep_leases(office: &Office, worker: &str, stopping: &AtomicBool) {
    let mut forgotten: Option<Instant> = None;
    let mut begun: Option<Period> = None;
    let mut lapsed: Option<Day> = None;
    while !stopping.load(Ordering::SeqCst) {
        let now = office.clock.now();
        // With a new month the one before it is over: every dealer has a draft of it, whether anything was filed or not.
        let running = office.clock.period();
        if begun != Some(running) {
            // Its seed is fixed before any lot of it is known (agreement 6.2).
            let fixed = publish_seeds(office);
            let queued = fixed.and_then(|()| settle_dealer::queue_all(office));
            match queued.and_then(|_| make_tally::queue_missing(office)) {
                Ok(()) => begun = Some(running),
                Err(error) => tracing::error!(error = said(&error), "the month cannot be begun"),
            }
        }
        let today = office.clock.today();
        if lapsed != Some(today) {
            match lapse_questions(office) {
                Ok(_) => lapsed = Some(today),
                Err(error) => tracing::error!(error = said(&error), "questions cannot be ended"),
            }
        }
        let kept = office.store.read(|c| jobs::is_at_work(c, worker)).and_then(|is_at_work| {
            if is_at_work { office.store.write(|c| jobs::renew(c, worker, now + LEASE)) } else { Ok(()) }
        });
        if let Err(error) = kept {
            tracing::error!(%error, "leases cannot be prolonged");
        }
        if forgotten.is_none_or(|at| at.elapsed() > FORGETTING) {
            forgotten = Some(Instant::now());
            if let Err(error) = office.store.write(|c| jobs::forget_done(c, now - KEPT)) {
                tracing::error!(%error, "old jobs cannot be forgotten");
            }
        }
        thread::park_timeout(RENEWAL);
    }
}

/// Works on the job that has been due longest, where there is one.
fn run_next(office: &Office, worker: &str) -> Result<bool, store::Error> {
    let now = office.clock.now();
    if !office.store.read(|c| jobs::is_any_due(c, now))? {
        return Ok(false);
    }
    let Some(job) = office.store.write(|c| jobs::claim(c, worker, now, now + LEASE))? else { return Ok(false) };
    let outcome = run(office, &job);
    let now = office.clock.now();
    office.store.write(|c| match &outcome {
        Ok(()) => jobs::done(c, &job, now),
        Err(reason) => {
            tracing::warn!(kind = job.kind, subject = job.subject, attempts = job.attempts, reason, "a job failed");
            jobs::failed(c, &job, reason, retry_at(job.attempts, now), now)
        }
    })?;
    Ok(true)
}

fn run(office: &Office, job: &JobRow) -> Result<(), String> {
    if job.attempts > ATTEMPTS_MAX {
        return Err("whoever began the job never came back".to_owned());
    }
    let kind = JobKind::of(&job.kind).ok_or("this program does not know the kind of job")?;
    let verb = JOBS.iter().find(|(known, _)| *known == kind).map(|(_, verb)| verb);
    let verb = verb.ok_or("this program has no verb for the job")?;
    match catch_unwind(AssertUnwindSafe(|| verb(office, &job.subject))) {
        Ok(outcome) => outcome.map_err(|error| said(&error)),
        Err(_) => Err("the job panicked; the log has its last words".to_owned()),
    }
}

/// What the list of jobs says of an error; it is read by whoever runs the installation.
fn said(error: &Error) -> String {
    match error {
        Error::Store(error) => error.to_string(),
        Error::Read(error) => error.to_string(),
        Error::Io(error) => error.to_string(),
        other => format!("{other:?}"),
    }
}

/// When a job that was begun so often is tried again; none where it is given up.
fn retry_at(attempts: i64, now: Moment) -> Option<Moment> {
    if attempts >= ATTEMPTS_MAX {
        return None;
    }
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(20);
    let pause = FIRST_PAUSE.checked_mul(1 << doublings).unwrap_or(PAUSE_MAX).min(PAUSE_MAX);
    Some(now + pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour_until_a_job_is_given_up() {
        let now: Moment = "2026-03-01T12:00:00".parse().unwrap();
        let pause = |attempts| retry_at(attempts, now).map(|at| (at - now).num_seconds());
        let table = [(1, 5), (2, 10), (3, 20), (10, 2560), (11, 3600), (23, 3600)];
        for (attempts, seconds) in table {
            assert_eq!(pause(attempts), Some(seconds), "after {attempts} attempts");
        }
        assert_eq!(pause(24), None);
    }
}
