//! Writes a day's reminders into the outbox (agreement 9.3). Asked again on the same day it writes nothing more; what was
//! due while nobody asked is written as far as it still matters.

use super::{Error, Office};
use crate::agreement::codes::DealerCode;
use crate::agreement::disputes;
use crate::agreement::registers::FiledSheet;
use crate::agreement::reminders::{self, FeedbackDue, Reminder};
use crate::agreement::statement::State;
use crate::agreement::terms::Versions;
use crate::calendar::{Day, Moment, Period};
use crate::clock;
use crate::notify::event::Event;
use crate::notify::outbox;
use crate::store::findings::{self, FindingState};
use crate::store::months::{self, Month, MonthFilter};
use crate::store::questions::{self, QuestionState};
use crate::store::statement_steps::{self, StepKind};
use crate::store::{Db, agreements, registers, settings};

/// No mail comes before this business hour.
const FIRST_HOUR: i64 = 8;
/// More months than a dealer can have, and more findings than can be open.
const ROWS_MAX: i64 = 10_000;

/// Writes today's reminders where nobody has yet; nothing early in the morning.
pub fn remind(office: &Office) -> Result<(), Error> {
    let (now, today) = (office.clock.now(), office.clock.today());
    if clock::business_day(now - chrono::TimeDelta::hours(FIRST_HOUR)) != today {
        return Ok(());
    }
    let reminded_on = office.store.read(|c| settings::get(c, settings::REMINDED_ON))?;
    if reminded_on.as_deref() == Some(today.to_string().as_str()) {
        return Ok(());
    }
    for dealer in office.store.read(registers::dealers)? {
        let due = office.store.read(|c| due(c, &dealer.code, today))?;
        if due.is_empty() {
            continue;
        }
        office.store.write(|c| due.iter().try_for_each(|reminder| tell(c, &dealer.code, reminder, now)))?;
    }
    Ok(office.store.write(|c| settings::set(c, settings::REMINDED_ON, &today.to_string()))?)
}

fn tell(c: &mut Db, dealer: &DealerCode, reminder: &Reminder, now: Moment) -> Result<(), Error> {
    Ok(outbox::tell(c, dealer, Event::Due { reminder: reminder.clone() }, &key(dealer, reminder), now)?)
}

/// Which reminder it is: of one stretch of days there is one.
fn key(dealer: &DealerCode, reminder: &Reminder) -> String {
    let stage = |is_last: bool| if is_last { "last" } else { "early" };
    match reminder {
        Reminder::SheetDue { period, sheet, is_last, .. } => format!("{dealer} {period} {sheet:?} {}", stage(*is_last)),
        Reminder::ForfeitureNear { period, is_last, .. } => format!("{dealer} {period} {}", stage(*is_last)),
        Reminder::FeedbackRun { period, .. }
        | Reminder::DisputeEnds { period, .. }
        | Reminder::PaymentDue { period, .. } => format!("{dealer} {period}"),
        Reminder::AnswerDue { period, slip, last_day }
        | Reminder::AnswerLapsed { period, slip, last_day }
        | Reminder::QuestionDue { period, slip, last_day } => format!("{dealer} {period} {slip} {last_day}"),
    }
}

