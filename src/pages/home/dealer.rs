//! What waits for a dealer's clerk: what is due by when, what is wrong, what will be paid and when.

use super::{Months, Task, is_to_come};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::calendar::{Day, Period};
use crate::pages::listing::segment;
use crate::pages::months::questions as asking;
use crate::pages::uploads::due::{DueMonth, months_of, next};
use crate::pages::uploads::{sheet_word, uploads_of};
use crate::pages::{Failure, Page};
use crate::store::questions::{self, Question, QuestionState};
use crate::store::uploads::{UploadState, in_state};
use crate::store::{Db, Error, disputes};
use crate::web::Desk;
use crate::workflow::parked_rows::{ParkedRows, parked_rows};

/// More questions than a dealer can have open at once and answer.
const QUESTIONS_MAX: i64 = 1_000;

/// The months that make up what is still to be paid.
const TO_COME: &str = "/?show=unpaid#months";

/// What a clerk's dealer has to file, what it has uploaded and not yet filed, and what it disputes.
struct Own {
    dealer: DealerCode,
    months: Vec<DueMonth>,
    checked: i64,
    refused: i64,
    disputes: i64,
    /// What was not filed with a sheet that is.
    parked: Vec<ParkedRows>,
    /// What the centre asks, and nobody has answered.
    questions: Vec<Question>,
}

impl Own {
    fn load(c: &mut Db, dealer: DealerCode, today: Day) -> Result<Self, Error> {
        let months = months_of(c, &dealer, today)?;
        Ok(Self {
            parked: parked(c, &dealer, &months)?,
            months,
            checked: in_state(c, &dealer, UploadState::Checked)?,
            refused: in_state(c, &dealer, UploadState::Refused)?,
            disputes: disputes::open_count(c, Some(&dealer))?,
            questions: questions::list(c, Some(&dealer), Some(QuestionState::Open), None, QUESTIONS_MAX)?,
            dealer,
        })
    }
}

/// What was not filed of the sheets of open months that came.
fn parked(c: &mut Db, dealer: &DealerCode, months: &[DueMonth]) -> Result<Vec<ParkedRows>, Error> {
    let mut found = Vec::new();
    for month in months.iter().rev().filter(|month| !month.is_frozen) {
        for sheet in [FiledSheet::Slips, FiledSheet::Feedback] {
            if month.of(sheet).came_on.is_some() {
                let rest = parked_rows(c, dealer, month.period, sheet)?;
                found.extend(rest.filter(|parked| parked.count() > 0));
            }
        }
    }
    Ok(found)
}

pub async fn tasks(
    desk: &Desk,
    page: &Page,
    months: &Months,
    dealer: Option<DealerCode>,
) -> Result<Vec<Task>, Failure> {
    let Some(dealer) = dealer else { return Ok(Vec::new()) };
    let today = page.today;
    let own = page.look(desk, move |c| Own::load(c, dealer, today)).await?;
    let base = uploads_of(&own.dealer);
    let mut tasks = vec![due(page, &own, FiledSheet::Slips, &base), due(page, &own, FiledSheet::Feedback, &base)];
    tasks.retain(|task| !task.href.is_empty());
    tasks.extend(asked(page, &own.questions));
    tasks.extend(own.parked.iter().map(|parked| not_filed(page, &own, parked, &base)));
    if own.checked > 0 {
        let href = format!("{base}?state=checked");
        tasks.push(Task::new(page, "home-to-file", page.count(own.checked), page.t("home-to-file-note"), href));
    }
    if own.refused > 0 {
        let href = format!("{base}?state=refused");
        tasks.push(Task::new(page, "home-to-mend", page.count(own.refused), page.t("home-to-mend-note"), href));
    }
    let slips = format!("/slips?dealer={}&verdict=held", segment(own.dealer.as_str()));
    let held = page.count(months.held());
    tasks.push(Task::new(page, "home-held-own", held, page.t("home-held-own-note"), slips));
    let disputes = page.count(own.disputes);
    tasks.push(Task::new(page, "home-disputes", disputes, page.t("home-disputes-own-note"), "/disputes"));
    tasks.push(to_come(page, months, &own));
    Ok(tasks)
}

/// The sheet that is filed next: for which month, by when; it leads to the upload.
fn due(page: &Page, own: &Own, sheet: FiledSheet, base: &str) -> Task {
    let key = match sheet {
        FiledSheet::Slips => "home-due",
        FiledSheet::Feedback => "home-due-feedback",
    };
    let month = next(&own.months, sheet, page.today);
    let found = month.and_then(|period| own.months.iter().find(|month| month.period == period));
    let Some(month) = found.filter(|month| month.awaits(sheet, page.today)) else {
        return Task::new(page, key, String::new(), String::new(), String::new());
    };
    let day = month.of(sheet).due_on.unwrap_or(page.today);
    let note = format!("{} · {}", page.day(day), page.due(day));
    let href = format!("{base}/new?period={}&sheet={}", month.period, sheet_word(sheet));
    Task::new(page, key, page.period(month.period), note, href)
}

/// What the centre asks, and by when the first of it is to be answered; a single question leads to its slip.
fn asked(page: &Page, questions: &[Question]) -> Option<Task> {
    let first = questions.iter().min_by_key(|asked| asked.answer_until)?;
    let note = page.t_with("home-questions-note", &[&page.day(first.answer_until), &page.due(first.answer_until)]);
    let href = if questions.len() == 1 { asking::address(first) } else { "/questions?state=open".to_owned() };
    let task = Task::new(page, "home-questions", page.count(questions.len()), note, href);
    Some(Task { note_href: asking::address(first), ..task })
}

/// What was not filed with a sheet, and by when it is to be mended; it leads to the sheet.
fn not_filed(page: &Page, own: &Own, parked: &ParkedRows, base: &str) -> Task {
    let upload = &parked.upload;
    let key = match upload.sheet {
        FiledSheet::Slips => "home-parked-slips",
        FiledSheet::Feedback => "home-parked-rows",
    };
    let month = own.months.iter().find(|month| month.period == upload.period);
    let by = month.map(|month| page.mend_by(month.of(upload.sheet))).unwrap_or_default();
    let note = format!("{} · {by}", page.period(upload.period));
    Task::new(page, key, page.count(parked.count()), note, format!("{base}/{}", upload.id))
}

/// What is not paid yet, when the next payment is due, and where that month stands.
fn to_come(page: &Page, months: &Months, own: &Own) -> Task {
    let unpaid = || months.all().filter(|month| is_to_come(month));
    let amount = page.money(unpaid().map(|month| month.sums.payable).sum());
    let paying = |(period, day): &(Period, Option<Day>)| day.map(|day| (day, *period));
    let next = unpaid()
        .filter(|month| month.sums.payable.fen() > 0)
        .map(|month| (month.period, month.sums.payment_due_on))
        .filter_map(|dated| paying(&dated))
        .min();
    let Some((day, period)) = next else {
        return Task::new(page, "home-to-come", amount, page.t("home-to-come-note"), TO_COME);
    };
    let note = page.t_with("home-to-come-next", &[&page.period(period), &page.day(day)]);
    let note_href = format!("/dealers/{}/months/{period}/statement", segment(own.dealer.as_str()));
    Task { note_href, ..Task::new(page, "home-to-come", amount, note, TO_COME) }
}
