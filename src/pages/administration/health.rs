//! `/health`: how the installation is doing, and what to do where it is not well: work, mail, database, copies of it.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use crate::calendar::{Moment, Period};
use crate::pages::chips::Chip;
use crate::pages::{Answer, Failure, Flash, Page, html};
use crate::store::jobs::{self, JobKind, JobRow};
use crate::store::outbox::{Depth, MailState};
use crate::store::{Backend, seeds, settings};
use crate::web::Desk;
use crate::workflow::handle_mail::outbox_depth;
use crate::workflow::retry_job::retry_job;
use crate::workflow::{Error, Office};

/// Jobs that are listed.
const JOBS_MAX: i64 = 50;
/// A mail that waits longer than this shows that none goes out.
const MAIL_HOURS_MAX: i64 = 26;
/// A copy that is older than this is called old.
const BACKUP_DAYS_MAX: i64 = 2;

#[derive(Template)]
#[template(path = "administration/health.html")]
struct Health {
    page: Page,
    checks: Vec<Check>,
    failed: Vec<JobLine>,
}

/// Something that is well or not.
struct Check {
    label: String,
    chip: Chip,
    value: String,
    hint: String,
    href: &'static str,
    go: String,
}

/// Work that was given up.
struct JobLine {
    id: String,
    kind: String,
    subject: String,
    at: String,
    attempts: String,
    error: String,
}

/// What is known of how things are.
struct Known {
    now: Moment,
    jobs: Vec<(String, i64)>,
    failed: Vec<JobRow>,
    depth: Depth,
    backend: Backend,
    is_migrated: bool,
    backed_up_at: Option<Moment>,
    public_url: Option<String>,
    has_seeds: bool,
}

fn known(office: &Office) -> Result<Known, Error> {
    let period = office.clock.period();
    let (jobs, failed, backed_up_at, public_url, has_seeds) = office.store.read(|c| {
        let next = seeds::of(c, period)?.is_some() && seeds::of(c, period.next())?.is_some();
        Ok::<_, Error>((
            jobs::count_by_state(c)?,
            jobs::in_state(c, "failed", JOBS_MAX)?,
            settings::get(c, settings::BACKED_UP_AT)?,
            settings::get(c, settings::PUBLIC_URL)?,
            next,
        ))
    })?;
    Ok(Known {
        now: office.clock.now(),
        jobs,
        failed,
        depth: outbox_depth(office)?,
        backend: office.store.backend(),
        is_migrated: office.store.is_migrated()?,
        backed_up_at: backed_up_at.and_then(|at| at.parse().ok()),
        public_url,
        has_seeds,
    })
}

/// The page.
pub async fn show(desk: Desk, page: Page) -> Answer {
    let page = page.titled("health-title");
    let known = page.ask(&desk, known).await?;
    let line = |job: &JobRow| JobLine {
        id: job.id.clone(),
        kind: page.t(match JobKind::of(&job.kind) {
            Some(JobKind::SettleDealer) => "job-settle-dealer",
            Some(JobKind::Tally) => "job-tally",
            Some(JobKind::ReadUpload) | None => "job-read-upload",
        }),
        subject: job.subject.clone(),
        at: page.moment(job.ended_at.unwrap_or(job.created_at)),
        attempts: page.count(job.attempts),
        error: job.last_error.clone(),
    };
    let failed = known.failed.iter().map(line).collect();
    let checks = vec![
        version(&page),
        database(&page, &known),
        backup(&page, &known),
        work(&page, &known),
        mail(&page, &known),
        address(&page, &known),
        draws(&page, &known),
    ];
    html(&Health { page, checks, failed })
}

/// Gives work another chance.
pub async fn retry(desk: Desk, page: Page, id: Path<String>) -> Result<HttpResponse, Failure> {
    let actor = page.caller()?.actor;
    page.ask(&desk, move |office| retry_job(office, &actor, &id)).await?;
    Ok(page.see("/health", Flash::done(page.t("health-retried"))))
}

fn well(page: &Page, is_well: bool) -> Chip {
    if is_well { page.chip("ok", "health-well") } else { page.chip("bad", "health-look") }
}

fn check(page: &Page, label: &str, chip: Chip, value: String, hint: &str) -> Check {
    let hint = if hint.is_empty() { String::new() } else { page.t(hint) };
    Check { label: page.t(label), chip, value, hint, href: "", go: String::new() }
}

fn version(page: &Page) -> Check {
    let value = format!("Sanbao {}", env!("CARGO_PKG_VERSION"));
    Check {
        href: "/api/v1/docs/",
        go: page.t("health-api"),
        ..check(page, "health-version", well(page, true), value, "")
    }
}

fn database(page: &Page, known: &Known) -> Check {
    let value = match known.backend {
        Backend::Sqlite => "SQLite",
        Backend::Postgres => "PostgreSQL",
    };
    let hint = if known.is_migrated { "" } else { "health-migrate" };
    check(page, "health-database", well(page, known.is_migrated), value.to_owned(), hint)
}

fn backup(page: &Page, known: &Known) -> Check {
    let quiet = |key: &str| page.chip("quiet", key);
    match (known.backend, known.backed_up_at) {
        (Backend::Postgres, _) => {
            check(page, "health-backup", quiet("health-elsewhere"), String::new(), "health-backup-postgres")
        }
        (Backend::Sqlite, None) => {
            check(page, "health-backup", page.chip("wait", "health-unknown"), String::new(), "health-backup-how")
        }
        (Backend::Sqlite, Some(at)) => {
            let days = (known.now - at).num_days();
            let hint = if days > BACKUP_DAYS_MAX { "health-backup-how" } else { "" };
            check(page, "health-backup", well(page, days <= BACKUP_DAYS_MAX), page.moment(at), hint)
        }
    }
}

fn work(page: &Page, known: &Known) -> Check {
    let count = |state: &str| known.jobs.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
    let value = page.t_with("health-work-counts", &[&count("queued"), &count("running"), &count("failed")]);
    let hint = if count("failed") > 0 { "health-work-failed" } else { "" };
    check(page, "health-work", well(page, count("failed") == 0), value, hint)
}

fn mail(page: &Page, known: &Known) -> Check {
    let count =
        |state: MailState| known.depth.counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count);
    let (waiting, failed) = (count(MailState::Queued) + count(MailState::Sending), count(MailState::Failed));
    let is_late = known.depth.oldest.is_some_and(|at| (known.now - at).num_hours() >= MAIL_HOURS_MAX);
    let hint = match (is_late, failed > 0) {
        (true, _) => "health-mail-late",
        (false, true) => "health-mail-failed",
        (false, false) => "",
    };
    let value = page.t_with("health-mail-counts", &[&waiting, &failed]);
    let checked = check(page, "health-mail", well(page, hint.is_empty()), value, hint);
    Check { href: "/outbox", go: page.t("outbox-title"), ..checked }
}

fn address(page: &Page, known: &Known) -> Check {
    match &known.public_url {
        Some(url) => check(page, "health-address", well(page, true), url.clone(), ""),
        None => check(page, "health-address", page.chip("wait", "health-unknown"), String::new(), "health-address-how"),
    }
}

fn draws(page: &Page, known: &Known) -> Check {
    let period = Period::of(page.today);
    let value = format!("{} · {}", page.period(period), page.period(period.next()));
    let hint = if known.has_seeds { "" } else { "health-seeds-how" };
    let checked = check(page, "health-seeds", well(page, known.has_seeds), value, hint);
    Check { href: "/seeds", go: page.t("seeds-title"), ..checked }
}
