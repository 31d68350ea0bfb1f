//! What waits for a dealer's clerk: what is due by when, what is wrong, what will be paid and when.

use super::{Months, Task};
use crate::agreement::codes::DealerCode;
use crate::agreement::registers::FiledSheet;
use crate::agreement::statement::State;
use crate::calendar::{Day, Period};
use crate::pages::listing::segment;
use crate::pages::uploads::due::{DueMonth, months_of, next};
use crate::pages::uploads::{sheet_word, uploads_of};
use crate::pages::{Failure, Page};
use crate::store::uploads::{UploadState, in_state};
use crate::store::{Db, Error, disputes};
use crate::web::Desk;

/// What a clerk's dealer has to file, what it has uploaded and not yet filed, and what it disputes.
struct Own {
    dealer: DealerCode,
    months: Vec<DueMonth>,
    checked: i64,
    refused: i64,
    disputes: i64,
}

impl Own {
    fn load(c: &mut Db, dealer: DealerCode, today: Day) -> Result<Self, Error> {
        Ok(Self {
            months: months_of(c, &dealer, today)?,
            checked: in_state(c, &dealer, UploadState::Checked)?,
            refused: in_state(c, &dealer, UploadState::Refused)?,
            disputes: disputes::open_count(c, Some(&dealer))?,
            dealer,
        })
    }
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

/// What is not paid yet, when the next payment is due, and where that month stands.
fn to_come(page: &Page, months: &Months, own: &Own) -> Task {
    let unpaid = || months.all().filter(|month| month.state.is_some_and(|state| state != State::Paid));
    let amount = page.money(unpaid().map(|month| month.sums.payable).sum());
    let paying = |(period, day): &(Period, Option<Day>)| day.map(|day| (day, *period));
    let next = unpaid()
        .filter(|month| month.sums.payable.fen() > 0)
        .map(|month| (month.period, month.sums.payment_due_on))
        .filter_map(|dated| paying(&dated))
        .min();
    let Some((day, period)) = next else {
        return Task::new(page, "home-to-come", amount, page.t("home-to-come-note"), "");
    };
    let note = page.t_with("home-to-come-next", &[&page.period(period), &page.day(day)]);
    let href = format!("/dealers/{}/months/{period}/statement", segment(own.dealer.as_str()));
    Task::new(page, "home-to-come", amount, note, href)
}
