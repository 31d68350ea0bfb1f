//! The time, in one place, so that tests and the demonstration can set it.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta, Utc};

use crate::calendar::{Day, Moment, Period};

/// How far the business time zone, `Asia/Shanghai`, is ahead of UTC; it has had no other offset since 1991.
const BUSINESS_OFFSET_SECONDS: i32 = 8 * 3600;

/// The day of an instant in the business time zone (agreement 1.3).
pub fn business_day(instant: Moment) -> Day {
    (instant + TimeDelta::seconds(BUSINESS_OFFSET_SECONDS.into())).date()
}

/// An instant as clocks in the business time zone show it.
pub fn business_time(instant: Moment) -> Moment {
    instant + TimeDelta::seconds(BUSINESS_OFFSET_SECONDS.into())
}

/// The instant at which clocks in the business time zone show this.
pub fn of_business_time(shown: Moment) -> Moment {
    shown - TimeDelta::seconds(BUSINESS_OFFSET_SECONDS.into())
}

/// The instant with which a business day begins, UTC.
pub fn begin_of(day: Day) -> Moment {
    day.and_time(NaiveTime::MIN) - TimeDelta::seconds(BUSINESS_OFFSET_SECONDS.into())
}

/// The system's clock, shifted where tests or the demonstration ask for it.
#[derive(Debug, Default)]
pub struct Clock {
    shift_seconds: AtomicI64,
}

impl Clock {
    /// Shows this business time from now on, and goes on from there.
    pub fn set(&self, business_time: Moment) {
        let wanted = business_time - TimeDelta::seconds(BUSINESS_OFFSET_SECONDS.into());
        let shift = wanted.signed_duration_since(Utc::now().naive_utc()).num_seconds();
        self.shift_seconds.store(shift, Ordering::SeqCst);
    }

    /// How many seconds the clock is ahead of the system's.
    pub fn shift_seconds(&self) -> i64 {
        self.shift_seconds.load(Ordering::SeqCst)
    }

    /// Sets the clock ahead of the system's, or behind it.
    pub fn shift(&self, seconds: i64) {
        self.shift_seconds.store(seconds, Ordering::SeqCst);
    }

    fn utc(&self) -> DateTime<Utc> {
        let now = Utc::now();
        TimeDelta::try_seconds(self.shift_seconds()).and_then(|shift| now.checked_add_signed(shift)).unwrap_or(now)
    }

    /// This instant, UTC, to the microsecond that both databases keep.
    pub fn now(&self) -> Moment {
        let now = self.utc();
        DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now).naive_utc()
    }

    /// Today in the business time zone (agreement 1.3).
    pub fn today(&self) -> Day {
        FixedOffset::east_opt(BUSINESS_OFFSET_SECONDS)
            .map_or_else(|| self.utc().date_naive(), |zone| self.utc().with_timezone(&zone).date_naive())
    }

    /// The month that today lies in.
    pub fn period(&self) -> Period {
        Period::of(self.today())
    }
}
