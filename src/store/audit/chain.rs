//! Whether the audit trail is whole.

use diesel::prelude::*;

use super::AuditRow;
use crate::store::schema::{audit, audit_head};
use crate::store::{Db, Error};

/// How many entries are held in memory at once.
const BATCH: i64 = 1_000;

/// What a walk along the chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every entry is as it was written, and none is missing.
    Whole {
        /// How many there are.
        entries: i64,
    },
    /// The first entry that is not as it was written.
    Broken {
        /// Its number.
        seq: i64,
        /// What is wrong with it.
        fault: ChainFault,
    },
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// It does not say what it said when its hash was made.
    Changed,
    /// It does not follow from the entry before: one of the two was put in another's place.
    Unlinked,
    /// It is not there.
    Missing,
    /// It was never appended.
    Inserted,
}

/// Walks the chain from its first entry to its end. Call it in one transaction, lest the end moves meanwhile.
pub fn verify(c: &mut Db) -> Result<Verified, Error> {
    let (mut last, mut last_sha256) = (0, String::new());
    let mut after = i64::MIN;
    loop {
        let batch: Vec<AuditRow> = audit::table
            .filter(audit::seq.gt(after))
            .order(audit::seq)
            .limit(BATCH)
            .select(AuditRow::as_select())
            .load(c)?;
        let Some(end) = batch.last() else { break };
        after = end.seq;
        for row in batch {
            if let Some(broken) = broken(&row, last, &last_sha256) {
                return Ok(broken);
            }
            (last, last_sha256) = (row.seq, row.sha256);
        }
    }
    let head: (i64, String) = audit_head::table.select((audit_head::seq, audit_head::sha256)).first(c)?;
    Ok(ended(last, &last_sha256, &head))
}

/// What is wrong with the entry that follows another.
fn broken(row: &AuditRow, last: i64, last_sha256: &str) -> Option<Verified> {
    let expected = last + 1;
    let (seq, fault) = if row.seq < expected {
        (row.seq, ChainFault::Inserted)
    } else if row.seq > expected {
        (expected, ChainFault::Missing)
    } else if row.hash() != row.sha256 {
        (expected, ChainFault::Changed)
    } else if row.previous_sha256 != last_sha256 {
        (expected, ChainFault::Unlinked)
    } else {
        return None;
    };
    Some(Verified::Broken { seq, fault })
}

/// Whether the chain ends where its end was recorded: entries cut off there leave no gap.
fn ended(last: i64, last_sha256: &str, head: &(i64, String)) -> Verified {
    let (head_seq, head_sha256) = head;
    if last < *head_seq {
        Verified::Broken { seq: last + 1, fault: ChainFault::Missing }
    } else if last > *head_seq {
        Verified::Broken { seq: head_seq + 1, fault: ChainFault::Inserted }
    } else if last_sha256 != head_sha256 {
        Verified::Broken { seq: last, fault: ChainFault::Changed }
    } else {
        Verified::Whole { entries: last }
    }
}
