//! The postman: a thread of its own that writes the reminders of the day and sends what waits in the outbox.
//!
//! A mail server that hangs keeps nobody but this thread. While a server cannot be reached, the postman looks again after
//! growing pauses and leaves the other mails alone. Without a server the outbox fills, and nothing else happens.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::said;
use crate::notify::server::{NotSent, Server};
use crate::store::new_id;
use crate::workflow::remind::remind;
use crate::workflow::send_mail::{Turn, give_up_overdue, send_next};
use crate::workflow::{Error, Office};

/// How long a mail at work may keep the process from ending.
const STOP: Duration = Duration::from_secs(5);
/// How long to wait for what other processes write.
const POLL: Duration = Duration::from_secs(1);
/// How often to look at what goes by the day.
const ROUND: Duration = Duration::from_mins(1);
/// The pause after a server could not be reached; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// No pause is longer.
const PAUSE_MAX: Duration = Duration::from_mins(1);

/// A thread that sends mail until it is stopped or dropped.
#[derive(Debug)]
pub struct Postman {
    office: Arc<Office>,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Postman {
    /// Starts it; without a server it only writes reminders.
    pub fn start(office: &Arc<Office>, server: Option<Server>) -> Self {
        let stopping = Arc::new(AtomicBool::new(false));
        let (at_work, is_stopping) = (Arc::clone(office), Arc::clone(&stopping));
        let thread = thread::spawn(move || work_until_stopped(&at_work, server.as_ref(), &is_stopping));
        Self { office: Arc::clone(office), stopping, thread: Some(thread) }
    }

    /// Ends when the mail at work is sent or refused; after some seconds without it. That mail is tried again by whoever
    /// comes next, under the same Message-ID.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.office.store.wake();
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let asked = Instant::now();
            while !thread.is_finished() && asked.elapsed() < STOP {
                thread::sleep(Duration::from_millis(20));
            }
            if !thread.is_finished() {
                return;
            }
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

impl Drop for Postman {
    fn drop(&mut self) {
        self.end();
    }
}

fn work_until_stopped(office: &Office, server: Option<&Server>, stopping: &AtomicBool) {
    let worker = new_id();
    let mut looked: Option<Instant> = None;
    let mut unreachable_count = 0;
    while !stopping.load(Ordering::SeqCst) {
        if looked.is_none_or(|at| at.elapsed() > ROUND) {
            looked = Some(Instant::now());
            daily(office, server.is_some());
        }
        let Some(server) = server else {
            thread::park_timeout(ROUND);
            continue;
        };
        // Read before looking: what is written after the look ends the wait.
        let seen = office.store.writes();
        match send_next(office, server, &worker) {
            Ok(Turn::Sent | Turn::NotSent(NotSent::Later(_) | NotSent::Never(_))) => unreachable_count = 0,
            Ok(Turn::NotSent(NotSent::Unreachable(_))) => {
                thread::park_timeout(pause(unreachable_count));
                unreachable_count += 1;
            }
            Ok(Turn::Nothing) => office.store.wait_for_write(seen, POLL),
            Err(error) => {
                tracing::error!(error = said(&error), "the outbox cannot be read");
                thread::park_timeout(POLL);
            }
        }
    }
}

/// What goes by the day. Without a server nothing is given up: whoever sets one up finds what waited.
fn daily(office: &Office, has_server: bool) {
    let told = |what: &str, outcome: Result<(), Error>| {
        if let Err(error) = outcome {
            tracing::error!(error = said(&error), "{what}");
        }
    };
    told("reminders cannot be written", remind(office));
    if has_server {
        told("mails that are overdue cannot be given up", give_up_overdue(office));
    }
}

/// How long to leave a server alone that could not be reached so often before.
fn pause(unreachable_count: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << unreachable_count.min(10)).min(PAUSE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_left_alone_for_a_minute_at_most() {
        for (count, seconds) in [(0, 1), (1, 2), (5, 32), (6, 60), (1_000, 60)] {
            assert_eq!(pause(count), Duration::from_secs(seconds), "{count}");
        }
    }
}
