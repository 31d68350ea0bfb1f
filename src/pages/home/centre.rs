//! What waits for the after-sales centre: for a reviewer, and for a call agent.

use super::{Known, Task};
use crate::agreement::statement::State;
use crate::pages::Page;
use crate::store::slips::{WorklistFilter, waiting_for_a_call_count, worklist_count};
use crate::store::{Db, Error};

/// How many slips wait for a person, and how many for a call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waiting {
    to_review: i64,
    to_call: i64,
}

/// Counts them.
pub fn waiting(c: &mut Db) -> Result<Waiting, Error> {
    let to_review = worklist_count(c, &WorklistFilter::default())?;
    Ok(Waiting { to_review, to_call: waiting_for_a_call_count(c)? })
}

pub fn reviewing(page: &Page, known: &Known) -> Vec<Task> {
    let (drafts, _) = known.in_state(State::Draft);
    let to_review = page.count(known.centre.to_review);
    vec![
        Task::new(page, "home-to-review", to_review, page.t("home-to-review-note"), "/review"),
        calls(page, known),
        Task::new(page, "home-disputes", page.count(known.disputes), page.t("home-disputes-note"), "/disputes"),
        Task {
            note_href: "/confirm-month".to_owned(),
            ..Task::new(
                page,
                "home-to-confirm",
                page.count(drafts),
                page.t("home-to-confirm-note"),
                "/months?state=draft",
            )
        },
    ]
}

pub fn calling(page: &Page, known: &Known) -> Vec<Task> {
    vec![calls(page, known)]
}

fn calls(page: &Page, known: &Known) -> Task {
    Task::new(page, "home-to-call", page.count(known.centre.to_call), page.t("home-to-call-note"), "/calls")
}
