//! What waits for the after-sales centre: for a reviewer, and for a call agent.

use super::{Known, Task};
use crate::agreement::statement::State;
use crate::pages::Page;

pub fn reviewing(page: &Page, known: &Known) -> Vec<Task> {
    let (drafts, _) = known.in_state(State::Draft);
    vec![
        Task::new(page, "home-held", page.count(known.held()), page.t("home-held-note"), ""),
        Task::new(page, "home-disputes", page.count(known.disputes), page.t("home-disputes-note"), ""),
        Task::new(page, "home-to-confirm", page.count(drafts), page.t("home-to-confirm-note"), ""),
    ]
}

pub fn calling(page: &Page, known: &Known) -> Vec<Task> {
    vec![Task::new(page, "home-held", page.count(known.held()), page.t("home-calls-note"), "")]
}
