//! What waits for the sales manager: the oldest month first.

use super::{Known, Task, safety};
use crate::agreement::statement::State;
use crate::pages::Page;

pub fn tasks(page: &Page, known: &Known) -> Vec<Task> {
    let (confirmed, amount) = known.in_state(State::Confirmed);
    let (drafts, _) = known.in_state(State::Draft);
    let decided = [
        Task::new(page, "home-to-approve", page.count(confirmed), page.money(amount), known.listed(State::Confirmed)),
        Task::new(
            page,
            "home-to-confirm",
            page.count(drafts),
            page.t("home-to-confirm-note"),
            known.listed(State::Draft),
        ),
        Task::new(
            page,
            "home-disputes",
            page.count(known.disputes),
            page.t("home-disputes-note"),
            "/disputes?state=open",
        ),
    ];
    safety(page, known).into_iter().chain(decided).collect()
}
