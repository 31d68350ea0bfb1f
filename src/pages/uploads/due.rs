//! What a dealer has to file by when, month by month (agreement 3).

use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::agreement::terms::Terms;
use crate::calendar::{Day, Period};
use crate::pages::Page;
use crate::pages::chips::Chip;
use crate::store::months::Month;
use crate::store::{Db, Error, agreements, months, settings};

/// So many months back.
const MONTHS_MAX: i32 = 24;

/// A month and its two sheets.
#[derive(Clone, Copy, Debug)]
pub struct DueMonth {
    /// Which.
    pub period: Period,
    /// Whether its statement is confirmed, so that nothing is filed for it any more.
    pub is_frozen: bool,
    slips: DueSheet,
    feedback: DueSheet,
}

/// When a sheet is due, and when it came.
#[derive(Clone, Copy, Debug, Default)]
pub struct DueSheet {
    /// The last day on which it is on time; none where no agreement binds the dealer.
    pub due_on: Option<Day>,
    /// The last day on which it is taken at all.
    pub last_on: Option<Day>,
    /// The day on which it came.
    pub came_on: Option<Day>,
}

impl DueSheet {
    /// Whether it is still to come, and could.
    pub fn is_awaited(self, today: Day) -> bool {
        self.came_on.is_none() && self.due_on.is_some() && self.last_on.is_none_or(|last| today <= last)
    }
}

impl DueMonth {
    fn new(period: Period, month: Option<&Month>, terms: Option<&Terms>) -> Self {
        Self {
            period,
            is_frozen: month.is_some_and(Month::is_frozen),
            slips: DueSheet {
                due_on: terms.map(|terms| terms.slips_due_on(period)),
                last_on: terms.map(|terms| terms.forfeiture_on(period)),
                came_on: month.and_then(|month| month.slips_received_on),
            },
            feedback: DueSheet {
                due_on: terms.map(|terms| terms.feedback_due_on(period)),
                last_on: None,
                came_on: month.and_then(|month| month.feedback_received_on),
            },
        }
    }

    /// A dealer's month.
    pub fn load(c: &mut Db, dealer: &DealerCode, period: Period) -> Result<Self, Error> {
        let (agreements, month) = (agreements::standing(c)?, months::load(c, dealer, period)?);
        let version = agreements.of(dealer).for_period(period);
        Ok(Self::new(period, month.as_ref(), version.map(|version| &version.terms)))
    }

    /// One of its sheets.
    pub const fn of(&self, sheet: FiledSheet) -> DueSheet {
        match sheet {
            FiledSheet::Slips => self.slips,
            FiledSheet::Feedback => self.feedback,
        }
    }

    /// Whether the sheet can and should still be filed.
    pub fn awaits(&self, sheet: FiledSheet, today: Day) -> bool {
        !self.is_frozen && self.of(sheet).is_awaited(today)
    }
}

/// A dealer's months until this one, the latest first.
pub fn months_of(c: &mut Db, dealer: &DealerCode, today: Day) -> Result<Vec<DueMonth>, Error> {
    let last = Period::of(today);
    let first = settings::get(c, settings::FIRST_PERIOD)?.and_then(|text| text.parse().ok()).unwrap_or(last);
    let first: Period = first.max(last.plus(1 - MONTHS_MAX));
    let (agreements, known) = (agreements::standing(c)?, months::of_dealer(c, dealer)?);
    let due = |period: Period| {
        let version = agreements.of(dealer).for_period(period);
        DueMonth::new(period, known.get(&period), version.map(|version| &version.terms))
    };
    let mut months: Vec<DueMonth> = first.through(last).map(due).collect();
    months.reverse();
    Ok(months)
}

/// The month for which a sheet is filed next: the earliest that awaits it, else the last that is open.
pub fn next(months: &[DueMonth], sheet: FiledSheet, today: Day) -> Option<Period> {
    let awaited = months.iter().rev().find(|month| month.awaits(sheet, today));
    let open = awaited.or_else(|| months.iter().find(|month| !month.is_frozen));
    open.or_else(|| months.first()).map(|month| month.period)
}

impl Page {
    /// By when what was not filed of a sheet is mended and filed (agreement 3.1, 3.2, 3.5); empty where nothing says so.
    pub fn mend_by(&self, due: DueSheet) -> String {
        let Some(due_on) = due.due_on else { return String::new() };
        if self.today <= due_on {
            return self.t_with("due-mend-by", &[&self.day(due_on), &self.due(due_on)]);
        }
        match due.last_on {
            None => self.t_with("due-mend-late", &[&self.day(due_on)]),
            Some(last) if self.today <= last => self.t_with("due-mend-until", &[&self.day(due_on), &self.day(last)]),
            Some(last) => self.t_with("due-mend-over", &[&self.day(last)]),
        }
    }

    /// How a sheet stands: it came, in time or late; it is awaited, and for how long; its time ran out.
    pub fn due_chip(&self, due: DueSheet) -> Chip {
        match (due.came_on, due.due_on) {
            (Some(came), Some(due_on)) if came > due_on => self.chip("wait", "due-came-late"),
            (Some(_), _) => self.chip("ok", "due-came"),
            (None, None) => self.chip("quiet", "due-none"),
            (None, Some(_)) if !due.is_awaited(self.today) => self.chip("bad", "due-forfeited"),
            (None, Some(day)) => Chip { tone: if day < self.today { "bad" } else { "wait" }, text: self.due(day) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(period: &str, is_frozen: bool, came: Option<&str>) -> DueMonth {
        let period: Period = period.parse().unwrap();
        let slips = DueSheet {
            due_on: Some(period.next().day(20)),
            last_on: Some(period.plus(3).day(20)),
            came_on: came.map(|day| day.parse().unwrap()),
        };
        DueMonth { period, is_frozen, slips, feedback: DueSheet { last_on: None, came_on: None, ..slips } }
    }

    #[test]
    fn the_next_month_to_file_is_the_earliest_that_is_awaited() {
        let today: Day = "2026-04-10".parse().unwrap();
        for (april, march, february, expected) in [
            (None, None, None, "2026-02"),
            (None, None, Some("2026-03-10"), "2026-03"),
            (None, Some("2026-04-02"), Some("2026-03-10"), "2026-04"),
            (Some("2026-04-09"), Some("2026-04-02"), Some("2026-03-10"), "2026-04"),
        ] {
            let months =
                [month("2026-04", false, april), month("2026-03", false, march), month("2026-02", false, february)];
            assert_eq!(next(&months, FiledSheet::Slips, today), expected.parse().ok());
        }
        let frozen = [month("2026-04", false, None), month("2026-03", true, None)];
        assert_eq!(next(&frozen, FiledSheet::Slips, today), "2026-04".parse().ok());
        let forfeited = [month("2026-04", false, None), month("2026-03", false, None), month("2025-12", false, None)];
        assert_eq!(next(&forfeited, FiledSheet::Slips, today), "2026-03".parse().ok());
        assert_eq!(
            next(&forfeited, FiledSheet::Feedback, today),
            "2025-12".parse().ok(),
            "feedback is never forfeited"
        );
    }
}
