//! The queue of work that is done after the request: stored with what it is about, in the same transaction.
//!
//! Of one kind and subject at most one job waits and one is at work, so that a change during the work is worked on again
//! afterwards. Whoever works on a job holds a lease; once that has run out, another may take the job over.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

use super::dialect::Suffix;
use super::schema::jobs;
use super::{Backend, Db, Error, new_id};
use crate::calendar::Moment;

/// The kinds of job; each calls one verb and may run twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// Settles the open months of a dealer; the subject is its code.
    SettleDealer,
    /// Reads an upload; the subject is `upload dealer`.
    ReadUpload,
    /// Makes a tally; the subject is what is counted.
    Tally,
}

impl JobKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::SettleDealer, Self::ReadUpload, Self::Tally];

    /// As the table has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SettleDealer => "settle_dealer",
            Self::ReadUpload => "read_upload",
            Self::Tally => "tally",
        }
    }

    /// The kind of a name; none where a newer binary queued it.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A job as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = jobs)]
pub struct JobRow {
    /// Its identifier.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// What kind.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// What it is about.
    #[diesel(sql_type = Text)]
    pub subject: String,
    /// queued, running, done, failed
    #[diesel(sql_type = Text)]
    pub state: String,
    /// When it is due, UTC.
    #[diesel(sql_type = Timestamp)]
    pub run_at: Moment,
    /// How often it was begun.
    #[diesel(sql_type = BigInt)]
    pub attempts: i64,
    /// Until when nobody else takes it.
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub lease_until: Option<Moment>,
    /// Who works on it.
    #[diesel(sql_type = Text)]
    pub leased_by: String,
    /// Why it failed the last time; empty where it has not.
    #[diesel(sql_type = Text)]
    pub last_error: String,
    /// When it was queued.
    #[diesel(sql_type = Timestamp)]
    pub created_at: Moment,
    /// When it was done or given up.
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub ended_at: Option<Moment>,
}

/// Queues a job; where the same one waits already, that one is due now at the latest.
///
/// The waiting job is locked until the transaction is over: nobody must take it before what it is about is committed,
/// lest the work be done on the state before.
pub fn enqueue(c: &mut Db, kind: JobKind, subject: &str, now: Moment) -> Result<(), Error> {
    enqueue_at(c, kind, subject, now, now)
}

/// Queues a job that is due at an instant; where the same one waits already, that one is due then at the latest.
pub fn enqueue_at(c: &mut Db, kind: JobKind, subject: &str, due: Moment, now: Moment) -> Result<(), Error> {
    let insert = diesel::insert_into(jobs::table).values((
        jobs::id.eq(new_id()),
        jobs::kind.eq(kind.as_str()),
        jobs::subject.eq(subject),
        jobs::state.eq("queued"),
        jobs::run_at.eq(due),
        jobs::attempts.eq(0),
        jobs::leased_by.eq(""),
        jobs::last_error.eq(""),
        jobs::created_at.eq(now),
    ));
    Suffix(insert, AT_THE_LATEST_THEN).execute(c)?;
    Ok(())
}

/// Queues a job for every dealer of the register, as [`enqueue`] does for one.
pub fn enqueue_for_all_dealers(c: &mut Db, kind: JobKind, now: Moment) -> Result<(), Error> {
    // A new identifier and the dealer's code make a new identifier for each.
    let insert = format!(
        "INSERT INTO jobs (id, kind, subject, state, run_at, attempts, leased_by, last_error, created_at) \
         SELECT $1 || '-' || row_key, $2, row_key, 'queued', $3, 0, '', '', $3 \
         FROM register_rows WHERE register = 'dealers' AND removed_in IS NULL ORDER BY row_key{AT_THE_LATEST_THEN}"
    );
    diesel::sql_query(insert)
        .bind::<Text, _>(new_id())
        .bind::<Text, _>(kind.as_str())
        .bind::<Timestamp, _>(now)
        .execute(c)?;
    Ok(())
}

const AT_THE_LATEST_THEN: &str = " ON CONFLICT (kind, subject) WHERE state = 'queued' DO UPDATE SET run_at = \
    CASE WHEN jobs.run_at < excluded.run_at THEN jobs.run_at ELSE excluded.run_at END";

/// The job that has been due longest of those that could be begun: due and waiting while no other of the same kind and
/// subject is at work, or left behind by somebody whose lease has run out. `now` is the place of a parameter; SQLite
/// numbers these in the order in which they first appear.
fn due(now: &str) -> String {
    format!(
        "SELECT due.id FROM jobs AS due WHERE (due.state = 'queued' AND due.run_at <= {now} AND NOT EXISTS \
         (SELECT 1 FROM jobs AS other \
         WHERE other.state = 'running' AND other.kind = due.kind AND other.subject = due.subject)) \
         OR (due.state = 'running' AND due.lease_until < {now}) ORDER BY due.run_at, due.id LIMIT 1"
    )
}

#[derive(QueryableByName)]
struct Id {
    #[expect(dead_code, reason = "only whether there is one counts")]
    #[diesel(sql_type = Text)]
    id: String,
}

/// Whether a job could be begun; asked before [`claim`], which is a write and so would wait for other writers.
pub fn is_any_due(c: &mut Db, now: Moment) -> Result<bool, Error> {
    Ok(diesel::sql_query(due("$1")).bind::<Timestamp, _>(now).get_result::<Id>(c).optional()?.is_some())
}

