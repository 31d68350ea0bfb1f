//! How long a session lasts.

use chrono::TimeDelta;

use crate::calendar::Moment;

/// A session ends so long after the last request.
pub const IDLE_MAX: TimeDelta = TimeDelta::minutes(30);
/// A session ends so long after signing in, whatever is done in it.
pub const AGE_MAX: TimeDelta = TimeDelta::hours(12);
/// A second factor shown longer ago than this no longer does for moving money.
pub const PRESENCE_MAX: TimeDelta = TimeDelta::minutes(10);
/// When a session was last seen is written at most so often.
pub const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Whether a session is alive. An instant ahead of `now` is one of before the clock was set back, and does no harm.
pub fn is_alive(created_at: Moment, seen_at: Moment, now: Moment) -> bool {
    now.signed_duration_since(created_at) < AGE_MAX && now.signed_duration_since(seen_at) < IDLE_MAX
}

/// Whether a second factor was shown just before `now`; not one of an hour that the clock has yet to reach again.
pub fn is_present(confirmed_at: Option<Moment>, now: Moment) -> bool {
    confirmed_at.is_some_and(|at| now.signed_duration_since(at).abs() <= PRESENCE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Moment {
        Moment::default() + TimeDelta::minutes(minutes)
    }

    #[test]
    fn a_session_ends_idle_or_old() {
        let table = [
            ((0, 0, 0), true),
            ((0, 0, 29), true),
            ((0, 0, 30), false),
            ((0, 719, 719), true),
            ((0, 719, 720), false),
            // The clock was set back by two hours.
            ((120, 125, 5), true),
        ];
        for ((created, seen, now), expected) in table {
            assert_eq!(is_alive(at(created), at(seen), at(now)), expected, "{created} {seen} {now}");
        }
    }

    #[test]
    fn presence_lasts_ten_minutes() {
        for (confirmed, now, expected) in [(0, 10, true), (0, 11, false), (120, 0, false), (1, 0, true)] {
            assert_eq!(is_present(Some(at(confirmed)), at(now)), expected, "{confirmed} {now}");
        }
        assert!(!is_present(None, at(0)));
    }
}
