//! What waits for the sales manager: the oldest month first.

use super::{Months, Task};
use crate::agreement::statement::State;
use crate::pages::{Failure, Page};
use crate::store::{disputes, feedback};
use crate::web::Desk;

pub async fn tasks(desk: &Desk, page: &Page, months: &Months) -> Result<Vec<Task>, Failure> {
    let counted = page.look(desk, |c| Ok((feedback::unnoted(c)?.len(), disputes::open_count(c, None)?)));
    let (dangers, disputes) = counted.await?;
    let (confirmed, amount) = months.in_state(State::Confirmed);
    let (drafts, _) = months.in_state(State::Draft);
    let month_in = |state: State| {
        let first = months.all().find(|group| group.state == Some(state));
        first.map_or("/months".to_owned(), |group| format!("/months/{}", group.period))
    };
    let (draft_note, dispute_note) = (page.t("home-to-confirm-note"), page.t("home-disputes-note"));
    let decided = [
        Task::new(page, "home-to-approve", page.count(confirmed), page.money(amount), month_in(State::Confirmed)),
        Task::new(page, "home-to-confirm", page.count(drafts), draft_note, month_in(State::Draft)),
        Task::new(page, "home-disputes", page.count(disputes), dispute_note, "/disputes?state=open"),
    ];
    Ok(safety(page, dangers).into_iter().chain(decided).collect())
}

/// What endangers people and nobody has taken note of, where anything does: it comes before everything else.
fn safety(page: &Page, dangers: usize) -> Option<Task> {
    let count = page.count(dangers);
    (dangers > 0).then(|| Task::new(page, "home-safety", count, page.t("home-safety-note"), "/quality"))
}
