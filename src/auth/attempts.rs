//! How long to wait after attempts to sign in that failed: longer each time, never for good. The count of a person is in
//! the table of people; here are those of addresses and of logins that nobody has, which must look the same from outside.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;

use crate::calendar::Moment;

/// The longest wait.
const WAIT_SECONDS_MAX: i64 = 15 * 60;
/// Attempts that may fail from one address before it has to wait: a whole office may come from one.
const ADDRESS_FREE_FAILURES: i64 = 20;
/// After so long without a failure, an address or an unknown login is forgotten.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(1);
/// How many are remembered at most, so that nobody fills our memory.
const REMEMBERED_MAX: usize = 20_000;

/// How many seconds to wait after so many failures: 1, 2, 4 … 900.
const fn wait_after(failed_count: i64) -> i64 {
    match failed_count {
        ..=0 => 0,
        1..=10 => 1 << (failed_count - 1),
        _ => WAIT_SECONDS_MAX,
    }
}

/// From when on the next attempt is looked at, after so many failures of which the last was `now`.
pub(crate) fn retry_at(failed_count: i64, now: Moment) -> Moment {
    now + TimeDelta::seconds(wait_after(failed_count))
}

/// How many seconds are still to wait. A wait longer than any comes from before the clock was set back, and is over.
pub fn wait_seconds(retry_at: Option<Moment>, now: Moment) -> Option<i64> {
    let left = retry_at?.signed_duration_since(now);
    let is_ours = left > TimeDelta::zero() && left <= TimeDelta::seconds(WAIT_SECONDS_MAX);
    // A part of a second is waited for as well, lest the next attempt come too early.
    is_ours.then(|| left.num_seconds() + i64::from(left.subsec_nanos() > 0))
}

/// Who failed to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// From an address, whatever the login.
    Address(IpAddr),
    /// With a login that nobody has; its hash, because people also type passwords there.
    UnknownLogin(String),
}

impl Subject {
    /// How many failures cost nothing.
    const fn free_failures(&self) -> i64 {
        match self {
            Self::Address(_) => ADDRESS_FREE_FAILURES,
            Self::UnknownLogin(_) => 0,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: i64,
    last_at: Moment,
}

/// Failed attempts of addresses and of logins that nobody has, in memory.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<HashMap<Subject, Failures>>);

impl Attempts {
    /// How many seconds the subject has still to wait.
    pub(crate) fn wait_seconds(&self, subject: &Subject, now: Moment) -> Option<i64> {
        let failures = *self.lock().get(subject)?;
        wait_seconds(Some(retry_at(failures.count - subject.free_failures(), failures.last_at)), now)
    }

    /// Remembers a failure.
    pub(crate) fn failed(&self, subject: Subject, now: Moment) {
        let mut remembered = self.lock();
        let is_over = |failures: &Failures| now.signed_duration_since(failures.last_at).abs() >= FORGOTTEN_AFTER;
        if remembered.len() >= REMEMBERED_MAX {
            remembered.retain(|_, failures| !is_over(failures));
        }
        if remembered.len() >= REMEMBERED_MAX {
            // So many at once are one attacker's, whom the two hashes at a time and the delay per account still hold up.
            remembered.clear();
        }
        let failures = remembered.entry(subject).or_insert(Failures { count: 0, last_at: now });
        let before = if is_over(failures) { 0 } else { failures.count };
        *failures = Failures { count: before.saturating_add(1), last_at: now };
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Subject, Failures>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::default() + TimeDelta::seconds(seconds)
    }

    #[test]
    fn the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (0..=12).map(wait_after).collect();
        assert_eq!(waits, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(wait_after(i64::MAX), 900);
    }

    #[test]
    fn a_wait_ends_and_one_of_a_clock_that_was_ahead_does_not_count() {
        for (retry, now, expected) in
            [(10, 0, Some(10)), (10, 9, Some(1)), (10, 10, None), (10, 11, None), (7200, 0, None)]
        {
            assert_eq!(wait_seconds(Some(at(retry)), at(now)), expected, "{retry} {now}");
        }
        assert_eq!(wait_seconds(None, at(0)), None);
    }

    #[test]
    fn an_address_may_fail_twenty_times_an_unknown_login_never() {
        let attempts = Attempts::default();
        let address = Subject::Address(IpAddr::from([192, 0, 2, 1]));
        for _ in 0..20 {
            assert_eq!(attempts.wait_seconds(&address, at(0)), None);
            attempts.failed(address.clone(), at(0));
        }
        assert_eq!(attempts.wait_seconds(&address, at(0)), None);
        attempts.failed(address.clone(), at(0));
        assert_eq!(attempts.wait_seconds(&address, at(0)), Some(1));
        assert_eq!(attempts.wait_seconds(&address, at(1)), None);

        let login = Subject::UnknownLogin("x".to_owned());
        attempts.failed(login.clone(), at(0));
        attempts.failed(login.clone(), at(5));
        assert_eq!(attempts.wait_seconds(&login, at(5)), Some(2));
        attempts.failed(login.clone(), at(5 + 3600));
        assert_eq!(attempts.wait_seconds(&login, at(5 + 3600)), Some(1), "forgotten after an hour");
    }

    #[test]
    fn memory_is_bounded() {
        let attempts = Attempts::default();
        for number in 0..=REMEMBERED_MAX {
            attempts.failed(Subject::UnknownLogin(number.to_string()), at(0));
        }
        assert!(attempts.lock().len() <= REMEMBERED_MAX);
    }
}
