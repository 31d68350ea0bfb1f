//! Agreement 9.3: what is due to whom on a day. How it is told is not said here.
//!
//! A reminder belongs to a stretch of days before its due day, not to one day: who asks again on another day of the stretch
//! gets the same reminder, and whoever did not ask for some days gets what still matters and nothing that is over.

use serde::{Deserialize, Serialize};

use super::codes::SlipNo;
use super::registers::FiledSheet;
use super::terms::Terms;
use crate::calendar::{Day, Period};
use crate::money::{Money, Rate};

/// Something that somebody should be reminded of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reminder", rename_all = "snake_case")]
pub enum Reminder {
    /// A sheet has not come, and is due soon (agreement 3.1, 3.2).
    SheetDue {
        /// Of which month.
        period: Period,
        /// Which.
        sheet: FiledSheet,
        /// By when.
        due_on: Day,
        /// Whether there is no other reminder after this one.
        is_last: bool,
    },
    /// Slips have not come, and soon nobody takes them any more (agreement 3.5).
    ForfeitureNear {
        /// Of which month.
        period: Period,
        /// The last day on which they are taken.
        last_day: Day,
        /// Whether there is no other reminder after this one.
        is_last: bool,
    },
    /// One more month without feedback costs a share of the year (agreement 8.1).
    FeedbackRun {
        /// How many months in a row it was missing or late.
        missing_count: u32,
        /// The month that would complete the run.
        period: Period,
        /// By when its feedback is due.
        due_on: Day,
        /// What it would cost.
        rate: Rate,
    },
    /// A statement can be disputed for some days yet (agreement 9.2).
    DisputeEnds {
        /// Of which month.
        period: Period,
        /// The last day.
        last_day: Day,
    },
    /// A finding of fabrication can be answered today and perhaps tomorrow (agreement 7.4).
    AnswerDue {
        /// The frozen statement's month.
        period: Period,
        /// The slip.
        slip: SlipNo,
        /// The last day.
        last_day: Day,
    },
    /// The time to answer a finding of fabrication is over: a second person can settle it (agreement 7.4).
    AnswerLapsed {
        /// The frozen statement's month.
        period: Period,
        /// The slip.
        slip: SlipNo,
        /// The last day.
        last_day: Day,
    },
    /// A question of the after-sales centre about a held slip can be answered today and perhaps tomorrow.
    QuestionDue {
        /// The slip's month.
        period: Period,
        /// The slip.
        slip: SlipNo,
        /// The last day.
        last_day: Day,
    },
    /// A statement is to be paid soon, and is not released (agreement 7.3).
    PaymentDue {
        /// Of which month.
        period: Period,
        /// How much.
        payable: Money,
        /// By when.
        due_on: Day,
    },
}

/// The stretches before a due day, each in days: from the first to the last, both included.
type Stretch = (i64, i64);

const SHEET_EARLY: Stretch = (5, 2);
const SHEET_LAST: Stretch = (1, 0);
const FORFEITURE_EARLY: Stretch = (14, 4);
const FORFEITURE_LAST: Stretch = (3, 0);
const DISPUTE: Stretch = (7, 0);
const ANSWER: Stretch = (1, 0);
const PAYMENT: Stretch = (3, 0);

fn is_in(stretch: Stretch, today: Day, due_on: Day) -> bool {
    let days_left = due_on.signed_duration_since(today).num_days();
    (stretch.1..=stretch.0).contains(&days_left)
}

/// Which of two stretches a day lies in: whether it is the last.
fn is_last(early: Stretch, last: Stretch, today: Day, due_on: Day) -> Option<bool> {
    if is_in(last, today, due_on) {
        return Some(true);
    }
    is_in(early, today, due_on).then_some(false)
}

/// What a sheet that has not come calls for.
pub fn of_sheet(terms: &Terms, period: Period, sheet: FiledSheet, today: Day) -> Vec<Reminder> {
    let due_on = match sheet {
        FiledSheet::Slips => terms.slips_due_on(period),
        FiledSheet::Feedback => terms.feedback_due_on(period),
    };
    let due = is_last(SHEET_EARLY, SHEET_LAST, today, due_on);
    let mut reminders: Vec<Reminder> =
        due.map(|is_last| Reminder::SheetDue { period, sheet, due_on, is_last }).into_iter().collect();
    if sheet == FiledSheet::Slips {
        let last_day = terms.forfeiture_on(period);
        let near = is_last_of_forfeiture(today, last_day);
        reminders.extend(near.map(|is_last| Reminder::ForfeitureNear { period, last_day, is_last }));
    }
    reminders
}

