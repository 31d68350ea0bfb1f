//! What waits for a dealer's clerk.

use super::{Known, Task};
use crate::agreement::statement::State;
use crate::money::Money;
use crate::pages::Page;

pub fn tasks(page: &Page, known: &Known) -> Vec<Task> {
    let due = known.next_due.map(|(period, day)| {
        let note = format!("{} · {}", page.day(day), page.due(day));
        Task::new(page, "home-due", page.period(period), note, "")
    });
    let unpaid = known.all().filter(|month| month.state != Some(State::Paid)).map(|month| month.sums.payable.fen());
    let to_come = page.money(Money::from_fen(unpaid.sum()));
    let held = page.count(known.held());
    due.into_iter()
        .chain([
            Task::new(page, "home-held-own", held, page.t("home-held-own-note"), ""),
            Task::new(page, "home-disputes", page.count(known.disputes), page.t("home-disputes-own-note"), ""),
            Task::new(page, "home-to-come", to_come, page.t("home-to-come-note"), ""),
        ])
        .collect()
}
