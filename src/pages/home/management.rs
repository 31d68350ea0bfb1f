//! What waits for the sales manager.

use super::{Known, Task};
use crate::agreement::statement::State;
use crate::pages::Page;

pub fn tasks(page: &Page, known: &Known) -> Vec<Task> {
    let (confirmed, amount) = known.in_state(State::Confirmed);
    let (drafts, _) = known.in_state(State::Draft);
    vec![
        Task::new(page, "home-to-approve", page.count(confirmed), page.money(amount), ""),
        Task::new(page, "home-to-confirm", page.count(drafts), page.t("home-to-confirm-note"), ""),
        Task::new(page, "home-disputes", page.count(known.disputes), page.t("home-disputes-note"), ""),
    ]
}
