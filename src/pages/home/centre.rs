//! What waits for the after-sales centre: for a reviewer, and for a call agent.

use super::{Months, Task};
use crate::agreement::statement::State;
use crate::pages::{Failure, Page};
use crate::store::slips::{WorklistFilter, worklist_count};
use crate::store::{appointments, disputes};
use crate::web::Desk;

pub async fn reviewing(desk: &Desk, page: &Page, months: &Months) -> Result<Vec<Task>, Failure> {
    let counted = page.look(desk, |c| {
        let to_review = worklist_count(c, &WorklistFilter::default())?;
        Ok((to_review, appointments::count(c)?, disputes::open_count(c, None)?))
    });
    let (to_review, to_call, disputes) = counted.await?;
    let (drafts, _) = months.in_state(State::Draft);
    Ok(vec![
        Task::new(page, "home-to-review", page.count(to_review), page.t("home-to-review-note"), "/review"),
        calls(page, to_call),
        Task::new(page, "home-disputes", page.count(disputes), page.t("home-disputes-note"), "/disputes"),
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
    ])
}

pub async fn calling(desk: &Desk, page: &Page) -> Result<Vec<Task>, Failure> {
    Ok(vec![calls(page, page.look(desk, appointments::count).await?)])
}

fn calls(page: &Page, to_call: i64) -> Task {
    Task::new(page, "home-to-call", page.count(to_call), page.t("home-to-call-note"), "/calls")
}