fn is_last_of_forfeiture(today: Day, last_day: Day) -> Option<bool> {
    is_last(FORFEITURE_EARLY, FORFEITURE_LAST, today, last_day)
}

/// Whether the time to dispute a statement ends soon.
pub fn of_dispute(period: Period, last_day: Day, today: Day) -> Option<Reminder> {
    is_in(DISPUTE, today, last_day).then_some(Reminder::DisputeEnds { period, last_day })
}

/// Whether the time to answer a finding ends soon.
pub fn of_finding(period: Period, slip: &SlipNo, last_day: Day, today: Day) -> Option<Reminder> {
    is_in(ANSWER, today, last_day).then(|| Reminder::AnswerDue { period, slip: slip.clone(), last_day })
}

/// Whether the time to answer a question about a slip ends soon.
pub fn of_question(period: Period, slip: &SlipNo, last_day: Day, today: Day) -> Option<Reminder> {
    is_in(ANSWER, today, last_day).then(|| Reminder::QuestionDue { period, slip: slip.clone(), last_day })
}

/// Whether the time to answer a finding that nobody has settled is over; it waits for as long as it takes.
pub fn of_lapsed_answer(period: Period, slip: &SlipNo, last_day: Day, today: Day) -> Option<Reminder> {
    (last_day < today).then(|| Reminder::AnswerLapsed { period, slip: slip.clone(), last_day })
}

/// Whether a statement that is not released is to be paid soon.
pub fn of_payment(period: Period, payable: Money, due_on: Day, today: Day) -> Option<Reminder> {
    let due = payable > Money::ZERO && is_in(PAYMENT, today, due_on);
    due.then_some(Reminder::PaymentDue { period, payable, due_on })
}

/// A month of the quality feedback whose due day may or may not be over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedbackDue {
    /// The month.
    pub period: Period,
    /// By when it is due.
    pub due_on: Day,
    /// When it came.
    pub received_on: Option<Day>,
}

/// Whether the month whose feedback is due next would complete a run (agreement 8.1). `months` are those of the year in
/// which an agreement bound the dealer, from the installation's first on, in order; `terms` those of the next month.
pub fn of_feedback_run(terms: &Terms, months: &[FeedbackDue], today: Day) -> Option<Reminder> {
    let next = months.iter().position(|month| month.due_on >= today)?;
    let (over, due) = months.split_at_checked(next)?;
    let due = due.first().filter(|month| month.received_on.is_none())?;
    let longest = terms.feedback_missing_months;
    if longest < 2 || runs(over).any(|run| run >= longest) {
        // The year's deduction is certain already.
        return None;
    }
    let run = over
        .iter()
        .rev()
        .zip(1..)
        .take_while(|(month, back)| is_missing(month) && month.period.plus(*back) == due.period)
        .count();
    let missing_count = u32::try_from(run).ok().filter(|run| run + 1 == longest)?;
    let rate = terms.feedback_penalty_rate;
    Some(Reminder::FeedbackRun { missing_count, period: due.period, due_on: due.due_on, rate })
}

fn is_missing(month: &FeedbackDue) -> bool {
    month.received_on.is_none_or(|day| day > month.due_on)
}

