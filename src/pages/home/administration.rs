//! What waits for an administrator.

use super::Task;
use crate::pages::{Failure, Page};
use crate::store::outbox::{Depth, MailState};
use crate::store::{Db, Error, agreements, dictionary, jobs, people};
use crate::web::Desk;
use crate::workflow::handle_mail::outbox_depth;
use crate::workflow::{self, Office};

/// What there is to look at.
struct Waiting {
    agreements: usize,
    failed_jobs: i64,
    failed_mails: i64,
    queued_mails: i64,
    invited: i64,
    unmatched: i64,
}

fn waiting(office: &Office) -> Result<Waiting, workflow::Error> {
    let count = |depth: &Depth, state: MailState| {
        depth.counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count)
    };
    let depth = outbox_depth(office)?;
    let read = |c: &mut Db| {
        let (agreements, jobs) = (agreements::standing_texts(c)?.len(), jobs::count_by_state(c)?);
        Ok::<_, Error>((agreements, jobs, people::invited_count(c)?, dictionary::unmatched_count(c)?))
    };
    let (agreements, jobs, invited, unmatched) = office.store.read(read)?;
    Ok(Waiting {
        agreements,
        failed_jobs: jobs.iter().find(|(state, _)| state == "failed").map_or(0, |(_, count)| *count),
        failed_mails: count(&depth, MailState::Failed),
        queued_mails: count(&depth, MailState::Queued),
        invited,
        unmatched,
    })
}

pub async fn tasks(desk: &Desk, page: &Page) -> Result<Vec<Task>, Failure> {
    let Waiting { agreements, failed_jobs, failed_mails, queued_mails, invited, unmatched } =
        page.ask(desk, waiting).await?;
    let in_force = page.count(agreements);
    let mails = page.t_n("home-mails-waiting", queued_mails);
    Ok(vec![
        Task::new(page, "home-agreements", in_force, page.t("home-agreements-note"), "/agreements"),
        Task::new(page, "home-failed-jobs", page.count(failed_jobs), page.t("home-failed-jobs-note"), "/health"),
        Task::new(page, "home-failed-mails", page.count(failed_mails), mails, "/outbox?state=failed"),
        Task::new(page, "home-unmatched", page.count(unmatched), page.t("home-unmatched-note"), "/dictionary"),
        Task::new(page, "home-invited", page.count(invited), page.t("home-invited-note"), "/people?state=invited"),
    ])
}