/// Everything that is due to a dealer, or about it, on a day.
fn due(c: &mut Db, dealer: &DealerCode, today: Day) -> Result<Vec<Reminder>, Error> {
    let agreements = agreements::standing(c)?;
    let versions = agreements.of(dealer);
    let first = settings::get(c, settings::FIRST_PERIOD)?.and_then(|period| period.parse().ok());
    let first = first.unwrap_or_else(|| Period::of(today));
    let filter = MonthFilter { dealer: Some(dealer.clone()), ..MonthFilter::default() };
    let known = months::list(c, &filter, None, ROWS_MAX)?;
    let month_of = |period: Period| known.iter().find(|month| month.period == period);
    let mut due = Vec::new();
    // Of the month that is running nothing is due before it is over, of the one before everything may be.
    for period in first.through(Period::of(today)) {
        let Some(version) = versions.for_period(period) else { continue };
        let month = month_of(period);
        if month.is_some_and(Month::is_frozen) {
            continue;
        }
        if !slips_came(month) {
            due.extend(reminders::of_sheet(&version.terms, period, FiledSheet::Slips, today));
        }
        if month.is_none_or(|month| month.feedback_received_on.is_none()) {
            due.extend(reminders::of_sheet(&version.terms, period, FiledSheet::Feedback, today));
        }
    }
    due.extend(feedback_run(versions, first, today, &month_of));
    for month in known.iter().filter(|month| month.is_frozen()) {
        due.extend(of_statement(c, versions, month, today)?);
    }
    for finding in findings::list(c, Some(dealer), Some(FindingState::Open), None, ROWS_MAX)? {
        if finding.answered_at.is_none() {
            due.extend(reminders::of_finding(finding.period, &finding.slip, finding.answer_until, today));
        }
        due.extend(reminders::of_lapsed_answer(finding.period, &finding.slip, finding.answer_until, today));
    }
    for asked in questions::list(c, Some(dealer), Some(QuestionState::Open), None, ROWS_MAX)? {
        due.extend(reminders::of_question(asked.period, &asked.slip, asked.answer_until, today));
    }
    Ok(due)
}

fn slips_came(month: Option<&Month>) -> bool {
    month.is_some_and(|month| month.slips_received_on.is_some() || month.forfeited.is_some())
}

/// Whether the month whose feedback is due next would complete a run. Its year may be the one before today's.
fn feedback_run<'a>(
    versions: Versions,
    first: Period,
    today: Day,
    month_of: &impl Fn(Period) -> Option<&'a Month>,
) -> Option<Reminder> {
    let running = Period::of(today);
    let candidates = [running.plus(-1), running];
    let next = candidates.into_iter().filter(|period| *period >= first).find_map(|period| {
        let version = versions.for_period(period)?;
        (version.terms.feedback_due_on(period) >= today).then_some((period, version))
    });
    let (next, version) = next?;
    let months: Vec<FeedbackDue> = next
        .january()
        .max(first)
        .through(next)
        .filter_map(|period| {
            let due_on = versions.for_period(period)?.terms.feedback_due_on(period);
            let received_on = month_of(period).and_then(|month| month.feedback_received_on);
            Some(FeedbackDue { period, due_on, received_on })
        })
        .collect();
    reminders::of_feedback_run(&version.terms, &months, today)
}

/// What a frozen statement calls for: its payment, and the end of the time in which it can be disputed.
fn of_statement(c: &mut Db, versions: Versions, month: &Month, today: Day) -> Result<Vec<Reminder>, Error> {
    let (period, mut due) = (month.period, Vec::new());
    if matches!(month.state, Some(State::Confirmed | State::Approved)) {
        let payment_due_on = month.sums.payment_due_on;
        due.extend(payment_due_on.and_then(|day| reminders::of_payment(period, month.sums.payable, day, today)));
    }
    let Some(version) = versions.for_period(period) else { return Ok(due) };
    // A statement of long ago need not be looked at further: nothing is issued before its month is over, and hardly a year
    // after.
    let months_open = i32::try_from(version.terms.dispute_months).unwrap_or(i32::MAX).saturating_add(12);
    if Period::of(today) > period.plus(months_open.min(1_200)) {
        return Ok(due);
    }
    let steps = statement_steps::of(c, &month.dealer, period)?;
    if let Some(confirmed) = steps.iter().find(|step| step.kind == StepKind::Confirm) {
        let last_day = disputes::last_day(&version.terms, clock::business_day(confirmed.taken_at));
        due.extend(reminders::of_dispute(period, last_day, today));
    }
    Ok(due)
}