/// The lengths of the runs; a month that is not among them breaks one.
fn runs(months: &[FeedbackDue]) -> impl Iterator<Item = u32> {
    let mut before: Option<Period> = None;
    months.iter().scan(0, move |run, month| {
        let follows = before.is_some_and(|before| before.next() == month.period);
        before = Some(month.period);
        *run = match (is_missing(month), follows) {
            (true, true) => *run + 1,
            (true, false) => 1,
            (false, _) => 0,
        };
        Some(*run)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn names(reminders: &[Reminder]) -> String {
        let name = |reminder: &Reminder| match reminder {
            Reminder::SheetDue { is_last, .. } => format!("due{}", if *is_last { "!" } else { "" }),
            Reminder::ForfeitureNear { is_last, .. } => format!("forfeiture{}", if *is_last { "!" } else { "" }),
            other => format!("{other:?}"),
        };
        reminders.iter().map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_sheet_that_has_not_come_is_told_of_twice_before_each_of_its_days() {
        let period = "2026-02".parse().unwrap();
        for (today, slips, feedback) in [
            ("2026-03-09", "", ""),
            ("2026-03-10", "", "due"),
            ("2026-03-13", "", "due"),
            ("2026-03-14", "", "due!"),
            ("2026-03-15", "due", "due!"),
            ("2026-03-16", "due", ""),
            ("2026-03-18", "due", ""),
            ("2026-03-19", "due!", ""),
            ("2026-03-20", "due!", ""),
            ("2026-03-21", "", ""),
            ("2026-05-05", "", ""),
            ("2026-05-06", "forfeiture", ""),
            ("2026-05-16", "forfeiture", ""),
            ("2026-05-17", "forfeiture!", ""),
            ("2026-05-20", "forfeiture!", ""),
            ("2026-05-21", "", ""),
        ] {
            let of = |sheet| names(&of_sheet(&Terms::default(), period, sheet, day(today)));
            assert_eq!(
                (of(FiledSheet::Slips).as_str(), of(FiledSheet::Feedback).as_str()),
                (slips, feedback),
                "{today}"
            );
        }
    }

    #[test]
    fn other_last_days_are_told_of_once() {
        let period = "2026-02".parse().unwrap();
        let last_day = day("2026-06-25");
        let slip = SlipNo::new("W-1").unwrap();
        for (today, dispute, finding, payment) in [
            ("2026-06-17", false, false, false),
            ("2026-06-18", true, false, false),
            ("2026-06-22", true, false, true),
            ("2026-06-24", true, true, true),
            ("2026-06-25", true, true, true),
            ("2026-06-26", false, false, false),
        ] {
            let (today, amount) = (day(today), Money::from_fen(1));
            assert_eq!(of_dispute(period, last_day, today).is_some(), dispute, "{today}");
            assert_eq!(of_finding(period, &slip, last_day, today).is_some(), finding, "{today}");
            assert_eq!(of_lapsed_answer(period, &slip, last_day, today).is_some(), today > last_day, "{today}");
            assert_eq!(of_payment(period, amount, last_day, today).is_some(), payment, "{today}");
            assert_eq!(of_payment(period, Money::ZERO, last_day, today), None);
        }
    }

    /// Months from January on: `.` on time, `x` late or never, `-` without an agreement, `?` not come and not due yet.
    fn year(months: &str) -> Vec<FeedbackDue> {
        let terms = Terms::default();
        let january: Period = "2026-01".parse().unwrap();
        let month = |(place, mark): (i32, char)| {
            let period = january.plus(place);
            let due_on = terms.feedback_due_on(period);
            let received_on = (mark == '.').then_some(due_on);
            (mark != '-').then_some(FeedbackDue { period, due_on, received_on })
        };
        (0..).zip(months.chars()).filter_map(month).collect()
    }

    #[test]
    fn a_run_that_is_one_short_of_the_penalty_is_told_of() {
        let terms = Terms::default();
        for (months, today, told) in [
            ("xx??", "2026-04-01", Some("2026-03")),
            ("xx??", "2026-04-15", Some("2026-03")),
            ("xx??", "2026-03-16", Some("2026-03")),
            // February's feedback is not due yet.
            ("xx??", "2026-03-15", None),
            ("x???", "2026-03-01", None),
            // March came.
            ("xx.?", "2026-04-01", None),
            (".xx?", "2026-05-01", Some("2026-04")),
            ("x.x?", "2026-05-01", None),
            ("x-x?", "2026-05-01", None),
            ("xx-?", "2026-05-01", None),
            // The penalty is certain.
            ("xxx?", "2026-05-01", None),
            ("xxx.xx?", "2026-08-01", None),
            ("..........xx", "2027-01-10", None),
            (".........xx?", "2027-01-10", Some("2026-12")),
            (".........xx?", "2027-01-16", None),
        ] {
            let told_of = match of_feedback_run(&terms, &year(months), day(today)) {
                Some(Reminder::FeedbackRun { period, missing_count: 2, .. }) => Some(period.to_string()),
                None => None,
                other => panic!("{other:?}"),
            };
            assert_eq!(told_of.as_deref(), told, "{months} {today}");
        }
    }

    #[test]
    fn a_single_month_is_no_run_to_be_warned_of() {
        let terms = Terms { feedback_missing_months: 1, ..Terms::default() };
        assert_eq!(of_feedback_run(&terms, &year("?"), day("2026-02-01")), None);
    }
}
