//! What waits for the sales manager: the oldest month first.

use super::{Known, Task, safety};
use crate::agreement::statement::State;
use crate::calendar::Period;
use crate::pages::Page;

pub fn tasks(page: &Page, known: &Known) -> Vec<Task> {
    let (confirmed, amount) = known.in_state(State::Confirmed);
    let (drafts, _) = known.in_state(State::Draft);
    let month_in = |state: State| known.all().find(|group| group.state == Some(state)).map(|group| group.period);
    let href = |period: Option<Period>| period.map_or("/months".to_owned(), |period| format!("/months/{period}"));
    let decided = [
        Task::new(page, "home-to-approve", page.count(confirmed), page.money(amount), href(month_in(State::Confirmed))),
        Task::new(
            page,
            "home-to-confirm",
            page.count(drafts),
            page.t("home-to-confirm-note"),
            href(month_in(State::Draft)),
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
