//! What waits for an administrator.

use super::{Known, Task};
use crate::pages::Page;
use crate::store::outbox::{Depth, MailState};
use crate::store::{Db, Error, jobs, people};
use crate::workflow::handle_mail::outbox_depth;
use crate::workflow::{self, Office};

/// What there is to look at.
#[derive(Debug, Default)]
pub struct Waiting {
    failed_jobs: i64,
    failed_mails: i64,
    queued_mails: i64,
    invited: i64,
}

/// Looks at it.
pub fn waiting(office: &Office) -> Result<Waiting, workflow::Error> {
    let count = |depth: &Depth, state: MailState| {
        depth.counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count)
    };
    let depth = outbox_depth(office)?;
    let read = |c: &mut Db| Ok::<_, Error>((jobs::count_by_state(c)?, people::invited_count(c)?));
    let (jobs, invited) = office.store.read(read)?;
    Ok(Waiting {
        failed_jobs: jobs.iter().find(|(state, _)| state == "failed").map_or(0, |(_, count)| *count),
        failed_mails: count(&depth, MailState::Failed),
        queued_mails: count(&depth, MailState::Queued),
        invited,
    })
}

pub fn tasks(page: &Page, known: &Known) -> Vec<Task> {
    let Waiting { failed_jobs, failed_mails, queued_mails, invited } = known.administration;
    let in_force = page.count(known.agreements);
    let mails = page.t_n("home-mails-waiting", queued_mails);
    vec![
        Task::new(page, "home-agreements", in_force, page.t("home-agreements-note"), "/agreements"),
        Task::new(page, "home-failed-jobs", page.count(failed_jobs), page.t("home-failed-jobs-note"), "/health"),
        Task::new(page, "home-failed-mails", page.count(failed_mails), mails, "/outbox?state=failed"),
        Task::new(page, "home-invited", page.count(invited), page.t("home-invited-note"), "/people?state=invited"),
    ]
}