/// Whether a job is still to be done, or failed.
pub fn is_open(c: &mut Db, kind: JobKind, subject: &str) -> Result<bool, Error> {
    let open = jobs::table.filter(jobs::kind.eq(kind.as_str())).filter(jobs::subject.eq(subject));
    Ok(diesel::select(diesel::dsl::exists(open.filter(jobs::state.ne("done")))).get_result(c)?)
}

/// Takes the job that has been due longest, and the lease of it; needs a transaction of its own.
pub fn claim(c: &mut Db, worker: &str, now: Moment, lease_until: Moment) -> Result<Option<JobRow>, Error> {
    // On PostgreSQL others may be choosing at this very moment; on SQLite there is one writer.
    let tail = match c.backend() {
        Backend::Postgres => " FOR UPDATE OF due SKIP LOCKED",
        Backend::Sqlite => "",
    };
    let take = format!(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_until = $1, leased_by = $2 \
         WHERE id = ({}{tail}) RETURNING *",
        due("$3")
    );
    let query = diesel::sql_query(take).bind::<Timestamp, _>(lease_until).bind::<Text, _>(worker);
    Ok(query.bind::<Timestamp, _>(now).get_result(c).optional()?)
}

/// Whether a worker is at anything.
pub fn is_at_work(c: &mut Db, worker: &str) -> Result<bool, Error> {
    let at_work = jobs::table.filter(jobs::state.eq("running")).filter(jobs::leased_by.eq(worker));
    Ok(at_work.count().get_result::<i64>(c)? > 0)
}

/// Prolongs the leases of everything that a worker is at.
pub fn renew(c: &mut Db, worker: &str, lease_until: Moment) -> Result<(), Error> {
    let at_work = jobs::table.filter(jobs::state.eq("running")).filter(jobs::leased_by.eq(worker));
    diesel::update(at_work).set(jobs::lease_until.eq(lease_until)).execute(c)?;
    Ok(())
}

/// Says that a job is done; nothing happens where somebody else has taken it over.
pub fn done(c: &mut Db, job: &JobRow, now: Moment) -> Result<(), Error> {
    let mine = jobs::table.find(&job.id).filter(jobs::state.eq("running")).filter(jobs::leased_by.eq(&job.leased_by));
    diesel::update(mine).set((jobs::state.eq("done"), jobs::ended_at.eq(now), jobs::last_error.eq(""))).execute(c)?;
    Ok(())
}

/// Says that a job failed, and when it is tried again; without such a time it is given up and stays to be seen.
pub fn failed(c: &mut Db, job: &JobRow, error: &str, retry_at: Option<Moment>, now: Moment) -> Result<(), Error> {
    let mine = jobs::table.find(&job.id).filter(jobs::state.eq("running")).filter(jobs::leased_by.eq(&job.leased_by));
    let Some(retry_at) = retry_at else {
        diesel::update(mine)
            .set((jobs::state.eq("failed"), jobs::ended_at.eq(now), jobs::last_error.eq(error)))
            .execute(c)?;
        return Ok(());
    };
    // Where the same work was asked for meanwhile, that request goes on from here.
    let waiting = jobs::table
        .filter(jobs::state.eq("queued"))
        .filter(jobs::kind.eq(&job.kind))
        .filter(jobs::subject.eq(&job.subject));
    let took_over = diesel::update(waiting)
        .set((jobs::attempts.eq(job.attempts), jobs::last_error.eq(error), jobs::run_at.eq(retry_at)))
        .execute(c)?;
    if took_over > 0 {
        diesel::delete(mine).execute(c)?;
        return Ok(());
    }
    diesel::update(mine)
        .set((jobs::state.eq("queued"), jobs::run_at.eq(retry_at), jobs::last_error.eq(error), jobs::leased_by.eq("")))
        .execute(c)?;
    Ok(())
}

/// Forgets jobs that were done before an instant.
pub fn forget_done(c: &mut Db, before: Moment) -> Result<usize, Error> {
    let old = jobs::table.filter(jobs::state.eq("done")).filter(jobs::ended_at.lt(before));
    Ok(diesel::delete(old).execute(c)?)
}

/// Jobs in a state, the latest first.
pub fn in_state(c: &mut Db, state: &str, count_max: i64) -> Result<Vec<JobRow>, Error> {
    let rows = jobs::table.filter(jobs::state.eq(state)).order(jobs::id.desc()).limit(count_max);
    Ok(rows.select(JobRow::as_select()).load(c)?)
}

/// Gives a job that was given up another chance; answers whether there was such a job.
pub fn retry(c: &mut Db, id: &str, now: Moment) -> Result<bool, Error> {
    let given_up = jobs::table.find(id).filter(jobs::state.eq("failed"));
    let Some(job) = given_up.select(JobRow::as_select()).first::<JobRow>(c).optional()? else { return Ok(false) };
    let Some(kind) = JobKind::of(&job.kind) else { return Ok(false) };
    diesel::delete(jobs::table.find(id)).execute(c)?;
    enqueue(c, kind, &job.subject, now)?;
    Ok(true)
}

/// How many jobs are in each state that is not done.
pub fn count_by_state(c: &mut Db) -> Result<Vec<(String, i64)>, Error> {
    let states = ["queued", "running", "failed"];
    let count = |c: &mut Db, state: &str| jobs::table.filter(jobs::state.eq(state)).count().get_result(c);
    states.into_iter().map(|state| Ok((state.to_owned(), count(c, state)?))).collect()
}
