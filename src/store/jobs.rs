//! The queue of work that is done after the request: stored with what it is about, in the same transaction.

use diesel::prelude::*;

use super::dialect::Suffix;
use super::schema::jobs;
use super::{Db, Error, new_id};
use crate::calendar::Moment;

/// The kinds of job; each calls one verb and may run twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// Settles the open months of a dealer; the subject is its code.
    SettleDealer,
    /// Reads an upload; the subject is `dealer upload`.
    ReadUpload,
}

impl JobKind {
    /// As the table has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SettleDealer => "settle_dealer",
            Self::ReadUpload => "read_upload",
        }
    }
}

/// Queues a job, unless the same one waits already.
pub fn enqueue(c: &mut Db, kind: JobKind, subject: &str, now: Moment) -> Result<(), Error> {
    let insert = diesel::insert_into(jobs::table).values((
        jobs::id.eq(new_id()),
        jobs::kind.eq(kind.as_str()),
        jobs::subject.eq(subject),
        jobs::state.eq("queued"),
        jobs::run_at.eq(now),
        jobs::attempts.eq(0),
        jobs::leased_by.eq(""),
        jobs::last_error.eq(""),
        jobs::created_at.eq(now),
    ));
    Suffix(insert, " ON CONFLICT DO NOTHING").execute(c)?;
    Ok(())
}
