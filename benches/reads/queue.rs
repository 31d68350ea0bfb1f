//! The queue of jobs, after a year of use.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use sanbao::agreement::codes::DealerCode;
use sanbao::store::jobs::JobKind;
use sanbao::store::{self, Db, jobs};
use sanbao::workflow::Office;

const WORKER: &str = "bench";

/// Says of every job that it is done.
pub fn drain(office: &Office) {
    let write = |c: &mut Db| {
        let now = office.clock.now();
        let until = now + TimeDelta::minutes(1);
        while let Some(job) = jobs::claim(c, WORKER, now, until)? {
            jobs::done(c, &job, now)?;
        }
        Ok(())
    };
    office.store.write::<_, store::Error>(write).unwrap();
}

/// How long it takes to find the job that is due, with some hundred waiting and all those of the year done.
pub fn claims(office: &Office) -> Vec<Duration> {
    let now = office.clock.now();
    let queue = |c: &mut Db| {
        let waiting = (0..300).filter_map(|number| DealerCode::new(&format!("Q{number:04}")));
        waiting.into_iter().try_for_each(|dealer| jobs::enqueue(c, JobKind::SettleDealer, dealer.as_str(), now))
    };
    office.store.write::<_, store::Error>(queue).unwrap();
    let claim = |c: &mut Db| {
        let begun_at = Instant::now();
        let job = jobs::claim(c, WORKER, now, now + TimeDelta::minutes(1))?;
        let took = begun_at.elapsed();
        Ok(job.map(|_| took))
    };
    let mut times = Vec::new();
    while let Some(took) = office.store.write::<_, store::Error>(claim).unwrap() {
        times.push(took);
    }
    times
}
